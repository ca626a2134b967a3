//! The sections of a record: what each holds, behind which tag. `docs/store.md` has the table.
//!
//! Authenticators come first, in their order; each other section is there at most once. One that says nothing is not
//! written.

use mfa_core::{
    Allowance, DeviceId, Enrollment, Hours, LoginRecord, Parameters, RecoveryCodes, RecoveryKey, SealedRecovery,
    SealedState, Secret, StoredCodes, UnixTime,
};

use super::fields::{Fields, put_number, put_section, put_short, put_text};
use super::{Damage, Entry, Exception, Pending, ROOM, Record, RecoveryEntry};
use crate::name::AuthenticatorName;

const AUTHENTICATOR: u8 = 1;
const EXCEPTION: u8 = 2;
const LOGINS: u8 = 3;
const PENDING: u8 = 4;
const RECOVERY: u8 = 5;
const RECOVERY_CODES: u8 = 6;

/// What an exception says, and its two numbers: hours and logins to enroll, or beginning and end of an exemption.
const REQUIRED: u8 = 1;
const REQUIRED_WITHIN: u8 = 2;
const EXEMPT: u8 = 3;
const EXEMPT_FOR: u8 = 4;

pub(super) fn put_all(bytes: &mut Vec<u8>, record: &Record) {
    for entry in record.authenticators() {
        put_section(bytes, AUTHENTICATOR, |bytes| put_entry(bytes, entry));
    }
    if let Some(exception) = record.exception {
        put_section(bytes, EXCEPTION, |bytes| put_exception(bytes, exception));
    }
    if record.logins != LoginRecord::NEW {
        put_section(bytes, LOGINS, |bytes| bytes.extend_from_slice(&record.logins.to_bytes()));
    }
    if let Some(pending) = &record.pending {
        put_section(bytes, PENDING, |bytes| {
            put_text(bytes, pending.name.as_str());
            pending.enrollment.to_bytes(|enrollment| bytes.extend_from_slice(enrollment));
        });
    }
    if let Some(recovery) = &record.recovery {
        put_section(bytes, RECOVERY, |bytes| {
            put_text(bytes, recovery.device.as_str());
            bytes.extend_from_slice(recovery.key.expose());
            bytes.extend_from_slice(recovery.state.as_bytes());
        });
    }
    if let Some(codes) = &record.codes {
        put_section(bytes, RECOVERY_CODES, |bytes| bytes.extend_from_slice(codes.as_bytes()));
    }
}

/// Reads a section into the record. One of which there is one already makes no sense. One that is unknown is refused, not
/// skipped: a record is replaced as a whole, and what was skipped would be lost.
pub(super) fn read_into(record: &mut Record, tag: u8, fields: &mut Fields<'_>) -> Result<(), Damage> {
    match tag {
        AUTHENTICATOR if record.authenticators.len() < ROOM => {
            record.authenticators.push(entry(fields)?);
            Ok(())
        }
        AUTHENTICATOR => Err(Damage::Content),
        EXCEPTION => once(&mut record.exception, exception(fields)?),
        LOGINS if record.logins == LoginRecord::NEW => {
            record.logins = checked(LoginRecord::from_bytes(fields.take()?))?;
            Ok(())
        }
        LOGINS => Err(Damage::Content),
        PENDING => once(&mut record.pending, pending(fields)?),
        RECOVERY => once(&mut record.recovery, recovery(fields)?),
        RECOVERY_CODES => once(&mut record.codes, recovery_codes(fields)?),
        tag => Err(Damage::UnknownSection(tag)),
    }
}

fn once<T>(place: &mut Option<T>, value: T) -> Result<(), Damage> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(Damage::Content),
    }
}

fn checked<T, E>(result: Result<T, E>) -> Result<T, Damage> {
    result.map_err(|_| Damage::Content)
}

fn put_entry(bytes: &mut Vec<u8>, entry: &Entry) {
    put_text(bytes, entry.name.as_str());
    put_number(bytes, entry.added.seconds());
    bytes.extend_from_slice(&entry.parameters.to_bytes());
    put_short(bytes, entry.secret.expose());
    bytes.extend_from_slice(entry.state.as_bytes());
}

fn entry(fields: &mut Fields<'_>) -> Result<Entry, Damage> {
    let name = checked(AuthenticatorName::new(fields.text()?))?;
    let added = fields.time()?;
    let parameters = checked(Parameters::from_bytes(fields.take()?))?;
    let secret = Box::new(checked(Secret::import(fields.short()?))?);
    let state = SealedState::from_bytes(*fields.take()?);
    Ok(Entry { name, secret, parameters, added, state })
}

fn put_exception(bytes: &mut Vec<u8>, exception: Exception) {
    let (kind, one, other) = match exception {
        Exception::Required { to_enroll: None } => (REQUIRED, 0, 0),
        Exception::Required { to_enroll: Some(own) } => {
            (REQUIRED_WITHIN, own.hours().count().into(), own.logins().unwrap_or(0).into())
        }
        Exception::Exempt => (EXEMPT, 0, 0),
        Exception::ExemptFor { since, until } => (EXEMPT_FOR, since.seconds(), until.seconds()),
    };
    bytes.push(kind);
    put_number(bytes, one);
    put_number(bytes, other);
}

fn exception(fields: &mut Fields<'_>) -> Result<Exception, Damage> {
    Ok(match (fields.byte()?, fields.number()?, fields.number()?) {
        (REQUIRED, 0, 0) => Exception::Required { to_enroll: None },
        (REQUIRED_WITHIN, hours, logins) => {
            let (hours, logins): (u32, u16) = (checked(hours.try_into())?, checked(logins.try_into())?);
            let own = Allowance::new(Hours::new(hours), (logins != 0).then_some(logins));
            Exception::Required { to_enroll: Some(checked(own)?) }
        }
        (EXEMPT, 0, 0) => Exception::Exempt,
        (EXEMPT_FOR, since, until) => {
            Exception::ExemptFor { since: checked(UnixTime::new(since))?, until: checked(UnixTime::new(until))? }
        }
        _ => return Err(Damage::Content),
    })
}

fn pending(fields: &mut Fields<'_>) -> Result<Pending, Damage> {
    let name = checked(AuthenticatorName::new(fields.text()?))?;
    let enrollment = Box::new(checked(Enrollment::from_bytes(fields.take()?))?);
    Ok(Pending { name, enrollment })
}

fn recovery(fields: &mut Fields<'_>) -> Result<RecoveryEntry, Damage> {
    let device = checked(DeviceId::new(fields.text()?))?;
    let key = Box::new(checked(RecoveryKey::import(fields.take::<{ RecoveryKey::LENGTH }>()?))?);
    let state = SealedRecovery::from_bytes(*fields.take()?);
    Ok(RecoveryEntry { device, key, state })
}

fn recovery_codes(fields: &mut Fields<'_>) -> Result<StoredCodes, Damage> {
    let codes = StoredCodes::from_bytes(*fields.take()?);
    checked(RecoveryCodes::open(&codes)).map(|_| codes)
}
