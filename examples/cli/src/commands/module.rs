//! Our PAM module as it is installed, and the groups that its lines name.

use std::io;
use std::path::PathBuf;

use super::root::Root;
use super::stack::OURS;

/// Where libraries are, in `security` below these or below a folder of these (Debian's /usr/lib/x86_64-linux-gnu).
const FOLDERS: [&str; 5] = ["/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/local/lib"];
const GROUPS: &str = "/etc/group";
const SOURCES: &str = "/etc/nsswitch.conf";
/// The sources of groups that have none but those of the file, and of programs that are running.
const LOCAL_SOURCES: [&str; 3] = ["files", "compat", "systemd"];

/// Where the module is; `None` if it is not installed.
pub(super) fn path(root: &Root) -> Option<PathBuf> {
    FOLDERS.iter().find_map(|folder| {
        let below = root.names(folder).unwrap_or_default().into_iter().map(|name| format!("{folder}/{name}"));
        let mut folders = core::iter::once((*folder).to_owned()).chain(below);
        folders.find_map(|folder| {
            let path = root.path(format!("{folder}/security/{OURS}"));
            path.is_file().then_some(path)
        })
    })
}

/// Whether there certainly is no group of that name: where groups come from a directory, that is not known.
pub(super) fn lacks_group(root: &Root, name: &str) -> io::Result<bool> {
    let groups = root.text(GROUPS)?.unwrap_or_default();
    let is_there = groups.lines().any(|line| line.split(':').next() == Some(name));
    Ok(!is_there && has_local_groups_only(&root.text(SOURCES)?.unwrap_or_default()))
}

/// What nsswitch.conf(5) says; without a line there are files only.
fn has_local_groups_only(sources: &str) -> bool {
    let lines = sources.lines().map(|line| line.split('#').next().unwrap_or_default());
    let mut of_groups = lines.filter_map(|line| line.trim_start().strip_prefix("group:"));
    of_groups.next().is_none_or(|sources| {
        // What stands in brackets is what to do, and no source.
        let named = sources.split_whitespace().filter(|word| !word.starts_with('[') && !word.ends_with(']'));
        named.into_iter().all(|source| LOCAL_SOURCES.contains(&source))
    })
}

#[cfg(test)]
mod tests {
    use super::has_local_groups_only;

    #[test]
    fn groups_of_a_directory_are_not_taken_for_missing() {
        for local in ["", "group: files systemd\n", "group:\tfiles [SUCCESS=merge] systemd\n", "# group: sss\n"] {
            assert!(has_local_groups_only(local), "{local}");
        }
        for other in ["group: files sss\n", "passwd: files\ngroup: compat ldap\n", "group: files winbind # domain\n"] {
            assert!(!has_local_groups_only(other), "{other}");
        }
    }
}
