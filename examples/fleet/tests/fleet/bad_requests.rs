//! Requests as they should not be: each has a typed answer, costs no attempt, and keeps nobody else waiting.

use std::io::{Read as _, Write as _};
use std::time::{Duration, Instant};

use crate::client::{Reply, asked, connected, sent};
use crate::server::{LOGIN, METRICS, Server, Setup};
use crate::stories::{HOTP, hotp_person};

/// Limits that a test reaches soon.
const SHORT: &str = "[limits]\nheader_milliseconds = 1000\nbody_milliseconds = 1000\ncallers = 40\n";

fn reply(server: &Server, bytes: &[u8]) -> Reply {
    Reply::parse(&sent(&server.address, bytes))
}

fn head(more: &str) -> String {
    format!("POST /v1/people/alice/verify HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {LOGIN}\r\n{more}\r\n")
}

#[test]
fn what_is_malformed_is_told_what_is_allowed_and_costs_no_attempt() {
    let setup = Setup::new("");
    setup.done("import", &hotp_person("alice"));
    let server = setup.serve();
    for body in [
        "",
        "null",
        "[]",
        "[\"755224\"]",
        "{}",
        "{\"typed\":755224}",
        "{\"typed\":null}",
        "{\"typed\":\"755224\",\"at\":0}",
        "{\"typed\":\"75",
        "{\"typed\":\"755224\"}x",
        "\u{0}",
    ] {
        let refused = server.ask("POST", "/v1/people/alice/verify", LOGIN, Some(body));
        assert_eq!((refused.status, refused.called().as_str()), (400, "body"), "{body:?}");
    }
    for typed in ["", "12345", "12345678901", "75522x", "٧٥٥٢٢٤", "-", "12345678901234567"] {
        let refused = server.verify("alice", typed);
        assert_eq!((refused.status, refused.called().as_str()), (400, "typed"), "{typed:?}");
        assert!(typed.is_empty() || typed == "-" || !refused.body.contains(typed), "it is not repeated: {refused:?}");
    }
    assert_eq!(server.verify("alice", "1234567").called(), "wrong-length");
    for person in ["", ".alice", "a%2Fb", "a%00b", "%E2%80%AEa", &"x".repeat(201)] {
        let refused = server.verify(person, HOTP[0]);
        assert_eq!((refused.status, refused.called().as_str()), (400, "person"), "{person}");
        assert!(refused.json()["message"].as_str().unwrap().starts_with("a name "));
    }
    assert_eq!(server.verify("%FF", HOTP[0]).called(), "path");
    assert_eq!(server.ask("GET", "/v1/people/alice", LOGIN, None).json()["failures"], 0);
    assert_eq!(server.verify("alice", HOTP[0]).status, 200);
}

#[test]
fn what_is_no_such_request_is_named() {
    let setup = Setup::new("");
    let server = setup.serve();
    for path in ["/", "/v1", "/v1/people", "/v1/people/", "/v1/people/a/b", "/V1/people/a"] {
        let refused = server.ask("GET", path, LOGIN, None);
        assert_eq!((refused.status, refused.called().as_str()), (404, "no-such-path"), "{path}");
    }
    for (method, path, allowed) in [
        ("PUT", "/v1/people/alice", "GET, DELETE"),
        ("GET", "/v1/people/alice/verify", "POST"),
        ("OPTIONS", "/metrics", "GET"),
        ("TRACE", "/health", "GET"),
    ] {
        let refused = server.ask(method, path, LOGIN, None);
        assert_eq!((refused.status, refused.called().as_str()), (405, "method"), "{method} {path}");
        assert_eq!(refused.header("allow"), Some(allowed));
    }
    for kind in ["", "content-type: text/plain\r\n", "content-type: application/jsonp\r\n"] {
        let refused =
            reply(&server, (head(&format!("connection: close\r\ncontent-length: 2\r\n{kind}")) + "{}").as_bytes());
        assert_eq!((refused.status, refused.called().as_str()), (415, "content-type"), "{kind:?}");
    }
    assert_eq!(asked(&server.address, "HEAD", "/health", None, None).status, 200);
}

#[test]
fn what_is_too_large_is_cut() {
    let setup = Setup::new("");
    let server = setup.serve();
    let json = "content-type: application/json\r\nconnection: close\r\n";
    let announced = reply(&server, head(&format!("{json}content-length: 1000000000\r\n")).as_bytes());
    assert_eq!((announced.status, announced.called().as_str()), (413, "too-large"));
    let mut chunked = head(&format!("{json}transfer-encoding: chunked\r\n"));
    chunked += &("800\r\n".to_owned() + &"x".repeat(0x800) + "\r\n").repeat(3);
    let refused = reply(&server, chunked.as_bytes());
    assert_eq!((refused.status, refused.called().as_str()), (413, "too-large"));
    let fields: String = (0..100).map(|number| format!("x{number}: y\r\n")).collect();
    let refused = reply(&server, head(&fields).as_bytes());
    assert_eq!((refused.status, refused.called().as_str()), (431, "header"));
    let refused = reply(&server, head(&format!("x: {}\r\n", "y".repeat(100_000))).as_bytes());
    assert_eq!((refused.status, refused.called().as_str()), (431, "header"));
}

