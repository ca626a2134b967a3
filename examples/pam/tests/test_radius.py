"""RADIUS: Debian's FreeRADIUS as examples/radius sets it up, run as the user it has there, and asked by radtest."""

import collections
import concurrent.futures
import hashlib
import hmac
import os
import re
import shutil
import socket
import subprocess
import time

import stage

EXAMPLE = "/checkout/examples/radius"
SETTINGS = "/etc/freeradius/3.0"
RADIUS_STORE = "/var/lib/libmfa-radius"
LOG = "/var/log/freeradius/radius.log"
SAMPLE = "pam.d/radiusd"

# What the client on the same computer is given by Debian.
SECRET = "testing123"

IN = "Access-Accept"
OUT = "Access-Reject"
ACCEPTED = 2

# As systemd starts it, by Debian's unit: User=freerad, Group=freerad, NoNewPrivileges=true.
AS_FREERAD = ("setpriv", "--reuid=freerad", "--regid=freerad", "--init-groups", "--no-new-privs", "--reset-env")


def program(*words, typed="", status=0):
    """Runs `mfa` on the server's store, as README.md has it."""
    words = ("runuser", "-u", "freerad", "--", "mfa", "--store", RADIUS_STORE, *words)
    return stage.run(*words, typed=typed, status=status, cwd="/")


def client(name, password, more=""):
    """Sends a request, its password as octets where it is bytes, and tells what came back."""
    quoted = "0x" + password.hex() if isinstance(password, bytes) else '"' + password.replace('"', '\\"') + '"'
    words = ("radclient", "-x", "127.0.0.1:1812", "auth", SECRET)
    request = f'User-Name = "{name}"\nUser-Password = {quoted}\nMessage-Authenticator = 0x00\n{more}'
    return answer(stage.run(*words, typed=request, status=None).stdout)


def radtest(name, password):
    return answer(stage.run("radtest", name, password, "127.0.0.1", "0", SECRET, status=None).stdout)


def answer(told):
    """The kind of packet that came back. The rest of it: `attributes`."""
    found = re.findall(r"^Received (Access-\w+)", told, re.MULTILINE)
    if len(found) != 1:
        raise AssertionError(f"no answer, or several:\n{told}")
    return found[0]


def attributes(name, password):
    told = stage.run("radtest", name, password, "127.0.0.1", "0", SECRET, status=None).stdout
    shown = told.partition("Received ")[2]
    return re.sub(r"Id \d+|:\d+|0x[0-9a-f]+", "", shown)


def packet(name, password):
    """An Access-Request (RFC 2865 and 3579)."""
    random, key = os.urandom(16), SECRET.encode()
    hidden, last, plain = b"", random, password.encode() + bytes(-len(password) % 16)
    for at in range(0, len(plain), 16):
        mask = hashlib.md5(key + last).digest()
        last = bytes(left ^ right for left, right in zip(plain[at:at + 16], mask, strict=True))
        hidden += last
    fields = ((1, name.encode()), (2, hidden), (80, bytes(16)))
    body = b"".join(bytes((kind, len(value) + 2)) + value for kind, value in fields)
    whole = bytes((1, 77)) + (len(body) + 20).to_bytes(2, "big") + random + body
    return whole[:-16] + hmac.digest(key, whole, "md5")


def at_once(calls):
    with concurrent.futures.ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(lambda call: call(), calls))


