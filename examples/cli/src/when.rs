//! Times as people and logs write them, and as they read them: UTC, RFC 3339, and how long it is until then.

use core::fmt;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use mfa_core::{TimeError, UnixTime};
use mfa_host::clock;

use crate::exit::Exit;
use crate::failure::Failure;

/// The time that a command is to take for now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum At {
    /// What the clock says when it is needed, which is after a code was typed.
    Now,
    Time(UnixTime),
}

/// Why text is not a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WhenError {
    Time(TimeError),
    Unreadable,
}

impl fmt::Display for WhenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(error) => error.fmt(f),
            Self::Unreadable => f.write_str(
                "write a time as seconds since 1970 (1767225600), as a date (2026-01-01, `2026-01-01 12:00:00`, \
                 2026-01-01T12:00:00+02:00; UTC unless it says otherwise), or as `now`",
            ),
        }
    }
}

impl core::error::Error for WhenError {}

/// Reads a time.
pub(crate) fn parse(text: &str) -> Result<UnixTime, WhenError> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("now") {
        return clock::now().map_err(WhenError::Time);
    }
    let seconds = match seconds(text.strip_prefix('@').unwrap_or(text)) {
        Some(time) => return time.map_err(WhenError::Time),
        None => timestamp(text).ok_or(WhenError::Unreadable)?.as_second(),
    };
    UnixTime::try_from(seconds).map_err(WhenError::Time)
}

/// Reads a time that a command is to take for now.
pub(crate) fn parse_at(text: &str) -> Result<At, WhenError> {
    if text.trim().eq_ignore_ascii_case("now") { Ok(At::Now) } else { parse(text).map(At::Time) }
}

/// Now, or the time to pretend that it is.
pub(crate) fn now(at: Option<At>) -> Result<UnixTime, Failure> {
    match at {
        Some(At::Time(time)) => Ok(time),
        Some(At::Now) | None => clock::now()
            .map_err(|error| Failure::new(Exit::Store, format!("this computer's clock cannot be right: {error}"))),
    }
}

/// Seconds since 1970, if the text is a number at all.
fn seconds(text: &str) -> Option<Result<UnixTime, TimeError>> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(if text.starts_with('-') {
        Err(TimeError::Negative)
    } else {
        digits.parse().map_err(|_| TimeError::TooLarge).and_then(UnixTime::new)
    })
}

/// A date, with a time of day and an offset from UTC if it has them.
fn timestamp(text: &str) -> Option<Timestamp> {
    if let Ok(timestamp) = text.parse() {
        return Some(timestamp);
    }
    let utc = text.strip_suffix("UTC").or(text.strip_suffix("utc")).unwrap_or(text).trim_end();
    // A date by itself is its midnight.
    let moment = utc
        .parse::<Date>()
        .ok()
        .filter(|_| utc.len() == "2026-01-01".len())
        .map(Date::into)
        .or_else(|| utc.parse::<DateTime>().ok())?;
    let moment: DateTime = moment;
    moment.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

/// The time in UTC as RFC 3339 has it, which ends with the year 9999.
pub(crate) fn rfc3339(time: UnixTime) -> Option<String> {
    let seconds = i64::try_from(time.seconds()).ok()?;
    Timestamp::from_second(seconds).ok().map(|timestamp| timestamp.to_string())
}

/// The time in UTC, for people.
pub(crate) fn shown(time: UnixTime) -> String {
    rfc3339(time).unwrap_or_else(|| format!("@{time}"))
}

/// `until 2026-01-01T00:00:29Z, in 29 s`.
pub(crate) fn until(end: UnixTime, now: UnixTime) -> String {
    format!("until {}, {}", shown(end), Relative { to: end, now })
}

/// `2026-01-01T00:00:29Z, 29 s ago`; or `in 29 s` where it is still to come.
pub(crate) fn at(time: UnixTime, now: UnixTime) -> String {
    if time == now {
        format!("{}, just now", shown(time))
    } else {
        format!("{}, {}", shown(time), Relative { to: time, now })
    }
}

/// How far it is to a time: `in 6 d 23 h`, or `3 h ago`; in two units at most, and what is less is left out.
struct Relative {
    to: UnixTime,
    now: UnixTime,
}

impl fmt::Display for Relative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (to, now) = (self.to.seconds(), self.now.seconds());
        if to < now {
            write_length(f, now.saturating_sub(to), 2)?;
            f.write_str(" ago")
        } else {
            f.write_str("in ")?;
            write_length(f, to.saturating_sub(now), 2)
        }
    }
}

/// A length of time in seconds, shown exactly: `29 s`, `1 h 5 s`.
pub(crate) struct Length(pub(crate) u64);

const UNITS: [(u64, &str); 4] = [(86_400, "d"), (3600, "h"), (60, "min"), (1, "s")];

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_length(f, self.0, UNITS.len())
    }
}

