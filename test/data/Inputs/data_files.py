"""Writes data files byte by byte, so that the tests do not depend on the
libraries whose formats they are."""

import gzip
import json
import os
import struct
import zlib


def write(path, content, packed=False):
    folder = os.path.dirname(path)
    if folder:
        os.makedirs(folder, exist_ok=True)
    if isinstance(content, str):
        content = content.encode()
    with open(path, "wb") as file:
        file.write(gzip.compress(content, mtime=0) if packed else content)


def idx(code, shape, elements):
    """`elements` are the bytes behind the header."""
    header = struct.pack(">BBBB", 0, 0, code, len(shape))
    return header + b"".join(struct.pack(">I", n) for n in shape) + elements


def npy(descr, shape, elements, version=1, fortran="False", header=None):
    """`descr` is Python source, as in the file: "'<f4'"."""
    if header is None:
        header = (
            f"{{'descr': {descr}, 'fortran_order': {fortran}, "
            f"'shape': {shape}, }}"
        )
    text = header.encode()
    length = struct.pack("<H" if version == 1 else "<I", len(text) + 1)
    return b"\x93NUMPY" + bytes([version, 0]) + length + text + b"\n" + elements


def zipped(entries, method=0, flags=0, comment=b"", **lies):
    """A zip file of (name, content). `lies` replace fields of the directory:
    checksum, packed, unpacked, local, method_number, entry_count."""
    body, directory = b"", b""
    for name, content in entries:
        packed = content
        if method == 8:
            compress = zlib.compressobj(9, zlib.DEFLATED, -15)
            packed = compress.compress(content) + compress.flush()
        sizes = struct.pack(
            "<III",
            lies.get("checksum", zlib.crc32(content)),
            lies.get("packed", len(packed)),
            lies.get("unpacked", len(content)),
        )
        method_number = lies.get("method_number", method)
        start = struct.pack("<HHHHH", 20, flags, method_number, 0, 0)
        names = struct.pack("<HH", len(name), 0)
        directory += b"PK\x01\x02" + struct.pack("<H", 20) + start + sizes
        directory += names + struct.pack("<HHHI", 0, 0, 0, 0)
        directory += struct.pack("<I", lies.get("local", len(body)))
        directory += name.encode()
        body += b"PK\x03\x04" + start + sizes + names + name.encode() + packed
    count = lies.get("entry_count", len(entries))
    end = struct.pack(
        "<HHHHIIH", 0, 0, count, count, len(directory), len(body), len(comment)
    )
    return body + directory + b"PK\x05\x06" + end + comment


def safetensors(tensors, metadata=None, pad=0):
    """A safetensors file of (name, type, shape, bytes)."""
    header, data = {}, b""
    if metadata:
        header["__metadata__"] = metadata
    for name, kind, shape, content in tensors:
        offsets = [len(data), len(data) + len(content)]
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": offsets}
        data += content
    return safetensors_of(json.dumps(header) + " " * pad, data)


def safetensors_of(header, data):
    return struct.pack("<Q", len(header)) + header.encode() + data
