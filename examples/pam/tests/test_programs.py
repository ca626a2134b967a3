"""The module in other programs than sshd: sudo, su, login, and those that ask once for password and code."""

import stage


class Sudo(stage.Test):
    def test_sudo_asks_for_password_and_code(self):
        carol = self.person("carol", "sudo").enrolled()
        self.stack("sudo", "occasion=elevate")
        code = carol.code()
        seen = self.sudo(carol, carol.password, code)
        self.assert_in(seen)
        self.assertEqual(
            [prompt.text for prompt in seen.prompts], ["[sudo] password for carol: ", "Verification code: "]
        )
        self.assert_out(self.sudo(carol, carol.password, code))
        accepted, replayed = self.records(2)
        self.assertEqual((accepted.service, accepted.occasion, accepted.ruser), ("sudo", "elevate", "carol"))
        self.assertEqual(replayed.reason, "replayed")

    def test_code_of_a_login_is_no_code_for_sudo(self):
        carol = self.person("carol", "sudo").enrolled()
        self.stack("sshd")
        self.stack("sudo", "occasion=elevate")
        code = carol.code()
        self.assert_in(self.sshd().login(carol, carol.password, code))
        self.assert_out(self.sudo(carol, carol.password, code))
        self.assertEqual([record.reason for record in self.records(2)], ["verified", "replayed"])

    def test_policy_may_leave_sudo_out(self):
        carol = self.person("carol", "sudo").enrolled()
        self.policy("login.ask_at_elevation = false\n")
        self.stack("sudo", "occasion=elevate")
        self.assert_in(self.sudo(carol, carol.password))
        self.assertEqual(self.record().reason, "occasion")


class Su(stage.Test):
    def test_su_asks_for_the_code_of_whom_one_becomes(self):
        alice, bob = self.person("alice").enrolled(), self.person("bob").enrolled()
        self.stack("su", "occasion=elevate")
        self.assert_out(self.su(alice, bob, bob.password, alice.code()))
        self.assert_in(self.su(alice, bob, bob.password, bob.code()))
        self.assertEqual([(record.person, record.ruser) for record in self.records(2)], [("bob", "alice")] * 2)


class Login(stage.Test):
    def test_console_asks_for_password_and_code(self):
        alice = self.person("alice").enrolled()
        self.stack("login")
        self.assert_in(stage.converse(["login", "alice"], [alice.password, alice.code()]))
        record = self.record()
        self.assertEqual((record.result, record.service), ("accepted", "login"))


