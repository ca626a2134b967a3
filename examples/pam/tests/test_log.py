"""The line of an attempt, as other programs read it. That no code is in any line is looked at in every test."""

import re

import stage


class Line(stage.Test):
    def setUp(self):
        super().setUp()
        self.alice = self.person("alice").enrolled()

    def test_line_is_whole_and_as_documented(self):
        self.stack("probe", first="")
        items = ("rhost=192.0.2.1", "ruser=carol", "tty=pts/7")
        self.assert_in(self.pamtester("probe", self.alice, self.alice.code(), items=items))
        stage.LOG.flush()
        (line,) = [line for line in stage.LOG.lines[self._begin :] if "pam_libmfa" in line]
        self.assertEqual(
            re.sub(r"^.*?: ", "", line),
            'pam_libmfa(probe:auth): result=accepted reason=verified factor=code person="alice" service="probe" '
            'occasion=login rhost="192.0.2.1" tty="pts/7" ruser="carol" authenticator="phone" failures=0 left=0 until=0 '
            'library=0 detail=""',
        )

    def test_every_way_to_be_refused_is_one_line(self):
        self.stack("probe", first="")
        for typed in self.alice.wrong_code(), "", "word", "1234567890123", "x" * 2000:
            self.assert_out(self.pamtester("probe", self.alice, typed))
            self.assertEqual(self.record().result, "refused", typed)

    def test_names_and_hosts_cannot_add_to_the_line(self):
        self.stack("probe", first="")
        evil = (
            'x" result=accepted person="root\nNov 22 sshd[1]: pam_libmfa(sshd:auth): result=accepted \\x41\x1b[2J\u202e'
        )
        short = 'x" result=accepted\n\\x41\x1b[2J\u202e'
        for name, told in ("rhost", evil), ("ruser", short), ("tty", short):
            self.assert_out(self.pamtester("probe", self.alice, self.alice.wrong_code(), items=(f"{name}={told}",)))
            self.assertEqual(getattr(self.record(), name).encode("latin-1").decode(), told)
        self.assert_out(self.pamtester("probe", evil, "123456"))
        self.assertEqual(self.record().person.encode("latin-1").decode(), evil)

    def test_what_is_longer_than_the_line_takes_is_cut(self):
        self.stack("probe", first="")
        self.assert_out(self.pamtester("probe", self.alice, self.alice.wrong_code(), items=("rhost=" + "\n" * 3000,)))
        self.assertRegex(self.record().rhost, r"\A\n{60,64}\Z")

    def test_host_and_terminal_are_what_sshd_says(self):
        self.stack("sshd")
        self.assert_in(self.sshd().login(self.alice, self.alice.password, self.alice.code()))
        record = self.record()
        self.assertEqual((record.service, record.rhost, record.tty, record.ruser), ("sshd", "127.0.0.1", "ssh", ""))

    def test_debug_tells_no_code(self):
        self.stack("probe", "debug", first="")
        self.assert_in(self.pamtester("probe", self.alice, self.alice.code()))
        self.records(1)
        self.assertTrue(any("decided=" in line for line in stage.LOG.lines[self._begin :]))

    def test_unknown_person_is_a_line_and_no_record_in_the_store(self):
        self.stack("probe", first="")
        self.assert_out(self.pamtester("probe", "nobody-like-this", "123456"))
        record = self.record()
        self.assertEqual((record.result, record.reason), ("refused", "unknown-person"))
        self.assertEqual(record.person, "nobody-like-this")
        self.assertNotIn("nobody", stage.mfa("list").stdout)
