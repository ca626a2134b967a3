//! The manual pages and what help says at its end: both from the command line's own definition and from [`words`].

mod words;

use std::io;

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

use crate::args::{Cli, STYLES};
use crate::exit;
use words::Words;

/// A manual page.
pub(crate) struct Page {
    /// `mfa`, `mfa-code` and so on.
    pub(crate) name: String,
    pub(crate) text: String,
}

/// The page of the program, of each of its commands, and of the commands of these.
pub(crate) fn pages() -> io::Result<Vec<Page>> {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    with_its_own(command).into_iter().map(page).collect()
}

fn with_its_own(command: Command) -> Vec<Command> {
    let own: Vec<Command> = command.get_subcommands().cloned().collect();
    core::iter::once(command).chain(own.into_iter().flat_map(with_its_own)).collect()
}

/// What `--help` says after the options: examples, and for the program the exit statuses.
pub(crate) fn help_of(name: &str) -> String {
    let heading = STYLES.get_header();
    let mut help = format!("{heading}Examples:{heading:#}");
    for (what, line) in words::of(name).examples {
        help += &format!("\n  {what}:\n      $ {line}");
    }
    if name == PROGRAM {
        help += &format!("\n\n{heading}Exit status:{heading:#}");
        for (status, meaning) in exit::TABLE {
            help += &format!("\n  {}  {}", status as u8, hanging(meaning, 5));
        }
    }
    help
}

/// A text in lines for 80 columns, all but the first of which are indented.
fn hanging(text: &str, indent: usize) -> String {
    let mut lines = String::new();
    let mut column = indent;
    for word in text.split(' ') {
        column = column.saturating_add(word.len()).saturating_add(1);
        if column > 80 {
            lines += &format!("\n{:indent$}", "");
            column = indent.saturating_add(word.len()).saturating_add(1);
        } else if !lines.is_empty() {
            lines.push(' ');
        }
        lines += word;
    }
    lines
}

const PROGRAM: &str = "mfa";

fn page(command: Command) -> io::Result<Page> {
    let name = command.get_display_name().unwrap_or(PROGRAM).to_owned();
    let words = words::of(name.strip_prefix("mfa-").unwrap_or(&name));
    let is_program = name == PROGRAM;
    let has_commands = command.has_subcommands();
    let version = env!("CARGO_PKG_VERSION");
    let man = Man::new(command).source(format!("libmfa {version}")).manual("libmfa");

    let mut sections = vec![
        rendered(|to| man.render_title(to))?,
        rendered(|to| man.render_name_section(to))?,
        rendered(|to| man.render_synopsis_section(to))?,
        rendered(|to| man.render_description_section(to))?,
        rendered(|to| man.render_options_section(to))?,
    ];
    if has_commands {
        sections.push(rendered(|to| man.render_subcommands_section(to))?);
    }
    sections.push(rendered(|to| own_sections(&words, is_program).to_writer(to))?);
    // Each section comes with the same definitions, and a page needs them once.
    let definitions = Roff::new().render();
    let bare = sections.iter().map(|section| section.strip_prefix(&definitions).unwrap_or(section));
    let text = core::iter::once(definitions.as_str()).chain(bare).collect();
    Ok(Page { name, text })
}

fn rendered(render: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) -> io::Result<String> {
    let mut section = Vec::new();
    render(&mut section)?;
    String::from_utf8(section).map_err(io::Error::other)
}

/// The sections that are not about the options.
fn own_sections(words: &Words, is_program: bool) -> Roff {
    let mut roff = Roff::new();
    if !words.json.is_empty() {
        roff.control("SH", ["JSON"]);
        roff.text([roman(words::ABOUT_JSON)]);
        for (field, meaning) in words.json {
            roff.control("TP", []);
            roff.text([bold(*field)]);
            roff.text([roman(*meaning)]);
        }
    }
    if !words.oathtool.is_empty() {
        roff.control("SH", ["COMING FROM OATHTOOL"]);
        roff.text([roman(words::ABOUT_OATHTOOL)]);
        let width = words.oathtool.iter().map(|(theirs, _)| theirs.len()).max().unwrap_or(0);
        let lines = words.oathtool.iter().map(|(theirs, ours)| format!("{theirs:width$}   {ours}"));
        as_it_is(&mut roff, lines);
    }
    roff.control("SH", ["EXAMPLES"]);
    for (what, line) in words.examples {
        roff.control("PP", []);
        roff.text([roman(format!("{what}:"))]);
        as_it_is(&mut roff, [format!("$ {line}")]);
    }
    roff.control("SH", ["EXIT STATUS"]);
    for (status, meaning) in exit::TABLE {
        roff.control("TP", []);
        roff.text([bold((status as u8).to_string())]);
        roff.text([roman(meaning)]);
    }
    if is_program {
        roff.control("SH", ["FILES"]);
        roff.control("TP", []);
        roff.text([bold("/var/lib/libmfa")]);
        roff.text([roman(words::ABOUT_STORE)]);
        roff.control("TP", []);
        roff.text([bold("/etc/libmfa/policy.toml")]);
        roff.text([roman(words::ABOUT_POLICY)]);
    } else {
        roff.control("SH", ["SEE ALSO"]);
        roff.text([bold(PROGRAM), roman("(1)")]);
    }
    roff
}

/// Lines that are neither filled nor broken.
fn as_it_is(roff: &mut Roff, lines: impl IntoIterator<Item = String>) {
    roff.control("RS", ["4"]);
    roff.control("nf", []);
    for line in lines {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
    roff.control("RE", []);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_has_examples() {
        for page in pages().unwrap() {
            let command = page.name.strip_prefix("mfa-").unwrap_or(&page.name);
            assert!(!words::of(command).examples.is_empty(), "{command}");
        }
    }
}
