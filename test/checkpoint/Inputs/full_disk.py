"""full_disk.py SLOW: the disk is full while a checkpoint or a metrics file is
written. The run ends with status 1, what was written before is whole, and the
resumed run comes to the same as one that nothing happened to."""

import json
import os
import resource
import shutil
import subprocess
import sys

from pieces import contents, interrupt, run

slow = sys.argv[1]
interrupt([slow, "--out", "base"], "base")
assert run([slow, "--out", "whole"])[0] == 0
with open("base/checkpoint/manifest.json") as file:
    state = json.load(file)["state"]


def limited(bytes):
    """RLIMIT_FSIZE: a write that makes a file longer fails."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (bytes, bytes))


def case(name, limit, options=()):
    shutil.copytree("base", name)
    before = {k: v for k, v in contents(name).items() if "checkpoint" in k}
    status, _, errors = run(
        [slow, "--resume", name, *options], preexec_fn=limited(limit)
    )
    print(f"== {name}: status {status}\n{errors}", end="")
    assert status == 1, status
    after = {k: v for k, v in contents(name).items() if "checkpoint" in k}
    assert after == before, (before, after)
    status, _, errors = run([slow, "--resume", name])
    assert status == 0, errors
    for file in ("metrics.csv", "metrics.jsonl", "output.txt"):
        with open(f"{name}/{file}") as found, open(f"whole/{file}") as wanted:
            assert found.read() == wanted.read(), file


# The values do not fit: they are larger than all else.
case("values", 100_000, ["--checkpoint-every", "0.05"])
# The next report does not fit.
case("metrics", os.path.getsize("base/metrics.jsonl") + 100)
# Nor does what the script saves at its end.
case("saved", 60_000)
# Standard output cannot be written.
shutil.copytree("base", "device")
with open("/dev/full", "w") as full:
    done = subprocess.run(
        [slow, "--resume", "device"], stdout=full, stderr=subprocess.PIPE, text=True
    )
print(f"== device: status {done.returncode}\n{done.stderr}", end="")
assert run([slow, "--resume", "device"])[0] == 0
