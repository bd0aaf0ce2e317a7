"""second_signal.py PROGRAM: sends SIGINT, which waits for the end of a step that
does not come, and SIGINT again."""

import signal
import subprocess
import sys
import time

signal.signal(signal.SIGINT, signal.SIG_DFL)
process = subprocess.Popen(
    [sys.argv[1], "--out", "run"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
)
assert process.stdout.readline() == "begun\n"
process.send_signal(signal.SIGINT)
time.sleep(0.3)
assert process.poll() is None, "one signal waits for the end of a step"
process.send_signal(signal.SIGINT)
_, errors = process.communicate(timeout=60)
print(errors, "status", process.returncode)
