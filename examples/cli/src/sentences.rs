//! How the program says things: what an authenticator is, what was decided, and why something could not be done.

use core::fmt;
use std::path::Path;

use mfa_core::{
    AfterRecovery, Algorithm, AttemptError, Digits, EnrollmentError, Moving, Parameters, PersonError,
    RecoveryCodesError, Strength, UnixTime,
};
use mfa_host::PersonName;
use mfa_host::people::PeopleError;
use mfa_host::policy::Policies;
use mfa_host::record::Damage;
use mfa_host::store::FileError;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::when::{self, Roughly};

/// A count and what is counted: `1 attempt`, `3 attempts`.
pub(crate) struct Counted(pub(crate) u64, pub(crate) &'static str);

impl fmt::Display for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(count, thing) = self;
        write!(f, "{count} {thing}{}", if *count == 1 { "" } else { "s" })
    }
}

/// `TOTP, SHA-1, 6 digits, 30 s`.
pub(crate) struct Described<'a>(pub(crate) &'a Parameters);

impl fmt::Display for Described<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.0.moving {
            Moving::Totp { .. } => "TOTP",
            Moving::Hotp => "HOTP",
        };
        let hash = match self.0.algorithm {
            Algorithm::Sha1 => "SHA-1",
            Algorithm::Sha256 => "SHA-256",
            Algorithm::Sha512 => "SHA-512",
        };
        write!(f, "{kind}, {hash}, {} digits", self.0.digits.count())?;
        match self.0.moving {
            Moving::Totp { period, t0 } => {
                write!(f, ", {} s", period.seconds())?;
                if t0 != UnixTime::EPOCH {
                    write!(f, " from {}", when::shown(t0))?;
                }
                Ok(())
            }
            Moving::Hotp => Ok(()),
        }
    }
}

/// How far off a phone's clock is: `that phone is 3 steps, about 90 seconds, slow`.
pub(crate) struct PhoneClock {
    /// Negative: slow.
    pub(crate) steps: i64,
    /// How long a step lasts.
    pub(crate) seconds: u64,
}

impl fmt::Display for PhoneClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.steps.unsigned_abs();
        let way = if self.steps < 0 { "slow" } else { "fast" };
        let about = Roughly(count.saturating_mul(self.seconds));
        write!(f, "that phone is {}, about {about}, {way}", Counted(count, "step"))
    }
}

/// Why an authenticator with so many digits is refused, if it is.
pub(crate) fn refused_digits(policies: &Policies, digits: Digits) -> Option<&'static str> {
    let sentence = "codes of nine digits are refused where the policy has recovery on, for at a prompt nine digits are a \
                    recovery PIN; let the authenticator show 6, 7, 8 or 10 digits";
    (!policies.recovery.allows(digits)).then_some(sentence)
}

/// What to say of a secret that is weaker than it should be.
pub(crate) fn weakness(strength: Strength) -> Option<&'static str> {
    match strength {
        Strength::Legacy => Some(
            "the secret is shorter than the 128 bits that RFC 4226 requires; it works, and is worth replacing when \
             its issuer hands out longer ones",
        ),
        Strength::Required | Strength::Recommended => None,
    }
}

/// What a recovery did to the person's authenticators, as scripts read it.
pub(crate) const fn after_recovery(after: AfterRecovery) -> &'static str {
    match after {
        AfterRecovery::Keep => "kept",
        AfterRecovery::BurnCodes => "codes-burned",
        AfterRecovery::Suspend => "suspended",
    }
}

/// The line that tells the person of it, if anything was done.
pub(crate) const fn what_became_of_authenticators(after: AfterRecovery) -> &'static str {
    match after {
        AfterRecovery::Keep => "",
        AfterRecovery::BurnCodes => "the codes that the authenticators show now are used up; later ones count\n",
        AfterRecovery::Suspend => "the authenticators are suspended until each is confirmed again\n",
    }
}

