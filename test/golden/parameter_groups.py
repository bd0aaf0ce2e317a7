"""Writes test/stdlib/parameter-groups-golden.nest: where PyTorch's optimizers lead
two layers in float64, with other settings for other parameters.

    test/golden/.venv/bin/python test/golden/parameter_groups.py [--check]

The problem is that of layer_optimizers.py: matrices w and v, a vector c. PyTorch's
groups of parameters share an optimizer; groups with different optimizers are as
many of PyTorch's side by side.
"""

import pathlib
import sys

import numpy as np
import torch

from layer_optimizers import HEADER as LAYERS
from layer_optimizers import LEAVES
from optimizers import COUNTS, PENALTY, X, Y, numbers

TARGET = pathlib.Path(__file__).parent.parent / "stdlib/parameter-groups-golden.nest"


def loss(p):
    a = torch.tanh(torch.tensor(X) @ p["w"] + p["c"]) @ p["v"]
    return torch.mean((a - torch.tensor(Y)) ** 2) + PENALTY * torch.sum(p["w"] ** 4)


def adam(names, decay=0.0, **settings):
    return lambda p: torch.optim.AdamW([dict(params=[p[n] for n in names])],
                                       weight_decay=decay, **settings)


def sgd(names, lr, beta=0.0):
    return lambda p: torch.optim.SGD([p[n] for n in names], lr=lr, momentum=beta)


def decayed(p):
    """One optimizer with two groups: biases have no decay and another rate."""
    return torch.optim.AdamW([dict(params=[p["w"], p["v"]], weight_decay=0.1, lr=0.02),
                              dict(params=[p["c"]], weight_decay=0.0, lr=0.05)])


# The name, the optimizers, names whose gradient is shortened together and to what
# norm, and calls that must lead there.
WEIGHTS = "optim.adamw(0.02, decay = 0.1)"
CASES = [
    ("biases_without_decay", [decayed], None, [
        f"wrap.matrices({WEIGHTS}, optim.adam(0.05))",
        f"wrap.groups({WEIGHTS}, optim.adam(0.05), matrices())",
        f"by_name({WEIGHTS}, optim.adam(0.05))",
    ]),
    ("rate_for_first", [adam(["w"], lr=0.1), adam(["c", "v"], lr=0.01)], None, [
        "first_layer(optim.adam(0.1), optim.adam(0.01))",
        "optim.adam(0.1) |> wrap.groups(optim.adam(0.01), only_first())",
    ]),
    ("three", [sgd(["w"], 0.05, 0.8), adam(["c"], lr=0.03), sgd(["v"], 0.1)], None, [
        "optim.momentum(0.05, 0.8) |> wrap.groups(optim.sgd(0.1) |> wrap.groups(optim.adam(0.03), matrices()), only_first())",
        "first_layer(optim.momentum(0.05, 0.8), wrap.matrices(optim.sgd(0.1), optim.adam(0.03)))",
    ]),
    ("clipped_together", [sgd(["w", "v"], 0.2, 0.8), adam(["c"], lr=0.03)],
     (["w", "v"], 0.1), [
        "optim.momentum(0.2, 0.8) |> optim.clip(0.1) |> wrap.groups(optim.adam(0.03), matrices())",
    ]),
    ("clipped_alone", [sgd(["w", "v"], 0.2, 0.8), adam(["c"], lr=0.03)],
     ([["w"], ["v"]], 0.1), [
        "optim.momentum(0.2, 0.8) |> optim.clip(0.1) |> wrap.matrices(optim.adam(0.03))",
    ]),
]  # fmt: skip


def train(optimizers, clipped, count):
    p = {n: torch.tensor(x, requires_grad=True) for n, x in LEAVES.items()}
    made = [make(p) for make in optimizers]
    parts, limit = clipped or ([], 0.0)
    parts = [parts] if parts and isinstance(parts[0], str) else parts
    for _ in range(count):
        for one in made:
            one.zero_grad()
        loss(p).backward()
        for part in parts:
            # PyTorch's own adds 1e-6 to the norm.
            norm = torch.sqrt(sum(torch.sum(p[n].grad ** 2) for n in part))
            for n in part:
                p[n].grad *= min(1.0, limit / float(norm))
        for one in made:
            one.step()
    return np.concatenate([p[n].detach().numpy().ravel() for n in LEAVES])


HEADER = LAYERS.split("import matrix", 1)[1].split("\n", 1)[1]
HEADER = f"""\
# RUN: %nestor run --f64 %s
# Optimizers for parts of what is trained go where PyTorch's go with groups of parameters, in float64. The numbers come from
# test/golden/parameter_groups.py, which writes this file; see optimizers-golden.nest for the 1e-9.
import optim, wrap
{HEADER}
fn tensors() = (w = ones([2, 3]), c = ones([3]), v = ones([3, 2]))
fn matrices() = map(fn(x) = rank(x) > 1, tensors())
fn only_first() {{
  mask = map(fn(x) = false, tensors())
  mask.w = true
  mask
}}

optimizer by_name(weights: optimizer, biases: optimizer) {{
  fn update(p at "c", g) = biases.update(p, g)
  fn update(p, g) = weights.update(p, g)
}}
optimizer first_layer(first: optimizer, rest: optimizer) {{
  fn update(p at "w", g) = first.update(p, g)
  fn update(p, g) = rest.update(p, g)
}}

experiment groups {{"""


def text():
    parts = [HEADER]
    for name, optimizers, clipped, calls in CASES:
        for count in COUNTS:
            golden = numbers(train(optimizers, clipped, count))
            parts.append(f"  {name}_at_{count} = {golden}")
        for i, call in enumerate(calls):
            parts.append(f"  {name}_{i} = {call}")
            parts += [f"  claim {name}_{i}_{count}: reaches({name}_{i}, {count}, {name}_at_{count})"
                      for count in COUNTS]
    return "\n".join(parts + ["}", ""])


def main():
    if "--check" in sys.argv[1:]:
        sys.exit(TARGET.read_text() != text() and f"{TARGET} is out of date")
    TARGET.write_text(text())


if __name__ == "__main__":
    main()
