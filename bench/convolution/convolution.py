"""Times single convolutions and both transposes, Nestor beside PyTorch, one thread.

usage: convolution.py NESTOR [CASE ...]

A case is N,H,W,IN,OUT,KERNEL,STRIDE,GROUPS. Rounds of both alternate; the best of
each counts. PyTorch gets the faster of its two layouts.
"""

import os
import subprocess
import sys
import tempfile
import time

os.environ.setdefault("OPENBLAS_CORETYPE", "SkylakeX")
import torch

ROUNDS = 3
SECONDS = 0.25  # of one measurement, about

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
  for _ in 0..{steps} {{
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


def names(case):
    n, h, w, a, b, k, s, g = case
    return {"n": n, "h": h, "w": w, "a": a, "b": b, "k": k, "s": s, "g": g, "i": a // g}


class Nestor:
    def __init__(self, nestor, folder, case, kind, steps):
        self.steps, self.runs = steps, 0
        self.base = os.path.join(folder, kind.replace(" ", "_"))
        self.programs = [self.build(nestor, case, kind, count) for count in (1, steps + 1)]

    def build(self, nestor, case, kind, count):
        program = f"{self.base}{count}"
        step = STEPS[kind].format(**names(case))
        with open(program + ".nest", "w", encoding="utf-8") as file:
            file.write(SCRIPT.format(**names(case), steps=count, step=step))
        subprocess.run([nestor, "build", program + ".nest", "-o", program], check=True,
                       capture_output=True)
        return program

    def seconds(self):
        """A step: the difference between a long run and one of a single step."""
        times = []
        for program in self.programs:
            self.runs += 1
            start = time.perf_counter()
            subprocess.run([program, "--quiet", "--out", f"{program}-run{self.runs}"],
                           check=True, capture_output=True)
            times.append(time.perf_counter() - start)
        return (times[1] - times[0]) / self.steps


class Torch:
    def __init__(self, case, kind):
        n, h, w, a, b, k, s, g = case
        low, high = (k - 1) // 2, k - 1 - (k - 1) // 2
        assert low == high, "PyTorch pads both sides alike"
        self.calls = []
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

            self.calls.append(forward if kind == "forward" else backward)

    def seconds(self):
        best = []
        for call in self.calls:
            call()
            start, count = time.perf_counter(), 0
            while time.perf_counter() - start < SECONDS / 2:
                call()
                count += 1
            best.append((time.perf_counter() - start) / count)
        return min(best)


def operations(case):
    n, h, w, a, b, k, s, g = case
    return 2 * n * -(-h // s) * -(-w // s) * k * k * (a // g) * b


def main():
    nestor = os.path.abspath(sys.argv[1])
    torch.set_num_threads(1)
    cases = [tuple(map(int, text.split(","))) for text in sys.argv[2:]] or CASES
    print(f"PyTorch {torch.__version__}, one thread; GFLOP/s of Nestor, of PyTorch, ratio")
    print(f"{'n,h,w,in,out,kernel,stride,groups':34}" + "".join(f"{kind:>24}" for kind in STEPS))
    for case in cases:
        line = f"{','.join(map(str, case)):34}"
        for kind in STEPS:
            with torch.no_grad(), tempfile.TemporaryDirectory() as folder:
                steps = max(8, int(SECONDS * 8e10 / operations(case)))
                pair = Nestor(nestor, folder, case, kind, steps), Torch(case, kind)
                rounds = [[one.seconds() for one in pair] for _ in range(ROUNDS)]
            ours, theirs = (operations(case) / min(column) / 1e9 for column in zip(*rounds))
            line += f"{ours:9.1f} {theirs:7.1f} {ours / theirs:6.2f}"
        print(line, flush=True)


if __name__ == "__main__":
    main()
