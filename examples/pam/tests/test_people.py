"""Who is asked for a code, who gets in without one, and who enrolls at the prompt: by policy, options and groups."""

import os
import re

import stage

# Everybody needs a code, and has two logins to enroll.
TWO_LOGINS = """
[login]
required = ["*"]
logins_without_factor = 2
[contact]
email = "desk@example.com"
phone = "555 0100"
"""

# The same, and now.
NOW = """
codes.future_steps = 3
[login]
required = ["*"]
hours_without_factor = 0
past_deadline = "enroll-now"
"""


class Enroller:
    """Somebody at the prompt who reads the key off the screen."""

    def __init__(self):
        self.phone = None
        self.used = None

    def first_code(self, shown):
        self.phone = stage.Phone(re.search(r"Setup key: ([A-Z2-7 ]+)", shown)[1].replace(" ", ""))
        self.phone.ahead = 3
        self.used = self.phone.code()
        return self.used


class People(stage.Test):
    def test_who_is_not_enrolled_is_denied_where_nothing_else_is_said(self):
        bob = self.person("bob")
        self.stack("sshd")
        seen = self.sshd().login(bob, bob.password, "123456")
        self.assert_out(seen)
        self.assertEqual(seen.prompts[1].text, "(bob@login) Verification code: ")
        self.assertEqual(self.record().reason, "not-enrolled")

    def test_who_is_not_enrolled_is_let_in_with_nullok(self):
        bob, alice = self.person("bob"), self.person("alice").enrolled()
        self.stack("sshd", "nullok")
        sshd = self.sshd()
        seen = sshd.login(bob, bob.password)
        self.assert_in(seen)
        self.assertEqual(len(seen.prompts), 1, seen)
        self.assert_out(sshd.login(alice, alice.password, alice.wrong_code()))
        ignored, refused = self.records(2)
        self.assertEqual((ignored.result, ignored.reason, ignored.factor), ("ignored", "not-enrolled", "none"))
        self.assertEqual((refused.person, refused.reason), ("alice", "mismatch"))

    def test_nobody_is_let_in_by_ignoring_where_no_password_was_asked_for(self):
        """A stack of ours alone, whose line is `sufficient`: what ignores is no success."""
        bob = self.person("bob")
        deny = "auth required pam_deny.so\naccount required pam_unix.so\n"
        self.stack("probe", "nullok", first="", control="sufficient", rest=deny)
        self.assert_out(self.pamtester("probe", bob))
        self.assertEqual(self.record().result, "ignored")

    def test_policy_gives_time_to_enroll_and_then_denies(self):
        bob = self.person("bob")
        self.policy(TWO_LOGINS)
        self.stack("sshd")
        sshd = self.sshd()
        for left in "for 1 more login", "for 0 more logins":
            seen = sshd.login(bob, bob.password)
            self.assert_in(seen)
            self.assertRegex(seen.text, f"Without one you get in until .*, {left}")
        seen = sshd.login(bob, bob.password, "123456")
        self.assert_out(seen)
        self.assertIn("Help: desk@example.com, 555 0100", seen.text)
        self.assertEqual([record.reason for record in self.records(3)], ["time-to-enroll"] * 2 + ["not-enrolled"])

    def test_policy_exempts(self):
        bob = self.person("bob").enrolled()
        self.policy('login.exempt = ["bob"]\n')
        self.stack("sshd")
        self.assert_in(self.sshd().login(bob, bob.password))
        self.assertEqual(self.record().reason, "exempt")

    def test_options_go_before_the_policy_file(self):
        bob = self.person("bob")
        self.policy(TWO_LOGINS)
        sshd = self.sshd()
        self.stack("sshd", "login.hours_without_factor=0")
        self.assert_out(sshd.login(bob, bob.password, "123456"))
        self.stack("sshd", "nullok")
        self.assert_in(sshd.login(bob, bob.password))
        self.assertEqual([record.reason for record in self.records(2)], ["not-enrolled"] * 2)

    def test_wrong_option_lets_nobody_in_and_is_named(self):
        alice = self.person("alice").enrolled()
        sshd = self.sshd()
        for wrong in "nulok", "login.hours_without_factor=some", "occasion=party", "digits=11":
            self.stack("sshd", wrong)
            self.assert_out(sshd.login(alice, alice.password, alice.wrong_code()))
            record = self.record()
            self.assertEqual(record.result, "unavailable")
            self.assertIn(wrong.split("=")[0], record.detail)

    def test_admin_group_has_a_throttle_of_its_own(self):
        carol, dave = self.person("carol", "wheel").enrolled(), self.person("dave").enrolled()
        self.policy("[administrators]\nfree_failures = 0\n[codes]\nfree_failures = 50\n")
        self.stack("sshd", "admin_group=wheel")
        sshd = self.sshd()
        for person, reason in (carol, "locked"), (dave, "verified"):
            self.assert_out(sshd.login(person, person.password, person.wrong_code()))
            sshd.login(person, person.password, person.code())
            self.assertEqual([record.reason for record in self.records(2)], ["mismatch", reason])

    def test_offline_codes_count_as_long_as_the_policy_says(self):
        alice = self.person("alice").enrolled(kind="hotp")
        self.policy("login.logins_offline = 1\n")
        online = "/run/online"
        self.write(online, "")
        self.stack("sshd", f"online_file={online}")
        sshd = self.sshd()
        self.assert_in(sshd.login(alice, alice.password, alice.code()))
        os.remove(online)
        self.assert_in(sshd.login(alice, alice.password, alice.code()))
        self.assert_out(sshd.login(alice, alice.password, alice.code()))
        self.assertEqual([record.reason for record in self.records(3)], ["verified", "verified", "offline"])


