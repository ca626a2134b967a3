//! What the functions on a store have in common: a path, a person in a store, and where an answer goes.

use core::ffi::c_char;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::string::String;
use std::sync::Arc;

use mfa_host::people::People;
use mfa_host::store::{FileStore, Store as _};
use mfa_host::{AuthenticatorName, PersonName};

use super::store::mfa_store;
use crate::attempt::{Answered, mfa_permit, mfa_verdict, verdict_place};
use crate::raw::{Arguments, Done, Open as _, OpenPlace, Place};
use crate::result::*;

/// Two arguments: a path and its size. NULL is the one that is given here.
pub(super) fn path_of<'c>(
    arguments: &mut Arguments<'c>,
    argument: u8,
    (path, size): (*const c_char, usize),
    default: &'static str,
) -> Done<&'c Path> {
    if path.is_null() && size == 0 {
        return Ok(Path::new(default));
    }
    let bytes = arguments.bytes(argument, path.cast(), size)?;
    Ok(Path::new(OsStr::from_bytes(bytes)))
}

/// Text in which nothing rewrites a terminal or a log: control and bidirectional characters are shown by their number.
pub(super) fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if mfa_core::is_unprintable(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

/// A person in a store.
pub(super) struct Somebody {
    store: Arc<FileStore>,
    pub(super) name: PersonName,
}

impl Somebody {
    /// Three arguments: a store, which is the first, and a name and its size.
    pub(super) fn take(
        arguments: &mut Arguments<'_>,
        store: *const mfa_store,
        argument: u8,
        (name, size): (*const c_char, usize),
    ) -> Done<Self> {
        Self::at(arguments, (1, store), (argument, name, size))
    }

    /// Three arguments: a store, and a name and its size.
    pub(super) fn at(
        arguments: &mut Arguments<'_>,
        store: (u8, *const mfa_store),
        (argument, name, size): (u8, *const c_char, usize),
    ) -> Done<Self> {
        let name = PersonName::new(arguments.text(argument, name, size)?)?;
        Self::of(arguments, store, name)
    }

    /// An argument: a store, for a name that is known.
    pub(super) fn of(
        arguments: &mut Arguments<'_>,
        (argument, store): (u8, *const mfa_store),
        name: PersonName,
    ) -> Done<Self> {
        Ok(Self { store: arguments.handle(argument, store)?, name })
    }

    /// Whether there is anything that a PIN could be for.
    pub(super) fn has_recovery(&self) -> Done<bool> {
        let read = self.store.read(&self.name)?;
        Ok(read.is_some_and(|(record, _)| record.recovery().is_some()))
    }

    pub(super) fn people(&self) -> People<'_, FileStore> {
        People::of(&self.store)
    }
}

/// Two arguments: an authenticator's name and its size.
pub(super) fn name_of(
    arguments: &mut Arguments<'_>,
    argument: u8,
    (name, size): (*const c_char, usize),
) -> Done<AuthenticatorName> {
    Ok(AuthenticatorName::new(arguments.text(argument, name, size)?)?)
}

/// As [`name_of`]; NULL is none.
pub(super) fn name_if_any(
    arguments: &mut Arguments<'_>,
    argument: u8,
    (name, size): (*const c_char, usize),
) -> Done<Option<AuthenticatorName>> {
    if name.is_null() && size == 0 { Ok(None) } else { name_of(arguments, argument, (name, size)).map(Some) }
}

/// Where an answer goes, as much of it as somebody wants.
pub(super) struct Told<'c> {
    verdict: Option<OpenPlace<'c, mfa_verdict>>,
    permit: Option<Place<'c, mfa_permit>>,
}

impl<'c> Told<'c> {
    /// A verdict, by its number in the header.
    pub(super) fn verdict(arguments: &mut Arguments<'c>, argument: u8, verdict: *mut mfa_verdict) -> Done<Self> {
        Ok(Self { verdict: verdict_place(arguments, argument, verdict)?, permit: None })
    }

    /// A verdict by its number in the header, and a permit behind it.
    pub(super) fn verdict_and_permit(
        arguments: &mut Arguments<'c>,
        argument: u8,
        verdict: *mut mfa_verdict,
        permit: *mut mfa_permit,
    ) -> Done<Self> {
        let told = Self::verdict(arguments, argument, verdict)?;
        let permit =
            if permit.is_null() { None } else { Some(arguments.new_object(argument.saturating_add(1), permit)?) };
        Ok(Self { permit, ..told })
    }

    /// Gives the answer, or denies again after an error: the caller's own code, called back, may have written here.
    pub(super) fn answer_or_deny(self, answered: Done<Answered>) -> Done {
        match answered {
            Ok(answered) => Ok(self.answer(answered)),
            Err(failure) => {
                self.answer((failure.0, mfa_verdict::DEFAULT, None));
                Err(failure)
            }
        }
    }

    /// Gives the answer.
    pub(super) fn answer(self, (result, verdict, permit): Answered) -> mfa_result {
        if let Some(place) = self.verdict {
            place.fill(&verdict);
        }
        match (self.permit, permit) {
            (Some(place), Some(permit)) => place.make(permit),
            (Some(place), None) => place.wipe(),
            (None, _) => {}
        }
        result
    }
}
