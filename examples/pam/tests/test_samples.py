"""The stacks and the policy to begin with, as they are in examples/pam, on a Debian whose other stacks are its own."""

import os
import pwd
import re
import shutil

import stage

SAMPLES = "/checkout/examples/pam"


class Samples(stage.Test):
    def sample(self, service):
        shutil.copy(os.path.join(SAMPLES, "pam.d", service), stage.STACKS)

    def once(self, login, person):
        """Password and code let in, the same code does not, and neither does a wrong password with the next code."""
        code = person.code()
        self.assert_in(login(person.password, code))
        self.assert_out(login(person.password, code))
        seen = login("not the password", person.code())
        self.assert_out(seen)
        self.assertEqual(len(seen.prompts), 1, seen)
        self.assertEqual([record.result for record in self.records(2)], ["accepted", "refused"])

    def test_sshd(self):
        alice = self.person("alice").enrolled(kind="hotp")
        self.sample("sshd")
        sshd = self.sshd()
        self.once(lambda *answers: sshd.login(alice, *answers), alice)

    def test_sudo(self):
        carol = self.person("carol", "sudo").enrolled(kind="hotp")
        self.sample("sudo")
        self.once(lambda *answers: self.sudo(carol, *answers), carol)

    def test_su(self):
        alice, bob = self.person("alice"), self.person("bob").enrolled(kind="hotp")
        self.sample("su")
        self.once(lambda *answers: self.su(alice, bob, *answers), bob)

    def test_root_becomes_anybody_by_su(self):
        bob = self.person("bob").enrolled()
        self.sample("su")
        self.assert_in(stage.converse(["su", "--command", stage.INSIDE, bob.name]))
        self.records(0)

    def test_login(self):
        alice = self.person("alice").enrolled()
        self.sample("login")
        code = alice.code()
        self.assert_in(stage.converse(["login", "alice"], [alice.password, code]))
        self.assert_out(stage.converse(["login", "alice"], [alice.password, code]))
        self.assertEqual([record.result for record in self.records(2)], ["accepted", "refused"])

    def test_emergency_group_gets_in_at_the_console(self):
        carol = self.person("carol", "emergency")
        self.policy("[login]\nrequired = 7\n")
        self.sample("login")
        self.assert_in(stage.converse(["login", "carol"], [carol.password]))
        self.assertEqual(self.record().reason, "exempt-group")

    def test_policy_to_begin_with_gives_two_weeks(self):
        bob = self.person("bob")
        with open(os.path.join(SAMPLES, "policy.toml"), encoding="utf-8") as policy:
            self.policy(policy.read())
        told = stage.mfa("policy", "check").stdout
        self.assertNotIn("no such key", told)
        self.sample("sshd")
        self.assert_in(self.sshd().login(bob, bob.password))
        self.assertEqual(self.record().reason, "time-to-enroll")


class ByThemselves(stage.Test):
    """The rule by which people enroll: as whoever they are, and with nothing else of root's."""

    def rule(self, before=""):
        path = "/etc/sudoers.d/libmfa"
        with open(os.path.join(SAMPLES, "sudoers.d", "libmfa"), encoding="utf-8") as sample:
            text = sample.read()
        with open(path, "w", encoding="utf-8") as rule:
            rule.write(before + text.replace("%users", "ALL"))
        self.addCleanup(os.remove, path)
        os.chmod(path, 0o440)

    def enrolls(self, person, *words):
        seen = stage.converse(person.as_them("sudo", "-k", *words, "mfa", "enroll", "--self"), [person.password, ""])
        for key in re.findall(r"Setup key: +([A-Z2-7 ]+)", seen.text):
            stage.secret(key.strip())
        return seen

    def test_rule_enrolls_whoever_calls(self):
        alice = self.person("alice")
        self.policy("[login]\nrequired = []\n")
        self.rule()
        self.assertIn("for alice: TOTP", self.enrolls(alice).text)

    def test_nobody_brings_an_environment_even_where_sudo_allows_it_otherwise(self):
        alice, bob = self.person("alice"), self.person("bob")
        self.policy("[login]\nrequired = []\n")
        self.rule(before="Defaults setenv, !env_reset\n")
        caller = [f"SUDO_USER={bob.name}", f"SUDO_UID={pwd.getpwnam(bob.name).pw_uid}"]
        for words in (caller, ["LD_PRELOAD=/tmp/mine.so"], ["-E"]):
            seen = self.enrolls(alice, *words)
            self.assertIn("not allowed", seen.text)
            self.assertNotIn("Setup key", seen.text)
        self.assertFalse(os.path.exists(os.path.join(stage.STORE, "bob.mfa")))


class Profile(stage.Test):
    """Debian's pam-auth-update, which puts the module into the stack that all services share."""

    def test_profile_asks_everywhere_once_it_is_turned_on(self):
        alice = self.person("alice").enrolled()
        sshd = self.sshd()
        self.assert_in(sshd.login(alice, alice.password))
        self.records(0)
        stage.run("pam-auth-update", "--enable", "libmfa")
        self.addCleanup(stage.run, "pam-auth-update", "--disable", "libmfa")
        self.assert_in(sshd.login(alice, alice.password, alice.code()))
        self.assert_out(sshd.login(alice, alice.password, alice.wrong_code()))
        self.assertEqual([record.reason for record in self.records(2)], ["verified", "mismatch"])
