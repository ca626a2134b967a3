//! What can happen in a world, drawn at random. Codes are aimed: most are right somewhere near where they are looked for,
//! for a history of wrong codes alone shows nothing.

use mfa_core::{AtCap, Drift, LookAhead, ResyncRange, Seconds, Throttle, Window};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::decision::{Number, Policy};
use crate::naive::Hash;

/// The first of two neighbouring steps with one code under the RFC's key (trap 11).
pub(crate) const SHARED_STEP: u64 = 50_424_280;
pub(crate) const LAST_SECOND: u64 = 1 << 40;
const YEAR_2040: u64 = 2_208_988_800;
const DAY: u64 = 86_400;

/// People, and everything that happens to them.
#[derive(Clone, Debug)]
pub(crate) struct History {
    /// All devices there are; the first of them are enrolled to begin with.
    pub(crate) devices: Vec<Spec>,
    pub(crate) enrolled: usize,
    pub(crate) start: u64,
    pub(crate) rules: Rules,
    pub(crate) ops: Vec<Op>,
}

/// A device, before anything is computed of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spec {
    pub(crate) key: usize,
    pub(crate) hash: Hash,
    pub(crate) digits: u32,
    /// Period and T0; `None` for HOTP.
    pub(crate) totp: Option<(u64, u64)>,
    pub(crate) begin: Begin,
}

/// Where a new state begins.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Begin {
    Beginning,
    /// So many steps before now; for a counter the number itself.
    Near(u64),
    /// So many counters before the last; the beginning for a clock.
    Last(u64),
}

/// A policy twice over: for the engine and for the model.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) engine: mfa_core::Policy,
    pub(crate) model: Policy,
}

/// One thing that happens.
#[derive(Clone, Debug)]
pub(crate) enum Op {
    Wait(u64),
    /// The clock is set, away from the time that it is.
    Jump(Jump),
    /// With any authenticator, or with the one that the person named.
    Login(Typed, Spelling, Option<usize>, Circumstances),
    Resynchronize(usize, i64, Second, Circumstances),
    Diagnose(Typed, u16, Circumstances),
    /// An administrator unlocks: always, or only whom he finds locked or closed.
    Unlock {
        only_if_barred: bool,
    },
    Reseal,
    Add(usize, Begin),
    Remove(usize),
    RemoveAll,
    /// One of them, or all.
    Suspend(Option<usize>),
    /// A code of a suspended one, or of another.
    Restore(Typed, Circumstances),
    Policy(Rules),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Jump {
    /// Back to the time that it is.
    Right,
    Ahead(u64),
    Back(u64),
    To(u64),
    /// To around T0 of one of the devices.
    ToT0(usize, i64),
}

/// What is typed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Typed {
    /// The code so many steps from now, or so many counters from the expected one.
    Near(usize, i64),
    /// The same, from where the phone's clock was learned to be.
    Drifted(usize, i64),
    /// The same, from the first position that is not used up: -1 is the code used last.
    FromNext(usize, i64),
    /// One of a device that need not be enrolled.
    OfDevice(usize, i64),
    /// Any number, with as many digits as the authenticator's codes.
    Number(usize, u64),
    /// So many digits.
    OfLength(usize),
    /// The code of a device at a step or counter.
    At(Spec, u64),
}

/// Which spaces and dashes go with it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Spelling {
    Plain,
    Spaced,
    Dashed,
    Wide,
}

/// The second code of a resynchronization.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Second {
    Next,
    Same,
    Skipped,
    Before,
}

/// How the attempt meets the store.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Circumstances {
    /// How many versions ago the record was read.
    pub(crate) stale: usize,
    pub(crate) fate: Fate,
}

/// What becomes of the commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Stored,
    /// The store says conflict, whatever it was.
    Conflict,
    /// The store fails, and nothing was written.
    Lost,
    /// The store fails after it was written.
    WrittenButUnknown,
    /// The host drops the attempt.
    Dropped,
}

/// Histories of people with so many devices, of any kind.
pub(crate) fn histories(devices: core::ops::RangeInclusive<usize>) -> impl Strategy<Value = History> {
    let start = prop_oneof![
        4 => 1_500_000_000..1_800_000_000_u64,
        1 => 0..2_000_u64,
        1 => LAST_SECOND - 100_000..=LAST_SECOND,
    ];
    start.prop_flat_map(move |start| {
        let devices = (vec(spec(start), 9), devices.clone());
        (devices, rules(), ops()).prop_map(move |((devices, enrolled), rules, ops)| History {
            devices,
            enrolled,
            start,
            rules,
            ops,
        })
    })
}

