//! A person's record: read, decided upon, replaced as a whole.

use std::sync::Arc;
use std::thread;

use mfa_bindings::attempt::Commit;
use mfa_bindings::codes::RecoverySheet;
use mfa_bindings::decision::{Arrival, Decided, Decision, Denial, Occasion, RedeemedCode, Redemption};
use mfa_bindings::enrollment::{Confirmation, Enrollment, Permit, permit_by_administrator};
use mfa_bindings::policies::{Factor, Policies};
use mfa_bindings::record::{PersonException, PersonRecord};
use mfa_bindings::recovery::RecoveryKey;
use mfa_bindings::store::RecordFiles;
use mfa_bindings::verdict::{Login, Outcome, Verdict};
use mfa_core::{Code, Parameters, Secret, UnixTime};
use mfa_host::people::{NewAuthenticator, People, PeopleError};
use mfa_host::record::{decode, encode};
use mfa_host::store::{FileStore, MemoryStore, Store as _};
use mfa_host::{AuthenticatorName, PersonName};

use crate::folder::Folder;
use crate::{
    CODE, NEXT_CODE, NOW, SECRET, TOTP, WRONG, alice, because, is_accepted, policies, record_of, refused, secret,
    stored,
};

const LOGIN: Arrival = Arrival { occasion: Occasion::Login, online: true, other_factor: false };
const DAY: i64 = 24 * 60 * 60;

fn with(settings: &[(&str, &str)]) -> Arc<Policies> {
    settings.iter().fold(policies(), |policies, (key, value)| policies.with_key(key, value).unwrap())
}

fn decided(record: &PersonRecord, now: i64, policies: &Policies) -> (Option<Vec<u8>>, Decided) {
    match stored(&record.decide(LOGIN, now, None, policies).unwrap()) {
        (next, Outcome::Decided { decided }) => (next, decided),
        (_, other) => panic!("{other:?}"),
    }
}

fn host_alice() -> PersonName {
    PersonName::new("alice").unwrap()
}

/// What the host's own calls put into a store goes on here, and the other way.
#[test]
fn record_goes_on_in_the_host_and_the_hosts_here() {
    let store = MemoryStore::new();
    let new = NewAuthenticator {
        name: AuthenticatorName::new("phone").unwrap(),
        secret: Secret::import(SECRET).unwrap(),
        parameters: Parameters::TOTP,
        start: None,
        added: UnixTime::new(NOW.unsigned_abs()).unwrap(),
    };
    People::of(&store).add(&host_alice(), &new).unwrap();
    let (record, token) = store.read(&host_alice()).unwrap().unwrap();
    let written_there = encode(&host_alice(), &record);

    let (next, outcome) = stored(&record_of(&written_there).verify(NOW, CODE, &policies()).unwrap());
    assert!(is_accepted(&outcome));
    let written_here = decode(&host_alice(), &next.unwrap()).unwrap();
    assert_eq!(store.replace(&host_alice(), &token, &written_here).unwrap(), mfa_core::Commit::Stored);

    let verify = |code| {
        let now = UnixTime::new(NOW.unsigned_abs()).unwrap();
        People::of(&store).verify(&host_alice(), now, &Code::parse(code).unwrap(), &mfa_core::Policy::DEFAULT).unwrap()
    };
    assert!(!verify(CODE).is_accepted(), "it was used here");
    assert!(verify(NEXT_CODE).is_accepted());
}

#[test]
fn files_are_the_same_as_the_hosts() {
    let folder = Folder::new();
    let files = RecordFiles::open(folder.path(), true).unwrap();
    assert_eq!(files.read("alice").unwrap(), None);
    assert_eq!(files.replace("alice", None, Some(alice())).unwrap(), Commit::Stored);
    let there = FileStore::open(folder.path().as_ref()).unwrap();
    assert!(
        People::of(&there).record(&host_alice()).unwrap().position(&AuthenticatorName::new("phone").unwrap()).is_some()
    );
    assert_eq!(files.people().unwrap(), ["alice"]);

    let record = files.read("alice").unwrap().unwrap();
    assert_eq!(files.replace("alice", Some(record), None).unwrap(), Commit::Stored);
    assert!(matches!(People::of(&there).record(&host_alice()), Err(PeopleError::NoSuchPerson)));
    assert_eq!(files.replace("alice", None, None).unwrap(), Commit::Stored, "nobody is there, as was expected");
}

