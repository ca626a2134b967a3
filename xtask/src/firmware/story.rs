//! A lock in a door, from the day it is screwed on: three people, a day of wrong codes, a clock that walks away, a plug that is
//! drawn. The suite `firmware` goes through it on each board, `cargo xtask demo lock` tells it.

use core::time::Duration;
use std::fs;
use std::io::Read as _;
use std::thread;
use std::time::Instant;

use super::Tale;
use super::qemu::PATIENCE;
use crate::failure::{Doing as _, Failure, Result};

/// What the help desk's vault has for alice and this lock.
const RECOVERY_KEY: &str = "MEQGWZLZEBXWMIDPNZSSA4DFOJZW63RMEBXW4ZJAMRSXM2LDMUXA";
/// What is printed on bob's token, which counts.
const TOKEN: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

const DAY: u64 = 86_400;
const STEP: u64 = 30;
/// How long alice comes every day, and how many seconds fast the clock is each day: 19 steps in all.
const DAYS: u64 = 33;
const FAST_BY: u64 = DAY * PPM / 1_000_000;
/// How fast the clock is, in millionths: a cheap crystal, badly.
const PPM: u64 = 200;
/// The most steps that a code may be from where it is expected.
const WINDOW: u64 = 1;
/// Wrong codes in a row, of which the last locks.
const UNTIL_LOCKED: u32 = 6;
/// In the middle of a write to the journal.
const MIDDLE_OF_A_WRITE: u32 = 200;

/// Who is at the lock, as far as the story has got.
struct People {
    /// The setup keys that the lock drew.
    alice: String,
    carol: String,
    /// What bob's token shows next.
    counter: u64,
}

pub(crate) fn tell(tale: &mut Tale<'_>) -> Result<()> {
    let mut people = a_new_lock_enrolls_its_owner(tale)?;
    two_more_are_enrolled(tale, &mut people)?;
    three_people_are_kept_apart(tale, &mut people)?;
    wrong_codes_lock_one_person_and_time_unlocks(tale, &people)?;
    the_clock_walks_away_and_is_learned(tale, &people)?;
    beyond_the_bound_only_the_help_desk_helps(tale, &people)?;
    the_plug_is_drawn_in_the_middle_of_a_write(tale, &mut people)?;
    failures_and_locks_outlast_the_power(tale, &people)?;
    who_leaves_is_removed(tale, &mut people)?;
    tale.kill()?;
    tale.say("That was the lock. examples/firmware/README.md says what to copy and what to bring.")
}

fn a_new_lock_enrolls_its_owner(tale: &mut Tale<'_>) -> Result<People> {
    tale.say("A new lock is screwed to the door and switched on. Its clock knows nothing, and nobody is enrolled.")?;
    tale.power_on("lock: 0 enrolled, the clock is not set")?;
    tale.types("alice 123456", "alice: refused")?;
    tale.types("enroll alice", "enroll: error: the clock is not set")?;
    let set = format!("clock {}", tale.now);
    tale.types(&set, "clock: done")?;
    its_own_timer_moves_the_clock(tale)?;
    if !tale.lock.board().has_random {
        tale.say("This board has no random source. Whoever sets it up gives it a seed, once.")?;
        tale.types(&format!("seed {}", seed()?), "seed: done")?;
    }
    tale.say("Somebody begins before the owner does. Without a code that confirms it, that is nothing.")?;
    tale.types(&format!("add eve {TOKEN} hotp"), "eve: done")?;
    tale.types(&format!("recovery eve {RECOVERY_KEY}"), "eve: error: not enrolled; confirm it first")?;
    tale.say(
        "The first who is enrolled is its owner. Alice types the setup key into her phone, and a code confirms it.",
    )?;
    let alice = tale.types_for("enroll alice", "alice: setup key ")?.replace(' ', "");
    let code = tale.phone.totp("sha1", &alice, tale.now)?;
    tale.types(&format!("alice {code}"), "alice: refused")?;
    tale.types(
        "confirm alice 000",
        "alice: error: Codes have 6 to 10 digits, and each authenticator shows its own number of them.",
    )?;
    tale.types(&format!("confirm alice {code}"), "alice: enrolled")?;
    tale.types("status eve", "eve: error: there is no such person")?;
    tale.say("That code is used up. The next one opens the door, once.")?;
    tale.types(&format!("alice {code}"), "alice: refused")?;
    tale.pass(STEP)?;
    let code = tale.phone.totp("sha1", &alice, tale.now)?;
    tale.types(&format!("alice {code}"), "alice: open")?;
    tale.types(&format!("alice {code}"), "alice: refused")?;
    Ok(People { alice, carol: String::new(), counter: 0 })
}