/// Histories in which codes collide: between neighbouring steps, between counters, between one person's authenticators.
pub(crate) fn collisions() -> impl Strategy<Value = History> {
    let devices = Just(COLLIDING.to_vec()).prop_shuffle();
    let start = (SHARED_STEP - 2) * 30..(SHARED_STEP + 4) * 30;
    let around = (SHARED_STEP - 2) * 30..(SHARED_STEP + 4) * 30;
    let shared = (select(&SHARED_CODES[..]), spelling(), circumstances());
    let op = prop_oneof![
        6 => op(),
        3 => shared.prop_map(|((device, at), spelling, how)| Op::Login(Typed::At(device, at), spelling, None, how)),
        1 => around.prop_map(|time| Op::Jump(Jump::To(time))),
    ];
    (devices, 2..=6_usize, start, rules(), vec(op, 1..=99)).prop_map(|(devices, enrolled, start, rules, ops)| History {
        devices,
        enrolled,
        start,
        rules,
        ops,
    })
}

/// Each has a code in common with another, or twice, near [`SHARED_STEP`] or among its first ten counters.
pub(crate) const COLLIDING: [Spec; 6] = [totp(0), totp(1), totp(2), hotp(3), hotp(4), hotp(5)];

/// The codes that they have in common, each once.
const SHARED_CODES: [(Spec, u64); 6] = [
    (totp(0), SHARED_STEP),
    (totp(1), SHARED_STEP + 1),
    (totp(2), SHARED_STEP + 1),
    (hotp(3), 2),
    (hotp(4), 3),
    (hotp(4), 6),
];

const fn totp(key: usize) -> Spec {
    Spec { key, hash: Hash::Sha1, digits: 6, totp: Some((30, 0)), begin: Begin::Near(5) }
}

const fn hotp(key: usize) -> Spec {
    Spec { totp: None, begin: Begin::Beginning, ..totp(key) }
}

/// The keys that devices have. Those numbered were found by search, for their collisions.
pub(crate) fn key(index: usize) -> Vec<u8> {
    let numbered = |number: u32| format!("collides {number:011}").into_bytes();
    let counted = |length: u8| (0..length).map(|byte| byte.wrapping_mul(167).wrapping_add(length)).collect();
    match index {
        // RFC 4226's and 6238's.
        0 => b"12345678901234567890".to_vec(),
        1 => numbered(31_910),
        2 => numbered(19_718),
        3 => numbered(10_052),
        4 => numbered(52_842),
        5 => numbered(56_512),
        // As short as it may be.
        6 => counted(10),
        7 => counted(16),
        8 => counted(32),
        // A whole block of SHA-1, more than one, and as long as it may be.
        9 => counted(64),
        10 => counted(65),
        11 => counted(128),
        // To HMAC the RFC's key again, and the longest one under SHA-1.
        12 => [key(0), vec![0; 4]].concat(),
        13 => {
            let mut hash = hmac_sha1_compact::Hash::new();
            hash.update(key(11));
            hash.finalize().to_vec()
        }
        _ => panic!("there is no key {index}"),
    }
}
pub(crate) const KEYS: usize = 14;

fn spec(start: u64) -> impl Strategy<Value = Spec> {
    let hash = select(&[Hash::Sha1, Hash::Sha1, Hash::Sha256, Hash::Sha512][..]);
    let digits = select(&[6, 6, 6, 7, 8, 8, 9, 10][..]);
    let period = select(&[30, 30, 30, 60, 15, 1, 7, 3600][..]);
    let t0 = prop_oneof![
        5 => Just(0),
        1 => 0..=start,
        2 => start.saturating_sub(600)..=start,
        1 => start..=(start + 2_000).min(LAST_SECOND),
    ];
    let totp = prop_oneof![2 => (period, t0).prop_map(Some), 1 => Just(None)];
    (0..KEYS, hash, digits, totp, begin()).prop_map(|(key, hash, digits, totp, begin)| Spec {
        key,
        hash,
        digits,
        totp,
        begin,
    })
}

fn begin() -> impl Strategy<Value = Begin> {
    prop_oneof![
        4 => Just(Begin::Beginning),
        3 => (0..100_u64).prop_map(Begin::Near),
        1 => (0..15_u64).prop_map(Begin::Last),
    ]
}

