//! Policy files: a refusal says where, and what was read is printed so that it is read back.

use mfa_host::policy::Kind;

use crate::settings::read_and_checked;

pub fn policy(data: &[u8]) {
    read_and_checked(data, Kind::PolicyFile);
}
