//! Recovery of somebody whose phone is gone: by a PIN, by the response to a challenge, by a code on paper. The help desk is the
//! engine's own issuer.

use core::ffi::c_char;
use core::ptr::{null, null_mut};

use mfa::hosted::login::*;
use mfa::hosted::recovery::*;
use mfa::result::*;
use mfa::verdict::*;
use mfa_core::{DeviceId, RecoveryDigits, RecoveryKey, UnixTime};

use crate::site::*;

const ON: &str = "[recovery]\nenabled = true\ndevice_id = \"LAPTOP-7\"\n";

/// What the help desk has.
struct Desk {
    key: RecoveryKey,
    device: DeviceId,
}

impl Desk {
    fn of(site: &Site, person: &str, replace: u32) -> (mfa_result, Option<Self>) {
        let (mut key, mut device) = ([0 as c_char; 53], [0 as c_char; 65]);
        let made = unsafe {
            mfa_people_new_recovery_key(
                site.store,
                site.policies,
                person.as_ptr().cast(),
                person.len(),
                replace,
                key.as_mut_ptr(),
                key.len(),
                device.as_mut_ptr(),
                device.len(),
            )
        };
        if made != MFA_OK {
            assert_eq!((text(&key), text(&device)), ("", ""));
            return (made, None);
        }
        let desk =
            Self { key: RecoveryKey::from_base32(text(&key)).unwrap(), device: DeviceId::new(text(&device)).unwrap() };
        (made, Some(desk))
    }

    fn pin(&self) -> String {
        let now = UnixTime::new(now()).unwrap();
        mfa_core::issue(&self.key, &self.device, now).unwrap().pin.as_str().to_owned()
    }

    fn response(&self, challenge: &str) -> String {
        let challenge = RecoveryDigits::parse(challenge).unwrap();
        mfa_core::respond(&self.key, &challenge).unwrap().as_str().to_owned()
    }
}

#[test]
fn pin_lets_in_under_its_grant_and_permits_a_new_phone() {
    let site = Site::new(ON);
    let phone = site.enroll("alice", "phone");
    let desk = Desk::of(&site, "alice", 0).1.unwrap();
    assert_eq!(desk.device.as_str(), "LAPTOP-7");
    let pin = desk.pin();
    let login = site.log_in("alice", &pin);
    assert_eq!((login.result, login.verdict.factor, login.asked), (MFA_OK, MFA_FACTOR_PIN, vec![MFA_ASK_FOR_CODE]));
    assert!((login.verdict.until - now()).abs_diff(3600) <= 5);
    let mut again = site.log_in("alice", &pin);
    assert_eq!((again.result, again.asked), (MFA_OK, vec![MFA_ASK_UNDER_GRANT]), "the same PIN under the grant");
    assert_eq!(again.verdict.logins_left, login.verdict.logins_left - 1);
    let wrong = if pin.starts_with('1') { "000-000-000" } else { "111-111-111" };
    let wrong = site.log_in("alice", wrong);
    assert!(wrong.result != MFA_OK && !wrong.permits());
    let tablet = site.enrolled_by(&raw mut *again.permit, "alice", "tablet").1.unwrap();
    assert_eq!(site.confirm("alice", &tablet.code(-1)), MFA_ENROLLED);
    assert_eq!(site.log_in("alice", &pin).result, MFA_REJECTED, "the grant has ended, and the PIN is burnt");
    assert_eq!(site.log_in("alice", &phone.code(0)).result, MFA_OK);
}

#[test]
fn grant_that_lets_pass_asks_for_nothing() {
    let site = Site::new(&format!("{ON}grant_logins = 2\ngrant_asks = \"nothing\"\n"));
    site.enroll("alice", "phone");
    let desk = Desk::of(&site, "alice", 0).1.unwrap();
    assert_eq!(site.log_in("alice", &desk.pin()).result, MFA_OK);
    let passed = site.log_in_as("alice", null(), Typist::giving_up());
    assert_eq!((passed.result, passed.verdict.factor, passed.asked.len()), (MFA_OK, MFA_FACTOR_GRANT, 0));
    assert!(passed.permits());
    let over = site.log_in_as("alice", null(), Typist::giving_up());
    assert_eq!((over.result, over.asked), (MFA_GIVEN_UP, vec![MFA_ASK_FOR_CODE]), "its logins are used up");
    assert_eq!(unsafe { mfa_people_end_grant(site.store, "alice".as_ptr().cast(), 5) }, MFA_OK);
}

