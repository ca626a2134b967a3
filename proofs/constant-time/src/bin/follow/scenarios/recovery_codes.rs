//! Recovery codes: each of a set, used ones and wrong ones, with a pepper and without.

use constant_time::people::*;
use constant_time::valgrind::{secret, secret_text};
use mfa_core::*;

use crate::tally::must;

pub(super) fn follow() {
    for pepper in [None, Some(secret([0x3a; 32]))] {
        of::<10>(pepper.as_ref());
        of::<15>(pepper.as_ref());
    }
}

/// Codes of so many random bytes.
fn of<const BYTES: usize>(pepper: Option<&[u8; 32]>) {
    let drawn = |number: u8| RecoveryCode::from_random(&secret([number; BYTES])).expect("10 or 15 bytes");
    let text = |number: u8| RecoveryCode::from_random(&[number; BYTES]).expect("10 or 15 bytes").as_str().to_owned();
    must("a recovery code that is printed", drawn(1).as_str() == text(1));

    let codes: Vec<_> = (1..=10).map(drawn).collect();
    let mut record = StoredCodes::from_bytes([0; StoredCodes::LENGTH]);
    stored(&mut record, RecoveryCodes::begin(&codes, [3; 16], pepper).expect("ten codes"));
    for number in 1..=10 {
        must(
            "a recovery code of a set",
            redeems(&mut record.clone(), &text(number), pepper, Throttle::DEFAULT).is_accepted(),
        );
    }
    let first = redeems(&mut record, &text(5), pepper, Throttle::DEFAULT);
    must("a recovery code of a set", first.is_accepted());
    let used = redeems(&mut record, &text(5).to_lowercase(), pepper, Throttle::DEFAULT);
    must("a recovery code that is used", matches!(used, CodeRedemption::Rejected(_)));
    let throttle = Throttle::new(0, Seconds::new(30), Seconds::new(60), 100, AtCap::Close).expect("in range");
    let wrong = redeems(&mut record, &text(99), pepper, throttle);
    must("a recovery code that is wrong", matches!(wrong, CodeRedemption::Rejected(_)));
    let locked = redeems(&mut record, &text(6), pepper, throttle);
    must("a recovery code while locked", matches!(locked, CodeRedemption::Locked { .. }));

    let opened = RecoveryCodes::open(&record).expect("intact");
    stored(&mut record, opened.renew(&codes[..3], [4; 16], pepper).expect("three codes"));
    let twice = RecoveryCodes::begin(&[drawn(1), drawn(1)], [3; 16], pepper);
    must("one recovery code twice", matches!(twice, Err(RecoveryCodesError::SameCode)));
}

fn stored<V>(record: &mut StoredCodes, attempt: Attempt<V, NextCodes>) -> V {
    let answer = attempt.commit(|next| {
        *record = *next.record();
        Commit::Stored
    });
    answer.expect("stored")
}

fn redeems(record: &mut StoredCodes, typed: &str, pepper: Option<&[u8; 32]>, throttle: Throttle) -> CodeRedemption {
    let code = RecoveryCode::parse(&secret_text(typed)).expect("a recovery code");
    let policy = RecoveryCodesPolicy { throttle, ..RecoveryCodesPolicy::DEFAULT };
    let opened = RecoveryCodes::open(record).expect("intact");
    stored(record, opened.redeem(now(), &code, pepper, &policy).expect("decided"))
}
