"""Logging in over ssh, with Debian's sshd and ssh."""

import stage


class Ssh(stage.Test):
    def test_code_logs_in_once(self):
        alice = self.person("alice").enrolled()
        self.stack("sshd")
        sshd = self.sshd()
        code = alice.code()
        self.assert_in(sshd.login(alice, alice.password, code))
        self.assert_out(sshd.login(alice, alice.password, code))
        self.assertEqual([record.reason for record in self.records(2)], ["verified", "replayed"])
