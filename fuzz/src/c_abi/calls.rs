//! One call of the header: which, and with what.

use mfa::attempt::*;
use mfa::credential::*;
use mfa::decision::*;
use mfa::enrollment::*;
use mfa::ocra::*;
use mfa::person::*;
use mfa::policy::*;
use mfa::qr::*;
use mfa::recovery::*;
use mfa::recovery_codes::*;
use mfa::secret::*;
use mfa::uri::*;

use super::{Caller, Drawn, Kind, Members};

impl Caller<'_> {
    /// Draws a call and makes it.
    pub(super) fn call(&mut self) -> Drawn<()> {
        match self.u.arbitrary::<u8>()? % 16 {
            0 => self.secrets(),
            1 => self.credentials(),
            2 => self.uris(),
            3 => self.pictures(),
            4..=6 => self.logins(),
            7 => self.members(),
            8 => self.enrollments(),
            9 => self.recovery_keys(),
            10 | 11 => self.recoveries(),
            12 => self.recovery_codes(),
            13 => self.responses(),
            14 => self.decisions(),
            _ => self.conclude(),
        }
    }

    fn secrets(&mut self) -> Drawn<()> {
        let which = usize::from(self.u.arbitrary::<bool>()?);
        let (first, second) = (&raw const self.secrets[0], &raw const self.secrets[1]);
        let target = &raw mut self.secrets[which];
        match self.u.arbitrary::<u8>()? % 7 {
            0 => {
                let (to, bytes) = (self.written(target)?, self.bytes(20)?);
                self.done(unsafe { mfa_secret_import(to, bytes.ptr(), bytes.len()) });
            }
            1 => {
                let (to, bytes) = (self.written(target)?, self.bytes(20)?);
                self.done(unsafe { mfa_secret_issue(to, bytes.ptr(), bytes.len()) });
            }
            2 => {
                let (to, text) = (self.written(target)?, self.text()?);
                self.done(unsafe { mfa_secret_from_base32(to, text.text(), text.len()) });
            }
            3 => {
                let (from, room, length) = (self.read(first)?, self.room(MFA_SECRET_TEXT_SIZE)?, self.room(8)?);
                let length = number(&length);
                let result = unsafe { mfa_secret_to_base32(from, room.out(), room.len(), length) };
                self.wrote(result, &room);
            }
            4 => {
                let (from, room, length) = (self.read(first)?, self.room(MFA_SECRET_LONGEST)?, self.room(8)?);
                self.done(unsafe { mfa_secret_expose(from, room.out(), room.len(), number(&length)) });
            }
            5 => {
                let (one, other, same) = (self.read(first)?, self.read(second)?, self.room(4)?);
                self.done(unsafe { mfa_secret_same(one, other, word(&same)) });
            }
            _ => {
                let (from, strength) = (self.read(first)?, self.room(4)?);
                self.done(unsafe { mfa_secret_strength(from, word(&strength)) });
            }
        }
        Ok(())
    }

    fn credentials(&mut self) -> Drawn<()> {
        let spare = &raw mut self.credentials[3];
        let first = &raw const self.credentials[0];
        match self.u.arbitrary::<u8>()? % 7 {
            // The one that may be added next; no other place is written, for the person's states are of what is there.
            0 => {
                let other = &raw const self.secrets[usize::from(self.u.arbitrary::<bool>()?)];
                let (to, secret) = (self.written(spare)?, self.read(other)?);
                let parameters = self.open(size_of::<mfa_parameters>(), false)?;
                if self.count <= 3 {
                    self.done(unsafe { mfa_credential_make(to, secret, parameters.ptr()) });
                }
            }
            1 => {
                let (from, parameters) = (self.read(first)?, self.open(size_of::<mfa_parameters>(), true)?);
                self.done(unsafe { mfa_credential_parameters(from, parameters.out()) });
            }
            2 => {
                let (from, now, room) = (self.read(first)?, self.time()?, self.room(MFA_CODE_SIZE)?);
                let (step, left) = (self.room(8)?, self.room(4)?);
                let (step, left) = (double_word(&step), word(&left));
                let result = unsafe { mfa_credential_code_at(from, now, room.out(), room.len(), step, left) };
                self.wrote(result, &room);
            }
            3 => {
                let (from, at, room) = (self.read(first)?, self.u.arbitrary()?, self.room(MFA_CODE_SIZE)?);
                let result = unsafe { mfa_credential_code_in(from, at, room.out(), room.len()) };
                self.wrote(result, &room);
                let result = unsafe { mfa_credential_code_for(from, at, room.out(), room.len()) };
                self.wrote(result, &room);
            }
            4 => {
                let (from, now, typed) = (self.read(first)?, self.time()?, self.typed()?);
                let (reach, found, offset) = (self.u.arbitrary::<u16>()?, self.room(4)?, self.room(8)?);
                let (found, offset) = (word(&found), double_word(&offset).cast());
                self.done(unsafe {
                    let (text, length) = (typed.text(), typed.len());
                    mfa_credential_diagnose_as_administrator(from, now, text, length, reach.into(), found, offset)
                });
            }
            5 => {
                let (parameters, bytes) =
                    (self.open(size_of::<mfa_parameters>(), true)?, self.bytes(MFA_PARAMETERS_LENGTH)?);
                self.done(unsafe { mfa_parameters_from_bytes(parameters.out(), bytes.ptr(), bytes.len()) });
                let room = self.room(MFA_PARAMETERS_LENGTH)?;
                if !parameters.bytes().is_empty() {
                    self.done(unsafe { mfa_parameters_to_bytes(parameters.ptr(), room.out(), room.len()) });
                }
            }
            _ => {
                let (to, which) = (self.open(size_of::<mfa_policy>(), true)?, self.u.arbitrary::<u8>()? % 6);
                self.done(unsafe { mfa_policy_init(to.out(), which.into()) });
            }
        }
        Ok(())
    }

    fn uris(&mut self) -> Drawn<()> {
        let (to, secret) = (&raw mut self.secrets[1], &raw const self.secrets[0]);
        match self.u.arbitrary::<u8>()? % 4 {
            0 => {
                let (to, parameters) = (self.written(to)?, self.open(size_of::<mfa_parameters>(), true)?);
                let (start, uri) = (self.room(8)?, self.text()?);
                let (start, length) = (double_word(&start), uri.len());
                self.done(unsafe { mfa_uri_read(to, parameters.out(), start, uri.text(), length) });
            }
            1 => {
                let (uri, which) = (self.text()?, self.u.arbitrary::<u8>()? % 6);
                let (room, length) = (self.room(64)?, self.room(8)?);
                let (text, size, length) = (room.out(), room.len(), number(&length));
                let result = unsafe { mfa_uri_name(uri.text(), uri.len(), which.into(), text, size, length) };
                self.wrote(result, &room);
            }
            2 => {
                let (uri, disagree) = (self.text()?, self.room(4)?);
                self.done(unsafe { mfa_uri_issuers_disagree(uri.text(), uri.len(), word(&disagree)) });
            }
            _ => {
                let (secret, parameters) = (self.read(secret)?, self.open(size_of::<mfa_parameters>(), false)?);
                let (start, issuer, account) = (u64::from(self.u.arbitrary::<u8>()?), self.text()?, self.text()?);
                let (room, length) = (self.room(MFA_URI_SIZE)?, self.room(8)?);
                let length = number(&length);
                let result = unsafe {
                    let (issuer_at, account_at) = (issuer.text(), account.text());
                    let (text, size) = (room.out(), room.len());
                    mfa_uri_write(
                        secret,
                        parameters.ptr(),
                        start,
                        issuer_at,
                        issuer.len(),
                        account_at,
                        account.len(),
                        text,
                        size,
                        length,
                    )
                };
                self.wrote(result, &room);
            }
        }
        Ok(())
    }

    fn pictures(&mut self) -> Drawn<()> {
        let (to, from) = (&raw mut *self.qr, &raw const *self.qr);
        match self.u.arbitrary::<u8>()? % 4 {
            0 => {
                let (to, text) = (self.written(to)?, self.text()?);
                self.done(unsafe { mfa_qr_draw(to, text.text(), text.len()) });
            }
            1 => {
                let (from, side, dark) = (self.read(from)?, self.room(4)?, self.room(4)?);
                self.done(unsafe { mfa_qr_side(from, word(&side)) });
                let [x, y] = self.u.arbitrary::<[u32; 2]>()?;
                self.done(unsafe { mfa_qr_is_dark(from, x % 256, y, word(&dark)) });
            }
            2 => {
                let (from, colors) = (self.read(from)?, self.u.arbitrary::<u8>()? % 4);
                let (room, length) = (self.room(12_000)?, self.room(8)?);
                let (text, size, length) = (room.out(), room.len(), number(&length));
                let result = unsafe { mfa_qr_write_text(from, colors.into(), text, size, length) };
                self.wrote(result, &room);
            }
            _ => {
                let (from, room, length) = (self.read(from)?, self.room(30_000)?, self.room(8)?);
                let length = number(&length);
                let result = unsafe { mfa_qr_write_svg(from, room.out(), room.len(), length) };
                self.wrote(result, &room);
            }
        }
        Ok(())
    }

    fn logins(&mut self) -> Drawn<()> {
        let attempt = &raw mut *self.attempt;
        let (credentials, count, states) = self.person()?;
        let (at, size) = (states.ptr(), states.len());
        let (now, policy) = (self.time()?, self.open(size_of::<mfa_policy>(), false)?);
        let which = usize::from(self.u.arbitrary::<u8>()? % 5);
        match self.u.arbitrary::<u8>()? % 10 {
            0..=3 => {
                let (to, typed) = (self.written(attempt)?, self.typed()?);
                let (text, length) = (typed.text(), typed.len());
                let result =
                    unsafe { mfa_person_verify(to, credentials, count, at, size, now, text, length, policy.ptr()) };
                self.began(Kind::Login, result);
            }
            4 => {
                let (to, typed) = (self.written(attempt)?, self.typed()?);
                let (text, length) = (typed.text(), typed.len());
                let result = unsafe {
                    mfa_person_verify_with(to, credentials, count, at, size, which, now, text, length, policy.ptr())
                };
                self.began(Kind::Login, result);
            }
            5 => {
                let (to, first, second) = (self.written(attempt)?, self.typed()?, self.typed()?);
                let result = unsafe {
                    let (one, length) = (first.text(), first.len());
                    let (other, other_length) = (second.text(), second.len());
                    mfa_person_resynchronize(
                        to,
                        credentials,
                        count,
                        at,
                        size,
                        which,
                        now,
                        one,
                        length,
                        other,
                        other_length,
                        policy.ptr(),
                    )
                };
                self.began(Kind::Other, result);
            }
            6 => {
                let (to, typed, reach) = (self.written(attempt)?, self.typed()?, self.u.arbitrary::<u16>()?);
                let (text, length, reach) = (typed.text(), typed.len(), u32::from(reach));
                let result = unsafe {
                    mfa_person_diagnose(to, credentials, count, at, size, which, now, text, length, reach, policy.ptr())
                };
                self.began(Kind::Other, result);
            }
            7 => {
                let permit = &raw mut *self.permit;
                let (to, permit, typed) = (self.written(attempt)?, self.written(permit)?, self.typed()?);
                let (text, length) = (typed.text(), typed.len());
                let result = unsafe {
                    mfa_person_restore(to, credentials, count, at, size, which, permit, now, text, length, policy.ptr())
                };
                self.began(Kind::Other, result);
            }
            8 => {
                let status = self.open(size_of::<mfa_status>(), true)?;
                self.done(unsafe { mfa_person_status(credentials, count, at, size, now, policy.ptr(), status.out()) });
            }
            _ => {
                let progress = self.open(size_of::<mfa_progress>(), true)?;
                self.done(unsafe { mfa_person_progress(credentials, count, at, size, which, progress.out()) });
            }
        }
        Ok(())
    }

    fn members(&mut self) -> Drawn<()> {
        let attempt = &raw mut *self.attempt;
        let (credentials, count, states) = self.person()?;
        let (at, size) = (states.ptr(), states.len());
        let (to, which) = (self.written(attempt)?, usize::from(self.u.arbitrary::<u8>()? % 4));
        // Only what is stored is gone on with.
        let is_stored = count == self.count && states.bytes() == self.states;
        let kind = |change| if is_stored { Kind::Members(change) } else { Kind::Other };
        let (kind, result) = unsafe {
            match self.u.arbitrary::<u8>()? % 9 {
                0..=2 if self.count < 3 => {
                    let start = u64::from(self.u.arbitrary::<u8>()?);
                    let new = self.count;
                    if new > 0 {
                        self.credentials.swap(new, 3);
                    }
                    let added = &raw const self.credentials[new];
                    let added = self.read(added)?;
                    (kind(Members::Added), mfa_person_add(to, credentials, count, at, size, added, start))
                }
                3 => (kind(Members::Removed(which)), mfa_person_remove(to, credentials, count, at, size, which)),
                4 => (kind(Members::All), mfa_person_remove_all(to, credentials, count, at, size)),
                5 => (Kind::Other, mfa_person_suspend(to, credentials, count, at, size, which)),
                6 => (Kind::Other, mfa_person_suspend_all(to, credentials, count, at, size)),
                7 => (Kind::Other, mfa_person_unlock(to, credentials, count, at, size)),
                _ => (Kind::Other, mfa_person_reseal(to, credentials, count, at, size)),
            }
        };
        self.began(kind, result);
        // Now and then the change is made at once, so that there is somebody to log in.
        if self.u.arbitrary::<bool>()? { self.conclude() } else { Ok(()) }
    }

    fn enrollments(&mut self) -> Drawn<()> {
        let (to, from) = (&raw mut *self.enrollment, &raw const *self.enrollment);
        let (permit, secret) = (&raw mut *self.permit, &raw const self.secrets[1]);
        match self.u.arbitrary::<u8>()? % 8 {
            0 => {
                let permit = self.written(permit)?;
                self.done(unsafe { mfa_permit_by_administrator(permit) });
            }
            1 => {
                let (to, permit, secret) = (self.written(to)?, self.written(permit)?, self.read(secret)?);
                let parameters = self.open(size_of::<mfa_parameters>(), false)?;
                let (now, policy) = (self.time()?, self.open(size_of::<mfa_enrollment_policy>(), false)?);
                self.done(unsafe { mfa_enrollment_begin(to, permit, secret, parameters.ptr(), now, policy.ptr()) });
            }
            2 => {
                let (from, room) = (self.read(from)?, self.room(MFA_ENROLLMENT_LENGTH)?);
                self.done(unsafe { mfa_enrollment_to_bytes(from, room.out(), room.len()) });
                let bytes = self.bytes(MFA_ENROLLMENT_LENGTH)?;
                let bytes = if self.u.arbitrary()? { &room } else { &bytes };
                let to = self.written(to)?;
                self.done(unsafe { mfa_enrollment_from_bytes(to, bytes.ptr(), bytes.len()) });
            }
            3 => {
                let (from, pending) = (self.read(from)?, self.open(size_of::<mfa_pending>(), true)?);
                let (now, parameters) = (self.time()?, self.open(size_of::<mfa_parameters>(), true)?);
                self.done(unsafe { mfa_enrollment_status(from, now, pending.out()) });
                self.done(unsafe { mfa_enrollment_parameters(from, parameters.out()) });
            }
            4 => {
                let (from, secret, same) = (self.read(from)?, self.read(secret)?, self.room(4)?);
                self.done(unsafe { mfa_enrollment_has_secret(from, secret, word(&same)) });
            }
            5 => {
                let (from, room, length) = (self.read(from)?, self.room(MFA_SETUP_KEY_SIZE)?, self.room(8)?);
                let length = number(&length);
                let result = unsafe { mfa_enrollment_setup_key(from, room.out(), room.len(), length) };
                self.wrote(result, &room);
            }
            6 => {
                let (from, issuer, account) = (self.read(from)?, self.text()?, self.text()?);
                let (room, length) = (self.room(MFA_URI_SIZE)?, self.room(8)?);
                let (text, size, length) = (room.out(), room.len(), number(&length));
                let result = unsafe {
                    let (issuer_at, account_at) = (issuer.text(), account.text());
                    mfa_enrollment_setup_uri(
                        from,
                        issuer_at,
                        issuer.len(),
                        account_at,
                        account.len(),
                        text,
                        size,
                        length,
                    )
                };
                self.wrote(result, &room);
            }
            _ => {
                let attempt = &raw mut *self.attempt;
                let (attempt, from) = (self.written(attempt)?, self.read(from)?);
                let (credentials, count, states) = self.person()?;
                let (now, typed, policy) = (self.time()?, self.typed()?, self.open(size_of::<mfa_policy>(), false)?);
                let (at, size, text, length) = (states.ptr(), states.len(), typed.text(), typed.len());
                let result = unsafe {
                    mfa_enrollment_confirm(attempt, from, credentials, count, at, size, now, text, length, policy.ptr())
                };
                self.began(Kind::Other, result);
            }
        }
        Ok(())
    }

    fn recovery_keys(&mut self) -> Drawn<()> {
        let (to, from) = (&raw mut *self.key, &raw const *self.key);
        match self.u.arbitrary::<u8>()? % 7 {
            0 => {
                let (to, bytes, device) = (self.written(to)?, self.bytes(MFA_RECOVERY_KEY_LENGTH)?, self.text()?);
                let (at, size) = (device.text(), device.len());
                self.done(unsafe { mfa_recovery_key_make(to, bytes.ptr(), bytes.len(), at, size) });
            }
            1 => {
                let (to, text, device) = (self.written(to)?, self.text()?, self.text()?);
                let (at, size) = (device.text(), device.len());
                self.done(unsafe { mfa_recovery_key_from_base32(to, text.text(), text.len(), at, size) });
            }
            2 => {
                let (from, room) = (self.read(from)?, self.room(MFA_RECOVERY_KEY_LENGTH)?);
                self.done(unsafe { mfa_recovery_key_expose(from, room.out(), room.len()) });
            }
            3 => {
                let (from, room, length) = (self.read(from)?, self.room(MFA_RECOVERY_KEY_TEXT_SIZE)?, self.room(8)?);
                let length = number(&length);
                let result = unsafe { mfa_recovery_key_to_base32(from, room.out(), room.len(), length) };
                self.wrote(result, &room);
                let result = unsafe { mfa_recovery_key_device(from, room.out(), room.len(), length) };
                self.wrote(result, &room);
            }
            4 => {
                let (typed, room) = (self.text()?, self.room(MFA_RECOVERY_DIGITS_SIZE)?);
                let result = unsafe { mfa_recovery_digits_parse(typed.text(), typed.len(), room.out(), room.len()) };
                self.wrote(result, &room);
            }
            5 => {
                let (from, challenge, room) = (self.read(from)?, self.text()?, self.room(MFA_RECOVERY_DIGITS_SIZE)?);
                let (at, size) = (challenge.text(), challenge.len());
                let result = unsafe { mfa_recovery_respond(from, at, size, room.out(), room.len()) };
                self.wrote(result, &room);
            }
            _ => {
                let (from, now, room) = (self.read(from)?, self.time()?, self.room(MFA_RECOVERY_DIGITS_SIZE)?);
                let (until, differs) = (self.room(8)?, self.room(8)?);
                let (until, differs) = (double_word(&until), double_word(&differs));
                let result = unsafe { mfa_recovery_issue(from, now, room.out(), room.len(), until, differs) };
                self.wrote(result, &room);
            }
        }
        Ok(())
    }

    fn recoveries(&mut self) -> Drawn<()> {
        let attempt = &raw mut *self.attempt;
        let (recovery, key) = (&raw const *self.recovery, &raw const *self.key);
        let (credentials, count, states) = self.person()?;
        let (at, size) = (states.ptr(), states.len());
        let (to, from) = (self.written(attempt)?, self.read(recovery)?);
        let moment = self.open(size_of::<mfa_moment>(), false)?;
        let moment = if moment.bytes().len() >= 16 {
            let mut bytes = moment.bytes().to_vec();
            bytes[8..16].copy_from_slice(&self.time()?.to_le_bytes());
            super::Block::open(bytes)
        } else {
            moment
        };
        let policy = self.open(size_of::<mfa_recovery_policy>(), false)?;
        let codes = self.open(size_of::<mfa_policy>(), false)?;
        let mut kind = Kind::Other;
        let result = unsafe {
            match self.u.arbitrary::<u8>()? % 12 {
                0 => {
                    let key = self.read(key)?;
                    mfa_recovery_begin(to, key, credentials, count, at, size)
                }
                1 | 2 => {
                    let place = &raw mut *self.recovery;
                    let (place, key) = (self.written(place)?, self.read(key)?);
                    let forged = self.bytes(MFA_RECOVERY_LENGTH)?;
                    let stored = super::Block::of(&self.recovery_record);
                    let record = if self.u.arbitrary::<u8>()? == 0 { &forged } else { &stored };
                    let result = mfa_recovery_open(place, key, record.ptr(), record.len());
                    self.done(result);
                    return Ok(());
                }
                3 | 4 => {
                    let typed = self.pin()?;
                    let (text, length) = (typed.text(), typed.len());
                    kind = Kind::Login;
                    mfa_recovery_redeem(
                        to,
                        from,
                        credentials,
                        count,
                        at,
                        size,
                        moment.ptr(),
                        text,
                        length,
                        policy.ptr(),
                        codes.ptr(),
                    )
                }
                5 => {
                    let typed = self.text()?;
                    let (text, length) = (typed.text(), typed.len());
                    kind = Kind::Login;
                    mfa_recovery_answer(
                        to,
                        from,
                        credentials,
                        count,
                        at,
                        size,
                        moment.ptr(),
                        text,
                        length,
                        policy.ptr(),
                        codes.ptr(),
                    )
                }
                6 => mfa_recovery_pass(to, from, credentials, count, at, size, moment.ptr(), policy.ptr()),
                7 => {
                    let random = self.bytes(MFA_CHALLENGE_RANDOM_LENGTH)?;
                    let (drawn, length) = (random.ptr(), random.len());
                    mfa_recovery_challenge(to, from, credentials, count, at, size, drawn, length, policy.ptr())
                }
                8 => mfa_recovery_look(to, from, credentials, count, at, size, moment.ptr(), policy.ptr()),
                9 => mfa_recovery_end_grant(to, from, credentials, count, at, size),
                10 => mfa_recovery_unlock(to, from, credentials, count, at, size),
                _ => {
                    let (until, left) = (self.room(8)?, self.room(4)?);
                    let (until, left) = (double_word(&until), word(&left));
                    let result = mfa_recovery_grant(from, moment.ptr(), policy.ptr(), until, left);
                    self.done(result);
                    let (now, status) = (self.time()?, self.open(size_of::<mfa_status>(), true)?);
                    let result = mfa_recovery_status(from, now, policy.ptr(), status.out());
                    self.done(result);
                    return Ok(());
                }
            }
        };
        self.began(kind, result);
        Ok(())
    }

    /// The PIN of now, or something else.
    fn pin(&mut self) -> Drawn<super::Block> {
        if self.u.arbitrary::<u8>()? < 64 {
            return self.text();
        }
        let mut pin = [0_u8; MFA_RECOVERY_DIGITS_SIZE];
        let (key, none) = (&raw const *self.key, core::ptr::null_mut());
        unsafe { mfa_recovery_issue(key, self.now, pin.as_mut_ptr().cast(), pin.len(), none, none) };
        let end = pin.iter().position(|byte| *byte == 0).unwrap_or(0);
        Ok(super::Block::of(&pin[..end]))
    }

    fn recovery_codes(&mut self) -> Drawn<()> {
        let attempt = &raw mut *self.attempt;
        let codes = &raw const *self.codes;
        let (credentials, count, states) = self.person()?;
        let (at, size) = (states.ptr(), states.len());
        let (to, from) = (self.written(attempt)?, self.read(codes)?);
        let (salt, pepper) =
            (self.bytes(MFA_RECOVERY_CODES_SALT_LENGTH)?, self.bytes(MFA_RECOVERY_CODES_PEPPER_LENGTH)?);
        let codes_wanted = usize::from(self.u.arbitrary::<u8>()? % 20);
        let random = self.bytes(codes_wanted * MFA_RECOVERY_CODE_RANDOM_LENGTH)?;
        let (drawn, length) = (random.ptr(), random.len());
        let mut kind = Kind::Other;
        let result = unsafe {
            match self.u.arbitrary::<u8>()? % 10 {
                0 | 1 => {
                    let pepper = if self.u.arbitrary()? { super::Block::null(0) } else { pepper };
                    let (salt_at, salt_size) = (salt.ptr(), salt.len());
                    let (pepper_at, pepper_size) = (pepper.ptr(), pepper.len());
                    mfa_recovery_codes_begin(
                        to,
                        drawn,
                        length,
                        codes_wanted,
                        salt_at,
                        salt_size,
                        pepper_at,
                        pepper_size,
                        credentials,
                        count,
                        at,
                        size,
                    )
                }
                2 => {
                    let (salt_at, salt_size) = (salt.ptr(), salt.len());
                    mfa_recovery_codes_renew(
                        to,
                        from,
                        drawn,
                        length,
                        codes_wanted,
                        salt_at,
                        salt_size,
                        credentials,
                        count,
                        at,
                        size,
                    )
                }
                3 => mfa_recovery_codes_burn(to, from, credentials, count, at, size),
                4 => mfa_recovery_codes_unlock(to, from, credentials, count, at, size),
                5 => {
                    let (now, typed) = (self.time()?, self.text()?);
                    let policy = self.open(size_of::<mfa_recovery_codes_policy>(), false)?;
                    let code_policy = self.open(size_of::<mfa_policy>(), false)?;
                    let (text, length) = (typed.text(), typed.len());
                    kind = Kind::Login;
                    mfa_recovery_codes_redeem(
                        to,
                        from,
                        credentials,
                        count,
                        at,
                        size,
                        now,
                        text,
                        length,
                        policy.ptr(),
                        code_policy.ptr(),
                    )
                }
                6 | 7 => {
                    let place = &raw mut *self.codes;
                    let place = self.written(place)?;
                    let forged = self.bytes(MFA_RECOVERY_CODES_LENGTH)?;
                    let stored = super::Block::of(&self.codes_record);
                    let record = if self.u.arbitrary::<u8>()? < 32 { &forged } else { &stored };
                    let (pepper, none) = (&pepper, super::Block::null(0));
                    let pepper = if self.u.arbitrary()? { &none } else { pepper };
                    let (pepper_at, pepper_size) = (pepper.ptr(), pepper.len());
                    let result = mfa_recovery_codes_open(place, record.ptr(), record.len(), pepper_at, pepper_size);
                    self.done(result);
                    return Ok(());
                }
                8 => {
                    let room = self.room(MFA_RECOVERY_CODE_SIZE)?;
                    let result = mfa_recovery_code_from_random(drawn, length, room.out(), room.len());
                    self.wrote(result, &room);
                    let typed = self.text()?;
                    let result = mfa_recovery_code_parse(typed.text(), typed.len(), room.out(), room.len());
                    self.wrote(result, &room);
                    return Ok(());
                }
                _ => {
                    let (left, characters) = (self.room(8)?, self.room(8)?);
                    let result = mfa_recovery_codes_left(from, number(&left), number(&characters));
                    self.done(result);
                    let (typed, factor) = (self.text()?, self.room(4)?);
                    let recovery = self.open(size_of::<mfa_recovery_policy>(), false)?;
                    let codes = self.open(size_of::<mfa_recovery_codes_policy>(), false)?;
                    let (text, length) = (typed.text(), typed.len());
                    let result = mfa_typed_factor(text, length, recovery.ptr(), codes.ptr(), word(&factor));
                    self.done(result);
                    return Ok(());
                }
            }
        };
        self.began(kind, result);
        Ok(())
    }

    fn responses(&mut self) -> Drawn<()> {
        let (ocra, inputs) = (&raw mut *self.ocra, &raw mut *self.inputs);
        let (keyed, given) = (ocra.cast_const(), inputs.cast_const());
        let secret = &raw const self.secrets[0];
        let result = match self.u.arbitrary::<u8>()? % 10 {
            0 => {
                let (to, secret, suite) = (self.written(ocra)?, self.read(secret)?, self.text()?);
                unsafe { mfa_ocra_make(to, secret, suite.text(), suite.len()) }
            }
            1 => {
                let (suite, text) = (self.open(size_of::<mfa_ocra_suite>(), true)?, self.text()?);
                self.done(unsafe { mfa_ocra_suite_read(suite.out(), text.text(), text.len()) });
                let from = self.read(keyed)?;
                unsafe { mfa_ocra_suite_of(from, suite.out()) }
            }
            2 => {
                let (to, format, text) = (self.written(inputs)?, self.u.arbitrary::<u8>()? % 5, self.text()?);
                unsafe { mfa_ocra_inputs_make(to, format.into(), text.text(), text.len()) }
            }
            3 => {
                let (to, text) = (self.written(inputs)?, self.text()?);
                unsafe { mfa_ocra_inputs_own_question(to, text.text(), text.len()) }
            }
            4 => {
                let (to, counter) = (self.written(inputs)?, self.u.arbitrary()?);
                unsafe { mfa_ocra_inputs_counter(to, counter) }
            }
            5 => {
                let (to, pin, algorithm) = (self.written(inputs)?, self.input()?, self.u.arbitrary::<u8>()? % 5);
                unsafe { mfa_ocra_inputs_pin(to, pin.text(), pin.len(), algorithm.into()) }
            }
            6 => {
                let (to, bytes) = (self.written(inputs)?, self.input()?);
                self.done(unsafe { mfa_ocra_inputs_pin_hash(to, bytes.ptr(), bytes.len()) });
                unsafe { mfa_ocra_inputs_session(to, bytes.ptr(), bytes.len()) }
            }
            7 => {
                let (to, now, step) = (self.written(inputs)?, self.time()?, self.u.arbitrary()?);
                self.done(unsafe { mfa_ocra_inputs_time(to, now) });
                unsafe { mfa_ocra_inputs_step(to, step) }
            }
            8 => {
                let (from, given, room) = (self.read(keyed)?, self.read(given)?, self.room(MFA_OCRA_RESPONSE_SIZE)?);
                let result = unsafe { mfa_ocra_response(from, given, room.out(), room.len()) };
                self.wrote(result, &room);
                // What is answered is right.
                if result == mfa::result::MFA_OK {
                    let end = room.bytes().iter().position(|byte| *byte == 0).unwrap_or(0);
                    let checked = unsafe { mfa_ocra_check(from, given, room.text(), end) };
                    assert_eq!(checked, mfa::result::MFA_OK);
                }
                result
            }
            _ => {
                let (from, given, typed) = (self.read(keyed)?, self.read(given)?, self.text()?);
                unsafe { mfa_ocra_check(from, given, typed.text(), typed.len()) }
            }
        };
        self.done(result);
        Ok(())
    }

    fn decisions(&mut self) -> Drawn<()> {
        let attempt = &raw mut *self.attempt;
        match self.u.arbitrary::<u8>()? % 4 {
            0 => {
                let (entry, person, listed) = (self.text()?, self.text()?, self.room(4)?);
                let (at, size) = (person.text(), person.len());
                self.done(unsafe { mfa_is_listed(entry.text(), entry.len(), at, size, word(&listed)) });
            }
            1 => {
                let (record, logins) =
                    (self.bytes(MFA_LOGIN_RECORD_LENGTH)?, self.open(size_of::<mfa_logins>(), true)?);
                self.done(unsafe { mfa_login_record_read(record.ptr(), record.len(), logins.out()) });
            }
            _ => {
                let (to, record) = (self.written(attempt)?, super::Block::of(&[0; MFA_LOGIN_RECORD_LENGTH]));
                let begun = unsafe { mfa_login_record_init(record.out(), record.len()) };
                self.done(begun);
                let (credentials, count, states) = self.person()?;
                let facts = self.open(size_of::<mfa_facts>(), false)?;
                let (now, policy) = (self.time()?, self.open(size_of::<mfa_login_policy>(), false)?);
                let (at, size, read, length) = (states.ptr(), states.len(), record.ptr(), record.len());
                let result = unsafe {
                    mfa_login_decide(to, read, length, credentials, count, at, size, now, facts.ptr(), policy.ptr())
                };
                // Whoever needs no code is in at once.
                self.done(result);
                self.kind = Kind::Other;
            }
        }
        Ok(())
    }
}

/// Where a number is written, if there is room for it.
fn number(room: &super::Block) -> *mut usize {
    room_for(room)
}

fn word(room: &super::Block) -> *mut u32 {
    room_for(room)
}

fn double_word(room: &super::Block) -> *mut u64 {
    room_for(room)
}

/// C says where a number goes by its type alone, so that there is room or NULL.
fn room_for<T>(room: &super::Block) -> *mut T {
    if room.bytes().len() < size_of::<T>() { core::ptr::null_mut() } else { room.out() }
}
