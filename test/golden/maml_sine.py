"""Writes maml_sine.npz: the inputs of one MAML problem on sinusoids (Finn et al.
2017) and the losses of its first ten outer steps, computed in float64 by JAX.

Setting: MLP 1-40-40-1 with ReLU, 25 tasks, 10 support and 10 query points, one
inner step of gradient descent at 0.01, second order, Adam at 1e-3 outside.
Run: make-environment.sh, then ENVIRONMENT/bin/python maml_sine.py
"""

import os

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)
rng = np.random.default_rng(20)
sizes = [1, 40, 40, 1]
params = {}
for i, (a, b) in enumerate(zip(sizes, sizes[1:])):
    params[f"w{i}"] = rng.normal(0, np.sqrt(2 / a), (a, b))
    params[f"b{i}"] = rng.normal(0, 0.1, b)
amplitude = rng.uniform(0.1, 5.0, (25, 1, 1))
phase = rng.uniform(0.0, np.pi, (25, 1, 1))
xs = rng.uniform(-5, 5, (25, 10, 1))
xq = rng.uniform(-5, 5, (25, 10, 1))
ys = amplitude * np.sin(xs - phase)
yq = amplitude * np.sin(xq - phase)


def apply(p, x):
    h = jax.nn.relu(x @ p["w0"] + p["b0"])
    h = jax.nn.relu(h @ p["w1"] + p["b1"])
    return h @ p["w2"] + p["b2"]


def mse(p, x, y):
    return jnp.mean((apply(p, x) - y) ** 2)


def task_loss(p, x, y, x2, y2):
    g = jax.grad(mse)(p, x, y)
    fast = jax.tree_util.tree_map(lambda a, b: a - 0.01 * b, p, g)
    return mse(fast, x2, y2)


def loss(p):
    return jnp.mean(jax.vmap(task_loss, (None, 0, 0, 0, 0))(p, xs, ys, xq, yq))


@jax.jit
def step(p, m, v, t):
    value, g = jax.value_and_grad(loss)(p)
    tree = jax.tree_util.tree_map
    m = tree(lambda a, b: 0.9 * a + 0.1 * b, m, g)
    v = tree(lambda a, b: 0.999 * a + (1 - 0.999) * b**2, v, g)
    p = tree(
        lambda a, mm, vv: a
        - 1e-3
        * (mm / (1 - 0.9**t))
        / (jnp.sqrt(vv / (1 - 0.999**t)) + 1e-8),
        p, m, v)
    return p, m, v, value


p = {k: jnp.asarray(a) for k, a in params.items()}
zeros = {k: jnp.zeros_like(a) for k, a in p.items()}
m, v, losses = zeros, zeros, []
for t in range(1, 11):
    p, m, v, value = step(p, m, v, float(t))
    losses.append(float(value))
out = os.path.join(os.path.dirname(os.path.abspath(__file__)), "maml_sine.npz")
np.savez_compressed(out, losses=np.array(losses), xs=xs, ys=ys, xq=xq, yq=yq,
                    **params)
print(losses)
