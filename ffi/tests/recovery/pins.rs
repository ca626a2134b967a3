//! Stories on the device's side: PINs, grants, challenges, and what they do to the authenticators.

use core::mem::{size_of, zeroed};
use core::ptr::{null, null_mut};

use mfa::attempt::*;
use mfa::person::{mfa_person_progress, mfa_person_verify, mfa_progress, mfa_status};
use mfa::policy::*;
use mfa::recovery::*;
use mfa::result::*;
use mfa::verdict::*;

use super::desk::{Account, DEVICE, KEY, NOW, attempt, key, key_of, person, read, text, verdict};

/// The PIN of NOW, of ten seconds later, and of sixteen minutes before.
const PIN: &str = "458-539-114";
const NEXT_PIN: &str = "429-726-789";
const OLD_PIN: &str = "293-899-499";

fn policy() -> mfa_recovery_policy {
    let mut policy = mfa_recovery_policy { size: size_of::<mfa_recovery_policy>() as u32, ..unsafe { zeroed() } };
    assert_eq!(unsafe { mfa_recovery_policy_init(&mut policy) }, MFA_OK);
    assert_eq!((policy.is_on, policy.clock_tolerance, policy.grant_length, policy.grant_uses), (0, 30, 60, 20));
    policy.is_on = 1;
    policy
}

fn moment(now: u64) -> mfa_moment {
    mfa_moment { size: size_of::<mfa_moment>() as u32, has_uptime: 0, now, boot: 0, uptime: 0 }
}

impl Account {
    fn redeem(&mut self, now: u64, typed: &str, policy: &mfa_recovery_policy) -> (mfa_result, mfa_verdict) {
        let (mut attempt, (typed, size)) = (attempt(), text(typed));
        let recovery = self.opened();
        let begun = person!(mfa_recovery_redeem(
            &mut *attempt, &recovery ; self ; &moment(now), typed, size, policy, null()
        ));
        assert_eq!(begun, MFA_UNCOMMITTED);
        self.commit(&mut attempt)
    }

    fn answer(&mut self, moment: &mfa_moment, typed: &str) -> (mfa_result, mfa_verdict) {
        let (mut attempt, (typed, size)) = (attempt(), text(typed));
        let recovery = self.opened();
        let begun =
            person!(mfa_recovery_answer(&mut *attempt, &recovery ; self ; moment, typed, size, &policy(), null()));
        assert_eq!(begun, MFA_UNCOMMITTED);
        self.commit(&mut attempt)
    }

    fn pass(&mut self, now: u64, policy: &mfa_recovery_policy) -> (mfa_result, mfa_verdict) {
        let (mut attempt, recovery) = (attempt(), self.opened());
        let begun = person!(mfa_recovery_pass(&mut *attempt, &recovery ; self ; &moment(now), policy));
        assert_eq!(begun, MFA_UNCOMMITTED);
        self.commit(&mut attempt)
    }

    fn look(&mut self, now: u64) -> (mfa_result, mfa_verdict) {
        let (mut attempt, recovery) = (attempt(), self.opened());
        let begun = person!(mfa_recovery_look(&mut *attempt, &recovery ; self ; &moment(now), &policy()));
        assert_eq!(begun, MFA_UNCOMMITTED);
        self.commit(&mut attempt)
    }

    fn challenge(&mut self, random: &[u8; 8]) -> String {
        let (mut attempt, recovery) = (attempt(), self.opened());
        let begun = person!(mfa_recovery_challenge(&mut *attempt, &recovery ; self ; random.as_ptr(), 8, &policy()));
        assert_eq!(begun, MFA_UNCOMMITTED);
        let (result, verdict) = self.commit(&mut attempt);
        assert_eq!(result, MFA_CHALLENGE_SHOWN);
        read(&verdict.challenge)
    }

    fn grant(&self, now: u64) -> (u64, u32) {
        let (mut until, mut left) = (1, 1);
        let read = unsafe { mfa_recovery_grant(&self.opened(), &moment(now), &policy(), &mut until, &mut left) };
        assert_eq!(read, MFA_OK);
        (until, left)
    }

