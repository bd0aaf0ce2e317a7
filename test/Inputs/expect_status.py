"""expect_status.py N COMMAND...: runs the command and fails unless its exit
status is N (-N: ended by signal N). Its output passes through."""

import subprocess
import sys

expected = int(sys.argv[1])
status = subprocess.run(sys.argv[2:]).returncode
if status != expected:
    sys.exit(f"expected status {expected}, got {status}: {sys.argv[2:]}")
