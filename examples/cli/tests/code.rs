//! `mfa code` prints the codes of the RFCs, and only codes.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may be blunt")]

mod common;

use common::{
    CODES, KEY_32_HEX, KEY_64_HEX, KEY_BASE32, KEY_HEX, OTHER_CODES, OTHER_HEX, Place, Ran, TOTP, mfa, mfa_typing,
};

/// The codes of a secret on standard input.
fn code(secret: &str, options: &[&str]) -> Ran {
    let mut args = vec!["code", "-"];
    args.extend(options);
    mfa_typing(&args, secret.as_bytes())
}

#[test]
fn counter_based_codes_are_those_of_rfc_4226() {
    let all = CODES.map(|code| format!("{code}\n")).concat();
    code(KEY_BASE32, &["--hotp", "--window", "9"]).ends(0).prints(&all).quietly();
    for (counter, expected) in CODES.iter().enumerate() {
        let counter = counter.to_string();
        let ran = code(KEY_BASE32, &["--hotp", "--counter", &counter]);
        ran.ends(0).prints(&format!("{expected}\n"));
    }
}

#[test]
fn time_based_codes_are_those_of_rfc_6238_leading_zeros_and_all() {
    let place = Place::new("rfc6238");
    let keys = [KEY_HEX, KEY_32_HEX, KEY_64_HEX].map(|key| place.file(&key.len().to_string(), key));
    for (time, codes) in TOTP {
        for ((key, hash), expected) in keys.iter().zip(["sha1", "sha256", "sha512"]).zip(codes) {
            let args = ["code", "--hex", key, "--algorithm", hash, "--digits", "8", "--at", time];
            mfa(&args).ends(0).prints(&format!("{expected}\n")).quietly();
        }
    }
    code(KEY_BASE32, &["--at", "1111111109"]).prints("081804\n");
}

#[test]
fn window_prints_further_codes_one_a_line() {
    code(KEY_BASE32, &["--at", "59", "--window", "2"]).ends(0).prints("287082\n359152\n969429\n");
}

#[test]
fn period_and_t0_move_the_steps() {
    for (at, expected) in [("1059", 0), ("1060", 1), ("1119", 1), ("1120", 2)] {
        code(KEY_BASE32, &["--period", "60", "--t0", "1000", "--at", at])
            .ends(0)
            .prints(&format!("{}\n", CODES[expected]));
    }
}

#[test]
fn times_are_dates_too() {
    for at in ["2005-03-18 01:58:29 UTC", "2005-03-18T01:58:29Z", "2005-03-18T02:58:29+01:00", "@1111111109"] {
        code(KEY_BASE32, &["--digits", "8", "--at", at]).ends(0).prints("07081804\n");
    }
}

#[test]
fn a_code_of_now_is_the_code_of_this_time() {
    let seconds = || {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.unwrap().as_secs()
    };
    let before = seconds();
    let shown = code(KEY_BASE32, &[]).ends(0).out;
    let possible = [before, seconds()].map(|at| code(KEY_BASE32, &["--at", &at.to_string()]).out);
    assert!(possible.contains(&shown));
    code(KEY_BASE32, &["--at", "now"]).ends(0).quietly();
}

#[test]
fn a_secret_is_read_however_it_is_spelled() {
    let place = Place::new("spelled");
    for text in [
        "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "gezd gnbv gy3t qojq gezd gnbv gy3t qojq",
        "GEZDGNBV-GY3TQOJQ-GEZDGNBV-GY3TQOJQ\r\n",
        "  gezdgnbvgy3tqojqgezdgnbvgy3tqojq\n\n",
    ] {
        code(text, &["--at", "59"]).ends(0).prints("287082\n").quietly();
        let file = place.file("base32", text);
        mfa(&["code", "--at", "59", "--secret", &file]).ends(0).prints("287082\n").quietly();
    }
    // 16 bytes, whose base32 has padding.
    for text in ["GEZDGNBVGY3TQOJQGEZDGNBVGY======", "GEZDGNBVGY3TQOJQGEZDGNBVGY"] {
        code(text, &["--at", "59"]).ends(0);
    }
    for text in [
        KEY_HEX.to_owned(),
        "31 32 33 34 35 36 37 38 39 30 31 32 33 34 35 36 37 38 39 30\n".to_owned(),
        "31:32:33:34:35:36:37:38:39:30:31:32:33:34:35:36:37:38:39:30".to_owned(),
    ] {
        let file = place.file("hex", text);
        mfa(&["code", "--at", "59", "--hex", &file]).ends(0).prints("287082\n").quietly();
    }
}

