//! What enrollment promises: pending is not enrolled, the code that confirms is used up, and a password alone binds no
//! phone where there is something to protect.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "helpers of tests are as blunt as tests"
)]

use mfa_core::{
    Algorithm, AttemptError, Authenticator, Code, CodeError, Commit, Confirmation, ConfirmedBy, Counter, Credential,
    Decision, DiagnosisReach, Digits, Enrollment, EnrollmentError, EnrollmentLifetime, EnrollmentPermit,
    EnrollmentPolicy, EnrollmentPolicyError, EnrollmentRecordError, Facts, LoginPolicy, LoginRecord, Minutes, Moving,
    NotCommitted, Occasion, Occasions, ParameterError, Parameters, PendingStep, Period, Person, PersonError, Policy,
    Position, Reason, Requirement, SealedState, Secret, Standing, StateError, Throttle, UnixTime, Verdict, Window,
    WrongCodes,
};

const NOW: u64 = 1_767_225_600;
const TEN_MINUTES: u64 = 600;

/// Somebody with at most two authenticators, one of them pending, in a store that always works.
struct Host {
    credentials: Vec<Credential>,
    states: Vec<SealedState>,
    standing: Standing,
    pending: Option<Enrollment>,
}

impl Host {
    fn new() -> Self {
        Self { credentials: Vec::new(), states: Vec::new(), standing: Standing::NEW, pending: None }
    }

    fn pending(enrollment: Enrollment) -> Self {
        Self { pending: Some(enrollment), ..Self::new() }
    }

    /// Somebody with a phone already.
    fn enrolled() -> Self {
        let mut host = Self::pending(begun(1, &EnrollmentPolicy::DEFAULT));
        assert!(is_confirmed(host.confirm(NOW, &code(1, NOW))));
        host
    }

    fn person(&self) -> Person<'_, 2> {
        if self.credentials.is_empty() {
            return Person::without_authenticators(self.standing);
        }
        let pairs = self.credentials.iter().zip(&self.states);
        let authenticators: Vec<_> = pairs.map(|(credential, state)| Authenticator { credential, state }).collect();
        Person::open(&authenticators).unwrap()
    }

    fn confirm(&mut self, seconds: u64, code: &Code) -> Confirmation {
        self.tries(seconds, code, &Policy::DEFAULT).unwrap()
    }

    fn tries(&mut self, seconds: u64, code: &Code, policy: &Policy) -> Result<Confirmation, EnrollmentError> {
        let pending = self.pending.clone().unwrap();
        let attempt = pending.confirm(self.person(), at(seconds), code, policy)?;
        let mut stored = None;
        let confirmation = attempt.commit(|next| {
            stored = Some(next);
            Commit::Stored
        });
        let Some(next) = stored else { return Ok(confirmation.unwrap()) };
        assert_eq!(next.states.expected_revision(), self.standing.revision());
        self.states = next.states.states().to_vec();
        self.standing = next.states.standing();
        self.pending = match next.step {
            PendingStep::Pending(enrollment) => Some(through_bytes(&enrollment)),
            PendingStep::Enrolled { secret, parameters } => {
                self.credentials.push(Credential::new(&secret, parameters).unwrap());
                None
            }
            PendingStep::Gone => None,
        };
        Ok(confirmation.unwrap())
    }

    fn login(&mut self, seconds: u64, code: &Code) -> Verdict {
        let attempt = self.person().verify(at(seconds), code, &Policy::DEFAULT).unwrap();
        let mut stored = None;
        let verdict = attempt.commit(|next| {
            stored = Some(next);
            Commit::Stored
        });
        if let Some(next) = stored {
            self.states = next.states().to_vec();
            self.standing = next.standing();
        }
        verdict.unwrap()
    }
}

// What confirms.

#[test]
fn the_code_that_confirms_is_used_up_and_the_next_one_logs_in() {
    let mut host = Host::enrolled();
    assert!(host.pending.is_none());
    let Verdict::Rejected(rejected) = host.login(NOW, &code(1, NOW)) else { panic!() };
    assert_eq!(rejected.reason, Reason::Replayed);
    let Verdict::Rejected(_) = host.login(NOW, &code(1, NOW - 30)) else { panic!("older codes are used up too") };
    assert!(host.login(NOW + 30, &code(1, NOW + 30)).is_accepted());
}

