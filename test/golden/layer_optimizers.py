"""Writes test/stdlib/layer-optimizers-golden.nest: where 100 steps of optimizers
that go tensor by tensor lead, computed in float64 from the formulas below.

    test/golden/.venv/bin/python test/golden/layer_optimizers.py [--check]

As optimizers.py does, from which it takes the rest: formulas from the papers,
compared with Optax where it says the same. Its gradients come from JAX. Roots
of matrices are taken by way of eigenvalues, products of Newton and Schulz by
way of singular values, so that they say by another way what stdlib/matrix.nest
computes.
"""

import pathlib
import sys

import jax
import jax.numpy as jnp
import numpy as np
import optax

from optimizers import (COUNTS, PENALTY, X, Y, Zeros, adagrad, adam,
                        arguments, numbers)

jax.config.update("jax_enable_x64", True)
TARGET = pathlib.Path(__file__).parent.parent / "stdlib/layer-optimizers-golden.nest"

# ---- The problem: two layers, the first with tanh

# w : [in, hidden], c : [hidden], v : [hidden, out]: a matrix of each kind, in the
# order in which leaves are flattened.
LEAVES = dict(
    w=np.array([[0.9, -0.3, 0.4], [0.2, 1.1, -0.7]]),
    c=np.array([0.1, -0.2, 0.3]),
    v=np.array([[0.8, -0.5], [0.3, 0.6], [-0.4, 0.7]]),
)


def loss(p):
    a = jnp.tanh(X @ p["w"] + p["c"]) @ p["v"]
    return jnp.mean((a - Y) ** 2) + PENALTY * jnp.sum(p["w"] ** 4)


gradient = jax.jit(jax.grad(loss))

# ---- Formulas: the step that is taken off a tensor p, as in optimizers.py


def lars(s, g, p, t, lr, beta=0.9, coefficient=1e-3, decay=1e-4):
    """You et al. 2017, algorithm 1."""
    trust = coefficient * np.linalg.norm(p)
    trust /= np.linalg.norm(g) + decay * np.linalg.norm(p)
    s["m"] = beta * s["m"] + lr * trust * (g + decay * p)
    return s["m"]


def lamb(s, g, p, t, lr, b1=0.9, b2=0.999, eps=1e-6, decay=0.01):
    """You et al. 2020, algorithm 2, phi(z) = z."""
    u = adam(s, g, p, t, 1.0, b1, b2, eps) + decay * p
    return lr * np.linalg.norm(p) / np.linalg.norm(u) * u


def rms(x):
    return np.sqrt(np.mean(x**2))


def adafactor(s, g, p, t, lr, power=0.8, eps=1e-30, floor=1e-3, limit=1.0):
    """Shazeer and Stern 2018, algorithm 4, rate as in section 8."""
    b = 1 - t**-power
    squares = g**2 + eps
    if g.ndim == 2:
        s["r"] = b * s["r"] + (1 - b) * squares.sum(axis=1)
        s["c"] = b * s["c"] + (1 - b) * squares.sum(axis=0)
        v = np.outer(s["r"], s["c"]) / s["r"].sum()
    else:
        v = s["v"] = b * s["v"] + (1 - b) * squares
    u = g / np.sqrt(v)
    return lr * max(floor, rms(p)) * u / max(1.0, rms(u) / limit)


def muon(s, g, p, t, lr, beta=0.95, eps=1e-7, rest=dict(lr=3e-4)):
    """Jordan et al. 2024; the polynomial is applied to the singular values."""
    if g.ndim < 2:
        return adam(s, g, p, t, **rest)
    s["v"] = beta * s["v"] + g
    x = g + beta * s["v"]
    left, values, right = np.linalg.svd(x / (np.linalg.norm(x) + eps), False)
    for _ in range(5):
        values = 3.4445 * values - 4.775 * values**3 + 2.0315 * values**5
    return lr * max(1.0, g.shape[1] / g.shape[0]) ** 0.5 * (left * values) @ right


def inverse_fourth_root(a):
    values, vectors = np.linalg.eigh(a)
    return (vectors * values**-0.25) @ vectors.T


def shampoo(s, g, p, t, lr, eps=1e-4, rest=dict(lr=0.1)):
    """Gupta et al. 2018, algorithm 1."""
    if g.ndim < 2:
        return adagrad(s, g, p, t, **rest)
    s["l"] = s["l"] + g @ g.T
    s["r"] = s["r"] + g.T @ g
    left = inverse_fourth_root(s["l"] + eps * np.eye(len(g)))
    right = inverse_fourth_root(s["r"] + eps * np.eye(g.shape[1]))
    return lr * left @ g @ right


MODULE = dict(lars="optim", lamb="optim")
REST = dict(muon="adam", shampoo="adagrad")
CASES = [
    (lars, dict(lr=0.5, beta=0.8, coefficient=0.05, decay=0.01)),
    (lamb, dict(lr=0.02, b1=0.8, b2=0.99, eps=1e-5, decay=0.1)),
    (adafactor, dict(lr=0.01, power=0.7, eps=1e-4, floor=0.7, limit=0.5)),
    (muon, dict(lr=0.01, beta=0.8, eps=1e-3, rest=dict(lr=0.02, b1=0.8))),
    (shampoo, dict(lr=0.05, eps=1e-2, rest=dict(lr=0.05))),
]
RATES = dict(lars=1.0, lamb=1e-3, adafactor=0.01, muon=0.02, shampoo=0.1)


def flat(p):
    return np.concatenate([np.ravel(p[name]) for name in LEAVES])


