//! The login decision: whether somebody is asked for a code at all, and what happens to those who cannot give one.
//!
//! It is made once the first factor was accepted, of facts that the host finds out.

use core::ffi::c_char;

use mfa_core::{
    Allowance, Facts, Hours, LoginPolicy, LoginPolicyError, LoginRecord, Occasion, Occasions, PastDeadline,
    Requirement, UnixTime,
};

use crate::attempt::{MFA_PART_LOGINS, begin, begun, mfa_attempt};
use crate::beside::begun_beside;
use crate::credential::mfa_credential;
use crate::failure::Failure;
use crate::person::{Given, with_person};
use crate::raw::{Arguments, Done, size_field};
use crate::result::*;
use crate::verdict::MFA_NO_LIMIT;

/// How many bytes a login record has.
pub const MFA_LOGIN_RECORD_LENGTH: usize = 30;

/// To begin a session.
pub const MFA_OCCASION_LOGIN: u32 = 1;
/// To go on with a session that is locked.
pub const MFA_OCCASION_UNLOCK: u32 = 2;
/// To do something with more rights, as sudo does.
pub const MFA_OCCASION_ELEVATE: u32 = 4;

/// A second factor, and therefore an authenticator before the deadline.
pub const MFA_REQUIREMENT_REQUIRED: u32 = 1;
/// A second factor only if they have enrolled one. For everybody, this is "only the enrolled are asked".
pub const MFA_REQUIREMENT_IF_ENROLLED: u32 = 2;
/// Nothing, enrolled or not.
pub const MFA_REQUIREMENT_EXEMPT: u32 = 3;

/// Past the deadline nobody is let in without an authenticator; they call an administrator.
pub const MFA_PAST_DEADLINE_DENY: u32 = 1;
/// Past the deadline an authenticator is enrolled before they are let in. Whoever has the password, and nothing else, can
/// then bind a phone of their own and is in.
pub const MFA_PAST_DEADLINE_ENROLL_NOW: u32 = 2;

/// When a code is asked for, and how long a login goes on without one. Set `size`, have it filled in by
/// mfa_login_policy_init(), change what is to be different. Where NULL is passed for it: the default.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mfa_login_policy {
    /// sizeof (mfa_login_policy).
    pub size: u32,
    /// 1 if second factors are asked for at all, else 0.
    pub enabled: u32,
    /// On which occasions: the sum of MFA_OCCASION_*.
    pub occasions: u32,
    /// 1 if another strong factor that was accepted, such as a smartcard, makes a code superfluous, else 0.
    pub other_factor_suffices: u32,
    /// For how many hours those of whom it is required get in without an authenticator, counted from the first login that
    /// required it: 0 (never) to 8784.
    pub hours_without_factor: u32,
    /// And for how many logins: 1 to 65535, or MFA_NO_LIMIT.
    pub logins_without_factor: u32,
    /// What happens to them afterwards: MFA_PAST_DEADLINE_DENY or MFA_PAST_DEADLINE_ENROLL_NOW.
    pub past_deadline: u32,
    /// For how many hours the codes of an authenticator count while the device is offline, counted from when it was last
    /// online: 0 (never) to 8784.
    pub hours_offline: u32,
    /// And for how many logins: 1 to 65535, or MFA_NO_LIMIT.
    pub logins_offline: u32,
}

open!(mfa_login_policy {
    enabled: DEFAULT.enabled,
    occasions: DEFAULT.occasions,
    other_factor_suffices: DEFAULT.other_factor_suffices,
    hours_without_factor: DEFAULT.hours_without_factor,
    logins_without_factor: DEFAULT.logins_without_factor,
    past_deadline: DEFAULT.past_deadline,
    hours_offline: DEFAULT.hours_offline,
    logins_offline: DEFAULT.logins_offline,
});

const DEFAULT: mfa_login_policy = mfa_login_policy::of(&LoginPolicy::DEFAULT);

