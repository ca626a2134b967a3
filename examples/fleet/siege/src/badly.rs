//! Requests that no caller should send: malformed, huge, slow, cut off, with wrong keys. Each gets an answer of its own, or its
//! connection is closed; meanwhile others are served, and afterwards nothing was counted and no memory is held.

use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::thread;
use std::time::Instant;

use seeded::Random;
use serde_json::Value;

use crate::client::Port;
use crate::codes::{Key, hotp_line, name, typed};
use crate::fleet::{Fleet, Options, Role, Setup};
use crate::http::{self, Answer, Outcome};
use crate::log;
use crate::report::Report;
use crate::until::Until;

/// Times short enough to wait for, and few connections.
const LIMITS: &str =
    "[limits]\nheader_milliseconds = 5000\nbody_milliseconds = 1000\nrequest_milliseconds = 3000\ncallers = 256\n";
/// How long a caller waits before it says that it got no answer: more than all of these together.
const PATIENCE: Duration = Duration::from_secs(20);
/// What may come of the longest request that others bring meanwhile.
const OTHERS_WAIT: Duration = Duration::from_secs(5);
const CONNECTIONS: usize = 1000;
const GARBAGE: usize = 300;
const GARBAGE_IN_FULL: usize = 20_000;
const MOST_GROWTH: u64 = 16 * 1024;
const MOST_MEMORY: u64 = 64 * 1024;
/// Whom bad requests are about, and whose logins go on meanwhile.
const VICTIM: u64 = 0;
const OTHER: u64 = 1;
/// What is typed, and never to be read in an answer or a log.
const TYPED: &str = "48151623";

