//! The story of a fleet, as whoever runs it sees it: every request and every answer, each held to what is said of it.

use crate::codes::{Key, typed, unix_now};
use crate::fleet::{Fleet, Options, Role, Setup};
use crate::http::{Answer, Outcome};
use crate::report::Report;

const POLICY: &str = "[recovery]\nenabled = true\n\n[codes]\nfirst_lock_seconds = 30\n";
/// Somebody with a token whose codes are counted, so that the story need not wait for the next one.
const BOB: u64 = 1;
const FIRST_KEY: &str = "9c3b5e8f0d1a4c7e6b2f8d4a1c9e7b5f3a6d0e8c2b4f7a1d5e9c3b8f6a0d2e4c";
const SECOND_KEY: &str = "4f1e8c6a2d0b9f7e5c3a1b8d6f4e2c0a9b7d5f3e1c8a6b4d2f0e9c7b5a3d1f8e";
/// The longest part of an answer that is shown.
const SHOWN: usize = 150;

struct Stage<'a> {
    fleet: Fleet,
    report: &'a mut Report,
    bobs_next: u64,
}

pub(crate) fn run(options: &Options, report: &mut Report) {
    say("A database, and three login servers in front of it. None of them keeps anything by itself.");
    let fleet = Fleet::start(options, &Setup { servers: 3, policy: POLICY, ..Setup::default() });
    println!("  PostgreSQL: a cluster of its own in {}, reached by a socket there", fleet.cluster.folder().display());
    for (number, server) in fleet.servers.iter().enumerate() {
        println!("  server {}: {}", number + 1, server.port.address());
    }
    let mut stage = Stage { fleet, report, bobs_next: 0 };
    stage.somebody_enrolls();
    stage.a_code_is_good_once();
    stage.failures_are_counted_everywhere();
    stage.a_server_dies();
    stage.the_database_dies();
    stage.a_phone_is_lost();
    stage.keys_are_rotated();
    stage.what_operators_see();
    say("That was the fleet. examples/fleet/README.md says how to run one, docs/scale.md how far it goes.");
}

fn say(text: &str) {
    println!("\n{text}");
}

