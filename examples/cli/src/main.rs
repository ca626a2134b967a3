//! `mfa`: one-time codes and second-factor logins from the command line.
fn main() {}
