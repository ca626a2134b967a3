"""libmfa by ctypes: as much of it as verifying takes."""

import ctypes
from ctypes import POINTER, Structure, byref, c_char, c_char_p, c_int32, c_int64, c_size_t, c_uint32, c_uint64, c_void_p

OK, UNCOMMITTED, REJECTED, LOCKED, CLOSED, CHANGED = 0, 1, 2, 3, 4, 8
COMMIT_STORED, COMMIT_UNKNOWN = 101, 103
PART_STATES = 1
ERROR_STATE_LENGTH = -2301
STATE_LENGTH, STANDING_LENGTH, SECRET_LONGEST = 64, 30, 128


class Verdict(Structure):
    """mfa_verdict, as of the header it was written from: of a newer library's nothing more is filled in."""

    _fields_ = [
        ("size", c_uint32),
        ("accepted", c_uint32),
        ("factor", c_uint32),
        ("authenticator", c_uint32),
        ("position", c_uint64),
        ("offset", c_int64),
        ("failures_before", c_uint32),
        ("attempts_left", c_uint32),
        ("locked_until", c_uint64),
    ]


class Next(Structure):
    """mfa_next, as far as states go."""

    _fields_ = [
        ("size", c_uint32),
        ("parts", c_uint32),
        ("expected_revision", c_uint64),
        ("revision", c_uint64),
        ("states", c_void_p),
        ("states_size", c_size_t),
    ]


# Without argtypes ctypes would pass each size and each time as a 32-bit int.
_FUNCTIONS = {
    "mfa_result_message": (c_char_p, [c_int32]),
    "mfa_secret_size": (c_size_t, []),
    "mfa_secret_import": (c_int32, [c_void_p, c_char_p, c_size_t]),
    "mfa_secret_from_base32": (c_int32, [c_void_p, c_char_p, c_size_t]),
    "mfa_secret_expose": (c_int32, [c_void_p, POINTER(c_char), c_size_t, POINTER(c_size_t)]),
    "mfa_secret_wipe": (None, [c_void_p]),
    "mfa_credential_size": (c_size_t, []),
    "mfa_credential_make": (c_int32, [c_void_p, c_void_p, c_void_p]),
    "mfa_credential_wipe": (None, [c_void_p]),
    "mfa_standing_init": (c_int32, [POINTER(c_char), c_size_t]),
    "mfa_person_add": (c_int32, [c_void_p, c_void_p, c_size_t, c_char_p, c_size_t, c_void_p, c_uint64]),
    "mfa_person_verify": (
        c_int32,
        [c_void_p, c_void_p, c_size_t, c_char_p, c_size_t, c_uint64, c_char_p, c_size_t, c_void_p],
    ),
    "mfa_attempt_size": (c_size_t, []),
    "mfa_attempt_next": (c_int32, [c_void_p, POINTER(Next)]),
    "mfa_attempt_told": (c_int32, [c_void_p, c_uint32, POINTER(Verdict)]),
    "mfa_attempt_wipe": (None, [c_void_p]),
}

_library = ctypes.CDLL("libmfa.so.0")
for _name, (_result, _arguments) in _FUNCTIONS.items():
    _function = getattr(_library, _name)
    _function.restype, _function.argtypes = _result, _arguments


class Error(Exception):
    """What libmfa could not do."""

    def __init__(self, result):
        super().__init__(_library.mfa_result_message(result).decode())
        self.result = result


def must(result):
    """What is not OK here is an error. What decides does not go through this: its zero means accepted."""
    if result != OK:
        raise Error(result)


class _Object:
    """One of libmfa's objects, wiped when its `with` ends."""

    def __init__(self, kind):
        self._wipe = getattr(_library, f"mfa_{kind}_wipe")
        # 64-bit words: objects are aligned like them.
        words = -(-getattr(_library, f"mfa_{kind}_size")() // 8)
        self.inner = (c_uint64 * words)()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._wipe(self.inner)


class Secret(_Object):
    """A secret, from its bytes or from base32 text."""

    def __init__(self, raw=None, base32=None):
        super().__init__("secret")
        if raw is not None:
            must(_library.mfa_secret_import(self.inner, raw, len(raw)))
        else:
            text = base32.encode()
            must(_library.mfa_secret_from_base32(self.inner, text, len(text)))

    def expose(self):
        """Its bytes. Python wipes nothing: they stay in memory until something else lies there."""
        raw, length = ctypes.create_string_buffer(SECRET_LONGEST), c_size_t()
        must(_library.mfa_secret_expose(self.inner, raw, SECRET_LONGEST, byref(length)))
        return raw.raw[: length.value]


class Credential(_Object):
    """A secret prepared for use: TOTP, SHA-1, 6 digits, 30 seconds."""

    def __init__(self, secret):
        super().__init__("credential")
        must(_library.mfa_credential_make(self.inner, secret.inner, None))


class Attempt(_Object):
    """Decided, but nobody gets in before what comes of it is stored. Not to be copied."""

    def __init__(self, begun):
        super().__init__("attempt")
        result = begun(self.inner)
        if result != UNCOMMITTED:
            raise Error(result)

    def commit(self, store):
        """Has `store(states)` store, and returns the result and the verdict. If it raises, nobody gets in."""
        following = Next(size=ctypes.sizeof(Next))
        result = _library.mfa_attempt_next(self.inner, byref(following))
        if result != UNCOMMITTED:
            raise Error(result)
        commit, verdict = COMMIT_UNKNOWN, Verdict(size=ctypes.sizeof(Verdict))
        # Verifying and adding want states stored, if anything.
        if following.parts == PART_STATES:
            store(ctypes.string_at(following.states, following.states_size))
            commit = COMMIT_STORED
        result = _library.mfa_attempt_told(self.inner, commit, byref(verdict))
        if result < 0:
            raise Error(result)
        return result, verdict


def verify(credential, state, now, typed, store):
    """Tries a code of the one authenticator."""
    code = typed.encode()

    def begin(attempt):
        return _library.mfa_person_verify(
            attempt, credential.inner, 1, state, len(state), now, code, len(code), None
        )

    with Attempt(begin) as attempt:
        return attempt.commit(store)


def add(credential, store):
    """Makes a person of one authenticator."""
    standing = ctypes.create_string_buffer(STANDING_LENGTH)
    must(_library.mfa_standing_init(standing, STANDING_LENGTH))

    def begin(attempt):
        return _library.mfa_person_add(attempt, None, 0, standing, STANDING_LENGTH, credential.inner, 0)

    with Attempt(begin) as attempt:
        result, _ = attempt.commit(store)
    if result != CHANGED:
        raise Error(result)
