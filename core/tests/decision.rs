//! The login decision: every combination of its inputs against the tables in `docs/login-decision.md`, and what periods
//! promise over time.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "helpers of tests are as blunt as tests"
)]

use mfa_core::{
    Allowance, Commit, Days, Decision, Denial, Ended, EnrollmentPermit, Facts, Hours, LoginPolicy, LoginPolicyError,
    LoginRecord, LoginRecordError, NotCommitted, Occasion, Occasions, PastDeadline, Requirement, TwoSteps, UnixTime,
    Unneeded,
};
use proptest::prelude::*;

const DOCS: &str = include_str!("../../docs/login-decision.md");
const DECISION_COLUMNS: usize = 10;
const PERIOD_COLUMNS: usize = 5;
const NOW: u64 = 1_767_225_600;
const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;
const BOTH: [bool; 2] = [false, true];
const OCCASIONS: [Occasion; 3] = [Occasion::Login, Occasion::Unlock, Occasion::Elevate];
const REQUIREMENTS: [Requirement; 3] = [Requirement::Required, Requirement::IfEnrolled, Requirement::Exempt];

const REQUIRED: Facts = Facts {
    occasion: Occasion::Login,
    requirement: Requirement::Required,
    enrolled: false,
    online: true,
    other_factor: false,
    grant_until: None,
};
const OFFLINE: Facts = Facts { enrolled: true, online: false, ..REQUIRED };

// The tables.

#[test]
fn every_combination_is_decided_as_the_table_in_the_docs_says() {
    let table = Table::read("## The decision", DECISION_COLUMNS);
    let mut hits = vec![0_u32; table.rows.len()];
    each_case(|case| {
        let (row, written) = table.first_fitting(&case.cells());
        hits[row] += 1;
        let (decision, _) = case.decided();
        assert_eq!(said(&decision, case), written, "{case:?}");
    });
    assert!(hits.iter().all(|hits| *hits > 0), "a row that never decides: {hits:?}");
}

#[test]
fn every_period_stands_as_the_table_in_the_docs_says() {
    let table = Table::read("## When a period is open", PERIOD_COLUMNS);
    let mut hits = vec![0_u32; table.rows.len()];
    for hours in [0, 1, 48, 8784] {
        for logins in [None, Some(1), Some(3)] {
            for period in Period::all(hours) {
                let cells = period.cells(hours, logins);
                let (row, written) = table.first_fitting(&cells);
                hits[row] += 1;
                let allowance = Allowance::new(Hours::new(u32::try_from(hours).unwrap()), logins).unwrap();
                assert_eq!(period.stands(allowance), written, "{hours} hours, {logins:?} logins, {period:?}");
            }
        }
    }
    assert!(hits.iter().all(|hits| *hits > 0), "a row that never decides: {hits:?}");
}

#[test]
fn being_offline_never_opens_more_than_being_online() {
    each_case(|case| {
        let mut online = *case;
        online.facts.online = true;
        let (there, here) = (online.decided().0, case.decided().0);
        let less = match (here, there) {
            (Decision::Deny { .. }, _) => true,
            (Decision::AskUnderGrant { codes_count, .. }, Decision::AskUnderGrant { .. }) => !codes_count,
            _ => false,
        };
        assert!(here == there || less, "{case:?}: {here:?} instead of {there:?}");
    });
}

#[test]
fn nothing_is_written_where_no_code_is_needed() {
    each_case(|case| {
        let (decision, next) = case.decided();
        if matches!(decision, Decision::NoCodeNeeded { .. }) {
            assert_eq!(next, None, "{case:?}");
        }
    });
}

#[test]
fn every_login_without_an_authenticator_is_counted_before_it_is_let_in() {
    each_case(|case| {
        let (decision, next) = case.decided();
        let counted = next.unwrap_or(case.record).logins_without_factor() - case.record.logins_without_factor();
        assert_eq!(counted, u16::from(matches!(decision, Decision::LetInUnenrolled { .. })), "{case:?}");
    });
}

#[test]
fn the_beginning_of_the_time_to_enroll_never_moves() {
    each_case(|case| {
        let (_, next) = case.decided();
        if let (Some(since), Some(next)) = (case.record.required_since(), next) {
            assert_eq!(next.required_since(), Some(since), "{case:?}");
        }
    });
}

