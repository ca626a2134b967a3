//! An attempt gives its outcome once, for a commit, and for nothing else.

use std::sync::Arc;
use std::thread;

use mfa_bindings::attempt::{Attempt, Commit, Next};
use mfa_bindings::person::{Authenticator, Authenticators};
use mfa_bindings::verdict::{Outcome, Rejected, Verdict};

use crate::{
    CODE, NOW, SECRET, WRONG, alice, because, credential, is_accepted, policies, policy, record_of, refused, states,
    stored,
};

/// Somebody with one phone, and the state that is stored of it.
fn enrolled() -> Vec<u8> {
    let nobody = Authenticators::new(Vec::new(), None).unwrap();
    states(&nobody.add(&credential(), 0).unwrap()).0.unwrap().remove(0)
}

fn opened(state: &[u8]) -> Arc<Authenticators> {
    let authenticator = Authenticator { credential: credential(), state: state.to_vec() };
    Authenticators::new(vec![authenticator], None).unwrap()
}

/// An attempt with a right code on each level.
fn right_codes() -> [Arc<Attempt>; 2] {
    [
        opened(&enrolled()).verify(NOW, CODE, &policy()).unwrap(),
        record_of(&alice()).verify(NOW, CODE, &policies()).unwrap(),
    ]
}

#[test]
fn outcome_comes_once() {
    for attempt in right_codes() {
        attempt.next().unwrap().unwrap();
        assert!(is_accepted(&attempt.told(Commit::Stored).unwrap()));
        assert_eq!(refused(attempt.told(Commit::Stored)), because("Commit", "ToldBefore"));
    }
}

/// A record holds secrets: the attempt keeps it no longer than it must.
#[test]
fn attempt_that_was_told_has_nothing_more_to_store() {
    for attempt in right_codes() {
        attempt.next().unwrap().unwrap();
        attempt.next().unwrap().unwrap();
        attempt.told(Commit::Stored).unwrap();
        assert_eq!(refused(attempt.next()), because("Commit", "ToldBefore"));
        assert_eq!(refused(attempt.next_enrollment()), because("Commit", "ToldBefore"));
    }
}

#[test]
fn conflict_and_unknown_deny_and_nothing_comes_out_afterwards() {
    for (commit, reason) in [(Commit::Conflict, "Conflict"), (Commit::Unknown, "Unknown")] {
        for attempt in right_codes() {
            attempt.next().unwrap().unwrap();
            assert_eq!(refused(attempt.told(commit)), because("Commit", reason));
            assert_eq!(refused(attempt.told(Commit::Stored)), because("Commit", "ToldBefore"));
        }
    }
}

#[test]
fn what_nobody_has_taken_nobody_has_stored() {
    for attempt in right_codes() {
        assert_eq!(refused(attempt.told(Commit::Stored)), because("Commit", "NotTaken"));
        attempt.next().unwrap().unwrap();
        assert!(is_accepted(&attempt.told(Commit::Stored).unwrap()));
    }
}

#[test]
fn one_of_many_threads_gets_the_outcome() {
    for attempt in right_codes() {
        attempt.next().unwrap().unwrap();
        let told = thread::scope(|scope| {
            let tell = || attempt.told(Commit::Stored).is_ok();
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(tell)).collect();
            threads.into_iter().filter_map(|thread| thread.join().unwrap().then_some(())).count()
        });
        assert_eq!(told, 1);
    }
}

#[test]
fn dropped_attempt_changes_nothing() {
    let (state, record) = (enrolled(), alice());
    let (person, alice) = (opened(&state), record_of(&record));
    for _ in 0..3 {
        drop(person.verify(NOW, CODE, &policy()).unwrap());
        drop(alice.verify(NOW, WRONG, &policies()).unwrap());
    }
    assert_eq!(person.status(NOW, &policy()).unwrap().failures_in_all, 0);
    assert_eq!(alice.status(NOW, &policies()).unwrap().failures_in_all, 0);
    assert!(is_accepted(&states(&person.verify(NOW, CODE, &policy()).unwrap()).1));
}

#[test]
fn replay_stores_nothing_and_counts_nothing() {
    let replayed = |outcome: &Outcome| {
        matches!(outcome, Outcome::Verdict { verdict: Verdict::Rejected { rejected: Rejected { replayed: true, .. } } })
    };
    let state = states(&opened(&enrolled()).verify(NOW, CODE, &policy()).unwrap()).0.unwrap().remove(0);
    let (next, outcome) = states(&opened(&state).verify(NOW, CODE, &policy()).unwrap());
    assert!(next.is_none() && replayed(&outcome), "{outcome:?}");

    let record = stored(&record_of(&alice()).verify(NOW, CODE, &policies()).unwrap()).0.unwrap();
    let (next, outcome) = stored(&record_of(&record).verify(NOW, CODE, &policies()).unwrap());
    assert!(next.is_none() && replayed(&outcome), "{outcome:?}");
}

#[test]
fn attempt_shows_neither_its_outcome_nor_what_it_stores() {
    for attempt in right_codes() {
        let shown = format!("{attempt:?} {:?} {:?}", attempt.next().unwrap(), attempt.next_enrollment().unwrap());
        assert!(!shown.contains("Accepted") && !shown.contains(&format!("{:?}", SECRET)), "{shown}");
    }
    assert_eq!(format!("{:?}", right_codes()[0]), "Attempt(not told)");
}

#[test]
fn states_say_which_revision_they_replace() {
    let [attempt, _] = right_codes();
    let Some(Next::States { expected_revision, revision, states, standing }) = attempt.next().unwrap() else {
        panic!("something is stored")
    };
    assert_eq!((expected_revision, revision, states.len(), standing.len()), (1, 2, 1, 30));
    assert_eq!(states[0][12..42], standing[..], "the standing is in the state");
}