#[test]
fn no_bytes_are_no_record_and_make_nobody_new() {
    assert_eq!(refused(PersonRecord::open("alice", Some(Vec::new()))), because("Stored", "NotARecord"));
    let folder = Folder::new();
    let files = RecordFiles::open(folder.path(), true).unwrap();
    assert_eq!(refused(files.replace("alice", None, Some(Vec::new()))), because("Stored", "NotARecord"));
    files.replace("alice", None, Some(alice())).unwrap();
    assert_eq!(files.replace("alice", Some(Vec::new()), None).unwrap(), Commit::Conflict);
    assert_eq!(files.replace("alice", Some(Vec::new()), Some(alice())).unwrap(), Commit::Conflict);
    assert_eq!(files.replace("alice", None, Some(alice())).unwrap(), Commit::Conflict, "somebody is there");
    assert_eq!(files.replace("alice", None, None).unwrap(), Commit::Conflict);
}

#[test]
fn record_that_is_altered_cut_short_or_anothers_is_refused() {
    let record = alice();
    for at in 0..record.len() {
        let mut altered = record.clone();
        altered[at] ^= 1;
        assert_eq!(refused(PersonRecord::open("alice", Some(altered))).0, "Stored", "byte {at}");
        assert_eq!(refused(PersonRecord::open("alice", Some(record[..at].to_vec()))).0, "Stored", "{at} bytes");
    }
    assert_eq!(refused(PersonRecord::open("bob", Some(record))), because("Stored", "AnotherPerson"));
}

#[test]
fn nobody_has_nothing() {
    let nobody = PersonRecord::open("alice", None).unwrap();
    let none = || because("Person", "NoSuchPerson");
    assert_eq!(refused(nobody.facts()), none());
    assert_eq!(refused(nobody.status(NOW, &policies())), none());
    assert_eq!(refused(nobody.verify(NOW, CODE, &policies())), none());
    assert_eq!(refused(nobody.recovery_status(NOW, None, &policies())), none());
    assert_eq!(refused(nobody.unlock()), none());
}

/// Two servers decided upon the same bytes: whoever replaces them first wins, and the other begins again.
#[test]
fn stale_record_loses_and_begins_again_from_the_winners() {
    let folder = Folder::new();
    let files = RecordFiles::open(folder.path(), true).unwrap();
    let before = alice();
    files.replace("alice", None, Some(before.clone())).unwrap();
    let [first, second] = [(); 2].map(|()| record_of(&before).verify(NOW, CODE, &policies()).unwrap());
    let commit = |attempt: &mfa_bindings::attempt::Attempt| {
        let Some(mfa_bindings::attempt::Next::Record { bytes }) = attempt.next().unwrap() else { panic!() };
        attempt.told(files.replace("alice", Some(before.clone()), Some(bytes)).unwrap())
    };
    assert!(is_accepted(&commit(&first).unwrap()));
    assert_eq!(refused(commit(&second)), because("Commit", "Conflict"));
    let again = record_of(&files.read("alice").unwrap().unwrap()).verify(NOW, CODE, &policies()).unwrap();
    assert!(!is_accepted(&stored(&again).1));
}

#[test]
fn one_code_lets_one_of_eight_threads_in() {
    for _ in 0..10 {
        let folder = Folder::new();
        let files = RecordFiles::open(folder.path(), true).unwrap();
        files.replace("alice", None, Some(alice())).unwrap();
        let log_in = || loop {
            let read = files.read("alice").unwrap().unwrap();
            let attempt = record_of(&read).verify(NOW, CODE, &policies()).unwrap();
            let commit = match attempt.next().unwrap() {
                Some(mfa_bindings::attempt::Next::Record { bytes }) => {
                    files.replace("alice", Some(read), Some(bytes)).unwrap()
                }
                _ => Commit::Stored,
            };
            match attempt.told(commit) {
                Ok(outcome) => return is_accepted(&outcome),
                Err(error) => assert_eq!(error.reason(), "Conflict"),
            }
        };
        let accepted = thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(log_in)).collect();
            threads.into_iter().filter_map(|thread| thread.join().unwrap().then_some(())).count()
        });
        assert_eq!(accepted, 1);
    }
}

