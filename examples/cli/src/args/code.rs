//! `mfa code`.

use clap::Args;

use super::{SecretArgs, within};
use crate::when::{self, At};

/// The most further codes that are printed.
const MOST_FURTHER: u32 = 1_000_000;

#[derive(Debug, Args)]
pub(crate) struct CodeArgs {
    #[command(flatten)]
    pub(crate) secret: SecretArgs,

    /// The time whose code is wanted (TOTP) [default: now]
    ///
    /// Seconds since 1970 (1767225600), a date (2026-01-01, `2026-01-01 12:00:00`, 2026-01-01T12:00:00+02:00; UTC
    /// unless it says otherwise), or `now`.
    #[arg(long, value_name = "TIME", value_parser = when::parse_at, allow_negative_numbers = true)]
    pub(crate) at: Option<At>,

    /// Print so many further codes, or check against so many
    ///
    /// With --check, time steps are looked at on both sides of the time, counters from the given one on.
    #[arg(
        long,
        value_name = "N",
        default_value_t = 0,
        hide_default_value = true,
        value_parser = within(0..=MOST_FURTHER),
        allow_negative_numbers = true
    )]
    pub(crate) window: u32,

    /// Check this code instead of printing any
    ///
    /// Found: exit status 0, and how far off it is on standard output (time steps, negative if they are past; counters).
    /// Not found: exit status 1, and nothing on standard output.
    #[arg(long, value_name = "CODE")]
    pub(crate) check: Option<String>,
}
