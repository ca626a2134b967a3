"""Writes states.txt: what is stored of an authenticator, what was typed and what is stored after it.

    python3 states.py > states.txt

A model of its own, in the simplest words there are: bytes as the table in core/src/state/mod.rs has them, codes and seals by
Python's hmac, and the rules for used codes, drift and locks. Nothing of libmfa computes here.
"""

import hmac
import struct

RFC = b"12345678901234567890"
HASHES = {"SHA1": 1, "SHA256": 2, "SHA512": 3}
FREE, FIRST_LOCK, LONGEST_LOCK, CAP = 5, 30, 3600, 100


class Authenticator:
    def __init__(self, key=RFC, kind="totp", hash="SHA1", digits=6, period=30, t0=0):
        self.key, self.kind, self.hash, self.digits = key, kind, hash, digits
        self.period, self.t0 = (period, t0) if kind == "totp" else (0, 0)

    def hmac(self, message):
        return hmac.digest(self.key, message, self.hash.lower())

    def code(self, position):
        tag = self.hmac(struct.pack(">Q", position))
        offset = tag[-1] & 15
        number = struct.unpack(">I", tag[offset:offset + 4])[0] & 0x7FFFFFFF
        return str(number % 10 ** self.digits).zfill(self.digits)

    def step(self, time):
        return (time - self.t0) // self.period

    def at(self, time):
        return self.code(self.step(time))

    def parameters(self):
        kind = {"totp": 1, "hotp": 2}[self.kind]
        return struct.pack("<BBBH", kind, HASHES[self.hash], self.digits, self.period) + six(self.t0)


def six(number):
    return number.to_bytes(6, "little")


class State:
    def __init__(self, next=0, revision=1, total=0, length=0, start=0, low=0, failures=0, drift=0, suspended=False):
        self.next, self.revision, self.total, self.failures = next, revision, total, failures
        self.length, self.start, self.low = length, start, low
        self.drift, self.suspended = drift, suspended

    def sealed(self, authenticator, version=1, flags=None, zeros=b"\0" * 4):
        content = b"mfs" + bytes([version]) + struct.pack("<QQII", self.next, self.revision, self.total, self.length)
        content += six(self.start) + six(self.low) + struct.pack("<Hb", self.failures, self.drift)
        content += bytes([int(self.suspended) if flags is None else flags])
        assert len(content) == 44
        return content + zeros + authenticator.hmac(content + authenticator.parameters())[:16]

    def copy(self, **changed):
        return State(**{**self.__dict__, **changed})


