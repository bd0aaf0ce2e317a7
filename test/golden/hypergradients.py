"""Writes hypergradients.npz: one problem of learning a rate for each of 100 steps
of momentum and an L2 weight for each tensor, with the gradients and losses of
its first outer steps in float64 by PyTorch; the gradient of the rates through
the last 20 steps alone; and the adapted loss's gradient with respect to the
initial weights, through all steps and by the first-order rule.

Run: make-environment.sh, then ENVIRONMENT/bin/python hypergradients.py
"""

import math
import os

import numpy as np
import torch

torch.set_default_dtype(torch.float64)
rng = np.random.default_rng(7)
STEPS, WINDOW, BATCHES = 100, 20, 8
sizes = [16, 24, 5]
w = {}
for i, (a, b) in enumerate(zip(sizes, sizes[1:])):
    w[f"w{i}"] = rng.normal(0, np.sqrt(2 / a), (a, b))
    w[f"b{i}"] = rng.normal(0, 0.1, b)
proto = rng.normal(0, 1, (5, 16))


def points(*lead):
    y = rng.integers(0, 5, lead)
    return 0.5 * proto[y] + rng.normal(0, 1, (*lead, 16)), y


x, y = points(BATCHES, 12)
xv, yv = points(40)
data = [torch.tensor(v) for v in (x, y, xv, yv)]
NAMES = ["w0", "b0", "w1", "b1"]


def loss_of(theta, x, y):
    hidden = torch.tanh(x @ theta[0] + theta[1])
    return torch.nn.functional.cross_entropy(hidden @ theta[2] + theta[3], y)


def adapted(theta, eta, lam, cut=0):
    """The loss on other points after all steps; before step `cut` all is constant."""
    v = [torch.zeros_like(p) for p in theta]
    for t in range(STEPS):
        if t == cut:
            theta = [p.detach().requires_grad_() for p in theta] if cut else theta
            v = [m.detach() for m in v]
        g = torch.autograd.grad(loss_of(theta, data[0][t % BATCHES], data[1][t % BATCHES]),
                                theta, create_graph=True)
        v = [0.9 * m + a + torch.exp(k) * p for m, a, k, p in zip(v, g, lam, theta)]
        theta = [p - torch.exp(eta[t]) * m for p, m in zip(theta, v)]
    return loss_of(theta, data[2], data[3]), theta


def leaf(values):
    return torch.tensor(values).requires_grad_()


start = [leaf(w[name]) for name in NAMES]
eta, lam = leaf(np.full(STEPS, math.log(0.05))), leaf(np.full(4, math.log(1e-3)))
loss, end = adapted(start, eta, lam)
d_eta, d_lam, *d_start = torch.autograd.grad(loss, [eta, lam, *start], retain_graph=True)
first_order = torch.autograd.grad(loss, end)
cut_eta, = torch.autograd.grad(adapted(start, eta, lam, STEPS - WINDOW)[0], [eta])

losses = []
optimizer = torch.optim.Adam([eta, lam], lr=1e-2)
for _ in range(4):
    optimizer.zero_grad()
    loss, _ = adapted(start, eta, lam)
    loss.backward()
    losses.append(loss.item())
    optimizer.step()

out = {"x": x, "y": y.astype(np.int32), "xv": xv, "yv": yv.astype(np.int32), **w,
       "d_eta": d_eta, "d_lam": d_lam, "cut_eta": cut_eta, "losses": np.array(losses),
       "first_norm": np.sqrt(sum(float((g**2).sum()) for g in first_order))}
for name, g, f in zip(NAMES, d_start, first_order):
    out[f"d_{name}"], out[f"f_{name}"] = g, f
np.savez(os.path.join(os.path.dirname(os.path.abspath(__file__)), "hypergradients.npz"),
         **{k: v.detach().numpy() if torch.is_tensor(v) else v for k, v in out.items()})
print(losses, float(d_eta.norm()), float(cut_eta.norm()))
