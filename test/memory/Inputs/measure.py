"""Compares predicted memory with what runs take.

usage: measure.py NESTOR SCRIPT [COMPILER OPTION ...]

Tensors and data sets, as `nestor explain` gives them, are compared with the
anonymous memory of the process beyond that of a program which does nothing.
They agree within 5 % or 256 KiB, whichever is more (D17).
"""

import os
import re
import subprocess
import sys
import tempfile

UNITS = {"bytes": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
NOTHING = "experiment nothing { x = f32(1); for 1_000_000 steps { x = 0.5 * x }; print x }\n"


def peak(nestor, script, folder, *options):
    """The most anonymous memory that the program of a script has at a time,
    read again and again until it ends."""
    program = os.path.join(folder, "program")
    subprocess.run([nestor, "build", script, "-o", program, *options], check=True)
    process = subprocess.Popen([program, "--quiet", "--out", os.path.join(folder, "run")],
                               stdout=subprocess.DEVNULL)
    most = 0
    while process.poll() is None:
        try:
            with open(f"/proc/{process.pid}/status", encoding="utf-8") as status:
                found = re.search(r"RssAnon:\s+(\d+)", status.read())
            loaded = os.readlink(f"/proc/{process.pid}/exe").endswith("/program")
        except OSError:
            break
        # Before the program is loaded this is what Python has.
        if found and loaded:
            most = max(most, int(found[1]) * 1024)
    if process.wait():
        sys.exit(f"the program ended with status {process.returncode}")
    return most


def predicted(nestor, script, *options):
    text = subprocess.run([nestor, "explain", script, *options], check=True, capture_output=True,
                          text=True).stdout
    parts = re.findall(r"^  (?:tensors|data) +([0-9.e+]+) (\w+)", text, re.M)
    return sum(float(number) * UNITS[unit] for number, unit in parts)


def main():
    nestor, script, *options = sys.argv[1:]
    expected = predicted(nestor, script, *options)
    with tempfile.TemporaryDirectory() as base, tempfile.TemporaryDirectory() as folder:
        nothing = os.path.join(base, "nothing.nest")
        with open(nothing, "w", encoding="utf-8") as file:
            file.write(NOTHING)
        measured = peak(nestor, script, folder, *options) - peak(nestor, nothing, base)
    print(f"{os.path.basename(script)} {options}: predicted {expected:.0f}, measured {measured}")
    if abs(expected - measured) > max(0.05 * measured, 256 << 10):
        sys.exit("they differ by more than 5 % and 256 KiB")


if __name__ == "__main__":
    main()
