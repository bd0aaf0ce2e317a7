"""resume.py WAYS PROGRAM [OPTIONS...]: runs the program to its end; then, for
each of WAYS (INT, TERM, KILL, joined by commas), runs it again, sends the signal
after a while, resumes it, interrupts that too, and so on. The whole run and the
pieces must leave the same metrics, output and saved files, byte for byte.

The waits are random, from a seed that is printed, and grow until the run ends by
itself, so that interruptions fall on all parts of the program."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time

STATUS = {"INT": 130, "TERM": 143, "KILL": -9}
# A shell may have started the tests with SIGINT ignored, which is inherited.
signal.signal(signal.SIGINT, signal.SIG_DFL)

ways, program = sys.argv[1].split(","), sys.argv[2:]
seed = int(os.environ.get("RESUME_SEED", time.time_ns() % 100000))
rng = random.Random(seed)
print(f"seed {seed}")


def fail(what):
    sys.exit(f"FAIL: {what}")


def files(folder):
    """What a run leaves but for what says how it was run."""
    found = {}
    for base, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(base, name)
            relative = os.path.relpath(path, folder)
            if relative in ("run.json", "timing.jsonl"):
                continue
            if not relative.startswith("checkpoint/"):
                with open(path, "rb") as file:
                    found[relative] = file.read()
    return found


def start(options):
    return subprocess.Popen(
        program + options, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


begin = time.monotonic()
whole = start(["--out", "whole"])
_, errors = whole.communicate(timeout=60)
duration = time.monotonic() - begin
expected = files("whole")
if not expected["metrics.jsonl"]:
    fail(f"nothing was reported: {errors}")

for way in ways:
    resumed, last = 0, duration  # seconds that it takes, as far as is known
    options = ["--out", "pieces"]
    for attempt in range(200):
        if way == "KILL":
            options += ["--checkpoint-every", "0.02"]
        process = start(options)
        # At first a part that there is something to go on from.
        wait = last * rng.uniform(*((0, 0.3 + 0.05 * attempt) if resumed else (0.3, 0.9)))
        try:
            process.wait(timeout=wait)
        except subprocess.TimeoutExpired:
            process.send_signal(getattr(signal, "SIG" + way))
        _, errors = process.communicate(timeout=60)
        status = process.returncode
        # It may be killed behind its last file.
        is_complete = status == whole.returncode or "is complete" in errors
        if is_complete and resumed:
            break
        early = -getattr(signal, "SIG" + way)  # before it could listen
        if not is_complete and status not in (STATUS[way], early):
            fail(f"status {status}: {errors}")
        if status > 100 and "--resume pieces goes on from there" not in errors:
            fail(f"it does not say how to resume: {errors}")
        if is_complete or not os.path.exists("pieces/checkpoint/manifest.json"):
            if status > 100:
                fail("there is no checkpoint")
            # The machine was slower, or faster, before.
            last *= 0.6 if is_complete else 1.2
            shutil.rmtree("pieces", ignore_errors=True)
            options = ["--out", "pieces"]
            continue
        resumed += 1
        options = ["--resume", "pieces"]
    else:
        fail("the program does not come to its end")
    found = files("pieces")
    for name in sorted(set(expected) | set(found)):
        if expected.get(name) != found.get(name):
            fail(f"{way}, resumed {resumed} times: {name} differs")
    print(f"{way}: resumed, and came to the same")
    shutil.rmtree("pieces")
