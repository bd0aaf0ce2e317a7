"""Checks what saves.nest wrote, byte by byte where the format fixes them."""

import json
import struct


def read(name):
    with open("run/" + name, "rb") as file:
        return file.read()


def tensors(name):
    content = read(name)
    size = struct.unpack("<Q", content[:8])[0]
    assert size % 8 == 0
    header = json.loads(content[8 : 8 + size])
    data = content[8 + size :]
    return {
        key: (entry["dtype"], entry["shape"], data[slice(*entry["data_offsets"])])
        for key, entry in header.items()
    }


net = tensors("net.safetensors")
assert sorted(net) == ["layers.0.b", "layers.0.w", "layers.1.b", "layers.1.w"]
assert net["layers.0.w"][:2] == ("F32", [2, 3])
mixed = tensors("deep/down/mixed.safetensors")
assert mixed == {
    "f": ("F64", [], struct.pack("<d", 0.1)),
    "i": ("I32", [2], struct.pack("<2i", 1, 2)),
    "j": ("I64", [], struct.pack("<q", 3)),
    "b": ("BOOL", [2], b"\1\0"),
    "part.k": ("I64", [], struct.pack("<q", 7)),
    "part.r": ("F64", [], struct.pack("<d", 0.5)),
}, mixed
assert tensors("list.safetensors")["value"][:2] == ("F32", [2, 3])

header = b"\x93NUMPY\x01\x00"
npy = read("f.npy")
assert npy[:8] == header and npy[127:128] == b"\n" and len(npy) == 128 + 24
assert struct.unpack("<6f", npy[128:]) == (0, 0.25, 0.5, 0.75, 1, 2)
assert b"'shape': ()" in read("s.npy") and b"'shape': (2, )" in read("b.npy")

grey = bytes([0, 64, 128, 191, 255, 255])
assert read("grey.pgm") == b"P5\n3 2\n255\n" + grey
assert read("grey.ppm") == b"P6\n3 2\n255\n" + bytes(x for x in grey for _ in "rgb")
other = bytes([255, 191, 128, 64, 0, 0])
pixels = bytes(x for pair in zip(grey, other) for x in (*pair, 0))
assert read("coloured.ppm") == b"P6\n3 2\n255\n" + pixels
means = bytes((a + b + 1) // 3 for a, b in zip(grey, other))
assert read("coloured.pgm") == b"P5\n3 2\n255\n" + means
print("as they should be")