#[test]
fn every_code_of_the_window_confirms_and_no_other() {
    for (past, future) in [(0, 0), (1, 1), (2, 0), (3, 5)] {
        let policy = Policy { window: Window::new(past, future).unwrap(), ..Policy::DEFAULT };
        for offset in -8_i64..=8 {
            let mut host = Host::pending(begun(1, &EnrollmentPolicy::DEFAULT));
            let shown = code(1, NOW.saturating_add_signed(offset * 30));
            let confirmation = host.tries(NOW + 29, &shown, &policy).unwrap();
            let inside = -i64::from(past) <= offset && offset <= i64::from(future);
            assert_eq!(is_confirmed(confirmation), inside, "{past} {future} {offset}");
            if let Confirmation::Confirmed { offset: told, .. } = confirmation {
                assert_eq!(told, offset);
                assert!(!host.login(NOW + 29, &shown).is_accepted());
            }
        }
    }
}

#[test]
fn two_codes_where_policy_asks_for_two_and_the_same_one_counts_neither_twice_nor_as_wrong() {
    let policy = EnrollmentPolicy { confirmed_by: ConfirmedBy::TwoCodes, ..EnrollmentPolicy::DEFAULT };
    let mut host = Host::pending(begun(1, &policy));
    assert_eq!(host.pending.as_ref().unwrap().codes_left(), 2);
    assert_eq!(host.confirm(NOW, &code(1, NOW)), Confirmation::OneMore);
    assert!(host.credentials.is_empty());
    assert_eq!(host.pending.as_ref().unwrap().codes_left(), 1);
    let wrong_left = host.pending.as_ref().unwrap().wrong_codes_left();
    assert_eq!(host.confirm(NOW + 1, &code(1, NOW)), Confirmation::OneMore, "somebody repeats it");
    let pending = host.pending.as_ref().unwrap();
    assert_eq!((pending.codes_left(), pending.wrong_codes_left()), (1, wrong_left));
    assert!(matches!(host.confirm(NOW + 1, &code(1, NOW - 30)), Confirmation::Wrong { .. }), "an earlier one");
    assert!(is_confirmed(host.confirm(NOW + 90, &code(1, NOW + 90))));
    assert!(!host.login(NOW + 90, &code(1, NOW + 90)).is_accepted());
    assert!(host.login(NOW + 120, &code(1, NOW + 120)).is_accepted());
}

#[test]
fn a_counter_based_token_is_confirmed_within_the_look_ahead() {
    for skipped in 0..12 {
        let enrollment = begin(1, Parameters::HOTP, &EnrollmentPolicy::DEFAULT).unwrap();
        let mut host = Host::pending(enrollment);
        let token = Credential::new(&secret(1), Parameters::HOTP).unwrap();
        let shown = token.code_for(Counter::new(skipped).unwrap()).unwrap();
        match host.confirm(NOW, &shown) {
            Confirmation::Confirmed { position: Position::Counter(counter), offset, .. } => {
                assert!(skipped < 10);
                assert_eq!((counter.value(), offset), (skipped, i64::try_from(skipped).unwrap()));
                assert!(!host.login(NOW, &shown).is_accepted());
            }
            confirmation => assert!(skipped >= 10 && !is_confirmed(confirmation)),
        }
    }
}

#[test]
fn two_codes_of_a_token_are_of_different_counters_and_the_second_is_sought_from_the_first_on() {
    let policy = EnrollmentPolicy { confirmed_by: ConfirmedBy::TwoCodes, ..EnrollmentPolicy::DEFAULT };
    let token = Credential::new(&secret(1), Parameters::HOTP).unwrap();
    let shown = |counter| token.code_for(Counter::new(counter).unwrap()).unwrap();
    // Ten counters from 0 on, and after the one at 9 ten more.
    for (first, second) in [(0, 1), (0, 10), (9, 10), (9, 19)] {
        let mut host = Host::pending(begin(1, Parameters::HOTP, &policy).unwrap());
        assert_eq!(host.confirm(NOW, &shown(first)), Confirmation::OneMore);
        assert!(host.credentials.is_empty() && host.pending.as_ref().unwrap().codes_left() == 1);
        for refused in [first, first + 11] {
            assert!(matches!(host.confirm(NOW, &shown(refused)), Confirmation::Wrong { .. }), "{refused}");
        }
        let Confirmation::Confirmed { position, offset, .. } = host.confirm(NOW, &shown(second)) else { panic!() };
        assert_eq!(position, Position::Counter(Counter::new(second).unwrap()));
        assert_eq!(offset, i64::try_from(second - first - 1).unwrap());
        for used in [first, second] {
            assert!(!host.login(NOW, &shown(used)).is_accepted());
        }
        assert!(host.login(NOW, &shown(second + 1)).is_accepted());
    }
    // Beyond the first ten, nothing is the first.
    let mut host = Host::pending(begin(1, Parameters::HOTP, &policy).unwrap());
    assert!(matches!(host.confirm(NOW, &shown(10)), Confirmation::Wrong { .. }));
}

