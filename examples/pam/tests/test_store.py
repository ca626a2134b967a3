"""Store or policy file broken: nobody gets in by a code, who asks reads what they always read, the log says what is broken
and where, and nothing is changed. Whoever is in the exempt group gets in all the while."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import threading
import unittest

import stage
from stage import POLICY, STORE

RECORD = os.path.join(STORE, "alice.mfa")

# Where a test puts the store meanwhile.
AWAY = STORE + ".away"


def snapshot(folder):
    """All that there is in a folder: what is where, whose it is, who may, and its bytes."""
    found = {}
    for place in [folder, *(os.path.join(folder, name) for name in sorted(os.listdir(folder)))]:
        about = os.lstat(place)
        if os.path.islink(place):
            content = os.readlink(place)
        elif os.path.isfile(place):
            with open(place, "rb") as file:
                content = about.st_mtime_ns, file.read()
        else:
            content = None
        found[place] = (about.st_ino, about.st_mode, about.st_uid, about.st_gid, content)
    return found


class Broken(stage.Test):
    """A test breaks something, holds that it is refused, mends it, and holds that the code is good still."""

    # What a wrong code reads where nothing is broken, by each program.
    usual = None

    def setUp(self):
        super().setUp()
        self.alice = self.person("alice", "sudo").enrolled()
        self.bob = self.person("bob").enrolled()
        self.carol = self.person("carol", "breakglass")
        self.addCleanup(self.clear)
        self.stacks()
        self.server = self.sshd()
        if Broken.usual is None:
            Broken.usual = self.refusals(self.alice.wrong_code())
            self.assertIn("Not accepted.", self.usual["pamtester"])
            self.records(3)

    @staticmethod
    def clear():
        """Whatever a test that failed has left in the store's place."""
        if os.path.islink(STORE) or os.path.isfile(STORE):
            os.remove(STORE)
        shutil.rmtree(AWAY, ignore_errors=True)

    def stacks(self, *more):
        options = ("answer_after=50", "exempt_group=breakglass", *more)
        self.stack("sshd", *options)
        self.stack("sudo", *options)
        self.stack("probe", *options, first="")

    def refusals(self, code):
        """What alice reads who is let in by none of these."""
        seen = {
            "sshd": self.server.login(self.alice, self.alice.password, code),
            "sudo": self.sudo(self.alice, self.alice.password, code),
            "pamtester": self.pamtester("probe", self.alice, code),
        }
        for one in seen.values():
            self.assert_out(one)
        return {program: self.read(one) for program, one in seen.items()}

    @staticmethod
    def read(seen):
        """Lines of sudo and pamtester themselves are left out: they say what the stack's result is called."""
        return [line for line in seen.text.splitlines() if not line.startswith(("pamtester: ", "sudo: "))]

    def holds(self, reason, path, cause, folders=(STORE,)):
        """Neither a good code nor a wrong one lets in, and both read what a wrong one always reads."""
        before = [snapshot(folder) for folder in folders]
        self.code = self.alice.code()
        self.assertEqual(self.refusals(self.code), self.usual)
        wrong = self.pamtester("probe", self.alice, self.alice.wrong_code())
        self.assert_out(wrong)
        self.assertEqual(self.read(wrong), self.usual["pamtester"])
        for record in self.records(4):
            self.assertEqual((record.result, record.reason, record.person), ("unavailable", reason, "alice"))
            self.assertIn(path, record.detail)
            self.assertIn(cause, record.detail)
        self.assert_in(self.server.login(self.carol, self.carol.password))
        self.assertEqual(self.record().reason, "exempt-group")
        self.assertEqual([snapshot(folder) for folder in folders], before)

    def mended(self):
        """The code that was refused is good still, for it was not used up."""
        self.assert_in(self.server.login(self.alice, self.alice.password, self.code))
        self.assertEqual(self.record().reason, "verified")