class Policy:
    def __init__(self, past=1, future=1, drift=0, look_ahead=10):
        self.past, self.future, self.drift, self.look_ahead = past, future, drift, look_ahead

    def clamp(self, steps):
        return max(-self.drift, min(self.drift, steps))

    def candidates(self, authenticator, state, time):
        if authenticator.kind == "hotp":
            return range(state.next, state.next + self.look_ahead)
        here = authenticator.step(time)
        centers = [here, here + self.clamp(state.drift)]
        steps = {center + off for center in centers for off in range(-self.past, self.future + 1)}
        return sorted(step for step in steps if step >= 0)

    def cap(self, authenticator):
        """At most a thousandth of all codes is tried, over all guesses in a row together."""
        window = self.past + self.future + 1
        tried = self.look_ahead if authenticator.kind == "hotp" else window + min(self.drift, window)
        return max(min(CAP, 10 ** (authenticator.digits - 3) // tried), FREE)


def is_locked(state, time):
    """From the lowest time seen since the lock began, and from its beginning, so long each."""
    length, low = min(state.length, LONGEST_LOCK), min(state.low, time)
    return time < low + length or state.start <= time < state.start + length


def typed(authenticator, state, policy, time, code):
    """What a code comes to, and the state after it."""
    if state.suspended:
        return "suspended", state
    cap = policy.cap(authenticator)
    closed, locked = state.failures >= cap, is_locked(state, time)
    if closed or locked:
        after = state.copy(low=min(state.low, time))
        outcome = "closed" if closed else "locked"
        return outcome, state if after.low == state.low else after.copy(revision=state.revision + 1)
    matching = [one for one in policy.candidates(authenticator, state, time) if authenticator.code(one) == code]
    fresh = [one for one in matching if one >= state.next]
    unlocked = dict(length=0, start=0, low=0)
    if fresh:
        drift = state.drift
        if authenticator.kind == "totp" and policy.drift:
            drift = policy.clamp(fresh[0] - authenticator.step(time))
        after = state.copy(next=fresh[0] + 1, drift=drift, failures=0, **unlocked)
        return "accepted", after.copy(revision=state.revision + 1)
    if state.next - 1 in matching:
        after = state.copy(**unlocked)
        is_same = (state.length, state.start, state.low) == (0, 0, 0)
        return "rejected", state if is_same else after.copy(revision=state.revision + 1)
    failures = state.failures + 1
    lock = unlocked
    if failures > FREE:
        length = min(FIRST_LOCK * 2 ** (failures - FREE - 1), LONGEST_LOCK)
        lock = dict(length=length, start=time, low=time)
    after = state.copy(failures=failures, total=state.total + 1, revision=state.revision + 1, **lock)
    return "rejected", after


def head(about, authenticator):
    print(f"\n# {about}")
    print(f"kind = {authenticator.kind}")
    print(f"key = {authenticator.key.hex()}")
    print(f"hash = {authenticator.hash}")
    print(f"digits = {authenticator.digits}")
    print(f"period = {authenticator.period}")
    print(f"t0 = {authenticator.t0}")


def logins(about, authenticator, state, policy, entries, expected):
    """A block of logins, one after the other. `expected` is what whoever wrote the block expects."""
    head(about, authenticator)
    print(f"past = {policy.past}\nfuture = {policy.future}\ndrift = {policy.drift}\nlook_ahead = {policy.look_ahead}")
    print(f"state = {state.sealed(authenticator).hex()}")
    outcomes, states = [], []
    for time, code in entries:
        outcome, state = typed(authenticator, state, policy, time, code)
        outcomes.append(outcome)
        states.append(state.sealed(authenticator).hex())
    assert outcomes == expected.split(), outcomes
    print("times =", *[time for time, _ in entries])
    print("typed =", *[code for _, code in entries])
    print("outcomes =", *outcomes)
    print("states =", *states)


def refused(about, authenticator, sealed, why):
    head(about, authenticator)
    print(f"state = {sealed.hex()}".rstrip())
    print(f"refused = {why}")


def slip(code):
    return code[:-1] + ("4" if code[-1] == "7" else "7")


def totp():
    phone, default = Authenticator(), Policy()
    now, step = 1111111109, 1111111109 // 30
    logins("The first login of an authenticator that was added; the same code again; the code before it; the next one.",
           phone, State(), default,
           [(now, phone.at(now)), (now + 5, phone.at(now)), (now + 5, phone.at(now - 30)), (now + 31, phone.at(now + 31))],
           "accepted rejected rejected accepted")
    logins("A code of a step that is ahead, and those that it leaves behind.", phone, State(), default,
           [(now, phone.at(now + 30)), (now, phone.at(now)), (now, phone.at(now - 30)), (now + 30, phone.at(now + 30)),
            (now + 30, phone.at(now + 60))],
           "accepted rejected rejected rejected accepted")
    logins("Outside of the window on both sides, and at its edges.", phone, State(), default,
           [(now, phone.at(now - 60)), (now, phone.at(now + 60)), (now, phone.at(now - 30)), (now, phone.at(now + 30))],
           "rejected rejected accepted accepted")
    logins("A window of three past steps and none ahead.", phone, State(), Policy(past=3, future=0),
           [(now, phone.at(now + 30)), (now, phone.at(now - 90)), (now, phone.at(now - 60)), (now, phone.at(now))],
           "rejected accepted accepted accepted")
    logins("A clock that was set back by a day.", phone, State(next=step + 1, revision=9), default,
           [(now - 86400, phone.at(now - 86400)), (now - 86400, phone.at(now)), (now + 30, phone.at(now + 30))],
           "rejected rejected accepted")
    logins("Steps 50424280 and 50424281 have one code.", phone, State(next=7, revision=300), default,
           [(50424280 * 30, "070562")] * 3, "accepted accepted rejected")
    logins("Time 0, where there is no step before.", phone, State(), default,
           [(0, phone.at(0)), (0, phone.at(30)), (29, phone.at(0))], "accepted accepted rejected")
    logins("The last second there is.", phone, State(revision=2 ** 40), default,
           [(2 ** 40, phone.at(2 ** 40)), (2 ** 40, phone.at(2 ** 40))], "accepted rejected")
    for hash, key, digits in [("SHA1", RFC, 8), ("SHA256", RFC + RFC[:12], 8), ("SHA512", RFC * 3 + RFC[:4], 8),
                              ("SHA256", bytes(range(10, 26)), 7), ("SHA512", bytes(range(128)), 10)]:
        other = Authenticator(key, hash=hash, digits=digits)
        logins(f"{hash} with {digits} digits and {len(key)} bytes of key.", other, State(next=3, revision=2, total=4), default,
               [(now, other.at(now)), (now, slip(other.at(now)))], "accepted rejected")
    late = Authenticator(period=60, t0=1000000000, hash="SHA512")
    logins("Steps of a minute that are counted from 2001 on.", late, State(), default,
           [(1000000000, late.code(0)), (1000000059, late.code(0)), (1000000060, late.code(1))],
           "accepted rejected accepted")


def locks():
    phone, default, now = Authenticator(), Policy(), 1767603600
    wrong = slip(phone.at(now))
    logins("Five wrong codes are free, the sixth locks; a lock is looked at from all sides; then it is over.",
           phone, State(next=4), default,
           [(now, wrong)] * 6 + [(now + 5, phone.at(now + 5)), (now - 3, wrong), (now - 1, wrong), (now + 29, wrong),
                                 (now + 30, phone.at(now + 30))],
           "rejected " * 6 + "locked locked locked locked accepted")
    logins("The seventh and the eighth wrong code, each of which locks twice as long.",
           phone, State(next=4, failures=6, total=11, revision=12), default,
           [(now, wrong), (now + 59, wrong), (now + 60, wrong), (now + 179, wrong)],
           "rejected locked rejected locked")
    logins("Locks are no longer than an hour.", phone, State(failures=12, total=12, revision=13), default,
           [(now, wrong), (now + 3599, wrong), (now + 3600, phone.at(now + 3600))], "rejected locked accepted")
    logins("A lock that began in 2040 while the clock was wrong.",
           phone, State(failures=6, total=6, revision=7, length=30, start=2208988800, low=2208988800), default,
           [(now, phone.at(now)), (now + 29, phone.at(now)), (now + 30, phone.at(now + 30))], "locked locked accepted")
    logins("The code used last, typed once more after a lock: no failure, and the lock is gone.",
           phone, State(next=now // 30 + 1, failures=6, total=6, revision=8, length=30, start=now - 40, low=now - 40), default,
           [(now, phone.at(now)), (now, phone.at(now))], "rejected rejected")
    logins("The hundredth wrong code closes, and nothing but an administrator opens.",
           phone, State(failures=99, total=1000, revision=5000), default,
           [(now, wrong), (now + 3600, phone.at(now + 3600)), (now + 10 ** 8, phone.at(now + 10 ** 8))],
           "rejected closed closed")
    logins("A stored lock that is longer than the policy's longest is cut to it.",
           phone, State(failures=7, total=7, revision=8, length=86400, start=now, low=now), default,
           [(now + 3599, phone.at(now + 3599)), (now + 3600, phone.at(now + 3600))], "locked accepted")
    logins("A window so wide that the fortieth wrong code closes: 25 candidates, and a thousandth of a million codes.",
           phone, State(failures=38, total=38, revision=39), Policy(past=12, future=12),
           [(now, wrong), (now + 3600, wrong), (now + 7200, wrong)], "rejected rejected closed")


def drifts():
    phone, ten, now = Authenticator(), Policy(drift=10), 1767603600
    logins("A phone that gets slower is learned, one step at a time and two.", phone, State(), Policy(drift=4),
           [(now + day * 86400, phone.at(now + day * 86400 - slow * 30)) for day, slow in enumerate([1, 2, 3, 4, 5, 5, 6])],
           "accepted accepted accepted accepted accepted accepted rejected")
    logins("It is corrected, and is not out for that.", phone, State(drift=-4, revision=5), ten,
           [(now, phone.at(now)), (now + 300, phone.at(now + 180))], "accepted rejected")
    logins("Drift that was learned under a wider bound is cut to the policy's, and none is known where it is off.",
           phone, State(drift=20, revision=5), ten,
           [(now, phone.at(now + 600)), (now, phone.at(now + 330))], "rejected accepted")
    logins("Where drift is off, what was learned stays as it is.", phone, State(drift=-7, revision=5), Policy(),
           [(now, phone.at(now - 210)), (now, phone.at(now - 30))], "rejected accepted")


def hotp():
    token, default = Authenticator(kind="hotp"), Policy()
    logins("RFC 4226's first codes, in order; one again; the last of ten that are looked at; the one behind it.",
           token, State(), default,
           [(0, token.code(0)), (0, token.code(1)), (0, token.code(1)), (0, token.code(11)), (0, token.code(22))],
           "accepted accepted rejected accepted rejected")
    logins("Look-ahead of one.", token, State(next=5, revision=77), Policy(look_ahead=1),
           [(9, token.code(6)), (9, token.code(5)), (9, token.code(6))], "rejected accepted accepted")
    late = Authenticator(bytes(range(200, 232)), kind="hotp", hash="SHA256", digits=8)
    logins("Counters of more than 32 bits, SHA-256, eight digits.", late, State(next=2 ** 40, revision=2 ** 33), default,
           [(9, late.code(2 ** 40 + 9)), (9, late.code(2 ** 40 + 10))], "accepted accepted")


def others():
    phone, now = Authenticator(), 1767603600
    logins("Suspended: nothing is looked at and nothing counted.", phone, State(next=8, revision=3, suspended=True), Policy(),
           [(now, phone.at(now)), (now, slip(phone.at(now)))], "suspended suspended")
    good = State(next=now // 30, revision=3, total=2, failures=2, drift=-1)
    whole = good.sealed(phone)
    for byte, what in [(4, "the step"), (12, "the revision"), (20, "the failures in all"), (24, "the lock"), (34, "a time"),
                       (40, "the failures"), (42, "the drift"), (48, "the seal's first byte"), (63, "the seal's last byte")]:
        refused(f"A bit of {what} has flipped.", phone, whole[:byte] + bytes([whole[byte] ^ 1]) + whole[byte + 1:], "seal")
    refused("The seal is another key's.", Authenticator(RFC[::-1]), whole, "seal")
    refused("The authenticator has other digits.", Authenticator(digits=8), whole, "seal")
    refused("The authenticator has another period.", Authenticator(period=60), whole, "seal")
    refused("The authenticator has another T0.", Authenticator(t0=1), whole, "seal")
    refused("The authenticator has another hash.", Authenticator(hash="SHA256"), whole, "seal")
    refused("The authenticator is counter-based.", Authenticator(kind="hotp"), whole, "seal")
    refused("The four bytes that are zeros are not.", phone, good.sealed(phone, zeros=b"\0\0\0\1"), "seal")
    refused("It was suspended by hand.", phone, whole[:43] + b"\1" + whole[44:], "seal")
    refused("A newer version, with its seal.", phone, good.sealed(phone, version=2), "version")
    refused("A flag that nobody knows, with its seal.", phone, good.sealed(phone, flags=2), "version")
    refused("A recovery's record is no state.", phone, b"mfr" + whole[3:], "version")
    refused("All zeros.", phone, bytes(64), "version")
    refused("One byte is missing.", phone, whole[:-1], "length")
    refused("One byte too many.", phone, whole + b"\0", "length")
    refused("No byte at all.", phone, b"", "length")


print("""# States: the 64 bytes that are stored of an authenticator, the same in every language.
#
# `key` and states are hexadecimal, `hash` is the one that HMAC is computed with; `kind` is totp or hotp; `period` and `t0`
# are in seconds, and 0 where the kind has none. A block is one of two:
# - logins: somebody who has this one authenticator, stored as `state`, types what stands in `typed`, at the times in `times`,
#   under the default policy but for `past`, `future`, `drift` and `look_ahead`. One by one that comes to `outcomes`, and
#   then `states` are stored; where nothing changes, that is the state before.
# - refused: `state` cannot be opened with this authenticator: it has not 64 bytes (`length`), is none or of a newer version
#   (`version`), or its seal is broken (`seal`).
#
# states.py has written this file, with Python's hmac and a model of its own.""")
totp()
locks()
drifts()
hotp()
others()
