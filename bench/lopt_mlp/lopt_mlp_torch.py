"""Workload 3 of the benchmark suite in PyTorch eager mode: the meta-gradient of a
learned optimizer, reverse over reverse, the four tasks batched by hand.

usage: lopt_mlp_torch.py [--inner T] [--outer N]

Prints processor seconds of an outer step (median, the first left out) and the
peak of the process, before the first step and at the end. Data are like those of
lopt_mlp.nest, not the same numbers.
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
torch.manual_seed(0)
TASKS, BATCH = 4, 64
DECAYS = torch.tensor([0.1, 0.5, 0.9, 0.99, 0.999, 0.9999])
SCALES = torch.tensor([1, 3, 10, 30, 100, 300, 1e3, 3e3, 1e4, 3e4, 1e5])


def weights(lead, sizes):
    return [part for a, b in zip(sizes, sizes[1:])
            for part in (torch.randn(*lead, a, b) * math.sqrt(2 / a), torch.zeros(*lead, b))]


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def loss_of(w, x, y):
    """The losses of all tasks, added up."""
    hidden = torch.relu(torch.baddbmm(w[1].unsqueeze(1), x, w[0]))
    scores = torch.baddbmm(w[3].unsqueeze(1), hidden, w[2])
    return torch.nn.functional.cross_entropy(scores.flatten(0, 1), y.flatten()) * TASKS


def outputs(rule, x):
    for i in range(0, 6, 2):
        x = torch.addmm(rule[i + 1], x, rule[i])
        if i < 4:
            x = torch.relu(x)
    return x


def move(rule, t, p, g, m):
    """The new p : [tasks, ...] and moments m : [6, tasks, ...] of one tensor."""
    d = DECAYS.reshape(6, *[1] * p.dim())
    m = d * m + (1 - d) * g
    features = torch.cat([torch.stack([g, p]), m])
    axes = tuple(range(2, features.dim()))
    features = features * torch.rsqrt((features**2).mean(axes, keepdim=True) + 1e-5)
    clock = torch.tanh(t / SCALES - 1).reshape(11, *[1] * p.dim()).expand(11, *p.shape)
    out = outputs(rule, torch.cat([features, clock]).flatten(1).T)
    return p - 1e-3 * (out[:, 0] * torch.exp(1e-3 * out[:, 1])).reshape(p.shape), m


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--inner", type=int, default=20)
    parser.add_argument("--outer", type=int, default=11)
    arguments = parser.parse_args()
    rule = [p.requires_grad_() for p in weights((), [19, 32, 32, 2])]
    start = [p.requires_grad_() for p in weights((TASKS,), [64, 32, 10])]
    proto = torch.randn(TASKS, 10, 64)
    y = torch.randint(10, (arguments.inner + 1, TASKS, BATCH))
    x = 0.3 * proto[torch.arange(TASKS)[None, :, None], y] + torch.randn(*y.shape, 64)
    optimizer = torch.optim.Adam(rule, lr=1e-3)
    before, times = peak(), []
    for _ in range(arguments.outer):
        begin = time.process_time()
        w, m = start, [torch.zeros(6, *p.shape) for p in start]
        total = 0.0
        for t in range(arguments.inner):
            g = torch.autograd.grad(loss_of(w, x[t], y[t]), w, create_graph=True)
            moved = [move(rule, t, *leaf) for leaf in zip(w, g, m)]
            w, m = [leaf[0] for leaf in moved], [leaf[1] for leaf in moved]
            total = total + loss_of(w, x[t + 1], y[t + 1])
        optimizer.zero_grad()
        gradients = torch.autograd.grad(total / TASKS / arguments.inner, rule)
        for p, g in zip(rule, gradients):
            p.grad = g
        optimizer.step()
        times.append(time.process_time() - begin)
    print(f"torch {torch.__version__}: {statistics.median(times[1:]):.4f} s a step, peak {peak():.0f} MiB, "
          f"{before:.0f} before the first step")


if __name__ == "__main__":
    main()
