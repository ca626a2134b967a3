"""Logging in over ssh, with Debian's sshd and ssh."""

import os
import time

import stage


class Ssh(stage.Test):
    def test_code_logs_in_once(self):
        alice = self.person("alice").enrolled()
        self.stack("sshd")
        sshd = self.sshd()
        code = alice.code()
        seen = sshd.login(alice, alice.password, code)
        self.assert_in(seen)
        self.assertEqual(
            [prompt.text for prompt in seen.prompts],
            ["(alice@login) Password: ", "(alice@login) Verification code: "],
        )
        self.assert_out(sshd.login(alice, alice.password, code))
        self.assert_out(sshd.login(alice, alice.password, f"{code[:3]} {code[3:]}"))
        self.assert_in(sshd.login(alice, alice.password, alice.code()))
        self.assertEqual(
            [(record.result, record.reason) for record in self.records(4)],
            [("accepted", "verified"), ("refused", "replayed"), ("refused", "replayed"), ("accepted", "verified")],
        )

    def test_wrong_codes_lock_and_time_lifts_the_lock(self):
        alice = self.person("alice").enrolled(kind="hotp")
        self.policy("[codes]\nfree_failures = 2\nfirst_lock_seconds = 6\n")
        self.stack("sshd")
        sshd = self.sshd()
        for _ in range(3):
            self.assert_out(sshd.login(alice, alice.password, alice.wrong_code()))
        code = alice.code()
        self.assert_out(sshd.login(alice, alice.password, code))
        *wrong, locked = self.records(4)
        self.assertEqual([record.reason for record in wrong], ["mismatch"] * 3)
        self.assertEqual([record.left for record in wrong], [2, 1, 0])
        self.assertEqual((locked.result, locked.reason), ("refused", "locked"))
        self.assertAlmostEqual(locked.until, time.time(), delta=10)
        time.sleep(max(0, locked.until - time.time()))
        seen = sshd.login(alice, alice.password, code)
        self.assert_in(seen)
        self.assertIn("Wrong codes before this one: 3.", seen.text)
        self.assertEqual(self.record().failures, 3)

    def test_lock_is_told_only_where_the_option_says_so(self):
        alice = self.person("alice").enrolled()
        self.policy("[codes]\nfree_failures = 0\nfirst_lock_seconds = 600\n")
        sshd = self.sshd()
        for options, told in ((), False), (("tell_locked",), True):
            self.stack("sshd", *options)
            sshd.login(alice, alice.password, alice.wrong_code())
            seen = sshd.login(alice, alice.password, alice.code())
            self.assert_out(seen)
            self.assertEqual("Codes are locked until" in seen.text, told, seen)

    def test_whoever_mistypes_is_asked_again_on_the_same_connection(self):
        alice = self.person("alice").enrolled()
        self.stack("sshd")
        answers = (alice.password, alice.wrong_code(), alice.password, alice.code())
        options = ("NumberOfPasswordPrompts=2",)
        self.assert_in(self.sshd().login(alice, *answers, options=options))
        self.assertEqual([record.reason for record in self.records(2)], ["mismatch", "verified"])

    def test_wrong_password_never_comes_to_the_code(self):
        alice = self.person("alice").enrolled()
        self.stack("sshd")
        seen = self.sshd().login(alice, "not the password", alice.code())
        self.assert_out(seen)
        self.assertEqual(len(seen.prompts), 1, seen)
        self.records(0)

    def test_hanging_up_at_the_prompt_costs_nothing(self):
        alice = self.person("alice").enrolled()
        self.stack("sshd")
        sshd = self.sshd()
        seen = sshd.login(alice, alice.password)
        self.assertEqual(len(seen.prompts), 2, seen)
        self.assertIn('"failures_in_all":0', stage.mfa("status", "alice", "--json").stdout)
        self.assert_in(sshd.login(alice, alice.password, alice.code()))

    def test_password_method_of_sshd_lets_nobody_in_who_needs_a_code(self):
        """It has no second prompt: sshd gives the password to whoever asks."""
        alice = self.person("alice").enrolled()
        self.stack("sshd")
        sshd = self.sshd(AuthenticationMethods="password", PasswordAuthentication="yes")
        self.assert_out(sshd.login(alice, alice.password, options=("PreferredAuthentications=password",)))
        self.assertEqual(self.record().reason, "not-a-code")

    def test_key_alone_skips_the_code(self):
        """Not as it should be, but as it is: sshd asks no module where a key is enough. The next test has the cure."""
        alice = self.person("alice").enrolled()
        self.stack("sshd")
        key = f"IdentityFile={alice.public_key()}"
        options = ("PreferredAuthentications=publickey", key, "IdentitiesOnly=yes")
        self.assert_in(self.sshd(AuthenticationMethods="any").login(alice, options=options))
        self.records(0)

    def test_key_and_code_are_both_asked_for(self):
        alice = self.person("alice").enrolled()
        self.stack("sshd", first="")
        sshd = self.sshd(AuthenticationMethods="publickey,keyboard-interactive")
        options = ("IdentitiesOnly=yes", "PreferredAuthentications=publickey,keyboard-interactive")
        key = f"IdentityFile={alice.public_key()}"
        self.assert_out(sshd.login(alice, alice.code(), options=("IdentityFile=none", *options)))
        self.records(0)
        self.assert_out(sshd.login(alice, alice.wrong_code(), options=(key, *options)))
        seen = sshd.login(alice, alice.code(), options=(key, *options))
        self.assert_in(seen)
        self.assertEqual([prompt.text for prompt in seen.prompts], ["(alice@login) Verification code: "])
        self.assertEqual([record.reason for record in self.records(2)], ["mismatch", "verified"])

    def test_two_people_have_codes_of_their_own(self):
        alice, bob = self.person("alice").enrolled(), self.person("bob").enrolled()
        self.stack("sshd")
        sshd = self.sshd()
        self.assert_out(sshd.login(bob, bob.password, alice.code()))
        self.assert_in(sshd.login(bob, bob.password, bob.code()))
        self.assertEqual([record.person for record in self.records(2)], ["bob", "bob"])

    def test_store_and_policy_may_be_elsewhere(self):
        alice = self.person("alice")
        phone = alice.phone = stage.Phone()
        os.makedirs("/srv/codes", exist_ok=True)
        self.addCleanup(stage.shutil.rmtree, "/srv/codes")
        stage.mfa("add", "alice", "-", typed=phone.uri() + "\n", store="/srv/codes/people")
        self.write("/srv/codes/policy.toml", "[codes]\nfree_failures = 0\n")
        self.stack("sshd", "store=/srv/codes/people", "policy=/srv/codes/policy.toml")
        sshd = self.sshd()
        self.assert_in(sshd.login(alice, alice.password, alice.code()))
        self.assert_out(sshd.login(alice, alice.password, alice.wrong_code()))
        self.assertGreater(self.records(2)[1].until, 0)
