//! Which files on the disk are believed.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests may be blunt")]

mod common;

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use common::Folder;
use mfa_host::policy::{Flaw, Kind, Policies, open};

struct Place(Folder);

impl Place {
    fn new(name: &str) -> Self {
        let folder = Folder::new(name);
        fs::create_dir_all(folder.path()).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str, text: &str, mode: u32) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        path
    }
}

#[track_caller]
fn refused(path: &Path) -> Flaw {
    let error = open(path, &Policies::default()).unwrap_err();
    assert_eq!(error.path.as_deref(), Some(path));
    assert!(error.to_string().starts_with(&format!("{}: ", path.display())), "{error}");
    error.flaw
}

#[test]
fn a_file_is_read_as_what_it_is() {
    let place = Place::new("kinds");
    let policy = place.file("policy.toml", "[login]\nhours_offline = 3\n", 0o644);
    let plist = place.file("x", "<dict><key>LoginPeriodWithOfflineFactor</key><real>4</real></dict>", 0o600);
    for (path, kind, hours) in [(policy, Kind::PolicyFile, 3), (plist, Kind::ManagedPreferences, 4)] {
        let reading = open(&path, &Policies::default()).unwrap();
        assert_eq!((reading.kind, reading.policies.login.offline.hours().count()), (kind, hours));
    }
}

#[test]
fn a_file_that_others_can_write_is_refused() {
    let place = Place::new("modes");
    for mode in [0o664, 0o646, 0o620, 0o602, 0o666, 0o777] {
        let path = place.file("policy.toml", "", mode);
        assert!(matches!(refused(&path), Flaw::Mode), "{mode:o}");
    }
    for mode in [0o600, 0o640, 0o644, 0o444, 0o755] {
        assert!(open(&place.file("good.toml", "", 0o600), &Policies::default()).is_ok());
        let path = place.file(&format!("{mode:o}.toml"), "", mode);
        assert!(open(&path, &Policies::default()).is_ok(), "{mode:o}");
    }
}

#[test]
fn a_file_of_somebody_else_is_refused() {
    let place = Place::new("owner");
    let path = place.file("policy.toml", "", 0o644);
    // Only root can give a file away; anybody else cannot make the case.
    if std::os::unix::fs::chown(&path, Some(12345), None).is_ok() {
        assert!(matches!(refused(&path), Flaw::Owner));
    }
}

#[test]
fn links_folders_and_sockets_are_refused_and_nothing_waits() {
    let place = Place::new("odd");
    let real = place.file("real.toml", "", 0o644);
    let link = place.0.path().join("link.toml");
    symlink(&real, &link).unwrap();
    assert!(matches!(refused(&link), Flaw::Link));
    assert!(matches!(refused(place.0.path()), Flaw::NotAFile));
    assert!(matches!(refused(Path::new("/dev/null")), Flaw::NotAFile));
    let socket = place.0.path().join("s");
    // A path too long for a socket is no matter of this test.
    if let Ok(_listener) = UnixListener::bind(&socket) {
        assert!(matches!(refused(&socket), Flaw::NotAFile));
    }
    let pipe = place.0.path().join("pipe");
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RUSR).unwrap();
    assert!(matches!(refused(&pipe), Flaw::NotAFile));
    assert!(matches!(refused(&place.0.path().join("nothing")), Flaw::NotThere));
}

#[test]
fn a_file_of_more_than_64_kib_is_refused() {
    let place = Place::new("long");
    assert!(matches!(refused(&place.file("x.toml", &"#".repeat(65537), 0o600)), Flaw::TooLong));
    assert!(open(&place.file("x.toml", &"#".repeat(65536), 0o600), &Policies::default()).is_ok());
}

#[test]
fn an_error_tells_file_line_and_column() {
    let place = Place::new("told");
    let path = place.file("policy.toml", "[login]\nhours_offline = 9000\n", 0o600);
    let error = open(&path, &Policies::default()).unwrap_err();
    let says = "line 2, column 1: login.hours_offline is 9000; it must be 0 to 8784 hours";
    assert_eq!(error.to_string(), format!("{}: {says}", path.display()));
}
