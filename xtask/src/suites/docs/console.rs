//! Reading the commands in a Markdown document.
//!
//! They stand in fenced blocks tagged `console`, each on a line that begins with `$ `; the lines up to the next
//! command are its output. Without any, only its exit status counts: 0, or what `# exit N` at the end of the command
//! says.

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// The line of the document, from 1.
    pub(super) line: usize,
    pub(super) command: String,
    pub(super) status: i32,
    /// Without white space at its ends; empty if none is shown.
    pub(super) output: String,
}

/// A line of the document, from 1, and what is wrong there.
pub(super) type Wrong = (usize, String);

/// The commands of a document, in order.
pub(super) fn read(text: &str) -> Vec<Result<Told, Wrong>> {
    let mut found: Vec<Result<Told, Wrong>> = Vec::new();
    for block in blocks(text).into_iter().filter(|block| block.tag == "console") {
        let mut begun = false;
        for (number, line) in block.lines {
            if let Some(command) = line.strip_prefix("$ ") {
                begun = true;
                let (command, status) = split_status(command);
                found.push(Ok(Told { line: number, command: command.to_owned(), status, output: String::new() }));
            } else if !begun {
                found.push(Err((number, "a console block begins with `$ ` and a command".to_owned())));
                break;
            } else if let Some(Ok(told)) = found.last_mut() {
                told.output.push_str(line.trim_end());
                told.output.push('\n');
            }
        }
    }
    for told in found.iter_mut().flatten() {
        told.output = told.output.trim().to_owned();
    }
    found
}

/// The words of a command, after the variables that are set for it.
pub(super) fn words(command: &str) -> Vec<&str> {
    let is_setting = |word: &&str| {
        word.split_once('=').is_some_and(|(name, _)| {
            !name.is_empty() && name.chars().all(|c| c == '_' || c.is_ascii_uppercase() || c.is_ascii_digit())
        })
    };
    let words = command.split('#').next().unwrap_or_default().split_whitespace();
    words.skip_while(is_setting).collect()
}

/// Cuts `# exit N` off the end of a command.
fn split_status(command: &str) -> (&str, i32) {
    let stated = command.rsplit_once('#').and_then(|(before, comment)| {
        let number = comment.trim().strip_prefix("exit ")?.trim().parse().ok()?;
        Some((before.trim_end(), number))
    });
    stated.unwrap_or((command.trim_end(), 0))
}

/// A fenced block.
pub(super) struct Block<'a> {
    pub(super) tag: &'a str,
    pub(super) lines: Vec<(usize, &'a str)>,
}

/// The fenced blocks of a document; a block's lines lose the indentation that its fence has.
pub(super) fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut found = Vec::new();
    let mut open: Option<(&str, usize, Block<'_>)> = None;
    for (line, number) in text.lines().zip(1..) {
        let bare = line.trim_start();
        let indent = line.len().saturating_sub(bare.len());
        match open.take() {
            None => {
                if let Some((fence, tag)) = fence(bare) {
                    open = Some((fence, indent, Block { tag, lines: Vec::new() }));
                }
            }
            Some((opened, _, block)) if closes(bare, opened) => found.push(block),
            Some((opened, at, mut block)) => {
                let shown = line.get(at.min(indent)..).unwrap_or_default();
                block.lines.push((number, shown));
                open = Some((opened, at, block));
            }
        }
    }
    // Markdown closes an open block at the end of the document.
    found.extend(open.map(|(_, _, block)| block));
    found
}

/// The text without its fenced blocks, line by line with their numbers.
pub(super) fn outside_blocks(text: &str) -> Vec<(usize, &str)> {
    let mut inside: Option<&str> = None;
    let mut lines = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        let bare = line.trim_start();
        match inside {
            None => match fence(bare) {
                Some((opened, _)) => inside = Some(opened),
                None => lines.push((number, line)),
            },
            Some(opened) if closes(bare, opened) => inside = None,
            Some(_) => {}
        }
    }
    lines
}

/// A fence's own characters and its tag, if the line opens a block.
fn fence(line: &str) -> Option<(&str, &str)> {
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let tag = line.trim_start_matches(mark);
    let fence = line.get(..line.len().checked_sub(tag.len())?)?;
    (fence.len() >= 3 && !tag.contains('`')).then_some((fence, tag.trim()))
}

fn closes(line: &str, opened: &str) -> bool {
    fence(line).is_some_and(|(fence, tag)| tag.is_empty() && fence.starts_with(opened))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(line: usize, command: &str, status: i32, output: &str) -> Result<Told, Wrong> {
        Ok(Told { line, command: command.into(), status, output: output.into() })
    }

    #[test]
    fn commands_come_with_their_output() {
        let text = "\
# Title

```console
$ mfa add alice
added

  alice
$ mfa list

$ mfa verify alice 000000 # exit 1
rejected
```

```sh
$ not this one
```
";
        assert_eq!(
            read(text),
            [
                told(4, "mfa add alice", 0, "added\n\n  alice"),
                told(8, "mfa list", 0, ""),
                told(10, "mfa verify alice 000000", 1, "rejected"),
            ]
        );
    }

    #[test]
    fn block_in_a_list_loses_its_indentation() {
        let text = "1. First:\n   ```console\n   $ mfa list\n     two\n   ```\n";
        assert_eq!(read(text), [told(3, "mfa list", 0, "two")]);
    }

    #[test]
    fn output_without_a_command_is_wrong() {
        let found = read("```console\nhello\n$ mfa list\n```\n");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].as_ref().unwrap_err().0, 2);
    }

    #[test]
    fn only_a_trailing_exit_comment_states_a_status() {
        assert_eq!(split_status("mfa x # exit 3"), ("mfa x", 3));
        assert_eq!(split_status("mfa x # leaves"), ("mfa x # leaves", 0));
        assert_eq!(split_status("echo '#' exit"), ("echo '#' exit", 0));
    }

    #[test]
    fn variables_before_a_command_are_not_its_name() {
        assert_eq!(words("MFA_ALLOW_SYSTEM_CHANGES=1 cargo xtask test --all"), ["cargo", "xtask", "test", "--all"]);
        assert_eq!(words("mfa a=b # note"), ["mfa", "a=b"]);
    }

    #[test]
    fn longer_fences_hold_shorter_ones() {
        let text = "````markdown\n```console\n$ no\n```\n````\n```console\n$ yes\n```\n";
        assert_eq!(read(text), [told(7, "yes", 0, "")]);
        assert_eq!(outside_blocks("a\n```\nb\n```\nc\n"), [(1, "a"), (5, "c")]);
    }
}
