//! The command line: which chores there are.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Parser, Subcommand};

use crate::package::Kind;
use crate::{demo, suites};

/// Every chore of this repository under one name.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) chore: Chore,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Chore {
    /// Compare the C ABI with what was committed to: ffi/abi and the sizes in docs/abi.md (needs Debian's abigail-tools)
    Abi {
        /// Commit to what there is
        #[arg(long)]
        bless: bool,
    },
    /// Compare the public Rust API with what was committed to: core/api.txt and host/api.txt
    Api {
        /// Commit to what there is
        #[arg(long)]
        bless: bool,
    },
    /// Measure everything beside peers, for docs/speed.md and its plots: as root on Debian, with MFA_ALLOW_SYSTEM_CHANGES=1
    Bench {
        /// Count instructions instead, and fail where one call takes 5 % more than in this file
        #[arg(long, value_name = "FILE")]
        baseline: Option<PathBuf>,
        /// Count instructions instead, and write them to this file
        #[arg(long, value_name = "FILE")]
        write: Option<PathBuf>,
    },
    /// Tell a story with the real mfa program, and check every step of it
    Demo {
        /// Which story; without a name, the tour
        #[arg(value_parser = PossibleValuesParser::new(demo::names()))]
        story: Option<String>,
    },
    /// Measure what the lock of examples/firmware takes: as root on Debian, with MFA_ALLOW_SYSTEM_CHANGES=1
    Firmware {
        /// Commit to it: examples/firmware/footprint.txt
        #[arg(long)]
        bless: bool,
    },
    /// Measure what the library takes on a Cortex-M4: as root on Debian, with MFA_ALLOW_SYSTEM_CHANGES=1
    Footprint {
        /// Commit to it: proofs/footprint.txt and the table in docs/freestanding.md
        #[arg(long)]
        bless: bool,
    },
    /// Fuzz the targets in fuzz/, each for a minute: with cargo-fuzz, which is installed under target if it is not there (1 min)
    Fuzz {
        /// Which target; without a name, all of them
        target: Option<String>,
        /// How long each is run
        #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=86_400))]
        time: Option<u64>,
        /// Commit what leads somewhere new: it is put into fuzz/corpus, of all the least there is need of
        #[arg(long)]
        keep: bool,
    },
    /// Write ffi/include/mfa.h anew from ffi/src, with cbindgen, which is installed under target if it is not there (1 min)
    Header,
    /// Make the Maven artifact for Kotlin and Java, and the files of an AAR for Android: with Maven and a JDK, 11 or newer
    Kotlin {
        /// Where to put jar and AAR; without it, target/kotlin
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
    },
    /// Make packages of the library and of mfa: as root on Debian, with MFA_ALLOW_SYSTEM_CHANGES=1
    Package {
        /// Whose packages
        kind: Kind,
    },
    /// Look at what has to be so before a release, and change nothing: RELEASING.md says the rest
    Release,
    /// Make the Swift package: for Linux there, and with an XCFramework on a Mac (where nobody has run it yet)
    Swift {
        /// Where to put it; without it, target/swift/LibMFA
        #[arg(long, value_name = "DIR")]
        to: Option<PathBuf>,
    },
    /// Run the tests: the plain suites, or the named ones
    Test {
        /// Run these suites only
        #[arg(value_name = "NAME", value_parser = PossibleValuesParser::new(suites::names()))]
        names: Vec<String>,
        /// Also run the suites that install what they need: as root on Debian, with MFA_ALLOW_SYSTEM_CHANGES=1
        #[arg(long, conflicts_with = "names")]
        all: bool,
        /// Let suites that show a sample of what they could show all of it, which may take hours
        #[arg(long, requires = "names")]
        full: bool,
        /// Say what each suite shows and what it needs
        #[arg(long, conflicts_with_all = ["names", "all"])]
        list: bool,
    },
}

/// Whether `cargo xtask WORDS` is a command, without running it.
pub(crate) fn parse(words: &[&str]) -> Result<(), String> {
    use clap::error::ErrorKind::{DisplayHelp, DisplayVersion};
    let line = core::iter::once("xtask").chain(words.iter().copied());
    match Cli::try_parse_from(line) {
        Ok(_) => Ok(()),
        Err(error) if matches!(error.kind(), DisplayHelp | DisplayVersion) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn existing_chores_parse() {
        for words in [
            &["abi"][..],
            &["abi", "--bless"],
            &["api"],
            &["api", "--bless"],
            &["bench"],
            &["bench", "--baseline", "somewhere"],
            &["bench", "--write", "somewhere"],
            &["demo"],
            &["demo", "tour"],
            &["firmware"],
            &["firmware", "--bless"],
            &["fuzz"],
            &["fuzz", "uri", "--time", "10", "--keep"],
            &["header"],
            &["test"],
            &["test", "--all"],
            &["test", "--list"],
            &["test", "core", "docs"],
            &["test", "constant-time", "--full"],
            &["test", "--help"],
            &["package", "debian"],
            &["release"],
            &["swift"],
            &["swift", "--to", "somewhere"],
            &["kotlin", "--to", "somewhere"],
        ] {
            assert_eq!(parse(words), Ok(()), "{words:?}");
        }
    }

    #[test]
    fn chores_suites_and_options_that_do_not_exist_are_refused() {
        for words in [
            &["dance"][..],
            &["test", "nosuch"],
            &["demo", "nosuch"],
            &["fuzz", "--time", "0"],
            &["test", "--fast"],
            &["test", "--full"],
            &["package"],
            &["bench", "--baseline"],
        ] {
            assert!(parse(words).is_err(), "{words:?}");
        }
    }
}