/// Trap 53. A password alone, of somebody who has to give a code: only while there is time to enroll, or where the policy
/// says that it goes on.
#[test]
fn past_the_deadline_a_password_alone_binds_nothing_unless_the_policy_says_so() {
    let (mut open, mut late) = (0, 0);
    each_case(|case| {
        let is_password_alone = case.policy.enabled && case.asked && !case.suffices && !case.grant_open;
        if !is_password_alone || case.facts.requirement != Requirement::Required {
            return;
        }
        let may_bind = EnrollmentPermit::by_decision(&case.decided().0).is_some();
        let is_late = case.grace != "open";
        let goes_on = case.policy.past_deadline == PastDeadline::EnrollNow;
        assert_eq!(may_bind, !case.facts.enrolled && (!is_late || goes_on), "{case:?}");
        open += u32::from(may_bind);
        late += u32::from(is_late && !may_bind);
    });
    assert!(open > 100 && late > 100, "{open} {late}");
}

/// Trap 47: to be without an authenticator opens nothing that having one does not, unless the policy lets people in
/// without, and says until when.
#[test]
fn somebody_without_an_authenticator_gets_in_only_where_the_policy_says_so() {
    each_case(|case| {
        let (decision, _) = case.decided();
        let gets_in = match decision {
            Decision::LetInUnenrolled { .. } => case.facts.requirement == Requirement::Required && case.grace == "open",
            Decision::NoCodeNeeded { because: Unneeded::NotEnrolled, .. } => {
                case.facts.requirement == Requirement::IfEnrolled && !case.facts.enrolled
            }
            Decision::NoCodeNeeded { .. } => {
                let mut enrolled = *case;
                enrolled.facts.enrolled = true;
                decision == enrolled.decided().0
            }
            // None of these lets anybody in by itself.
            Decision::AskForCode => case.facts.enrolled,
            Decision::AskUnderGrant { .. } => case.grant_open,
            Decision::EnrollNow { .. } => case.policy.past_deadline == PastDeadline::EnrollNow && case.grace != "open",
            Decision::Deny { .. } => true,
            other => panic!("the docs do not know {other:?}"),
        };
        assert!(gets_in, "{case:?}: {decision:?}");
    });
}

/// A table of the docs: rows of cells, of which the last is the answer.
struct Table {
    rows: Vec<(Vec<&'static str>, &'static str)>,
}

impl Table {
    fn read(heading: &str, columns: usize) -> Self {
        let section = DOCS.split_once(heading).unwrap().1;
        let section = section.split("\n## ").next().unwrap();
        let lines = section.lines().filter(|line| line.starts_with('|')).skip(2);
        let rows: Vec<_> = lines
            .map(|line| {
                let mut cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
                let answer = cells.pop().unwrap();
                assert_eq!(cells.len(), columns, "{line}");
                (cells, answer)
            })
            .collect();
        assert!(rows.len() > 5, "the table under {heading} was not found");
        Self { rows }
    }

    fn first_fitting(&self, cells: &[&str]) -> (usize, &'static str) {
        let fits = |row: &[&str]| row.iter().zip(cells).all(|(cell, is)| ["-", ""].contains(cell) || cell == is);
        let (index, (_, answer)) =
            self.rows.iter().enumerate().find(|(_, (row, _))| fits(row)).unwrap_or_else(|| panic!("no row: {cells:?}"));
        (index, answer)
    }
}

/// One combination of inputs, and what the tables call them.
#[derive(Clone, Copy, Debug)]
struct Case {
    policy: LoginPolicy,
    facts: Facts,
    record: LoginRecord,
    asked: bool,
    suffices: bool,
    grant_open: bool,
    offline: &'static str,
    grace: &'static str,
}

impl Case {
    fn cells(&self) -> [&'static str; DECISION_COLUMNS] {
        let yes = |yes: bool| if yes { "yes" } else { "no" };
        [
            if self.policy.enabled { "on" } else { "off" },
            match self.facts.requirement {
                Requirement::Required => "required",
                Requirement::IfEnrolled => "if enrolled",
                Requirement::Exempt => "exempt",
            },
            yes(self.asked),
            yes(self.suffices),
            if self.grant_open { "open" } else { "none" },
            yes(self.facts.enrolled),
            if self.facts.online { "online" } else { "offline" },
            if self.offline == "open" { "open" } else { "over" },
            if self.grace == "open" { "open" } else { "over" },
            match self.policy.past_deadline {
                PastDeadline::Deny => "deny",
                PastDeadline::EnrollNow => "enroll now",
            },
        ]
    }