class Server:
    """Debian's FreeRADIUS, from one start to the next. It ends with the room."""

    process = None

    @classmethod
    def set_up(cls):
        """Does what README.md says, once."""
        if cls.process is None:
            with open(f"{EXAMPLE}/README.md", encoding="utf-8") as readme:
                recipe = re.search(r"```sh\n(.*?)```", readme.read(), re.DOTALL)[1]
            stage.run("sh", "-euc", recipe, cwd=EXAMPLE)
            stage.run("install", "-d", "-o", "freerad", "-g", "freerad", "-m", "775", "/run/freeradius")
            cls.start()

    @classmethod
    def start(cls):
        with open(LOG, "w", encoding="utf-8"):
            pass
        cls.process = subprocess.Popen([*AS_FREERAD, "/usr/sbin/freeradius", "-f"], stdin=subprocess.DEVNULL)
        for _ in range(1000):
            if "Ready to process requests" in cls.log():
                return
            if cls.process.poll() is not None:
                break
            time.sleep(0.01)
        raise AssertionError(f"freeradius does not start; it ended with {cls.process.poll()}:\n{cls.log()}")

    @classmethod
    def stop(cls):
        cls.process.terminate()
        return cls.process.wait(stage.PATIENCE)

    @staticmethod
    def log():
        with open(LOG, encoding="utf-8", errors="backslashreplace") as log:
            return log.read()


