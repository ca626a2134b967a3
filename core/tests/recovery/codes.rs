//! Recovery codes: how they are printed and read, that each works once, and what is kept of them.

use mfa_core::{
    CodeRedeemed, CodeRedemption, Commit, NextCodes, NotCommitted, Reason, RecoveryCode, RecoveryCodeError,
    RecoveryCodeLength, RecoveryCodes, RecoveryCodesError, RecoveryCodesPolicy, StoredCodes, Throttle, UnixTime,
};

use super::{NOW, at};

const SALT: [u8; 16] = *b"salt of one set.";
const PEPPER: [u8; 32] = [0x77; 32];
const CROCKFORD: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

fn sheet(count: u8, length: RecoveryCodeLength) -> Vec<RecoveryCode> {
    let random = |number: u8| {
        let bytes: Vec<u8> =
            (0..length.random_bytes() as u8).map(|at| hmac_sha256::Hash::hash(&[number, at])[0]).collect();
        RecoveryCode::from_random(&bytes).unwrap()
    };
    (0..count).map(random).collect()
}

fn ten() -> Vec<RecoveryCode> {
    sheet(10, RecoveryCodeLength::Sixteen)
}

/// A stored set and whoever types codes of it.
struct Paper {
    stored: StoredCodes,
    pepper: Option<[u8; 32]>,
}

impl Paper {
    fn of(codes: &[RecoveryCode], pepper: Option<[u8; 32]>) -> Self {
        let mut stored = None;
        let begun = RecoveryCodes::begin(codes, SALT, pepper.as_ref()).unwrap();
        let committed: Result<(), NotCommitted> = begun.commit(|next| {
            stored = Some(*next.record());
            Commit::Stored
        });
        committed.unwrap();
        Self { stored: stored.unwrap(), pepper }
    }

    fn open(&self) -> RecoveryCodes {
        RecoveryCodes::open(&self.stored).unwrap()
    }

    fn redeem(&mut self, now: UnixTime, code: &RecoveryCode) -> CodeRedemption {
        let attempt = self.open().redeem(now, code, self.pepper.as_ref(), &RecoveryCodesPolicy::DEFAULT).unwrap();
        let redemption = attempt.commit(|next| {
            self.stored = *next.record();
            Commit::Stored
        });
        redemption.unwrap()
    }

    fn renew(&mut self, codes: &[RecoveryCode]) {
        let renewed = self.open().renew(codes, [1; 16], self.pepper.as_ref()).unwrap();
        let committed: Result<(), NotCommitted> = renewed.commit(|next| {
            self.stored = *next.record();
            Commit::Stored
        });
        committed.unwrap();
    }
}

fn accepted(redemption: CodeRedemption) -> CodeRedeemed {
    match redemption {
        CodeRedemption::Accepted(redeemed) => redeemed,
        other => panic!("{other:?}"),
    }
}