class BreakGlass(stage.Test):
    def test_exempt_group_gets_in_whatever_is_broken(self):
        carol, alice = self.person("carol", "breakglass"), self.person("alice").enrolled()
        self.stack("sshd", "exempt_group=breakglass")
        sshd = self.sshd()
        breakages = {
            "policy": lambda: self.policy("[login]\nrequired = 7\n"),
            "store": lambda: os.chmod(stage.STORE, 0o777),
        }
        for part, broken in breakages.items():
            broken()
            self.assert_in(sshd.login(carol, carol.password))
            self.assert_out(sshd.login(alice, alice.password, alice.code()))
            ignored, unavailable = self.records(2)
            self.assertEqual((ignored.result, ignored.reason), ("ignored", "exempt-group"))
            self.assertEqual(ignored.detail, "breakglass")
            self.assertEqual((unavailable.result, unavailable.reason), ("unavailable", part))
            if os.path.exists(stage.POLICY):
                os.remove(stage.POLICY)

    def test_group_that_does_not_exist_exempts_nobody(self):
        alice = self.person("alice").enrolled()
        self.stack("sshd", "exempt_group=nosuchgroup")
        self.assert_out(self.sshd().login(alice, alice.password, alice.wrong_code()))
        self.assertEqual(self.record().reason, "mismatch")


class EnrollAtLogin(stage.Test):
    def setUp(self):
        super().setUp()
        self.bob = self.person("bob")
        self.stack("sshd", "enroll=login")

    def test_who_has_to_enrolls_and_logs_in_with_the_next_code(self):
        bob, at_prompt = self.bob, Enroller()
        self.policy(NOW)
        sshd = self.sshd()
        seen = sshd.login(bob, bob.password, "pocket", at_prompt.first_code, lambda _: at_prompt.phone.code())
        self.assert_in(seen)
        self.assertIn("Before you get in, enroll an authenticator", seen.text)
        self.assertIn("Enrolled.", seen.text)
        self.assertIn("pocket", stage.mfa("status", "bob").stdout)
        enrolled, accepted = self.records(2)
        self.assertEqual((enrolled.result, enrolled.reason), ("enrolled", "confirmed"))
        self.assertEqual(enrolled.authenticator, "pocket")
        self.assertEqual((accepted.result, accepted.factor, accepted.authenticator), ("accepted", "code", "pocket"))
        self.assert_in(sshd.login(bob, bob.password, at_prompt.phone.code()))

    def test_code_that_confirmed_is_used_up(self):
        bob, at_prompt = self.bob, Enroller()
        self.policy(NOW)
        answers = (bob.password, "pocket", at_prompt.first_code, lambda _: at_prompt.used)
        self.assert_out(self.sshd().login(bob, *answers))
        self.assertEqual([record.reason for record in self.records(2)], ["confirmed", "replayed"])

    def test_wrong_codes_enroll_nobody(self):
        bob = self.bob
        self.policy(NOW)
        seen = self.sshd().login(bob, bob.password, "pocket", *["123456"] * 5, "123456")
        self.assert_out(seen)
        self.assertEqual(seen.text.count("That is not its code."), 5, seen)
        self.assertEqual([record.reason for record in self.records(2)], ["not-confirmed", "enroll-now"])

    def test_offer_may_be_declined(self):
        bob = self.bob
        self.policy(TWO_LOGINS)
        seen = self.sshd().login(bob, bob.password, "")
        self.assert_in(seen)
        self.assertEqual(self.record().reason, "time-to-enroll")

    def test_offer_may_be_taken(self):
        bob, at_prompt = self.bob, Enroller()
        self.policy(TWO_LOGINS)
        sshd = self.sshd()
        self.assert_in(sshd.login(bob, bob.password, "pocket", at_prompt.first_code))
        self.assertEqual({record.reason for record in self.records(2)}, {"time-to-enroll", "confirmed"})
        self.assert_in(sshd.login(bob, bob.password, at_prompt.phone.code()))

    def test_who_is_enrolled_is_offered_nothing(self):
        alice = self.person("alice").enrolled()
        seen = self.sshd().login(alice, alice.password, alice.code())
        self.assert_in(seen)
        self.assertEqual(len(seen.prompts), 2, seen)

    def test_nobody_enrolls_without_the_option(self):
        bob = self.bob
        self.policy(NOW)
        self.stack("sshd")
        seen = self.sshd().login(bob, bob.password, "123456")
        self.assert_out(seen)
        self.assertNotIn("Setup key", seen.text)
        self.assertEqual(self.record().reason, "enroll-now")

    def test_qr_code_is_drawn_in_lines_of_one_length(self):
        """Scanners want it straight: nothing stands before its first line, where ssh has the person and the host."""
        self.policy(NOW)
        seen = self.sshd().login(self.bob, self.bob.password, "pocket")
        drawn = [line for line in seen.text.split("\n") if "█" in line]
        self.assertGreater(len(drawn), 20, seen)
        self.assertEqual(len({len(line) for line in drawn}), 1, seen)
