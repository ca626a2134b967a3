"""A stage for real logins: people, stacks, daemons, terminals, and what is logged.

It plays in a room.sh, as root, and changes that computer as it likes. A test is a method of a `stage.Test`:

    class Ssh(stage.Test):
        def test_code_logs_in_once(self):
            alice = self.person("alice").enrolled()       # useradd, a password, `mfa add`
            self.stack("sshd", "answer_after=100")        # /etc/pam.d/sshd: the password, then our module
            sshd = self.sshd()                            # Debian's sshd on 127.0.0.1, until the test ends
            code = alice.code()                           # by oathtool; a later one at each call
            self.assert_in(sshd.login(alice, alice.password, code))
            self.assert_out(sshd.login(alice, alice.password, code))
            self.assertEqual([record.reason for record in self.records(2)], ["verified", "replayed"])

Each test begins with an empty store, no policy file and Debian's own /etc/pam.d, and ends with what holds of every
test: the module's lines in the log are as docs/pam.md has them, and nothing that was typed or drawn in secret is in any
line.

    Test         person, stack, policy, sshd, sudo, su, pamtester, records, assert_in, assert_out
    Person       name, password, phone; enrolled(), code(), wrong_code(), recovery_key(), recovery_codes(), public_key()
    Phone        an authenticator: secret, code(), delay(), wrong_code(), code_at(time or counter), wait_for_time()
    HelpDesk     by person.recovery_key(): pin(), response(challenge)
    Sshd         login(person, *answers), started, pid, port
    Seen         what a terminal showed: text, prompts, seconds, status, entered
    Record       a line of the module, as attributes: result, reason, factor, person, ...
    LOG          all that was sent to /dev/log: LOG.lines
    mfa(...)     runs the program: mfa("add", "alice", "--name", "phone", "-", typed=uri).stdout
    converse()   runs any program on a terminal of its own, and types an answer at each prompt
    run()        runs any program without a terminal

Answers are texts, or functions that get what was shown so far: sshd.login(bob, bob.password, "phone", read_key).
Several threads may log in at once. What a test alone has set up, it undoes with addCleanup().
"""

import base64
import json
import os
import pwd
import re
import secrets
import select
import shutil
import signal
import socket
import subprocess
import tempfile
import termios
import threading
import time
import unittest

STORE = "/var/lib/libmfa"
POLICY = "/etc/libmfa/policy.toml"
STACKS = "/etc/pam.d"
SYSLOG = "/dev/log"

# How the module's line is written, in this order.
KEYS = (
    "result reason factor person service occasion rhost tty ruser authenticator failures left until library detail"
).split()

# The password first and requisite, so that nobody without it uses up attempts. Where nobody is asked for a code the module
# ignores, and then it is the password that lets in.
PASSWORD = "auth requisite pam_unix.so nodelay"
OURS = "required"
REST = "auth required pam_permit.so\naccount required pam_unix.so\nsession required pam_permit.so\n"

# The end of a line that waits for an answer. Programs end their prompts like this, and nothing else that they show.
PROMPT = re.compile(r"[^\n]*[:?] ?\Z")

# How long a terminal is quiet behind a prompt, in seconds: what looks like one may be the half of a line.
QUIET = 0.05

# Nothing here takes as long unless it hangs.
PATIENCE = 60

# What everybody's shell prints, and nothing else does.
ENTERED = "this is inside"
INSIDE = "/usr/local/bin/inside"

# The one host there is, by any port.
KNOWN_HOSTS = "/etc/ssh/ssh_known_hosts"


def run(*words, typed="", status=0, **more):
    """Runs a program without a terminal. Unless it ends with `status` the test is wrong; None is whatever."""
    ended = subprocess.run(words, check=False, input=typed, capture_output=True, text=True, timeout=PATIENCE, **more)
    if status is not None and ended.returncode != status:
        told = ended.stdout + ended.stderr
        raise AssertionError(f"{' '.join(words)} ended with {ended.returncode}, not {status}:\n{told}")
    return ended


