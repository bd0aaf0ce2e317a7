"""functions.py METRICS: compares elementary functions with Python's, in units
in the last place of f32.

The bounds are those of the polynomials (measured over 4096 arguments of each
magnitude from e^-60 to e^2: 1.3 to 4.0 units), rounded up."""

import json
import math
import struct
import sys

ARGUMENTS = [1e-12, 1e-3, 0.25, 0.5, 1.0, 1.75, 3.0, 10.0, 50.0]
BOUNDS = {"exp": 2, "expm1": 3, "log": 2, "log1p": 2, "sin": 2, "cos": 2, "tanh": 4, "logistic": 3}


def f32(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def ulp(x):
    """The distance from the f32 next to |x| to the one above it."""
    bits = struct.unpack("i", struct.pack("f", abs(x)))[0]
    return struct.unpack("f", struct.pack("i", bits + 1))[0] - abs(f32(x))


def logistic(x):
    return 1 / (1 + math.exp(-x))


with open(sys.argv[1]) as file:
    values = json.loads(file.readline())["values"]
for name, bound in BOUNDS.items():
    function = logistic if name == "logistic" else getattr(math, name)
    for argument, got in zip(ARGUMENTS, values[name]):
        want = function(f32(argument))
        error = abs(f32(got) - want) / ulp(want)
        if error > bound:
            sys.exit(f"{name}({argument}): expected {want}, got {got}, {error} units off")
    print(f"{name}: within {bound} units")