    fn status(&self, now: u64) -> mfa_status {
        let mut status = mfa_status { size: size_of::<mfa_status>() as u32, ..unsafe { zeroed() } };
        assert_eq!(unsafe { mfa_recovery_status(&self.opened(), now, &policy(), &mut status) }, MFA_OK);
        status
    }

    pub(crate) fn verify(&mut self, now: u64, typed: &str) -> (mfa_result, mfa_verdict) {
        self.verify_under(now, typed, null())
    }

    pub(crate) fn verify_under(
        &mut self,
        now: u64,
        typed: &str,
        policy: *const mfa_policy,
    ) -> (mfa_result, mfa_verdict) {
        let (mut attempt, (typed, size)) = (attempt(), text(typed));
        let begun = person!(mfa_person_verify(&mut *attempt ; self ; now, typed, size, policy));
        assert_eq!(begun, MFA_UNCOMMITTED);
        self.commit(&mut attempt)
    }

    pub(crate) fn is_suspended(&self, index: usize) -> bool {
        let mut progress = mfa_progress { size: size_of::<mfa_progress>() as u32, ..unsafe { zeroed() } };
        assert_eq!(person!(mfa_person_progress(; self ; index, &mut progress)), MFA_OK);
        progress.suspended == 1
    }
}

#[test]
fn a_pin_lets_in_once_and_then_under_its_grant() {
    let mut account = Account::new().recoverable();
    let (result, verdict) = account.redeem(NOW + 57, PIN, &policy());
    assert_eq!((result, verdict.accepted, verdict.factor), (MFA_OK, 1, MFA_FACTOR_PIN));
    assert_eq!((verdict.until, verdict.logins_left), (NOW + 57 + 3600, 19));
    assert_eq!(verdict.authenticators, MFA_AUTHENTICATORS_KEPT);
    assert_eq!(account.parts, MFA_PART_RECOVERY | MFA_PART_STANDING);
    let (result, verdict) = account.redeem(NOW + 1800, PIN, &policy());
    assert_eq!((result, verdict.factor, verdict.logins_left), (MFA_OK, MFA_FACTOR_SAME_PIN, 18));
    assert_eq!(account.grant(NOW + 1800), (NOW + 57 + 3600, 18));
    let (result, verdict) = account.redeem(NOW + 57 + 3600, PIN, &policy());
    assert_eq!((result, verdict.accepted, verdict.reason), (MFA_REJECTED, 0, MFA_REASON_MISMATCH));
    assert_eq!(account.grant(NOW + 1800), (0, 0), "an end that was seen is the end");
}

#[test]
fn a_used_a_superseded_and_an_old_pin_are_refused_alike() {
    let mut account = Account::new().recoverable();
    assert_eq!(account.redeem(NOW, OLD_PIN, &policy()).0, MFA_REJECTED);
    let (result, verdict) = account.redeem(NOW + 10, NEXT_PIN, &policy());
    assert_eq!((result, verdict.failures_before), (MFA_OK, 1));
    let (result, verdict) = account.redeem(NOW + 10, PIN, &policy());
    assert_eq!((result, verdict.reason), (MFA_REJECTED, MFA_REASON_REPLAYED));
    assert_eq!((account.status(NOW).failures, account.status(NOW).failures_in_all), (1, 2));
}

#[test]
fn recovery_is_off_unless_a_policy_says_otherwise() {
    let mut account = Account::new().recoverable();
    let (commits, recovery) = (account.commits, account.opened());
    let (mut attempt, (typed, size)) = (attempt(), text(PIN));
    let begun = person!(mfa_recovery_redeem(
        &mut *attempt, &recovery ; account ; &moment(NOW), typed, size, null(), null()
    ));
    assert_eq!(begun, MFA_UNCOMMITTED);
    let (result, verdict) = account.commit(&mut attempt);
    assert_eq!((result, verdict.accepted, account.commits), (MFA_OFF, 0, commits));
}

