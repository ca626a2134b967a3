//! Logins against a store. Call these behind the first factor: whoever reaches them can use up the person's failures.
//!
//! mfa_log_in() does all of it in one call, and asks through a callback. Programs that wait for events do the same in two:
//! mfa_log_in_begin() decides, and mfa_log_in_answer() tries what was typed.

use core::ffi::{c_char, c_void};

use mfa_core::{Decision, Occasion, RecoveryDigits};
use mfa_host::people::{Arrival, LoggedIn};
use mfa_host::policy::Policies;
use mfa_host::{PersonName, clock};
use zeroize::Zeroizing;

use super::policies::mfa_policies;
use super::store::mfa_store;
use super::with::{Somebody, Told};
use crate::attempt::{Answer as _, Answered, mfa_permit, mfa_verdict};
use crate::decision::{MFA_OCCASION_ELEVATE, MFA_OCCASION_LOGIN, MFA_OCCASION_UNLOCK};
use crate::failure::Failure;
use crate::raw::{self, Done, wipe};
use crate::result::*;

/// How many bytes there are for what a person types.
pub const MFA_TYPED_LONGEST: usize = 256;

/// How somebody arrives whose first factor was accepted.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mfa_arrival {
    /// sizeof (mfa_arrival).
    pub size: u32,
    /// What they want: one of MFA_OCCASION_*.
    pub occasion: u32,
    /// 1 if the device reaches its directory or server now, or has none; else 0.
    pub online: u32,
    /// 1 if another strong factor, such as a smartcard, was accepted already, else 0.
    pub other_factor: u32,
}

open!(mfa_arrival { occasion: MFA_OCCASION_LOGIN, online: 1, other_factor: 0 });

/// What was decided of somebody who arrived. It holds their name, and is good for what they type now: not to be kept,
/// and not to be copied. Over once they are in.
#[repr(C)]
pub struct mfa_decision {
    opaque: [u64; 48],
}

object!(mfa_decision holds Decided, tagged b"DCSN", stays);

/// Asks a person what they have to type, at one prompt: a code, a recovery PIN or a recovery code.
///
/// `decided` is MFA_ASK_FOR_CODE, MFA_ASK_UNDER_GRANT, or MFA_DENIED where the person may call the help desk and be
/// read a recovery PIN; `verdict` says more. Writes what was typed into `typed`, which has room for `typed_size` bytes
/// and is wiped afterwards, and returns how many bytes that is, or a negative number if the person gives up; 0 is an
/// error that costs no attempt (MFA_ERROR_CODE_EMPTY). It must return: no longjmp(), no exception.
pub type mfa_ask_callback = Option<
    unsafe extern "C" fn(
        context: *mut c_void,
        decided: mfa_result,
        verdict: *const mfa_verdict,
        typed: *mut c_char,
        typed_size: usize,
    ) -> i32,
>;

/// Fills in an arrival: a login, online, without another strong factor. Set `size` first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_arrival_init(arrival: *mut mfa_arrival) -> mfa_result {
    guarded_call!(|arguments| {
        // A place has the defaults from the beginning.
        let _ = arguments.new_open(1, arrival)?;
        Ok(MFA_OK)
    })
}

/// A whole login: decides, asks through `ask` if something is to be typed, tries it, and stores what comes of it.
///
/// MFA_OK if, and only if, the person is in, and that is stored: by a code, a recovery PIN or a recovery code; under a
/// grant that lets pass; or because the policies ask for nothing (the verdict's `reason`). MFA_ENROLL_NOW: not in
/// before an authenticator is enrolled. MFA_DENIED: not in, whatever they type; mfa_policies_contact() says whom to
/// call. MFA_GIVEN_UP: `ask` returned a negative number. MFA_REJECTED, MFA_LOCKED and so on: what was typed did not let
/// in. Negative: an error; what is no code, PIN or recovery code at all (MFA_ERROR_CODE_*, ...) costs no attempt.
///
/// `arrival` may be NULL, for what mfa_arrival_init() fills in. `verdict` may be NULL; set its `size` first. `permit`
/// may be NULL: it is what the person may enroll by, and is unset if they may not.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_log_in(
    store: *const mfa_store,
    policies: *const mfa_policies,
    person: *const c_char,
    person_size: usize,
    arrival: *const mfa_arrival,
    ask: mfa_ask_callback,
    context: *mut c_void,
    verdict: *mut mfa_verdict,
    permit: *mut mfa_permit,
) -> mfa_result {
    secret_call!(|arguments| {
        let told = Told::verdict_and_permit(arguments, 8, verdict, permit)?;
        let somebody = Somebody::take(arguments, store, 3, (person, person_size))?;
        let policies = arguments.handle(2, policies)?;
        let arrival = arguments.open_or_default(5, arrival)?.read(5)?;
        if ask.is_none() {
            return Err(Failure::argument(MFA_ARGUMENT_NULL, 6));
        }

        let decision = decide(&somebody, &arrival, &policies)?;
        match next(&somebody, &decision, &policies)? {
            Next::Answer => return Ok(told.answer(decision.answer())),
            Next::Pass => return Ok(told.answer(pass(&somebody, &policies)?)),
            Next::Ask => {}
        }
        told.answer_or_deny(asked(&somebody, &decision, &policies, ask, context))
    })
}

