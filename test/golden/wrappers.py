"""Writes test/stdlib/wrappers-golden.nest: where 100 steps of optimizers made of
others lead, computed in float64 from the formulas below, and compared with Optax.

    test/golden/.venv/bin/python test/golden/wrappers.py [--check]

The inner optimizer is momentum, on the two layers of layer_optimizers.py.
"""

import pathlib
import sys

import jax
import jax.numpy as jnp
import numpy as np
import optax

from layer_optimizers import HEADER as LAYERS
from layer_optimizers import LEAVES, flat, gradient
from optimizers import COUNTS, Zeros, arguments, numbers

TARGET = pathlib.Path(__file__).parent.parent / "stdlib/wrappers-golden.nest"
INNER = dict(lr=0.05, beta=0.8)


def each(f, *trees):
    return {name: f(*(np.asarray(tree[name]) for tree in trees)) for name in LEAVES}


def inner(s, g, p):
    """Polyak 1964."""
    s["m"] = each(lambda m, g: INNER["beta"] * m + g, s["m"], g)
    return each(lambda p, m: p - INNER["lr"] * m, p, s["m"])


def unit_norm(x):
    """Over all weights into one output."""
    return np.sqrt(np.sum(x**2, axis=0)) if x.ndim == 2 else np.linalg.norm(x)


# ---- Formulas: the next p. What is shown, if it is something else, is s["shown"].


def clip_value(s, g, p, t, limit):
    return inner(s, each(lambda g: np.clip(g, -limit, limit), g), p)


def agc(s, g, p, t, limit=0.01, floor=1e-3):
    """Brock et al. 2021, eq. 3."""
    def shortened(g, p):
        top = limit * np.maximum(unit_norm(p), floor)
        return np.where(unit_norm(g) > top, top * g / unit_norm(g), g)
    return inner(s, each(shortened, g, p), p)


def centralise(s, g, p, t):
    """Yong et al. 2020, eq. 1."""
    return inner(s, each(lambda g: g - g.mean(axis=0) if g.ndim == 2 else g, g), p)


def sam(s, g, p, t, rho=0.05, eps=1e-12):
    """Foret et al. 2021, algorithm 1."""
    norm = np.linalg.norm(flat(g)) + eps
    return inner(s, gradient(each(lambda p, g: p + rho * g / norm, p, g)), p)


def weight_decay(s, g, p, t, rate=1e-4, mask=1.0):
    """Loshchilov and Hutter 2019, eq. 1."""
    masked = {name: rate * p[name] * (1.0 if mask == 1.0 else MASK[name]) for name in p}
    return each(lambda q, d: q - d, inner(s, g, p), masked)


def lookahead(s, g, p, t, alpha=0.5, k=5):
    """Zhang et al. 2019, algorithm 1."""
    slow = s["slow"] if t > 1 else p
    p = inner(s, g, p)
    if t % k == 0:
        p = slow = each(lambda a, b: a + alpha * (b - a), slow, p)
    s["slow"] = slow
    return p


def ema(s, g, p, t, decay=0.999):
    p = inner(s, g, p)
    s["all"] = (s["all"] or []) + [p]
    weights = decay ** np.arange(t - 1, -1, -1)
    s["shown"] = {name: np.tensordot(weights / weights.sum(),
                                     np.array([q[name] for q in s["all"]]), 1)
                  for name in LEAVES}
    return p


# Matrices only.
MASK = dict(w=1.0, c=0.0, v=1.0)
CASES = [
    (clip_value, dict(limit=0.05)),
    (agc, dict(limit=0.1, floor=0.6)),
    (agc, dict()),
    (centralise, dict()),
    (sam, dict(rho=0.2, eps=0.01)),
    (sam, dict()),
    (weight_decay, dict(rate=0.02, mask="matrices")),
    (weight_decay, dict()),
    (lookahead, dict(alpha=0.3, k=3)),
    (lookahead, dict()),
    (ema, dict(decay=0.9)),
    (ema, dict()),
]


def train(formula, settings, count, start=LEAVES):
    p, s = dict(start), Zeros()
    s["m"] = each(np.zeros_like, LEAVES)
    for t in range(1, count + 1):
        p = formula(s, each(np.asarray, gradient(p)), p, t, **settings)
    return flat(s["shown"] or p)


