"""Writes test/stdlib/second-order-golden.nest: where optimizers that use the
curvature lead, computed in float64 from the formulas below.

    test/golden/.venv/bin/python test/golden/second_order.py [--check]

What stdlib/second_order.nest gets from products and from pairs of steps stands
here as whole matrices: the diagonal of a Hessian that is written down, J and
J' J, BFGS's inverse Hessian. L-BFGS is compared with Optax, too.
"""

import pathlib
import sys

import numpy as np

from optimizers import (START, X, Y, Zeros, arguments, gradient, loss, numbers,
                        split)

TARGET = pathlib.Path(__file__).parent.parent / "stdlib/second-order-golden.nest"
STEP = 6  # the number of parameters of each problem

# ---- Sophia, where the Hessian is diagonal: every estimate of it is exact

# loss = sum quartic (p - centre)^4 / 4 + square (p - centre)^2 / 2; in one place
# it curves down, in one hardly.
QUARTIC = np.array([0.5, 1.0, 2.0, 0.3, 1.5, 0.1])
SQUARE = np.array([1.0, -0.5, 0.2, 2.0, 0.1, 1e-3])
CENTRE = np.array([0.2, 0.4, -0.3, 0.5, 0.6, -0.4])


def sophia(count, start, lr, b1=0.965, b2=0.99, gamma=0.01, eps=1e-12, interval=10):
    """Liu et al. 2023, algorithm 3, without decay."""
    p, m, h = start.copy(), 0.0, 0.0
    for t in range(1, count + 1):
        d = p - CENTRE
        m = b1 * m + (1 - b1) * (QUARTIC * d**3 + SQUARE * d)
        if t % interval == 1 % interval:
            h = b2 * h + (1 - b2) * (3 * QUARTIC * d**2 + SQUARE)
        p = p - lr * np.clip(m / np.maximum(gamma * h, eps), -1, 1)
    return p


# ---- L-BFGS, on the layer of optimizers.py


def wolfe(p, q, value, slope, c1, c2, tries):
    """Nocedal and Wright 2006, eq. 3.7, by doubling and halving."""
    low, high, a = 0.0, np.inf, 1.0
    for _ in range(tries):
        at = loss(p - a * q)
        steep = -gradient(p - a * q) @ q
        if at > value + c1 * a * slope or steep > -c2 * slope:
            high = a
        elif steep < c2 * slope:
            low = a
        else:
            return a
        a = (low + high) / 2 if high < np.inf else 2 * a
    return low


def inverse_hessian(pairs, g):
    """Nocedal and Wright 2006, eq. 7.16 from 7.20, with whole matrices."""
    if not pairs:
        return np.eye(STEP) / max(1.0, np.linalg.norm(g))
    s, y = pairs[-1]
    h = np.eye(STEP) * (s @ y) / (y @ y)
    for s, y in pairs:
        v = np.eye(STEP) - np.outer(y, s) / (s @ y)
        h = v.T @ h @ v + np.outer(s, s) / (s @ y)
    return h


def l_bfgs(count, start, c1=1e-4, c2=0.9, history=10, tries=25, directions=None):
    p, pairs = start.copy(), []
    g = gradient(p)
    for _ in range(count):
        q = inverse_hessian(pairs[-history:], g) @ g
        if directions:
            q = directions(p, g)
        step = -wolfe(p, q, loss(p), -g @ q, c1, c2, tries) * q
        change = gradient(p + step) - g
        p, g = p + step, g + change
        if step @ change > 1e-10 * (change @ change):
            pairs.append((step, change))
    return p


# ---- Gauss and Newton, on the residual of that layer


def residual(p):
    w, c = split(p)
    return (np.tanh(X @ w + c) - Y).ravel()


def jacobian(p):
    w, c = split(p)
    inputs = np.hstack([X, np.ones((len(X), 1))])
    slope = 1 - np.tanh(X @ w + c) ** 2
    # d r[i, j] / d (w ; c)[k, l] = slope[i, j] inputs[i, k] where j = l
    return np.einsum("ij,ik,jl->ijkl", slope, inputs, np.eye(2)).reshape(-1, STEP)


def gauss_newton(count, start, lr=1.0, damping=1e-3, tolerance=None):
    p = start.copy()
    for _ in range(count):
        j = jacobian(p)
        p = p - lr * np.linalg.solve(j.T @ j + damping * np.eye(STEP),
                                     j.T @ residual(p))
    return p