#[test]
fn a_recovery_suspends_all_authenticators_and_drops_the_pending_one_in_the_same_commit() {
    let mut account = Account::with_authenticators(8).recoverable();
    let before = account.commits;
    let policy = mfa_recovery_policy { authenticators: MFA_AUTHENTICATORS_SUSPENDED, ..policy() };
    let (result, verdict) = account.redeem(NOW, PIN, &policy);
    assert_eq!((result, verdict.authenticators), (MFA_OK, MFA_AUTHENTICATORS_SUSPENDED));
    assert_eq!(account.commits, before + 1);
    assert_eq!(account.parts, MFA_PART_RECOVERY | MFA_PART_STATES | MFA_PART_PENDING);
    assert_eq!(account.pending, []);
    assert!((0..8).all(|index| account.is_suspended(index)));
    // The code of RFC 6238's key at that time.
    assert_eq!(account.verify(NOW, "921300").0, MFA_SUSPENDED);
}

#[test]
fn a_recovery_that_burns_codes_leaves_the_next_ones() {
    let mut account = Account::with_authenticators(1).recoverable();
    let policy = mfa_recovery_policy { authenticators: MFA_AUTHENTICATORS_BURNED, ..policy() };
    assert_eq!(account.redeem(NOW, PIN, &policy).0, MFA_OK);
    assert_eq!(account.pending, [1], "the phone is not lost");
    let (result, verdict) = account.verify(NOW, "921300");
    assert_eq!((result, verdict.accepted), (MFA_REJECTED, 0));
    assert_eq!(account.verify(1_700_000_063, "136087").0, MFA_OK);
}

#[test]
fn codes_that_were_closed_at_the_cap_are_open_again_after_a_recovery() {
    // One wrong code closes.
    let mut codes = mfa_policy { size: size_of::<mfa_policy>() as u32, ..unsafe { zeroed() } };
    assert_eq!(unsafe { mfa_policy_init(&mut codes, MFA_POLICY_DEFAULT) }, MFA_OK);
    (codes.cap, codes.free_failures) = (1, 1);
    let closed = || {
        let mut account = Account::with_authenticators(1).recoverable();
        let (result, verdict) = account.verify_under(NOW, "000000", &codes);
        assert_eq!((result, verdict.closed), (MFA_REJECTED, 1));
        assert_eq!(account.verify_under(NOW, "921300", &codes).0, MFA_CLOSED);
        account
    };

    let (mut account, mut attempt, (typed, size)) = (closed(), attempt(), text(PIN));
    let recovery = account.opened();
    let begun = person!(mfa_recovery_redeem(
        &mut *attempt, &recovery ; account ; &moment(NOW), typed, size, &policy(), &codes
    ));
    assert_eq!((begun, account.commit(&mut attempt).0), (MFA_UNCOMMITTED, MFA_OK));
    assert_eq!(account.verify_under(NOW, "921300", &codes).0, MFA_OK);

    let (mut account, (typed, size)) = (closed(), text("082-596-782"));
    account.challenge(&[1, 2, 3, 4, 5, 6, 7, 8]);
    let recovery = account.opened();
    let begun = person!(mfa_recovery_answer(
        &mut *attempt, &recovery ; account ; &moment(NOW), typed, size, &policy(), &codes
    ));
    assert_eq!((begun, account.commit(&mut attempt).0), (MFA_UNCOMMITTED, MFA_OK));
    assert_eq!(account.verify_under(NOW, "921300", &codes).0, MFA_OK);

    // A PIN that is wrong opens nothing.
    let (mut account, (typed, size)) = (closed(), text(OLD_PIN));
    let recovery = account.opened();
    let begun = person!(mfa_recovery_redeem(
        &mut *attempt, &recovery ; account ; &moment(NOW), typed, size, &policy(), &codes
    ));
    assert_eq!((begun, account.commit(&mut attempt).0), (MFA_UNCOMMITTED, MFA_REJECTED));
    assert_eq!(account.verify_under(NOW, "921300", &codes).0, MFA_CLOSED);
}