class Radius(stage.Test):
    def setUp(self):
        super().setUp()
        Server.set_up()
        shutil.rmtree(RADIUS_STORE)
        stage.run("install", "-d", "-o", "freerad", "-g", "freerad", "-m", "700", RADIUS_STORE)
        with open(f"{EXAMPLE}/{SAMPLE}", encoding="utf-8") as sample:
            self.sample = sample.read()
        self.stack("radiusd", whole=self.sample)
        self.addCleanup(self._server_has_survived)
        self.alice = self.person("alice")

    def _server_has_survived(self):
        self.assertIsNone(Server.process.poll(), "freeradius has ended")
        log = Server.log()
        for told in stage.SECRETS:
            self.assertNotIn(told, log)

    def stack_with(self, *options, instead=()):
        """The sample with more options of the line that verifies, or with other words in it."""
        text = self.sample.replace(RADIUS_STORE, " ".join((RADIUS_STORE, *options)))
        for old, new in instead:
            self.assertIn(old, text)
            text = text.replace(old, new)
        self.stack("radiusd", whole=text)

    def enroll(self, person, **more):
        person.phone = stage.Phone(**more)
        program("add", person.name, "--name", "phone", "-", typed=person.phone.uri(person.name) + "\n")
        return person

    def log_in(self, person, code, separator=","):
        return radtest(person.name, person.password + separator + code)

    def reasons(self, count):
        return [record.reason for record in self.records(count)]

    def test_password_and_code_log_in_once(self):
        code = self.enroll(self.alice).code()
        self.assertEqual(self.log_in(self.alice, code), IN)
        self.assertEqual(self.log_in(self.alice, code), OUT)
        accepted, replayed = self.records(2)
        self.assertEqual((accepted.result, accepted.reason, accepted.factor), ("accepted", "verified", "code"))
        self.assertEqual((replayed.result, replayed.reason), ("refused", "replayed"))
        # rlm_pam tells PAM a name and nothing else.
        self.assertEqual((accepted.service, accepted.person, accepted.rhost, accepted.tty), ("radiusd", "alice", "", ""))

    def test_request_that_is_sent_again_is_one_login(self):
        """As a client does that heard no answer, while the first is under way and behind it."""
        code = self.enroll(self.alice).code()
        request = packet("alice", f"{self.alice.password},{code}")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.settimeout(0.05)
            sender.connect(("127.0.0.1", 1812))
            first = self.sent_until_answered(sender, request)
            self.assertEqual(self.sent_until_answered(sender, request), first)
        self.assertEqual(first[0], ACCEPTED)
        self.assertEqual(self.record().reason, "verified")

    def sent_until_answered(self, sender, request):
        for _ in range(500):
            sender.send(request)
            try:
                return sender.recv(4096)
            except TimeoutError:
                pass
        self.fail("no answer")

    def test_servers_own_log_has_the_client_and_the_caller(self):
        code = self.enroll(self.alice).code()
        text = f"{self.alice.password},{code}"
        more = 'Calling-Station-Id = "192.0.2.77"\nNAS-Port = 7\n'
        self.assertEqual([client("alice", text, more) for _ in range(2)], [IN, OUT])
        self.records(2)
        came = r"\[alice\] \(from client localhost port 7 cli 192\.0\.2\.77\)"
        self.assertRegex(Server.log(), f"Login OK: {came}")
        self.assertRegex(Server.log(), f"Login incorrect .*: {came}")

    def test_wrong_codes_lock_and_time_opens(self):
        self.stack_with("codes.free_failures=2", "codes.first_lock_seconds=3")
        self.enroll(self.alice, kind="hotp")
        wrong = [self.alice.wrong_code() for _ in range(3)]
        self.assertEqual(at_once([lambda code=code: self.log_in(self.alice, code) for code in wrong]), [OUT] * 3)
        code = self.alice.code()
        self.assertEqual(self.log_in(self.alice, code), OUT)
        *wrong, locked = self.records(4)
        self.assertEqual([record.reason for record in wrong], ["mismatch"] * 3)
        self.assertEqual(locked.reason, "locked")
        time.sleep(max(0, locked.until - time.time()) + 0.1)
        self.assertEqual(self.log_in(self.alice, code), IN)
        self.assertEqual(self.record().failures, 3)

    def test_wrong_password_uses_up_no_code_and_counts_no_failure(self):
        self.enroll(self.alice, kind="hotp")
        code, wrong = self.alice.code(), self.alice.wrong_code()
        guesses = [lambda typed=typed: radtest("alice", f"guessed,{typed}") for typed in (code, wrong)]
        self.assertEqual(at_once(guesses), [OUT, OUT])
        # The line that verifies was not reached.
        self.records(0)
        self.assertEqual(self.log_in(self.alice, code), IN)
        self.assertEqual(self.record().failures, 0)

    def test_forward_pass_uses_up_the_code_and_counts_the_failure(self):
        ours = f"auth required pam_libmfa.so forward_pass separator=, owner=freerad store={RADIUS_STORE}\n"
        rest = "auth required pam_unix.so use_first_pass nodelay\naccount required pam_unix.so\n"
        self.stack("radiusd", whole=ours + rest)
        self.enroll(self.alice, kind="hotp")
        self.assertEqual(radtest("alice", f"guessed,{self.alice.wrong_code()}"), OUT)
        code = self.alice.code()
        self.assertEqual(radtest("alice", f"guessed,{code}"), OUT)
        self.assertEqual(self.log_in(self.alice, code), OUT)
        wrong, used, again = self.records(3)
        self.assertEqual((wrong.reason, used.reason, used.failures), ("mismatch", "verified", 1))
        self.assertEqual(again.result, "refused")
        # With both right it logs in all the same.
        self.assertEqual(self.log_in(self.alice, self.alice.code()), IN)

    def test_without_a_separator_the_last_digits_are_the_code(self):
        for digits, word in ((6, ""), (8, "digits=8")):
            with self.subTest(digits=digits):
                bob = self.enroll(self.person(f"bob{digits}"), digits=digits)
                self.stack_with(instead=[("separator=,", word)])
                code = bob.code()
                self.assertEqual(self.log_in(bob, code, separator=""), IN)
                self.assertEqual(self.log_in(bob, code, separator=""), OUT)
                self.assertEqual(self.reasons(2), ["verified", "replayed"])

    def test_recovery_pin_and_recovery_code_stand_behind_the_separator(self):
        self.policy("[recovery]\nenabled = true\n")
        self.enroll(self.alice, kind="hotp")
        told = program("recovery", "key", "alice").stdout
        fields = dict(line.split(None, 1) for line in told.splitlines() if " " in line)
        pin = stage.HelpDesk(fields["device"], fields["key"]).pin()
        self.assertEqual(self.log_in(self.alice, pin), IN)
        self.assertEqual(self.log_in(self.alice, pin.replace("-", "")), IN)
        shown = program("recovery-codes", "new", "alice").stdout
        code = stage.secret(re.search(r"\b[0-9A-Z]{4}(-[0-9A-Z]{4}){3}\b", shown)[0])
        self.assertEqual(self.log_in(self.alice, code), IN)
        self.assertEqual(self.log_in(self.alice, code), OUT)
        *accepted, used = self.records(4)
        self.assertEqual([record.result for record in accepted], ["accepted"] * 3)
        self.assertEqual([record.factor for record in accepted], ["pin", "same-pin", "recovery-code"])
        self.assertEqual(used.result, "refused")

    def test_who_is_not_enrolled_is_denied_unless_nullok_lets_them_in(self):
        bob = self.person("bob")
        self.assertEqual(at_once([lambda: self.log_in(bob, "123456"), lambda: radtest("bob", bob.password)]), [OUT, OUT])
        self.assertEqual(sorted(self.reasons(2)), ["not-a-code", "not-enrolled"])
        self.stack_with("nullok")
        self.assertEqual(radtest("bob", bob.password), IN)
        record = self.record()
        self.assertEqual((record.result, record.reason), ("ignored", "not-enrolled"))
        self.assertEqual(radtest("bob", "guessed"), OUT)
        # Whoever is enrolled is asked all the same.
        self.enroll(self.alice)
        self.assertEqual(radtest("alice", self.alice.password), OUT)
        self.assertEqual(self.record().result, "refused")

    def test_exempt_person_has_a_password_that_is_left_whole(self):
        self.stack_with("exempt_group=emergency", instead=[("separator=,", "exempt_group=emergency")])
        # Their password ends with what could be a code.
        eve = self.person("eve970531", "emergency")
        self.assertEqual(radtest(eve.name, eve.password), IN)
        self.assertEqual(self.record().reason, "exempt-group")
        self.assertEqual(radtest(eve.name, eve.password[:-6]), OUT)
        self.records(0)

    def test_unknown_and_unenrolled_and_refused_get_one_answer(self):
        self.enroll(self.alice)
        bob = self.person("bob")
        texts = [
            ("nobody-knows-me", f"guessed,{self.alice.code()}"),
            ("bob", f"{bob.password},123456"),
            ("alice", f"guessed,{self.alice.wrong_code()}"),
            ("alice", f"{self.alice.password},{self.alice.wrong_code()}"),
            ("alice", self.alice.password),
        ]
        answers = at_once([lambda text=text: attributes(*text) for text in texts])
        self.assertTrue(answers[0].startswith(OUT), answers[0])
        self.assertEqual(set(answers), {answers[0]})
        self.records(3)
        self.assertNotIn("nobody-knows-me.mfa", os.listdir(RADIUS_STORE))

    def test_expired_account_is_refused(self):
        self.enroll(self.alice)
        stage.run("chage", "--expiredate", "1", "alice")
        self.addCleanup(stage.run, "chage", "--expiredate", "-1", "alice")
        self.assertEqual(self.log_in(self.alice, self.alice.code()), OUT)

    def test_server_that_is_not_the_owner_lets_nobody_in(self):
        self.enroll(self.alice)
        self.stack_with(instead=[(" owner=freerad", "")])
        self.assertEqual(self.log_in(self.alice, self.alice.code()), OUT)
        record = self.record()
        self.assertEqual((record.result, record.reason, record.detail), ("unavailable", "not-owner", "root"))

    def test_eight_people_at_once_all_get_in(self):
        """A second thread would take pam_unix's helper from under it now and then, and a right password were wrong."""
        people = [self.enroll(self.person(f"carol{which}"), kind="hotp") for which in range(8)]
        for _ in range(3):
            calls = [lambda one=one, code=one.code(): self.log_in(one, code) for one in people]
            self.assertEqual(at_once(calls), [IN] * 8)
        self.assertEqual(self.reasons(24), ["verified"] * 24)

    def one_of_eight_gets_in(self):
        """Used counters count as wrong codes, so that many have to be free."""
        self.enroll(self.alice, kind="hotp")
        for _ in range(3):
            code = self.alice.code()
            answers = at_once([lambda: self.log_in(self.alice, code)] * 8)
            self.assertEqual(collections.Counter(answers), {IN: 1, OUT: 7})
            self.assertEqual(self.reasons(8).count("verified"), 1)

    def test_one_code_lets_one_of_eight_in(self):
        self.stack_with("codes.free_failures=100")
        self.one_of_eight_gets_in()

    def test_one_code_lets_one_of_eight_in_where_eight_threads_are_in_the_module(self):
        """rlm_pam lets one request at a time into PAM, for each time that it is loaded: here it is loaded eight times."""
        self.addCleanup(self.restart)
        names = [f"pam{which}" for which in range(8)]
        several = "\tAuth-Type PAM {\n\t\tload-balance {\n\t\t\t" + "\n\t\t\t".join(names) + "\n\t\t}\n\t}"
        self.change("sites-available/default", r"^\tpam$", several, 1)
        self.change("radiusd.conf", r"_servers = 1$", "_servers = 8", 4)
        loaded = "".join(f"pam {name} {{\n\tpam_auth = radiusd\n}}\n" for name in names)
        self.change("mods-available/pam", r"\Z", loaded, 1)
        self.restart()
        self.assertGreaterEqual(len(os.listdir(f"/proc/{Server.process.pid}/task")), 8)
        # Without pam_unix, which waits for a process of its own.
        ours = f"auth required pam_libmfa.so forward_pass separator=, owner=freerad store={RADIUS_STORE} answer_after=0"
        self.stack("radiusd", whole=f"{ours} codes.free_failures=100\naccount required pam_permit.so\n")
        self.one_of_eight_gets_in()

    def change(self, path, what, to, count):
        """Changes a file of the server's for this test."""
        path = f"{SETTINGS}/{path}"
        with open(path, encoding="utf-8") as file:
            before = file.read()
        after, changed = re.subn(what, lambda _: to, before, flags=re.MULTILINE)
        self.assertEqual(changed, count)
        self.addCleanup(self.write, path, before)
        self.write(path, after)

    def restart(self):
        self.assertEqual(Server.stop(), 0)
        Server.start()

    def test_restart_forgets_no_code_and_no_failure(self):
        self.enroll(self.alice, kind="hotp")
        code = self.alice.code()
        self.assertEqual(self.log_in(self.alice, code), IN)
        self.assertEqual(self.log_in(self.alice, self.alice.wrong_code()), OUT)
        self.restart()
        self.assertEqual(self.log_in(self.alice, code), OUT)
        self.assertEqual(self.log_in(self.alice, self.alice.code()), IN)
        first, wrong, again, last = self.records(4)
        self.assertEqual((first.result, wrong.result, again.result), ("accepted", "refused", "refused"))
        self.assertGreaterEqual(last.failures, 1)

    def test_garbage_is_rejected_and_survived(self):
        self.enroll(self.alice, kind="hotp")
        code = self.alice.code()
        password = self.alice.password
        garbage = [
            "", ",", ",,", ",,,,,,", "0" * 100, "," * 100, "x" * 100 + "," + code, password + "," + "0" * 80,
            password, password + ",", "," + code, code, password + code, password + "," + code + ",", password + ";" + code,
            password + "," + code + "x", "x" + password + "," + code, password + ",," + code,
            "%s%n%s%n,%n%s%n", b"\x80" * 100, f"{password}\0,{code}".encode(), f"{password}\n,{code}".encode(),
            f"{password},{code[:3]}\0{code[3:]}".encode(), f"{password},".encode() + b"\xff\xfe" + code.encode(),
        ]  # fmt: skip
        names = ["", "\\001\\377", "x" * 200, "../alice", "alice,", "%s%n", "alice\\nresult=accepted"]
        calls = [lambda text=text: client("alice", text) for text in garbage]
        calls += [lambda name=name: client(name, f"{password},{code}") for name in names]
        answers = [answer for first in range(0, len(calls), 16) for answer in at_once(calls[first:first + 16])]
        wrong = [what for what, answer in zip(garbage + names, answers, strict=True) if answer != OUT]
        self.assertEqual(wrong, [])
        for record in self.records():
            self.assertEqual((record.result, record.person), ("refused", "alice"))
        # What is no code has cost no attempt, and the code is still good.
        self.assertEqual(self.log_in(self.alice, code), IN)
        self.assertEqual(self.record().failures, 0)