/// Trap 45.
#[test]
fn a_pending_authenticator_logs_nobody_in() {
    let host = Host::pending(begun(1, &EnrollmentPolicy::DEFAULT));
    let refused = host.person().verify(at(NOW), &code(1, NOW), &Policy::DEFAULT).unwrap_err();
    assert_eq!(refused, AttemptError::NobodyEnrolled);
    let policy = EnrollmentPolicy { confirmed_by: ConfirmedBy::TwoCodes, ..EnrollmentPolicy::DEFAULT };
    let mut host = Host::enrolled();
    host.pending = Some(begun(2, &policy));
    assert_eq!(host.confirm(NOW + 60, &code(2, NOW + 60)), Confirmation::OneMore);
    for typed in [NOW + 60, NOW + 90] {
        let Verdict::Rejected(rejected) = host.login(NOW + 60, &code(2, typed)) else { panic!("half is not enough") };
        assert_eq!(rejected.reason, Reason::Mismatch);
    }
    assert_eq!(host.standing.failures(), 2);
}

/// Trap 43: what was begun by a clock that was in 2040 for a minute is begun again, and nothing else is lost.
#[test]
fn an_enrollment_begun_in_2040_is_over_once_the_clock_is_right_and_can_be_begun_again() {
    const YEAR_2040: u64 = 2_208_988_800;
    let begin_at = |seconds| {
        let (permit, policy) = (EnrollmentPermit::by_administrator(), EnrollmentPolicy::DEFAULT);
        Enrollment::begin(permit, secret(1), Parameters::TOTP, at(seconds), &policy).unwrap()
    };
    let mut host = Host::pending(begin_at(YEAR_2040));
    assert_eq!(host.confirm(NOW, &code(1, NOW)), Confirmation::Over);
    assert!(host.pending.is_none() && host.credentials.is_empty());
    host.pending = Some(begin_at(NOW));
    assert!(is_confirmed(host.confirm(NOW, &code(1, NOW))));
}

#[test]
fn every_parameter_set_can_be_enrolled() {
    for algorithm in [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512] {
        for digits in (6..=10).map(|digits| Digits::new(digits).unwrap()) {
            let moving = Moving::Totp { period: Period::new(60).unwrap(), t0: at(NOW - 3600) };
            let parameters = Parameters { moving, algorithm, digits };
            let mut host = Host::pending(begin(9, parameters, &EnrollmentPolicy::DEFAULT).unwrap());
            let shown = Credential::new(&secret(9), parameters).unwrap().code_at(at(NOW)).unwrap().code;
            assert!(is_confirmed(host.confirm(NOW, &shown)));
            assert_eq!(*host.credentials[0].parameters(), parameters);
        }
    }
}

// What does not.

#[test]
fn pending_is_good_from_its_beginning_to_the_second_before_its_end() {
    for minutes in [1, 10, 1440] {
        let lifetime = EnrollmentLifetime::new(Minutes::new(minutes)).unwrap();
        let policy = EnrollmentPolicy { lifetime, ..EnrollmentPolicy::DEFAULT };
        let length = u64::from(minutes) * 60;
        assert_eq!(begun(1, &policy).until(), at(NOW + length));
        for (seconds, open) in [(NOW - 1, false), (NOW, true), (NOW + length - 1, true), (NOW + length, false)] {
            let mut host = Host::pending(begun(1, &policy));
            assert_eq!(host.pending.as_ref().unwrap().is_open(at(seconds)), open);
            let confirmation = host.confirm(seconds, &code(1, seconds));
            if open {
                assert!(is_confirmed(confirmation));
            } else {
                assert_eq!(confirmation, Confirmation::Over);
                assert!(host.pending.is_none() && host.credentials.is_empty());
            }
        }
    }
}

