//! How servers begin and end: sockets in the file system, and SIGTERM.

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream;
use std::thread;

use crate::client::Reply;
use crate::server::Setup;
use crate::stories::{HOTP, hotp_person};

#[test]
fn a_socket_is_for_its_owner_and_group_and_one_that_was_left_behind_is_taken_over() {
    let setup = Setup::new("");
    let socket = setup.folder.path().join("socket");
    setup.configure_at(&format!("unix:{}", socket.display()), "");
    let server = setup.serve();
    assert_eq!(server.address, format!("unix:{}", socket.display()));
    assert_eq!(fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o660);
    let asked = || {
        let mut stream = UnixStream::connect(&socket).unwrap();
        stream.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        Reply::parse(&answer).called()
    };
    assert_eq!(asked(), "alive");
    let second = setup.command("serve", "");
    assert!(!second.status.success(), "two cannot have it");
    assert!(String::from_utf8(second.stderr).unwrap().contains("listen:"));
    assert_eq!(asked(), "alive", "and the first goes on");
    // Killed, it leaves its socket behind.
    drop(server);
    drop(setup.serve());
    fs::remove_file(&socket).unwrap();
    fs::write(&socket, "something else").unwrap();
    assert!(!setup.command("serve", "").status.success());
    assert_eq!(fs::read_to_string(&socket).unwrap(), "something else", "only sockets are taken over");
}

#[test]
fn whoever_is_being_answered_when_it_is_to_end_still_has_their_answer() {
    let setup = Setup::new("");
    setup.done("import", &hotp_person("alice"));
    let server = setup.serve();
    let held = setup.database.hold_rows();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| server.verify("alice", HOTP[0]).status);
        while !setup.database.has_waiting() {
            assert!(!waiting.is_finished(), "it waits for the row");
        }
        server.terminate();
        held.let_go();
        assert_eq!(waiting.join().unwrap(), 200);
    });
    assert!(server.ended().contains("\"ending\""));
}