/// Decides what happens to somebody who arrives: the first of two calls. Stored when it returns.
///
/// MFA_OK: the person is in, without typing anything, and that is stored. MFA_ASK_FOR_CODE and MFA_ASK_UNDER_GRANT: ask
/// them, and hand what they type to mfa_log_in_answer() with `decision`. MFA_DENIED: not in; if they are read a
/// recovery PIN, that goes there too. MFA_ENROLL_NOW: not in before an authenticator is enrolled. MFA_PIN_NEEDED: the
/// grant that lets pass ended just now; a new PIN goes there too.
///
/// The arguments are those of mfa_log_in().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_log_in_begin(
    decision: *mut mfa_decision,
    store: *const mfa_store,
    policies: *const mfa_policies,
    person: *const c_char,
    person_size: usize,
    arrival: *const mfa_arrival,
    verdict: *mut mfa_verdict,
    permit: *mut mfa_permit,
) -> mfa_result {
    secret_call!(|arguments| {
        let place = arguments.new_object(1, decision)?;
        let told = Told::verdict_and_permit(arguments, 7, verdict, permit)?;
        let somebody = Somebody::at(arguments, (2, store), (4, person, person_size))?;
        let policies = arguments.handle(3, policies)?;
        let arrival = arguments.open_or_default(6, arrival)?.read(6)?;
        let decision = decide(&somebody, &arrival, &policies)?;
        let answer = match next(&somebody, &decision, &policies)? {
            Next::Pass => pass(&somebody, &policies)?,
            Next::Ask | Next::Answer => decision.answer(),
        };
        if answer.0 != MFA_OK {
            place.make(Decided::of(&somebody.name, decision)?);
        }
        Ok(told.answer(answer))
    })
}

/// Tries what the person typed of whom was decided: the second of two calls, with the store and the policies of the first.
/// It may be called again until they are in.
///
/// MFA_OK if, and only if, the person is in, and that is stored. `typed` is a code, a recovery PIN or a recovery code,
/// which are told apart by their shape; what is none, or is not asked for (MFA_ERROR_NOT_ASKED), costs no attempt. Wipe
/// it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_log_in_answer(
    decision: *mut mfa_decision,
    store: *const mfa_store,
    policies: *const mfa_policies,
    typed: *const c_char,
    typed_size: usize,
    verdict: *mut mfa_verdict,
    permit: *mut mfa_permit,
) -> mfa_result {
    secret_call!(|arguments| {
        let told = Told::verdict_and_permit(arguments, 6, verdict, permit)?;
        let decided = arguments.changed(1, decision)?;
        let somebody = Somebody::of(arguments, (2, store), decided.person()?)?;
        let policies = arguments.handle(3, policies)?;
        let typed = arguments.typed(4, typed, typed_size)?;
        let answer = tried(&somebody, decided.decision()?, typed, &policies)?;
        decided.over = answer.0 == MFA_OK;
        Ok(told.answer(answer))
    })
}

/// Tries the response to the challenge that mfa_people_challenge() showed, from somebody of whom was decided. As
/// mfa_log_in_answer(), which takes the same digits for a PIN.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_log_in_respond(
    decision: *mut mfa_decision,
    store: *const mfa_store,
    policies: *const mfa_policies,
    typed: *const c_char,
    typed_size: usize,
    verdict: *mut mfa_verdict,
    permit: *mut mfa_permit,
) -> mfa_result {
    secret_call!(|arguments| {
        let told = Told::verdict_and_permit(arguments, 6, verdict, permit)?;
        let decided = arguments.changed(1, decision)?;
        let somebody = Somebody::of(arguments, (2, store), decided.person()?)?;
        let policies = arguments.handle(3, policies)?;
        let response = RecoveryDigits::parse(arguments.typed(4, typed, typed_size)?)?;
        match decided.decision()? {
            Decision::AskForCode | Decision::AskUnderGrant { .. } | Decision::Deny { .. } => {}
            _ => return Err(Failure(MFA_ERROR_NOT_ASKED)),
        }
        let (codes, moment) = (policies.codes_of(&somebody.name), clock::moment()?);
        let answered = somebody.people().answer(&somebody.name, moment, &response, &policies.recovery, codes)?;
        let answer = answered.answer();
        decided.over = answer.0 == MFA_OK;
        Ok(told.answer(answer))
    })
}

