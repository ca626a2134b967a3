//! The program itself: help, manual, completions, and that no input and no reader brings it down.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "tests may be blunt")]

mod common;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io::Read as _;
use std::os::unix::ffi::OsStringExt as _;
use std::process::{Command, Stdio};

use common::{CODES, Dice, KEY_BASE32, Place, mfa, program, run};

const COMMANDS: &[&str] = &[
    "code",
    "add",
    "enroll",
    "confirm",
    "verify",
    "status",
    "list",
    "rename",
    "remove",
    "resync",
    "diagnose",
    "unlock",
    "login",
    "require",
    "exempt",
    "suspend",
    "reset",
    "recovery",
    "recovery key",
    "recovery issue",
    "recovery respond",
    "recovery redeem",
    "recovery challenge",
    "recovery end",
    "recovery-codes",
    "recovery-codes new",
    "recovery-codes use",
    "recovery-codes left",
    "export",
    "import",
    "policy",
    "policy check",
    "migrate",
    "pam",
    "pam enable",
    "pam disable",
    "pam status",
    "doctor",
    "completions",
    "man",
];

/// The long options in a text.
fn options_in(text: &str) -> BTreeSet<String> {
    let is_of_option = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let words = text.split(|c| !is_of_option(c));
    words.filter(|word| word.starts_with("--") && word.len() > 2).map(str::to_owned).collect()
}

/// A command line with the words of a command's name apart.
fn words<'a>(line: &[&'a str]) -> Vec<&'a str> {
    line.iter().flat_map(|part| part.split(' ')).collect()
}

/// The manual pages, by name.
fn pages() -> Vec<(String, String)> {
    let place = Place::new("man");
    let folder = place.path("pages");
    fs::create_dir(&folder).unwrap();
    mfa(&["man", "--to", folder.to_str().unwrap()]).ends(0);
    let files = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path());
    files
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            // The escapes of roff for dashes and apostrophes.
            let text = fs::read_to_string(path).unwrap().replace("\\-", "-").replace("\\*(Aq", "'");
            (name, text)
        })
        .collect()
}

#[test]
fn every_command_has_help_with_examples() {
    let overview = mfa(&["--help"]).ends(0).quietly().out;
    assert!(overview.contains("Examples:") && overview.contains("Exit status:"));
    for command in COMMANDS {
        let (first, _) = command.split_once(' ').unwrap_or((command, ""));
        assert!(overview.contains(&format!("\n  {first} ")), "{command}");
        let help = mfa(&words(&[command, "--help"])).ends(0).quietly().out;
        assert!(help.contains("Examples:\n") && help.contains(&format!("mfa {command}")), "{help}");
        assert_eq!(mfa(&words(&["help", command])).ends(0).out, help);
        mfa(&words(&[command, "-h"])).ends(0).quietly();
    }
}

#[test]
fn help_manual_and_readme_have_the_same_exit_statuses() {
    let help = mfa(&["--help"]).ends(0).out;
    let (_, table) = help.split_once("Exit status:\n").unwrap();
    let readme = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let page = mfa(&["man"]).ends(0).out.replace("\\-", "-");
    // What does not fit a line goes on in the next, further in.
    let table = table.replace("\n     ", " ");
    let rows: Vec<_> = table.lines().filter_map(|line| line.trim().split_once("  ")).collect();
    assert_eq!(rows.len(), 7);
    for (status, meaning) in rows {
        assert!(readme.contains(&format!("| {status} | {meaning} |\n")), "{status}: {meaning}");
        assert!(page.contains(&format!("\\fB{status}\\fR\n{meaning}\n")), "{status}: {meaning}");
    }
}

#[test]
fn the_examples_in_the_help_are_command_lines_that_exist() {
    for command in COMMANDS {
        let help = mfa(&words(&[command, "--help"])).out;
        let (_, examples) = help.split_once("Examples:").unwrap();
        for line in examples.lines().filter_map(|line| line.trim().strip_prefix("$ ")) {
            let after = line.split("mfa ").nth(1).unwrap();
            let words = after.split_whitespace().take_while(|word| !matches!(*word, "|" | ">"));
            let known = options_in(&help);
            for option in words.filter(|word| word.starts_with("--")) {
                assert!(known.contains(option), "{line}");
            }
        }
    }
}

