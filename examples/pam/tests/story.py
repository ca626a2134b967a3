"""`cargo xtask demo login`: the story of the PAM module, told with Debian's sshd in a room.sh. Each step is checked."""

import re
import sys
import textwrap
import time

import stage

POLICY = """\
[codes]
free_failures = 3        # the fourth wrong code in a row locks,
first_lock_seconds = 10  # for the story's sake not for long

[recovery]
enabled = true

[contact]
email = "helpdesk@example.com"
"""

REQUIRED = """
[login]
required = ["*"]
hours_without_factor = 0
"""

ENROLL_NOW = 'past_deadline = "enroll-now"\n'

STACK = """\
auth    requisite                                    pam_unix.so
auth    required                                     pam_libmfa.so{options}
auth    required                                     pam_permit.so
account required                                     pam_unix.so
session required                                     pam_permit.so
"""


class NotAsTold(Exception):
    """The story ends."""


class Story(stage.Test):
    """Shows what is run, what the terminal shows and what is typed, and counts the steps."""

    steps = 0
    lines = ()

    def say(self, text):
        print(f"\n{textwrap.fill(' '.join(text.split()), 116)}", flush=True)

    def show(self, line, *answers, prints=(), lacks=(), status=0):
        """Runs a line of a shell's on a terminal, and holds it to what it must print and must not."""
        print(f"\n$ {line}", flush=True)
        seen = stage.converse(["sh", "-c", line], answers)
        begin = 0
        for prompt in seen.prompts:
            self._terminal(seen.text[begin : prompt.at])
            begin = prompt.at
            if prompt.answer is not None:
                print(f"> {prompt.answer}")
                # A terminal that echoes has it once more.
                begin += len(prompt.answer) if seen.text.startswith(prompt.answer, begin) else 0
                begin += seen.text.startswith("\n", begin)
        self._terminal(seen.text[begin:])
        faults = [f"expected to read: {text}" for text in prints if text not in seen.text]
        faults += [f"expected not to read: {text}" for text in lacks if text in seen.text]
        if seen.status != status:
            faults.append(f"ended with {seen.status}, expected {status}")
        self.held(faults)
        return seen

    def _terminal(self, text):
        for line in text.rstrip("\n").split("\n") if text.strip() else ():
            print(f"  {line}".rstrip(), flush=True)

    def log(self, **expected):
        """Shows the module's next line, and holds it to some of its values."""
        self.lines = [*self.lines, *self.records()]
        if not self.lines:
            self.held(["expected a line in the log"])
        record, *self.lines = self.lines
        print(textwrap.fill(record.text, 112, initial_indent="  log: ", subsequent_indent="       "), flush=True)
        found = {key: getattr(record, key) for key in expected}
        self.held([f"expected {expected}, found {found}"] if found != expected else [])
        return record

    def file(self, path, text, more=False):
        """Writes a file or adds to it, as an administrator with an editor does."""
        print(f"\n$ cat {'>>' if more else '>'} {path}")
        for line in text.splitlines():
            print(f"> {line}".rstrip())
        before = ""
        if more:
            with open(path, encoding="utf-8") as file:
                before = file.read()
        self.write(path, before + text)

    def held(self, faults):
        for fault in faults:
            print(f"! {fault}", flush=True)
        if faults:
            raise NotAsTold
        Story.steps += 1

    def wait(self, seconds, what):
        if seconds > 0:
            print(f"\n... {what}, in {seconds:.0f} s", flush=True)
            time.sleep(seconds)

    def next_code(self, phone):
        """What the phone shows once it shows another code than the last that was typed."""
        self.wait(phone.delay(), "her phone shows the next code")
        return phone.code()

    def runTest(self):
        stage.os.makedirs("/etc/libmfa", exist_ok=True)
        self.write("/etc/ssh/ssh_config.d/story.conf", "NumberOfPasswordPrompts 1\n")
        self.alice, self.bob = self.person("alice"), self.person("bob")
        sshd = self.sshd(Port=22)
        self.ssh_alice, self.ssh_bob = "ssh alice@login", "ssh bob@login"
        self.the_module_is_put_behind_the_password()
        self.alice_is_enrolled_and_a_code_logs_in_once()
        self.wrong_codes_lock()
        self.a_pin_opens_a_grant()
        self.who_is_not_enrolled()
        self.say(
            "That was pam_libmfa. docs/install.md says how to install it, docs/pam.md what happens at a login and what each "
            "line of the log means."
        )
        sshd.stop()

    def the_module_is_put_behind_the_password(self):
        self.say(
            "A computer with Debian's own sshd, and our packages on it. The administrator puts the module behind the "
            "password: who does not have that is not asked for a code, and cannot lock anybody out."
        )
        self.file("/etc/pam.d/sshd", STACK.format(options=""))
        self.file("/etc/libmfa/policy.toml", POLICY)
        self.show("mfa policy check", prints=["recovery.enabled = true"])

    def alice_is_enrolled_and_a_code_logs_in_once(self):
        alice = self.alice
        self.say(
            "Alice comes with her phone. She types the key into it (or scans it, without --qr none), and a code of the "
            "phone here."
        )
        self.show(
            "mfa enroll alice --name phone --qr none",
            lambda shown: self.first_code(alice, shown),
            prints=['confirmed: "phone" is alice'],
        )
        self.say("She logs in over ssh: her password, and the code that her phone shows next.")
        code = self.next_code(alice.phone)
        self.show(self.ssh_alice, alice.password, code, prints=[stage.ENTERED])
        self.log(result="accepted", reason="verified", authenticator="phone")
        self.say("Somebody has looked over her shoulder, password and all. The same code, in the same half minute:")
        self.show(self.ssh_alice, alice.password, code, lacks=[stage.ENTERED], prints=["Not accepted."], status=255)
        self.log(result="refused", reason="replayed")

    def first_code(self, person, shown):
        key = re.search(r"(?i)setup key:?\s+([A-Z2-7 ]+)", shown)[1]
        person.phone = stage.Phone(key.replace(" ", ""))
        return person.phone.code()

    def wrong_codes_lock(self):
        alice = self.alice
        code = self.next_code(alice.phone)
        self.say("So they guess. Three wrong codes are free, and the fourth locks.")
        for _ in range(4):
            self.show(self.ssh_alice, alice.password, alice.wrong_code(), lacks=[stage.ENTERED], status=255)
            last = self.log(result="refused", reason="mismatch")
        self.say(
            "Now a right code helps no more; it is not even looked at. The answer is the same as ever, only the log has it."
        )
        self.show(self.ssh_alice, alice.password, code, lacks=[stage.ENTERED], prints=["Not accepted."], status=255)
        self.log(result="refused", reason="locked")
        self.wait(last.until - time.time(), "the lock is over")
        self.say("Then it is over. The code was not used up: Alice is in with it, and learns that somebody tried.")
        self.show(self.ssh_alice, alice.password, code, prints=[stage.ENTERED, "Wrong codes before this one:"])
        self.log(result="accepted", reason="verified")

    def a_pin_opens_a_grant(self):
        alice = self.alice
        self.say(
            "Her phone is gone. For that day there is a recovery key of hers on this computer, and the help desk has it in "
            "its vault."
        )
        told = self.show("mfa recovery key alice", prints=["device  LOGIN"])
        key = re.search(r"(?m)^key\s+(\S+)", told.text)[1]
        stage.secret(key)
        self.say("She calls. They make sure that it is she, and read nine digits out to her.")
        told = self.show(f"echo {key} | mfa recovery issue --device LOGIN -", prints=["verify the caller", "PIN "])
        pin = re.search(r"PIN (\S+)", told.text)[1]
        self.show(
            self.ssh_alice, alice.password, pin, prints=[stage.ENTERED, "Recovery is open until", "19 more logins"]
        )
        self.log(result="accepted", factor="pin")
        self.say("For an hour the same nine digits let her in, behind her password.")
        self.show(self.ssh_alice, alice.password, pin, prints=[stage.ENTERED, "18 more logins"])
        self.log(result="accepted", factor="same-pin")

    def who_is_not_enrolled(self):
        bob = self.bob
        self.say("Bob is new, and has no authenticator. A policy that requires none lets him in by his password.")
        self.show(self.ssh_bob, bob.password, prints=[stage.ENTERED], lacks=["Verification code"])
        self.log(result="ignored", reason="not-enrolled")
        self.say(
            "One that requires it of everybody, without time to enroll, denies him. What he reads is what all read."
        )
        self.file("/etc/libmfa/policy.toml", REQUIRED, more=True)
        self.show(self.ssh_bob, bob.password, "123456", lacks=[stage.ENTERED], prints=["Not accepted."], status=255)
        self.log(result="refused", reason="not-enrolled")
        self.say("Or he has to enroll there and then, and logs in with the code that comes after.")
        self.file("/etc/libmfa/policy.toml", ENROLL_NOW, more=True)
        self.file("/etc/pam.d/sshd", STACK.format(options=" enroll=login"))
        self.show(
            self.ssh_bob,
            bob.password,
            "pocket",
            lambda shown: self.first_code(bob, shown),
            lambda _: bob.phone.code(),
            prints=["Setup key: ", "Enrolled.", stage.ENTERED],
        )
        self.log(result="enrolled", reason="confirmed", authenticator="pocket")
        self.log(result="accepted", reason="verified", authenticator="pocket")
        self.say("From now on he is asked as everybody is.")
        self.show("mfa list", prints=["alice", "bob"])


def main():
    stage.prepare()
    story = Story()
    result = stage.unittest.TestResult()
    story.run(result)
    wrong = [told for test, told in (*result.failures, *result.errors) if "NotAsTold" not in told]
    failed = len(result.failures) + len(result.errors)
    for told in wrong:
        print(f"\n{told}")
    print(f"test result: {'FAILED' if failed else 'ok'}. {Story.steps} passed; {failed} failed; 0 ignored")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
