"""What somebody hears who tries names: whoever is known, enrolled, unenrolled or unknown, it is the same text at the same
time. Our module is alone in the stacks here; behind a password, only those who have it hear anything."""

import math
import os
import random
import select
import statistics
import subprocess
import threading
import time

import stage
from stage import STORE
from test_races import in_parallel, told

PROMPT = b"Verification code: "
REFUSAL = b"Not accepted."
PASSWD = "/etc/passwd"
KEYBOARD = "PreferredAuthentications=keyboard-interactive"


class Name:
    """One name, which is an enrolled person's, or another person's, or nobody's, as the test wants it: sshd has delays of its
    own that depend on the name."""

    _writing = threading.Lock()

    def __init__(self, person):
        self.person = person.enrolled()
        self.path = os.path.join(STORE, f"{person.name}.mfa")
        with open(self.path, "rb") as record:
            self.record = record.read()
        with open(PASSWD, encoding="utf-8") as people:
            (self.line,) = (line for line in people if line.startswith(f"{person.name}:"))

    def is_enrolled(self):
        """As on the first day."""
        self.is_not_enrolled()
        file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(file, self.record)
        os.close(file)

    def is_not_enrolled(self):
        if os.path.exists(self.path):
            os.remove(self.path)
        self._known(True)

    def is_unknown(self):
        self.is_not_enrolled()
        self._known(False)

    def _known(self, is_known):
        with self._writing:
            with open(PASSWD, encoding="utf-8") as people:
                others = [line for line in people if line != self.line]
            new = PASSWD + ".new"
            with open(new, "w", encoding="utf-8") as people:
                people.writelines([*others, self.line] if is_known else others)
            os.chmod(new, 0o644)
            os.rename(new, PASSWD)


class Text(stage.Test):
    def test_refusals_read_the_same_byte_for_byte(self):
        self.stack("sshd", "answer_after=20", first="")
        self.stack("probe", "answer_after=20", first="")
        server = self.sshd()
        alice = self.person("alice")
        name = Name(alice)
        self.addCleanup(name.is_not_enrolled)
        used = alice.code()

        def has_used_a_code():
            name.is_enrolled()
            self.assert_in(self.pamtester("probe", alice, used))

        def is_locked():
            name.is_enrolled()
            for _ in range(6):
                self.pamtester("probe", alice, alice.wrong_code())

        def is_suspended():
            name.is_enrolled()
            stage.mfa("suspend", "alice")

        cases = {
            "mismatch": (name.is_enrolled, alice.wrong_code),
            "not-a-code": (name.is_enrolled, lambda: "word"),
            "replayed": (has_used_a_code, lambda: used),
            "locked": (is_locked, alice.wrong_code),
            "suspended": (is_suspended, alice.wrong_code),
            "not-enrolled": (name.is_not_enrolled, alice.wrong_code),
            "unknown-person": (name.is_unknown, alice.wrong_code),
        }
        read = {}
        for reason, (prepare, code) in cases.items():
            prepare()
            self.records()
            by_ssh = server.login("alice", code(), code(), options=(KEYBOARD, "NumberOfPasswordPrompts=2"))
            by_pamtester = self.pamtester("probe", "alice", code())
            self.assertEqual([record.reason for record in self.records(3)], [reason] * 3)
            read[reason] = by_ssh.text, by_ssh.status, by_pamtester.text, by_pamtester.status
        self.assertEqual(read, dict.fromkeys(cases, read["unknown-person"]))
        told(f"{len(cases)} refusals")

    def test_wrong_passwords_read_the_same(self):
        """In the sample stacks nobody gets to our module without a password."""
        self.stack("sshd", "answer_after=20")
        server = self.sshd()
        alice = self.person("alice")
        name = Name(alice)
        self.addCleanup(name.is_not_enrolled)
        read = []
        for prepare in name.is_enrolled, name.is_not_enrolled, name.is_unknown:
            prepare()
            seen = server.login("alice", "wrong", alice.wrong_code(), options=(KEYBOARD,))
            self.assertEqual(len(seen.prompts), 1)
            read.append(seen.text)
        self.records(0)
        self.assertEqual(read, [read[0]] * 3)


