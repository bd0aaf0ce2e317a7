"""Writes maml_sine_5.npz: MAML on sinusoids with five inner steps (Finn et al.
2017), the losses of its first ten outer steps and the meta-gradients of the
first and the last of them, in float64 by PyTorch.

Setting: MLP 1-40-40-1 with ReLU, 25 tasks, 10 support and 10 query points, five
inner steps of gradient descent at 0.01, second order, Adam at 1e-3 outside, new
tasks in every outer step. Weights are uniform within 1 / sqrt(inputs), biases 0.
All inputs are f32 and come from the counter generator below, so that any other
language can make them as well; they are read as float64.
Run: make-environment.sh, then ENVIRONMENT/bin/python maml_sine_5.py
"""

import os

import numpy as np
import torch

torch.set_default_dtype(torch.float64)
OUTER, TASKS, POINTS, INNER, RATE = 10, 25, 10, 5, 0.01
KEPT = (0, OUTER - 1)  # the outer steps of which the gradient is kept
GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def mix(z):
    """The finalizer of SplitMix64 (Steele et al. 2014), modulo 2^64."""
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def uniform(stream, shape, seed=1):
    """Number i of a stream, in row-major order: f32 in 0 <= u < 1."""
    i = np.arange(np.prod(shape), dtype=np.uint64)
    start = mix(np.array([(seed << 32) | stream], dtype=np.uint64) + GOLDEN)
    bits = mix(start + (i + np.uint64(1)) * GOLDEN)
    return ((bits >> np.uint64(40)).astype(np.float32) * np.float32(2**-24)).reshape(shape)


assert np.allclose(uniform(1000, 3), [0.8257969021797180, 0.0982786417007446,
                                      0.1676232218742370], 0, 1e-15)

weights = {}
for i, (a, b) in enumerate([(1, 40), (40, 40), (40, 1)]):
    weights[f"w{i}"] = (uniform(1000 + i, (a, b)) * 2 - 1) * np.float32(1 / np.sqrt(a))
    weights[f"b{i}"] = np.zeros(b, np.float32)
amplitude = 0.1 + 4.9 * uniform(1100, (OUTER, TASKS, 1, 1)).astype(np.float64)
phase = np.pi * uniform(1101, (OUTER, TASKS, 1, 1)).astype(np.float64)
points = (OUTER, TASKS, POINTS, 1)
data = {}
for part, stream in (("s", 1102), ("q", 1103)):
    x = (-5 + 10 * uniform(stream, points).astype(np.float64)).astype(np.float32)
    data["x" + part] = x
    data["y" + part] = (amplitude * np.sin(x - phase)).astype(np.float32)


def mse(p, x, y):
    for i in range(3):
        x = x @ p[2 * i] + p[2 * i + 1]
        x = torch.relu(x) if i < 2 else x
    return torch.mean((x - y) ** 2)


def loss(p, step):
    total = 0
    batch = [torch.tensor(data[k][step].astype(np.float64)) for k in ("xs", "ys", "xq", "yq")]
    for xs, ys, xq, yq in zip(*batch):
        fast = p
        for _ in range(INNER):
            g = torch.autograd.grad(mse(fast, xs, ys), fast, create_graph=True)
            fast = [a - RATE * b for a, b in zip(fast, g)]
        total = total + mse(fast, xq, yq)
    return total / TASKS


def check(p, step):
    """The gradient along one direction agrees with central differences."""
    rng = np.random.default_rng(21)
    way = [torch.tensor(rng.normal(0, 1, a.shape)) for a in p]
    h = 1e-7
    up, down = ([(a + s * h * d).detach().requires_grad_() for a, d in zip(p, way)]
                for s in (1, -1))
    probe = (loss(up, step).item() - loss(down, step).item()) / (2 * h)
    slope = sum((a.grad * d).sum().item() for a, d in zip(p, way))
    print("slope", slope, "probe", probe)
    assert abs(slope - probe) < 1e-6 * abs(probe)


p = [torch.tensor(v.astype(np.float64)).requires_grad_() for v in weights.values()]
adam = torch.optim.Adam(p, lr=1e-3)
losses, out = [], {**data, **{f"start.{name}": w for name, w in weights.items()}}
for t in range(OUTER):
    adam.zero_grad()
    value = loss(p, t)
    value.backward()
    losses.append(value.item())
    if t in KEPT:
        check(p, t)
        for name, a in zip(weights, p):
            out[f"gradient{t}.{name}"] = a.grad.clone().numpy()
    adam.step()
np.savez_compressed(os.path.join(os.path.dirname(os.path.abspath(__file__)), "maml_sine_5.npz"),
                    losses=np.array(losses), **out)
print(losses)
