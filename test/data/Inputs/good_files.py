"""Writes files that can be read, in every type and packing."""

import struct

from data_files import idx, npy, safetensors, write, zipped

floats = struct.pack("<3f", 0.5, -1.5, 3e38)

write("u8.idx", idx(0x08, [2, 3], bytes(range(250, 256))))
write("i8.idx", idx(0x09, [3], struct.pack(">3b", -128, 0, 127)))
write("i16.idx", idx(0x0B, [2], struct.pack(">2h", -300, 32767)))
write("i32.idx.gz", idx(0x0C, [2], struct.pack(">2i", -70000, 5)), packed=True)
write("f32.idx", idx(0x0D, [1, 2], struct.pack(">2f", 0.5, -2)))
write("f64.idx", idx(0x0E, [1], struct.pack(">d", 1e300)))
write("i16-long.idx.gz", idx(0x0B, [70000], bytes([255, 254]) * 70000), packed=True)

for folder, packed in (("plain", False), ("packed", True)):
    end = ".gz" if packed else ""
    for part, count in (("train", 2), ("t10k", 1)):
        images = idx(0x08, [count, 2, 2], bytes(range(4 * count)))
        labels = idx(0x08, [count], bytes(range(7, 7 + count)))
        write(f"{folder}/{part}-images-idx3-ubyte{end}", images, packed)
        write(f"{folder}/{part}-labels-idx1-ubyte{end}", labels, packed)

write("plain.csv", "1,2.5\n-3,4e-2\n")
write("header.csv", "width,length\r\n1, 2\r\n3,\t4\r\n\r\n\n")
write("quotes.csv", '"a ""b""","c,\nd"\n"1",2\n+3,"4"')
write("mark.csv", "\ufeff1,2\n3,4\n")
write("words.csv", "1,nan\n-inf,2\n")
write("extremes.csv", "3.4028234e38\n1e-45\n1e-400\n0.1\n")
write("packed.csv.gz", "a,b\n5,6\n", packed=True)
write("long.csv", "x\n" + "".join(f"{i}\n" for i in range(300000)))

write("f4.npy", npy("'<f4'", "(3,)", floats))
write("f8.npy", npy("'<f8'", "(1, 2)", struct.pack("<2d", 0.1, 2), version=2))
write("i4.npy", npy("'<i4'", "(2,)", struct.pack("<2i", -7, 8), version=3))
write("i8.npy", npy("'<i8'", "()", struct.pack("<q", -(2**40))))
write("u1.npy", npy("'|u1'", "(2, 1)", bytes([0, 255])))
write("b1.npy", npy("'|b1'", "(3,)", bytes([0, 1, 1])))
write("f4.npy.gz", npy("'<f4'", "(3,)", floats), packed=True)
keys = '{"shape": (3,), "fortran_order": False, "descr": "<f4"}'
write("keys.npy", npy("", "", floats, header=keys))

entries = [("x.npy", npy("'<f8'", "()", struct.pack("<d", 0.25)))]
entries += [("mask.npy", npy("'|b1'", "(3,)", bytes([1, 0, 1])))]
write("stored.npz", zipped(entries))
long = npy("'<i4'", "(40000,)", struct.pack("<i", 9) * 40000)
layers = [("net.0.npy", long), ("net.1.b.npy", entries[0][1])]
write("deflated.npz", zipped(entries + layers, method=8))
write("comment.npz", zipped(entries, comment=b"a PK\x05\x06 in the comment" * 3))

# Halves: 1.5, -2, the smallest, infinite.
halves = struct.pack("<4H", 0x3E00, 0xC000, 0x0001, 0x7C00)
write("types.safetensors", safetensors([
    ("f32", "F32", [3], floats),
    ("f64", "F64", [1, 1], struct.pack("<d", 1e300)),
    ("f16", "F16", [4], halves),
    ("bf16", "BF16", [2], struct.pack("<2H", 0x3FC0, 0xC000)),
    ("i64", "I64", [1], struct.pack("<q", -(2**40))),
    ("i32", "I32", [], struct.pack("<i", -7)),
    ("i16", "I16", [2], struct.pack("<2h", -300, 300)),
    ("u16", "U16", [1], struct.pack("<H", 65535)),
    ("i8", "I8", [2], struct.pack("<2b", -128, 127)),
    ("u8", "U8", [2], bytes([250, 255])),
    ("bool", "BOOL", [3], bytes([1, 0, 1])),
], metadata={"format": "pt"}, pad=5))
layers = [(f"net.layers.{i}.w", "F32", [1], struct.pack("<f", i))
          for i in (10, 2, 0, 1, *range(3, 10))]
write("layers.safetensors", safetensors(layers))
write("layers.safetensors.gz", safetensors(layers), packed=True)
