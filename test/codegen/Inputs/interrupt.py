"""interrupt.py COMMAND...: runs the command, sends it an interrupt after half a
second, and exits with its status."""

import signal
import subprocess
import sys
import time

process = subprocess.Popen(sys.argv[1:])
time.sleep(0.5)
process.send_signal(signal.SIGINT)
sys.exit(process.wait(timeout=60))