impl Stage<'_> {
    fn somebody_enrolls(&mut self) {
        say(
            "Alice has no second factor yet. A login server that has her password asks server 1 for a key, and shows it to her.",
        );
        let answer = self.ask(
            0,
            Role::Login,
            "POST",
            "/v1/people/alice/enrollment",
            Some("{\"name\":\"phone\"}"),
            201,
            "setup_key",
        );
        let json = answer.json();
        let key = json["setup_key"].as_str().and_then(Key::from_base32);
        let Some(phone) = key else {
            self.report.holds("the key can be typed into a phone", false, || answer.text());
            return;
        };
        say("Her phone has it, and shows a code. Server 2 knows of what server 1 began.");
        let (step, path) = (unix_now() / 30, "/v1/people/alice/enrollment/confirm");
        self.ask(1, Role::Login, "POST", path, Some(&body(&typed(phone.code(step)))), 200, "");
        say("She logs in with the next code, at server 3.");
        self.ask(
            2,
            Role::Login,
            "POST",
            "/v1/people/alice/verify",
            Some(&body(&typed(phone.code(step + 1)))),
            200,
            "\"accepted\"",
        );
    }

    fn a_code_is_good_once(&mut self) {
        say("Bob has a token, and came from elsewhere: `mfa-fleet import` took him over.");
        self.fleet.import(&format!("bob token {}\n", Key::of(BOB).hotp_uri("bob")));
        let code = self.bobs_code();
        self.verify(0, &code, 200, "\"accepted\"");
        say("Somebody has looked over his shoulder, and types the same code at another server.");
        self.verify(1, &code, 403, "\"rejected\"");
    }

    fn failures_are_counted_everywhere(&mut self) {
        say(
            "Then they guess, at one server after the other. Failures are bob's, not a server's, and the sixth in a row locks.",
        );
        for guess in 0..5 {
            let wrong = typed(Key::of(BOB).wrong_code(self.bobs_next, 1000 + guess));
            self.verify(guess as usize % 3, &wrong, 403, "\"rejected\"");
        }
        let code = self.bobs_code();
        say("Now nobody gets in as bob for half a minute, not even bob.");
        self.verify(0, &code, 403, "\"locked\"");
        say("He calls the help desk, which may lift that. His code was not looked at, so it is still good.");
        self.ask(1, Role::Desk, "POST", "/v1/people/bob/unlock", None, 0, "");
        self.verify(0, &code, 200, "\"accepted\"");
        say("A login server's own token does not do for that.");
        self.ask(1, Role::Login, "POST", "/v1/people/bob/unlock", None, 403, "role");
    }

    fn a_server_dies(&mut self) {
        say("Server 1 dies (SIGKILL). The others know everything that it knew.");
        let code = self.bobs_code();
        self.verify(0, &code, 200, "\"accepted\"");
        self.fleet.kill(0);
        println!("$ kill -9 of server 1");
        self.verify(1, &code, 403, "\"rejected\"");
        let code = self.bobs_code();
        self.verify(1, &code, 200, "\"accepted\"");
        self.fleet.restart(0);
        self.fleet.wait_ready(0);
    }

    fn the_database_dies(&mut self) {
        say("The database dies (SIGKILL). Nobody gets in then, and the answer says why.");
        let used = self.bobs_code();
        self.verify(0, &used, 200, "\"accepted\"");
        self.fleet.cluster.kill().expect("the database can be killed");
        println!("$ kill -9 of PostgreSQL");
        let next = self.bobs_code();
        self.verify(0, &next, 503, "error");
        say(
            "It is started again, and reads its log. What was accepted before is used up; what was not looked at is good.",
        );
        self.fleet.cluster.launch().expect("the database starts again");
        println!("$ start PostgreSQL");
        self.fleet.wait_all_ready();
        self.verify(1, &used, 403, "\"rejected\"");
        self.verify(2, &next, 200, "\"accepted\"");
    }

    fn a_phone_is_lost(&mut self) {
        say("Alice has lost her phone. The help desk knows her voice, and reads out a PIN of nine digits.");
        let answer = self.ask(0, Role::Desk, "POST", "/v1/people/alice/recovery/pin", None, 201, "\"pin\"");
        let pin = answer.json()["pin"].as_str().unwrap_or_default().to_owned();
        say("It lets her in at any server, for an hour.");
        self.ask(1, Role::Login, "POST", "/v1/people/alice/verify", Some(&body(&pin)), 200, "\"accepted\"");
        self.ask(2, Role::Login, "POST", "/v1/people/alice/verify", Some(&body(&pin)), 200, "\"accepted\"");
        say("What there is of her in the database tells nobody her key.");
        let row = self.fleet.cluster.run("SELECT person, version, key_id, left(encode(sealed, 'hex'), 48) || '...' FROM record WHERE person = 'alice'");
        println!("$ psql -c 'SELECT person, version, key_id, sealed FROM record'\n  {}", row.unwrap_or_default());
    }

    fn keys_are_rotated(&mut self) {
        say(
            "The key that seals the rows is to be replaced. Every server gets to know the new one behind the old one, so that it can\n\
             read what others seal; then the new one comes first.",
        );
        let key = |number: u32, key: &str| format!("[[key]]\nid = {number}\nkey = \"{key}\"\n\n");
        let (old, new) = (key(1, FIRST_KEY), key(2, SECOND_KEY));
        for (keys, told) in [(old.clone() + &new, "1, 2"), (new.clone() + &old, "2, 1")] {
            self.fleet.write_keys(&keys);
            self.restart_all(told);
        }
        println!("$ mfa-fleet rotate --config fleet.toml");
        let (rotated, printed) = self.fleet.try_run("rotate", "");
        printed.lines().for_each(|line| println!("  {line}"));
        let left = self.fleet.cluster.run("SELECT count(*) FROM record WHERE key_id <> 2").unwrap_or_default();
        self.report.quietly("every row is sealed with the new key", rotated && left == "0");
        say("Nothing needs the old one any more, so it goes.");
        self.fleet.write_keys(&new);
        self.restart_all("2");
        let code = self.bobs_code();
        self.verify(0, &code, 200, "\"accepted\"");
    }

    fn what_operators_see(&mut self) {
        say("What Prometheus reads of server 1, in part:");
        let text = self
            .fleet
            .client(0, Role::Metrics)
            .call("GET", "/metrics", None)
            .map(|answer| answer.text())
            .unwrap_or_default();
        let lines: Vec<&str> =
            text.lines().filter(|line| !line.starts_with('#') && !line.contains("_bucket")).collect();
        lines.iter().take(8).for_each(|line| println!("  {line}"));
        self.report.quietly("there are metrics", lines.len() > 3);
        say("And the last line of its log. There is no code, no token and no key in it.");
        let logs = self.fleet.logs();
        println!("  {}", logs.lines().rfind(|line| line.contains("accepted")).unwrap_or_default());
        let leaks = [FIRST_KEY, SECOND_KEY, self.fleet.token(Role::Login), &Key::of(BOB).base32()];
        self.report.quietly(
            "nothing secret is in the log",
            !logs.is_empty() && !leaks.iter().any(|secret| logs.contains(secret)),
        );
    }

    fn restart_all(&mut self, keys: &str) {
        for server in 0..3 {
            self.fleet.restart(server);
            self.fleet.wait_ready(server);
            // The others go on meanwhile, whatever this one seals with.
            let code = self.bobs_code();
            let answer = self.fleet.client((server + 1) % 3, Role::Login).verify("bob", &code);
            self.report.quietly("somebody gets in meanwhile", matches!(answer, Outcome::Accepted { .. }));
        }
        println!("$ keys.toml: {keys}; servers 1, 2 and 3 start anew, one after the other, and bob logs in meanwhile");
    }

    fn bobs_code(&mut self) -> String {
        self.bobs_next += 1;
        typed(Key::of(BOB).code(self.bobs_next - 1))
    }

    fn verify(&mut self, server: usize, code: &str, status: u16, says: &str) -> Answer {
        self.ask(server, Role::Login, "POST", "/v1/people/bob/verify", Some(&body(code)), status, says)
    }

    /// Shows a request and its answer. Status 0 is any that is not an error.
    #[allow(clippy::too_many_arguments, reason = "it is a request and what is expected of it")]
    fn ask(
        &mut self,
        server: usize,
        role: Role,
        method: &str,
        path: &str,
        body: Option<&str>,
        status: u16,
        says: &str,
    ) -> Answer {
        println!("$ server {}: {method} {path} {}", server + 1, body.unwrap_or_default());
        let answer = self.fleet.client(server, role).call(method, path, body);
        let answer = answer.unwrap_or_else(|error| Answer {
            status: 0,
            head: String::new(),
            body: error.to_string().into_bytes(),
        });
        let text = answer.text();
        let shown: String = text.chars().take(SHOWN).collect();
        println!("  {} {shown}{}", answer.status, if shown.len() < text.len() { "..." } else { "" });
        let as_expected = if status == 0 { (200..300).contains(&answer.status) } else { answer.status == status };
        self.report.quietly(&format!("{method} {path}: {status} {says}"), as_expected && text.contains(says));
        answer
    }
}

fn body(typed: &str) -> String {
    format!("{{\"typed\":\"{typed}\"}}")
}