#[test]
fn keys_with_nul_and_high_bytes_are_keys_like_any_other() {
    let place = Place::new("binary");
    for spelled in [OTHER_HEX.to_owned(), OTHER_HEX.to_uppercase()] {
        let file = place.file("hex", spelled);
        let ran = mfa(&["code", "--hotp", "--hex", &file, "--window", "3"]);
        ran.ends(0).prints(&OTHER_CODES.map(|code| format!("{code}\n")).concat());
    }
}

#[test]
fn keys_of_10_to_128_bytes_are_taken_whole() {
    let place = Place::new("lengths");
    for (length, status) in [(9, 2), (10, 0), (64, 0), (65, 0), (128, 0), (129, 2), (1000, 2)] {
        let file = place.file("hex", "5a".repeat(length));
        mfa(&["code", "--hotp", "--hex", &file]).ends(status);
    }
    // RFC 4231, section 4.7, keys HMAC with 131 bytes; what is longer than 128 is refused here, never cut.
    let longer = place.file("longer", "aa".repeat(131));
    mfa(&["code", "--hotp", "--hex", &longer]).ends(2).says("longer than 128 bytes");
}

#[test]
fn an_otpauth_uri_says_everything() {
    let place = Place::new("uri");
    let uri = format!("otpauth://totp/ACME:alice?secret={KEY_BASE32}&digits=8&period=30&algorithm=SHA1");
    let file = place.file("uri", format!("{uri}\n"));
    mfa(&["code", "--uri", &file, "--at", "1111111109"]).ends(0).prints("07081804\n").quietly();
    code(&uri, &["--at", "1111111109"]).ends(0).prints("07081804\n").quietly();

    let counted = format!("otpauth://hotp/ACME:alice?secret={KEY_BASE32}&counter=3");
    code(&counted, &[]).prints("969429\n");
    code(&counted, &["--counter", "7"]).prints("162583\n");
    code(&format!("otpauth://hotp/alice?secret={KEY_BASE32}&counter=0"), &[]).prints("755224\n");
    code(&format!("otpauth://hotp/alice?secret={KEY_BASE32}"), &[]).ends(2).says("must have a counter");

    for option in [["--digits", "6"], ["--algorithm", "sha1"], ["--period", "30"], ["--t0", "0"]] {
        code(&uri, &option).ends(2).prints("").says(&format!("leave {} out", option[0]));
    }
    code(&uri, &["--hotp"]).ends(2).says("leave --hotp out");
    code(&uri, &["--counter", "1"]).ends(2).says("--counter");
}

#[test]
fn a_secret_on_the_command_line_earns_a_warning_and_only_codes_are_printed() {
    let uri = format!("otpauth://totp/a?secret={KEY_BASE32}");
    for way in [["--secret", KEY_BASE32], ["--hex", KEY_HEX], ["--uri", &uri]] {
        mfa(&["code", way[0], way[1], "--at", "59"])
            .ends(0)
            .prints("287082\n")
            .says("warning: the secret is on the command line");
    }
}