    fn decided(&self) -> (Decision, Option<LoginRecord>) {
        decided(&self.policy, &self.facts, &self.record, NOW)
    }
}

/// What a period is called, what is allowed and what is remembered: since, seen, logins.
type Given = (&'static str, Allowance, Option<(u64, u64, u16)>);

/// Every way in which a period can stand, at both of its edges.
fn periods() -> Vec<Given> {
    let day = Allowance::new(Hours::new(24), Some(3)).unwrap();
    let endless = Allowance::new(Hours::new(24), None).unwrap();
    vec![
        ("open", day, Some((NOW, NOW, 0))),
        ("open", day, Some((NOW - DAY + 1, NOW, 2))),
        ("open", endless, Some((NOW - HOUR, NOW - HOUR, u16::MAX - 1))),
        ("never allowed", Allowance::NEVER, Some((NOW, NOW, 0))),
        ("time is up", day, Some((NOW - DAY, NOW - 1, 0))),
        ("logins used up", day, Some((NOW - HOUR, NOW - 1, 3))),
        ("clock set back", day, Some((NOW + 1, NOW + 1, 0))),
        ("clock set back", endless, Some((NOW - HOUR, NOW + 1, 0))),
    ]
}

fn each_case(mut look: impl FnMut(&Case)) {
    let mut graces = periods();
    graces.push(("open", Allowance::WITHOUT_FACTOR, None));
    graces.push(("never allowed", Allowance::NEVER, None));
    let mut offlines = periods();
    offlines.push(("never begun", Allowance::OFFLINE, None));
    for (grace, without_factor, grace_tally) in graces {
        for (offline, offline_allowance, offline_tally) in offlines.iter().copied() {
            let record = record(grace_tally, offline_tally);
            each_policy(without_factor, offline_allowance, |policy| {
                each_facts(|facts| {
                    let asked = match facts.occasion {
                        Occasion::Login => policy.occasions.login,
                        Occasion::Unlock => policy.occasions.unlock,
                        Occasion::Elevate => policy.occasions.elevate,
                    };
                    look(&Case {
                        policy,
                        facts,
                        record,
                        asked,
                        suffices: facts.other_factor && policy.other_factor_suffices,
                        grant_open: facts.grant_until.is_some_and(|until| until.seconds() > NOW),
                        offline,
                        grace,
                    });
                });
            });
        }
    }
}

fn each_policy(without_factor: Allowance, offline: Allowance, mut look: impl FnMut(LoginPolicy)) {
    for bits in 0..8_u8 {
        let occasions = Occasions { login: bits & 1 != 0, unlock: bits & 2 != 0, elevate: bits & 4 != 0 };
        for enabled in BOTH {
            for other_factor_suffices in BOTH {
                for past_deadline in [PastDeadline::Deny, PastDeadline::EnrollNow] {
                    look(LoginPolicy {
                        enabled,
                        occasions,
                        other_factor_suffices,
                        without_factor,
                        past_deadline,
                        offline,
                    });
                }
            }
        }
    }
}

fn each_facts(mut look: impl FnMut(Facts)) {
    let grants = [None, Some(NOW - 1), Some(NOW), Some(NOW + 1)].map(|until| until.map(at));
    for occasion in OCCASIONS {
        for requirement in REQUIREMENTS {
            for enrolled in BOTH {
                for online in BOTH {
                    for other_factor in BOTH {
                        for grant_until in grants {
                            look(Facts { occasion, requirement, enrolled, online, other_factor, grant_until });
                        }
                    }
                }
            }
        }
    }
}

/// What the docs call a decision; a denial's own reason is checked here.
fn said(decision: &Decision, case: &Case) -> &'static str {
    match *decision {
        Decision::AskForCode => "ask for a code",
        Decision::LetInUnenrolled { until, logins_left, .. } => {
            assert!(until.seconds() > NOW);
            assert!(logins_left.is_none_or(|left| left < 10));
            "let in unenrolled"
        }
        Decision::EnrollNow { .. } => "enroll now",
        Decision::AskUnderGrant { until, codes_count, .. } => {
            assert_eq!(Some(until), case.facts.grant_until);
            assert_eq!(codes_count, case.facts.enrolled && (case.facts.online || case.offline == "open"));
            "ask under the grant"
        }
        Decision::NoCodeNeeded { because, .. } => match because {
            Unneeded::Disabled => "no code: disabled",
            Unneeded::Exempt => "no code: exempt",
            Unneeded::Occasion => "no code: occasion",
            Unneeded::OtherFactor => "no code: other factor",
            Unneeded::NotEnrolled => "no code: not enrolled",
            other => panic!("the docs do not know {other:?}"),
        },
        Decision::Deny { reason: Denial::Offline(ended), .. } => {
            assert_eq!(why(ended), case.offline, "{case:?}");
            "deny: offline"
        }
        Decision::Deny { reason: Denial::NotEnrolled(ended), .. } => {
            assert_eq!(why(ended), case.grace, "{case:?}");
            "deny: not enrolled"
        }
        other => panic!("the docs do not know {other:?}"),
    }
}