/// What is known about one login, unlock or elevation.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mfa_facts {
    /// sizeof (mfa_facts).
    pub size: u32,
    /// What the person wants: one of MFA_OCCASION_*.
    pub occasion: u32,
    /// What is required of this person: one of MFA_REQUIREMENT_*.
    pub requirement: u32,
    /// 1 if they have a confirmed authenticator, also if it is suspended, else 0. A pending one is none. Whoever is passed
    /// with credentials has one: 0 is refused then.
    pub enrolled: u32,
    /// 1 if the device reaches its directory or server now, else 0. A device that has none is always online.
    pub online: u32,
    /// 1 if another strong factor, such as a smartcard, was accepted already, else 0.
    pub other_factor: u32,
    /// When the recovery grant that is open now ends, in Unix seconds, as mfa_recovery_grant() or mfa_recovery_look() says; 0
    /// if none is open.
    pub grant_until: u64,
}

open!(mfa_facts { occasion: 0, requirement: 0, enrolled: 0, online: 0, other_factor: 0, grant_until: 0 });

/// What a login record says.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct mfa_logins {
    /// sizeof (mfa_logins).
    pub size: u32,
    /// How many times somebody was let in without an authenticator since one was first required.
    pub without_factor: u32,
    /// How many times a code was asked for since the device was last online.
    pub since_online: u32,
    /// 1 if a login has required a second factor, else 0.
    pub was_required: u32,
    /// When the first one did, in Unix seconds.
    pub required_since: u64,
    /// When the device was last online, in Unix seconds.
    pub last_online: u64,
    /// 1 if it ever was, else 0.
    pub was_online: u32,
    /// 0.
    pub reserved: u32,
}

open!(mfa_logins {
    without_factor: 0,
    since_online: 0,
    was_required: 0,
    required_since: 0,
    last_online: 0,
    was_online: 0,
    reserved: 0,
});

/// Fills in the default policy: on all occasions; a smartcard suffices; 48 hours and 10 logins without an authenticator,
/// then nobody gets in; 168 hours offline. Set `size` first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_login_policy_init(policy: *mut mfa_login_policy) -> mfa_result {
    call!(|arguments| {
        // The place for a struct holds its defaults from the beginning.
        arguments.new_open(1, policy)?;
        Ok(MFA_OK)
    })
}

/// When the periods end that begin at a time: without an authenticator, and offline. By then their logins may be used up.
/// All in Unix seconds. `policy` may be NULL, and each of the last two.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_login_policy_until(
    policy: *const mfa_login_policy,
    since: u64,
    without_factor: *mut u64,
    offline: *mut u64,
) -> mfa_result {
    call!(|arguments| {
        let without_factor = arguments.optional_number(3, without_factor)?;
        let offline = arguments.optional_number(4, offline)?;
        let policy = arguments.open_or_default(1, policy)?.read(1)?;
        let since = UnixTime::new(since)?;
        if let Some(place) = without_factor {
            *place = policy.without_factor.until(since).seconds();
        }
        if let Some(place) = offline {
            *place = policy.offline.until(since).seconds();
        }
        Ok(MFA_OK)
    })
}

/// Whether (1) or not (0) an entry of a list of people names somebody: letter for letter, or by `*`, which names everybody.
/// Groups, and whether names differ by case, are the host's to resolve.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_is_listed(
    entry: *const c_char,
    entry_size: usize,
    person: *const c_char,
    person_size: usize,
    listed: *mut u32,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_number(5, listed)?;
        let entry = arguments.text(1, entry, entry_size)?;
        let person = arguments.text(3, person, person_size)?;
        *place = mfa_core::is_listed([entry], person).into();
        Ok(MFA_OK)
    })
}

/// Writes the login record of somebody of whom nothing was required yet, on a device that was never online:
/// MFA_LOGIN_RECORD_LENGTH bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_login_record_init(record: *mut u8, record_size: usize) -> mfa_result {
    call!(|arguments| {
        *arguments.new_array(1, record, record_size)? = LoginRecord::NEW.to_bytes();
        Ok(MFA_OK)
    })
}