/// How many bytes an mfa_decision has.
#[unsafe(no_mangle)]
pub extern "C" fn mfa_decision_size() -> usize {
    size_of::<mfa_decision>()
}

/// Wipes a decision. NULL is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_decision_wipe(decision: *mut mfa_decision) {
    wipe(decision);
}

/// The longest name of a person.
const LONGEST_NAME: usize = 200;

/// What a decision's object holds. Not the name itself, which is elsewhere in memory.
pub(crate) struct Decided {
    decision: Decision,
    name: [u8; LONGEST_NAME],
    length: usize,
    /// The person is in.
    over: bool,
}

impl Decided {
    fn of(person: &PersonName, decision: Decision) -> Done<Self> {
        let mut name = [0; LONGEST_NAME];
        let bytes = person.as_str().as_bytes();
        name.get_mut(..bytes.len()).ok_or(Failure(MFA_ERROR_NAME_TOO_LONG))?.copy_from_slice(bytes);
        Ok(Self { decision, name, length: bytes.len(), over: false })
    }

    fn person(&self) -> Done<PersonName> {
        let name = core::str::from_utf8(self.name.get(..self.length).unwrap_or_default());
        Ok(PersonName::new(name.map_err(|_| Failure(MFA_ERROR_UNKNOWN))?)?)
    }

    const fn decision(&self) -> Done<&Decision> {
        if self.over { Err(Failure(MFA_ERROR_ORDER)) } else { Ok(&self.decision) }
    }
}

impl mfa_arrival {
    fn read(&self, argument: u8) -> Done<Arrival> {
        let wrong = Failure::argument(MFA_ARGUMENT_VALUE, argument);
        let occasion = match self.occasion {
            MFA_OCCASION_LOGIN => Occasion::Login,
            MFA_OCCASION_UNLOCK => Occasion::Unlock,
            MFA_OCCASION_ELEVATE => Occasion::Elevate,
            _ => return Err(wrong),
        };
        if self.online > 1 || self.other_factor > 1 {
            return Err(wrong);
        }
        Ok(Arrival { occasion, online: self.online == 1, other_factor: self.other_factor == 1 })
    }
}

/// What comes after a decision.
enum Next {
    /// Nothing.
    Answer,
    /// A login under the grant.
    Pass,
    /// The prompt.
    Ask,
}

fn decide(somebody: &Somebody, arrival: &Arrival, policies: &Policies) -> Done<Decision> {
    Ok(somebody.people().decide(&somebody.name, arrival, clock::moment()?, policies)?)
}

fn next(somebody: &Somebody, decision: &Decision, policies: &Policies) -> Done<Next> {
    Ok(match decision {
        Decision::AskForCode => Next::Ask,
        Decision::AskUnderGrant { .. } if policies.grant_lets_pass() => Next::Pass,
        Decision::AskUnderGrant { .. } => Next::Ask,
        // Whoever is denied calls the help desk, which may read out a PIN.
        Decision::Deny { .. } if policies.recovery.is_on && somebody.has_recovery()? => Next::Ask,
        _ => Next::Answer,
    })
}

fn pass(somebody: &Somebody, policies: &Policies) -> Done<Answered> {
    let codes = policies.codes_of(&somebody.name);
    Ok(somebody.people().pass(&somebody.name, clock::moment()?, &policies.recovery, codes)?.answer())
}

/// What comes of asking, stored.
fn asked(
    somebody: &Somebody,
    decision: &Decision,
    policies: &Policies,
    ask: mfa_ask_callback,
    context: *mut c_void,
) -> Done<Answered> {
    let mut typed = Zeroizing::new([0_u8; MFA_TYPED_LONGEST]);
    let (decided, shown, _) = decision.answer();
    let length = raw::ask(ask, context, (decided, &shown), &mut *typed);
    let Ok(length) = usize::try_from(length) else {
        // Whoever is denied and gives up is denied.
        let given_up = if decided == MFA_DENIED { MFA_DENIED } else { MFA_GIVEN_UP };
        return Ok((given_up, shown, None));
    };
    let typed = typed.get(..length).ok_or(Failure(MFA_ERROR_ASKING))?;
    let typed = core::str::from_utf8(typed).map_err(|_| Failure(MFA_ERROR_CODE_NOT_A_DIGIT))?;
    tried(somebody, decision, typed, policies)
}

/// What comes of what was typed, stored.
fn tried(somebody: &Somebody, decision: &Decision, typed: &str, policies: &Policies) -> Done<Answered> {
    let typed = policies.typed(typed)?;
    let logged_in = somebody.people().log_in(decision, &somebody.name, clock::moment()?, &typed, policies)?;
    Ok(match logged_in {
        LoggedIn::ByCode(verdict, _) => verdict.answer(),
        LoggedIn::ByRecovery(redemption) => redemption.answer(),
        LoggedIn::ByRecoveryCode(redemption) => redemption.answer(),
    })
}