#[test]
fn who_is_denied_is_asked_for_a_pin_only_where_there_is_a_key() {
    let site = Site::new(&format!("[login]\nrequired = [\"*\"]\nhours_without_factor = 0\n{ON}"));
    let without = site.log_in("alice", "123456789");
    assert_eq!((without.result, without.asked.len()), (MFA_DENIED, 0));
    let desk = Desk::of(&site, "alice", 0).1.unwrap();
    let gives_up = site.log_in_as("alice", null(), Typist::giving_up());
    assert_eq!((gives_up.result, gives_up.asked), (MFA_DENIED, vec![MFA_DENIED]));
    assert_eq!(site.log_in("alice", "123456").result, MFA_ERROR_NOT_ASKED, "no code lets in");
    assert_eq!(site.log_in("alice", &desk.pin()).result, MFA_OK);
}

#[test]
fn response_to_the_challenge_lets_in_once() {
    let site = Site::new(ON);
    site.enroll("alice", "phone");
    let challenge = || {
        let mut verdict = new_verdict();
        let shown =
            unsafe { mfa_people_challenge(site.store, site.policies, "alice".as_ptr().cast(), 5, &raw mut verdict) };
        (shown, text(&verdict.challenge).to_owned())
    };
    assert_eq!(challenge().0, MFA_ERROR_NO_RECOVERY);
    let desk = Desk::of(&site, "alice", 0).1.unwrap();
    let mut decision = Box::new(unsafe { zeroed::<mfa_decision>() });
    let begin = |decision: &mut mfa_decision| unsafe {
        mfa_log_in_begin(
            &raw mut *decision,
            site.store,
            site.policies,
            "alice".as_ptr().cast(),
            5,
            null(),
            null_mut(),
            null_mut(),
        )
    };
    assert_eq!(begin(&mut decision), MFA_ASK_FOR_CODE);
    let respond = |decision: &mut mfa_decision, typed: &str| {
        let mut verdict = new_verdict();
        let answered = unsafe {
            mfa_log_in_respond(
                &raw mut *decision,
                site.store,
                site.policies,
                typed.as_ptr().cast(),
                typed.len(),
                &raw mut verdict,
                null_mut(),
            )
        };
        (answered, verdict.factor)
    };
    let (shown, digits) = challenge();
    assert_eq!((shown, challenge().1), (MFA_CHALLENGE_SHOWN, digits.clone()), "the same until it is used");
    assert_eq!(respond(&mut decision, "12345678").0, MFA_ERROR_RECOVERY_DIGITS_LENGTH);
    assert_eq!(respond(&mut decision, &digits).0, MFA_REJECTED, "the challenge is not its own response");
    let response = desk.response(&digits);
    assert_eq!(respond(&mut decision, &response), (MFA_OK, MFA_FACTOR_RESPONSE));
    assert_eq!(respond(&mut decision, &response).0, MFA_ERROR_ORDER);
    assert_ne!(challenge().1, digits);
}

#[test]
fn recovery_code_lets_in_once_and_a_new_sheet_burns_the_old() {
    let site = Site::new("[recovery_codes]\ncount = 3\n");
    site.enroll("alice", "phone");
    let sheet = |room: usize| {
        let mut codes = [1 as c_char; 480];
        let made = unsafe {
            mfa_people_new_recovery_codes(
                site.store,
                site.policies,
                "alice".as_ptr().cast(),
                5,
                codes.as_mut_ptr(),
                room,
            )
        };
        (made, text(&codes).lines().map(str::to_owned).collect::<Vec<_>>())
    };
    assert_eq!(sheet(60), (MFA_ARGUMENT_TOO_SMALL - 5, vec![]));
    assert_eq!(site.status("alice").2.recovery_codes, 0, "what could not be shown is not there");
    let (made, first) = sheet(61);
    assert_eq!((made, first.len()), (MFA_OK, 3));
    let login = site.log_in("alice", &first[1].to_lowercase());
    assert_eq!((login.result, login.verdict.factor), (MFA_OK, MFA_FACTOR_RECOVERY_CODE));
    assert_eq!((login.verdict.recovery_code, login.verdict.recovery_codes_left), (1, 2));
    assert!(login.permits());
    assert_eq!(site.log_in("alice", &first[1]).result, MFA_REJECTED);
    let second = sheet(480).1;
    assert_eq!(site.log_in("alice", &first[0]).result, MFA_REJECTED);
    assert_eq!(site.status("alice").2.recovery_codes, 3);
    assert_eq!(site.log_in("alice", &second[0]).result, MFA_OK);
}

