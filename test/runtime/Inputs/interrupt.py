"""interrupt.py SIGNAL COMMAND...: starts the command with its outputs in
pipes, sends the signal after the first line of standard output, and prints
both outputs and the status."""

import signal
import subprocess
import sys

# A shell may have started the tests with SIGINT ignored, which is inherited.
signal.signal(signal.SIGINT, signal.SIG_DFL)
process = subprocess.Popen(
    sys.argv[2:], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
)
first = process.stdout.readline()
process.send_signal(getattr(signal, sys.argv[1]))
output, errors = process.communicate(timeout=60)
print(first + output + errors + f"status {process.returncode}")
