//! Guesses, as many as there are codes: at one person from many callers, and one each at many people. What is let through is
//! what `docs/policy.md` says of `codes.free_failures`, `codes.first_lock_seconds` and `codes.longest_lock_seconds`, computed
//! here from that alone.

use core::cell::RefCell;
use core::time::Duration;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::time::{SystemTime, UNIX_EPOCH};

use seeded::Random;

use crate::callers::{Caller, together};
use crate::codes::{Key, LOOK_AHEAD, hotp_line, name, typed};
use crate::fleet::{Fleet, Options, Role, Setup};
use crate::http::{self, Outcome};
use crate::report::Report;

const SERVERS: usize = 4;
const CALLERS: usize = 64;
const CODES: usize = 1_000_000;
const GUESSES: usize = 250_000;
const PEOPLE: u64 = 10_000;
const PEOPLE_IN_FULL: u64 = 100_000;
/// Short locks, so that there are several of them in a few seconds.
const FREE: u64 = 5;
const FIRST_LOCK: u64 = 1;
const LONGEST_LOCK: u64 = 4;
const POLICY: &str = "[codes]\nfree_failures = 5\nfirst_lock_seconds = 1\nlongest_lock_seconds = 4\nmost_failures = 100\n\
    after_most_failures = \"keep-locking\"\n";
const VICTIM: u64 = 0;
/// Whether the plain one is guessed by at least so many in a spray, or it shows nothing.
const FEWEST_HITS: usize = 1;

/// A guess: when it was sent and answered, in seconds since 1970, and the answer.
struct Guess {
    sent: f64,
    answered: f64,
    outcome: Outcome,
}

pub(crate) fn run(options: &Options, report: &mut Report) {
    let people = if options.full { PEOPLE_IN_FULL } else { PEOPLE };
    let setup = Setup { servers: SERVERS, connections: 4, policy: POLICY, ..Setup::default() };
    let fleet = Fleet::start(options, &setup);
    fleet.import(&(0..=people).map(hotp_line).collect::<String>());
    at_one_person(&fleet, if options.full { CODES } else { GUESSES }, report);
    one_each(&fleet, people, report);
}

/// All codes that there are, or some of them, in random order; those that are right only come while they cannot be looked at.
fn at_one_person(fleet: &Fleet, guesses: usize, report: &mut Report) {
    let right: Vec<u32> = (0..LOOK_AHEAD * 10).map(|counter| Key::of(VICTIM).code(counter)).collect();
    let mut codes: Vec<u32> = (0..CODES as u32).filter(|code| !right.contains(code)).collect();
    let mut random = Random::seeded(1);
    for index in (1..codes.len()).rev() {
        codes.swap(index, random.below(index as u64 + 1) as usize);
    }
    codes.truncate(guesses);
    let all = guessed(fleet, codes.into_iter().map(|code| (VICTIM, code)).collect());
    let of = format!("{} guesses by {CALLERS} callers at one person", all.len());
    report.shown(&of, held_against_the_policy(fleet, &all, report));
    while_locked(fleet, report);
}

/// What was let through, against what the policy says for the time that passed.
fn held_against_the_policy(fleet: &Fleet, all: &[Guess], report: &Report) -> Result<(), String> {
    let evaluated: Vec<&Guess> = all.iter().filter(|guess| matches!(guess.outcome, Outcome::Rejected { .. })).collect();
    let locked: BTreeSet<u64> = all.iter().filter_map(|guess| locked_until(&guess.outcome)).collect();
    let others = all.iter().filter(|guess| !matches!(guess.outcome, Outcome::Rejected { .. } | Outcome::Locked { .. }));
    let others: Vec<String> = others.take(3).map(|guess| format!("{:?}", guess.outcome)).collect();
    if !others.is_empty() {
        return Err(format!("an answer that is neither rejected nor locked: {others:?}"));
    }
    let status = fleet.client(0, Role::Login).call("GET", &format!("/v1/people/{}", name(VICTIM)), None);
    let failures = status.map_err(|error| error.to_string())?.json()["failures"].as_u64();
    if failures != Some(evaluated.len() as u64) {
        return Err(format!("{} were evaluated, and {failures:?} counted", evaluated.len()));
    }
    let (ends, first) = expected(all, &evaluated)?;
    let (begun, ended) = (first, all.iter().map(|guess| guess.answered).fold(0.0, f64::max));
    report.note(&format!(
        "{} answered in {:.1} s, {} of them evaluated; locks ended at {:?} s",
        all.len(),
        ended - all.iter().map(|guess| guess.sent).fold(f64::MAX, f64::min),
        evaluated.len(),
        ends.iter().map(|end| end - begun as u64).collect::<Vec<_>>()
    ));
    // The last lock may have come with the last guess, so that nobody was told of it.
    let told: Vec<u64> = locked.into_iter().collect();
    if ends != told && ends[..ends.len() - 1] != told[..] {
        return Err(format!("locked until {told:?}, and the policy says {ends:?}"));
    }
    let expected = FREE + ends.len() as u64;
    if evaluated.len() as u64 != expected {
        return Err(format!("{} were evaluated, and the policy lets {expected} through", evaluated.len()));
    }
    Ok(())
}

fn locked_until(outcome: &Outcome) -> Option<u64> {
    match outcome {
        Outcome::Locked { until } => Some(*until),
        _ => None,
    }
}

/// How long the lock after so many failures in a row lasts.
fn lock_after(failures: u64) -> u64 {
    let doublings = failures - FREE - 1;
    (FIRST_LOCK << doublings.min(16)).min(LONGEST_LOCK)
}

