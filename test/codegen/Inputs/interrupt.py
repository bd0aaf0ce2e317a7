"""interrupt.py COMMAND...: runs the command, asks it to end after half a second
(by SIGTERM, for a shell in the background ignores SIGINT), and exits with its
status."""

import signal
import subprocess
import sys
import time

process = subprocess.Popen(sys.argv[1:])
time.sleep(0.5)
process.send_signal(signal.SIGTERM)
try:
    sys.exit(process.wait(timeout=30))
except subprocess.TimeoutExpired:
    process.kill()
    sys.exit("the program did not end")
