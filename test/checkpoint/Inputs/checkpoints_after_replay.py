"""checkpoints_after_replay.py PROGRAM: the time for a checkpoint comes while a
resumed run is still on its way to its place; it must not be forgotten."""

import os
import sys

from pieces import interrupt, run

program = sys.argv[1]
interrupt([program, "--out", "run", "--checkpoint-every", "0"], "run")
before = os.path.getsize("run/timing.jsonl")
status, _, errors = run([program, "--resume", "run", "--checkpoint-every", "0.05"])
assert status == 0, errors
with open("run/timing.jsonl") as file:
    file.seek(before)
    later = file.read()
print(later.count('"event":"checkpoint"') > 0, "\n", later)