#[test]
fn wrong_codes_are_told_and_end_the_enrollment_and_count_nothing_against_the_person() {
    let mut host = Host::enrolled();
    host.pending = Some(begun(2, &EnrollmentPolicy::DEFAULT));
    for left in (1..10).rev() {
        let Confirmation::Wrong { wrong_codes_left, .. } = host.confirm(NOW + 60, &code(3, NOW)) else { panic!() };
        assert_eq!(wrong_codes_left, left);
        assert_eq!(host.pending.as_ref().unwrap().wrong_codes_left(), left);
    }
    assert_eq!(host.confirm(NOW + 60, &code(3, NOW)), Confirmation::Over);
    assert!(host.pending.is_none());
    assert_eq!((host.standing.failures(), host.standing.failures_in_all()), (0, 0));
    assert!(host.login(NOW + 60, &code(1, NOW + 60)).is_accepted());
}

#[test]
fn a_locked_person_can_enroll_and_stays_locked() {
    let mut host = Host::enrolled();
    let policy = Policy { throttle: Throttle::ADMINISTRATOR, ..Policy::DEFAULT };
    for _ in 0..6 {
        let _ = host.login(NOW + 60, &code(3, NOW));
    }
    host.pending = Some(begun(2, &EnrollmentPolicy::DEFAULT));
    assert!(is_confirmed(host.confirm(NOW + 60, &code(2, NOW + 60))));
    assert_eq!(host.person().status(at(NOW + 61), &policy).failures, 6);
    assert!(matches!(host.login(NOW + 61, &code(2, NOW + 90)), Verdict::Locked { .. }));
}

#[test]
fn a_code_of_another_length_costs_nothing() {
    let mut host = Host::pending(begun(1, &EnrollmentPolicy::DEFAULT));
    let refused = host.tries(NOW, &Code::parse("1234567").unwrap(), &Policy::DEFAULT).unwrap_err();
    assert!(matches!(refused, EnrollmentError::Code { error: CodeError::Length { .. } }), "{refused:?}");
    assert_eq!(host.pending.as_ref().unwrap().wrong_codes_left(), 10);
}

#[test]
fn a_secret_that_the_person_has_already_is_refused() {
    let mut host = Host::enrolled();
    host.pending = Some(begun(1, &EnrollmentPolicy::DEFAULT));
    let refused = host.tries(NOW + 30, &code(1, NOW + 30), &Policy::DEFAULT);
    assert_eq!(refused, Err(EnrollmentError::Person { error: PersonError::SameSecret }));
}

#[test]
fn nothing_is_confirmed_unless_it_was_stored() {
    for (commit, error) in [(Commit::Conflict, NotCommitted::Conflict), (Commit::Unknown, NotCommitted::Unknown)] {
        let person = Person::<1>::without_authenticators(Standing::NEW);
        let enrollment = begun(1, &EnrollmentPolicy::DEFAULT);
        let attempt = enrollment.confirm(person, at(NOW), &code(1, NOW), &Policy::DEFAULT).unwrap();
        assert_eq!(attempt.commit(|_| commit), Err(error));
    }
}

// Who may bind.

#[test]
fn a_permit_for_a_first_authenticator_binds_no_second_one() {
    let permit = EnrollmentPermit::by_decision(&decided(Requirement::Required, false)).unwrap();
    let enrollment =
        Enrollment::begin(permit, secret(2), Parameters::TOTP, at(NOW), &EnrollmentPolicy::DEFAULT).unwrap();
    let mut first = Host::pending(through_bytes(&enrollment));
    assert!(is_confirmed(first.confirm(NOW, &code(2, NOW))));
    let mut second = Host::enrolled();
    second.pending = Some(through_bytes(&enrollment));
    let refused = second.tries(NOW, &code(2, NOW), &Policy::DEFAULT);
    assert_eq!(refused, Err(EnrollmentError::PermitIsForTheFirst));
}

#[test]
fn an_accepted_code_permits_a_further_authenticator() {
    let mut host = Host::enrolled();
    let Verdict::Accepted(accepted) = host.login(NOW + 30, &code(1, NOW + 30)) else { panic!() };
    let permit = EnrollmentPermit::by_code(&accepted);
    let policy = EnrollmentPolicy::DEFAULT;
    host.pending = Some(Enrollment::begin(permit, secret(2), Parameters::TOTP, at(NOW), &policy).unwrap());
    assert!(is_confirmed(host.confirm(NOW + 60, &code(2, NOW + 60))));
    assert!(host.login(NOW + 90, &code(1, NOW + 90)).is_accepted());
    assert!(host.login(NOW + 90, &code(2, NOW + 90)).is_accepted());
}