# (formula, settings, numbers of steps). From step 20 on the losses of L-BFGS differ
# by roundings alone, and lengths with them; what is left to say is that the slope is 0.
CASES = [
    (sophia, dict(lr=0.02, b1=0.9, b2=0.8, gamma=0.5, eps=1e-3, interval=3), (1, 10, 100)),
    (sophia, dict(lr=1e-3), (100,)),
    (l_bfgs, dict(c1=1e-3, c2=0.7, history=3), (1, 5, 15)),
    (l_bfgs, dict(), (1, 5, 15)),
    # So close that conjugate gradients are as good as a solution.
    (gauss_newton, dict(lr=0.5, damping=0.05, tolerance=1e-13), (1, 10, 100)),
    (gauss_newton, dict(lr=1.0, damping=1e-3, tolerance=1e-13), (100,)),
]

# ---- Checks


def check_jacobian():
    h = 1e-6
    probes = [(residual(START + h * e) - residual(START - h * e)) / (2 * h)
              for e in np.eye(STEP)]
    assert np.max(np.abs(np.array(probes).T - jacobian(START))) < 1e-9


def check_conditioning(formula, settings, count):
    end = formula(count, START, **settings)
    for sign in (-1, 1):
        moved = START * (1 + sign * 1e-13 * np.cos(np.arange(STEP)))
        distance = np.max(np.abs(formula(count, moved, **settings) - end))
        assert distance < 1e-10, (formula.__name__, count, distance)


def check_directions():
    """Optax's directions, with the same lengths, as far as 10 steps; from 15 on
    the minimum is reached to 1e-8, and pairs are roundings."""
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    peer = optax.scale_by_lbfgs(memory_size=3)
    state = peer.init(jax.numpy.asarray(START))

    def directions(p, g):
        nonlocal state
        q, state = peer.update(jax.numpy.asarray(g), state, jax.numpy.asarray(p))
        return np.asarray(q)

    for count in (1, 2, 5, 10):
        state = peer.init(jax.numpy.asarray(START))
        distance = np.max(np.abs(l_bfgs(count, START, history=3, directions=directions)
                                 - l_bfgs(count, START, history=3)))
        print(f"l_bfgs, {count} steps: {distance:.1e} from Optax {optax.__version__}")
        assert distance < 1e-10


# ---- The test

HEADER = f"""\
# RUN: %nestor run --f64 %s
# Optimizers that use the curvature go where whole matrices lead in float64. The numbers come from
# test/golden/second_order.py, which writes this file; see optimizers-golden.nest for the 1e-9.
import second_order

const start   = {numbers(START)}
const inputs  = {numbers(X)}
const targets = {numbers(Y)}

fn residual(p) = tanh(f32(inputs) @ reshape(p[..4], [2, 2]) + p[4..]) - f32(targets)

fn layer(p) -> f32 = mean(residual(p)^2) + 0.03 * sum(p[..4]^4)

fn separate(p: f32[6]) -> f32 {{
  d = p - f32({numbers(CENTRE)})
  sum(f32({numbers(QUARTIC)}) * d^4 / 4 + f32({numbers(SQUARE)}) * d^2 / 2)
}}

fn off(p, golden) = max(abs(p - f32(golden)))
fn sophia(opt: optimizer, k: int) = minimize p from f32(start) with opt for k steps {{ separate(p) }}
fn l_bfgs(opt: optimizer, k: int) = minimize p from f32(start) with opt for k steps {{ layer(p) }}
fn slope(p) = norm(grad p {{ layer(p) }})
fn gauss_newton(opt: optimizer, k: int) {{
  r = zeros([5, 2])
  minimize p from f32(start) with opt for k steps {{ r = residual(p); dot(r, r) }}
}}

experiment steps {{"""


def text():
    parts = [HEADER]
    for i, (formula, settings, counts) in enumerate(CASES):
        name = formula.__name__
        for count in counts:
            golden = numbers(formula(count, START, **settings))
            parts.append(f"  claim {name}_{i}_{count}: off({name}(second_order.{name}"
                         f"({arguments(settings)}), {count}), {golden}) <= 1e-9")
    parts.append("  claim l_bfgs_at_rest: slope(l_bfgs(second_order.l_bfgs(), 100)) <= 1e-8")
    return "\n".join(parts + ["}", ""])


def main():
    check_jacobian()
    for formula, settings, counts in CASES:
        for count in counts:
            check_conditioning(formula, settings, count)
    check_directions()
    if "--check" in sys.argv[1:]:
        sys.exit(TARGET.read_text() != text() and f"{TARGET} is out of date")
    TARGET.write_text(text())


if __name__ == "__main__":
    main()
