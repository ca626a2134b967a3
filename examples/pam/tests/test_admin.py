"""What administrators do with `mfa`: put the module into a stack, take it out, and look for what goes around it."""

import os
import stat

import stage

SSHD = os.path.join(stage.STACKS, "sshd")
SSHD_CONFIG = "/etc/ssh/sshd_config"


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


class Enable(stage.Test):
    def setUp(self):
        super().setUp()
        self.alice = self.person("alice").enrolled(kind="hotp")
        self.before = read(SSHD)

    def enable(self, code, *services):
        words = ["mfa", "pam", "enable", *(services or ["sshd"]), "--administrator", "alice"]
        return stage.converse(words, [code])

    def test_service_asks_once_an_administrators_code_was_accepted(self):
        alice, bob = self.alice, self.person("bob").enrolled()
        seen = self.enable(alice.code())
        self.assertEqual(seen.status, 0, seen)
        self.assertEqual(stat.S_IMODE(os.stat(SSHD).st_mode), 0o644)
        sshd = self.sshd()
        seen = sshd.login(bob, "not the password", bob.phone.code_at(stage.time.time()))
        self.assert_out(seen)
        self.assertEqual(len(seen.prompts), 1, seen)
        self.records(0)
        self.assert_in(sshd.login(bob, bob.password, bob.code()))
        self.assert_out(sshd.login(bob, bob.password, bob.wrong_code()))
        self.assertEqual([record.reason for record in self.records(2)], ["verified", "mismatch"])

    def test_nothing_is_written_where_no_code_is_accepted(self):
        self.assertNotEqual(self.enable(self.alice.wrong_code()).status, 0)
        self.assertEqual(read(SSHD), self.before)
        code = self.alice.code()
        os.chmod(stage.STORE, 0o777)
        self.assertNotEqual(self.enable(code).status, 0)
        self.assertEqual(read(SSHD), self.before)

    def test_it_is_taken_out_without_a_code_and_whatever_is_broken(self):
        self.assertEqual(self.enable(self.alice.code()).status, 0)
        self.assertNotEqual(read(SSHD), self.before)
        os.chmod(stage.STORE, 0o777)
        self.policy("[login]\nrequired = 7\n")
        stage.mfa("pam", "disable", "sshd")
        self.assertEqual(read(SSHD), self.before)
        self.assert_in(self.sshd().login(self.alice, self.alice.password))

    def test_root_at_the_console_is_not_asked(self):
        self.assertEqual(self.enable(self.alice.code(), "login").status, 0)
        before = read("/etc/shadow")
        self.addCleanup(self.write, "/etc/shadow", before, 0o640)
        stage.run("chpasswd", "--crypt-method", "SHA512", typed="root:the word of root\n")
        stage.run("usermod", "--shell", stage.INSIDE, "root")
        self.addCleanup(stage.run, "usermod", "--shell", "/bin/bash", "root")
        self.assert_in(stage.converse(["login", "root"], ["the word of root"]))
        self.assert_out(stage.converse(["login", "alice"], [self.alice.password, self.alice.wrong_code()]))
        self.assertEqual([record.person for record in self.records(1)], ["alice"])

    def test_debians_own_services_can_all_be_asked(self):
        services = ["sshd", "sudo", "su", "login"]
        self.assertEqual(self.enable(self.alice.code(), *services).status, 0)
        carol = self.person("carol", "sudo").enrolled(kind="hotp")
        self.assert_in(self.sshd().login(carol, carol.password, carol.code()))
        self.assert_in(self.sudo(carol, carol.password, carol.code()))
        self.assert_in(self.su(self.person("bob"), carol, carol.password, carol.code()))
        self.assert_in(stage.converse(["login", "carol"], [carol.password, carol.code()]))
        found = [(record.service, record.occasion) for record in self.records(4)]
        self.assertEqual(found, [("sshd", "login"), ("sudo", "elevate"), ("su", "elevate"), ("login", "login")])


class Doctor(stage.Test):
    def setUp(self):
        super().setUp()
        before = read(SSHD_CONFIG)
        self.addCleanup(self.write, SSHD_CONFIG, before)

    def found(self):
        return [line for line in stage.mfa("doctor", status=None).stdout.splitlines() if not line.startswith("advice:")]

    def test_what_goes_around_the_module_in_debians_sshd_is_found_until_it_is_set_right(self):
        self.stack("sshd")
        around, alone = self.found()
        self.assertIn("KbdInteractiveAuthentication", around)
        self.assertIn("a public key alone lets in", alone)
        # Of two lines sshd takes the first.
        right = "KbdInteractiveAuthentication yes\nAuthenticationMethods publickey,keyboard-interactive\n"
        self.write(SSHD_CONFIG, right + read(SSHD_CONFIG))
        self.assertEqual([line for line in self.found() if "sshd" in line], [])

    def test_stack_that_passes_the_module_by_is_found(self):
        self.stack("sshd", control="sufficient", first="auth sufficient pam_unix.so")
        self.assertTrue([line for line in self.found() if "pam.d" in line], self.found())


class People(stage.Test):
    """What is done to a person holds at the next login, without anything being restarted."""

    def setUp(self):
        super().setUp()
        self.stack("sshd")
        self.ssh = self.sshd()
        self.alice = self.person("alice").enrolled(kind="hotp")

    def login(self, code):
        return self.ssh.login(self.alice, self.alice.password, code)

    def test_lock_is_lifted(self):
        self.policy("[codes]\nfree_failures = 0\nfirst_lock_seconds = 3600\n")
        self.assert_out(self.login(self.alice.wrong_code()))
        code = self.alice.code()
        self.assert_out(self.login(code))
        stage.mfa("unlock", "alice")
        self.assert_in(self.login(code))
        self.assertEqual([record.reason for record in self.records(3)], ["mismatch", "locked", "verified"])

    def test_phone_that_is_lost_is_suspended_until_a_code_of_it_confirms_it(self):
        stage.mfa("suspend", "alice")
        self.assert_out(self.login(self.alice.code()))
        stage.mfa("confirm", "alice", typed=self.alice.code() + "\n")
        self.assert_in(self.login(self.alice.code()))
        self.assertEqual([record.reason for record in self.records(2)], ["suspended", "verified"])

    def test_either_of_two_authenticators_lets_in_and_the_log_has_which(self):
        token = stage.Phone(kind="hotp")
        stage.mfa("add", "alice", "--name", "token", "-", typed=token.uri() + "\n")
        self.assert_in(self.login(token.code()))
        self.assert_in(self.login(self.alice.code()))
        stage.mfa("remove", "alice", "--name", "token")
        self.assert_out(self.login(token.code()))
        found = [(record.result, record.authenticator) for record in self.records(3)]
        self.assertEqual(found, [("accepted", "token"), ("accepted", "phone"), ("refused", "")])

    def test_who_is_exempted_is_not_asked_until_that_is_taken_back(self):
        stage.mfa("exempt", "alice")
        self.assert_in(self.ssh.login(self.alice, self.alice.password))
        stage.mfa("require", "alice", "--as-policy")
        self.assert_out(self.login(self.alice.wrong_code()))
        self.assertEqual([record.reason for record in self.records(2)], ["exempt", "mismatch"])