class Folder(Broken):
    def test_folder_that_is_not_there(self):
        os.rename(STORE, AWAY)
        self.holds("store", STORE, "no such folder", folders=[AWAY])
        self.assertFalse(os.path.exists(STORE))
        os.rename(AWAY, STORE)
        self.mended()

    def test_folder_of_somebody_else(self):
        os.chown(STORE, self.bob.uid, 0)
        self.holds("store", STORE, "belong to the user")
        os.chown(STORE, 0, 0)
        self.mended()

    def test_folder_that_a_group_can_write_to(self):
        os.chmod(STORE, 0o770)
        self.holds("store", STORE, "0700")
        os.chmod(STORE, 0o700)
        self.mended()

    def test_link_in_place_of_the_folder(self):
        os.rename(STORE, AWAY)
        os.symlink(AWAY, STORE)
        self.holds("store", STORE, "not a link", folders=[AWAY])
        os.remove(STORE)
        os.rename(AWAY, STORE)
        self.mended()

    def test_file_in_place_of_the_folder(self):
        os.rename(STORE, AWAY)
        self.write(STORE, "")
        self.holds("store", STORE, "must be a folder", folders=[AWAY])
        os.remove(STORE)
        os.rename(AWAY, STORE)
        self.mended()


class Record(Broken):
    def setUp(self):
        super().setUp()
        with open(RECORD, "rb") as file:
            self.good = file.read()

    def put(self, content):
        """Writes into the record as it is there; it stays whose it is, and its mode."""
        with open(RECORD, "wb") as file:
            file.write(content)

    def test_record_cut_to_half(self):
        self.put(self.good[: len(self.good) // 2])
        self.holds("store", RECORD, "the file is left as it is")
        self.put(self.good)
        self.mended()

    def test_record_that_is_empty(self):
        self.put(b"")
        self.holds("store", RECORD, "the file is left as it is")
        self.put(self.good)
        self.mended()

    def test_record_with_one_bit_turned_over(self):
        middle = len(self.good) // 2
        self.put(self.good[:middle] + bytes([self.good[middle] ^ 1]) + self.good[middle + 1 :])
        self.holds("store", RECORD, "the file is left as it is")
        self.put(self.good)
        self.mended()

    def test_record_of_another_person(self):
        shutil.copy(os.path.join(STORE, "bob.mfa"), RECORD)
        self.holds("store", RECORD, "person")
        # It is bob's code, and no code of alice's.
        self.assert_out(self.server.login(self.alice, self.alice.password, self.bob.code()))
        self.assertEqual(self.record().result, "unavailable")
        self.put(self.good)
        self.mended()

    def test_link_in_place_of_a_record(self):
        elsewhere = tempfile.mkdtemp(dir=os.path.dirname(STORE))
        self.addCleanup(shutil.rmtree, elsewhere)
        os.rename(RECORD, os.path.join(elsewhere, "alice.mfa"))
        os.symlink(os.path.join(elsewhere, "alice.mfa"), RECORD)
        self.holds("store", RECORD, "it is a link", folders=[STORE, elsewhere])
        os.remove(RECORD)
        os.rename(os.path.join(elsewhere, "alice.mfa"), RECORD)
        self.mended()

    def test_folder_in_place_of_a_record(self):
        os.rename(RECORD, RECORD + ".away")
        os.mkdir(RECORD, 0o700)
        self.holds("store", RECORD, "not a regular file")
        os.rmdir(RECORD)
        os.rename(RECORD + ".away", RECORD)
        self.mended()

    def test_record_of_another_owner(self):
        os.chown(RECORD, self.bob.uid, 0)
        self.holds("store", RECORD, "belong to the user")
        os.chown(RECORD, 0, 0)
        self.mended()

    def test_record_that_a_group_can_write_to(self):
        os.chmod(RECORD, 0o660)
        self.holds("store", RECORD, "0600")
        os.chmod(RECORD, 0o600)
        self.mended()


class Disk(Broken):
    """The store on a small disk of its own, which is mounted in its place."""

    def setUp(self):
        self.disk = tempfile.mkdtemp(prefix="disk")
        self.mount("-t", "tmpfs", "-o", "mode=755,size=256k,nr_inodes=64", "tmpfs", self.disk)
        super().setUp()
        on_disk = os.path.join(self.disk, "store")
        shutil.copytree(STORE, on_disk)
        os.chmod(on_disk, 0o700)
        self.mount("--bind", on_disk, STORE)

    def mount(self, *words):
        stage.run("mount", *words)
        self.addCleanup(stage.run, "umount", "--lazy", words[-1])

    @contextlib.contextmanager
    def kept_full(self):
        """Writes a file until there is no room, and goes on with it: the kernel gives back late what was free before."""
        is_over = threading.Event()
        is_full = threading.Event()
        filler = os.open(os.path.join(self.disk, "filler"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)

        def fill():
            while not is_over.wait(0.0005):
                with contextlib.suppress(OSError):
                    while True:
                        os.write(filler, bytes(512))
                is_full.set()

        thread = threading.Thread(target=fill)
        thread.start()
        try:
            self.assertTrue(is_full.wait(stage.PATIENCE))
            yield
        finally:
            is_over.set()
            thread.join()
            os.close(filler)
            os.remove(os.path.join(self.disk, "filler"))

    def test_disk_that_is_full(self):
        with self.kept_full():
            self.holds("store", RECORD, "the disk is full")
        self.mended()

    def test_disk_without_room_for_another_file(self):
        folder = tempfile.mkdtemp(dir=self.disk)
        with contextlib.suppress(OSError):
            for number in range(1000):
                os.mknod(os.path.join(folder, str(number)))
        self.assertIn("no room for another file", stage.mfa("doctor", status=1).stdout)
        self.holds("store", RECORD, "the disk is full")
        shutil.rmtree(folder)
        self.mended()

    def test_disk_that_is_read_only(self):
        stage.run("mount", "-o", "remount,bind,ro", STORE)
        self.assertIn("its file system is read-only", stage.mfa("doctor", status=1).stdout)
        self.holds("store", RECORD, "read-only")
        stage.run("mount", "-o", "remount,bind,rw", STORE)
        self.mended()


@unittest.skipUnless(os.path.exists("/dev/fuse"), "there is no /dev/fuse here to mount a file system of another kind with")
class OtherFileSystem(Broken):
    def test_file_system_in_user_space(self):
        os.rename(STORE, AWAY)
        os.mkdir(STORE, 0o700)
        mounted = subprocess.Popen(["bindfs", "-f", AWAY, STORE])
        try:
            while not os.path.ismount(STORE):
                self.assertIsNone(mounted.poll())
            self.assertTrue(os.path.exists(RECORD))
            self.holds("store", STORE, "it is on FUSE", folders=[AWAY])
        finally:
            stage.run("umount", STORE)
            mounted.wait(stage.PATIENCE)
        os.rmdir(STORE)
        os.rename(AWAY, STORE)
        self.mended()


class Policy(Broken):
    GOOD = '[login]\nrequired = ["*"]\n'

    def setUp(self):
        super().setUp()
        self.policy(self.GOOD)

    def holds(self, cause):
        super().holds("policy", POLICY, cause, folders=(STORE, os.path.dirname(POLICY)))

    def test_file_that_is_not_toml(self):
        self.policy(self.GOOD + "[login\n")
        self.holds("line 3")
        self.policy(self.GOOD)
        self.mended()

    def test_value_that_its_key_does_not_take(self):
        self.policy(self.GOOD + "hours_offline = 9000\n")
        self.holds("login.hours_offline is 9000; it must be")
        self.policy(self.GOOD)
        self.mended()

    def test_file_of_somebody_else(self):
        os.chown(POLICY, self.bob.uid, 0)
        self.holds("must belong to root")
        os.chown(POLICY, 0, 0)
        self.mended()

    def test_file_that_a_group_can_write_to(self):
        os.chmod(POLICY, 0o664)
        self.holds("others can write to it")
        os.chmod(POLICY, 0o644)
        self.mended()

    def test_link_in_place_of_the_file(self):
        away = POLICY + ".away"
        os.rename(POLICY, away)
        os.symlink(away, POLICY)
        self.addCleanup(os.remove, POLICY)
        self.holds("it is a link")
        os.remove(POLICY)
        os.rename(away, POLICY)
        self.mended()

    def test_file_that_is_named_and_not_there(self):
        os.remove(POLICY)
        self.stacks(f"policy={POLICY}")
        self.holds("no such file")
        self.policy(self.GOOD)
        self.mended()