/// Reads what a login record says. Changes nothing. Set `size` first.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_login_record_read(
    record: *const u8,
    record_size: usize,
    logins: *mut mfa_logins,
) -> mfa_result {
    call!(|arguments| {
        let place = arguments.new_open(3, logins)?;
        let record = self::record(arguments, 1, (record, record_size))?;
        let (required_since, last_online) = (record.required_since(), record.last_online());
        place.fill(&mfa_logins {
            size: 0,
            without_factor: record.logins_without_factor().into(),
            since_online: record.logins_since_online().into(),
            was_required: required_since.is_some().into(),
            required_since: required_since.map_or(0, UnixTime::seconds),
            last_online: last_online.map_or(0, UnixTime::seconds),
            was_online: last_online.is_some().into(),
            reserved: 0,
        });
        Ok(MFA_OK)
    })
}

/// Decides about a login, an unlock or an elevation. `record` is what is stored of the person's logins on this device,
/// MFA_LOGIN_RECORD_LENGTH bytes. `policy` may be NULL. Returns MFA_UNCOMMITTED.
///
/// Once what changes is stored the answer is MFA_OK, without a code, for the verdict's `reason`; MFA_ASK_FOR_CODE;
/// MFA_ASK_UNDER_GRANT; MFA_ENROLL_NOW; or MFA_DENIED. So setting the clock back opens nothing, and neither do several logins
/// at once. The person's states, or the standing of somebody without authenticators, are stored in the same commit as they
/// are, with the next revision: `expected_revision` is the person's.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_login_decide(
    attempt: *mut mfa_attempt,
    record: *const u8,
    record_size: usize,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
    now: u64,
    facts: *const mfa_facts,
    policy: *const mfa_login_policy,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let record = self::record(arguments, 2, (record, record_size))?;
            let given = Given::take(arguments, 4, (credentials, count), (states, states_size))?;
            let facts = arguments.open(9, facts)?.read(9)?;
            if count > 0 && !facts.enrolled {
                return Err(Failure::argument(MFA_ARGUMENT_VALUE, 9));
            }
            let policy = arguments.open_or_default(10, policy)?.read(10)?;
            let now = UnixTime::new(now)?;
            with_person!(given, |person| {
                let decided = policy.decide(&facts, &record, now);
                begun_beside(beginning, decided, person, |writer, next| {
                    writer.part(MFA_PART_LOGINS, &[&next.to_bytes()])
                })
            })
        })
    })
}

/// Gives a person the time to enroll once more, from the next login on. For administrators: nothing else gives it again. A
/// change: MFA_CHANGED once it is stored. As mfa_login_decide() it has the person's states stored too.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_login_give_time_again(
    attempt: *mut mfa_attempt,
    record: *const u8,
    record_size: usize,
    credentials: *const mfa_credential,
    count: usize,
    states: *const u8,
    states_size: usize,
) -> mfa_result {
    call!(|arguments| {
        begin(arguments, attempt, |arguments, beginning| {
            let next = self::record(arguments, 2, (record, record_size))?.with_time_to_enroll_again();
            let given = Given::take(arguments, 4, (credentials, count), (states, states_size))?;
            with_person!(roomy given, |person| {
                begun(beginning, person.reseal(), |writer, states| {
                    writer.states(&states)?;
                    writer.part(MFA_PART_LOGINS, &[&next.to_bytes()])
                })
            })
        })
    })
}

