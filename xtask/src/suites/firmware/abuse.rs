//! What is no keypad's work: a serial line that is flooded, flash that is damaged, and a lock without the commands of tests.

use core::time::Duration;
use std::fs;

use crate::failure::{Doing as _, Failure, Result};
use crate::firmware::{Board, Firmware, Lock};
use crate::job::Job;

/// Bob's token, by the setup key and the codes of RFC 4226, appendix D.
const KEY: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const SECRET: &[u8] = b"12345678901234567890";
const CODES: [&str; 5] = ["755224", "287082", "359152", "969429", "338314"];

/// What is nobody's name.
const COMMANDS: [&str; 14] = [
    "service",
    "challenge",
    "status",
    "time",
    "enroll",
    "add",
    "confirm",
    "recovery",
    "unlock",
    "remove",
    "forget",
    "clock",
    "seed",
    "end",
];

const NOW: &str = "clock 1790000000";
/// How much is sent at once, and how often.
const FLOOD: usize = 4096;
const FLOODS: usize = 16;
/// When nothing more comes in answer.
const SILENCE: Duration = Duration::from_millis(400);
/// Where a slot's record is, in its file, and how long a slot is.
const IN_THE_RECORD: usize = 100;
const SLOT: usize = 2048;

pub(super) fn run(job: &mut Job<'_>, firmware: &Firmware, board: Board) -> Result<()> {
    let name = board.name;
    let folder = job.place.fresh_folder(&format!("firmware/abuse-{name}"))?;
    let mut lock = Lock::new(firmware, board, "trial", &folder)?;
    lock.power_on()?;
    enroll(&mut lock)?;
    let outcome = lines_are_refused_by_name(&mut lock)?;
    job.test(&format!("{name}: what is no line is refused by name"), outcome)?;
    let outcome = flooded(&mut lock)?;
    job.test(&format!("{name}: a flooded line changes nothing, and the lock goes on"), outcome)?;
    lock.kill()?;
    let outcome = damaged(&mut lock)?;
    job.test(
        &format!("{name}: damage to both slots lets nobody in, damage to the newest costs the last write"),
        outcome,
    )?;
    let outcome = years(firmware, board, &folder.join("years"))?;
    job.test(&format!("{name}: service stays closed when the timer wraps, who goes leaves no secret"), outcome)?;
    let outcome = door(firmware, board, &folder.join("door"))?;
    job.test(&format!("{name}: what is in a door has no commands of tests"), outcome)
}

fn enroll(lock: &mut Lock) -> Result<()> {
    let answer = lock.types(NOW)?;
    if answer != "clock: done" {
        return Err(Failure::new(format!("{NOW}: {answer}")));
    }
    add_bob(lock)
}

fn add_bob(lock: &mut Lock) -> Result<()> {
    for (line, expected) in
        [(format!("add bob {KEY} hotp"), "bob: done"), (format!("confirm bob {}", CODES[0]), "bob: enrolled")]
    {
        let answer = lock.types(&line)?;
        if answer != expected {
            return Err(Failure::new(format!("{line}: {answer} and not {expected}")));
        }
    }
    Ok(())
}

type Outcome = core::result::Result<(), String>;

fn is(answer: &str, expected: &str) -> Outcome {
    if answer == expected { Ok(()) } else { Err(format!("{answer:?} and not {expected:?}")) }
}

