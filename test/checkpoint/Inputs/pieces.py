"""Running, interrupting and resuming a program, for the tests of this folder."""

import hashlib
import os
import signal
import subprocess
import time

# A shell may have started the tests with SIGINT ignored, which is inherited.
signal.signal(signal.SIGINT, signal.SIG_DFL)


def run(command, **more):
    """Status, standard output and error."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, **more)
    return done.returncode, done.stdout, done.stderr


def interrupt(command, folder, after="metrics.csv", size=200):
    """Sends SIGINT once the file in the run folder has that many bytes."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    path = os.path.join(folder, after)
    while process.poll() is None:
        if os.path.exists(path) and os.path.getsize(path) > size:
            process.send_signal(signal.SIGINT)
            break
        time.sleep(0.005)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, (process.returncode, errors)
    return errors


def contents(folder, skip=("timing.jsonl",)):
    """A hash of each file."""
    found = {}
    for base, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(base, name)
            if name not in skip:
                with open(path, "rb") as file:
                    found[os.path.relpath(path, folder)] = hashlib.sha256(
                        file.read()
                    ).hexdigest()
    return found
