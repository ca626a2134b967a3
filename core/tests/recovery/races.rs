//! One PIN, one response, one recovery code, and 64 callers who have each read the record before any has written it
//! (a recovery code let two in on 14 of 30 rounds elsewhere).

use std::sync::Barrier;
use std::thread;

use mfa_core::{
    Commit, GrantUses, NotCommitted, Recovery, RecoveryCode, RecoveryCodes, RecoveryCodesPolicy, RecoveryDigits,
    RecoveryPolicy, SealedRecovery, StoredCodes, UnixTime, respond,
};

use super::laptop::Laptop;
use super::server::Server;
use super::{NOW, ON, device, key, pin_at};

const CALLERS: usize = 64;
const ROUNDS: u8 = 20;

/// All of them try at once, and whoever was too late begins anew; gives how many got in.
fn how_many_get_in<T: Copy + PartialEq + Send>(
    stored: T,
    attempt: impl Fn(&Server<T>, &T, UnixTime) -> Result<bool, NotCommitted> + Sync,
) -> usize {
    let (server, all_have_read) = (Server::new(stored, NOW), Barrier::new(CALLERS));
    let caller = || {
        let (read, now) = server.read();
        all_have_read.wait();
        let mut told = attempt(&server, &read, now);
        let was_late = told == Err(NotCommitted::Conflict);
        while told == Err(NotCommitted::Conflict) {
            let (read, now) = server.read();
            told = attempt(&server, &read, now);
        }
        (told.unwrap(), was_late)
    };
    let told: Vec<_> = thread::scope(|scope| {
        let callers: Vec<_> = (0..CALLERS).map(|_| scope.spawn(caller)).collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).collect()
    });
    let late = told.iter().filter(|(_, was_late)| *was_late).count();
    assert_eq!(late, CALLERS - 1, "all but one had read what was there before");
    told.into_iter().filter(|(is_in, _)| *is_in).count()
}

fn codes(
    server: &Server<StoredCodes>,
    read: &StoredCodes,
    now: UnixTime,
    code: &RecoveryCode,
) -> Result<bool, NotCommitted> {
    let attempt = RecoveryCodes::open(read).unwrap().redeem(now, code, None, &RecoveryCodesPolicy::DEFAULT).unwrap();
    attempt.commit(|next| server.replace(read, *next.record())).map(|redemption| redemption.is_accepted())
}

fn pin(
    server: &Server<SealedRecovery>,
    read: &SealedRecovery,
    now: UnixTime,
    policy: &RecoveryPolicy,
) -> Result<bool, NotCommitted> {
    let (key, device) = (key(), device());
    let attempt = Recovery::open(&key, &device, read).unwrap().redeem(now, &pin_at(NOW), policy).unwrap();
    attempt.commit(|next| server.replace(read, *next.record())).map(|redemption| redemption.is_accepted())
}

fn response(
    server: &Server<SealedRecovery>,
    read: &SealedRecovery,
    now: UnixTime,
    response: &RecoveryDigits,
) -> Result<bool, NotCommitted> {
    let (key, device) = (key(), device());
    let attempt = Recovery::open(&key, &device, read).unwrap().answer(now, response, &ON).unwrap();
    attempt.commit(|next| server.replace(read, *next.record())).map(|redemption| redemption.is_accepted())
}

#[test]
fn one_recovery_code_lets_one_of_64_in_who_type_it_at_once() {
    for round in 0..ROUNDS {
        let code = |index: u8| RecoveryCode::from_random(&[round, 1, 2, 3, 4, 5, 6, 7, 8, index]).unwrap();
        let sheet: Vec<_> = (0..10).map(code).collect();
        let mut stored = None;
        let begun: Result<(), _> = RecoveryCodes::begin(&sheet, [round; 16], None).unwrap().commit(|next| {
            stored = Some(*next.record());
            Commit::Stored
        });
        begun.unwrap();
        let got_in = how_many_get_in(stored.unwrap(), |server, read, now| codes(server, read, now, &sheet[3]));
        assert_eq!(got_in, 1);
    }
}

/// While a grant is open its PIN is one more login under it, and no more of them get in than it has logins.
#[test]
fn one_pin_lets_as_many_of_64_in_who_type_it_at_once_as_its_grant_has_logins() {
    for uses in [1, 5] {
        let policy = RecoveryPolicy { grant_uses: GrantUses::new(uses).unwrap(), ..ON };
        for _ in 0..ROUNDS {
            let got_in = how_many_get_in(Laptop::new().record, |server, read, now| pin(server, read, now, &policy));
            assert_eq!(got_in, usize::from(uses));
        }
    }
}

#[test]
fn one_response_lets_one_of_64_in_who_type_it_at_once() {
    for round in 0..ROUNDS {
        let mut laptop = Laptop::new();
        let right = respond(&key(), &laptop.challenge(u64::from(round) << 50)).unwrap();
        let got_in = how_many_get_in(laptop.record, |server, read, now| response(server, read, now, &right));
        assert_eq!(got_in, 1);
    }
}