#[test]
fn whoever_showed_a_smartcard_may_bind_a_further_authenticator() {
    let smartcard = Facts { other_factor: true, ..facts(Requirement::Required, true) };
    let permit = EnrollmentPermit::by_decision(&decide(&LoginPolicy::DEFAULT, smartcard)).unwrap();
    let policy = EnrollmentPolicy::DEFAULT;
    let mut host = Host::enrolled();
    host.pending = Some(Enrollment::begin(permit, secret(2), Parameters::TOTP, at(NOW), &policy).unwrap());
    assert!(is_confirmed(host.confirm(NOW + 60, &code(2, NOW + 60))));
}

#[test]
fn whoever_is_free_to_enroll_binds_no_second_authenticator_without_a_code() {
    let permit = EnrollmentPermit::by_decision(&decided(Requirement::IfEnrolled, false)).unwrap();
    let policy = EnrollmentPolicy::DEFAULT;
    let mut host = Host::enrolled();
    host.pending = Some(Enrollment::begin(permit, secret(2), Parameters::TOTP, at(NOW), &policy).unwrap());
    let refused = host.tries(NOW + 60, &code(2, NOW + 60), &Policy::DEFAULT);
    assert_eq!(refused, Err(EnrollmentError::PermitIsForTheFirst));
}

#[test]
fn a_decision_permits_only_where_a_password_alone_binds_nothing_that_is_protected() {
    let permits = |decision: Decision| EnrollmentPermit::by_decision(&decision).is_some();
    assert!(permits(decided(Requirement::Required, false)), "in time to enroll");
    assert!(permits(decided(Requirement::IfEnrolled, false)), "free to enroll");
    assert!(!permits(decided(Requirement::Required, true)), "enrolled: give a code first");
    assert!(!permits(decided(Requirement::Exempt, false)));
    let late = LoginPolicy { without_factor: mfa_core::Allowance::NEVER, ..LoginPolicy::DEFAULT };
    assert!(!permits(decide(&late, facts(Requirement::Required, false))), "too late");
    let late = LoginPolicy { past_deadline: mfa_core::PastDeadline::EnrollNow, ..late };
    assert!(permits(decide(&late, facts(Requirement::Required, false))), "what that policy says it does");
    let unasked = LoginPolicy { occasions: Occasions { login: false, ..Occasions::ALL }, ..LoginPolicy::DEFAULT };
    assert!(!permits(decide(&unasked, facts(Requirement::Required, false))), "an occasion without a code");
    let smartcard = Facts { other_factor: true, ..facts(Requirement::Required, true) };
    assert!(permits(decide(&LoginPolicy::DEFAULT, smartcard)));
    let grant = Facts { grant_until: Some(at(NOW + 60)), ..facts(Requirement::Required, true) };
    assert!(!permits(decide(&LoginPolicy::DEFAULT, grant)), "its login does, not the grant");
}

#[cfg(feature = "recovery")]
#[test]
fn a_redeemed_recovery_permits_an_authenticator_in_place_of_the_lost_one() {
    use mfa_core::{DeviceId, Recovery, RecoveryKey, RecoveryPolicy, Redemption, issue};

    let (key, device) = (RecoveryKey::from_random([7; 32]), DeviceId::new("laptop-0042").unwrap());
    let policy = RecoveryPolicy { is_on: true, ..RecoveryPolicy::DEFAULT };
    let pin = issue(&key, &device, at(NOW)).unwrap().pin;
    let mut record = None;
    let begun: Result<(), _> = Recovery::begin(&key, &device).unwrap().commit(|next| {
        record = Some(*next.record());
        Commit::Stored
    });
    begun.unwrap();
    let opened = Recovery::open(&key, &device, &record.unwrap()).unwrap();
    let attempt = opened.redeem(at(NOW), &pin, &policy).unwrap();
    let Ok(Redemption::Accepted(redeemed)) = attempt.commit(|_| Commit::Stored) else { panic!() };
    let permit = EnrollmentPermit::by_recovery(&redeemed);
    let mut host = Host::enrolled();
    let policy = EnrollmentPolicy::DEFAULT;
    host.pending = Some(Enrollment::begin(permit, secret(2), Parameters::TOTP, at(NOW), &policy).unwrap());
    assert!(is_confirmed(host.confirm(NOW + 60, &code(2, NOW + 60))));
}

