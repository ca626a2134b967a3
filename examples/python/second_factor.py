#!/usr/bin/env python3
"""A second factor that is kept in a file.

    second_factor.py import FILE    takes over a base32 secret, read from standard input
    second_factor.py verify FILE    verifies a code, read from standard input: accepted, rejected or locked

Exit status: 0 done or accepted, 1 not accepted, 2 an error, which lets nobody in either.
"""

import contextlib
import fcntl
import os
import sys
import time

import mfa


@contextlib.contextmanager
def locked(path):
    """Of two logins at the same time one waits for the other.

    A file of its own is locked, for the person's is replaced each time. It is never removed; the lock dies with us.
    """
    lock = os.open(path + ".lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def write(path, content):
    """Replaces the file, or makes it. If it raises, nobody knows what the disk holds."""
    beside = path + ".new"
    # One that a crash left is not written over: its mode and its owner could be anything.
    with contextlib.suppress(FileNotFoundError):
        os.unlink(beside)
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.rename(beside, path)
    # A new name in a folder is there after a power cut only when the folder is synced.
    folder = os.open(os.path.dirname(path) or ".", os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def verify(path, typed):
    """Whether the code is accepted. The file is 64 bytes of state, and behind them the secret."""
    with open(path, "rb") as file:
        content = file.read()
    if len(content) < mfa.STATE_LENGTH:
        raise mfa.Error(mfa.ERROR_STATE_LENGTH)
    state, secret = content[: mfa.STATE_LENGTH], content[mfa.STATE_LENGTH :]
    with mfa.Secret(raw=secret) as made, mfa.Credential(made) as credential:
        # The lock is ours since the file was read, so there is no conflict to find.
        result, verdict = mfa.verify(
            credential, state, int(time.time()), typed, lambda states: write(path, states + secret)
        )
    if result == mfa.OK:
        print("accepted")
        if verdict.failures_before > 0:
            print("wrong codes before this one:", verdict.failures_before)
    elif result == mfa.LOCKED:
        print("locked until", verdict.locked_until)
    elif result == mfa.CLOSED:
        print("closed: ask an administrator")
    else:  # why is for logs, never for whoever typed the code
        print("rejected")
    return result == mfa.OK


def take_over(path, base32):
    """Makes a person who has this one authenticator."""
    if os.path.lexists(path):
        raise FileExistsError(f"{path} is there already")
    with mfa.Secret(base32=base32) as secret, mfa.Credential(secret) as credential:
        raw = secret.expose()
        mfa.add(credential, lambda states: write(path, states + raw))
    return True


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in ("import", "verify"):
        print("usage: second_factor.py import|verify FILE", file=sys.stderr)
        return 2
    command, path = sys.argv[1:]
    # First the line, then the lock: nobody waits for somebody who types.
    line = sys.stdin.readline().rstrip("\r\n")
    try:
        with locked(path):
            done = take_over(path, line) if command == "import" else verify(path, line)
    except (mfa.Error, OSError, ValueError) as error:
        print("second_factor.py:", error, file=sys.stderr)
        return 2
    return 0 if done else 1


if __name__ == "__main__":
    sys.exit(main())
