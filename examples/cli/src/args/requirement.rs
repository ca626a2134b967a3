//! `mfa require` and `mfa exempt`: what an administrator says of single people, against the policy's lists.

use clap::Args;
use mfa_core::{Allowance, Days};
use mfa_host::PersonName;

use super::{Basics, within};

/// The most days that somebody gets to enroll or is exempt for.
const MOST_DAYS: u32 = Allowance::MOST_HOURS.count() / 24;

#[derive(Debug, Args)]
pub(crate) struct RequireArgs {
    /// Of whom a second factor is required
    #[arg(required = true, value_name = "PERSON")]
    pub(crate) people: Vec<PersonName>,

    /// How many days they have to enroll, from their next login on, 0 to 366 [default: the policy's time]
    #[arg(long, value_name = "N", value_parser = days, allow_negative_numbers = true)]
    pub(crate) days: Option<Days>,

    /// How many logins they have meanwhile, 1 to 65535 [default: any number]
    #[arg(
        long,
        value_name = "N",
        requires = "days",
        value_parser = within(1..=u16::MAX),
        allow_negative_numbers = true
    )]
    pub(crate) logins: Option<u16>,

    /// Leave it to the policy's lists again
    #[arg(long, conflicts_with_all = ["days", "logins"])]
    pub(crate) as_policy: bool,

    #[command(flatten)]
    pub(crate) basics: Basics,
}

#[derive(Debug, Args)]
pub(crate) struct ExemptArgs {
    /// Who is asked for nothing
    #[arg(required = true, value_name = "PERSON")]
    pub(crate) people: Vec<PersonName>,

    /// For how many days, 1 to 366 [default: until it is said otherwise]
    #[arg(long, value_name = "N", value_parser = some_days, allow_negative_numbers = true)]
    pub(crate) days: Option<Days>,

    #[command(flatten)]
    pub(crate) basics: Basics,
}

fn days(text: &str) -> Result<Days, String> {
    between(text, 0)
}

fn some_days(text: &str) -> Result<Days, String> {
    between(text, 1)
}

fn between(text: &str, least: u32) -> Result<Days, String> {
    let refused = || format!("it must be {least} to {MOST_DAYS} days");
    let days = text.trim().parse().map_err(|_| refused())?;
    if (least..=MOST_DAYS).contains(&days) { Ok(Days::new(days)) } else { Err(refused()) }
}
