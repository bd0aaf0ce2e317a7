"""The arithmetic law of docs/decisions.md, D3, once more and slowly: numbers
are rounded to f32 by struct, fused multiply-adds are exact fractions.

law.py METRICS TEST: checks what the program of the test TEST reported."""

import json
import math
import struct
import sys
from fractions import Fraction


def f32(x):
    """The nearest f32, ties to even."""
    near = struct.unpack("f", struct.pack("f", float(x)))[0]
    # float() rounds to f64 first; undo a wrong choice between neighbours.
    bits = struct.unpack("i", struct.pack("f", near))[0]
    around = [struct.unpack("f", struct.pack("i", bits + d))[0] for d in (-1, 0, 1)]
    exact = Fraction(x)
    return min(
        (v for v in around if v == v and abs(v) != float("inf")),
        key=lambda v: (abs(Fraction(v) - exact), struct.unpack("i", struct.pack("f", v))[0] & 1),
    ) if bits & 0x7FFFFFFF else near


def add(x, y):
    return f32(Fraction(x) + Fraction(y))


def fma(x, y, z):
    return f32(Fraction(x) * Fraction(y) + Fraction(z))


def tree(lanes):
    for half in (8, 4, 2, 1):
        lanes = [add(lanes[j], lanes[j + half]) for j in range(half)]
    return lanes[0]


def lane_sum(values):
    lanes = [0.0] * 16
    for i, value in enumerate(values):
        lanes[i % 16] = add(lanes[i % 16], value)
    return tree(lanes)


def lane_product(xs, ys):
    lanes = [0.0] * 16
    for i, (x, y) in enumerate(zip(xs, ys)):
        lanes[i % 16] = fma(x, y, lanes[i % 16])
    return tree(lanes)


def sequential_product(xs, ys):
    total = 0.0
    for x, y in zip(xs, ys):
        total = fma(x, y, total)
    return total


def sample(n):
    """1 / (i + 1) in f32: the tests compute the same by iota and div."""
    return [f32(Fraction(1, i + 1)) for i in range(n)]


def matrix(rows, columns):
    flat = sample(rows * columns)
    return [flat[r * columns : (r + 1) * columns] for r in range(rows)]


def column(m, j):
    return [row[j] for row in m]


def sums():
    m = matrix(37, 21)
    return {
        "vector": lane_sum(sample(100)),
        "rows": [lane_sum(row) for row in m],
        "columns": [lane_sum(column(m, j)) for j in range(21)],
        "all": lane_sum([x for row in m for x in row]),
    }


def contractions():
    x, wide, narrow = matrix(9, 37), matrix(37, 21), matrix(37, 5)
    tall = matrix(21, 37)
    return {
        "wide": [[sequential_product(r, column(wide, j)) for j in range(21)] for r in x],
        "narrow": [[lane_product(r, column(narrow, j)) for j in range(5)] for r in x],
        "transposed": [[sequential_product(r, t) for t in tall] for r in x],
        "dot": lane_product(x[0], tall[1]),
    }


def tensor(shape):
    """sample() as a function of the index, 0 outside."""
    flat = sample(math.prod(shape))

    def at(*index):
        number = 0
        for i, extent in zip(index, shape):
            if not 0 <= i < extent:
                return 0.0  # the border
            number = number * extent + i
        return flat[number]

    return at


def convolution(image, filters, outputs, strides, dilations, low):
    """All three of a convolution: y, x, w, each over its terms in order."""
    x, w, y = tensor(image), tensor(filters), tensor(outputs)
    n, height, width, channels = image
    rows, columns, _, count = filters

    def product(terms):
        return sequential_product(*zip(*terms))

    def place(o, k, axis):
        return strides[axis] * o + dilations[axis] * k - low[axis]

    def out(m, i, j, c):
        return product([(x(m, place(i, k, 0), place(j, l, 1), a), w(k, l, a, c))
                        for k in range(rows) for l in range(columns) for a in range(channels)])

    def back(m, p, q, a):
        return product([(y(m, i, j, c), w(k, l, a, c))
                        for i in range(outputs[1]) for j in range(outputs[2])
                        for k in range(rows) for l in range(columns)
                        if (place(i, k, 0), place(j, l, 1)) == (p, q) for c in range(count)]
                       or [(0.0, 0.0)])

    def weight(k, l, a, c):
        return product([(x(m, place(i, k, 0), place(j, l, 1), a), y(m, i, j, c))
                        for m in range(n) for i in range(outputs[1]) for j in range(outputs[2])])

    def every(f, shape, index=()):
        if len(index) == len(shape):
            return f(*index)
        return [every(f, shape, index + (i,)) for i in range(shape[len(index)])]

    return every(out, outputs), every(back, image), every(weight, filters)


def convolutions():
    wide = convolution((2, 5, 6, 3), (3, 2, 3, 21), (2, 3, 5, 21), (2, 1), (1, 2), (1, 0))
    narrow = convolution((2, 4, 11, 3), (3, 3, 3, 2), (2, 4, 11, 2), (1, 1), (1, 1), (1, 1))
    names = [size + part for size in ("wide", "narrow") for part in ("_y", "_x", "_w")]
    return dict(zip(names, wide + narrow))


def transposes():
    return {
        "one_over": [[33.0 * i + j for i in range(17)] for j in range(33)],
        "few": [[5.0 * i + j for i in range(8)] for j in range(5)],
        "outer": [[[6.0 * i + 2 * j + k for j in range(3)] for i in range(17)] for k in range(2)],
        "doubles": [[17.0 * i + j for i in range(9)] for j in range(17)],
    }


def check(metrics, expected):
    with open(metrics) as file:
        values = json.loads(file.readline())["values"]
    for name, want in expected.items():
        # Metrics hold the shortest text that reads back as the same f32.
        got = json.loads(json.dumps(values[name]), parse_float=f32, parse_int=f32)
        if got != want:
            sys.exit(f"{name}: expected {want}, got {got}")
        print(f"{name}: equal to the bit")


if __name__ == "__main__":
    tests = {"sums": sums, "contractions": contractions, "convolutions": convolutions,
             "transposes": transposes}
    check(sys.argv[1], tests[sys.argv[2]]())
