"""Fills the digits into a story, so that they come from Python's hmac and not from libmfa.

    python3 fill.py FILE...

replaces what stands in braces, in place. The clock is the story's own: `at`, `wait` and `back` set it on the way.

    {phone}  {phone-30}  {phone+30}  {phone@1767603600}   the code of a secret now, earlier, later, at a time
    {token:5}                                             the code of a secret at a counter
    {slip phone}                                          any of these with its last digit mistyped
    {pin KEY DEVICE}  {pin KEY DEVICE -40}  {pin KEY DEVICE @1767603600}   what the help desk reads out
    {challenge 0123456789abcdef}                          the challenge that these random bytes draw
    {response KEY 123-456-786}                            what the help desk answers to a challenge
    {now}  {now+30}  {now+2h}  {now+7d}                   a time
    {step phone}  {step phone-30}                         the time step
"""

import base64
import hmac
import re
import sys

DAMM = [
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
]
UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}


def truncated(tag, digits):
    """RFC 4226, section 5.3."""
    offset = tag[-1] & 15
    number = int.from_bytes(tag[offset:offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10 ** digits).zfill(digits)


def unbase32(text):
    text = text.rstrip("=")
    return base64.b32decode(text + "=" * (-len(text) % 8))


def with_check_digit(digits):
    interim = 0
    for digit in digits:
        interim = int(DAMM[interim][int(digit)])
    nine = f"{digits}{interim}"
    return f"{nine[:3]}-{nine[3:6]}-{nine[6:]}"


def ocra(key, suite, question, time=b""):
    """RFC 6287, section 5: the suite, a zero byte, the question in 128 bytes, the time step."""
    return truncated(hmac.digest(key, suite.encode() + b"\0" + question.ljust(128, b"\0") + time, "sha256"), 8)


def pin(key, device, time):
    step = (time // 10).to_bytes(8, "big")
    return with_check_digit(ocra(key, "OCRA-1:HOTP-SHA256-8:QA64-T10S", device.upper().encode(), step))


def response(key, challenge):
    number = int(challenge.replace("-", "")[:8])
    question = f"{number:x}"
    question = bytes.fromhex(question + "0" * (len(question) % 2))
    return with_check_digit(ocra(key, "OCRA-1:HOTP-SHA256-8:QN08", question))


def challenge(random):
    """One of 10000001 to 99999999 that is not divisible by 16: fifteen in sixteen of 90,000,000."""
    index = int.from_bytes(bytes.fromhex(random), "little") * 84375000 >> 64
    return with_check_digit(str(10000000 + index // 15 * 16 + index % 15 + 1))


def seconds(text):
    number, unit = re.fullmatch(r"(\d+)([smhd]?)", text).groups()
    return int(number) * UNITS[unit]


class Story:
    def __init__(self):
        self.secrets, self.keys, self.now = {}, {}, None

    def line(self, line):
        """Follows what a line sets, once its braces are filled."""
        words = line.split()
        match words:
            case ["story", *_]:
                self.__init__()
            case ["secret", name, "=", text, *rest]:
                parameters = {"hash": "sha1", "digits": 6, "period": 30}
                for word in rest:
                    key, _, value = word.partition("=")
                    if value:
                        parameters[key] = int(value)
                    elif key.startswith("sha"):
                        parameters["hash"] = key
                self.secrets[name] = (unbase32(text), parameters)
            case ["key", name, "=", text]:
                self.keys[name] = unbase32(text)
            case ["at", time]:
                self.now = int(time)
            case ["wait", time]:
                self.now += int(time)
            case ["back", time]:
                self.now -= int(time)

    def time(self, text):
        """Now, moved: `` or `+30` or `-2h`; or another time: `@1767603600`."""
        if text.startswith("@"):
            return int(text[1:])
        return self.now + (seconds(text[1:]) * (-1 if text[0] == "-" else 1) if text else 0)

    def code(self, name, position):
        key, parameters = self.secrets[name]
        tag = hmac.digest(key, position.to_bytes(8, "big"), parameters["hash"])
        return truncated(tag, parameters["digits"])

    def filled(self, text):
        words = text.split()
        match words:
            case ["slip", *code]:
                code = self.filled(" ".join(code))
                return code[:-1] + ("4" if code[-1] == "7" else "7")
            case ["pin", key, device, *when]:
                return pin(self.keys[key], device, self.time("".join(when)))
            case ["challenge", random]:
                return challenge(random)
            case ["response", key, number]:
                return response(self.keys[key], number)
            case ["step", code]:
                name, when = re.fullmatch(r"([a-z]+)([-+@].*)?", code).groups()
                return str(self.time(when or "") // self.secrets[name][1]["period"])
            case [one]:
                name, when = re.fullmatch(r"([a-z]+)([-+@:].*)?", one).groups()
                if name == "now":
                    return str(self.time(when or ""))
                if when and when[0] == ":":
                    return self.code(name, int(when[1:]))
                return self.code(name, self.time(when or "") // self.secrets[name][1]["period"])
        raise ValueError(text)


def main():
    for file in sys.argv[1:]:
        story, lines = Story(), []
        with open(file, encoding="utf-8") as text:
            for line in text:
                line = re.sub(r"\{([^{}]*)\}", lambda found: story.filled(found[1]), line)
                story.line(line)
                lines.append(line)
        with open(file, "w", encoding="utf-8") as text:
            text.writelines(lines)


if __name__ == "__main__":
    main()