#[test]
fn a_redemption_that_is_not_known_to_be_stored_lets_nobody_in() {
    let account = Account::with_authenticators(1).recoverable();
    for (commit, denied) in
        [(MFA_COMMIT_UNKNOWN, MFA_NOT_CONFIRMED), (0, MFA_NOT_CONFIRMED), (MFA_COMMIT_CONFLICT, MFA_CONFLICT)]
    {
        let (mut attempt, (typed, size), recovery) = (attempt(), text(PIN), account.opened());
        let begun = person!(mfa_recovery_redeem(
            &mut *attempt, &recovery ; account ; &moment(NOW), typed, size, &policy(), null()
        ));
        assert_eq!(begun, MFA_UNCOMMITTED);
        let mut next = mfa_next { size: size_of::<mfa_next>() as u32, ..unsafe { zeroed() } };
        assert_eq!(unsafe { mfa_attempt_next(&mut *attempt, &mut next) }, MFA_UNCOMMITTED);
        assert_eq!((next.expected_revision, next.revision), (account.revision, account.revision + 1));
        let mut verdict = verdict();
        assert_eq!(unsafe { mfa_attempt_told(&mut *attempt, commit, &mut verdict) }, denied);
        assert_eq!((verdict.accepted, verdict.factor, verdict.until), (0, 0, 0));
        let mut permit: mfa_permit = unsafe { zeroed() };
        assert_eq!(unsafe { mfa_attempt_permit(&mut *attempt, &mut permit) }, MFA_ERROR_NOTHING_PERMITTED);
    }
}

#[test]
fn a_rejected_pin_changes_no_authenticator_but_the_revision() {
    let mut account = Account::with_authenticators(1).recoverable();
    let (revision, policy) =
        (account.revision, mfa_recovery_policy { authenticators: MFA_AUTHENTICATORS_SUSPENDED, ..policy() });
    assert_eq!(account.redeem(NOW, OLD_PIN, &policy).0, MFA_REJECTED);
    assert_eq!((account.revision, account.parts), (revision + 1, MFA_PART_RECOVERY | MFA_PART_STATES));
    assert!(!account.is_suspended(0));
    assert_eq!(account.verify(NOW, "921300").0, MFA_OK);
}

#[test]
fn of_two_devices_with_one_pin_one_gets_in() {
    let mut account = Account::with_authenticators(1).recoverable();
    let (mut first, mut second, recovery) = (attempt(), attempt(), account.opened());
    let (typed, size) = text(PIN);
    for attempt in [&mut first, &mut second] {
        let begun = person!(mfa_recovery_redeem(
            &mut **attempt, &recovery ; account ; &moment(NOW), typed, size, &policy(), null()
        ));
        assert_eq!(begun, MFA_UNCOMMITTED);
    }
    assert_eq!(account.commit(&mut first).0, MFA_OK);
    let (result, verdict) = account.commit(&mut second);
    assert_eq!((result, verdict.accepted), (MFA_CONFLICT, 0));
}

#[test]
fn a_login_and_a_change_of_recovery_never_overwrite_each_other() {
    let mut account = Account::with_authenticators(1).recoverable();
    assert_eq!(account.redeem(NOW, PIN, &policy()).0, MFA_OK);
    let (mut login, mut end, recovery) = (attempt(), attempt(), account.opened());
    let (typed, size) = text(PIN);
    let begun = person!(mfa_recovery_redeem(
        &mut *login, &recovery ; account ; &moment(NOW), typed, size, &policy(), null()
    ));
    assert_eq!(begun, MFA_UNCOMMITTED);
    assert_eq!(person!(mfa_recovery_end_grant(&mut *end, &recovery ; account ;)), MFA_UNCOMMITTED);
    assert_eq!(account.commit(&mut end).0, MFA_CHANGED);
    assert_eq!(account.commit(&mut login).0, MFA_CONFLICT);
    assert_eq!(account.grant(NOW), (0, 0));
}

