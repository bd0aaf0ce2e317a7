"""Writes the data of data-program.cpp into the folder FOLDER; `changed` writes
sets that the program was not compiled for."""

import struct
import sys

from data_files import idx, npy, write, zipped

folder = sys.argv[1]
changed = sys.argv[2:] == ["changed"]

write(f"{folder}/flowers.csv", "1,2,3\n4,5,6\n" + ("7,8,9\n" if changed else ""))
for part, count in (("train", 3 if changed else 2), ("t10k", 1)):
    images = idx(0x08, [count, 2, 2], bytes(4 * count))
    labels = idx(0x08, [count], bytes(range(7, 7 + count)))
    write(f"{folder}/digits/{part}-images-idx3-ubyte", images)
    write(f"{folder}/digits/{part}-labels-idx1-ubyte.gz", labels, packed=True)
x = npy("'<f4'", "()", struct.pack("<f", 1))
if not changed:
    x = npy("'<f8'", "()", struct.pack("<d", 0.25))
mask = npy("'|b1'", "(3,)", bytes([1, 0, 1]))
write(f"{folder}/inputs.npz", zipped([("x.npy", x), ("mask.npy", mask)], method=8))
write(f"{folder}/other-names.npz", zipped([("x.npy", x), ("y.npy", mask)]))
