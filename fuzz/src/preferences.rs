//! Managed preferences, as XML and in binary form: a refusal says where, and what was read is what a policy file says.

use mfa_host::policy::Kind;

use crate::settings::read_and_checked;

pub fn preferences(data: &[u8]) {
    read_and_checked(data, Kind::ManagedPreferences);
}