// What is shown, and told.

#[test]
fn what_is_printed_of_a_pending_one_reveals_nothing() {
    let printed = format!("{:?}", begun(77, &EnrollmentPolicy::DEFAULT));
    assert!(!printed.contains("77") && !printed.contains("secret"), "{printed}");
}

#[test]
fn the_setup_key_stands_in_groups_of_four() {
    for (length, shown) in [(10, "AEAQ CAIB AEAQ CAIB"), (16, "AEAQ CAIB AEAQ CAIB AEAQ CAIB AE")] {
        let secret = Secret::import(&vec![1; length]).unwrap();
        let permit = EnrollmentPermit::by_administrator();
        let enrollment =
            Enrollment::begin(permit, secret, Parameters::TOTP, at(NOW), &EnrollmentPolicy::DEFAULT).unwrap();
        let mut text = String::new();
        enrollment.write_setup_key(&mut text).unwrap();
        assert_eq!(text, shown);
        assert_eq!(Secret::from_base32(&text).unwrap().expose(), vec![1; length]);
    }
}

#[cfg(feature = "uri")]
#[test]
fn the_uri_holds_what_was_begun() {
    for parameters in [Parameters::TOTP, Parameters::HOTP] {
        let enrollment = begin(7, parameters, &EnrollmentPolicy::DEFAULT).unwrap();
        let mut text = String::new();
        let label = mfa_core::Label::new(Some("ACME"), "alice").unwrap();
        enrollment.setup_uri(label).unwrap().write_to(&mut text).unwrap();
        let read = mfa_core::Otpauth::parse(&text).unwrap();
        assert_eq!(*read.parameters(), parameters);
        assert_eq!(read.start().number(), 0);
        assert!(read.secret().same_as(&secret(7)));
    }
}

#[test]
fn how_far_a_phone_s_clock_is_off_is_told_freely() {
    let enrollment = begun(1, &EnrollmentPolicy::DEFAULT);
    let reach = DiagnosisReach::DEFAULT;
    for steps in [-120, -3, 0, 3, 120] {
        let shown = code(1, NOW.saturating_add_signed(steps * 30));
        assert_eq!(enrollment.diagnose(at(NOW), &shown, reach), Ok(Some(steps)));
    }
    assert_eq!(enrollment.diagnose(at(NOW), &code(3, NOW), reach), Ok(None));
    assert_eq!(enrollment.diagnose(at(NOW + TEN_MINUTES), &code(1, NOW), reach), Err(EnrollmentError::Over));
}

#[test]
fn what_cannot_be_right_is_refused_at_the_beginning() {
    let moving = Moving::Totp { period: Period::DEFAULT, t0: at(NOW + 1) };
    let refused = begin(1, Parameters { moving, ..Parameters::TOTP }, &EnrollmentPolicy::DEFAULT);
    assert!(matches!(refused, Err(EnrollmentError::Time { .. })));
    assert_eq!(EnrollmentLifetime::new(Minutes::new(0)), Err(EnrollmentPolicyError::Lifetime));
    assert_eq!(EnrollmentLifetime::new(Minutes::new(1441)), Err(EnrollmentPolicyError::Lifetime));
    assert_eq!(EnrollmentLifetime::new(Minutes::new(1440)), Ok(EnrollmentLifetime::LONGEST));
    assert_eq!(WrongCodes::new(0), Err(EnrollmentPolicyError::WrongCodes));
    assert_eq!(WrongCodes::new(101), Err(EnrollmentPolicyError::WrongCodes));
}

#[test]
fn a_counter_based_token_has_no_clock_to_diagnose() {
    let enrollment = begin(1, Parameters::HOTP, &EnrollmentPolicy::DEFAULT).unwrap();
    let asked = enrollment.diagnose(at(NOW), &code(1, NOW), DiagnosisReach::DEFAULT);
    let expected = AttemptError::Credential { error: ParameterError::NotTimeBased };
    assert_eq!(asked, Err(EnrollmentError::Attempt { error: expected }));
}

// The record.

