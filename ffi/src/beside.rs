//! What is stored of a person's authenticators beside another part of their record: the same states with the next revision,
//! so that whatever changes, the revision shows it.

#[cfg(feature = "recovery")]
use mfa_core::{AfterRecovery, Policy, Recovered, UnixTime};
use mfa_core::{Attempt, NextStates, Person, TwoSteps};

#[cfg(feature = "recovery")]
use crate::attempt::MFA_PART_PENDING;
use crate::attempt::{Beginning, Begun, Writer, begun};
use crate::failure::Failure;
use crate::raw::Done;
use crate::result::*;
use crate::verdict::Answer;

/// A change of one part that leaves the authenticators as they are.
pub(crate) fn begun_beside<V: Answer, X, const N: usize>(
    beginning: &mut Beginning<'_>,
    decided: Attempt<V, X>,
    person: Person<'_, N>,
    write: impl FnOnce(&mut Writer<'_>, X) -> Done<()>,
) -> Done<Begun> {
    begun_with(beginning, decided, |_| person.reseal().map_err(Failure::from), write)
}

/// A redemption, and in the same commit what it does to the authenticators. Where it suspends them a pending enrollment is
/// dropped: whoever began one with a phone that is lost now does not confirm it.
#[cfg(feature = "recovery")]
pub(crate) fn begun_redeemed<V: Answer, X, const N: usize>(
    beginning: &mut Beginning<'_>,
    redeemed: Attempt<V, X>,
    person: Person<'_, N>,
    (now, codes): (UnixTime, &Policy),
    recovered: impl Fn(&X) -> Option<Recovered>,
    write: impl FnOnce(&mut Writer<'_>, X) -> Done<()>,
) -> Done<Begun> {
    let change = |next: &X| match recovered(next) {
        Some(recovered) => person.recovered(recovered, now, codes),
        None => person.reseal(),
    };
    begun_with(beginning, redeemed, change, |writer, next| {
        let suspends = recovered(&next).is_some_and(|by| by.authenticators() == AfterRecovery::Suspend);
        write(writer, next)?;
        if suspends { writer.part(MFA_PART_PENDING, &[]) } else { Ok(()) }
    })
}

/// A change of one part, and what comes of the authenticators by it.
fn begun_with<V: Answer, X, E, const N: usize>(
    beginning: &mut Beginning<'_>,
    decided: Attempt<V, X>,
    change: impl FnOnce(&X) -> Result<Attempt<(), NextStates<N>>, E>,
    write: impl FnOnce(&mut Writer<'_>, X) -> Done<()>,
) -> Done<Begun>
where
    Failure: From<E>,
{
    let decided = decided.storing(|next| {
        let states = of_change(change(&next)?)?;
        Ok::<_, Failure>((next, states))
    });
    begun::<_, _, Failure>(beginning, decided, |writer, (next, states)| {
        writer.states(&states)?;
        write(writer, next)
    })
}

/// What a change that always changes something stores.
fn of_change<const N: usize>(change: Attempt<(), NextStates<N>>) -> Done<NextStates<N>> {
    match change.in_two_steps() {
        TwoSteps::Store(next, _) => Ok(next),
        TwoSteps::Settled(()) => Err(Failure(MFA_ERROR_UNKNOWN)),
    }
}