#[test]
fn longest_sheet_of_codes_has_the_room_that_the_header_names() {
    let site = Site::new("[recovery_codes]\ncount = 16\ncharacters = 24\n");
    site.enroll("alice", "phone");
    let mut codes = [1 as c_char; MFA_RECOVERY_CODES_TEXT_SIZE];
    let mut sheet = |room: usize| unsafe {
        let (store, policies) = (site.store, site.policies);
        mfa_people_new_recovery_codes(store, policies, "alice".as_ptr().cast(), 5, codes.as_mut_ptr(), room)
    };
    assert_eq!(sheet(MFA_RECOVERY_CODES_TEXT_SIZE - 1), MFA_ARGUMENT_TOO_SMALL - 5);
    assert_eq!(sheet(MFA_RECOVERY_CODES_TEXT_SIZE), MFA_OK);
    assert_eq!(text(&codes).lines().count(), 16);
}

#[test]
fn key_is_replaced_only_where_that_is_wanted() {
    let site = Site::new(ON);
    let old = Desk::of(&site, "alice", 0).1.unwrap();
    assert_eq!(Desk::of(&site, "alice", 0).0, MFA_ERROR_RECOVERY_KEY_THERE);
    assert_eq!(Desk::of(&site, "alice", 2).0, MFA_ARGUMENT_VALUE - 5);
    let new = Desk::of(&site, "alice", 1).1.unwrap();
    site.enroll("alice", "phone");
    assert_eq!(site.log_in("alice", &old.pin()).result, MFA_REJECTED);
    assert_eq!(site.log_in("alice", &new.pin()).result, MFA_OK);
    assert_eq!(site.status("alice").2.recovery_key, 1);
    let remove = || unsafe { mfa_people_remove_recovery_key(site.store, "alice".as_ptr().cast(), 5) };
    assert_eq!((remove(), remove()), (MFA_OK, MFA_ERROR_NO_RECOVERY));
    assert_eq!(site.status("alice").2.recovery_key, 0);
}

#[test]
fn key_that_was_issued_elsewhere_is_for_the_device_that_is_named() {
    let site = Site::new(ON);
    site.enroll("alice", "phone");
    let bytes = [7_u8; 32];
    let set = |device: &str, size: usize| unsafe {
        mfa_people_set_recovery_key(
            site.store,
            site.policies,
            "alice".as_ptr().cast(),
            5,
            0,
            device.as_ptr().cast(),
            device.len(),
            bytes.as_ptr(),
            size,
        )
    };
    assert_eq!(set("abc", 32), MFA_ERROR_DEVICE_ID_LENGTH);
    assert_eq!(set("desk 7", 32), MFA_ERROR_DEVICE_ID_CHARACTER);
    assert_eq!(set("desk-7", 31), MFA_ERROR_RECOVERY_KEY_LENGTH);
    assert_eq!(set("desk-7", 32), MFA_OK);
    let of = |device| Desk { key: RecoveryKey::import(&bytes).unwrap(), device: DeviceId::new(device).unwrap() };
    assert_eq!(site.log_in("alice", &of("LAPTOP-7").pin()).result, MFA_REJECTED);
    assert_eq!(site.log_in("alice", &of("DESK-7").pin()).result, MFA_OK);
}

#[test]
fn with_recovery_off_nine_digits_are_no_pin() {
    let site = Site::new("[recovery]\ndevice_id = \"LAPTOP-7\"\n");
    site.enroll("alice", "phone");
    let desk = Desk::of(&site, "alice", 0).1.unwrap();
    let login = site.log_in("alice", &desk.pin());
    assert_eq!((login.result, login.permits()), (MFA_ERROR_CODE_LENGTH, false));
}