#[test]
fn a_pending_record_is_read_back_and_a_damaged_one_refused() {
    for length in [10, 20, 128] {
        let random: Vec<u8> = (1..=length).collect();
        let permit = EnrollmentPermit::by_administrator();
        let secret = Secret::import(&random).unwrap();
        let parameters = Parameters { algorithm: Algorithm::Sha512, digits: Digits::Ten, ..Parameters::TOTP };
        let enrollment = Enrollment::begin(permit, secret, parameters, at(NOW), &EnrollmentPolicy::DEFAULT).unwrap();
        let bytes = enrollment.to_bytes(|bytes| *bytes);
        assert_eq!(bytes[35..35 + usize::from(length)], random);
        assert_eq!(Enrollment::from_bytes(&bytes).unwrap().to_bytes(|bytes| *bytes), bytes);
    }
    let good = begun(1, &EnrollmentPolicy::DEFAULT).to_bytes(|bytes| *bytes);
    let with = |place: usize, byte: u8| {
        let mut bytes = good;
        bytes[place] = byte;
        Enrollment::from_bytes(&bytes).map(|_| ())
    };
    assert_eq!(with(0, b'x'), Err(EnrollmentRecordError::Version));
    assert_eq!(with(3, 2), Err(EnrollmentRecordError::Version));
    let damages = [
        (4, 3),
        (5, 9),
        (6, 11),
        (20, 9),
        (22, 255),
        (30, 255),
        (31, 0),
        (31, 3),
        (32, 0),
        (32, 3),
        (33, 0),
        (33, 101),
    ];
    for (place, byte) in damages.into_iter().chain([(34, 9), (34, 129), (34, 19), (55, 1), (162, 1)]) {
        assert_eq!(with(place, byte), Err(EnrollmentRecordError::Damaged), "{place} {byte}");
    }
}

#[test]
fn a_pending_record_whose_next_position_no_time_reaches_is_refused() {
    let mut bytes = begun(1, &EnrollmentPolicy::DEFAULT).to_bytes(|bytes| *bytes);
    let mut with_next = |next: u64| {
        bytes[23..31].copy_from_slice(&next.to_le_bytes());
        Enrollment::from_bytes(&bytes).map(|_| ())
    };
    assert_eq!(with_next(UnixTime::MAX.seconds()), Ok(()));
    assert_eq!(with_next(UnixTime::MAX.seconds() + 1), Err(EnrollmentRecordError::Damaged));
}

#[test]
fn a_pending_record_is_no_state() {
    let enrollment = begun(1, &EnrollmentPolicy::DEFAULT);
    let credential = Credential::new(&secret(1), Parameters::TOTP).unwrap();
    let bytes: [u8; 64] = enrollment.to_bytes(|bytes| bytes[..64].try_into().unwrap());
    let state = SealedState::from_bytes(bytes);
    let opened = Person::<1>::open(&[Authenticator { credential: &credential, state: &state }]);
    assert_eq!(opened.map(|_| ()), Err(PersonError::State { index: 0, error: StateError::Version }));
}

fn decided(requirement: Requirement, enrolled: bool) -> Decision {
    decide(&LoginPolicy::DEFAULT, facts(requirement, enrolled))
}

fn decide(policy: &LoginPolicy, facts: Facts) -> Decision {
    policy.decide(&facts, &LoginRecord::NEW, at(NOW)).commit(|_| Commit::Stored).unwrap()
}

fn facts(requirement: Requirement, enrolled: bool) -> Facts {
    Facts { occasion: Occasion::Login, requirement, enrolled, online: true, other_factor: false, grant_until: None }
}

fn begun(number: u8, policy: &EnrollmentPolicy) -> Enrollment {
    begin(number, Parameters::TOTP, policy).unwrap()
}

fn begin(number: u8, parameters: Parameters, policy: &EnrollmentPolicy) -> Result<Enrollment, EnrollmentError> {
    let permit = EnrollmentPermit::by_administrator();
    Enrollment::begin(permit, secret(number), parameters, at(NOW), policy)
}

fn through_bytes(enrollment: &Enrollment) -> Enrollment {
    enrollment.to_bytes(Enrollment::from_bytes).unwrap()
}

fn secret(number: u8) -> Secret {
    Secret::import(&[number; 20]).unwrap()
}

fn code(number: u8, seconds: u64) -> Code {
    Credential::new(&secret(number), Parameters::TOTP).unwrap().code_at(at(seconds)).unwrap().code
}

fn is_confirmed(confirmation: Confirmation) -> bool {
    matches!(confirmation, Confirmation::Confirmed { .. })
}

fn at(seconds: u64) -> UnixTime {
    UnixTime::new(seconds).unwrap()
}