/// The exemption has ended and a factor is required from now on: both are seen at one arrival.
#[test]
fn ends_that_are_seen_and_the_decision_are_one_commit() {
    let exempt = PersonException::ExemptFor { since: NOW, until: NOW + DAY };
    let record = stored(&record_of(&alice()).set_exception(Some(exempt)).unwrap()).0.unwrap();
    let record = stored(&record_of(&record).remove(None).unwrap()).0.unwrap();
    let policies = with(&[("login.required", "alice"), ("login.hours_without_factor", "48")]);

    let (next, before) = decided(&record_of(&record), NOW, &policies);
    assert!(next.is_none() && matches!(before.decision, Decision::NoCodeNeeded { .. }), "{before:?}");
    let opened = record_of(&record);
    let (next, after) = decided(&opened, NOW + DAY, &policies);
    assert_eq!(after.decision, Decision::LetInUnenrolled { until: NOW + 3 * DAY, logins_left: Some(9) });
    let facts = record_of(&next.unwrap()).facts().unwrap();
    assert_eq!((facts.exception, facts.required_since), (None, Some(NOW + DAY)));
    assert_eq!(opened.facts().unwrap().exception, Some(exempt), "the object stays what was read");
}

/// An end was seen and is to be stored, and then there is no revision left for the decision.
#[test]
fn error_after_a_change_is_stored_first_and_lets_nobody_in() {
    let exempt = PersonException::ExemptFor { since: NOW, until: NOW + DAY };
    let record = stored(&PersonRecord::open("alice", None).unwrap().set_exception(Some(exempt)).unwrap()).0.unwrap();
    // Nobody is enrolled, so nothing seals the standing: docs/store.md says where it is.
    let (standing, digest) = (12 + 1 + "alice".len(), record.len() - 32);
    let mut last_but_one = record;
    last_but_one[standing..standing + 8].copy_from_slice(&(u64::MAX - 1).to_le_bytes());
    let hash = hmac_sha256::Hash::hash(&last_but_one[..digest]);
    last_but_one[digest..].copy_from_slice(&hash);

    let policies = with(&[("login.required", "alice")]);
    let attempt = record_of(&last_but_one).decide(LOGIN, NOW + DAY, None, &policies).unwrap();
    let Some(mfa_bindings::attempt::Next::Record { bytes }) = attempt.next().unwrap() else {
        panic!("an end was seen")
    };
    assert_eq!(record_of(&bytes).facts().unwrap().exception, None);
    assert_eq!(refused(attempt.told(Commit::Stored)), because("Person", "RevisionExhausted"));
    assert_eq!(refused(attempt.told(Commit::Stored)), because("Commit", "ToldBefore"));
}

#[test]
fn decision_about_somebody_else_is_refused() {
    let bob = PersonRecord::open("bob", None).unwrap();
    let bob = stored(&bob.add("phone", &secret(), TOTP, None, NOW).unwrap()).0.unwrap();
    let (_, about_bob) = decided(&PersonRecord::open("bob", Some(bob)).unwrap(), NOW, &policies());
    let alice = record_of(&alice());
    assert_eq!(refused(alice.log_in(&about_bob.prompt, NOW, None, CODE, &policies())), because("Person", "NotTheirs"));
}

#[test]
fn permit_of_somebody_else_binds_nothing() {
    let (alice, bob) = (record_of(&alice()), PersonRecord::open("bob", None).unwrap());
    let (_, decided) = decided(&bob, NOW, &policies());
    let bobs = decided.permit.unwrap();
    let begin = |permit: &Permit| Enrollment::begin(permit, &secret(), TOTP, NOW, &policies()).unwrap();
    assert_eq!(refused(alice.enroll("tablet", &begin(&bobs))), because("Person", "NotTheirs"));
    assert_eq!(
        refused(alice.restore(&bobs, Some("phone".to_owned()), NOW, CODE, &policies())),
        because("Person", "NotTheirs")
    );
    assert!(bob.enroll("phone", &begin(&bobs)).is_ok());
    // An administrator answers for anybody.
    assert!(bob.enroll("phone", &begin(&permit_by_administrator().unwrap())).is_ok());
}