/// 50 things on average.
fn ops() -> impl Strategy<Value = Vec<Op>> {
    vec(op(), 1..=99)
}

pub(crate) fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        12 => wait().prop_map(Op::Wait),
        6 => jump().prop_map(Op::Jump),
        52 => (typed(), spelling(), named(), circumstances())
            .prop_map(|(typed, spelling, named, how)| Op::Login(typed, spelling, named, how)),
        6 => (0..9_usize, offset(), second(), circumstances())
            .prop_map(|(who, first, second, how)| Op::Resynchronize(who, first, second, how)),
        4 => (dead(), reach(), circumstances()).prop_map(|(typed, reach, how)| Op::Diagnose(typed, reach, how)),
        5 => Just(Op::Unlock { only_if_barred: true }),
        1 => Just(Op::Unlock { only_if_barred: false }),
        1 => Just(Op::Reseal),
        6 => (0..9_usize, begin()).prop_map(|(device, begin)| Op::Add(device, begin)),
        3 => prop_oneof![19 => (0..9_usize).prop_map(Op::Remove), 1 => Just(Op::RemoveAll)],
        1 => named().prop_map(Op::Suspend),
        4 => (typed(), circumstances()).prop_map(|(typed, how)| Op::Restore(typed, how)),
        6 => rules().prop_map(Op::Policy),
    ]
}

fn wait() -> impl Strategy<Value = u64> {
    prop_oneof![4 => 0..=90_u64, 2 => 25..=35_u64, 1 => 0..=4_000_u64]
}

fn jump() -> impl Strategy<Value = Jump> {
    prop_oneof![
        6 => Just(Jump::Right),
        4 => (1..400_u64).prop_map(Jump::Ahead),
        4 => (1..400_u64).prop_map(Jump::Back),
        1 => (1..40 * DAY).prop_map(Jump::Ahead),
        1 => (1..40 * DAY).prop_map(Jump::Back),
        1 => (0..1_000_u64).prop_map(|more| Jump::To(YEAR_2040 + more)),
        1 => (0..200_u64).prop_map(Jump::To),
        1 => (0..200_u64).prop_map(|less| Jump::To(LAST_SECOND - less)),
        2 => (0..9_usize, -40..300_i64).prop_map(|(device, by)| Jump::ToT0(device, by)),
    ]
}

fn typed() -> impl Strategy<Value = Typed> {
    let who = || 0..9_usize;
    prop_oneof![
        10 => (who(), offset()).prop_map(|(who, offset)| Typed::Near(who, offset)),
        7 => (who(), -2..=2_i64).prop_map(|(who, offset)| Typed::Drifted(who, offset)),
        5 => (who(), -3..=2_i64).prop_map(|(who, offset)| Typed::FromNext(who, offset)),
        1 => (who(), -60..=0_i64).prop_map(|(who, offset)| Typed::FromNext(who, offset)),
        1 => (who(), -1..=1_i64).prop_map(|(who, offset)| Typed::OfDevice(who, offset)),
        5 => (who(), any::<u64>()).prop_map(|(who, number)| Typed::Number(who, number)),
        1 => (6..=10_usize).prop_map(Typed::OfLength),
    ]
}

/// For a diagnosis: mostly of steps that are gone by.
fn dead() -> impl Strategy<Value = Typed> {
    prop_oneof![
        6 => (0..9_usize, -130..=2_i64).prop_map(|(who, offset)| Typed::Near(who, offset)),
        1 => (0..9_usize, any::<u64>()).prop_map(|(who, number)| Typed::Number(who, number)),
    ]
}

fn reach() -> impl Strategy<Value = u16> {
    prop_oneof![8 => 1..=140_u16, 1 => Just(2880)]
}

fn offset() -> impl Strategy<Value = i64> {
    prop_oneof![8 => -2..=2_i64, 3 => -6..=6_i64, 1 => -55..=55_i64]
}

fn second() -> impl Strategy<Value = Second> {
    prop_oneof![
        9 => Just(Second::Next),
        1 => Just(Second::Same),
        1 => Just(Second::Skipped),
        1 => Just(Second::Before),
    ]
}

fn spelling() -> impl Strategy<Value = Spelling> {
    select(&[Spelling::Plain, Spelling::Spaced, Spelling::Dashed, Spelling::Wide][..])
}

fn named() -> impl Strategy<Value = Option<usize>> {
    prop_oneof![9 => Just(None), 1 => (0..9_usize).prop_map(Some)]
}