fn why(ended: Ended) -> &'static str {
    match ended {
        Ended::NeverAllowed => "never allowed",
        Ended::NeverBegun => "never begun",
        Ended::ClockSetBack => "clock set back",
        Ended::TimeIsUp => "time is up",
        Ended::LoginsUsedUp => "logins used up",
        other => panic!("the docs do not know {other:?}"),
    }
}

/// A period as it is remembered, looked at from now.
#[derive(Clone, Copy, Debug)]
struct Period(Option<(u64, u64, u16)>);

impl Period {
    fn all(hours: u64) -> Vec<Self> {
        let length = hours * HOUR;
        let mut all = vec![Self(None)];
        for since in [NOW + 1, NOW, NOW - 1, NOW + 1 - length.max(1), NOW - length, NOW - length - 1] {
            for seen in [since, NOW - 1, NOW, NOW + 1] {
                for logins in [0, 1, 2, 3, 4, u16::MAX] {
                    if seen >= since {
                        all.push(Self(Some((since, seen, logins))));
                    }
                }
            }
        }
        all
    }

    fn cells(self, hours: u64, most: Option<u16>) -> [&'static str; PERIOD_COLUMNS] {
        let (since, seen, logins) = self.0.unwrap_or_default();
        [
            if hours == 0 { "0" } else { "some" },
            if self.0.is_some() { "begun" } else { "not begun" },
            match () {
                () if NOW < since => "before the beginning",
                () if NOW < seen => "before the latest time seen",
                () => "right",
            },
            if NOW.saturating_sub(since) >= hours * HOUR { "all" } else { "less" },
            match most {
                None => "unlimited",
                Some(most) if logins >= most => "used up",
                Some(_) => "some left",
            },
        ]
    }

    /// How the engine says it stands: of the period offline, which can also be one that never began.
    fn stands(self, allowance: Allowance) -> String {
        let policy = LoginPolicy { offline: allowance, ..LoginPolicy::DEFAULT };
        let (decision, _) = decided(&policy, &OFFLINE, &record(None, self.0), NOW);
        let offline = match decision {
            Decision::Deny { reason: Denial::Offline(ended), .. } => format!("over: {}", why(ended)),
            _ => "open".to_owned(),
        };
        if self.0.is_some() {
            let policy = LoginPolicy { without_factor: allowance, ..LoginPolicy::DEFAULT };
            let (decision, _) = decided(&policy, &REQUIRED, &record(self.0, None), NOW);
            let grace = match decision {
                Decision::Deny { reason: Denial::NotEnrolled(ended), .. } => format!("over: {}", why(ended)),
                _ => "open".to_owned(),
            };
            assert_eq!(grace, offline, "both periods are counted alike");
        }
        offline
    }
}

// Periods over time.

/// A device with a store, and somebody who logs in.
struct Device {
    policy: LoginPolicy,
    record: LoginRecord,
}

impl Device {
    fn new(policy: LoginPolicy) -> Self {
        Self { policy, record: LoginRecord::NEW }
    }

    fn login(&mut self, facts: Facts, seconds: u64) -> Decision {
        let (decision, next) = decided(&self.policy, &facts, &self.record, seconds);
        self.record = next.map_or(self.record, |next| LoginRecord::from_bytes(&next.to_bytes()).unwrap());
        decision
    }
}