#[test]
fn every_option_of_every_command_is_in_its_manual_page() {
    let pages = pages();
    assert_eq!(pages.len(), COMMANDS.len() + 1);
    for command in [&[""][..], COMMANDS].concat() {
        let (name, help) = if command.is_empty() {
            ("mfa.1".to_owned(), mfa(&["--help"]).out)
        } else {
            (format!("mfa-{}.1", command.replace(' ', "-")), mfa(&words(&[command, "--help"])).out)
        };
        let (_, page) = pages.iter().find(|(found, _)| *found == name).unwrap();
        let (usage, _) = help.split_once("Examples:").unwrap();
        for option in options_in(usage) {
            assert!(page.contains(&format!("\\fB{option}\\fR")), "{name} lacks {option}");
        }
        for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "EXAMPLES", "EXIT STATUS"] {
            assert!(page.contains(&format!("\n.SH \"{section}\"\n")) || page.contains(&format!("\n.SH {section}\n")));
        }
    }
}

#[test]
fn the_manual_has_oathtools_names_side_by_side() {
    let page = mfa(&["man", "code"]).ends(0).out.replace("\\-", "-");
    for (theirs, ours) in [
        ("--totp=SHA256", "--algorithm sha256"),
        ("-b, --base32", "--secret KEY"),
        ("-c, --counter", "--counter N"),
        ("-s, --time-step-size", "--period"),
        ("-S, --start-time", "--t0"),
        ("-N, --now", "--at"),
        ("-d, --digits", "--digits N"),
        ("-w, --window", "--window N"),
        ("KEY OTP", "--check"),
    ] {
        let line = page.lines().find(|line| line.contains(theirs)).unwrap();
        assert!(line.contains(ours), "{line}");
    }
}

#[test]
fn every_field_of_the_json_answers_is_in_the_manual() {
    let place = Place::with_alice("fields");
    let mut answers = vec![
        ("status", place.mfa(&["status", "alice", "--json"])),
        ("verify", place.typing(&["verify", "alice", "--json", "--at", "59"], CODES[1])),
        ("verify", place.typing(&["verify", "alice", "--json", "--at", "59"], CODES[1])),
        ("diagnose", place.typing(&["diagnose", "alice", "--json", "--at", "59"], CODES[1])),
        ("unlock", place.mfa(&["unlock", "alice", "--json"])),
        ("rename", place.mfa(&["rename", "alice", "--to", "x", "--json"])),
        ("export", place.mfa(&["export", "alice", "--json"])),
        ("import", place.typing(&["import", "alice", "--json"], format!("otpauth://totp/y?secret={KEY_BASE32}"))),
        ("add", place.typing(&["add", "bob", "-", "--json"], KEY_BASE32)),
        ("remove", place.mfa(&["remove", "bob", "--json"])),
    ];
    let left = place.file("left", format!("{KEY_BASE32}\n\" TOTP_AUTH\n12345678\n"));
    let left = left.trim_start_matches('@');
    answers.push(("migrate", place.mfa(&["migrate", "google-authenticator", left, "carol", "--json"])));
    answers.push(("doctor", place.mfa(&["doctor", "--json"])));
    let resync = ["resync", "alice", "--json", "--drift", "9", "--at", "240"];
    answers.push(("resync", place.typing(&resync, format!("{}\n{}\n", CODES[7], CODES[8]))));
    let root = place.path("image");
    for folder in ["etc/pam.d", "lib/security"] {
        fs::create_dir_all(root.join(folder)).unwrap();
    }
    fs::write(root.join("lib/security/pam_libmfa.so"), "").unwrap();
    fs::write(root.join("etc/pam.d/sshd"), "@include common-auth\n").unwrap();
    let root = ["--json", "--root", root.to_str().unwrap()];
    let enable = [&["pam", "enable", "sshd", "--administrator", "alice", "--at", "300"], &root[..]].concat();
    answers.push(("pam-enable", place.typing(&enable, CODES[9])));
    answers.push(("pam-status", mfa(&[&["pam", "status"], &root[..]].concat())));
    answers.push(("pam-disable", mfa(&[&["pam", "disable", "sshd"], &root[..]].concat())));
    for (command, ran) in answers {
        let page = mfa(&["man", command]).ends(0).out;
        for field in ran.json().as_object().unwrap().keys() {
            assert!(page.contains(&format!("\\fB{field}\\fR")), "{command}: {field}");
        }
    }
}

#[test]
fn man_pages_render_without_complaint_where_groff_is() {
    let rendered = Command::new("groff").args(["-man", "-Tutf8", "-ww"]).stdin(Stdio::null()).output();
    if rendered.is_err() {
        return;
    }
    let place = Place::new("groff");
    for (name, _) in pages() {
        let command = name.trim_end_matches(".1").trim_start_matches("mfa").trim_start_matches('-').to_owned();
        let line = if command.is_empty() { vec!["man"] } else { vec!["man", &command] };
        let file = place.file(&name, mfa(&line).ends(0).out);
        let output =
            Command::new("groff").args(["-man", "-Tutf8", "-ww", file.trim_start_matches('@')]).output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{name}: {output:?}");
    }
}