/// The one piece of the story that takes time: the lock's clock goes on, and no faster than ours. Then it is held. A busy
/// computer may lose some of its timer's ticks.
fn its_own_timer_moves_the_clock(tale: &mut Tale<'_>) -> Result<()> {
    let begun = Instant::now();
    let first = seconds(&tale.lock.types("time")?)?;
    let mut passed = 0;
    while passed < 2 && begun.elapsed() < PATIENCE {
        thread::sleep(Duration::from_millis(100));
        passed = seconds(&tale.lock.types("time")?)?.saturating_sub(first);
    }
    let ours = begun.elapsed().as_secs();
    tale.holds(
        (2..=ours.saturating_add(1)).contains(&passed),
        &format!("2 seconds to pass within {ours} of ours, and not {passed}"),
    )?;
    tale.print(&format!("  ({passed} s pass, and its clock has seen them)\n"))?;
    tale.lock_only("hold 1")?;
    let answer = tale.lock.types(&format!("clock {}", tale.now))?;
    tale.holds(answer == "clock: done", "the clock to be set")
}

fn seconds(answer: &str) -> Result<u64> {
    let number = answer.strip_prefix("time: ").and_then(|rest| rest.split(',').next()?.parse().ok());
    number.ok_or_else(|| Failure::new(format!("no time in {answer:?}")))
}