class Timing(stage.Test):
    """Prompts and refusals of 200 tries of each kind, on a disk that is slow: each fsync of a commit takes 10 ms more.

    The statistic is Wilcoxon's rank sum. What is ranked is the median of the five tries of a connection, since these have
    more in common than their name; a connection's first prompt is left out, since what came before it is sshd's. Each name
    is of each kind as often, in an order that is drawn anew each time. The sum's distance from what it is where
    nothing is to be heard is given in standard deviations: beyond 4 is a difference, which chance makes in one of 16,000
    comparisons. Forty connections against forty show it where one answer is the slower one in four of five pairs.
    """

    LIMIT = 4
    TRIES = 5
    NAMES = 4
    ROUNDS = 10
    # A process is the slower under strace for every call until there was one that strace looks for: so all have one.
    SLOW = (
        *("strace", "-f", "--seccomp-bpf", "-o", "/dev/null"),
        *("-e", "trace=fsync,clock_nanosleep", "-e", "inject=fsync:delay_enter=10000"),
    )

    def setUp(self):
        super().setUp()
        # A disk without delays of its own.
        stage.run("mount", "-t", "tmpfs", "-o", "mode=700", "tmpfs", STORE)
        self.addCleanup(stage.run, "umount", "--lazy", STORE)
        self.names = [Name(self.person(f"name{number}")) for number in range(self.NAMES)]
        for name in self.names:
            self.addCleanup(name.is_not_enrolled)

    def distances(self, beat):
        """How far apart the kinds are, by what is timed and by pair, with a beat of so many milliseconds."""
        self.stack("sshd", "codes.free_failures=100", f"answer_after={beat}", first="")
        # sshd looks at what was typed only when a delay of its own is over, up to twice as long as it took to the prompt.
        self.typing = beat / 1000 + 0.02
        # sshd counts tries of its own, and takes its time to log those of names that it does not know.
        server = self.sshd(self.SLOW, MaxAuthTries=100, LogLevel="QUIET")
        kinds = {"enrolled": Name.is_enrolled, "not enrolled": Name.is_not_enrolled, "unknown": Name.is_unknown}
        times = {(part, kind): [] for part in ("prompt", "refusal") for kind in kinds}

        def try_all(name):
            for _ in range(self.ROUNDS):
                for kind in random.sample(list(kinds), len(kinds)):
                    kinds[kind](name)
                    prompts, refusals = self.tries(server, name.person)
                    times["prompt", kind].append(statistics.median(prompts[1:]))
                    times["refusal", kind].append(statistics.median(refusals))

        in_parallel(try_all, *((name,) for name in self.names))
        reasons = [record.reason for record in self.records(3 * self.TRIES * self.NAMES * self.ROUNDS)]
        for reason in "mismatch", "not-enrolled", "unknown-person":
            self.assertEqual(reasons.count(reason), self.TRIES * self.NAMES * self.ROUNDS)
        pairs = [("enrolled", "unknown"), ("not enrolled", "unknown"), ("enrolled", "not enrolled")]
        found = {(part, *pair): distance(*(times[part, kind] for kind in pair)) for part, _ in times for pair in pairs}
        for (part, *pair), far in found.items():
            medians = [f"{kind} {1000 * statistics.median(times[part, kind]):.1f} ms" for kind in pair]
            told(f"{part}: {', '.join(medians)}, {far:.1f}")
        return found

    def tries(self, server, person):
        """The times of prompts and refusals of one connection, in seconds, each since what was before it."""
        words = server.words(person, KEYBOARD, f"NumberOfPasswordPrompts={self.TRIES}")
        ours, theirs = os.openpty()
        process = subprocess.Popen(["setsid", "--ctty", *words], stdin=theirs, stdout=theirs, stderr=theirs)
        os.close(theirs)
        code = person.wrong_code().encode() + b"\n"
        times = {PROMPT: [], REFUSAL: []}
        awaited, shown, last = PROMPT, b"", time.monotonic()
        while select.select([ours], [], [], stage.PATIENCE)[0]:
            try:
                shown += os.read(ours, 4096)
            except OSError:
                break
            while awaited in shown:
                now = time.monotonic()
                times[awaited].append(now - last)
                last = now
                shown = shown.split(awaited, 1)[1]
                if awaited == PROMPT:
                    time.sleep(self.typing)
                    last = time.monotonic()
                    os.write(ours, code)
                awaited = REFUSAL if awaited == PROMPT else PROMPT
        os.close(ours)
        process.wait(stage.PATIENCE)
        self.assertEqual([len(times[PROMPT]), len(times[REFUSAL])], [self.TRIES] * 2)
        return times[PROMPT], times[REFUSAL]

    def test_names_are_not_heard_in_the_time_of_prompts_and_refusals(self):
        for what, far in self.distances(60).items():
            self.assertLess(abs(far), self.LIMIT, what)

    def test_enrolled_names_would_be_heard_without_the_beat(self):
        """The same measurement finds what it looks for: a disk's delay at the refusals."""
        found = self.distances(0)
        self.assertGreater(found["refusal", "enrolled", "unknown"], self.LIMIT)
        self.assertGreater(found["refusal", "enrolled", "not enrolled"], self.LIMIT)


def distance(some, others):
    """How far the rank sum of some among others is from its mean, in standard deviations; more than 0 if they are slower."""
    wins = sum((one > other) + (one == other) / 2 for one in some for other in others)
    pairs = len(some) * len(others)
    return (wins - pairs / 2) / math.sqrt(pairs * (len(some) + len(others) + 1) / 12)
