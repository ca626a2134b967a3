"""What people carry and what the help desk has, computed by Python's hmac: nothing of libmfa is in it.

A line of words comes in, a line goes out:
    totp HASH KEY TIME      the code of six digits that a phone shows (RFC 6238)
    hotp KEY COUNTER        the code of a token (RFC 4226)
    response KEY CHALLENGE  what the help desk reads out (RFC 6287, OCRA-1:HOTP-SHA256-8:QN08, and a check digit)
Keys are base32, without spaces.
"""

import base64
import hmac
import sys

# Damm's check digit: H. M. Damm, 2004.
DAMM = [
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
]


def unbase32(text):
    return base64.b32decode(text + "=" * (-len(text) % 8))


def truncated(tag, digits):
    """RFC 4226, section 5.3."""
    offset = tag[-1] & 15
    number = int.from_bytes(tag[offset:offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10 ** digits).zfill(digits)


def hotp(key, counter, algorithm="sha1"):
    return truncated(hmac.digest(unbase32(key), int(counter).to_bytes(8, "big"), algorithm), 6)


def totp(algorithm, key, time):
    return hotp(key, int(time) // 30, algorithm)


def response(key, challenge):
    """RFC 6287, section 5: the suite, a zero byte, the question as a number in hexadecimal, in 128 bytes."""
    question = f"{int(challenge.replace('-', '')[:8]):x}"
    question = bytes.fromhex(question + "0" * (len(question) % 2)).ljust(128, b"\0")
    digits = truncated(hmac.digest(unbase32(key), b"OCRA-1:HOTP-SHA256-8:QN08\0" + question, "sha256"), 8)
    interim = 0
    for digit in digits:
        interim = int(DAMM[interim][int(digit)])
    return f"{digits}{interim}"


ANSWERS = {"totp": totp, "hotp": hotp, "response": response}

for line in sys.stdin:
    name, *arguments = line.split()
    print(ANSWERS[name](*arguments), flush=True)