fn circumstances() -> impl Strategy<Value = Circumstances> {
    let stale = prop_oneof![9 => Just(0), 1 => 1..=4_usize];
    let fate = prop_oneof![
        30 => Just(Fate::Stored),
        1 => Just(Fate::Conflict),
        1 => Just(Fate::Lost),
        1 => Just(Fate::WrittenButUnknown),
        1 => Just(Fate::Dropped),
    ];
    (stale, fate).prop_map(|(stale, fate)| Circumstances { stale, fate })
}

pub(crate) fn rules() -> impl Strategy<Value = Rules> {
    prop_oneof![1 => select(presets()), 9 => own_rules()]
}

fn own_rules() -> impl Strategy<Value = Rules> {
    let side = || prop_oneof![8 => 0..=3_u8, 2 => 4..=10_u8, 1 => 11..=50_u8];
    let look_ahead = prop_oneof![8 => 1..=12_u8, 1 => 13..=100_u8];
    let drift = prop_oneof![2 => Just(None), 2 => (1..=6_u8).prop_map(Some), 1 => (7..=20_u8).prop_map(Some)];
    let resync_range = prop_oneof![8 => 1..=20_u16, 1 => 21..=100_u16];
    ((side(), side()), look_ahead, drift, resync_range, throttle()).prop_map(
        |((past, future), look_ahead, drift, resync_range, (throttle, model))| Rules {
            engine: mfa_core::Policy {
                window: Window::new(past, future).unwrap(),
                look_ahead: LookAhead::new(look_ahead).unwrap(),
                drift: drift.map(|bound| Drift::within(bound).unwrap()),
                throttle,
                resync_range: ResyncRange::new(resync_range).unwrap(),
            },
            model: Policy {
                past: past.into(),
                future: future.into(),
                look_ahead: look_ahead.into(),
                drift: drift.map(Number::from),
                resync_range: resync_range.into(),
                ..model
            },
        },
    )
}

fn throttle() -> impl Strategy<Value = (Throttle, Policy)> {
    let free = prop_oneof![4 => 0..=4_u8, 1 => 5..=30_u8];
    let cap = prop_oneof![3 => 1..=10_u8, 2 => 11..=100_u8];
    let first = prop_oneof![4 => 1..=90_u32, 1 => 91..=3_600_u32];
    let longer = prop_oneof![3 => 0..=600_u32, 1 => 601..=80_000_u32];
    (free, cap, first, longer, any::<bool>()).prop_map(|(free, cap, first, longer, closes)| {
        let cap = cap.max(free);
        let at_cap = if closes { AtCap::Close } else { AtCap::KeepLocking };
        let (first_lock, longest_lock) = (Seconds::new(first), Seconds::new(first + longer));
        let throttle = Throttle::new(free, first_lock, longest_lock, cap, at_cap).unwrap();
        let model = Policy {
            free: free.into(),
            first_lock: first.into(),
            longest_lock: (first + longer).into(),
            cap: cap.into(),
            closes_at_cap: closes,
            ..default()
        };
        (throttle, model)
    })
}

/// DESIGN.md's defaults: window 1 and 1, look-ahead 10, drift off, range 100, five free failures, 30 seconds up to an
/// hour, at most 100 failures, then closed.
pub(crate) fn default() -> Policy {
    Policy {
        past: 1,
        future: 1,
        look_ahead: 10,
        drift: None,
        resync_range: 100,
        free: 5,
        first_lock: 30,
        longest_lock: 3600,
        cap: 100,
        closes_at_cap: true,
    }
}

/// The presets as their sources have them.
fn presets() -> Vec<Rules> {
    let pair = |engine, model| Rules { engine, model };
    vec![
        pair(mfa_core::Policy::DEFAULT, default()),
        // At most one step back for the network's delay.
        pair(mfa_core::Policy::RFC_6238, Policy { future: 0, ..default() }),
        pair(mfa_core::Policy::NIST_SP_800_63B, default()),
        // A code lives for its step only, and strangers cannot shut people out for good.
        pair(mfa_core::Policy::ASVS_5, Policy { past: 0, future: 0, closes_at_cap: false, ..default() }),
        // From the sixth failure on always the longest lock; time lifts it.
        pair(mfa_core::Policy::ADMINISTRATOR, Policy { first_lock: 3600, closes_at_cap: false, ..default() }),
    ]
}
