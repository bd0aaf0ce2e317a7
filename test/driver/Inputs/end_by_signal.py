"""Ends `nestor build` by signals at many moments: nothing may be left in the
temporary folder, and a program is whole or not there."""

import os
import signal
import subprocess
import sys
import time

nestor, script = sys.argv[1:]
os.mkdir("temporary")
environment = dict(os.environ, TMPDIR=os.path.abspath("temporary"))
command = [nestor, "build", script, "-o", "program"]
start = time.monotonic()
subprocess.run(command, env=environment, check=True)
duration = time.monotonic() - start
os.remove("program")
ended = 0
for i in range(20):
    process = subprocess.Popen(command, env=environment)
    time.sleep(duration * i / 20)
    process.send_signal([signal.SIGINT, signal.SIGTERM, signal.SIGHUP][i % 3])
    status = process.wait()
    ended += status < 0
    left = os.listdir("temporary")
    assert not left, f"after a signal at {i}/20 of the time: {left}"
    if os.path.exists("program"):
        # The signal came behind the last step, or after the end.
        subprocess.run(["./program", "--help"], stdout=subprocess.DEVNULL, check=True)
        os.remove("program")
assert ended, "the build was over before every signal"
print("nothing is left")
