//! The version of the library, as it is when the program runs; mfa.h has macros of the one it was compiled with.

/// The version that a program runs with: the major, the minor and the patch version, each by itself. Compare them with
/// MFA_VERSION_MAJOR, MFA_VERSION_MINOR and MFA_VERSION_PATCH: a program runs with the version that it was compiled with, and
/// with each later one of the same soname (libmfa.so.0).
///
/// Each pointer may be NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn mfa_version(major: *mut u32, minor: *mut u32, patch: *mut u32) {
    let _ = call!(|arguments| {
        let places = [
            arguments.optional_number(1, major)?,
            arguments.optional_number(2, minor)?,
            arguments.optional_number(3, patch)?,
        ];
        for (place, number) in places.into_iter().zip([MFA_VERSION_MAJOR, MFA_VERSION_MINOR, MFA_VERSION_PATCH]) {
            if let Some(place) = place {
                *place = number;
            }
        }
        Ok(crate::result::MFA_OK)
    });
}

/// The major version that a program was compiled with.
pub const MFA_VERSION_MAJOR: u32 = 0;
/// The minor version that a program was compiled with.
pub const MFA_VERSION_MINOR: u32 = 1;
/// The patch version that a program was compiled with.
pub const MFA_VERSION_PATCH: u32 = 0;