#[test]
fn the_deadline_and_the_logins_left_are_told() {
    let mut device = Device::new(LoginPolicy::DEFAULT);
    for left in (0..10).rev() {
        assert_eq!(let_in(device.login(REQUIRED, NOW + HOUR)), Some((NOW + 49 * HOUR, Some(left))));
    }
    assert_eq!(denied(device.login(REQUIRED, NOW + HOUR)), Some(Denial::NotEnrolled(Ended::LoginsUsedUp)));
    let since = device.record.required_since().unwrap();
    assert_eq!(device.policy.without_factor.until(since), at(NOW + 49 * HOUR), "to an administrator as well");
}

#[test]
fn seven_days_to_enroll_end_to_the_second() {
    let week = Allowance::new(Days::new(7).hours(), None).unwrap();
    let mut device = Device::new(LoginPolicy { without_factor: week, ..LoginPolicy::DEFAULT });
    assert_eq!(let_in(device.login(REQUIRED, NOW)), Some((NOW + 7 * DAY, None)));
    assert_eq!(let_in(device.login(REQUIRED, NOW + 7 * DAY - 1)), Some((NOW + 7 * DAY, None)));
    assert_eq!(denied(device.login(REQUIRED, NOW + 7 * DAY)), Some(Denial::NotEnrolled(Ended::TimeIsUp)));
}

#[test]
fn setting_the_clock_back_opens_no_period_again() {
    let mut device = Device::new(LoginPolicy::DEFAULT);
    let _ = device.login(REQUIRED, NOW);
    let _ = device.login(REQUIRED, NOW + 48 * HOUR);
    for back in [NOW, NOW + 1, NOW + 47 * HOUR, NOW - 10 * DAY, 0] {
        assert_eq!(denied(device.login(REQUIRED, back)), Some(Denial::NotEnrolled(Ended::ClockSetBack)));
    }
    let _ = device.login(OFFLINE, NOW + 49 * HOUR + 168 * HOUR);
    for back in [NOW, NOW + 50 * HOUR, 0] {
        assert_eq!(denied(device.login(OFFLINE, back)), Some(Denial::Offline(Ended::ClockSetBack)));
    }
}

#[test]
fn the_time_to_enroll_counts_from_the_first_login_that_required_it_and_deleting_the_phone_does_not_restart_it() {
    let mut device = Device::new(LoginPolicy::DEFAULT);
    let voluntary = Facts { requirement: Requirement::IfEnrolled, ..REQUIRED };
    let _ = device.login(voluntary, NOW - 100 * DAY);
    assert_eq!(device.record.required_since(), None);
    assert_eq!(device.login(Facts { enrolled: true, ..REQUIRED }, NOW), Decision::AskForCode);
    assert_eq!(device.record.required_since().map(UnixTime::seconds), Some(NOW));
    assert_eq!(denied(device.login(REQUIRED, NOW + 3 * DAY)), Some(Denial::NotEnrolled(Ended::TimeIsUp)));
    device.record = device.record.with_time_to_enroll_again();
    assert_eq!(let_in(device.login(REQUIRED, NOW + 4 * DAY)), Some((NOW + 6 * DAY, Some(9))));
}

#[test]
fn what_the_clock_shows_while_nothing_is_required_ends_no_time_to_enroll() {
    let mut device = Device::new(LoginPolicy::DEFAULT);
    let _ = device.login(REQUIRED, NOW);
    let voluntary = Facts { requirement: Requirement::IfEnrolled, enrolled: true, ..REQUIRED };
    assert_eq!(device.login(voluntary, 2_208_988_800), Decision::AskForCode);
    assert_eq!(let_in(device.login(REQUIRED, NOW + HOUR)), Some((NOW + 48 * HOUR, Some(8))));
}

#[test]
fn zero_hours_are_never_and_the_first_login_is_remembered_all_the_same() {
    let mut device = Device::new(LoginPolicy { without_factor: Allowance::NEVER, ..LoginPolicy::DEFAULT });
    assert_eq!(denied(device.login(REQUIRED, NOW)), Some(Denial::NotEnrolled(Ended::NeverAllowed)));
    device.policy.without_factor = Allowance::WITHOUT_FACTOR;
    assert_eq!(let_in(device.login(REQUIRED, NOW + HOUR)), Some((NOW + 48 * HOUR, Some(9))));
}

