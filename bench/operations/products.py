"""Times single matrix products, Nestor beside PyTorch.

usage: products.py NESTOR [CASE ...]

A case is M,K,N: the product x @ w of [M, K] and [K, N], and the two products of
its derivative, y @ w.T of [M, N] and x.T @ y of [K, N]. A case B,M,K,N has a
batch of B of each.
"""

import sys

import alternate
import torch

# Squares from 8 to 512, odd ones between them; layers of small networks; batches.
CASES = [
    (8, 8, 8), (11, 11, 11), (16, 16, 16), (17, 17, 17), (31, 31, 31), (32, 32, 32), (63, 63, 63), (64, 64, 64),
    (100, 100, 100), (127, 127, 127), (128, 128, 128), (200, 200, 200), (255, 255, 255), (256, 256, 256),
    (333, 333, 333), (384, 384, 384), (511, 511, 511), (512, 512, 512), (10, 40, 40), (128, 784, 128),
    (64, 64, 10), (512, 33, 7), (25, 10, 40, 40), (32, 50, 50, 50),
]

SCRIPT = """\
experiment time {{
  x ~ normal(0, 1)[{b}{m}, {k}]
  w ~ normal(0, 1)[{b}{k}, {n}]
  y = 0 * (x @ w)
  for _ in 0..{{steps}} {{
    {step}
  }}
  print sum(x), sum(w), sum(y)
}}
"""
# Each step needs the one before, so that none is moved out of the loop.
STEPS = {
    "x @ w": "y = x @ w; x[{zero}0, 0] = 1e-3 * y[{zero}0, 0]",
    "y @ w.T": "x = y @ w.T; y[{zero}0, 0] = 1e-3 * x[{zero}0, 0]",
    "x.T @ y": "w = x.T @ y; y[{zero}0, 0] = 1e-3 * w[{zero}0, 0]",
}


def script(case, kind):
    *batch, m, k, n = case
    names = {"b": "".join(f"{b}, " for b in batch), "zero": "0, " * len(batch), "m": m, "k": k, "n": n}
    return SCRIPT.format(**names, step=STEPS[kind].format(**names))


def call(case, kind):
    *batch, m, k, n = case
    x, w, y = torch.randn(*batch, m, k), torch.randn(*batch, k, n), torch.randn(*batch, m, n)
    a, b = {"x @ w": (x, w), "y @ w.T": (y, w.mT), "x.T @ y": (x.mT, y)}[kind]
    out = torch.matmul(a, b)
    return lambda: torch.matmul(a, b, out=out)


def operations(case):
    result = 2
    for extent in case:
        result *= extent
    return result


def main():
    cases = [tuple(map(int, text.split(","))) for text in sys.argv[2:]] or CASES
    alternate.head("m,k,n", STEPS, 16)
    for case in cases:
        pairs = [alternate.rates(sys.argv[1], script(case, kind), [call(case, kind)], operations(case))
                 for kind in STEPS]
        print(f"{','.join(map(str, case)):16}" + alternate.cells(pairs), flush=True)


if __name__ == "__main__":
    main()