#[test]
fn a_grant_passes_without_a_pin_only_where_the_policy_says_so() {
    let mut account = Account::new().recoverable();
    let any = mfa_recovery_policy { grant_logins: MFA_GRANT_ANY_PASSES, grant_uses: 3, ..policy() };
    assert_eq!(account.pass(NOW, &any).0, MFA_PIN_NEEDED);
    assert_eq!(account.redeem(NOW, PIN, &any).0, MFA_OK);
    assert_eq!(account.pass(NOW, &policy()).0, MFA_PIN_NEEDED);
    let (result, verdict) = account.pass(NOW, &any);
    assert_eq!((result, verdict.factor, verdict.logins_left), (MFA_OK, MFA_FACTOR_GRANT, 1));
    assert_eq!(account.pass(NOW, &any).0, MFA_OK);
    assert_eq!(account.pass(NOW, &any).0, MFA_PIN_NEEDED, "three logins in all");
}

#[test]
fn looking_lets_nobody_in_and_remembers_an_end() {
    let mut account = Account::new().recoverable();
    assert_eq!(account.look(NOW).0, MFA_PIN_NEEDED);
    assert_eq!(account.redeem(NOW, PIN, &policy()).0, MFA_OK);
    let commits = account.commits;
    let (result, verdict) = account.look(NOW + 1);
    assert_eq!((result, verdict.accepted), (MFA_ASK_UNDER_GRANT, 0));
    assert_eq!((verdict.until, verdict.logins_left, account.commits), (NOW + 3600, 19, commits));
    assert_eq!(account.look(NOW + 3600).0, MFA_PIN_NEEDED);
    assert_eq!((account.look(NOW + 1).0, account.commits), (MFA_PIN_NEEDED, commits + 1));
}

#[test]
fn a_challenge_is_shown_until_it_is_answered_and_grants_one_login() {
    let mut account = Account::with_authenticators(1).recoverable();
    assert_eq!(account.answer(&moment(NOW), "082-596-782").0, MFA_NO_CHALLENGE);
    assert_eq!(account.challenge(&[1, 2, 3, 4, 5, 6, 7, 8]), "128-221-462");
    assert_eq!(account.challenge(&[9; 8]), "128-221-462", "the same until it is answered");
    assert_eq!(account.answer(&moment(NOW), PIN).0, MFA_REJECTED);
    let (result, verdict) = account.answer(&moment(5), "082-596-782");
    assert_eq!((result, verdict.factor, verdict.until), (MFA_OK, MFA_FACTOR_RESPONSE, 0));
    assert_eq!(account.parts, MFA_PART_RECOVERY | MFA_PART_STATES);
    assert_eq!(account.answer(&moment(5), "082-596-782").0, MFA_NO_CHALLENGE);
}

#[test]
fn a_response_begins_a_grant_on_a_known_uptime_that_ends_with_the_boot() {
    let mut account = Account::new().recoverable();
    account.challenge(&[1, 2, 3, 4, 5, 6, 7, 8]);
    let up = |boot, uptime| mfa_moment { has_uptime: 1, boot, uptime, ..moment(5) };
    let (result, verdict) = account.answer(&up(77, 1000), "082-596-782");
    assert_eq!((result, verdict.until, verdict.logins_left), (MFA_OK, 5 + 3600, 19));
    let (result, verdict) = account.answer(&up(77, 4599), "082-596-782");
    assert_eq!((result, verdict.factor), (MFA_OK, MFA_FACTOR_SAME_PIN));
    assert_eq!(account.answer(&up(78, 4599), "082-596-782").0, MFA_NO_CHALLENGE);
}