impl mfa_login_policy {
    /// What it says, if it can.
    pub(crate) fn read(&self, argument: u8) -> Done<LoginPolicy> {
        const ALL: u32 = MFA_OCCASION_LOGIN | MFA_OCCASION_UNLOCK | MFA_OCCASION_ELEVATE;
        if self.occasions & !ALL != 0 {
            return Err(Failure::argument(MFA_ARGUMENT_VALUE, argument));
        }
        let includes = |occasion| self.occasions & occasion != 0;
        Ok(LoginPolicy {
            enabled: flag(self.enabled, argument)?,
            occasions: Occasions {
                login: includes(MFA_OCCASION_LOGIN),
                unlock: includes(MFA_OCCASION_UNLOCK),
                elevate: includes(MFA_OCCASION_ELEVATE),
            },
            other_factor_suffices: flag(self.other_factor_suffices, argument)?,
            without_factor: allowance(self.hours_without_factor, self.logins_without_factor)?,
            past_deadline: match self.past_deadline {
                MFA_PAST_DEADLINE_DENY => PastDeadline::Deny,
                MFA_PAST_DEADLINE_ENROLL_NOW => PastDeadline::EnrollNow,
                _ => return Err(Failure::argument(MFA_ARGUMENT_VALUE, argument)),
            },
            offline: allowance(self.hours_offline, self.logins_offline)?,
        })
    }

    const fn of(policy: &LoginPolicy) -> Self {
        let Occasions { login, unlock, elevate } = policy.occasions;
        Self {
            size: size_field::<Self>(),
            enabled: policy.enabled as u32,
            occasions: (if login { MFA_OCCASION_LOGIN } else { 0 })
                | (if unlock { MFA_OCCASION_UNLOCK } else { 0 })
                | (if elevate { MFA_OCCASION_ELEVATE } else { 0 }),
            other_factor_suffices: policy.other_factor_suffices as u32,
            hours_without_factor: policy.without_factor.hours().count(),
            logins_without_factor: logins(policy.without_factor),
            past_deadline: match policy.past_deadline {
                PastDeadline::Deny => MFA_PAST_DEADLINE_DENY,
                PastDeadline::EnrollNow => MFA_PAST_DEADLINE_ENROLL_NOW,
            },
            hours_offline: policy.offline.hours().count(),
            logins_offline: logins(policy.offline),
        }
    }
}

impl mfa_facts {
    fn read(&self, argument: u8) -> Done<Facts> {
        Ok(Facts {
            occasion: match self.occasion {
                MFA_OCCASION_LOGIN => Occasion::Login,
                MFA_OCCASION_UNLOCK => Occasion::Unlock,
                MFA_OCCASION_ELEVATE => Occasion::Elevate,
                _ => return Err(Failure::argument(MFA_ARGUMENT_VALUE, argument)),
            },
            requirement: match self.requirement {
                MFA_REQUIREMENT_REQUIRED => Requirement::Required,
                MFA_REQUIREMENT_IF_ENROLLED => Requirement::IfEnrolled,
                MFA_REQUIREMENT_EXEMPT => Requirement::Exempt,
                _ => return Err(Failure::argument(MFA_ARGUMENT_VALUE, argument)),
            },
            enrolled: flag(self.enrolled, argument)?,
            online: flag(self.online, argument)?,
            other_factor: flag(self.other_factor, argument)?,
            grant_until: if self.grant_until == 0 { None } else { Some(UnixTime::new(self.grant_until)?) },
        })
    }
}

/// What is 1 or 0.
pub(crate) const fn flag(value: u32, argument: u8) -> Done<bool> {
    match value {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(Failure::argument(MFA_ARGUMENT_VALUE, argument)),
    }
}

fn allowance(hours: u32, logins: u32) -> Done<Allowance> {
    let logins = match logins {
        MFA_NO_LIMIT => None,
        limit => Some(u16::try_from(limit).map_err(|_| LoginPolicyError::Logins)?),
    };
    Ok(Allowance::new(Hours::new(hours), logins)?)
}

const fn logins(allowance: Allowance) -> u32 {
    match allowance.logins() {
        Some(logins) => logins as u32,
        None => MFA_NO_LIMIT,
    }
}

fn record(arguments: &mut Arguments<'_>, first: u8, (record, size): (*const u8, usize)) -> Done<LoginRecord> {
    Ok(LoginRecord::from_bytes(arguments.array(first, record, size)?)?)
}
