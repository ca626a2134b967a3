//! The table of claims: each row has a command, and the command is there.

/// The commands of a document's tables that have a column for them, or what is wrong, each with its line.
pub(super) fn commands(text: &str) -> Vec<(usize, Result<&str, String>)> {
    let mut column = None;
    let mut found = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        let Some(row) = line.strip_prefix('|') else {
            column = None;
            continue;
        };
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        match column {
            None => column = cells.iter().position(|cell| *cell == "command"),
            Some(_) if cells.iter().all(|cell| cell.chars().all(|letter| letter == '-')) => {}
            Some(index) => found.push((number, command(cells.get(index).copied().unwrap_or_default()))),
        }
    }
    found
}

fn command(cell: &str) -> Result<&str, String> {
    let inside = cell.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
    inside.filter(|command| !command.contains('`')).ok_or_else(|| format!("no command: {cell:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_out_of_the_rows() {
        let text = "| claim | command | limit |\n|---|---|---|\n| it works | `cargo test` | |\n| it does not | | |\n\n\
                    | other | table |\n|---|---|\n| a | b |\n";
        let commands = commands(text);
        assert_eq!(commands.first(), Some(&(3, Ok("cargo test"))));
        assert!(matches!(commands.get(1), Some((4, Err(_)))));
        assert_eq!(commands.len(), 2);
    }
}