#[test]
fn man_of_an_unknown_command_and_an_unwritable_folder_are_told() {
    mfa(&["man", "dance"]).ends(2).prints("").says("`mfa help` lists them");
    mfa(&["man", "--to", "/no/such/folder"]).ends(4).prints("").says("/no/such/folder");
}

#[test]
fn shells_get_completions_with_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = mfa(&["completions", shell]).ends(0).quietly().out;
        for command in COMMANDS {
            assert!(command.split(' ').all(|word| script.contains(word)), "{shell}: {command}");
        }
    }
    mfa(&["completions", "cmd"]).ends(2);
}

#[test]
fn the_version_is_told() {
    let version = concat!("mfa ", env!("CARGO_PKG_VERSION"), "\n");
    mfa(&["--version"]).ends(0).prints(version).quietly();
}

#[test]
fn unknown_commands_and_options_are_bad_usage() {
    for line in [&[][..], &["dance"], &["list", "--fast"], &["verify"], &["list", "alice"], &["status", "a", "b"]] {
        let ran = mfa(line).ends(2).prints("");
        assert!(!ran.err.is_empty());
    }
}

#[test]
fn an_argument_that_does_not_belong_is_not_repeated() {
    let told = |line: &[&str], says: &str| {
        let ran = mfa(line).ends(2).prints("").says(says).says("Usage: mfa");
        for secret in ["GEZD", "GNBV", "GY3T", "QOJQ", "287082"] {
            assert!(!ran.err.contains(secret), "{line:?}: {ran:?}");
        }
    };
    told(&["code", "--secret", "GEZD", "GNBV", "GY3T", "QOJQ"], "a secret with spaces needs quotes");
    told(&["code", "--secret", "GEZD", "GNBV"], "cannot be used with");
    told(&["add", "alice", "--secret", "GEZD", "GNBV", "GY3T"], "a secret with spaces needs quotes");
    told(&["code", "GEZDGNBVGY3TQOJQ", "287082"], "a code to check goes behind --check");
    told(&["verify", "alice", "287082"], "the code is read from standard input");
    told(&["diagnose", "alice", "287082"], "the code is read from standard input");
    told(&["resync", "alice", "287082", "359152"], "the codes are read from standard input");
    told(&["status", "alice", "GEZD"], "there is an argument too many");
    told(&["status", "alice", "-287082"], "unexpected argument '-2'");
    told(&["GEZDGNBVGY3TQOJQ"], "there is no such command; `mfa help` lists them");
    told(&["code", "--hotp=GEZD", "-"], "--hotp takes no value");
    // A value is told by what is wrong with it.
    let ran = mfa(&["add", "otpauth://totp/a?secret=GEZD", "-"]).ends(2).says("error: <PERSON>: a name cannot contain");
    assert!(!ran.err.contains("GEZD"), "{ran:?}");
    // An option that is like another is told, with what it is like.
    mfa(&["list", "--stor", "x"]).ends(2).says("--store");
    mfa(&["list", "-b"]).ends(2).says("'-b'");
    mfa(&["verfy", "alice"]).ends(2).says("is `verify` meant?");
}

#[test]
fn a_reader_who_goes_away_is_no_error() {
    let place = Place::new("reader");
    let key = place.file("key", KEY_BASE32);
    let mut child = program()
        .args(["code", "--secret", &key, "--window", "1000000"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 7];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let mut complaint = String::new();
    child.stderr.take().unwrap().read_to_string(&mut complaint).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(complaint, "");
}

#[test]
fn output_that_cannot_be_written_ends_with_4() {
    let place = Place::with_alice("unwritable");
    let store = place.store();
    let store = store.to_str().unwrap();
    for line in [
        &["--help"][..],
        &["man"],
        &["completions", "bash"],
        &["--store", store, "list"],
        &["--store", store, "list", "--json"],
        &["--store", store, "export", "alice"],
    ] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let status = program().args(line).stdout(full).stderr(Stdio::null()).status().unwrap();
        assert_eq!(status.code(), Some(4), "{line:?}");
    }
}