/// What is expected of a request.
enum Expected {
    /// One of these, as typed JSON.
    Status(&'static [u16]),
    /// One of these, or the connection is closed without a word: HTTP itself was not spoken.
    StatusOrClosed(&'static [u16]),
}

use Expected::{Status, StatusOrClosed};

pub(crate) fn run(options: &Options, report: &mut Report) {
    let mut fleet = Fleet::start(options, &Setup { more: LIMITS, ..Setup::default() });
    fleet.import(&(hotp_line(VICTIM) + &hotp_line(OTHER)));
    let before = warmed_up(&fleet);
    let stop = AtomicBool::new(false);
    let others = thread::scope(|scope| {
        let until = Until(&stop);
        let others = scope.spawn(|| logins_meanwhile(&fleet, &stop));
        for (what, bytes, expected) in requests(&fleet) {
            report.shown(&what, met(&fleet.servers[0].port, &bytes, &expected));
        }
        slow(&fleet, report);
        halves(&fleet, report);
        pipelined(&fleet, report);
        random_bytes(&fleet, if options.full { GARBAGE_IN_FULL } else { GARBAGE }, report);
        many_connections(&fleet, report);
        drop(until);
        others.join().expect("no panic")
    });
    report.note(&format!(
        "meanwhile {} logins of others, the longest {:.0} ms",
        others.0,
        others.1.as_secs_f64() * 1000.0
    ));
    let served = others.2.is_empty() && others.0 > 100 && others.1 < OTHERS_WAIT;
    report.holds("others are served meanwhile", served, || {
        format!("{} logins, {:?}, {:?}", others.0, others.1, others.2)
    });
    let status = fleet.client(0, Role::Desk).call("GET", &format!("/v1/people/{}", name(VICTIM)), None);
    let failures = status.map(|answer| answer.json()["failures"].clone()).unwrap_or_default();
    report.holds("nothing of it was counted", failures == 0, || format!("failures: {failures}"));
    let after = fleet.memory(0);
    let bounded = before > 0 && after <= before + MOST_GROWTH && after <= MOST_MEMORY;
    report.holds("memory is not held", bounded, || format!("{before} KiB before, {after} KiB after"));
    report.note(&format!("the server has {} MiB before, {} MiB after", before / 1024, after / 1024));
    report.holds("it is the server that was started", fleet.servers[0].is_running(), || "it has ended".to_owned());
    let logs = fleet.logs();
    let tells = [TYPED, fleet.token(Role::Login), fleet.token(Role::Desk)].iter().any(|secret| logs.contains(*secret));
    let panic = log::panic_in(&logs);
    report.holds(
        "its log has requests, and neither codes nor tokens nor a panic",
        !tells && panic.is_none() && logs.len() > 1000,
        || match panic {
            _ if tells => "it has what must not be there".to_owned(),
            Some(line) => line.to_owned(),
            None => format!("it has {} bytes", logs.len()),
        },
    );
}

/// The server's memory once it has worked for a while.
fn warmed_up(fleet: &Fleet) -> u64 {
    let mut client = fleet.client(0, Role::Login);
    for counter in 0..200 {
        let accepted = client.verify(&name(OTHER), &typed(Key::of(OTHER).code(counter)));
        assert!(matches!(accepted, Outcome::Accepted { .. }), "{accepted:?}");
    }
    fleet.memory(0)
}

/// One login after the other: how many, the longest, and what was not accepted.
fn logins_meanwhile(fleet: &Fleet, stop: &AtomicBool) -> (u64, Duration, Vec<String>) {
    let (mut client, mut longest, mut wrong, mut done) = (fleet.client(0, Role::Login), Duration::ZERO, Vec::new(), 0);
    while !stop.load(Ordering::SeqCst) {
        let (begun, counter) = (Instant::now(), 200 + done);
        match client.verify(&name(OTHER), &typed(Key::of(OTHER).code(counter))) {
            Outcome::Accepted { .. } => {}
            other => wrong.push(format!("{other:?}")),
        }
        longest = longest.max(begun.elapsed());
        done += 1;
        thread::sleep(Duration::from_millis(5));
    }
    (done, longest, wrong)
}

/// Everything that is one request and one answer.
fn requests(fleet: &Fleet) -> Vec<(String, Vec<u8>, Expected)> {
    let (login, desk, metrics) = (fleet.token(Role::Login), fleet.token(Role::Desk), fleet.token(Role::Metrics));
    let path = format!("/v1/people/{}/verify", name(VICTIM));
    let good = format!("{{\"typed\":\"{TYPED}\"}}");
    let post = |token: Option<&str>, path: &str, body: &str| http::request("POST", path, token, Some(body));
    let head = |lines: &str| {
        format!("POST {path} HTTP/1.1\r\nhost: siege\r\nauthorization: Bearer {login}\r\n{lines}\r\n").into_bytes()
    };
    let mut all: Vec<(String, Vec<u8>, Expected)> = Vec::new();
    let mut add = |what: &str, bytes: Vec<u8>, expected| all.push((what.to_owned(), bytes, expected));

    for (what, body) in [
        ("no JSON", "typed=123456"),
        ("an empty body", ""),
        ("half of JSON", "{\"typed\":\"48151623"),
        ("JSON with something after it", "{\"typed\":\"48151623\"} x"),
        ("a list", "[\"48151623\"]"),
        ("a number where text is wanted", "{\"typed\":48151623}"),
        ("null where text is wanted", "{\"typed\":null}"),
        ("nothing typed", "{}"),
        ("a key twice", "{\"typed\":\"48151623\",\"typed\":\"48151623\"}"),
        ("a key that is not known", "{\"typed\":\"48151623\",\"now\":1}"),
        ("an occasion that is none", "{\"typed\":\"48151623\",\"occasion\":\"breakfast\"}"),
        ("half of a pair of surrogates", "{\"typed\":\"48151623\\ud800\"}"),
        ("what is no code", "{\"typed\":\"no code: 48151623\"}"),
        ("digits of another script", "{\"typed\":\"\\u0664\\u0668\\u0661\\u0665\\u0661\\u0666\"}"),
        ("a NUL", "{\"typed\":\"48151623\\u0000\"}"),
    ] {
        add(what, post(Some(login), &path, body), Status(&[400]));
    }
    add("lists within lists", post(Some(login), &path, &"[".repeat(4000)), Status(&[400]));
    add(
        "a body that is not UTF-8",
        [&head("content-type: application/json\r\ncontent-length: 4\r\n")[..], b"\"\xff\xfe\""].concat(),
        Status(&[400]),
    );
    add("a long code", post(Some(login), &path, &format!("{{\"typed\":\"{}\"}}", "1".repeat(3000))), Status(&[400]));

    add(
        "a body that is too large",
        post(Some(login), &path, &format!("{{\"typed\":\"{}\"}}", "1".repeat(100_000))),
        Status(&[413]),
    );
    add(
        "a body that says it is too large",
        head("content-type: application/json\r\ncontent-length: 999999999999\r\n"),
        Status(&[413]),
    );
    let chunk = format!("4000\r\n{}\r\n", "1".repeat(0x4000)).repeat(64);
    let chunked = head("content-type: application/json\r\ntransfer-encoding: chunked\r\n");
    add("chunks that are too many", [&chunked[..], chunk.as_bytes()].concat(), Status(&[413]));
    add("a chunk's length that is none", [&chunked[..], b"zz\r\n"].concat(), StatusOrClosed(&[400]));
    add("two lengths", head("content-length: 1\r\ncontent-length: 2\r\n"), StatusOrClosed(&[400]));
    add(
        "a length and chunks",
        [
            &head("content-type: application/json\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n")[..],
            b"0\r\n\r\n",
        ]
        .concat(),
        StatusOrClosed(&[400]),
    );
    add("a length below zero", head("content-length: -1\r\n"), StatusOrClosed(&[400]));
    add("a header that is too large", head(&format!("x: {}\r\n", "y".repeat(1_000_000))), StatusOrClosed(&[431]));
    add("headers that are too many", head(&"x: y\r\n".repeat(5000)), StatusOrClosed(&[431]));
    add(
        "a path that is too long",
        http::request("GET", &format!("/{}", "x".repeat(100_000)), Some(login), None),
        StatusOrClosed(&[404, 414, 431]),
    );

    add(
        "another content type",
        [&head(&format!("content-type: text/plain\r\ncontent-length: {}\r\n", good.len()))[..], good.as_bytes()]
            .concat(),
        Status(&[415]),
    );
    add(
        "no content type",
        [&head(&format!("content-length: {}\r\n", good.len()))[..], good.as_bytes()].concat(),
        Status(&[415]),
    );
    add("another method", http::request("PUT", &path, Some(login), Some(&good)), Status(&[405]));
    add("a method that nobody knows", http::request("BREW", &path, Some(login), Some(&good)), Status(&[405]));
    add("a path that is none", http::request("GET", "/v2/people", Some(login), None), Status(&[404]));
    add(
        "a way out of the path",
        http::request("GET", "/v1/people/../../etc/passwd", Some(login), None),
        Status(&[400, 404]),
    );

    for (what, person) in [
        ("a name that is too long", "x".repeat(201)),
        ("a name with a slash", "a%2fb".to_owned()),
        ("a name that begins with a dot", ".hidden".to_owned()),
        ("a name with a NUL", "a%00b".to_owned()),
        ("a name that turns writing around", "a%E2%80%AEb".to_owned()),
        ("a name that is not UTF-8", "%ff%fe".to_owned()),
    ] {
        add(what, post(Some(login), &format!("/v1/people/{person}/verify"), &good), Status(&[400]));
    }
    add(
        "a name with a quote in it",
        post(Some(login), "/v1/people/x'%20OR%20'1'='1/verify", "{\"typed\":\"123456\"}"),
        Status(&[404]),
    );
    add(
        "somebody who is not there",
        post(Some(login), "/v1/people/nobody/verify", "{\"typed\":\"123456\"}"),
        Status(&[404]),
    );

    add("no token", post(None, &path, &good), Status(&[401]));
    add("an empty token", post(Some(""), &path, &good), Status(&[401]));
    add("another token", post(Some("mfa_0123456789abcdef"), &path, &good), Status(&[401]));
    add("a token and something more", post(Some(&format!("{login}x")), &path, &good), Status(&[401]));
    add("half of a token", post(Some(&login[..login.len() / 2]), &path, &good), Status(&[401]));
    add(
        "a token of another scheme",
        http::request("GET", &path, None, None)
            .strip_suffix(b"\r\n")
            .map(|start| [start, format!("authorization: Basic {login}\r\n\r\n").as_bytes()].concat())
            .unwrap_or_default(),
        Status(&[401, 405]),
    );
    add("the token for metrics", post(Some(metrics), &path, &good), Status(&[403]));
    add(
        "the token of a login where a help desk's is wanted",
        http::request("POST", &format!("/v1/people/{}/unlock", name(VICTIM)), Some(login), None),
        Status(&[403]),
    );
    add(
        "the token of a help desk where metrics are",
        http::request("GET", "/metrics", Some(desk), None),
        Status(&[403]),
    );

    add("no HTTP", b"EHLO siege\r\n\r\n".to_vec(), StatusOrClosed(&[400]));
    add(
        "the beginning of TLS",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n".to_vec(),
        StatusOrClosed(&[400]),
    );
    add("the beginning of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec(), StatusOrClosed(&[400]));
    add("another version", b"GET /health HTTP/9.9\r\n\r\n".to_vec(), StatusOrClosed(&[400, 505]));
    add("a header without a colon", b"GET /health HTTP/1.1\r\nhost siege\r\n\r\n".to_vec(), StatusOrClosed(&[400]));
    add("a NUL in a header", b"GET /health HTTP/1.1\r\nhost: a\0b\r\n\r\n".to_vec(), StatusOrClosed(&[400]));
    all
}

/// Sends and reads what comes, on a connection of its own.
fn met(port: &Port, bytes: &[u8], expected: &Expected) -> Result<(), String> {
    let answer = answered(port, &[bytes], Duration::ZERO);
    let (statuses, may_close) = match expected {
        Status(statuses) => (statuses, false),
        StatusOrClosed(statuses) => (statuses, true),
    };
    match answer {
        // Where HTTP itself was not spoken, the answer is the HTTP library's, without a body.
        Some(answer) if may_close && answer.body.is_empty() && statuses.contains(&answer.status) => Ok(()),
        Some(answer) if statuses.contains(&answer.status) => typed_error(&answer),
        Some(answer) => Err(format!("{} {}", answer.status, answer.text())),
        None if may_close => Ok(()),
        None => Err("no answer".to_owned()),
    }
}

/// Whether an answer is JSON that names what is wrong, and repeats nothing of what was typed.
fn typed_error(answer: &Answer) -> Result<(), String> {
    let json = answer.json();
    let named = matches!(json, Value::Object(_)) && json["error"].as_str().is_some_and(|word| !word.is_empty());
    let repeated = [TYPED, "48151"].iter().any(|typed| answer.text().contains(typed));
    let kind = answer.field("content-type").unwrap_or_default();
    if named && !repeated && kind.starts_with("application/json") {
        Ok(())
    } else {
        Err(format!("{} {kind} {}", answer.status, answer.text()))
    }
}

/// Sends pieces with pauses between them, and gives the answer; `None` if the connection was closed without one.
fn answered(port: &Port, pieces: &[&[u8]], pause: Duration) -> Option<Answer> {
    let mut stream = port.connect().ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    for (index, piece) in pieces.iter().enumerate() {
        if index > 0 {
            thread::sleep(pause);
        }
        // Whoever answers early does not read the rest.
        if stream.write_all(piece).is_err() {
            break;
        }
    }
    let (mut read, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        if let Some((answer, _)) = Answer::parse(&read) {
            return Some(answer);
        }
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => return None,
            Ok(length) => read.extend_from_slice(&piece[..length]),
        }
    }
}

/// A byte now and then: the header is cut off without a word or with one, the body with one.
fn slow(fleet: &Fleet, report: &mut Report) {
    let body = format!("{{\"typed\":\"{TYPED}\"}}");
    let whole = http::verify(fleet.token(Role::Login), &name(VICTIM), TYPED);
    let header = whole.len() - body.len();
    let (port, pause) = (&fleet.servers[0].port, Duration::from_millis(150));
    let begun = Instant::now();
    let pieces: Vec<&[u8]> = whole[..20].chunks(1).collect();
    let answer = answered(port, &pieces, pause);
    let took = begun.elapsed();
    let cut = answer.as_ref().is_none_or(|answer| answer.status == 408);
    report.holds("a slow header is cut off", cut && took < PATIENCE, || format!("{answer:?} after {took:?}"));
    let mut pieces = vec![&whole[..header]];
    pieces.extend(whole[header..].chunks(1));
    let answer = answered(port, &pieces, pause);
    let outcome = answer.map_or(Err("no answer".to_owned()), |answer| match answer.status {
        408 => typed_error(&answer),
        status => Err(format!("{status} {}", answer.text())),
    });
    report.shown("a slow body is cut off, with an answer", outcome);
}

/// Requests that are cut off at each of their bytes change nothing.
fn halves(fleet: &Fleet, report: &mut Report) {
    let whole = http::verify(fleet.token(Role::Login), &name(VICTIM), "000000");
    let mut wrong = Vec::new();
    for length in 0..whole.len() {
        let Ok(mut stream) = fleet.servers[0].port.connect() else {
            wrong.push(format!("no connection at {length}"));
            continue;
        };
        let sent = stream.write_all(&whole[..length]).and_then(|()| stream.shutdown(Shutdown::Write));
        let mut read = Vec::new();
        let ended = sent.and_then(|()| stream.read_to_end(&mut read));
        let accepted = Answer::parse(&read).is_some_and(|(answer, _)| answer.status < 400);
        if accepted || ended.as_ref().is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock) {
            wrong.push(format!("at {length}: {ended:?} {}", String::from_utf8_lossy(&read)));
        }
    }
    report.holds("a request that is cut off anywhere ends its connection", wrong.is_empty(), || format!("{wrong:?}"));
}

/// What comes behind a request on its connection is a request of its own.
fn pipelined(fleet: &Fleet, report: &mut Report) {
    let health = http::request("GET", "/health", None, None);
    let bad = http::request("POST", &format!("/v1/people/{}/verify", name(VICTIM)), None, Some("{\"typed\":"));
    let bytes = [&health[..], &bad, &health, b"\0\0garbage\r\n\r\n", &health].concat();
    let mut stream = fleet.servers[0].port.connect().expect("a server listens");
    let _ = stream.set_read_timeout(Some(PATIENCE));
    let sent = stream.write_all(&bytes);
    let mut read = Vec::new();
    let _ = stream.read_to_end(&mut read);
    let (mut statuses, mut rest) = (Vec::new(), &read[..]);
    while let Some((answer, length)) = Answer::parse(rest) {
        statuses.push(answer.status);
        rest = &rest[length..];
    }
    let as_expected = matches!(statuses[..], [200, 401, 200] | [200, 401, 200, 400]);
    report.holds("requests in a row, and then garbage", as_expected, || format!("{sent:?} {statuses:?}"));
}

/// Anything: a request with bytes exchanged, or no request at all.
fn random_bytes(fleet: &Fleet, count: usize, report: &mut Report) {
    let seed = Random::seed();
    let (mut random, mut wrong, mut answered) = (Random::seeded(seed), Vec::new(), 0);
    let whole = http::verify("mfa_wrong", &name(VICTIM), TYPED);
    for _ in 0..count {
        let mut bytes = whole.clone();
        for _ in 0..=random.below(6) {
            let at = random.below(bytes.len() as u64) as usize;
            bytes[at] = random.next() as u8;
        }
        let Ok(mut stream) = fleet.servers[0].port.connect() else {
            wrong.push("no connection".to_owned());
            break;
        };
        let _ = stream.set_read_timeout(Some(PATIENCE));
        let _ = stream.write_all(&bytes).and_then(|()| stream.shutdown(Shutdown::Write));
        let mut read = Vec::new();
        let _ = stream.read_to_end(&mut read);
        if let Some((answer, _)) = Answer::parse(&read) {
            answered += 1;
            if !(400..500).contains(&answer.status) {
                wrong.push(format!("{} to {:?}", answer.status, String::from_utf8_lossy(&bytes)));
            }
        }
    }
    report.holds(
        &format!("{count} requests with random bytes: {answered} answers, all of them errors of the caller"),
        wrong.is_empty() && answered > 0,
        || format!("seed {seed}: {:?}", wrong.iter().take(3).collect::<Vec<_>>()),
    );
}

/// More connections than there may be, which say nothing: somebody who is connected is served, and others once there is room.
fn many_connections(fleet: &Fleet, report: &mut Report) {
    let port = &fleet.servers[0].port;
    let idle: Vec<_> = (0..CONNECTIONS).filter_map(|_| port.connect().ok()).collect();
    let opened = idle.len();
    let memory = fleet.memory(0);
    let end = Instant::now() + PATIENCE;
    let mut served = None;
    while served.is_none() && Instant::now() < end {
        let answer = answered(port, &[&http::request("GET", "/health", None, None)], Duration::ZERO);
        served = answer.filter(|answer| answer.status == 200);
    }
    report.note(&format!("{opened} connections that say nothing: the server has {} MiB", memory / 1024));
    report.holds("connections that say nothing are let go of", served.is_some(), || "nobody else is let in".to_owned());
    drop(idle);
}