fn lines_are_refused_by_name(lock: &mut Lock) -> Result<Outcome> {
    let too_long = "x".repeat(160);
    let expected = [
        (too_long.as_str(), "lock: error: a line has at most 159 characters"),
        ("bob 12\u{7}3456", "lock: error: a line is printable ASCII"),
        ("bob 12\u{e9}3456", "lock: error: a line is printable ASCII"),
        ("bob 12\u{0}3456", "lock: error: too fast, or a zero byte; type it again"),
        ("one two three four five", "lock: error: a line has at most four words"),
        ("bob", "lock: error: a line is a name and a code"),
        ("time now please", "lock: error: a line is a name and a code"),
        ("bob 12345x", "bob: error: A character of the code is not a digit 0 to 9."),
        ("bob 12345", "bob: error: Codes have 6 to 10 digits, and each authenticator shows its own number of them."),
        ("pass", "lock: error: a line is a name and a code"),
    ];
    for (line, answer) in expected {
        if let Err(why) = is(&lock.types(line)?, answer) {
            return Ok(Err(why));
        }
    }
    // A person's slip: the wrong digit is taken back.
    Ok(is(&lock.types("status boc\u{8}b")?, "bob: enrolled, 0 wrong, 0 in all, drift 0"))
}

/// Bytes of a generator, the same each time, among them line ends; then lines without a pause.
fn flooded(lock: &mut Lock) -> Result<Outcome> {
    let mut state = 0x9e37_79b9_u32;
    let mut answers = 0_usize;
    for round in 0..FLOODS {
        let bytes: Vec<u8> = if round % 2 == 0 {
            (0..FLOOD).map(|_| next(&mut state)).collect()
        } else {
            "mallory 123456\n".repeat(FLOOD / 16).into_bytes()
        };
        lock.sends(&bytes)?;
        while lock.answer_within(Duration::from_millis(20))?.is_some() {
            answers = answers.saturating_add(1);
        }
    }
    lock.sends(b"\n")?;
    while lock.answer_within(SILENCE)?.is_some() {
        answers = answers.saturating_add(1);
    }
    if answers == 0 {
        return Ok(Err("nothing of it was answered".to_owned()));
    }
    let first = is(&lock.types("status bob")?, "bob: enrolled, 0 wrong, 0 in all, drift 0");
    Ok(first.and(is(&lock.types(&format!("bob {}", CODES[1]))?, "bob: open")))
}

/// Xorshift.
fn next(state: &mut u32) -> u8 {
    *state ^= state.wrapping_shl(13);
    *state ^= state.wrapping_shr(17);
    *state ^= state.wrapping_shl(5);
    state.to_le_bytes()[1]
}

fn damaged(lock: &mut Lock) -> Result<Outcome> {
    let read = |lock: &Lock| fs::read(lock.flash()).doing("cannot read the flash");
    let write = |lock: &Lock, bytes: &[u8]| fs::write(lock.flash(), bytes).doing("cannot write the flash");
    let whole = read(lock)?;
    let Some(newest) = newest(&whole) else { return Ok(Err("the flash has no two slots".to_owned())) };
    let mut one = whole.clone();
    flip(&mut one, newest.saturating_mul(SLOT).saturating_add(IN_THE_RECORD));
    write(lock, &one)?;
    let mut outcomes = vec![is(&lock.power_on()?, "lock: 1 enrolled, the clock is not set")];
    // The record before the newest one: damage costs the last write, and its code is good again.
    outcomes.push(is(&lock.types(&format!("bob {}", CODES[1]))?, "bob: open"));
    lock.kill()?;
    for (blank, other) in [(0, SLOT), (SLOT, 0)] {
        // The power went right after an erasure, and the other slot has a bit that fell.
        let mut used = whole.clone();
        used.iter_mut().skip(blank).take(SLOT).for_each(|byte| *byte = 0xff);
        flip(&mut used, IN_THE_RECORD.saturating_add(other));
        write(lock, &used)?;
        outcomes.push(is(&lock.power_on()?, "lock: damaged; nobody gets in"));
        outcomes.push(is(&lock.types(NOW)?, "lock: damaged; nobody gets in"));
        lock.kill()?;
    }
    let mut none = whole.clone();
    flip(&mut none, IN_THE_RECORD);
    flip(&mut none, SLOT + IN_THE_RECORD);
    write(lock, &none)?;
    outcomes.push(is(&lock.power_on()?, "lock: damaged; nobody gets in"));
    for line in [format!("bob {}", CODES[2]), NOW.to_owned(), format!("add eve {KEY}")] {
        outcomes.push(is(&lock.types(&line)?, "lock: damaged; nobody gets in"));
    }
    lock.kill()?;
    write(lock, &whole)?;
    outcomes.push(is(&lock.power_on()?, "lock: 1 enrolled, the clock is not set"));
    outcomes.push(is(&lock.types(&format!("bob {}", CODES[2]))?, "bob: open"));
    lock.kill()?;
    Ok(outcomes.into_iter().collect())
}