#[test]
fn a_week_offline_ends_and_being_online_once_begins_it_anew() {
    let mut device = Device::new(LoginPolicy::DEFAULT);
    assert_eq!(denied(device.login(OFFLINE, NOW)), Some(Denial::Offline(Ended::NeverBegun)));
    let online = Facts { online: true, ..OFFLINE };
    assert_eq!(device.login(online, NOW), Decision::AskForCode);
    assert_eq!(device.login(OFFLINE, NOW + 168 * HOUR - 1), Decision::AskForCode);
    assert_eq!(device.record.logins_since_online(), 1);
    assert_eq!(device.login(OFFLINE, NOW + 168 * HOUR - 1), Decision::AskForCode);
    assert_eq!(device.record.logins_since_online(), 2);
    assert_eq!(denied(device.login(OFFLINE, NOW + 168 * HOUR)), Some(Denial::Offline(Ended::TimeIsUp)));
    assert_eq!(device.login(online, NOW + 200 * HOUR), Decision::AskForCode);
    assert_eq!(device.record.last_online().map(UnixTime::seconds), Some(NOW + 200 * HOUR));
    assert_eq!(device.login(OFFLINE, NOW + 201 * HOUR), Decision::AskForCode);
}

#[test]
fn an_offline_clock_that_was_in_2040_is_cured_by_being_online() {
    let mut device = Device::new(LoginPolicy::DEFAULT);
    let online = Facts { online: true, ..OFFLINE };
    let _ = device.login(online, NOW);
    assert_eq!(denied(device.login(OFFLINE, 2_208_988_800)), Some(Denial::Offline(Ended::TimeIsUp)));
    assert_eq!(denied(device.login(OFFLINE, NOW + 60)), Some(Denial::Offline(Ended::ClockSetBack)));
    assert_eq!(device.login(online, NOW + 120), Decision::AskForCode);
    assert_eq!(device.login(OFFLINE, NOW + 180), Decision::AskForCode);
}

#[test]
fn nobody_is_let_in_unenrolled_unless_it_was_stored() {
    for (commit, error) in [(Commit::Conflict, NotCommitted::Conflict), (Commit::Unknown, NotCommitted::Unknown)] {
        let attempt = LoginPolicy::DEFAULT.decide(&REQUIRED, &LoginRecord::NEW, at(NOW));
        assert_eq!(attempt.commit(|_| commit), Err(error));
    }
}

#[test]
fn a_period_at_the_end_of_time_ends_with_it() {
    let last = UnixTime::MAX.seconds();
    let mut device = Device::new(LoginPolicy::DEFAULT);
    assert_eq!(let_in(device.login(REQUIRED, last - 1)), Some((last, Some(9))));
    assert_eq!(denied(device.login(REQUIRED, last)), Some(Denial::NotEnrolled(Ended::TimeIsUp)));
}

proptest! {
    #[test]
    fn whatever_the_clock_does_nobody_is_let_in_unenrolled_beyond_the_first_deadline_or_the_last_login(
        readings in prop::collection::vec((0..60 * HOUR, any::<bool>(), any::<bool>(), 0_u8..8), 1..60)
    ) {
        let mut device = Device::new(LoginPolicy::DEFAULT);
        let mut let_in_at = Vec::new();
        let mut is_over = false;
        for (reading, online, enrolled, required) in readings {
            let requirement = if required > 0 { Requirement::Required } else { Requirement::IfEnrolled };
            let facts = Facts { online, enrolled: enrolled && required < 3, requirement, ..REQUIRED };
            match device.login(facts, NOW + reading) {
                Decision::LetInUnenrolled { .. } => {
                    prop_assert!(!is_over, "a time that was seen to be up");
                    let_in_at.push(NOW + reading);
                }
                Decision::Deny { reason: Denial::NotEnrolled(Ended::TimeIsUp | Ended::LoginsUsedUp), .. } => {
                    is_over = true;
                }
                _ => {}
            }
        }
        let since = device.record.required_since().map_or(0, UnixTime::seconds);
        prop_assert!(let_in_at.len() <= 10);
        prop_assert!(let_in_at.is_sorted());
        prop_assert!(let_in_at.iter().all(|reading| (since..since + 48 * HOUR).contains(reading)));
    }

    #[test]
    fn whatever_the_clock_does_offline_a_period_that_was_seen_to_be_over_stays_over_until_online(
        readings in prop::collection::vec((0..200 * HOUR, 0_u8..10), 1..60)
    ) {
        let mut device = Device::new(LoginPolicy::DEFAULT);
        let mut is_over = true;
        for (reading, online) in readings {
            let facts = Facts { online: online == 0, ..OFFLINE };
            let decision = device.login(facts, NOW + reading);
            if facts.online {
                prop_assert_eq!(decision, Decision::AskForCode);
                is_over = false;
            } else if is_over {
                prop_assert!(denied(decision).is_some());
            } else {
                is_over = denied(decision) == Some(Denial::Offline(Ended::TimeIsUp));
            }
        }
    }
}

