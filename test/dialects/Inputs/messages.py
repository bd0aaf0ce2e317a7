"""Every message of the verifiers of ten and meta is provoked by a negative test.

usage: messages.py

A message is the first literal behind `emitOpError(` or `message <<`, or the
name of what `verifyTypes` compares; the errors tests hold whole sentences.
"""

import glob
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__)))))

# Their number was checked before.
NEVER = {"needs NUMBER carries, got"}


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def messages(path):
    text = read(path)
    found = re.findall(r'emitOpError\("([^"]+)"', text)
    # These only begin a sentence.
    found = [message for message in found if message != "needs "]
    found += ["needs " + part for part in re.findall(r'message << "([^"]+)"', text)]
    for what in re.findall(r'verifyTypes\(\s*\*this[^;]*?"([^"]+)"\)', text, re.S):
        found += [f"needs NUMBER {what}, got", f"needs {what} NUMBER of type"]
    return found


def main():
    problems = []
    for dialect in ("ten", "meta"):
        provoked = "\n".join(
            line for path in glob.glob(f"{ROOT}/test/dialects/{dialect}*-errors.mlir")
            for line in re.findall(r"expected-error .*\{\{(.*)\}\}", read(path)))
        for message in messages(f"dialects/{dialect}/Verify.cpp"):
            pattern = re.escape(message).replace("NUMBER", r"\d+")
            if message not in NEVER and not re.search(pattern, provoked):
                problems.append(f"dialects/{dialect}/Verify.cpp: no test provokes `{message}`")
    for problem in problems:
        print(problem, file=sys.stderr)
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