# ---- Checks


def check_conditioning(formula, settings):
    end = train(formula, settings, 100)
    for sign in (-1, 1):
        moved = each(lambda x: x * (1 + sign * 1e-13 * np.cos(np.arange(x.size))
                                    .reshape(x.shape)), LEAVES)
        distance = np.max(np.abs(train(formula, settings, 100, moved) - end))
        assert distance < 1e-10, (formula.__name__, distance)


def peers():
    """(formula, settings, the same of Optax), which centralises over all axes but
    the first."""
    momentum = optax.sgd(INNER["lr"], momentum=INNER["beta"])
    central = optax.centralize()
    turned = optax.stateless(lambda u, p: jax.tree.map(lambda x: x.T, central.update(
        jax.tree.map(lambda x: x.T, u), optax.EmptyState())[0]))
    climb = optax.chain(optax.contrib.normalize(), optax.sgd(0.2))
    return [
        (clip_value, dict(limit=0.05), optax.chain(optax.clip(0.05), momentum)),
        (agc, dict(limit=0.1, floor=0.6),
         optax.chain(optax.adaptive_grad_clip(0.1, eps=0.6), momentum)),
        (centralise, dict(), optax.chain(turned, momentum)),
        (sam, dict(rho=0.2, eps=0.0),
         optax.contrib.sam(momentum, climb, sync_period=2, opaque_mode=True)),
        (weight_decay, dict(rate=0.02, mask="matrices"),
         optax.chain(momentum, optax.add_decayed_weights(
             -0.02, mask={name: m > 0 for name, m in MASK.items()}))),
        (lookahead, dict(alpha=0.3, k=3), optax.lookahead(momentum, 3, 0.3)),
        (ema, dict(decay=0.9), momentum),
    ]  # fmt: skip


def check_peers():
    for formula, settings, peer in peers():
        p = {name: jnp.asarray(x) for name, x in LEAVES.items()}
        if formula is lookahead:
            p = optax.LookaheadParams.init_synced(p)
        state, average = peer.init(p), optax.ema(0.9)
        kept, more = average.init(p), {}
        if formula is sam:
            more = dict(grad_fn=lambda q, i: gradient(q))
        for _ in range(COUNTS[-1]):
            g = gradient(p.fast if formula is lookahead else p)
            step, state = peer.update(g, state, p, **more)
            p = optax.apply_updates(p, step)
            if formula is ema:
                shown, kept = average.update(p, kept)
        end = {lookahead: lambda: p.fast, ema: lambda: shown}.get(formula, lambda: p)()
        distance = np.max(np.abs(flat(end) - train(formula, settings, COUNTS[-1])))
        print(f"{formula.__name__:12} {distance:.1e} from Optax {optax.__version__}")
        assert distance < 1e-10, formula.__name__


# ---- The test

HEADER = LAYERS.split("import matrix", 1)[1].split("\n", 1)[1]
HEADER = f"""\
# RUN: %nestor run --f64 %s
# Optimizers made of others go where their formulas lead in float64. The numbers come from test/golden/wrappers.py,
# which writes this file; see optimizers-golden.nest for the 1e-9.
import optim, wrap
{HEADER}
fn inner() = optim.momentum({arguments(INNER)})
fn matrices() = map(fn(x) = if rank(x) > 1 {{ 1 + 0 * x }} else {{ 0 * x }}, (w = ones([2, 3]), c = ones([3]), v = ones([3, 2])))

experiment steps {{"""


def text():
    parts = [HEADER]
    for i, (formula, settings) in enumerate(CASES):
        name = formula.__name__
        call = f"wrap.{name}(inner(), {arguments(settings)})"
        call = call.replace(", )", ")").replace("'matrices'", "matrices()")
        for count in COUNTS if settings else COUNTS[-1:]:
            golden = numbers(train(formula, settings, count))
            parts.append(f"  claim {name}_{i}_{count}: reaches({call}, {count}, {golden})")
    return "\n".join(parts + ["}", ""])


def main():
    for formula, settings in CASES:
        check_conditioning(formula, settings)
    check_peers()
    if "--check" in sys.argv[1:]:
        sys.exit(TARGET.read_text() != text() and f"{TARGET} is out of date")
    TARGET.write_text(text())


if __name__ == "__main__":
    main()