/// The slot with the greater number at its beginning.
fn newest(flash: &[u8]) -> Option<usize> {
    let number = |at: usize| Some(u32::from_le_bytes(*flash.get(at..)?.first_chunk::<4>()?));
    Some(usize::from(number(SLOT)? > number(0)?))
}

fn flip(bytes: &mut [u8], at: usize) {
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1;
    }
}

/// The timer wraps after 4,294,967,296 ticks of a tenth of a second. Then bob goes, and his secret with him.
fn years(firmware: &Firmware, board: Board, folder: &std::path::Path) -> Result<Outcome> {
    let mut lock = Lock::new(firmware, board, "trial", folder)?;
    let mut outcomes = vec![is(&lock.power_on()?, "lock: 0 enrolled, the clock is not set")];
    enroll(&mut lock)?;
    outcomes.push(is(&lock.types(&format!("service bob {}", CODES[1]))?, "service: open for 5 min"));
    for seconds in [400_000_000, 29_496_730] {
        outcomes.push(is(&lock.types(&format!("pass {seconds}"))?, "trial: done"));
    }
    outcomes.push(is(&lock.types("end")?, "service: closed"));
    outcomes.push(is(&lock.types(&format!("service bob {}", CODES[2]))?, "service: open for 5 min"));
    outcomes.push(leaves_no_secret(&mut lock, "remove bob")?);
    add_bob(&mut lock)?;
    outcomes.push(is(&lock.types(&format!("service bob {}", CODES[1]))?, "service: open for 5 min"));
    outcomes.push(leaves_no_secret(&mut lock, "forget bob")?);
    for command in COMMANDS {
        let answer = lock.types(&format!("add {command} {KEY}"))?;
        let refused = answer.starts_with(&format!("{command}: error: no place for that name"));
        outcomes.push(if refused { Ok(()) } else { Err(format!("{command} is a name: {answer}")) });
    }
    Ok(outcomes.into_iter().collect())
}

/// A command after which no slot has the secret.
fn leaves_no_secret(lock: &mut Lock, command: &str) -> Result<Outcome> {
    let flash = lock.flash();
    let is_there = || {
        let flash = fs::read(&flash).doing("cannot read the flash")?;
        Ok::<_, Failure>(flash.windows(SECRET.len()).any(|bytes| bytes == SECRET))
    };
    if !is_there()? {
        return Ok(Err(format!("the secret is not there before {command}")));
    }
    let done = is(&lock.types(command)?, "bob: done");
    Ok(if is_there()? { Err(format!("the secret is there after {command}")) } else { done })
}

/// Without tests' commands they are names, whose codes are refused.
fn door(firmware: &Firmware, board: Board, folder: &std::path::Path) -> Result<Outcome> {
    let mut lock = Lock::door(firmware, board, folder)?;
    let mut outcomes = vec![is(&lock.power_on()?, "lock: 0 enrolled, the clock is not set")];
    outcomes.push(is(&lock.types("pass 30")?, "pass: refused"));
    enroll(&mut lock)?;
    outcomes.push(is(&lock.types("kill 1")?, "kill: refused"));
    outcomes.push(is(&lock.types(&format!("bob {}", CODES[1]))?, "bob: open"));
    Ok(outcomes.into_iter().collect())
}