def train(formula, settings, count, start=LEAVES):
    p, s = dict(start), {name: Zeros() for name in LEAVES}
    for t in range(1, count + 1):
        g = gradient(p)
        for name in LEAVES:
            p[name] = p[name] - formula(s[name], np.asarray(g[name]), p[name], t,
                                        **settings)
    return flat(p)


# ---- Checks


def check_conditioning(formula, settings):
    end = train(formula, settings, 100)
    for sign in (-1, 1):
        moved = {name: x * (1 + sign * 1e-13 * np.cos(np.arange(x.size)).reshape(x.shape))
                 for name, x in LEAVES.items()}
        distance = np.max(np.abs(train(formula, settings, 100, moved) - end))
        assert distance < 1e-10, (formula.__name__, distance)


def orthogonal(eps):
    """Optax's products of Newton and Schulz, with a rate for the shape."""
    from optax.contrib._muon import orthogonalize_via_newton_schulz

    numbers = jnp.asarray((3.4445, -4.7750, 2.0315))

    def each(u, p):
        u = orthogonalize_via_newton_schulz(u, numbers, 5, eps=eps)
        return u * max(1.0, u.shape[1] / u.shape[0]) ** 0.5

    return optax.stateless(lambda u, p: jax.tree.map(each, u, p))


def peers():
    """(formula, settings, the same of Optax). Its LARS adds the decay before it
    takes a length, so there the decay is 0. Its Adafactor, here from its parts,
    has the decay in float32 and no other floor than 1e-3."""
    matrices = optax.chain(optax.trace(0.8, nesterov=True), orthogonal(1e-3),
                           optax.scale(-0.01))
    return [
        (lars, dict(lr=0.5, beta=0.8, coefficient=0.05, decay=0.0),
         optax.lars(0.5, momentum=0.8, trust_coefficient=0.05)),
        (lamb, CASES[1][1],
         optax.lamb(0.02, b1=0.8, b2=0.99, eps=1e-5, weight_decay=0.1)),
        (adafactor, dict(CASES[2][1], floor=1e-3),
         optax.chain(
             optax.scale_by_factored_rms(
                 min_dim_size_to_factor=1, decay_rate=0.7, epsilon=1e-4,
                 decay_rate_fn=lambda i, power: 1 - (i + 1.0) ** -power),
             optax.clip_by_block_rms(0.5), optax.scale_by_param_block_rms(),
             optax.scale(-0.01))),
        (muon, CASES[3][1],
         optax.partition(dict(w=matrices, v=matrices, c=optax.adam(0.02, b1=0.8)),
                         dict(w="w", v="v", c="c"))),
    ]  # fmt: skip


def check_peers():
    for formula, settings, peer in peers():
        p = {name: jnp.asarray(x) for name, x in LEAVES.items()}
        state = peer.init(p)
        for _ in range(COUNTS[-1]):
            step, state = peer.update(gradient(p), state, p)
            p = optax.apply_updates(p, step)
        distance = np.max(np.abs(flat(p) - train(formula, settings, COUNTS[-1])))
        print(f"{formula.__name__:10} {distance:.1e} from Optax {optax.__version__}")
        assert distance < 1e-10, formula.__name__


# ---- The test

HEADER = f"""\
# RUN: %nestor run --f64 %s
# Optimizers that go tensor by tensor go where their formulas lead in float64. The numbers come from
# test/golden/layer_optimizers.py, which writes this file; see optimizers-golden.nest for the 1e-9.
import matrix, optim

const inputs  = {numbers(X)}
const targets = {numbers(Y)}

fn loss(p) -> f32 = mean((tanh(f32(inputs) @ p.w + p.c) @ p.v - f32(targets))^2) + {PENALTY!r} * sum(p.w^4)

fn train(opt: optimizer, k: int) {{
  start = ({", ".join(f"{name} = f32({numbers(x)})" for name, x in LEAVES.items())})
  minimize p from start with opt for k steps {{ loss(p) }}
}}

fn reaches(opt: optimizer, k: int, golden) = max(abs(flatten(train(opt, k)) - f32(golden))) <= 1e-9
"""


def call(formula, settings):
    name = formula.__name__
    text = ", ".join(f"{k} = {v!r}" for k, v in settings.items() if k != "rest")
    if "rest" in settings:
        text += f", rest = optim.{REST[name]}({arguments(settings['rest'])})"
    return f"{MODULE.get(name, 'matrix')}.{name}({text})"


def text():
    parts = [HEADER, "# After 1, 10 and 100 steps.", "experiment steps {"]
    for formula, settings in CASES:
        name = formula.__name__
        parts.append(f"  {name} = {call(formula, settings)}")
        for count in COUNTS:
            golden = numbers(train(formula, settings, count))
            parts.append(f"  claim {name}_{count}: reaches({name}, {count}, {golden})")
    parts += ["}", "", "# With nothing said, 100 steps.", "experiment defaults {"]
    for formula, _ in CASES:
        name = formula.__name__
        golden = numbers(train(formula, dict(lr=RATES[name]), COUNTS[-1]))
        parts.append(f"  claim {name}: reaches({call(formula, {})}, 100, {golden})")
    return "\n".join(parts + ["}", ""])


def main():
    for formula, settings in CASES:
        check_conditioning(formula, settings)
        check_conditioning(formula, dict(lr=RATES[formula.__name__]))
    check_peers()
    if "--check" in sys.argv[1:]:
        sys.exit(TARGET.read_text() != text() and f"{TARGET} is out of date")
    TARGET.write_text(text())


if __name__ == "__main__":
    main()