/// Why something could not be done with a person.
pub(crate) fn not_done(error: PeopleError<FileError>, person: &PersonName, folder: &Path) -> Failure {
    let word = Word(person.as_str());
    let (exit, sentence) = match &error {
        PeopleError::NoSuchPerson => (
            Exit::Nobody,
            format!("there is no {person} in {}; `mfa add {word}` enrolls somebody new", folder.display()),
        ),
        PeopleError::NotEnrolled => (Exit::Nobody, format!("{person} has no authenticator; `mfa add {word}` adds one")),
        PeopleError::NoSuchAuthenticator => {
            (Exit::Nobody, format!("{person} has no authenticator of that name; `mfa status {word}` lists them"))
        }
        PeopleError::WhichAuthenticator => (
            Exit::Input,
            format!("{person} has several authenticators; say which with --name (`mfa status {word}` lists them)"),
        ),
        PeopleError::NameTaken => {
            (Exit::Input, format!("{person} has an authenticator of that name already; choose another name"))
        }
        PeopleError::NoRecovery => (
            Exit::Nobody,
            format!("{person} has no recovery key on this computer; `mfa recovery key {word}` makes one"),
        ),
        PeopleError::RecoveryKeyThere => (
            Exit::Input,
            format!(
                "{person} has a recovery key on this computer already. --replace makes another: the one in the vault works no \
                 more then, and its grant and challenge are gone. Nothing was changed"
            ),
        ),
        PeopleError::NoRecoveryCodes => {
            (Exit::Nobody, format!("{person} has no recovery codes; `mfa recovery-codes new {word}` makes them"))
        }
        PeopleError::RecoveryCodes(error @ RecoveryCodesError::CodeLength { .. }) => {
            (Exit::Input, format!("{error}; nothing was counted"))
        }
        PeopleError::Recovery(_) | PeopleError::RecoveryCodes(RecoveryCodesError::RevisionExhausted) => {
            (Exit::Store, format!("{error}. Nobody gets in"))
        }
        PeopleError::RecoveryRecord(error) => (
            Exit::Store,
            format!(
                "the recovery of {person} is not whole: {error}. Nobody recovers with it; restore their record from a backup, \
                 and PINs used since then work again, or start again with `mfa recovery key {word} --remove` and a new key"
            ),
        ),
        PeopleError::RecoveryCodes(error) => (
            Exit::Store,
            format!(
                "the recovery codes of {person} are not whole: {error}. None of them is accepted; restore their record from a \
                 backup, and codes used since then work again"
            ),
        ),
        PeopleError::Attempt(error @ (AttemptError::CounterExhausted | AttemptError::RevisionExhausted)) => {
            (Exit::Store, format!("{error}. Nobody gets in"))
        }
        PeopleError::Attempt(AttemptError::DriftIsOff) => (
            Exit::Input,
            format!(
                "{error}; give --drift, for example --drift 10, or `codes.drift_steps` in the policy file. Nothing was counted"
            ),
        ),
        PeopleError::Attempt(error) => (Exit::Input, format!("{error}; nothing was counted")),
        PeopleError::Person(PersonError::SameSecret) => (
            Exit::Input,
            format!("{person} has that secret already, and each of its codes would work twice; nothing was changed"),
        ),
        PeopleError::Person(PersonError::TooMany) => {
            (Exit::Input, format!("{error}; `mfa remove {word} --name NAME` makes room"))
        }
        PeopleError::Person(error) => (
            Exit::Store,
            format!(
                "the record of {person} is not whole: {error}. Nobody gets in with it; restore it from a backup, and \
                 codes used since then work again, or start again with `mfa remove {word} --forget`, which forgets \
                 failures, and `mfa add {word}`"
            ),
        ),
        PeopleError::NothingPending => (
            Exit::Nobody,
            format!(
                "nothing is pending for {person}, and no authenticator of theirs is suspended; `mfa enroll {word}` begins \
                 an enrollment"
            ),
        ),
        PeopleError::Enrollment(EnrollmentError::Person { error }) => {
            return not_done(PeopleError::Person(*error), person, folder);
        }
        PeopleError::Enrollment(error) => (Exit::Input, error.to_string()),
        PeopleError::Credential(error) => (Exit::Input, error.to_string()),
        PeopleError::Store(error) => return store_failed(error),
        PeopleError::NotConfirmed | PeopleError::Busy => (Exit::Store, error.to_string()),
        _ => (Exit::Store, format!("{error}; nobody gets in")),
    };
    Failure::new(exit, sentence)
}

/// Why the store cannot answer, and what to do.
pub(crate) fn store_failed(error: &FileError) -> Failure {
    let advice = match error {
        FileError::NoFolder(_) => "`mfa add` makes it, --store names another",
        FileError::Unsafe(..) => "see to that first, for what is in there could be read or changed by others",
        FileError::Network(..) => "name another folder with --store",
        FileError::Damaged(
            _,
            Damage::NotARecord | Damage::Length | Damage::Digest | Damage::AnotherPerson | Damage::Content,
        ) => {
            "nobody gets in with it. Restore it from a backup, and codes used since then work again; or delete it and \
             enroll the person again, and their failures are forgotten"
        }
        // Another version's, and whatever else only a newer libmfa knows of: nothing is wrong with it.
        FileError::Damaged(..) => "use the newer program that it is a record of",
        FileError::Full(_) => "make room and try again; nobody gets in until then",
        FileError::ReadOnly(_) => "a code can only be accepted where it can be marked as used; nobody gets in",
        FileError::NotPermitted(_) => "run this as the user that the store belongs to",
        FileError::NotConfirmed(..) => "nobody gets in by it, and nobody knows whether it lasts; look at the disk",
        _ => "nobody gets in",
    };
    Failure::new(Exit::Store, format!("{error}; {advice}"))
}

/// A line that cannot be imported, and why.
pub(crate) fn refused_line(line: usize, error: impl fmt::Display) -> Failure {
    Failure::input(format!("line {line}: {error}; nothing was imported"))
}

/// A name in quotes, those in it escaped: `"phone"`, `"the \"new\" one"`.
pub(crate) struct Quoted<'a>(pub(crate) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.replace('\\', "\\\\").replace('"', "\\\""))
    }
}

/// A name as a shell takes it.
pub(crate) struct Word<'a>(pub(crate) &'a str);

impl fmt::Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |c: char| c.is_alphanumeric() || "._@+,-".contains(c);
        if self.0.chars().all(plain) { f.write_str(self.0) } else { write!(f, "'{}'", self.0.replace('\'', "'\\''")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_told_to_delete_the_record_of_a_newer_libmfa() {
        let said = |damage| store_failed(&FileError::Damaged("alice.mfa".into(), damage)).sentence().to_owned();
        for newer in [Damage::Version(2), Damage::UnknownSection(9)] {
            let said = said(newer);
            assert!(said.contains("the file is left as it is") && said.contains("use the newer program"), "{said}");
            assert!(!said.contains("delete") && !said.contains("backup"), "{said}");
        }
        for broken in [Damage::NotARecord, Damage::Length, Damage::Digest, Damage::AnotherPerson, Damage::Content] {
            let said = said(broken);
            assert!(said.contains("backup, and codes used since then work again"), "{said}");
            assert!(said.contains("their failures are forgotten"), "{said}");
        }
    }
}
