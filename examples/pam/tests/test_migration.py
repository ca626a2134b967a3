"""Whoever had pam_oath or google-authenticator before: their phones go on, and what was used up there stays so."""

import os
import time

import stage

USERS = "/etc/users.oath"


class FromPamOath(stage.Test):
    def setUp(self):
        super().setUp()
        self.addCleanup(lambda: os.path.exists(USERS) and os.remove(USERS))
        self.stack("old", whole=f"auth required pam_oath.so usersfile={USERS} window=10 digits=6\n")
        self.stack("sshd")

    def migrate(self):
        stage.mfa("migrate", "users.oath", USERS)

    def secret_of(self, phone):
        return stage.base64.b32decode(phone.secret).hex()

    def test_counters_go_on_and_used_codes_stay_used(self):
        alice, bob = self.person("alice"), self.person("bob")
        alice.phone, bob.phone = stage.Phone(kind="hotp"), stage.Phone(kind="hotp")
        lines = [f"HOTP {person.name} - {self.secret_of(person.phone)}\n" for person in (alice, bob)]
        self.write(USERS, "".join(lines), 0o600)
        used = alice.code()
        self.assert_in(self.pamtester("old", alice, used))
        self.migrate()
        sshd = self.sshd()
        self.assert_out(sshd.login(alice, alice.password, used))
        for person in alice, bob:
            self.assert_in(sshd.login(person, person.password, person.code()))
        self.assertEqual([record.result for record in self.records(3)], ["refused", "accepted", "accepted"])

    def test_phones_go_on_and_used_codes_stay_used(self):
        alice = self.person("alice")
        phone = alice.phone = stage.Phone()
        self.write(USERS, f"HOTP/T30 alice - {self.secret_of(phone)}\n", 0o600)
        used = phone.code()
        self.assert_in(self.pamtester("old", alice, used))
        self.migrate()
        sshd = self.sshd()
        self.assert_out(sshd.login(alice, alice.password, used))
        self.assert_in(sshd.login(alice, alice.password, later_code(alice)))
        self.assertEqual([record.result for record in self.records(2)], ["refused", "accepted"])


class FromGoogleAuthenticator(stage.Test):
    def test_phones_go_on_and_used_codes_stay_used(self):
        alice = self.person("alice")
        phone = alice.phone = stage.Phone()
        path = os.path.join(alice.home, ".google_authenticator")
        self.addCleanup(lambda: os.remove(path))
        self.write(path, f'{phone.secret[:32]}\n" WINDOW_SIZE 3\n" DISALLOW_REUSE\n" TOTP_AUTH\n', 0o600)
        stage.run("chown", "alice:", path)
        self.stack("old", whole="auth required pam_google_authenticator.so\n")
        used = phone.code()
        self.assert_in(self.pamtester("old", alice, used))
        stage.mfa("migrate", "google-authenticator", path, "alice")
        self.stack("sshd")
        sshd = self.sshd()
        self.assert_out(sshd.login(alice, alice.password, used))
        self.assert_in(sshd.login(alice, alice.password, later_code(alice)))
        self.assertEqual([record.result for record in self.records(2)], ["refused", "accepted"])


def later_code(person):
    """The first code that the migration cannot have taken for used up."""
    status = stage.json.loads(stage.mfa("status", person.name, "--json").stdout)
    until = status["authenticators"][0]["used_up_until"]
    if until is not None:
        time.sleep(max(0, until["unix"] - time.time()))
    return person.code()
