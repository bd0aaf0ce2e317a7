"""Ends `nestor build` by signals at many moments, and while it links: nothing
may be left in the temporary folder, and a program is whole or not there."""

import os
import shutil
import signal
import subprocess
import sys
import time

nestor, script = sys.argv[1:]
os.mkdir("temporary")
environment = dict(os.environ, TMPDIR=os.path.abspath("temporary"))
command = [nestor, "build", script, "-o", "program"]

# Ends its parent in the middle, when it has a file of its own in the folder.
LINKER = """#!/bin/sh
for output; do :; done
touch "$output.part"
kill -TERM $PPID
sleep 0.3
rm "$output.part"
exec %s "$@"
"""


def check_nothing_is_left(moment):
    left = os.listdir("temporary")
    assert not left, f"after a signal {moment}: {left}"
    if os.path.exists("program"):
        # The signal came behind the last step, or after the end.
        subprocess.run(["./program", "--help"], stdout=subprocess.DEVNULL, check=True)
        os.remove("program")


start = time.monotonic()
subprocess.run(command, env=environment, check=True)
duration = time.monotonic() - start
os.remove("program")
ended = 0
for i in range(20):
    process = subprocess.Popen(command, env=environment)
    time.sleep(duration * i / 20)
    process.send_signal([signal.SIGINT, signal.SIGTERM, signal.SIGHUP][i % 3])
    ended += process.wait() < 0
    check_nothing_is_left(f"at {i}/20 of the time")
assert ended, "the build was over before every signal"

os.mkdir("linkers")
for name in ("clang++-22", "clang++", "c++", "g++"):
    if path := shutil.which(name):
        with open(f"linkers/{name}", "w") as file:
            file.write(LINKER % path)
        os.chmod(f"linkers/{name}", 0o755)
environment["PATH"] = os.path.abspath("linkers") + ":" + os.environ["PATH"]
status = subprocess.run(command, env=environment).returncode
assert status == -signal.SIGTERM, f"the signal while linking had no effect: {status}"
check_nothing_is_left("while linking")
print("nothing is left")
