"""Somebody whose phone is gone, at the same prompt: PINs and challenges of the help desk, and recovery codes."""

import re
import time

import stage

ON = "[recovery]\nenabled = true\n"


class Recovery(stage.Test):
    def setUp(self):
        super().setUp()
        self.alice = self.person("alice").enrolled(kind="hotp")
        self.policy(ON)
        self.desk = self.alice.recovery_key()
        self.stack("sshd", "challenge")
        self.ssh = self.sshd()

    def login(self, *answers):
        return self.ssh.login(self.alice, self.alice.password, *answers)

    def test_pin_opens_a_grant_under_which_the_same_pin_logs_in(self):
        pin = self.desk.pin()
        seen = self.login(pin)
        self.assert_in(seen)
        self.assertRegex(seen.text, "Recovery is open until .*, for 19 more logins")
        self.assert_in(self.login(pin.replace("-", "")))
        opened, used = self.records(2)
        self.assertEqual((opened.result, opened.factor), ("accepted", "pin"))
        self.assertEqual((used.result, used.factor, used.until), ("accepted", "same-pin", opened.until))
        self.assertAlmostEqual(opened.until, time.time() + 3600, delta=60)

    def test_pin_opens_nothing_once_its_grant_has_ended(self):
        pin = self.desk.pin()
        self.assert_in(self.login(pin))
        stage.mfa("recovery", "end", "alice")
        self.assert_out(self.login(pin))
        self.assertEqual([record.result for record in self.records(2)], ["accepted", "refused"])

    def test_grant_that_asks_nothing_lets_in_with_the_password(self):
        self.policy(ON + 'grant_asks = "nothing"\ngrant_logins = 2\n')
        self.assert_in(self.login(self.desk.pin()))
        seen = self.login()
        self.assert_in(seen)
        self.assertEqual(len(seen.prompts), 1, seen)
        self.assert_out(self.login(self.alice.wrong_code()))
        _, granted, refused = self.records(3)
        self.assertEqual((granted.result, granted.reason, granted.factor), ("ignored", "grant", "grant"))
        self.assertEqual(refused.reason, "mismatch")

    def test_slip_in_a_pin_costs_nothing(self):
        pin = self.desk.pin()
        slip = pin[:-1] + str((int(pin[-1]) + 1) % 10)
        self.assert_out(self.login(slip))
        record = self.record()
        self.assertEqual((record.result, record.reason), ("refused", "not-a-code"))
        self.assert_in(self.login(pin))
        self.assertEqual(self.record().failures, 0)

    def test_pin_of_somebody_else_opens_nothing(self):
        bob = self.person("bob")
        self.assert_out(self.login(bob.recovery_key().pin()))
        self.assertEqual(self.record().reason, "mismatch")

    def test_pin_is_nothing_where_policy_has_recovery_off(self):
        self.policy("[recovery]\nenabled = false\n")
        self.assert_out(self.login(self.desk.pin()))
        self.assertEqual(self.record().result, "refused")

    def test_challenge_is_shown_for_a_question_mark_and_its_response_lets_in(self):
        response = []

        def call(shown):
            response.append(self.desk.response(re.search(r"Challenge: ([0-9-]+)\.", shown)[1]))
            return response[0]

        seen = self.login("?", call)
        self.assert_in(seen)
        self.assertEqual(seen.prompts[2].text, "Response: ")
        record = self.record()
        self.assertEqual((record.result, record.factor), ("accepted", "response"))

    def test_response_is_good_for_its_challenge_only(self):
        answers = []

        def call(shown):
            answers.append(self.desk.response(re.search(r"Challenge: ([0-9-]+)\.", shown)[1]))
            return answers[-1]

        self.assert_in(self.login("?", call))
        stage.mfa("recovery", "end", "alice")
        self.assert_out(self.login("?", lambda _: answers[0]))
        self.assertEqual([record.result for record in self.records(2)], ["accepted", "refused"])

    def test_question_mark_is_a_wrong_code_without_the_option(self):
        self.stack("sshd")
        seen = self.login("?")
        self.assert_out(seen)
        self.assertNotIn("Challenge", seen.text)
        self.assertEqual(self.record().reason, "not-a-code")

    def test_recovery_code_lets_in_once(self):
        codes = self.alice.recovery_codes()
        seen = self.login(codes[3])
        self.assert_in(seen)
        self.assertIn(f"Recovery codes left: {len(codes) - 1}.", seen.text)
        self.assert_out(self.login(codes[3]))
        used, again = self.records(2)
        self.assertEqual((used.result, used.factor), ("accepted", "recovery-code"))
        self.assertEqual(again.result, "refused")

    def test_who_recovered_enrolls_a_new_phone_at_the_prompt(self):
        self.stack("sshd", "enroll=login")
        phone = None

        def first_code(shown):
            nonlocal phone
            phone = stage.Phone(re.search(r"Setup key: ([A-Z2-7 ]+)", shown)[1].replace(" ", ""))
            return phone.code()

        self.assert_in(self.login(self.desk.pin(), "new phone", first_code))
        self.assertEqual({record.reason for record in self.records(2)}, {"verified", "confirmed"})
        self.assert_in(self.login(phone.code()))
        self.assertEqual(self.record().authenticator, "new phone")