/// The largest unit that there is, and those below it, so many in all.
fn write_length(f: &mut fmt::Formatter<'_>, seconds: u64, most: usize) -> fmt::Result {
    let begin = UNITS.iter().position(|(size, _)| seconds >= *size).unwrap_or(UNITS.len());
    if begin == UNITS.len() {
        return f.write_str("0 s");
    }
    let mut left = seconds;
    let mut separator = "";
    for (size, unit) in UNITS.iter().skip(begin).take(most) {
        let (count, rest) = (left.checked_div(*size).unwrap_or(0), left.checked_rem(*size).unwrap_or(0));
        left = rest;
        if count > 0 {
            write!(f, "{separator}{count} {unit}")?;
            separator = " ";
        }
    }
    Ok(())
}

/// A length of time in seconds, shown roughly and in words: `90 seconds`, `2 hours`.
pub(crate) struct Roughly(pub(crate) u64);

impl fmt::Display for Roughly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rounded = |size: u64| {
            let half = size.checked_div(2).unwrap_or(0);
            self.0.saturating_add(half).checked_div(size).unwrap_or(0)
        };
        let (count, unit) = match self.0 {
            ..300 => (self.0, "second"),
            300..7200 => (rounded(60), "minute"),
            _ => (rounded(3600), "hour"),
        };
        write!(f, "{count} {unit}{}", if count == 1 { "" } else { "s" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> u64 {
        parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).seconds()
    }

    #[test]
    fn times_are_read_as_people_and_logs_write_them() {
        for text in [
            "1767225600",
            "@1767225600",
            " 1767225600 ",
            "2026-01-01",
            "2026-01-01 00:00",
            "2026-01-01 00:00:00",
            "2026-01-01 00:00:00 UTC",
            "2026-01-01 UTC",
            "2026-01-01T00:00:00Z",
            "2026-01-01 00:00:00Z",
            "2026-01-01t00:00:00z",
            "2026-01-01T00:00:00.9Z",
            "2026-01-01T02:00:00+02:00",
            "2025-12-31T19:00:00-05:00",
        ] {
            assert_eq!(read(text), 1_767_225_600, "{text}");
        }
        assert_eq!(read("0"), 0);
        assert_eq!(read("2005-03-18 01:58:29 UTC"), 1_111_111_109); // RFC 6238, appendix B
        assert_eq!(read("2603-10-11T11:33:20Z"), 20_000_000_000);
    }

    #[test]
    fn what_is_no_time_is_refused_and_said_why() {
        let refused = |text: &str| parse(text).unwrap_err();
        for text in ["-1", "@-1", "1969-12-31T23:59:59Z", "-99999999999999999999999999"] {
            assert_eq!(refused(text), WhenError::Time(TimeError::Negative), "{text}");
        }
        for text in ["1767225600000", "99999999999999999999999999"] {
            assert_eq!(refused(text), WhenError::Time(TimeError::TooLarge), "{text}");
        }
        for text in ["", "@", "yesterday", "2026-13-01", "2026-01-01T25:00:00Z", "1e9", "+5", "٣", "12:00", "@now"] {
            assert_eq!(refused(text), WhenError::Unreadable, "{text}");
        }
    }

    #[test]
    fn times_are_shown_in_utc_and_relative() {
        let time = |seconds| UnixTime::new(seconds).unwrap();
        assert_eq!(shown(time(1_111_111_109)), "2005-03-18T01:58:29Z");
        assert_eq!(until(time(88), time(59)), "until 1970-01-01T00:01:28Z, in 29 s");
        assert_eq!(shown(UnixTime::MAX), "@1099511627776");
        assert_eq!(Length(3605).to_string(), "1 h 5 s");
        assert_eq!(Length(86_400).to_string(), "1 d");
        assert_eq!(Length(0).to_string(), "0 s");
    }

    #[test]
    fn relative_times_have_two_units_at_most_and_say_what_is_over() {
        let time = |seconds| UnixTime::new(seconds).unwrap();
        let end = |text: String| text.split_once(", ").unwrap().1.to_owned();
        for (seconds, shown) in [
            (0, "0 s"),
            (59, "59 s"),
            (3599, "59 min 59 s"),
            (3605, "1 h"),
            (86_399, "23 h 59 min"),
            (86_400 + 59 * 60, "1 d"),
            (7 * 86_400 - 1, "6 d 23 h"),
        ] {
            assert_eq!(end(until(time(1000 + seconds), time(1000))), format!("in {shown}"));
            if seconds > 0 {
                assert_eq!(end(at(time(1000), time(1000 + seconds))), format!("{shown} ago"));
            }
        }
    }

    #[test]
    fn rough_lengths_are_words() {
        assert_eq!(Roughly(1).to_string(), "1 second");
        assert_eq!(Roughly(90).to_string(), "90 seconds");
        assert_eq!(Roughly(3600).to_string(), "60 minutes");
        assert_eq!(Roughly(7260).to_string(), "2 hours");
    }
}
