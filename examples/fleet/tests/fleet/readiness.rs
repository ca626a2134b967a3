//! Whether the database answers, asked by many; and a database that is reached by a name.

use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use std::{fs, io, thread};

use crate::client::{Reply, asked, connected};
use crate::server::{DESK, Server, Setup};
use crate::stories::{HOTP, hotp_person};

fn ready(server: &Server) -> Reply {
    asked(&server.address, "GET", "/health?ready", None, None)
}

#[test]
fn whoever_asks_whether_it_is_ready_takes_no_room_from_logins() {
    let setup = Setup::new("connections = 1\n[limits]\nat_once = 2\nwaiting = 0\n");
    setup.done("import", &(hotp_person("alice") + &hotp_person("bob")));
    let server = setup.serve();
    assert_eq!(server.verify("alice", HOTP[0]).status, 200);
    let held = setup.database.hold_rows();
    thread::scope(|scope| {
        // Alice's login has the only connection, and waits for her row.
        let alice = scope.spawn(|| server.verify("alice", HOTP[1]).status);
        while !setup.database.has_waiting() {
            assert!(!alice.is_finished(), "it waits for the row");
        }
        let many: Vec<_> = (0..20).map(|_| scope.spawn(|| ready(&server).called())).collect();
        thread::sleep(Duration::from_millis(300));
        let bob = scope.spawn(|| server.verify("bob", HOTP[0]).status);
        thread::sleep(Duration::from_millis(300));
        held.let_go();
        assert_eq!((alice.join().unwrap(), bob.join().unwrap()), (200, 200));
        assert!(many.into_iter().all(|one| one.join().unwrap() == "ready"));
    });
}

#[test]
fn the_database_is_asked_once_a_second_whether_it_answers_however_many_ask() {
    let setup = Setup::new("");
    let server = setup.serve();
    setup.database.run("INSERT INTO migration (number) VALUES (999)");
    let began = Instant::now();
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..25).for_each(|_| assert_eq!(ready(&server).status, 503)));
        }
    });
    let most = began.elapsed().as_secs() + 1;
    let log = server.ended();
    let count = log.matches("the database does not answer").count() as u64;
    assert!((1..=most).contains(&count), "{count} times in {most} seconds");
}

/// A port that leads to the database's socket.
fn port(socket: PathBuf) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for there in listener.incoming().map_while(Result::ok) {
            let here = UnixStream::connect(&socket).unwrap();
            let (mut from, mut to) = (there.try_clone().unwrap(), here.try_clone().unwrap());
            thread::spawn(move || io::copy(&mut from, &mut to));
            let (mut from, mut to): (UnixStream, TcpStream) = (here, there);
            thread::spawn(move || io::copy(&mut from, &mut to));
        }
    });
    port
}

/// The name is looked up on a thread, and requests have theirs already.
#[test]
fn a_database_with_a_name_is_reached_while_every_request_waits_for_it() {
    let setup = Setup::new("connections = 1\n[limits]\nat_once = 1\n");
    setup.done("import", &hotp_person("alice"));
    let text = fs::read_to_string(setup.folder.path().join("fleet.toml")).unwrap();
    let connection = setup.database.connection();
    let folder = connection.split(' ').next().and_then(|host| host.strip_prefix("host=")).unwrap();
    let port = port(PathBuf::from(folder).join(".s.PGSQL.5432"));
    let by_name = text.replace(&format!("host={folder} "), &format!("host=localhost port={port} "));
    assert_ne!(text, by_name);
    setup.folder.write("fleet.toml", 0o644, &by_name);
    let server = setup.serve();
    // Others wait for their turn.
    let mut others: Vec<_> = (0..8).map(|_| connected(&server.address)).collect();
    for stream in &mut others {
        let head = "GET /v1/people/alice HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ";
        stream.write_all(format!("{head}{DESK}\r\n\r\n").as_bytes()).unwrap();
    }
    assert_eq!(server.verify("alice", HOTP[0]).status, 200);
}