// Policies and records.

#[test]
fn an_allowance_out_of_range_is_refused() {
    assert_eq!(Allowance::new(Hours::new(8785), None), Err(LoginPolicyError::Hours));
    assert_eq!((Days::new(0).count(), Days::new(366).count()), (0, 366));
    assert_eq!(Allowance::new(Days::new(367).hours(), None), Err(LoginPolicyError::Hours));
    assert_eq!(Allowance::new(Days::new(u32::MAX).hours(), None), Err(LoginPolicyError::Hours));
    assert_eq!(Allowance::new(Hours::new(48), Some(0)), Err(LoginPolicyError::Logins));
    assert_eq!(Allowance::new(Hours::new(48), Some(10)), Ok(Allowance::WITHOUT_FACTOR));
    assert_eq!(Allowance::new(Hours::new(168), None), Ok(Allowance::OFFLINE));
}

#[test]
fn records_are_read_back_and_damaged_ones_refused() {
    // Version and flags; twice two times of six bytes and a count of two.
    assert_eq!(LoginRecord::LENGTH, 2 + 2 * (6 + 6 + 2));
    for grace in [None, Some((NOW, NOW, 0)), Some((0, 1 << 40, u16::MAX))] {
        for offline in [None, Some((NOW - 1, NOW, 7))] {
            let record = record(grace, offline);
            assert_eq!(LoginRecord::from_bytes(&record.to_bytes()), Ok(record));
        }
    }
    let good = record(Some((NOW, NOW, 1)), None).to_bytes();
    let with = |place: usize, byte: u8| {
        let mut bytes = good;
        bytes[place] = byte;
        LoginRecord::from_bytes(&bytes)
    };
    assert_eq!(with(0, 2), Err(LoginRecordError::Version));
    assert_eq!(with(1, 4), Err(LoginRecordError::Version));
    assert_eq!(with(1, 0), Err(LoginRecordError::Damaged), "a period that has not begun");
    assert_eq!(with(16, 1), Err(LoginRecordError::Damaged), "a period that has not begun");
    assert_eq!(with(7, 255), Err(LoginRecordError::Damaged), "a time beyond 2^40");
    assert_eq!(with(8, 255), LoginRecord::from_bytes(&with(8, 255).unwrap().to_bytes()), "a later time seen");
    assert_eq!(with(2, 255), Err(LoginRecordError::Damaged), "seen before it began");
}

fn decided(policy: &LoginPolicy, facts: &Facts, record: &LoginRecord, seconds: u64) -> (Decision, Option<LoginRecord>) {
    match policy.decide(facts, record, at(seconds)).in_two_steps() {
        TwoSteps::Settled(decision) => (decision, None),
        TwoSteps::Store(next, uncommitted) => (uncommitted.told(Commit::Stored).unwrap(), Some(next)),
    }
}

/// A record as its bytes are documented.
fn record(grace: Option<(u64, u64, u16)>, offline: Option<(u64, u64, u16)>) -> LoginRecord {
    let mut bytes = [0; LoginRecord::LENGTH];
    bytes[0] = 1;
    for (index, tally) in [grace, offline].into_iter().enumerate() {
        let Some((since, seen, logins)) = tally else { continue };
        bytes[1] |= 1 << index;
        let place = 2 + 14 * index;
        bytes[place..place + 6].copy_from_slice(&since.to_le_bytes()[..6]);
        bytes[place + 6..place + 12].copy_from_slice(&seen.to_le_bytes()[..6]);
        bytes[place + 12..place + 14].copy_from_slice(&logins.to_le_bytes());
    }
    LoginRecord::from_bytes(&bytes).unwrap()
}

fn at(seconds: u64) -> UnixTime {
    UnixTime::new(seconds).unwrap()
}

fn let_in(decision: Decision) -> Option<(u64, Option<u16>)> {
    match decision {
        Decision::LetInUnenrolled { until, logins_left, .. } => Some((until.seconds(), logins_left)),
        _ => None,
    }
}

fn denied(decision: Decision) -> Option<Denial> {
    match decision {
        Decision::Deny { reason, .. } => Some(reason),
        _ => None,
    }
}