#[test]
fn wrong_pins_lock_recovery_and_no_codes_and_an_administrator_unlocks() {
    let mut account = Account::with_authenticators(1).recoverable();
    let strict = mfa_recovery_policy { free_failures: 1, ..policy() };
    assert_eq!(account.redeem(NOW, OLD_PIN, &strict).0, MFA_REJECTED);
    let (result, verdict) = account.redeem(NOW, OLD_PIN, &strict);
    assert_eq!((result, verdict.locked_until), (MFA_REJECTED, NOW + 30));
    let (result, verdict) = account.redeem(NOW, PIN, &strict);
    assert_eq!((result, verdict.locked_until), (MFA_LOCKED, NOW + 30));
    assert_eq!(account.verify(NOW, "921300").0, MFA_OK);
    let (mut attempt, recovery) = (attempt(), account.opened());
    assert_eq!(person!(mfa_recovery_unlock(&mut *attempt, &recovery ; account ;)), MFA_UNCOMMITTED);
    assert_eq!(account.commit(&mut attempt).0, MFA_CHANGED);
    assert_eq!((account.status(NOW).failures, account.status(NOW).failures_in_all), (0, 2));
    assert_eq!(account.redeem(NOW, PIN, &strict).0, MFA_OK);
}

#[test]
fn a_new_key_burns_the_grant_and_keeps_the_failures() {
    let mut account = Account::new().recoverable();
    assert_eq!(account.redeem(NOW, PIN, &policy()).0, MFA_OK);
    assert_eq!(account.redeem(NOW, OLD_PIN, &policy()).0, MFA_REJECTED);
    let other = key_of(&[7; 32], DEVICE);
    let (mut attempt, recovery) = (attempt(), account.opened());
    assert_eq!(person!(mfa_recovery_rekey(&mut *attempt, &recovery ; account ; &other)), MFA_UNCOMMITTED);
    assert_eq!(account.commit(&mut attempt).0, MFA_CHANGED);
    let mut recovery: mfa_recovery = unsafe { zeroed() };
    let record = account.recovery.clone();
    assert_eq!(
        unsafe { mfa_recovery_open(&mut recovery, &key(), record.as_ptr(), record.len()) },
        MFA_ERROR_RECOVERY_SEAL
    );
    assert_eq!(unsafe { mfa_recovery_open(&mut recovery, &other, record.as_ptr(), record.len()) }, MFA_OK);
    let mut status = mfa_status { size: size_of::<mfa_status>() as u32, ..unsafe { zeroed() } };
    assert_eq!(unsafe { mfa_recovery_status(&recovery, NOW, &policy(), &mut status) }, MFA_OK);
    assert_eq!((status.failures, status.failures_in_all), (1, 1));
    let (mut until, mut left) = (1, 1);
    assert_eq!(unsafe { mfa_recovery_grant(&recovery, &moment(NOW), &policy(), &mut until, &mut left) }, MFA_OK);
    assert_eq!((until, left), (0, 0));
}

#[test]
fn resealing_counts_the_revisions_and_nothing_else() {
    let mut account = Account::new().recoverable();
    let before = account.status(NOW).revision;
    let (mut attempt, recovery) = (attempt(), account.opened());
    assert_eq!(person!(mfa_recovery_reseal(&mut *attempt, &recovery ; account ;)), MFA_UNCOMMITTED);
    assert_eq!(account.commit(&mut attempt).0, MFA_CHANGED);
    assert_eq!(account.status(NOW).revision, before + 1);
    assert_eq!(account.redeem(NOW, PIN, &policy()).0, MFA_OK);
}

