//! The file store: a file for each person, in a folder that only its owner may enter. A handle may be used by several
//! threads at once, and a folder by several programs.

use core::ffi::{c_char, c_void};

use mfa_host::store::{FileStore, Store as _};

use super::with::path_of;
use crate::failure::{Failure, last_of_store};
use crate::raw::{Handle, tell_name};
use crate::result::*;

/// A store that is open. The pointer is a handle: what is behind it is no memory of the caller's. What is done
/// with people in it wants 64 KiB of stack, and wipes what it took of that.
pub enum mfa_store {}

impl Handle for mfa_store {
    type Inner = FileStore;
}

/// Is told a name of so many bytes, without a NUL. Returns 0 to go on, anything else to be told no more. It must return: no
/// longjmp(), no exception.
pub type mfa_name_callback =
    Option<unsafe extern "C" fn(context: *mut c_void, name: *const c_char, name_size: usize) -> u32>;

/// Opens a store: `path` is its folder, NULL for /var/lib/libmfa. Close it with mfa_store_close().
///
/// The folder must be there, be no link, belong to the user that runs this program, have mode 0700 and lie on a local file
/// system. Whatever else is wrong has its own number, MFA_ERROR_STORE_*; `store` is NULL then.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_store_open(
    path: *const c_char,
    path_size: usize,
    store: *mut *mut mfa_store,
) -> mfa_result {
    guarded_call!(|arguments| {
        let place = arguments.new_handle(3, store)?;
        let path = path_of(arguments, 1, (path, path_size), FileStore::DEFAULT_PATH)?;
        place.open(FileStore::open(path)?)?;
        Ok(MFA_OK)
    })
}

/// As mfa_store_open(), and makes the folder, with mode 0700, if it is not there. Its parent must be. For programs that
/// enroll people; one that logs them in opens what is there.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_store_open_or_create(
    path: *const c_char,
    path_size: usize,
    store: *mut *mut mfa_store,
) -> mfa_result {
    guarded_call!(|arguments| {
        let place = arguments.new_handle(3, store)?;
        let path = path_of(arguments, 1, (path, path_size), FileStore::DEFAULT_PATH)?;
        place.open(FileStore::open_or_create(path)?)?;
        Ok(MFA_OK)
    })
}

/// Closes a store. NULL is fine; one that was closed before is an error, and nothing is closed twice.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_store_close(store: *mut mfa_store) -> mfa_result {
    guarded_call!(|arguments| {
        arguments.close(1, store)?;
        Ok(MFA_OK)
    })
}

/// Tells the names of all people who have a record, in order.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_store_people(
    store: *const mfa_store,
    each: mfa_name_callback,
    context: *mut c_void,
) -> mfa_result {
    guarded_call!(|arguments| {
        let store = arguments.handle(1, store)?;
        if each.is_none() {
            return Err(Failure::argument(MFA_ARGUMENT_NULL, 2));
        }
        for person in store.people()? {
            if !tell_name(each, context, person.as_str()) {
                break;
            }
        }
        Ok(MFA_OK)
    })
}

/// The sentence of the last MFA_ERROR_STORE_* or MFA_ERROR_DAMAGED_* in this thread: with the path, and with what the
/// system says. For a log. Empty if there was none; cut if there is no room for all of it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_store_error(text: *mut c_char, text_size: usize) -> mfa_result {
    guarded_call!(|arguments| {
        arguments.new_text(1, text, text_size)?.fill_cut(&super::with::escaped(&last_of_store()));
        Ok(MFA_OK)
    })
}
