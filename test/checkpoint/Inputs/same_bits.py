"""same_bits.py PROGRAM OTHER...: runs the first program on one core, on all that
there are, and in two pieces, and the others as they are. All must leave the same
metrics, byte for byte, and the first of them twenty reports at least."""

import os
import sys

from pieces import interrupt, run

program, *others = sys.argv[1:]


def metrics(name, command, cores, threads):
    allowed = os.sched_getaffinity(0)
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads))
    os.sched_setaffinity(0, sorted(allowed)[:cores])
    status, _, errors = run(command + ["--out", name], env=environment)
    os.sched_setaffinity(0, allowed)
    assert status == 0, errors
    with open(name + "/metrics.csv", "rb") as file:
        return file.read()


wanted = metrics("one-core", [program], 1, 1)
assert wanted.count(b",loss,") >= 20
found = {"two cores": metrics("two-cores", [program], 2, 2)}
interrupt([program, "--out", "pieces"], "pieces", size=1000)
assert run([program, "--resume", "pieces"])[0] == 0
with open("pieces/metrics.csv", "rb") as file:
    found["resumed"] = file.read()
for other in others:
    name = os.path.basename(other)
    found[name] = metrics("run-" + name, [other], 2, 2)
for name, content in found.items():
    print(f"{name}: {'the same' if content == wanted else 'other bits'}")