#[test]
fn what_is_no_http_is_told_so_in_the_same_form() {
    let setup = Setup::new("");
    let server = setup.serve();
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"[..],
        b"hello\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /\xff\x00 HTTP/1.1\r\n\r\n",
    ] {
        let refused = reply(&server, bytes);
        assert_eq!((refused.status, refused.called().as_str()), (400, "http"), "{bytes:?}");
    }
    // Behind a request that is good, in the same breath.
    let mut both = b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n".to_vec();
    both.extend_from_slice(b"\x00\x01garbage\r\n\r\n");
    let answers = String::from_utf8(sent(&server.address, &both)).unwrap();
    assert!(answers.contains("{\"health\":\"alive\"}") && answers.contains("\"error\":\"http\""), "{answers}");
}

#[test]
fn slow_callers_are_cut_and_keep_nobody_waiting() {
    let setup = Setup::new(SHORT);
    setup.done("import", &hotp_person("alice"));
    let server = setup.serve();
    let mut slow: Vec<_> = (0..20)
        .map(|_| {
            let mut stream = connected(&server.address);
            stream.write_all(b"POST /v1/people/alice/verify HTTP/1.1\r\nhost:").unwrap();
            stream
        })
        .collect();
    let began = Instant::now();
    assert_eq!(server.verify("alice", HOTP[0]).status, 200, "others are answered meanwhile");
    for stream in &mut slow {
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let refused = Reply::parse(&answer);
        assert_eq!((refused.status, refused.called().as_str()), (408, "too-slow"));
    }
    let body = head("connection: close\r\ncontent-type: application/json\r\ncontent-length: 20\r\n") + "{\"typed\"";
    let refused = reply(&server, body.as_bytes());
    assert_eq!((refused.status, refused.called().as_str()), (408, "too-slow"));
    // Whoever says nothing is let go without a word.
    assert!(sent(&server.address, b"").is_empty());
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
}

#[test]
fn whoever_asks_and_takes_no_answers_is_left() {
    let setup = Setup::new("[limits]\nrequest_milliseconds = 500\n");
    let server = setup.serve();
    let mut greedy = connected(&server.address);
    greedy.set_write_timeout(Some(Duration::from_secs(20))).unwrap();
    let asked = b"GET /openapi.json HTTP/1.1\r\nhost: x\r\n\r\n".repeat(1000);
    // Until what is not taken fills everything between, and then until the server has had enough.
    let error = (0..100_000).find_map(|_| greedy.write_all(&asked).err()).expect("it is cut off");
    let is_cut = [std::io::ErrorKind::BrokenPipe, std::io::ErrorKind::ConnectionReset].contains(&error.kind());
    assert!(is_cut, "{error}");
}

#[test]
fn more_connections_than_there_is_room_for_are_refused_at_once() {
    let setup = Setup::new("[limits]\ncallers = 8\n");
    let server = setup.serve();
    let idle: Vec<_> = (0..8)
        .map(|_| {
            let mut stream = connected(&server.address);
            stream.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
            assert!(stream.read(&mut [0; 1024]).unwrap() > 0, "it is let in");
            stream
        })
        .collect();
    let mut one_more = connected(&server.address);
    let mut answer = Vec::new();
    let _ = one_more.read_to_end(&mut answer);
    let refused = Reply::parse(&answer);
    assert_eq!((refused.status, refused.called().as_str()), (503, "busy"));
    assert_eq!(refused.header("retry-after"), Some("1"));
    drop(idle);
    let is_free = || Reply::parse(&sent(&server.address, b"GET /health HTTP/1.0\r\n\r\n")).status == 200;
    until("room is made when somebody goes", is_free);
}

#[test]
fn more_requests_than_there_is_room_for_are_refused_at_once_and_late_ones_are_denied() {
    let setup = Setup::new("[limits]\nat_once = 2\nwaiting = 2\nrequest_milliseconds = 1500\n");
    setup.done("import", &hotp_person("alice"));
    let server = setup.serve();
    assert_eq!(server.verify("alice", HOTP[0]).status, 200);
    let held = setup.database.hold_rows();
    let answers: Vec<(u16, String)> = std::thread::scope(|scope| {
        let server = &server;
        let threads: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(move || {
                    let reply = server.verify("alice", HOTP[1]);
                    (reply.status, reply.called())
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let count = |name: &str| answers.iter().filter(|(status, called)| *status == 503 && called == name).count();
    assert_eq!((count("busy"), count("not-confirmed")), (4, 4), "{answers:?}");
    held.let_go();
}

#[test]
fn who_hangs_up_keeps_their_room_until_the_failure_is_stored() {
    let setup = Setup::new("[limits]\nat_once = 1\nwaiting = 0\n");
    setup.done("import", &hotp_person("alice"));
    let server = setup.serve();
    let held = setup.database.hold_rows();

    let body = "{\"typed\":\"000000\"}";
    let mut caller = connected(&server.address);
    let more = format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len());
    caller.write_all((head(&more) + body).as_bytes()).unwrap();
    until("the change waits for the row", || setup.database.has_waiting());
    drop(caller);
    let callers = || server.ask("GET", "/metrics", METRICS, None).body;
    until("the server knows that they are gone", || callers().contains("\nmfa_fleet_callers 1\n"));
    assert!(callers().contains("\nmfa_fleet_requests_in_hand 1\n"));
    assert_eq!(server.verify("alice", HOTP[0]).called(), "busy");

    held.let_go();
    let status = || server.ask("GET", "/v1/people/alice", LOGIN, None);
    until("there is room", || status().status == 200);
    assert_eq!(status().json()["failures"], 1);
}

fn until(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(10), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