#[test]
fn number_of_logins_to_enroll_in_is_never_dropped() {
    let bob = PersonRecord::open("bob", None).unwrap();
    let required = |hours, logins| bob.set_exception(Some(PersonException::Required { hours, logins }));
    assert_eq!(refused(required(None, Some(3))), because("Policy", "Hours"));
    assert!(required(Some(1), Some(3)).is_ok() && required(None, None).is_ok());
}

#[test]
fn login_tries_what_was_typed_and_a_denied_person_has_no_code() {
    let policies = policies();
    let (_, ask) = decided(&record_of(&alice()), NOW, &policies);
    assert_eq!(ask.decision, Decision::AskForCode);
    let attempt = record_of(&alice()).log_in(&ask.prompt, NOW, None, CODE, &policies).unwrap();
    assert!(matches!(
        stored(&attempt).1,
        Outcome::LoggedIn { login: Login::Code { verdict: Verdict::Accepted { .. } } }
    ));

    let required = with(&[("login.required", "alice"), ("login.hours_without_factor", "0")]);
    let record = stored(&record_of(&alice()).remove_all().unwrap()).0.unwrap();
    let (_, denied) = decided(&record_of(&record), NOW, &required);
    assert!(matches!(denied.decision, Decision::Deny { reason: Denial::NotEnrolled { .. } }), "{denied:?}");
    assert!(denied.permit.is_none());
    let typed = record_of(&record).log_in(&denied.prompt, NOW, None, CODE, &required);
    assert_eq!(refused(typed), because("Person", "NotAsked"));
}

#[test]
fn enrollment_is_pending_until_its_code_which_is_used_up() {
    let policies = policies();
    let permit = permit_by_administrator().unwrap();
    let enrollment = Enrollment::begin(&permit, &secret(), TOTP, NOW, &policies).unwrap();
    let nobody = PersonRecord::open("alice", None).unwrap();
    let record = stored(&nobody.enroll("phone", &enrollment).unwrap()).0.unwrap();
    assert_eq!(refused(record_of(&record).verify(NOW, CODE, &policies)), because("Person", "NotEnrolled"));
    assert_eq!(record_of(&record).diagnose_pending(NOW, NEXT_CODE, 10).unwrap(), Some(1));

    let (record, outcome) = stored(&record_of(&record).confirm(NOW, CODE, &policies).unwrap());
    assert!(matches!(outcome, Outcome::Confirmation { confirmation: Confirmation::Confirmed { offset: 0, .. } }));
    let record = record.unwrap();
    assert!(!is_accepted(&stored(&record_of(&record).verify(NOW, CODE, &policies).unwrap()).1));
    assert!(is_accepted(&stored(&record_of(&record).verify(NOW, NEXT_CODE, &policies).unwrap()).1));
}

#[test]
fn nine_digits_are_refused_where_recovery_is_on() {
    let on = with(&[("recovery.enabled", "true")]);
    let nine = mfa_bindings::credential::Parameters { digits: 9, ..TOTP };
    let permit = permit_by_administrator().unwrap();
    assert_eq!(refused(Enrollment::begin(&permit, &secret(), nine, NOW, &on)), because("Parameters", "NineDigits"));
    Enrollment::begin(&permit, &secret(), nine, NOW, &policies()).unwrap();
    assert_eq!((on.allows_digits(9).unwrap(), policies().allows_digits(9).unwrap()), (false, true));
    assert_eq!(on.factor_of("123-456-786").unwrap(), Factor::Recovery);
    assert_eq!(on.factor_of(CODE).unwrap(), Factor::Code);
    assert_eq!(on.factor_of("0W3G-E1R7-0W3G-E1R7").unwrap(), Factor::RecoveryCode);
}