def mfa(*words, typed="", status=0, store=STORE):
    """Runs the administrator's program."""
    return run("mfa", "--store", store, *words, typed=typed, status=status)


# What must never be in a log of this test: every answer that was typed, every secret and every password.
SECRETS = set()


def secret(text):
    """Remembers that this is in no log."""
    SECRETS.add(text)
    return text


def _note(answer):
    """Codes and the like are in no log. Without a digit it is an authenticator's name, or a password, which is known."""
    if len(answer) >= 6 and any(character.isdigit() for character in answer):
        secret(answer)


class Seen:
    """What a program showed on its terminal. Times are in seconds; that of a prompt, and of the end, is counted from
    the answer before it, or from the start."""

    def __init__(self):
        self.text = ""
        self.prompts = []
        self.seconds = None
        self.status = None

    @property
    def entered(self):
        return re.search(rf"^{ENTERED}$", self.text, re.MULTILINE) is not None

    def __repr__(self):
        return f"<status {self.status}, {len(self.prompts)} prompts:\n{self.text}>"


class Prompt:
    """A prompt, how long it took to come, what was typed at it, and where in all the text that was."""

    def __init__(self, text, seconds, at):
        self.text = text
        self.seconds = seconds
        self.at = at
        self.answer = None


def converse(words, answers=(), quiet=QUIET, started=None, **more):
    """Runs a program on a terminal of its own, and types an answer at each prompt. Where it asks once more than there
    are answers, the terminal is hung up. `started` is called with its process."""
    ours, theirs = os.openpty()
    try:
        # Without this, what is shown has other line ends than what was written.
        settings = termios.tcgetattr(theirs)
        settings[1] &= ~termios.OPOST
        termios.tcsetattr(theirs, termios.TCSANOW, settings)
        process = subprocess.Popen(
            ["setsid", "--ctty", *words], stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=False, **more
        )
    except BaseException:
        os.close(ours)
        raise
    finally:
        os.close(theirs)
    if started is not None:
        started(process)
    seen = Seen()
    try:
        _follow(process, ours, seen, list(answers), quiet)
    finally:
        os.close(ours)
        _end(process)
    seen.status = process.returncode
    return seen


def _follow(process, terminal, seen, answers, quiet):
    told = bytearray()
    asked_at = 0
    gone = None
    began = last = time.monotonic()
    while True:
        waiting = PROMPT.search(seen.text, asked_at) is not None and seen.text[asked_at:].strip() != ""
        ready, _, _ = select.select([terminal], [], [], quiet if waiting else PATIENCE)
        if ready:
            try:
                piece = os.read(terminal, 65536)
            except OSError:
                piece = b""
            now = time.monotonic()
            if not piece:
                # Nobody has it open. login(1) hangs up whoever else had, and opens it anew.
                seen.seconds = (gone or now) - began
                gone = gone or now
                if process.poll() is not None or now - gone > PATIENCE:
                    return
                time.sleep(0.005)
                continue
            last, gone = now, None
            told += piece
            seen.text = told.decode(errors="replace").replace("\r", "")
        elif not waiting:
            raise AssertionError(f"nothing more is shown, and nothing asked:\n{seen.text}")
        else:
            prompt = seen.text[asked_at:].rsplit("\n", 1)[-1]
            seen.prompts.append(Prompt(prompt, last - began, len(seen.text)))
            if not answers:
                seen.seconds = last - began
                return
            answer = answers.pop(0)
            answer = answer(seen.text) if callable(answer) else answer
            _note(answer)
            seen.prompts[-1].answer = answer
            asked_at = len(seen.text)
            began = time.monotonic()
            os.write(terminal, answer.encode() + b"\n")