#[test]
fn policies_and_moments_that_cannot_be_are_refused_by_name_and_let_nobody_in() {
    let account = Account::new().recoverable();
    let refused = |moment: *const mfa_moment, policy: *const mfa_recovery_policy| {
        let (mut attempt, (typed, size), recovery) = (attempt(), text(PIN), account.opened());
        let refused =
            person!(mfa_recovery_redeem(&mut *attempt, &recovery ; account ; moment, typed, size, policy, null()));
        let told = unsafe { mfa_attempt_told(&mut *attempt, MFA_COMMIT_STORED, null_mut()) };
        assert_eq!(told, refused);
        refused
    };
    let of = |change: fn(&mut mfa_recovery_policy)| {
        let mut policy = policy();
        change(&mut policy);
        refused(&moment(NOW), &policy)
    };
    assert_eq!(of(|policy| policy.is_on = 2), MFA_ARGUMENT_VALUE - 10);
    assert_eq!(of(|policy| policy.clock_tolerance = 301), MFA_ERROR_RECOVERY_POLICY_TOLERANCE);
    assert_eq!(of(|policy| policy.grant_length = 0), MFA_ERROR_RECOVERY_POLICY_GRANT_LENGTH);
    assert_eq!(of(|policy| policy.grant_length = 7201), MFA_ERROR_RECOVERY_POLICY_GRANT_LENGTH);
    assert_eq!(of(|policy| policy.grant_uses = 256), MFA_ERROR_RECOVERY_POLICY_GRANT_USES);
    assert_eq!(of(|policy| policy.grant_logins = 0), MFA_ARGUMENT_VALUE - 10);
    assert_eq!(of(|policy| policy.authenticators = 4), MFA_ARGUMENT_VALUE - 10);
    assert_eq!(of(|policy| policy.at_cap = 0), MFA_ERROR_POLICY_AT_CAP);
    assert_eq!(of(|policy| policy.size = 0), MFA_ARGUMENT_SIZE - 10);
    assert_eq!(refused(null(), &policy()), MFA_ARGUMENT_NULL - 7);
    assert_eq!(refused(&mfa_moment { size: 7, ..moment(NOW) }, &policy()), MFA_ARGUMENT_SIZE - 7);
    assert_eq!(refused(&mfa_moment { has_uptime: 2, ..moment(NOW) }, &policy()), MFA_ARGUMENT_VALUE - 7);
    assert_eq!(refused(&moment((1 << 40) + 1), &policy()), MFA_ERROR_TIME_TOO_LARGE);
}

#[test]
fn objects_that_were_never_opened_are_refused() {
    let account = Account::with_authenticators(1).recoverable();
    let (mut attempt, (typed, size)) = (attempt(), text(PIN));
    let begun = |attempt: *mut mfa_attempt, recovery: *const mfa_recovery| person!(mfa_recovery_redeem(attempt, recovery ; account ; &moment(NOW), typed, size, &policy(), null()));
    let mut wiped = account.opened();
    unsafe { mfa_recovery_wipe(&mut wiped) };
    assert_eq!(begun(&mut *attempt, &wiped), MFA_ARGUMENT_UNSET - 2);
    assert_eq!(begun(&mut *attempt, null()), MFA_ARGUMENT_NULL - 2);
    // What begins as a key does.
    let (foreign, mut mixed) = (key(), account.opened());
    unsafe { (&raw mut mixed).cast::<u64>().write((&raw const foreign).cast::<u64>().read()) };
    assert_eq!(begun(&mut *attempt, &mixed), MFA_ARGUMENT_FOREIGN - 2);
    assert_eq!(begun(null_mut(), &account.opened()), MFA_ARGUMENT_NULL - 1);
    let mut forged = Account::with_authenticators(1).recoverable();
    forged.states[20] ^= 1;
    let recovery = forged.opened();
    let refused = person!(mfa_recovery_redeem(
        &mut *attempt, &recovery ; forged ; &moment(NOW), typed, size, &policy(), null()
    ));
    assert_eq!(refused, MFA_ERROR_STATE_SEAL, "no recovery goes around states that were tampered with");
    let short = [1_u8; 7];
    let refused = person!(mfa_recovery_challenge(
        &mut *attempt, &account.opened() ; account ; short.as_ptr(), 7, &policy()
    ));
    assert_eq!(refused, MFA_ARGUMENT_SIZE - 8);
}

#[test]
fn nine_digits_belong_to_recovery_where_it_is_on() {
    let allowed = |policy: *const mfa_recovery_policy, digits| {
        let mut allowed = 7;
        (unsafe { mfa_recovery_policy_allows(policy, digits, &mut allowed) }, allowed)
    };
    assert_eq!(allowed(&policy(), 9), (MFA_OK, 0));
    assert_eq!(allowed(&policy(), 8), (MFA_OK, 1));
    assert_eq!(allowed(null(), 9), (MFA_OK, 1));
    assert_eq!(allowed(null(), 11), (MFA_ERROR_DIGITS, 0));
    assert_eq!(KEY.len(), MFA_RECOVERY_KEY_LENGTH);
}