#[test]
fn pin_opens_a_grant_that_the_status_shows_and_failures_are_the_factors_own() {
    let on = with(&[("recovery.enabled", "true")]);
    let key = RecoveryKey::issue().unwrap();
    let record = stored(&record_of(&alice()).add_recovery_key("laptop-1", &key).unwrap()).0.unwrap();
    assert_eq!(refused(record_of(&record).add_recovery_key("laptop-1", &key)), because("Person", "RecoveryKeyThere"));
    let before = record_of(&record).recovery_status(NOW, None, &on).unwrap().unwrap();
    assert_eq!((before.device.as_str(), before.grant_until, before.failures.failures), ("LAPTOP-1", None, 0));

    let wrong = RecoveryKey::issue().unwrap().issue_pin("laptop-1", NOW).unwrap().pin;
    let (record, _) = stored(&record_of(&record).redeem(NOW, None, &wrong, &on).unwrap());
    let record = record.unwrap();
    let failed = record_of(&record).recovery_status(NOW, None, &on).unwrap().unwrap();
    assert_eq!(failed.failures.failures, 1);
    assert_eq!(record_of(&record).status(NOW, &on).unwrap().failures, 0, "codes have failures of their own");

    let pin = key.issue_pin("laptop-1", NOW).unwrap().pin;
    let (record, outcome) = stored(&record_of(&record).redeem(NOW, None, &pin, &on).unwrap());
    assert!(matches!(outcome, Outcome::Redemption { redemption: Redemption::Accepted { .. } }));
    let open = record_of(&record.unwrap()).recovery_status(NOW, None, &on).unwrap().unwrap();
    assert_eq!((open.grant_until, open.grant_uses_left), (Some(NOW + 60 * 60), Some(19)));
}

#[test]
fn recovery_code_is_good_once_and_the_status_counts() {
    let sheet = RecoverySheet::draw(10, false).unwrap();
    let codes = sheet.codes().unwrap();
    let record = stored(&record_of(&alice()).set_recovery_codes(&sheet).unwrap()).0.unwrap();
    let (record, outcome) = stored(&record_of(&record).use_recovery_code(NOW, &codes[3], &policies()).unwrap());
    assert!(matches!(outcome, Outcome::RedeemedCode { redeemed: RedeemedCode::Accepted { left: 9, .. } }));
    let record = record.unwrap();
    let status = record_of(&record).recovery_codes_status(NOW, &policies()).unwrap().unwrap();
    assert_eq!((status.left, status.is_long, status.failures.failures), (9, false, 0));
    let (_, outcome) = stored(&record_of(&record).use_recovery_code(NOW, &codes[3], &policies()).unwrap());
    assert!(matches!(outcome, Outcome::RedeemedCode { redeemed: RedeemedCode::Rejected { .. } }));
    assert!(record_of(&alice()).recovery_codes_status(NOW, &policies()).unwrap().is_none());
}

#[test]
fn wrong_code_is_counted_where_it_is_stored() {
    let (record, outcome) = stored(&record_of(&alice()).verify(NOW, WRONG, &policies()).unwrap());
    assert!(!is_accepted(&outcome));
    assert_eq!(record_of(&record.unwrap()).status(NOW, &policies()).unwrap().failures, 1);
}

#[test]
fn file_is_read_only_if_nobody_else_could_have_written_it() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    std::fs::create_dir_all(folder.path()).unwrap();
    let path = format!("{}/policy.toml", folder.path());
    assert_eq!(refused(policies().read_file(&path)), because("PolicyFile", "NotThere"));
    std::fs::write(&path, "[login]\nrequired = [\"alice\"]\n").unwrap();
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
    assert_eq!(policies().read_file(&path).unwrap().policies.requires("alice").unwrap(), Some(true));
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o666)).unwrap();
    assert_eq!(refused(policies().read_file(&path)), because("PolicyFile", "Unsafe"));
}

/// What is read is laid over, not put in the place: a second file goes on from the first.
#[test]
fn policies_read_one_after_the_other_add_up_and_those_before_stay() {
    use mfa_bindings::policies::PolicyFileKind::PolicyFile;
    let defaults = policies();
    let first = defaults.read(b"[login]\nrequired = [\"alice\"]\n", PolicyFile).unwrap().policies;
    let second = first.read(b"[login]\nexempt = [\"bob\"]\n", PolicyFile).unwrap().policies;
    assert_eq!((second.requires("alice").unwrap(), second.requires("bob").unwrap()), (Some(true), Some(false)));
    assert_eq!(first.requires("bob").unwrap(), None);
    assert_eq!(defaults.requires("alice").unwrap(), None);
}