/// 32 random bytes in hexadecimal.
fn seed() -> Result<String> {
    let mut bytes = [0; 32];
    let mut source = fs::File::open("/dev/urandom").doing("cannot open /dev/urandom")?;
    source.read_exact(&mut bytes).doing("cannot read /dev/urandom")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A code that opens service for alice.
fn service(tale: &mut Tale<'_>, people: &People) -> Result<()> {
    tale.pass(STEP)?;
    let code = tale.phone.totp("sha1", &people.alice, tale.now)?;
    tale.types_for(&format!("service alice {code}"), "service: open for 5 min").map(drop)
}

fn two_more_are_enrolled(tale: &mut Tale<'_>, people: &mut People) -> Result<()> {
    tale.say(
        "Only the owner opens service, with a code. She enrolls bob, who has a token that counts, and carol's phone.",
    )?;
    tale.types("enroll carol", "service: closed")?;
    service(tale, people)?;
    tale.types(&format!("add bob {TOKEN} hotp"), "bob: done")?;
    let code = tale.phone.hotp(TOKEN, 0)?;
    tale.types(&format!("confirm bob {code}"), "bob: enrolled")?;
    people.counter = 1;
    people.carol = tale.types_for("enroll carol sha256", "carol: setup key ")?.replace(' ', "");
    let code = tale.phone.totp("sha256", &people.carol, tale.now)?;
    tale.types(&format!("confirm carol {code}"), "carol: enrolled")?;
    tale.types_for("enroll dave", "dave: error: no place for that name").map(drop)?;
    tale.say("For the day on which no code counts she and this lock have a recovery key, which is in the vault too.")?;
    tale.types(&format!("recovery alice {RECOVERY_KEY}"), "alice: done")?;
    tale.types(&format!("recovery carol {RECOVERY_KEY}"), "carol: done")?;
    tale.types("end", "service: over")?;
    tale.types("remove carol", "service: closed")
}

fn three_people_are_kept_apart(tale: &mut Tale<'_>, people: &mut People) -> Result<()> {
    tale.say("Each code is its owner's and nobody else's.")?;
    tale.pass(STEP)?;
    let alice = tale.phone.totp("sha1", &people.alice, tale.now)?;
    let bob = tale.phone.hotp(TOKEN, people.counter)?;
    let carol = tale.phone.totp("sha256", &people.carol, tale.now)?;
    for (who, code) in [("alice", &bob), ("bob", &carol), ("carol", &alice), ("mallory", &alice)] {
        tale.types(&format!("{who} {code}"), &format!("{who}: refused"))?;
    }
    for (who, code) in [("alice", &alice), ("bob", &bob), ("carol", &carol)] {
        tale.types_for(&format!("{who} {code}"), &format!("{who}: open"))?;
        tale.types(&format!("{who} {code}"), &format!("{who}: refused"))?;
    }
    people.counter = people.counter.saturating_add(1);
    Ok(())
}

/// A code that carol's phone shows at no time that anybody would take for now.
fn wrong_code(tale: &mut Tale<'_>, people: &People) -> Result<String> {
    let mut codes = Vec::new();
    for step in 0..100_u64 {
        let time = tale.now.saturating_add(step.saturating_mul(STEP)).saturating_sub(50 * STEP);
        codes.push(tale.phone.totp("sha256", &people.carol, time)?);
    }
    let wrong = (0..1000).map(|number| format!("{number:06}")).find(|code| !codes.contains(code));
    wrong.ok_or_else(|| Failure::new("every code is right"))
}

fn wrong_codes_lock(tale: &mut Tale<'_>, people: &People) -> Result<()> {
    let wrong = wrong_code(tale, people)?;
    for tried in 1..=UNTIL_LOCKED {
        let answer = if tried == UNTIL_LOCKED { "carol: refused, locked for 30 s" } else { "carol: refused" };
        tale.types(&format!("carol {wrong}"), answer)?;
    }
    Ok(())
}

fn wrong_codes_lock_one_person_and_time_unlocks(tale: &mut Tale<'_>, people: &People) -> Result<()> {
    tale.say("Somebody tries carol's name at the keypad. The sixth wrong code locks, for her and for nobody else.")?;
    tale.pass(STEP)?;
    let code = tale.phone.totp("sha256", &people.carol, tale.now)?;
    tale.types_for(&format!("carol {code}"), "carol: open")?;
    wrong_codes_lock(tale, people)?;
    tale.pass(10)?;
    let code = tale.phone.totp("sha256", &people.carol, tale.now)?;
    tale.types(&format!("carol {code}"), "carol: locked for 20 s")?;
    let alice = tale.phone.totp("sha1", &people.alice, tale.now)?;
    tale.types(&format!("alice {alice}"), "alice: open")?;
    tale.say("After the lock she is in, and told of it.")?;
    tale.pass(STEP)?;
    let code = tale.phone.totp("sha256", &people.carol, tale.now)?;
    tale.types(&format!("carol {code}"), "carol: open, wrong codes before: 6")
}

fn the_clock_walks_away_and_is_learned(tale: &mut Tale<'_>, people: &People) -> Result<()> {
    tale.say("The lock's clock is fast by 200 millionths, 17 seconds a day. Alice comes every day, and it is learned each time.")?;
    tale.lock_only(&format!("fast {PPM}"))?;
    for day in 1..=DAYS {
        tale.pass(DAY)?;
        let code = tale.phone.totp("sha1", &people.alice, tale.now)?;
        if day <= 2 || day == DAYS {
            tale.types_for(&format!("alice {code}"), "alice: open")?;
        } else {
            let answer = tale.lock.types(&format!("alice {code}"))?;
            tale.holds(answer == "alice: open", &format!("her to be in on day {day}, and not {answer:?}"))?;
        }
        if day == 2 {
            tale.print(&format!("  ... and so on, for {DAYS} days\n"))?;
        }
    }
    let status = tale.types_for("status alice", "alice: enrolled, 0 wrong, ")?;
    let steps = FAST_BY * DAYS / STEP;
    let learned: u64 = status.rsplit('-').next().and_then(|steps| steps.parse().ok()).unwrap_or_default();
    tale.holds(learned.abs_diff(steps) <= WINDOW, &format!("about {steps} steps to be learned, and not {learned}"))?;
    tale.say(
        "Carol was away all the time. What was learned is of alice's phone and this clock; carol's codes are too old.",
    )?;
    let code = tale.phone.totp("sha256", &people.carol, tale.now)?;
    tale.types(&format!("carol {code}"), "carol: refused")
}

fn beyond_the_bound_only_the_help_desk_helps(tale: &mut Tale<'_>, people: &People) -> Result<()> {
    tale.say("A month later the clock is further off than may ever be learned. Nobody gets in by a phone any more.")?;
    for _ in 0..30 {
        tale.pass(DAY)?;
    }
    let code = tale.phone.totp("sha1", &people.alice, tale.now)?;
    tale.types(&format!("alice {code}"), "alice: refused")?;
    tale.say("Alice calls the help desk. A challenge needs no clock: she reads it out, and types what they answer.")?;
    let challenge = tale.types_for("challenge alice", "alice: challenge ")?;
    let response = tale.phone.response(RECOVERY_KEY, &challenge)?;
    tale.types(
        &format!("alice {}", mistyped(&response)),
        "alice: error: A digit is wrong, or two were swapped; compare all nine again.",
    )?;
    tale.types(&format!("alice {response}"), "alice: open")?;
    tale.types("challenge alice", "alice: one challenge a minute; wait")?;
    let again = tale.lock.types(&format!("alice {response}"))?;
    tale.holds(!again.contains("open"), &format!("the response to be used up, and not {again:?}"))?;
    tale.say("With another one she opens service, and sets the clock. Her phone's codes count again.")?;
    tale.pass(60)?;
    clock_set_by_challenge(tale)?;
    tale.lock_only("fast 0")?;
    let code = tale.phone.totp("sha1", &people.alice, tale.now)?;
    tale.types_for(&format!("alice {code}"), "alice: open")?;
    a_slow_clock_is_learned_too(tale, people)
}

fn a_slow_clock_is_learned_too(tale: &mut Tale<'_>, people: &People) -> Result<()> {
    tale.say("It is set right, and for three days it is slow.")?;
    tale.lock_only(&format!("slow {PPM}"))?;
    for _ in 0..3 {
        tale.pass(DAY)?;
        let code = tale.phone.totp("sha1", &people.alice, tale.now)?;
        tale.types_for(&format!("alice {code}"), "alice: open")?;
    }
    let status = tale.types_for("status alice", "alice: enrolled, 0 wrong, ")?;
    let learned = [" drift 1", " drift 2"].iter().any(|drift| status.ends_with(drift));
    tale.holds(learned, "the phone to be one or two steps ahead of it")?;
    tale.lock_only("slow 0")
}

fn clock_set_by_challenge(tale: &mut Tale<'_>) -> Result<()> {
    let challenge = tale.types_for("challenge alice", "alice: challenge ")?;
    let response = tale.phone.response(RECOVERY_KEY, &challenge)?;
    tale.types(&format!("service alice {response}"), "service: open for 5 min")?;
    let set = format!("clock {}", tale.now);
    tale.types(&set, "clock: done")
}

/// Nine digits of which the first is another.
fn mistyped(digits: &str) -> String {
    let first = if digits.starts_with('0') { "1" } else { "0" };
    format!("{first}{}", digits.get(1..).unwrap_or_default())
}

fn the_plug_is_drawn_in_the_middle_of_a_write(tale: &mut Tale<'_>, people: &mut People) -> Result<()> {
    tale.say("Bob types a code, and the plug is drawn while the lock writes to its flash: QEMU is killed.")?;
    let used = tale.phone.hotp(TOKEN, people.counter)?;
    tale.types_for(&format!("bob {used}"), "bob: open")?;
    let cut = tale.phone.hotp(TOKEN, people.counter.saturating_add(1))?;
    tale.look_at_the_stack()?;
    tale.lock_only(&format!("kill {MIDDLE_OF_A_WRITE}"))?;
    tale.types(&format!("bob {cut}"), "trial: waiting to be killed")?;
    tale.lock.kill()?;
    tale.say("The power is back. The door had not opened, so his code is still good; the one before stays used.")?;
    tale.power_on("lock: 3 enrolled, the clock is not set")?;
    tale.lock_only("hold 1")?;
    tale.types(&format!("bob {used}"), "bob: refused")?;
    tale.types_for(&format!("bob {cut}"), "bob: open")?;
    people.counter = people.counter.saturating_add(2);
    tale.say("Phones have to wait: while the power was off the clock stood still, and nobody can tell how long.")?;
    let code = tale.phone.totp("sha1", &people.alice, tale.now)?;
    tale.types(&format!("alice {code}"), "alice: the clock is not set; ask for a challenge")?;
    tale.now = tale.now.saturating_add(3600);
    clock_set_by_challenge(tale)?;
    let code = tale.phone.totp("sha1", &people.alice, tale.now)?;
    tale.types_for(&format!("alice {code}"), "alice: open").map(drop)
}

fn failures_and_locks_outlast_the_power(tale: &mut Tale<'_>, people: &People) -> Result<()> {
    tale.say("Whoever draws the plug to be rid of a lock has it still.")?;
    let code = tale.phone.totp("sha256", &people.carol, tale.now)?;
    tale.types_for(&format!("carol {code}"), "carol: open")?;
    wrong_codes_lock(tale, people)?;
    tale.kill()?;
    tale.power_on("lock: 3 enrolled, the clock is not set")?;
    tale.lock_only("hold 1")?;
    tale.types_for("status carol", "carol: enrolled, 6 wrong, ")?;
    tale.now = tale.now.saturating_add(10);
    clock_set_by_challenge(tale)?;
    tale.types(&format!("carol {code}"), "carol: locked for 20 s")?;
    tale.pass(STEP)?;
    let fresh = tale.phone.totp("sha256", &people.carol, tale.now)?;
    tale.types(&format!("carol {fresh}"), "carol: open, wrong codes before: 6")
}

fn who_leaves_is_removed(tale: &mut Tale<'_>, people: &mut People) -> Result<()> {
    tale.say("Carol leaves. Nothing of her opens the door any more, and her place is free.")?;
    service(tale, people)?;
    tale.types("remove carol", "carol: done")?;
    tale.pass(STEP)?;
    let code = tale.phone.totp("sha256", &people.carol, tale.now)?;
    tale.types(&format!("carol {code}"), "carol: refused")?;
    tale.types_for("status carol", "carol: nothing, ")?;
    tale.types("challenge carol", "carol: refused")?;
    tale.types("forget carol", "carol: done")?;
    let dave = tale.types_for("enroll dave sha512", "dave: setup key ")?.replace(' ', "");
    let code = tale.phone.totp("sha512", &dave, tale.now)?;
    tale.types(&format!("confirm dave {code}"), "dave: enrolled")?;
    tale.types("forget alice", "alice: error: the owner goes last")?;
    tale.types("end", "service: over")?;
    let code = tale.phone.hotp(TOKEN, people.counter)?;
    tale.types_for(&format!("bob {code}"), "bob: open").map(drop)
}
