//! What is stored of a person's authenticators beside another part of their record: the same states with the next revision,
//! so that whatever changes, the revision shows it.

use mfa_core::{Attempt, NextStates, Person, TwoSteps};

use crate::attempt::{Held, Outcome, Writer, begun};
use crate::failure::Failure;
use crate::raw::Done;
use crate::result::*;

/// A change of one part that leaves the authenticators as they are.
pub(crate) fn begun_beside<V, X, const N: usize>(
    writer: &mut Writer<'_>,
    decided: Attempt<V, X>,
    person: Person<'_, N>,
    write: impl FnOnce(&mut Writer<'_>, X) -> Done<()>,
) -> Done<Outcome>
where
    Outcome: From<Held<V>>,
{
    begun_with(writer, decided, |_| person.reseal().map_err(Failure::from), write)
}

/// A change of one part, and what comes of the authenticators by it.
pub(crate) fn begun_with<V, X, E, const N: usize>(
    writer: &mut Writer<'_>,
    decided: Attempt<V, X>,
    change: impl FnOnce(&X) -> Result<Attempt<(), NextStates<N>>, E>,
    write: impl FnOnce(&mut Writer<'_>, X) -> Done<()>,
) -> Done<Outcome>
where
    Outcome: From<Held<V>>,
    Failure: From<E>,
{
    let decided = decided.storing(|next| {
        let states = of_change(change(&next)?)?;
        Ok::<_, Failure>((next, states))
    })?;
    begun(writer, decided, |writer, (next, states)| {
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