#[test]
fn check_tells_how_far_off_a_code_is() {
    let check = |code_typed: &str, at: &str, window: &str| {
        code(KEY_BASE32, &["--at", at, "--window", window, "--check", code_typed])
    };
    check(CODES[1], "59", "0").ends(0).prints("0\n").quietly();
    check("287 082", "59", "0").ends(0).prints("0\n");
    check(CODES[1], "119", "2").ends(0).prints("-2\n");
    check(CODES[5], "119", "2").ends(0).prints("2\n");
    check(CODES[1], "119", "1").ends(1).prints("").quietly();
    // The window reaches back before step 0, where there is nothing.
    check(CODES[0], "59", "50").ends(0).prints("-1\n");
    let counted = |typed: &str, window: &str| {
        code(KEY_BASE32, &["--hotp", "--counter", "3", "--window", window, "--check", typed])
    };
    counted(CODES[3], "0").ends(0).prints("0\n");
    counted(CODES[5], "2").ends(0).prints("2\n");
    counted(CODES[6], "2").ends(1).prints("");
    counted(CODES[2], "9").ends(1).prints("");
}

#[test]
fn check_finds_both_of_two_neighbours_that_share_a_code() {
    // SHA-1 and the RFC's key: steps 50424280 and 50424281 both have 070562.
    for at in [50_424_280_u64 * 30, 50_424_281 * 30] {
        code(KEY_BASE32, &["--at", &at.to_string(), "--check", "070562"]).ends(0).prints("0\n");
    }
}

#[test]
fn what_is_not_shaped_like_a_code_is_bad_input() {
    for typed in ["12345", "12345678901", "28708a", "２８７０８２", "٢٨٧٠٨٢", "", " ", "-287082x"] {
        code(KEY_BASE32, &["--at", "59", "--check", typed]).ends(2).prints("");
    }
    code(KEY_BASE32, &["--at", "59", "--check", "94287082"]).ends(2).says("--digits");
}

#[test]
fn a_character_that_is_no_digit_is_told_by_its_place_and_check_says_nothing_of_counting() {
    for (typed, place) in [("x87082", 1), ("28708a", 6), ("２８７０８２", 1), ("28é082", 3), ("28 7é08", 5)] {
        let ran = code(KEY_BASE32, &["--at", "59", "--check", typed]).ends(2);
        assert_eq!(ran.err, format!("error: character {place} of the code is not a digit 0 to 9\n"));
    }
    let ran = code(KEY_BASE32, &["--at", "59", "--check", "12345"]).ends(2);
    assert!(!ran.err.contains("counted"), "{ran:?}");
}

#[test]
fn a_dash_for_the_value_of_an_option_is_standard_input_in_that_form() {
    let uri = format!("otpauth://totp/a?secret={KEY_BASE32}");
    for (option, typed) in [("--secret", KEY_BASE32), ("--hex", KEY_HEX), ("--uri", &uri)] {
        let ran = mfa_typing(&["code", option, "-", "--at", "59"], typed.as_bytes());
        ran.ends(0).prints("287082\n").quietly();
    }
    mfa_typing(&["code", "--hex", "-"], KEY_BASE32.as_bytes()).ends(2).says("not hexadecimal");
}

#[test]
fn numbers_out_of_range_are_refused_and_the_range_is_told() {
    let refused = |options: &[&str], says: &str| {
        code(KEY_BASE32, options).ends(2).prints("").says(says);
    };
    for digits in ["5", "11", "0", "-1", "six", "", "300", "99999999999999999999"] {
        refused(&["--digits", digits], "6 to 10 digits");
    }
    for period in ["0", "3601", "-30", "1e2", "4294967326"] {
        refused(&["--period", period], "1 to 3600 seconds");
    }
    for counter in ["18446744073709551615", "-1", "99999999999999999999", "x"] {
        refused(&["--hotp", "--counter", counter], "a counter is at most");
    }
    refused(&["--at", "-1"], "the time is negative");
    refused(&["--at", "1700000000000"], "not milliseconds");
    refused(&["--at", "18446744073709551615"], "not milliseconds");
    refused(&["--at", "yesterday"], "write a time as");
    refused(&["--at", "59", "--t0", "60"], "before the credential's T0");
    refused(&["--window", "1000001"], "--window");
    refused(&["--window", "-1"], "--window");
    refused(&["--algorithm", "md5"], "sha1, sha256, sha512");
}