def _end(process):
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Phone:
    """An authenticator, whose codes oathtool computes. A code is given out once, and later ones after it."""

    def __init__(self, secret_text=None, kind="totp", digits=6, period=30, counter=0):
        self.secret = secret(secret_text or base64.b32encode(secrets.token_bytes(20)).decode())
        self.kind = kind
        self.digits = digits
        self.period = period
        self.counter = counter
        # How many steps before their time codes are good: the policy's codes.future_steps.
        self.ahead = 1
        self._step = 0
        self._wrong = 0

    def uri(self, account="somebody"):
        last = f"counter={self.counter}" if self.kind == "hotp" else f"period={self.period}"
        return f"otpauth://{self.kind}/{account}?secret={self.secret}&digits={self.digits}&{last}"

    def _codes(self, first, more=0):
        words = ["oathtool", "--base32", f"--digits={self.digits}", f"--window={more}", "-"]
        if self.kind == "hotp":
            words.insert(1, f"--counter={first}")
        else:
            words[1:1] = ["--totp", f"--time-step-size={self.period}s", f"--now=@{first * self.period}"]
        return run(*words, typed=self.secret + "\n").stdout.split()

    def code_at(self, when):
        """The code of a time in seconds since 1970, or of a counter; it does not count as given out."""
        return secret(self._codes(when if self.kind == "hotp" else int(when) // self.period)[0])

    def code(self):
        """A good code that was not given out before: that of now, or else that of the next step, which is good already.
        It waits if both were given out."""
        if self.kind == "hotp":
            self.counter += 1
            return self.code_at(self.counter - 1)
        time.sleep(self.delay())
        self._step = self._next_step()
        return self.code_at(self._step * self.period)

    def delay(self):
        """How many seconds code() will wait."""
        if self.kind == "hotp":
            return 0
        return max(0, (self._next_step() - self.ahead) * self.period - time.time())

    def _next_step(self):
        return max(self._step + 1, int(time.time()) // self.period)

    def wrong_code(self):
        """One that is none of this phone's for the next half hour or hundred counters, another one at each call."""
        if self.kind == "hotp":
            near = self._codes(max(0, self.counter - 20), 120)
        else:
            near = self._codes(int(time.time()) // self.period - 60, 120)
        while True:
            self._wrong += 1
            wrong = f"{self._wrong * 7919:0{self.digits}}"
            if wrong not in near:
                return secret(wrong)

    def wait_for_time(self, seconds=5):
        """Waits, if need be, until the code of now is shown for so many seconds more."""
        left = self.period - time.time() % self.period
        if left < seconds:
            time.sleep(left)


class Person:
    """Somebody whom the system knows, with a password. `phone` is their authenticator, if they are enrolled."""

    def __init__(self, name):
        self.name = name
        self.password = secret("pass word of " + name)
        self.phone = None

    @property
    def uid(self):
        return pwd.getpwnam(self.name).pw_uid

    @property
    def home(self):
        return pwd.getpwnam(self.name).pw_dir

    def enrolled(self, kind="totp", name="phone", **more):
        """Adds an authenticator with the program. HOTP (kind="hotp") is for who needs many codes: none waits for its
        time."""
        self.phone = Phone(kind=kind, **more)
        mfa("add", self.name, "--name", name, "-", typed=self.phone.uri(self.name) + "\n")
        return self

    def code(self):
        return self.phone.code()

    def wrong_code(self):
        return self.phone.wrong_code()

    def recovery_key(self):
        """Gives them a recovery key on this computer, as an administrator who puts it into the help desk's vault."""
        told = mfa("recovery", "key", self.name).stdout
        fields = dict(line.split(None, 1) for line in told.splitlines() if " " in line)
        return HelpDesk(fields["device"], fields["key"])

    def recovery_codes(self):
        """Makes recovery codes for them, and gives these."""
        told = mfa("recovery-codes", "new", self.name, "--json").stdout
        return [secret(code) for code in json.loads(told)["codes"]]

    def public_key(self):
        """Makes a key that logs them in, and gives the file of its private half."""
        folder = os.path.join(self.home, ".ssh")
        private = os.path.join(folder, "id_ed25519")
        if not os.path.exists(private):
            os.makedirs(folder, exist_ok=True)
            run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", private)
            shutil.copy(private + ".pub", os.path.join(folder, "authorized_keys"))
            run("chown", "-R", f"{self.name}:", folder)
        return private

    def as_them(self, *words):
        """The words that run a program as this person, from root."""
        return ["setpriv", f"--reuid={self.name}", f"--regid={self.name}", "--init-groups", "--reset-env", *words]


class HelpDesk:
    """Who has a recovery key, and neither the store nor the computer."""

    def __init__(self, device, key):
        self.device = device
        self.key = secret(key)

    def pin(self):
        """A PIN, as it is read out on the telephone."""
        told = mfa("recovery", "issue", "--device", self.device, "-", typed=self.key + "\n").stdout
        return secret(re.search(r"PIN (\S+)", told)[1])

    def response(self, challenge):
        told = mfa("recovery", "respond", "-", challenge, typed=self.key + "\n").stdout
        return secret(re.search(r"\d{3}-\d{3}-\d{3}", told)[0])


class Record:
    """A line of the module, its values as they were before they were quoted. Numbers are numbers."""

    _PAIR = re.compile(r'([a-z]+)=("((?:[^"\\\x00-\x1f\x7f-\xff]|\\x[0-9a-f]{2})*)"|-?[0-9]+|[a-z-]+)(?: |\Z)')

    def __init__(self, text):
        keys = []
        at = 0
        while at < len(text):
            pair = self._PAIR.match(text, at)
            if pair is None:
                raise AssertionError(f"not as the module's lines are to be, from byte {at} on: {text}")
            key, plain, quoted = pair.groups()
            keys.append(key)
            setattr(self, key, self._value(plain, quoted))
            at = pair.end()
        if keys != KEYS:
            raise AssertionError(f"other keys, or in another order, than {' '.join(KEYS)}: {text}")
        self.text = text

    @staticmethod
    def _value(plain, quoted):
        if quoted is not None:
            return re.sub(r"\\x(..)", lambda byte: chr(int(byte[1], 16)), quoted)
        return int(plain) if plain.lstrip("-").isdigit() else plain

    def __repr__(self):
        return self.text


class Log:
    """Stands at /dev/log in syslog's place, and keeps every line. No message is dropped."""

    _LINE = re.compile(r"<(\d+)>(?:\w{3} [ \d]\d [\d:]{8} )?(.*)\Z", re.DOTALL)
    _OURS = re.compile(r"pam_libmfa\(([^()]*):(\w+)\): ")

    def __init__(self, path=SYSLOG):
        self.lines = []
        self._marks = set()
        self._changed = threading.Condition()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(path)
        os.chmod(path, 0o666)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            message = self._socket.recv(65536).decode(errors="backslashreplace").rstrip("\0\n")
            with self._changed:
                if message.startswith("mark "):
                    self._marks.add(message)
                else:
                    self.lines.append(message)
                self._changed.notify_all()

    def flush(self):
        """Returns when all that was sent before is in `lines`."""
        mark = f"mark {secrets.token_hex(8)}"
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
            sender.sendto(mark.encode(), SYSLOG)
        with self._changed:
            if not self._changed.wait_for(lambda: mark in self._marks, PATIENCE):
                raise AssertionError("the log does not move")
            self._marks.discard(mark)

    def records(self, begin=0):
        """The module's records from a line on; what it says otherwise (debug, PAM's own words) is none."""
        self.flush()
        found = []
        for line in self.lines[begin:]:
            ours = self._OURS.search(line)
            if ours is not None and line[ours.end() :].startswith("result="):
                found.append(Record(line[ours.end() :]))
        return found


LOG = None


class Sshd:
    """Debian's sshd on 127.0.0.1, with a configuration of its own: what is given here replaces a line of it. It may
    run under another program, which these words call."""

    _ports = iter(range(2200, 65536))

    def __init__(self, under=(), **settings):
        self.under = under
        self.port = settings.get("Port") or next(self._ports)
        self.folder = tempfile.mkdtemp(prefix="sshd")
        self.process = None
        self.settings = {
            "Port": self.port,
            "ListenAddress": "127.0.0.1",
            "HostKey": "/etc/ssh/ssh_host_ed25519_key",
            "PidFile": "none",
            "UsePAM": "yes",
            "AuthenticationMethods": "keyboard-interactive",
            "KbdInteractiveAuthentication": "yes",
            "PasswordAuthentication": "no",
            "PermitRootLogin": "yes",
            # A test logs in more often than people do. From 9.8 on sshd keeps a source out for a while whose logins fail or
            # crash: that, and not our module, is what a test would see then.
            "MaxStartups": "200",
            "PerSourcePenalties": "no",
            "UseDNS": "no",
            "PrintMotd": "no",
            "PrintLastLog": "no",
            **settings,
        }

    @property
    def pid(self):
        return self.process.pid

    def start(self):
        path = os.path.join(self.folder, "config")
        with open(path, "w", encoding="utf-8") as config:
            config.writelines(f"{key} {value}\n" for key, value in self.settings.items())
        self.process = subprocess.Popen([*self.under, "/usr/sbin/sshd", "-D", "-f", path], stdin=subprocess.DEVNULL)
        for _ in range(500):
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            if self.process.poll() is not None:
                break
            time.sleep(0.01)
        raise AssertionError(f"sshd does not answer; it ended with {self.process.poll()}")

    def stop(self):
        """Ends it, and the logins that are under way."""
        if self.process is not None and self.process.poll() is None:
            for child in children(self.process.pid):
                _kill(child, signal.SIGKILL)
            self.process.terminate()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def words(self, person, *options):
        """The ssh that logs this person in: one attempt unless the options say otherwise."""
        all_options = (*options, "NumberOfPasswordPrompts=1", "StrictHostKeyChecking=yes", "HostKeyAlias=login")
        given = [word for option in all_options for word in ("-o", option)]
        return ["ssh", "-F", "none", "-p", str(self.port), *given, f"{_name(person)}@127.0.0.1"]

    def login(self, person, *answers, options=("PreferredAuthentications=keyboard-interactive",), **more):
        """Logs in on a terminal. `person` is a Person or any name; `options` are ssh's, and `more` is converse()'s."""
        return converse(self.words(person, *options), answers, **more)


def _name(person):
    return person.name if isinstance(person, Person) else person


def _kill(pid, which):
    try:
        os.kill(pid, which)
    except ProcessLookupError:
        pass


def children(pid):
    """The processes that a process has started, and theirs."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as listed:
            own = [int(child) for child in listed.read().split()]
    except OSError:
        own = []
    return [found for child in own for found in (child, *children(child))]


class Test(unittest.TestCase):
    """A test on an empty store, without a policy file, with Debian's own stacks; see the top of this file."""

    # A difference is shown whole.
    maxDiff = None

    _people = {}
    _stacks = None
    _begin = 0

    def setUp(self):
        if Test._stacks is None:
            Test._stacks = tempfile.mkdtemp(prefix="stacks")
            shutil.copytree(STACKS, Test._stacks, dirs_exist_ok=True)
        shutil.rmtree(STORE, ignore_errors=True)
        os.makedirs(STORE, mode=0o700)
        shutil.rmtree(STACKS)
        shutil.copytree(Test._stacks, STACKS)
        if os.path.exists(POLICY):
            os.remove(POLICY)
        SECRETS.clear()
        for person in self._people.values():
            person.phone = None
            secret(person.password)
        self._begin = len(LOG.lines)
        self._read = self._begin

    def run(self, result=None):
        """What holds of every test is looked at when it has cleaned up."""
        self.addCleanup(self._hold_log_to_its_promises)
        return super().run(result)

    def _hold_log_to_its_promises(self):
        LOG.records(self._begin)
        told = re.compile("|".join(rf"(?<![0-9A-Za-z]){re.escape(text)}(?![0-9A-Za-z])" for text in SECRETS) or r"\Z.")
        for line in LOG.lines[self._begin :]:
            found = told.search(line)
            if found is not None:
                raise AssertionError(f"the secret {found[0]!r} is in the log: {line}")

    def person(self, name, *groups):
        """Somebody with a password and a home, in these groups and no others."""
        if name not in self._people:
            person = Person(name)
            hashed = run("openssl", "passwd", "-6", "-stdin", typed=person.password + "\n").stdout.strip()
            run("useradd", "--create-home", "--shell", INSIDE, "--password", hashed, name)
            self._people[name] = person
        for group in groups:
            run("groupadd", "--force", group)
        run("usermod", "--groups", ",".join(groups), name)
        return self._people[name]

    def stack(self, service, *options, first=PASSWORD, control=OURS, rest=REST, whole=None):
        """Writes a service's stack: the password, our module with these options, and what comes after. `first=""`
        leaves the password out; `whole` is the file as it is."""
        ours = " ".join(("auth", control, "pam_libmfa.so", *options))
        text = whole if whole is not None else f"{first}\n{ours}\n{rest}"
        self.write(os.path.join(STACKS, service), text)

    def policy(self, text):
        """Writes the policy file."""
        os.makedirs(os.path.dirname(POLICY), exist_ok=True)
        self.write(POLICY, text)

    def write(self, path, text, mode=0o644):
        _write(path, text, mode)

    def sshd(self, under=(), **settings):
        """Starts an sshd that ends with the test."""
        sshd = Sshd(under, **settings)
        self.addCleanup(sshd.stop)
        return sshd.start()

    def sudo(self, person, *answers):
        """The person becomes root by sudo; sudoers lets those in whose group is `sudo`."""
        return converse(person.as_them("sudo", "-k", INSIDE), answers)

    def su(self, person, target, *answers):
        """The person becomes somebody else by su."""
        return converse(person.as_them("su", "--command", INSIDE, _name(target)), answers)

    def pamtester(self, service, person, *answers, items=(), by=None):
        """Runs pam_authenticate alone, as root or as somebody; `items` are pamtester's, such as rhost=192.0.2.1."""
        given = [word for item in items for word in ("-I", item)]
        words = ["pamtester", *given, service, _name(person), "authenticate"]
        seen = converse(words if by is None else by.as_them(*words), answers)
        if seen.status == 0:
            seen.text += f"\n{ENTERED}\n"
        return seen

    def records(self, count=None):
        """The module's records since the test began or asked last; it fails if they are not so many."""
        found = LOG.records(self._read)
        self._read = len(LOG.lines)
        if count is not None and len(found) != count:
            listed = "\n".join(LOG.lines[self._begin :])
            self.fail(f"{len(found)} records where {count} are to be; all that was logged:\n{listed}")
        return found

    def record(self):
        """The one record since the test began or asked last."""
        return self.records(1)[0]

    def assert_in(self, seen):
        self.assertTrue(seen.entered, seen)

    def assert_out(self, seen):
        self.assertFalse(seen.entered, seen)


def prepare():
    """Makes the computer ready; once, before all tests."""
    global LOG
    LOG = Log()
    _write(INSIDE, f'#!/bin/sh\n[ "$1" != -c ] || exec sh "$@"\necho "{ENTERED}"\n', 0o755)
    _write("/etc/sudoers.d/stage", "Defaults passwd_tries=1\nDefaults !lecture\n", 0o440)
    with open("/etc/ssh/ssh_host_ed25519_key.pub", encoding="ascii") as key:
        _write(KNOWN_HOSTS, f"login {key.read()}")


def _write(path, text, mode=0o644):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)
