"""Times single convolutions and both transposes, Nestor beside PyTorch.

usage: convolutions.py NESTOR [CASE ...]

A case is N,H,W,IN,OUT,KERNEL,STRIDE,GROUPS. PyTorch gets the faster of its two
layouts.
"""

import sys

import alternate
import torch

# Images of few-shot learning; layers of small networks; odd sizes; large ones.
CASES = [
    (25, 28, 28, 1, 16, 3, 1, 1), (25, 28, 28, 16, 16, 3, 1, 1), (75, 14, 14, 16, 16, 3, 1, 1),
    (75, 7, 7, 16, 16, 3, 1, 1), (75, 3, 3, 16, 16, 3, 1, 1), (25, 28, 28, 1, 64, 3, 1, 1),
    (25, 14, 14, 64, 64, 3, 1, 1), (32, 14, 14, 32, 32, 3, 1, 1), (32, 14, 14, 16, 32, 3, 2, 1),
    (16, 32, 32, 3, 24, 5, 1, 1), (16, 28, 28, 24, 1, 3, 1, 1), (9, 13, 13, 17, 33, 3, 1, 1),
    (8, 28, 28, 8, 8, 3, 1, 1), (32, 14, 14, 32, 32, 3, 1, 32), (4, 56, 56, 64, 64, 3, 1, 1),
    (4, 28, 28, 128, 128, 3, 1, 1), (64, 14, 14, 64, 64, 1, 1, 1),
]

SCRIPT = """\
import nn
experiment time {{
  x ~ normal(0, 1)[{n}, {h}, {w}, {a}]
  w ~ normal(0, 1)[{k}, {k}, {i}, {b}]
  y = 0 * nn.convolve(x, w, stride = {s}, groups = {g})
  fn form(x, w, y) = dot(nn.convolve(x, w, stride = {s}, groups = {g}), y)
  for _ in 0..{{steps}} {{
    {step}
  }}
  print x[0, 0, 0, 0], w[0, 0, 0, 0], y[0, 0, 0, 0]
}}
"""
# Each step needs the one before, so that none is moved out of the loop.
STEPS = {
    "forward": "y = nn.convolve(x, w, stride = {s}, groups = {g}); x[0, 0, 0, 0] = 1e-3 * y[0, 0, 0, 0]",
    "to image": "d = grad x {{ form(x, w, y) }}; y[0, 0, 0, 0] = 1e-3 * d[0, 0, 0, 0]",
    "to filters": "d = grad w {{ form(x, w, y) }}; y[0, 0, 0, 0] = 1e-3 * d[0, 0, 0, 0]",
}


def script(case, kind):
    n, h, w, a, b, k, s, g = case
    names = {"n": n, "h": h, "w": w, "a": a, "b": b, "k": k, "s": s, "g": g, "i": a // g}
    return SCRIPT.format(**names, step=STEPS[kind].format(**names))


def calls(case, kind):
    """PyTorch's, channels first and last."""
    n, h, w, a, b, k, s, g = case
    low, high = (k - 1) // 2, k - 1 - (k - 1) // 2
    assert low == high, "PyTorch pads both sides alike"
    for layout in (torch.contiguous_format, torch.channels_last):
        x = torch.randn(n, a, h, w).contiguous(memory_format=layout)
        f = torch.randn(b, a // g, k, k).contiguous(memory_format=layout)
        y = torch.conv2d(x, f, None, s, low, 1, g)
        ct = torch.randn_like(y)
        mask = [kind == "to image", kind == "to filters", False]

        def backward(ct=ct, x=x, f=f):
            torch.ops.aten.convolution_backward(ct, x, f, None, [s, s], [low, low],
                                                [1, 1], False, [0, 0], g, mask)

        def forward(x=x, f=f):
            torch.conv2d(x, f, None, s, low, 1, g)

        yield forward if kind == "forward" else backward


def operations(case):
    n, h, w, a, b, k, s, g = case
    return 2 * n * -(-h // s) * -(-w // s) * k * k * (a // g) * b


def main():
    cases = [tuple(map(int, text.split(","))) for text in sys.argv[2:]] or CASES
    alternate.head("n,h,w,in,out,kernel,stride,groups", STEPS, 34)
    for case in cases:
        pairs = [alternate.rates(sys.argv[1], script(case, kind), list(calls(case, kind)),
                                 operations(case)) for kind in STEPS]
        print(f"{','.join(map(str, case)):34}" + alternate.cells(pairs), flush=True)


if __name__ == "__main__":
    main()
