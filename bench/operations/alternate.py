"""Times one operation, Nestor beside PyTorch, one thread, in rounds that alternate.

Of Nestor the difference between a program of many steps and one of a single
step is taken, so that starting is not counted.
"""

import os
import subprocess
import tempfile
import time

os.environ.setdefault("OPENBLAS_CORETYPE", "SkylakeX")
import torch

ROUNDS = 3
SECONDS = 0.25  # of one measurement, about

torch.set_num_threads(1)


class Nestor:
    """`script` has a place `{steps}` for the number of steps."""

    def __init__(self, nestor, folder, script, steps):
        self.steps, self.runs = steps, 0
        self.programs = [os.path.join(folder, f"steps{count}") for count in (1, steps + 1)]
        for program, count in zip(self.programs, (1, steps + 1)):
            with open(program + ".nest", "w", encoding="utf-8") as file:
                file.write(script.replace("{steps}", str(count)))
            subprocess.run([nestor, "build", program + ".nest", "-o", program], check=True,
                           capture_output=True)

    def seconds(self):
        times = []
        for program in self.programs:
            self.runs += 1
            start = time.perf_counter()
            subprocess.run([program, "--quiet", "--out", f"{program}-run{self.runs}"],
                           check=True, capture_output=True)
            times.append(time.perf_counter() - start)
        return (times[1] - times[0]) / self.steps


class Torch:
    """The fastest of several calls that give the same."""

    def __init__(self, calls):
        self.calls = calls

    def seconds(self):
        best = []
        for call in self.calls:
            call()
            start, count = time.perf_counter(), 0
            while time.perf_counter() - start < SECONDS / len(self.calls):
                call()
                count += 1
            best.append((time.perf_counter() - start) / count)
        return min(best)


def rates(nestor, script, calls, operations):
    """GFLOP/s of Nestor and of PyTorch: the best of the rounds."""
    steps = max(8, int(SECONDS * 8e10 / operations))
    with torch.no_grad(), tempfile.TemporaryDirectory() as folder:
        pair = Nestor(os.path.abspath(nestor), folder, script, steps), Torch(calls)
        rounds = [[one.seconds() for one in pair] for _ in range(ROUNDS)]
    return [operations / min(column) / 1e9 for column in zip(*rounds)]


def head(title, kinds, width):
    print(f"PyTorch {torch.__version__}, one thread; GFLOP/s of Nestor, of PyTorch, ratio")
    print(f"{title:{width}}" + "".join(f"{kind:>24}" for kind in kinds))


def cells(pairs):
    return "".join(f"{ours:9.1f} {theirs:7.1f} {ours / theirs:6.2f}" for ours, theirs in pairs)
