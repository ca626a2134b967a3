//! The block of lines that is ours in the file of a service: put in, found, and taken out again, byte for byte.

/// How the first line begins, and the whole of the last.
const BEGIN: &[u8] = b"# libmfa: begin";
const END: &[u8] = b"# libmfa: end";

/// A block without its last line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Endless;

/// The text with a block behind a line of it, counted from 1.
pub(super) fn put_in(text: &[u8], behind: usize, service: &str, rules: &[String]) -> Vec<u8> {
    let begin = format!("{} (mfa pam disable {service} takes this block out again)", String::from_utf8_lossy(BEGIN));
    let mut block = vec![begin];
    block.extend(rules.iter().cloned());
    block.push(String::from_utf8_lossy(END).into_owned());
    let block = block.join("\n");
    let mut with = Vec::with_capacity(text.len().saturating_add(block.len()).saturating_add(1));
    for (number, line) in (1..).zip(text.split_inclusive(is_newline)) {
        with.extend_from_slice(line);
        if number == behind {
            // A last line without its end gets one, and then it is ours that has none.
            let (before, after) = if line.ends_with(b"\n") { ("", "\n") } else { ("\n", "") };
            for part in [before, &block, after] {
                with.extend_from_slice(part.as_bytes());
            }
        }
    }
    with
}

/// The text without the blocks in it; `None` if there is none.
pub(super) fn taken_out(text: &[u8]) -> Result<Option<Vec<u8>>, Endless> {
    let mut without = Vec::with_capacity(text.len());
    let (mut inside, mut found) = (false, false);
    for line in text.split_inclusive(is_newline) {
        if !inside && line.starts_with(BEGIN) {
            (inside, found) = (true, true);
        } else if inside && line.trim_ascii_end() == END {
            inside = false;
            if !line.ends_with(b"\n") && without.ends_with(b"\n") {
                without.pop();
            }
        } else if !inside {
            without.extend_from_slice(line);
        }
    }
    if inside { Err(Endless) } else { Ok(found.then_some(without)) }
}

/// Whether a block is in there.
pub(super) fn is_in(text: &[u8]) -> bool {
    text.split_inclusive(is_newline).any(|line| line.starts_with(BEGIN))
}

const fn is_newline(byte: &u8) -> bool {
    *byte == b'\n'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Vec<String> {
        vec!["auth required pam_libmfa.so".to_owned()]
    }

    #[test]
    fn what_was_put_in_anywhere_is_taken_out_byte_for_byte() {
        for text in [&b"a\nb\nc\n"[..], b"a\nb\nc", b"\n\n\n", b"a\r\n\xff\xfe\r\nc\r\n", b"a\nb\n# libmfa\n"] {
            for behind in 1..=3 {
                let with = put_in(text, behind, "sshd", &rules());
                assert_ne!(with, text);
                assert_eq!(taken_out(&with), Ok(Some(text.to_vec())));
                assert_eq!(taken_out(text), Ok(None));
            }
        }
    }

    #[test]
    fn block_stands_behind_its_line_and_says_how_it_is_undone() {
        let with = put_in(b"a\nb\n", 1, "sshd", &rules());
        let expected = "a\n# libmfa: begin (mfa pam disable sshd takes this block out again)\n\
                        auth required pam_libmfa.so\n# libmfa: end\nb\n";
        assert_eq!(String::from_utf8(with).unwrap(), expected);
    }

    #[test]
    fn block_without_an_end_is_not_guessed_at() {
        assert_eq!(taken_out(b"a\n# libmfa: begin\nauth required pam_libmfa.so\nb\n"), Err(Endless));
    }
}