/// When each lock ends: the first begins with the failure after those that are free, and each further one in the second in which
/// the one before ends, for guesses come all the time. Gives the second of the first lock too.
fn expected(all: &[Guess], evaluated: &[&Guess]) -> Result<(Vec<u64>, f64), String> {
    let mut answered: Vec<&&Guess> = evaluated.iter().collect();
    answered.sort_by(|a, b| a.answered.total_cmp(&b.answered));
    let sixth = answered.get(FREE as usize).ok_or("so few were evaluated that none locked")?;
    // A second may begin while it is being answered.
    let told = all.iter().filter_map(|guess| locked_until(&guess.outcome)).min().ok_or("nobody was locked")?;
    let begun = told - lock_after(FREE + 1);
    if !(sixth.sent.floor() as u64..=sixth.answered as u64).contains(&begun) {
        return Err(format!(
            "the first lock began at {begun}, and its failure was from {} to {}",
            sixth.sent, sixth.answered
        ));
    }
    let last = all.iter().map(|guess| guess.sent).fold(0.0, f64::max);
    let (mut ends, mut failures) = (vec![told], FREE + 1);
    while let Some(end) = ends.last().copied().filter(|end| (*end as f64) < last) {
        // Whoever was answered within that second and sent in it was there to be evaluated; else the next second's were.
        let seconds = end..=last as u64;
        let in_second =
            |second: &u64| all.iter().any(|guess| guess.sent as u64 == *second && guess.answered as u64 == *second);
        let Some(second) = seconds.into_iter().find(in_second) else { break };
        failures += 1;
        ends.push(second + lock_after(failures));
    }
    Ok((ends, begun as f64))
}

/// The right code helps nobody while it is not looked at, and is good afterwards.
fn while_locked(fleet: &Fleet, report: &mut Report) {
    let (mut client, right) = (fleet.client(1, Role::Login), typed(Key::of(VICTIM).code(0)));
    let wrong = typed(Key::of(VICTIM).wrong_code(0, 9));
    while !matches!(client.verify(&name(VICTIM), &wrong), Outcome::Rejected { .. }) {
        std::thread::sleep(Duration::from_millis(50));
    }
    let refused = client.verify(&name(VICTIM), &right);
    report.holds("the right code is refused while locked", locked_until(&refused).is_some(), || format!("{refused:?}"));
    std::thread::sleep(Duration::from_secs(LONGEST_LOCK + 1));
    // A connection that nothing was sent on for a while is closed.
    let accepted = fleet.client(2, Role::Login).verify(&name(VICTIM), &right);
    let is_in = matches!(accepted, Outcome::Accepted { .. });
    report.holds("and accepted when the lock has ended", is_in, || format!("{accepted:?}"));
}

/// The same guess at everybody: each person's throttle lets it through, and those get in whose code it is.
fn one_each(fleet: &Fleet, people: u64, report: &mut Report) {
    let everybody: Vec<(u64, Vec<u32>)> = (1..=people)
        .map(|person| (person, (0..LOOK_AHEAD).map(|counter| Key::of(person).code(counter)).collect()))
        .collect();
    // A code that some have, or there would be nobody to get in.
    let guess = everybody[0].1[3];
    let whose: BTreeSet<u64> =
        everybody.iter().filter(|(_, codes)| codes.contains(&guess)).map(|(person, _)| *person).collect();
    let all = guessed(fleet, (1..=people).map(|person| (person, guess)).collect());
    let accepted = all.iter().filter(|guess| matches!(guess.outcome, Outcome::Accepted { .. })).count();
    let rejected = all.iter().filter(|guess| guess.outcome == Outcome::Rejected { attempts_left: FREE }).count();
    report.note(&format!("one guess each at {people} people: {accepted} got in, {} have that code", whose.len()));
    let as_computed = accepted == whose.len() && accepted >= FEWEST_HITS && accepted + rejected == all.len();
    report.holds(&format!("one guess each at {people} people: in are those whose code it is"), as_computed, || {
        format!("{accepted} accepted, {rejected} rejected, of {}", all.len())
    });
    let mut desk = fleet.client(0, Role::Desk);
    let sample: Vec<u64> = (1..=people).step_by(97).chain(whose.iter().copied()).collect();
    let otherwise: Vec<u64> = sample
        .iter()
        .copied()
        .filter(|person| {
            let status = desk.call("GET", &format!("/v1/people/{}", name(*person)), None).expect("a status").json();
            status["failures"].as_u64() != Some(u64::from(!whose.contains(person)))
        })
        .collect();
    report.holds(
        &format!("and one failure each is counted, of {} looked at", sample.len()),
        otherwise.is_empty(),
        || format!("otherwise of {otherwise:?}"),
    );
}

/// All guesses, each by whichever caller has time.
fn guessed(fleet: &Fleet, guesses: Vec<(u64, u32)>) -> Vec<Guess> {
    let left = Rc::new(RefCell::new(guesses.into_iter()));
    let each = |number: usize| {
        let port = fleet.servers[number % SERVERS].port.clone();
        let (token, left) = (fleet.token(Role::Login).to_owned(), Rc::clone(&left));
        async move {
            let mut caller = Caller::connect(&port).await.expect("a server listens");
            let mut done = Vec::new();
            loop {
                let Some((person, code)) = left.borrow_mut().next() else { return done };
                let request = http::verify(&token, &name(person), &typed(code));
                let sent = now();
                let outcome = match caller.call(&request).await {
                    Ok((answer, _)) => Outcome::of(&answer),
                    Err(error) => Outcome::Unknown(error.to_string()),
                };
                done.push(Guess { sent, answered: now(), outcome });
            }
        }
    };
    together(CALLERS, each).into_iter().flatten().collect()
}

fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64())
}
