"""Writes test/stdlib/gradient-accumulation-golden.nest: where optimizers lead a layer
that sees a mini-batch at a time and is updated after each three, in float64, as
Optax's MultiSteps does.

    test/golden/.venv/bin/python test/golden/accumulation.py [--check]
"""

import pathlib
import sys

import jax
import jax.numpy as jnp
import numpy as np
import optax

from optimizers import numbers

jax.config.update("jax_enable_x64", True)
TARGET = pathlib.Path(__file__).parent.parent / "stdlib/gradient-accumulation-golden.nest"
STEPS, PIECES, ROWS = 8, 3, 4

# x : [steps, pieces * rows, 2], y : [steps, pieces * rows], which both sides compute
COUNT = STEPS * PIECES * ROWS
x = np.cos(0.4 + 1.7 * np.arange(2 * COUNT)).reshape(STEPS, PIECES, ROWS, 2)
y = np.sin(2.3 * np.arange(COUNT)).reshape(STEPS, PIECES, ROWS)
START = dict(w=jnp.array([0.9, -0.3]), b=jnp.array(0.2))


def loss(p, x, y):
    return jnp.mean((jnp.tanh(x @ p["w"] + p["b"]) - y) ** 2)


def train(inner):
    """The mean of the gradients of the pieces, then one step."""
    p, state = START, inner.init(START)
    for t in range(STEPS):
        parts = [jax.grad(loss)(p, x[t, i], y[t, i]) for i in range(PIECES)]
        mean = jax.tree.map(lambda *g: sum(g) / PIECES, *parts)
        step, state = inner.update(mean, state, p)
        p = optax.apply_updates(p, step)
    return np.array([*p["w"], p["b"]])


def multi_steps(inner):
    """Optax's own, which has the mean in float32."""
    p, optimizer = START, optax.MultiSteps(inner, PIECES)
    state = optimizer.init(p)
    for t in range(STEPS):
        for i in range(PIECES):
            step, state = optimizer.update(jax.grad(loss)(p, x[t, i], y[t, i]), state, p)
            p = optax.apply_updates(p, step)
    return np.array([*p["w"], p["b"]])


CASES = [
    ("adam", "optim.adam(0.1)", optax.adam(0.1)),
    ("momentum", "optim.momentum(0.2, 0.8)", optax.sgd(0.2, momentum=0.8)),
    ("clipped", "optim.sgd(0.2) |> optim.clip(0.1)",
     optax.chain(optax.clip_by_global_norm(0.1), optax.sgd(0.2))),
]

HEADER = f"""\
# RUN: %nestor run --f64 %s
# A loss that is accumulated over mini-batches leads an optimizer where the mean of their gradients does, in float64, its state
# with it; derivatives through the training are those of the loss of the whole batch. The numbers come from
# test/golden/accumulation.py, which writes this file and compares with Optax's MultiSteps; 1e-9 as in optimizers-golden.nest.
import loss, optim

record Points {{ x: f32[n, 2], y: f32[n] }}

const steps = {STEPS}, rows = {PIECES * ROWS}

fn fit(p, b: Points) -> f32 = mean((tanh(b.x @ p.w + p.b) - b.y)^2)

fn trained(opt: optimizer, p, all: Points, k: int) = minimize p from p with opt for t in 0..steps {{
  batch = all[(t * rows..t * rows + rows)]
  if k == 1 {{ fit(p, batch) }} else {{ loss.accumulated(fn(b) = fit(p, b), batch, k) }}
}}

experiment accumulation {{
  all = Points(reshape(f32([cos(0.4 + 1.7 * i) for i in 0..2 * steps * rows]), [steps * rows, 2]),
    f32([sin(2.3 * i) for i in 0..steps * rows]))
  start = (w = f32([0.9, -0.3]), b = f32(0.2))
  fn reaches(opt: optimizer, golden) = max(abs(flatten(trained(opt, start, all, {PIECES})) - f32(golden))) <= 1e-9
"""

FOOTER = """
  fn outcome(p, k: int) = sum(flatten(trained(optim.adam(0.1), p, all, k))^3)
  whole, pieces = grad start { outcome(start, 1) }, grad start { outcome(start, 4) }
  u = f32(0)
  fn moved(u, k: int) = grad u { outcome((w = start.w + u, b = start.b), k) }
  claim derivatives: norm(whole - pieces) <= 1e-12 * norm(whole) and norm(whole) > 0.01
  claim second:      abs(grad u { moved(u, 1) } - grad u { moved(u, 4) }) <= 1e-10 * abs(grad u { moved(u, 1) })
}
"""


def text():
    claims = [f"  claim {name}: reaches({call}, {numbers(train(inner))})"
              for name, call, inner in CASES]
    return HEADER + "\n".join(claims) + "\n" + FOOTER


def main():
    for name, _, inner in CASES:
        distance = np.max(np.abs(multi_steps(inner) - train(inner)))
        print(f"{name:9} {distance:.1e} from MultiSteps of Optax {optax.__version__}")
        assert distance < 1e-6, name
    if "--check" in sys.argv[1:]:
        sys.exit(TARGET.read_text() != text() and f"{TARGET} is out of date")
    TARGET.write_text(text())


if __name__ == "__main__":
    main()
