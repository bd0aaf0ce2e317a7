"""Workload 6 of the benchmark suite in PyTorch: hypergradients through 1 000
steps of momentum, everything kept, or recomputed by segments.

usage: hpo_unroll_torch.py kept|recomputed [--inner T] [--outer N]

Prints processor seconds of an outer step (median, the first left out) and the
peak of the process, before the first step and at the end. Data are like those
of hpo_unroll.nest, not the same numbers.
"""

import argparse
import math
import os
import resource
import statistics
import time

os.environ.setdefault("OPENBLAS_CORETYPE", "SkylakeX")
import torch

torch.set_num_threads(1)


def loss_of(theta, x, y):
    w1, b1, w2, b2 = theta
    hidden = torch.relu(torch.addmm(b1, x, w1))
    return torch.nn.functional.cross_entropy(torch.addmm(b2, hidden, w2), y)


def steps(theta, v, eta, lam, batches, create_graph=True):
    for rate, (x, y) in zip(eta, batches):
        gradient = torch.autograd.grad(loss_of(theta, x, y), theta, create_graph=create_graph)
        v = [0.9 * m + g + torch.exp(k) * p for m, g, k, p in zip(v, gradient, lam, theta)]
        theta = [p - torch.exp(rate) * m for p, m in zip(theta, v)]
    return theta, v


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("form", choices=["kept", "recomputed"])
    parser.add_argument("--inner", type=int, default=1000)
    parser.add_argument("--outer", type=int, default=4)
    arguments = parser.parse_args()
    torch.manual_seed(0)
    proto = torch.randn(10, 64)

    def points(n):
        y = torch.randint(10, (n,))
        return 0.3 * proto[y] + torch.randn(n, 64), y

    train, valid = [points(64) for _ in range(64)], points(512)
    start = [torch.randn(64, 128) * math.sqrt(2 / 64), torch.zeros(128),
             torch.randn(128, 10) * math.sqrt(2 / 128), torch.zeros(10)]
    eta = torch.full((arguments.inner,), math.log(0.05), requires_grad=True)
    lam = torch.full((4,), math.log(1e-4), requires_grad=True)
    optimizer = torch.optim.Adam([eta, lam], lr=1e-2)
    segment = round(math.sqrt(arguments.inner))
    times = []
    parts = [range(first, min(first + segment, arguments.inner))
             for first in range(0, arguments.inner, segment)]

    def leaves(values):
        return [x.detach().requires_grad_() for x in values]

    def run(part, theta, v, create_graph):
        batches = [train[t % 64] for t in part]
        return steps(theta, v, eta[part.start:part.stop], lam, batches, create_graph)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for _ in range(arguments.outer):
        begin = time.process_time()
        theta, v = leaves(start), [torch.zeros_like(p) for p in start]
        optimizer.zero_grad()
        if arguments.form == "kept":
            for part in parts:
                theta, v = run(part, theta, v, True)
            loss_of(theta, *valid).backward()
        else:
            # Carries where each segment begins; then backwards, segment by segment.
            kept = []
            for part in parts:
                kept.append((theta, v))
                for t in part:
                    theta, v = run(range(t, t + 1), theta, v, False)
                    theta, v = leaves(theta), [x.detach() for x in v]
            slopes = list(torch.autograd.grad(loss_of(theta, *valid), theta))
            slopes += [torch.zeros_like(p) for p in start]
            eta.grad, lam.grad = torch.zeros_like(eta), torch.zeros_like(lam)
            for part, (theta, v) in zip(reversed(parts), reversed(kept)):
                values = leaves(theta) + leaves(v)
                ends = run(part, values[:4], values[4:], True)
                *slopes, d_eta, d_lam = torch.autograd.grad(
                    [*ends[0], *ends[1]], [*values, eta, lam], slopes)
                eta.grad += d_eta
                lam.grad += d_lam
        optimizer.step()
        times.append(time.process_time() - begin)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"torch {torch.__version__} {arguments.form}: {statistics.median(times[1:]):.3f} s a step, peak {peak:.0f} MiB, "
          f"{before:.0f} before the first step")


if __name__ == "__main__":
    main()
