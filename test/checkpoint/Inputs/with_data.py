"""with_data.py NESTOR: interrupts `nestor run`, changes a data set, and resumes."""

import struct
import sys

from pieces import interrupt, run

nestor = sys.argv[1]


def write(first):
    header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (8,), }"
    header += b" " * (117 - len(header)) + b"\n"
    with open("numbers.npy", "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header)
        file.write(struct.pack("<8f", first, *range(7)))


write(1.0)
command = [nestor, "run", "data.nest", "--out", "pieces"]
print(interrupt(command, "pieces"))
write(2.0)
print(run(command + ["--resume", "pieces"]))
write(1.0)
# Another folder than that of the run makes no sense; the same is said twice.
print(run([nestor, "run", "data.nest", "--out", "new", "--resume", "pieces"]))
status, _, errors = run(command + ["--resume", "pieces", "--checkpoint-every", "10"])
assert status == 0, errors
assert run([nestor, "run", "data.nest", "--out", "whole"])[0] == 0
for name in ("metrics.csv", "metrics.jsonl", "output.txt"):
    with open("pieces/" + name) as found, open("whole/" + name) as wanted:
        assert found.read() == wanted.read(), name
print("the same")