fn rejected(redemption: CodeRedemption) -> mfa_core::Rejected {
    match redemption {
        CodeRedemption::Rejected(rejected) => rejected,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_code_works_once_in_any_order() {
    for count in 1..=16 {
        for length in [RecoveryCodeLength::Sixteen, RecoveryCodeLength::TwentyFour] {
            for pepper in [None, Some(PEPPER)] {
                let codes = sheet(count, length);
                let mut paper = Paper::of(&codes, pepper);
                for (used, index) in (0..codes.len()).rev().enumerate() {
                    let redeemed = accepted(paper.redeem(at(NOW), &codes[index]));
                    assert_eq!((redeemed.index, redeemed.left), (index, codes.len() - used - 1));
                    assert_eq!(rejected(paper.redeem(at(NOW), &codes[index])).reason, Reason::Replayed);
                }
                assert_eq!(paper.open().left(), 0);
            }
        }
    }
}

#[test]
fn a_code_is_read_without_care_for_case_dashes_and_look_alikes() {
    let code = RecoveryCode::from_random(&[0x00, 0x44, 0x32, 0x14, 0xc7, 0x42, 0x54, 0xb6, 0x35, 0xcf]).unwrap();
    assert_eq!(code.as_str(), "0123-4567-89AB-CDEF");
    for typed in ["0123456789abcdef", "o1 23-4567\t89ABcdEF", "OI23-4567-89AB-CDEF", "ol23 4567 89ab cdef"] {
        assert_eq!(RecoveryCode::parse(typed).unwrap().as_str(), code.as_str(), "{typed}");
    }
}

#[test]
fn every_byte_is_read_as_crockford_has_it() {
    for byte in 0..=0x7f_u8 {
        let character = char::from(byte);
        let canonical = match character.to_ascii_uppercase() {
            'O' => Some('0'),
            'I' | 'L' => Some('1'),
            other => CROCKFORD.chars().find(|known| *known == other),
        };
        let typed: String = core::iter::repeat_n(character, 16).collect();
        match (RecoveryCode::parse(&typed), canonical) {
            (Ok(code), Some(canonical)) => assert!(code.as_str().replace('-', "").chars().all(|c| c == canonical)),
            (Err(RecoveryCodeError::Character { position: 0 }), None) => {}
            (Err(RecoveryCodeError::Empty), None) => assert!(character.is_ascii_whitespace() || character == '-'),
            (outcome, _) => panic!("{character:?}: {outcome:?}"),
        }
    }
}

#[test]
fn printed_codes_are_the_random_bits() {
    for length in [10, 15] {
        for number in 0..200_u8 {
            let random: Vec<u8> = (0..length).map(|at| hmac_sha256::Hash::hash(&[number, at])[0]).collect();
            let bits: String = random.iter().map(|byte| format!("{byte:08b}")).collect();
            let place = |at: usize| usize::from_str_radix(&bits[at..at + 5], 2).unwrap();
            let text: String = (0..bits.len()).step_by(5).map(|at| CROCKFORD.chars().nth(place(at)).unwrap()).collect();
            let code = RecoveryCode::from_random(&random).unwrap();
            assert_eq!(code.to_string().replace('-', ""), text);
            assert!(code.as_str().split('-').all(|group| group.len() == 4));
            assert_eq!(RecoveryCode::parse(&text.to_lowercase()).unwrap().as_str(), code.as_str());
        }
    }
}

#[test]
fn what_is_no_code_is_refused_at_no_cost() {
    let refused = |typed: &str| RecoveryCode::parse(typed).unwrap_err();
    assert_eq!(refused(" - "), RecoveryCodeError::Empty);
    assert_eq!(refused("0123-4567-89AB-CDE"), RecoveryCodeError::Length { characters: 15 });
    assert_eq!(refused(&"0".repeat(25)), RecoveryCodeError::Length { characters: 25 });
    assert_eq!(refused("0123-U567"), RecoveryCodeError::Character { position: 5 });
    assert_eq!(refused("0123-ü"), RecoveryCodeError::Character { position: 5 });
    for length in [0, 9, 11, 16, 20] {
        let random = vec![1; length];
        assert_eq!(RecoveryCode::from_random(&random).unwrap_err(), RecoveryCodeError::RandomBytes { length });
    }
    let long = &sheet(1, RecoveryCodeLength::TwentyFour)[0];
    let refused =
        Paper::of(&ten(), None).open().redeem(at(NOW), long, None, &RecoveryCodesPolicy::DEFAULT).unwrap_err();
    assert_eq!(refused, RecoveryCodesError::CodeLength { characters: 16 });
}

#[test]
fn a_set_has_1_to_16_codes_of_one_length() {
    let refused = |codes: &[RecoveryCode]| RecoveryCodes::begin(codes, SALT, None).map(|_| ()).unwrap_err();
    assert_eq!(refused(&[]), RecoveryCodesError::Count { count: 0 });
    assert_eq!(refused(&sheet(17, RecoveryCodeLength::Sixteen)), RecoveryCodesError::Count { count: 17 });
    let mut mixed = ten();
    mixed.extend(sheet(1, RecoveryCodeLength::TwentyFour));
    assert_eq!(refused(&mixed), RecoveryCodesError::CodeLength { characters: 16 });
    let mut twice = ten();
    twice.push(twice[3].clone());
    assert_eq!(refused(&twice), RecoveryCodesError::SameCode);
}

#[test]
fn a_new_set_burns_the_old_and_resets_no_failures() {
    let codes = sheet(16, RecoveryCodeLength::Sixteen);
    let mut paper = Paper::of(&codes[..8], None);
    for _ in 0..3 {
        rejected(paper.redeem(at(NOW), &codes[15]));
    }
    paper.renew(&codes[8..15]);
    for old in &codes[..8] {
        assert_eq!(rejected(paper.redeem(at(NOW + 90_000), old)).reason, Reason::Mismatch);
        let unlocked: Result<(), NotCommitted> = paper.open().unlock().unwrap().commit(|next| {
            paper.stored = *next.record();
            Commit::Stored
        });
        unlocked.unwrap();
    }
    assert_eq!(paper.open().status(at(NOW), Throttle::DEFAULT).failures_in_all, 11);
    assert!(paper.redeem(at(NOW), &codes[8]).is_accepted());
}

#[test]
fn each_commit_of_codes_is_one_revision_further_than_what_was_read() {
    let codes = ten();
    let revisions = |next: &NextCodes| (next.expected_revision(), next.revision());
    let mut seen = Vec::new();
    let begun: Result<(), NotCommitted> = RecoveryCodes::begin(&codes, SALT, None).unwrap().commit(|next| {
        seen.push(revisions(&next));
        Commit::Stored
    });
    begun.unwrap();
    let mut paper = Paper::of(&codes, None);
    for code in &codes[..2] {
        let attempt = paper.open().redeem(at(NOW), code, None, &RecoveryCodesPolicy::DEFAULT).unwrap();
        let redemption = attempt.commit(|next| {
            seen.push(revisions(&next));
            paper.stored = *next.record();
            Commit::Stored
        });
        assert!(redemption.unwrap().is_accepted());
    }
    assert_eq!(seen, [(0, 1), (1, 2), (2, 3)]);
}

#[test]
fn wrong_codes_climb_a_ladder_of_their_own_and_close_it_at_the_cap() {
    let codes = sheet(11, RecoveryCodeLength::Sixteen);
    let (mut paper, mut looked_at, mut now) = (Paper::of(&codes[..10], None), 0, NOW);
    loop {
        match paper.redeem(at(now), &codes[10]) {
            CodeRedemption::Rejected(_) => looked_at += 1,
            CodeRedemption::Locked { until } => now = until.seconds(),
            _ => break,
        }
    }
    assert_eq!(looked_at, 100);
    assert_eq!(paper.redeem(at(now), &codes[0]), CodeRedemption::Closed);
}

#[test]
fn an_acceptance_tells_the_failures_before_it_and_a_used_code_counts_none() {
    let codes = sheet(11, RecoveryCodeLength::Sixteen);
    let mut paper = Paper::of(&codes[..10], None);
    for _ in 0..4 {
        rejected(paper.redeem(at(NOW), &codes[10]));
    }
    assert_eq!(accepted(paper.redeem(at(NOW), &codes[3])).failures_before, 4);
    for _ in 0..50 {
        assert_eq!(rejected(paper.redeem(at(NOW), &codes[3])).attempts_left, 6);
    }
}

#[test]
fn of_two_that_use_one_code_at_once_one_gets_in() {
    let codes = ten();
    let paper = Paper::of(&codes, None);
    let mut stored = paper.stored;
    let mut redeem = || {
        let attempt = paper.open().redeem(at(NOW), &codes[0], None, &RecoveryCodesPolicy::DEFAULT).unwrap();
        let committed = attempt.commit(|next| {
            if stored != paper.stored {
                return Commit::Conflict;
            }
            stored = *next.record();
            Commit::Stored
        });
        committed.map(|redemption| redemption.is_accepted())
    };
    assert_eq!((redeem(), redeem()), (Ok(true), Err(NotCommitted::Conflict)));
}

#[test]
fn a_code_works_under_its_salt_and_pepper_only_and_neither_code_nor_pepper_is_kept() {
    let codes = ten();
    let mut paper = Paper::of(&codes, Some(PEPPER));
    paper.pepper = None;
    assert!(!paper.redeem(at(NOW), &codes[0]).is_accepted());
    paper.pepper = Some([0x78; 32]);
    assert!(!paper.redeem(at(NOW), &codes[0]).is_accepted());
    paper.pepper = Some(PEPPER);
    assert!(paper.redeem(at(NOW), &codes[0]).is_accepted());

    let bytes = paper.stored.as_bytes();
    let key: Vec<u8> = SALT.iter().chain(&PEPPER).copied().collect();
    for (index, code) in codes.iter().enumerate() {
        let message = [b"mfc\x01", code.as_str().as_bytes()].concat();
        let tag = &hmac_sha256::HMAC::mac(message, &key)[..16];
        assert_eq!(&bytes[56 + 16 * index..][..16], tag);
    }
    assert_eq!(bytes[34..40], [10, 16, 1, 0, 0, 0]);
    assert_eq!(bytes[40..56], SALT);
    assert_eq!(bytes[56 + 160..], [0; 96]);
}

#[test]
fn a_record_that_contradicts_itself_is_refused() {
    let stored = Paper::of(&ten(), None).stored;
    let refused = |place: usize, value: u8| {
        let mut bytes = *stored.as_bytes();
        bytes[place] = value;
        RecoveryCodes::open(&StoredCodes::from_bytes(bytes)).map(|_| ()).unwrap_err()
    };
    for place in 0..4 {
        assert_eq!(refused(place, 0xff), RecoveryCodesError::Version);
    }
    for (place, value) in [(34, 0), (34, 17), (34, 9), (35, 17), (37, 0b100), (38, 1), (39, 1), (311, 1), (25, 0xff)] {
        assert_eq!(refused(place, value), RecoveryCodesError::Damaged, "{place}");
    }
    for length in [0, 311, 313] {
        assert_eq!(StoredCodes::try_from(&*vec![0; length]).unwrap_err(), RecoveryCodesError::RecordLength);
    }
}

#[test]
fn burned_codes_are_all_used_and_failures_and_revision_stay() {
    let codes = ten();
    let mut paper = Paper::of(&codes, None);
    let wrong = &sheet(11, RecoveryCodeLength::Sixteen)[10];
    for _ in 0..3 {
        let _ = paper.redeem(at(NOW), wrong);
    }
    let before = paper.open().status(at(NOW), Throttle::DEFAULT);
    let burned = paper.open().burn().unwrap();
    let committed: Result<(), NotCommitted> = burned.commit(|next| {
        paper.stored = *next.record();
        Commit::Stored
    });
    committed.unwrap();
    assert_eq!(paper.open().left(), 0);
    let after = paper.open().status(at(NOW), Throttle::DEFAULT);
    assert_eq!((after.failures, after.failures_in_all), (3, 3));
    assert_eq!(after.revision, before.revision + 1);
    assert!(codes.iter().all(|code| !paper.redeem(at(NOW), code).is_accepted()));
}