class OnePrompt(stage.Test):
    """Password and code typed together."""

    def setUp(self):
        super().setUp()
        self.alice = self.person("alice").enrolled(kind="hotp")

    def probe(self, *answers, person=None):
        return self.pamtester("probe", person or self.alice, *answers)

    def test_split_pass_checks_the_password_before_the_code(self):
        alice = self.alice
        self.stack(
            "probe",
            whole="auth required pam_libmfa.so split_pass\n"
            "auth requisite pam_unix.so use_first_pass nodelay\n"
            "auth required pam_libmfa.so use_split\n"
            "auth required pam_permit.so\n",
        )
        self.assert_out(self.probe("wrong word" + alice.phone.code_at(0)))
        self.records(0)
        seen = self.probe(alice.password + alice.code())
        self.assert_in(seen)
        self.assertEqual([prompt.text for prompt in seen.prompts], ["Password & verification code: "])
        self.assert_out(self.probe(alice.password + alice.wrong_code()))
        self.assert_out(self.probe(alice.password))
        self.assertEqual([record.result for record in self.records(3)], ["accepted", "refused", "refused"])

    def test_separator_takes_codes_of_any_shape(self):
        alice = self.alice
        self.stack(
            "probe",
            whole="auth required pam_libmfa.so split_pass separator=,\n"
            "auth requisite pam_unix.so use_first_pass nodelay\n"
            "auth required pam_libmfa.so use_split\n"
            "auth required pam_permit.so\n",
        )
        recovery = alice.recovery_codes()[0]
        self.assert_in(self.probe(f"{alice.password},{alice.code()}"))
        self.assert_in(self.probe(f"{alice.password},{recovery}"))
        self.assertEqual([record.factor for record in self.records(2)], ["code", "recovery-code"])

    def test_forward_pass_hands_the_password_on(self):
        alice = self.alice
        self.stack(
            "probe",
            whole="auth required pam_libmfa.so forward_pass\n"
            "auth requisite pam_unix.so use_first_pass nodelay\n"
            "auth required pam_permit.so\n",
        )
        self.assert_in(self.probe(alice.password + alice.code()))
        self.assert_out(self.probe("wrong word" + alice.code()))
        self.assertEqual([record.result for record in self.records(2)], ["accepted", "accepted"])

    def test_forward_pass_hands_the_whole_on_where_nobody_is_asked_for_a_code(self):
        bob = self.person("bob")
        self.stack(
            "probe",
            whole="auth required pam_libmfa.so forward_pass nullok\n"
            "auth requisite pam_unix.so use_first_pass nodelay\n"
            "auth required pam_permit.so\n",
        )
        password = "a word that ends in 123456"
        stage.run("chpasswd", "--crypt-method", "SHA512", typed=f"bob:{password}\n")
        self.addCleanup(stage.run, "chpasswd", "--crypt-method", "SHA512", typed=f"bob:{bob.password}\n")
        self.assert_in(self.probe(password, person=bob))
        self.assertEqual(self.record().result, "ignored")

    def test_try_first_pass_asks_where_the_first_answer_is_no_code(self):
        alice = self.alice
        self.stack("probe", "try_first_pass")
        seen = self.probe(alice.password, alice.code())
        self.assert_in(seen)
        self.assertEqual(len(seen.prompts), 2, seen)

    def test_use_first_pass_never_asks(self):
        alice = self.alice
        self.stack("probe", "use_first_pass")
        seen = self.probe(alice.password)
        self.assert_out(seen)
        self.assertEqual(len(seen.prompts), 1, seen)
        self.assertEqual(self.record().result, "refused")


class Prompts(stage.Test):
    def test_prompt_is_what_the_option_says(self):
        alice = self.person("alice").enrolled()
        self.stack("probe", "[authtok_prompt=Six digits, please: ]", first="")
        seen = self.pamtester("probe", alice, alice.code())
        self.assert_in(seen)
        self.assertEqual(seen.prompts[0].text, "Six digits, please: ")

    def test_code_is_on_the_screen_only_with_echo(self):
        alice = self.person("alice").enrolled()
        for options in (), ("echo",):
            self.stack("probe", *options, first="")
            code = alice.code()
            seen = self.pamtester("probe", alice, code)
            self.assert_in(seen)
            self.assertEqual(code in seen.text, options == ("echo",), seen)


class NotRoot(stage.Test):
    def test_who_is_not_root_is_told_that_it_is_unavailable(self):
        alice = self.person("alice").enrolled()
        self.stack("probe", first="")
        seen = self.pamtester("probe", alice, by=alice)
        self.assertIn("Authentication service cannot retrieve authentication info", seen.text)
        self.assertEqual(seen.prompts, [])
        record = self.record()
        self.assertEqual((record.result, record.reason), ("unavailable", "not-owner"))

    def test_owner_may_be_another_user(self):
        alice = self.person("alice")
        self.addCleanup(stage.shutil.rmtree, "/srv/radius", True)
        stage.os.makedirs("/srv/radius")
        stage.run("chown", "alice:", "/srv/radius")
        phone = stage.Phone()
        typed = phone.uri() + "\n"
        stage.run(*alice.as_them("mfa", "--store", "/srv/radius/people", "add", "alice", "-"), typed=typed)
        self.stack("probe", "owner=alice", "store=/srv/radius/people", first="")
        self.assert_in(self.pamtester("probe", alice, phone.code(), by=alice))
        self.assert_out(self.pamtester("probe", alice, phone.code()))
        self.assertEqual([record.result for record in self.records(2)], ["accepted", "unavailable"])
