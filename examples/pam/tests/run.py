"""Runs the tests in this folder, all or those whose names contain a word that is given.

The last line is as Rust's test programs have it.
"""

import sys
import time
import traceback
import unittest

import stage


class Result(unittest.TestResult):
    """A line for each test, and at the end why some failed."""

    def __init__(self):
        super().__init__()
        self.passed = 0
        self.told = []
        self.begun = 0

    def startTest(self, test):
        super().startTest(test)
        self.begun = time.monotonic()
        print(f"test {test.id()} ... ", end="", flush=True)

    def _end(self, word):
        print(f"{word} ({time.monotonic() - self.begun:.1f} s)", flush=True)

    def addSuccess(self, test):
        self.passed += 1
        self._end("ok")

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._end(f"ignored, {reason}")

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.addFailure(subtest, error)

    def addFailure(self, test, error):
        self.failures.append((test, ""))
        self.told.append(f"---- {test.id()} ----\n{''.join(traceback.format_exception(*error))}")
        self._end("FAILED")

    addError = addFailure


def chosen(suite, words):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from chosen(test, words)
        elif not words or any(word in test.id() for word in words):
            yield test


def main(words):
    stage.prepare()
    tests = list(chosen(unittest.defaultTestLoader.discover(sys.path[0]), words))
    result = Result()
    begun = time.monotonic()
    print(f"running {len(tests)} tests")
    for test in tests:
        test.run(result)
    for told in result.told:
        print(f"\n{told}")
    print(
        f"\ntest result: {'FAILED' if result.failures else 'ok'}. {result.passed} passed; "
        f"{len(result.failures)} failed; {len(result.skipped)} ignored; finished in {time.monotonic() - begun:.1f}s"
    )
    return 1 if result.failures or not tests else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
