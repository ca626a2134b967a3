//! Handles: what is closed, of another kind or none at all is refused, whatever became of the memory.

use core::ffi::c_void;
use core::ptr::{null, null_mut, without_provenance, without_provenance_mut};

use mfa::hosted::policies::*;
use mfa::hosted::store::*;
use mfa::result::*;

use crate::site::*;

fn people_of(store: *const mfa_store) -> mfa_result {
    unsafe extern "C" fn nobody(_: *mut c_void, _: *const core::ffi::c_char, _: usize) -> u32 {
        0
    }
    unsafe { mfa_store_people(store, Some(nobody), null_mut()) }
}

#[test]
fn closed_handle_is_refused_and_never_closed_twice() {
    let mut site = Site::new("");
    let closed = site.store;
    assert_eq!(people_of(closed), MFA_OK);
    assert_eq!(unsafe { mfa_store_close(closed) }, MFA_OK);
    assert_eq!(people_of(closed), MFA_ARGUMENT_UNSET - 1);
    assert_eq!(unsafe { mfa_store_close(closed) }, MFA_ARGUMENT_UNSET - 1);
    let path = text_of(&site.store_path());
    assert_eq!(unsafe { mfa_store_open(path.as_ptr().cast(), path.len(), &raw mut site.store) }, MFA_OK);
    assert_ne!(site.store, closed, "a handle is never another one again");
    assert_eq!(people_of(closed), MFA_ARGUMENT_UNSET - 1);
    assert_eq!(people_of(site.store), MFA_OK);
}

#[test]
fn foreign_handle_is_refused() {
    let site = Site::new("");
    let of_the_heap = Box::new(0_u64);
    for foreign in [
        site.policies.cast(),
        (&raw const *of_the_heap).cast(),
        (&raw const site).cast(),
        without_provenance(1),
        without_provenance(site.store.addr() + 8),
        without_provenance(usize::MAX),
    ] {
        assert_eq!(people_of(foreign), MFA_ARGUMENT_FOREIGN - 1, "{foreign:?}");
        assert_eq!(unsafe { mfa_store_close(foreign.cast_mut()) }, MFA_ARGUMENT_FOREIGN - 1);
    }
    assert_eq!(people_of(null()), MFA_ARGUMENT_NULL - 1);
    assert_eq!(people_of(site.store), MFA_OK, "and nothing was closed");
}

#[test]
fn closing_nothing_is_fine() {
    assert_eq!(unsafe { mfa_store_close(null_mut()) }, MFA_OK);
    assert_eq!(unsafe { mfa_policies_close(null_mut()) }, MFA_OK);
}

#[test]
fn handle_that_cannot_be_opened_is_null() {
    let mut store = without_provenance_mut(7);
    let path = "/nowhere/at/all";
    let opened = unsafe { mfa_store_open(path.as_ptr().cast(), path.len(), &raw mut store) };
    assert_eq!((opened, store.is_null()), (MFA_ERROR_STORE_NO_FOLDER, true));
    assert_eq!(unsafe { mfa_store_open(path.as_ptr().cast(), path.len(), null_mut()) }, MFA_ARGUMENT_NULL - 3);
    let mut policies = without_provenance_mut(7);
    let (over, message) = (without_provenance(24), null_mut());
    let opened = unsafe { mfa_policies_open(path.as_ptr().cast(), path.len(), over, &raw mut policies, message, 0) };
    assert_eq!((opened, policies.is_null()), (MFA_ARGUMENT_FOREIGN - 3, true));
}

#[test]
fn store_that_is_closed_by_one_thread_is_no_danger_to_others() {
    let site = Site::new("");
    let number = site.store.addr();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(move || {
                for _ in 0..200 {
                    let result = people_of(without_provenance(number));
                    assert!([MFA_OK, MFA_ARGUMENT_UNSET - 1].contains(&result), "{result}");
                }
            });
        }
        scope.spawn(move || unsafe { mfa_store_close(without_provenance_mut(number)) });
    });
    assert_eq!(people_of(site.store), MFA_ARGUMENT_UNSET - 1);
}