#[test]
fn the_last_counter_and_the_last_time_have_codes_and_none_after_them() {
    let last = "18446744073709551614";
    let ran = code(KEY_BASE32, &["--hotp", "--counter", last, "--window", "5"]).ends(0);
    assert_eq!(ran.out.lines().count(), 1);
    let ran = code(KEY_BASE32, &["--at", "1099511627776", "--window", "5"]).ends(0);
    assert_eq!(ran.out.lines().count(), 1);
    code(KEY_BASE32, &["--at", "1099511627776", "--window", "5", "--check", common::WRONG]).ends(1);
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    let refused = |options: &[&str], says: &str| {
        code(KEY_BASE32, options).ends(2).prints("").says(says);
    };
    refused(&["--counter", "3"], "add --hotp or leave it out");
    refused(&["--hotp", "--period", "30"], "--period is for time-based codes");
    refused(&["--hotp", "--t0", "0"], "--t0 is for time-based codes");
    refused(&["--hotp", "--at", "59"], "--at is for time-based codes");
    mfa(&["code", "--secret", "@a", "--hex", "@b"]).ends(2).says("cannot be used with");
    mfa(&["code"]).ends(2).says("--secret");
}

#[test]
fn bad_secrets_are_refused_and_never_repeated() {
    let place = Place::new("bad");
    let refused = |option: &str, content: &[u8], says: &str| {
        let file = place.file("bad", content);
        let ran = mfa(&["code", option, &file]).ends(2).prints("").says(says);
        assert!(!ran.err.contains("GEZD") && !ran.err.contains("gezd"), "{ran:?}");
    };
    refused("--secret", b"", "the secret is empty");
    refused("--secret", b" \n\n", "the secret is empty");
    for wrong in ['0', '1', '8', '9', '!', 'ä', '\0'] {
        refused("--secret", format!("GEZDGNBVGY3TQOJQ{wrong}EZDGNBVGY3TQOJQ").as_bytes(), "base32");
    }
    refused("--secret", b"GEZDGNBV", "at least 10");
    refused("--secret", b"GEZDGNBVGY3TQOJQG", "incomplete");
    refused("--secret", b"GEZDGNBVGY3TQOJQ\nGEZDGNBVGY3TQOJQ", "several lines");
    refused("--secret", b"\xff\xfe", "not UTF-8");
    refused("--secret", &[b'A'; 5000], "more than 4098 bytes");
    refused("--secret", b"otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ", "with --uri");
    refused("--hex", b"3132333435363738393", "not hexadecimal");
    refused("--hex", b"3132333435363738393g", "not hexadecimal");
    refused("--hex", b"0x31323334353637383930", "not hexadecimal");
    refused("--hex", b"GEZDGNBVGY3TQOJQ", "not hexadecimal");
    refused("--uri", b"https://example.org/?secret=GEZDGNBVGY3TQOJQ", "begins otpauth://");
    refused("--uri", b"otpauth://totp/alice", "no secret");
    refused("--uri", b"otpauth:", "otpauth://");
    refused("--uri", b"otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ&digits=-1", "digits is 6 to 10");
    refused("--uri", b"otpauth://totp/a?secret=GEZDGNBVGY3TQOJQ&period=0", "period is 1 to 3600");
    refused("--uri", b"otpauth://totp/%E2%80%AEa?secret=GEZDGNBVGY3TQOJQ", "bidirectional");
    // In place of a dash there may be a secret.
    let ran = mfa(&["code", KEY_BASE32]).ends(2).says("give the secret with");
    assert!(!ran.err.contains(KEY_BASE32));
    mfa(&["code", "--secret", "@/no/such/file"]).ends(2).says("/no/such/file cannot be read");
    mfa(&["code", "--secret", "@/"]).ends(2).says("cannot be read");
    mfa(&["code", "--secret", "@"]).ends(2).says("there is no file name after the @");
}
