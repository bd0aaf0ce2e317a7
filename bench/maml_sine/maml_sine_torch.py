"""MAML on sinusoids in PyTorch eager mode, the tasks batched by hand: the same
work as examples/maml_sine.nest (25 tasks, 10 + 10 points, one inner step or as
many as the argument says, second order, Adam). Prints seconds a step, on the clock
and of the processor, and the peak of the process in MiB as JSON; one thread.

Run with OPENBLAS_CORETYPE=SkylakeX where torch uses Debian's OpenBLAS, which
otherwise picks a kernel five times too slow on AVX-512 machines.
"""

import json
import math
import resource
import statistics
import sys
import time

import torch

torch.set_num_threads(1)
torch.manual_seed(0)
INNER = int(sys.argv[1]) if len(sys.argv) > 1 else 1
sizes = [1, 40, 40, 1]
params = []
for a, b in zip(sizes, sizes[1:]):
    params.append(torch.nn.Parameter(torch.randn(a, b) * math.sqrt(2 / a)))
    params.append(torch.nn.Parameter(torch.zeros(b)))
adam = torch.optim.Adam(params, lr=1e-3)


def apply(p, x):
    for i in range(0, 6, 2):
        x = torch.baddbmm(p[i + 1].unsqueeze(1), x, p[i])
        if i < 4:
            x = torch.relu(x)
    return x


def draw():
    amplitude = 0.1 + 4.9 * torch.rand(25, 1, 1)
    phase = math.pi * torch.rand(25, 1, 1)
    x = 10 * torch.rand(2, 25, 10, 1) - 5
    return x, amplitude * torch.sin(x - phase)


def step():
    x, y = draw()
    own = [p.expand(25, *p.shape) for p in params]
    fast = own
    for _ in range(INNER):
        inner = ((apply(fast, x[0]) - y[0]) ** 2).mean((1, 2)).sum()
        grads = torch.autograd.grad(inner, fast, create_graph=True)
        fast = [p - 0.01 * g for p, g in zip(fast, grads)]
    loss = ((apply(fast, x[1]) - y[1]) ** 2).mean()
    adam.zero_grad()
    loss.backward()
    adam.step()
    return loss.item()


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


before = peak()
for _ in range(50):
    step()
times, processor = [], []
for _ in range(10):
    start, start_processor = time.perf_counter(), time.process_time()
    for _ in range(50):
        step()
    times.append((time.perf_counter() - start) / 50)
    processor.append((time.process_time() - start_processor) / 50)
print(json.dumps({"workload": f"maml-sine-{INNER}", "impl": "torch eager",
                  "torch": torch.__version__,
                  "seconds_per_step": statistics.median(times),
                  "lowest": min(times), "highest": max(times),
                  "processor_seconds": statistics.median(processor),
                  "peak": peak(), "before_first_step": before}))