#[test]
fn no_command_line_and_no_input_makes_it_panic() {
    let place = Place::with_alice("garbage");
    let words: Vec<OsString> = [
        "",
        "-",
        "--",
        "@",
        "@/dev/null",
        "@/dev/zero",
        "alice",
        "bob",
        "\u{1b}",
        "\u{202e}",
        "é",
        "日本",
        "0",
        "1",
        "-1",
        "6",
        "10",
        "59",
        "18446744073709551615",
        "18446744073709551616",
        "1099511627777",
        "1e400",
        "NaN",
        "now",
        "2026-02-30",
        "9999-12-31T23:59:59Z",
        "10000-01-01",
        "-9999-01-01",
        "2026-01-01T00:00:60Z",
        "287082",
        "GEZDGNBVGY3TQOJQ",
        "otpauth://",
        "otpauth://totp/?secret=",
        "otpauth://hotp/%",
        "1,2",
        ",",
        "sha1",
        "administrator",
        "--secret",
        "--hex",
        "--uri",
        "--hotp",
        "--counter",
        "--at",
        "--window",
        "--digits",
        "--algorithm",
        "--period",
        "--t0",
        "--check",
        "--store",
        "--json",
        "--name",
        "--if-absent",
        "--policy",
        "--preset",
        "--look-ahead",
        "--drift",
        "--resync-range",
        "--reach",
        "--to",
        "--all",
        "--dry-run",
        "--root",
        "--self",
        "--administrator",
        "--exempt-group",
        "sshd",
        "google-authenticator",
        "users.oath",
        "--help",
        "--version",
        "-h",
        "-V",
    ]
    .into_iter()
    .map(OsString::from)
    .chain([OsString::from_vec(vec![0xff, 0xfe]), OsString::from("x".repeat(5000))])
    .collect();
    let typed: [&[u8]; 8] = [
        b"",
        b"\n",
        b"287082\n755224\n",
        b"\xff",
        b"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        b"otpauth://\n",
        &[b'A'; 9000],
        &[0; 300],
    ];
    let mut dice = Dice(20_260_101);
    // Nothing is to be written outside the test's own folder, so `man --to` is left out.
    let commands: Vec<&str> = COMMANDS.iter().copied().filter(|command| *command != "man").collect();
    for round in 0..1500 {
        let mut line = vec![OsString::from(commands[dice.next(commands.len())])];
        line.extend((0..dice.next(8)).map(|_| words[dice.next(words.len())].clone()));
        line.extend([OsString::from("--store"), place.store().into_os_string()]);
        // In a folder of its own, for `--store` makes folders of any name.
        let ran = run(program().current_dir(place.folder()).args(&line), typed[dice.next(typed.len())]);
        assert!((0..=5).contains(&ran.status), "round {round}: {line:?}: {ran:?}");
        assert!(!ran.err.contains("panicked"), "round {round}: {line:?}: {ran:?}");
    }
}

#[test]
fn page_of_a_command_with_two_words_is_found_by_either_form() {
    let page = mfa(&["man", "recovery-redeem"]).ends(0).out;
    assert!(page.contains("mfa\\-recovery\\-redeem"), "{page}");
    for words in [&["recovery", "redeem"][..], &["recovery redeem"]] {
        mfa(&[&["man"], words].concat()).ends(0).prints(&page);
    }
    mfa(&["man", "recovery", "dance"]).ends(2).says("there is no command of that name");
    mfa(&["man", "recovery", "redeem", "now"]).ends(2);
}

#[test]
fn numbers_out_of_range_are_refused_with_those_that_there_are() {
    for (line, allowed) in [
        (&["recovery-codes", "new", "alice", "--count", "20"][..], "1 to 16"),
        (&["recovery-codes", "new", "alice", "--count", "0"], "1 to 16"),
        (&["enroll", "alice", "--recovery-codes", "17"], "1 to 16"),
        (&["require", "alice", "--days", "3", "--logins", "65536"], "1 to 65535"),
        (&["require", "alice", "--days", "367"], "0 to 366 days"),
        (&["code", "--window", "1000001"], "0 to 1000000"),
        (&["code", "--window", "x"], "0 to 1000000"),
    ] {
        mfa(line).ends(2).says(&format!("it must be {allowed}\n"));
    }
}

#[test]
fn what_says_how_codes_are_verified_is_not_taken_where_none_is() {
    for command in [
        &["recovery", "key", "alice"][..],
        &["recovery", "redeem", "alice"],
        &["recovery", "challenge", "alice"],
        &["recovery-codes", "new", "alice"],
        &["recovery-codes", "use", "alice"],
        &["reset", "alice"],
    ] {
        for option in [["--preset", "nist"], ["--window", "1"], ["--look-ahead", "3"], ["--drift", "3"]] {
            mfa(&[command, &option].concat()).ends(2).says(option[0]);
        }
        assert!(mfa(&[command, &["--help"]].concat()).ends(0).out.contains("--policy <FILE>"));
    }
}
