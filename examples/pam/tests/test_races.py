"""One code, several logins at once, and logins that are killed: no code is good twice, and no wrong one is forgotten."""

import collections
import json
import os
import random
import select
import signal
import statistics
import threading
import time

import stage

# Wrong codes do not lock: a lock would end a race before it has begun.
PATIENT = "codes.free_failures=100"

SEED = int(os.environ.get("MFA_SEED", "0")) or random.SystemRandom().randrange(1, 2**32)


def failures(person):
    """The person's wrong codes, all that there ever were."""
    return json.loads(stage.mfa("status", person.name, "--json").stdout)["failures_in_all"]


def told(text):
    """Figures stand in the suite's log in front of the test's result."""
    print(text, end="; ", flush=True)


def in_parallel(call, *arguments):
    """Calls it once with each of these, at the same time; the first that fails is what fails."""
    failed = []

    def one(*given):
        try:
            call(*given)
        except BaseException as failure:
            failed.append(failure)

    threads = [threading.Thread(target=one, args=given) for given in arguments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


class AtOnce(stage.Test):
    """Eight logins that are all at the prompt before the first of them answers."""

    ROUNDS = 20
    LOGINS = 8

    def setUp(self):
        super().setUp()
        self.stack("sshd", PATIENT, "answer_after=20", first="")
        self.server = self.sshd()

    def all_at_once(self, person, answers):
        start = threading.Barrier(len(answers), timeout=stage.PATIENCE)
        seen = [None] * len(answers)

        def log_in(number, answer):
            def wait_for_the_others(_):
                start.wait()
                return answer

            seen[number] = self.server.login(person, wait_for_the_others)

        in_parallel(log_in, *enumerate(answers))
        self.assertNotIn(None, seen)
        return seen

    def test_one_code_lets_in_one_of_eight_logins_in_each_of_twenty_rounds(self):
        alice = self.person("alice")
        entered = accepted = 0
        for number in range(self.ROUNDS):
            # Of the clock and of a counter in turn, and a new authenticator each time.
            kind = ("totp", "hotp")[number % 2]
            if alice.phone is not None:
                stage.mfa("remove", "alice")
            alice.enrolled(kind=kind)
            with self.subTest(round=number, kind=kind):
                seen = self.all_at_once(alice, [alice.code()] * self.LOGINS)
                results = sorted(record.result for record in self.records(self.LOGINS))
                self.assertEqual([login.entered for login in seen].count(True), 1, seen)
                self.assertEqual(results, ["accepted"] + ["refused"] * (self.LOGINS - 1))
                entered += 1
                accepted += results.count("accepted")
        told(f"{self.ROUNDS} rounds of {self.LOGINS} logins, {entered} got in, {accepted} accepted in the log")

    def test_eight_wrong_codes_at_once_are_eight_failures(self):
        alice = self.person("alice").enrolled(kind="hotp")
        for number in range(5):
            seen = self.all_at_once(alice, [alice.wrong_code() for _ in range(self.LOGINS)])
            self.assertFalse(any(login.entered for login in seen))
            self.records(self.LOGINS)
            self.assertEqual(failures(alice), (number + 1) * self.LOGINS)


class Killed(stage.Test):
    """Logins whose processes get SIGKILL: the one that has PAM's conversation, or all that sshd has for the login."""

    KILLS = 200
    VICTIMS = 4

    def test_no_code_is_good_twice_and_no_failure_is_lost_where_logins_are_killed(self):
        told(f"MFA_SEED={SEED}")
        self.stack("sshd", PATIENT, "answer_after=20", first="")
        victims = []
        for number in range(self.VICTIMS):
            person = self.person(f"victim{number}").enrolled(kind="hotp", digits=8)
            victims.append(Victim(person, self.sshd(), random.Random(f"{SEED} {number}")))
        try:
            in_parallel(lambda victim: victim.run(self.KILLS // self.VICTIMS), *((victim,) for victim in victims))
        finally:
            total = sum((victim.count for victim in victims), collections.Counter())
            told(", ".join(f"{total[what]} {what}" for what in Victim.COUNTED))
        self.assertEqual(total["logins killed"], self.KILLS)
        # Kills that all came too early, or all too late, would show nothing.
        self.assertGreater(total["good codes used up"], 5)
        self.assertGreater(total["good codes still good"], 5)


class Victim:
    """Somebody whose logins are killed, on an sshd of their own, so that its children are this one login."""

    # So many of the kills come before the prompt, and so many of the logins are with a wrong code.
    EARLY = 0.1
    WRONG = 0.25

    # What became of the codes of logins that were killed; and of all logins.
    COUNTED = (
        "logins killed",
        "good codes used up",
        "good codes still good",
        "wrong codes counted",
        "wrong codes not counted",
        "other logins",
        "accepted",
        "refused",
        "accepted twice",
        "failures lost",
    )

    def __init__(self, person, server, chance):
        self.person = person
        self.server = server
        self.chance = chance
        self.count = collections.Counter()
        self.accepted = set()
        self.failures = 0
        self.read = len(stage.LOG.lines)

    def run(self, kills):
        # Behind its answer a conversation goes on for about as long as this.
        self.length = statistics.median(self.watched().lasted for _ in range(5))
        while self.count["logins killed"] < kills:
            self.round()
        counted = self.count["refused"] + self.count["wrong codes counted"]
        self.hold(failures(self.person) == counted, f"not {counted} failures in all")

    def round(self):
        if self.chance.random() < self.WRONG:
            self.to_be_killed(self.person.wrong_code(), is_good=False)
        else:
            code = self.person.code()
            was_killed = self.to_be_killed(code, is_good=True)
            is_good_still = self.login(code, may_be_used_up=True)
            if was_killed:
                self.count["good codes still good" if is_good_still else "good codes used up"] += 1
            if is_good_still:
                return
        self.hold(self.login(self.person.code()), "the next good code does not let in")

    def watched(self):
        watch = Watch(self.server)
        self.hold(self.login(self.person.code(), watch=watch), "a good code does not let in")
        return watch

    def to_be_killed(self, code, is_good):
        """A login with this code; whether it was killed, for it may have ended before."""
        is_early = self.chance.random() < self.EARLY
        delay = self.chance.uniform(0, 0.03 if is_early else self.length)
        watch = Watch(self.server, delay, is_alone=self.chance.random() < 0.5, is_early=is_early)
        self.login(code, is_good=is_good, watch=watch)
        return watch.hit

    def login(self, code, is_good=True, may_be_used_up=False, watch=None):
        """Whether a login accepted the code, by what ssh shows or by what is logged."""

        def answer(_):
            if watch is not None and not watch.is_early:
                watch.begin()
            return code

        seen = self.server.login(self.person, answer, started=watch.begin if watch is not None and watch.is_early else None)
        if watch is not None:
            watch.end()
        was_killed = watch is not None and watch.hit
        self.count["logins killed" if was_killed else "other logins"] += 1
        records = self.records()
        told = f"{records}\n{seen}"
        self.hold(len(records) == 1 or was_killed and not records, f"not one line in the log: {told}")
        result = records[0].result if records else None
        if seen.entered or result == "accepted":
            self.is_accepted(code, is_good, told)
        elif result == "refused" and records[0].reason == "mismatch":
            self.is_refused(is_good and not may_be_used_up, told)
        else:
            self.hold(was_killed, f"neither accepted nor refused: {told}")
            self.is_cut_short(is_good, told)
        return seen.entered or result == "accepted"

    def is_accepted(self, code, is_good, told):
        self.count["accepted"] += 1
        self.count["accepted twice"] += code in self.accepted
        self.hold(is_good and code not in self.accepted, f"a code is accepted that is not good: {told}")
        self.hold(self.new_failures() == 0, f"a failure for a code that was accepted: {told}")
        self.accepted.add(code)

    def is_refused(self, should_be_accepted, told):
        new = self.new_failures()
        self.count["refused"] += 1
        self.count["failures lost"] += new < 1
        self.hold(new == 1, f"{new} failures for a code that was refused: {told}")
        self.hold(not should_be_accepted, f"a good code is refused: {told}")

    def is_cut_short(self, is_good, told):
        new = self.new_failures()
        if not is_good:
            self.count["wrong codes counted" if new else "wrong codes not counted"] += 1
        self.hold(new == 0 or new == 1 and not is_good, f"{new} failures: {told}")

    def records(self):
        """What was logged of this person since the last time."""
        found = [record for record in stage.LOG.records(self.read) if record.person == self.person.name]
        self.read = len(stage.LOG.lines)
        return found

    def new_failures(self):
        before = self.failures
        self.failures = failures(self.person)
        return self.failures - before

    def hold(self, holds, otherwise):
        if not holds:
            raise AssertionError(f"{self.person.name}, MFA_SEED={SEED}: {otherwise}")


class Watch:
    """Looks at the process that has PAM's conversation in the login that an sshd serves, and kills it if it is to: alone, or
    with all that sshd has for the login. OpenSSH writes "[pam]" behind its name."""

    def __init__(self, server, delay=None, is_alone=True, is_early=False):
        self.server = server
        self.delay = delay
        self.is_alone = is_alone
        self.is_early = is_early
        self.hit = False
        self.lasted = None
        self.process = None
        self.thread = None
        self.over = threading.Event()

    def begin(self, _=None):
        """The delay begins: at the prompt, where the process is there, or where it may be some time before it is."""
        self.process = self._found()
        self.thread = threading.Thread(target=self._watch)
        self.thread.start()

    def end(self):
        """The login is over. Returns when its process has ended, also where the kernel did not let go of it at once."""
        self.over.set()
        self.thread.join()

    def _found(self):
        for pid in stage.children(self.server.pid):
            try:
                with open(f"/proc/{pid}/cmdline", "rb") as title:
                    if b"[pam]" in title.read():
                        return os.pidfd_open(pid)
            except OSError:
                pass
        return None

    def _watch(self):
        while self.process is None and not self.over.is_set():
            self.process = self._found()
        if self.process is None:
            return
        began = time.monotonic()
        if self.delay is not None:
            time.sleep(self.delay)
            self.hit = not self._ended(self.process, 0) and self._kill(self.process)
        self._ended(self.process, stage.PATIENCE)
        self.lasted = time.monotonic() - began
        os.close(self.process)

    @staticmethod
    def _ended(process, patience):
        return bool(select.select([process], [], [], patience)[0])

    def _kill(self, process):
        """Whether it was still there."""
        others = [] if self.is_alone else stage.children(self.server.pid)
        try:
            signal.pidfd_send_signal(process, signal.SIGKILL)
        except ProcessLookupError:
            return False
        for pid in others:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        return True
