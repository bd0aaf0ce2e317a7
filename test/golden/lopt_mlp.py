"""Writes lopt_mlp.npz: the inputs of one problem of learning an optimizer, an MLP
that reads 19 features of each parameter (Metz et al. 2020), its meta-losses over
five outer steps of Adam, and the meta-gradients of the first and the last, in
float64 by JAX.

Setting: 3 tasks, each an MLP 16-12-5 with ReLU and its own batches of 12 points,
20 inner steps; the rule is an MLP 19-32-32-2 with ReLU; the meta-loss is the mean
of the losses after each step; second order. What second order adds is in the file
too: the first meta-gradient with the inner gradients taken as constants.
Run: make-environment.sh, then ENVIRONMENT/bin/python lopt_mlp.py
"""

import os

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)
rng = np.random.default_rng(3)
TASKS, STEPS, OUTER, BATCH = 3, 20, 5, 12
DECAYS = np.array([0.1, 0.5, 0.9, 0.99, 0.999, 0.9999])
SCALES = np.array([1, 3, 10, 30, 100, 300, 1e3, 3e3, 1e4, 3e4, 1e5])
inner, rule_sizes = [16, 12, 5], [19, 32, 32, 2]


def weights(lead, sizes):
    p = {}
    for i, (a, b) in enumerate(zip(sizes, sizes[1:])):
        p[f"w{i}"] = rng.uniform(-1, 1, (*lead, a, b)) / np.sqrt(a)
        p[f"b{i}"] = rng.normal(0, 0.1, (*lead, b))
    return p


start, rule = weights((TASKS,), inner), weights((), rule_sizes)
proto = rng.normal(0, 1, (TASKS, 5, 16))
y = rng.integers(0, 5, (TASKS, STEPS + 1, BATCH))
exact = 0.6 * proto[np.arange(TASKS)[:, None, None], y] + rng.normal(0, 1, (*y.shape, 16))
stored = np.clip(np.round(32 * exact + 128), 0, 255).astype(np.uint8)    # a byte each
x = (stored.astype(np.float64) - 128) / 32


def mlp(p, x):
    for i in range(len(p) // 2):
        x = x @ p[f"w{i}"] + p[f"b{i}"]
        if i + 1 < len(p) // 2:
            x = jax.nn.relu(x)
    return x


def cross_entropy(w, x, y):
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(mlp(w, x)), y[:, None], 1))


def step_of(rule, t, p, g, m):
    """The new p and moments m : [6, *p.shape] of one tensor; t counts from 0."""
    d = DECAYS.reshape(6, *[1] * p.ndim)
    m = d * m + (1 - d) * g
    features = jnp.concatenate([jnp.stack([g, p]), m])
    squares = jnp.mean(features**2, axis=tuple(range(1, p.ndim + 1)), keepdims=True)
    features = features / jnp.sqrt(squares + 1e-5)
    clock = jnp.tanh(t / SCALES - 1).reshape(11, *[1] * p.ndim)
    clock = jnp.broadcast_to(clock, (11, *p.shape))
    out = mlp(rule, jnp.moveaxis(jnp.concatenate([features, clock]), 0, -1))
    return p - 1e-3 * out[..., 0] * jnp.exp(1e-3 * out[..., 1]), m


def run_loss(rule, w, x, y, second_order=True):
    """The mean of the losses after each of the steps of one task."""
    m = {k: jnp.zeros((6, *p.shape)) for k, p in w.items()}
    total = 0.0
    for t in range(STEPS):
        g = jax.grad(cross_entropy)(w, x[t], y[t])
        if not second_order:
            g = jax.lax.stop_gradient(g)
        moved = {k: step_of(rule, t, w[k], g[k], m[k]) for k in w}
        w, m = {k: v[0] for k, v in moved.items()}, {k: v[1] for k, v in moved.items()}
        total += cross_entropy(w, x[t + 1], y[t + 1])
    return total / STEPS


def meta_loss(rule, second_order=True):
    return jnp.mean(jax.vmap(lambda w, x, y: run_loss(rule, w, x, y, second_order))(start, x, y))


value_and_grad = jax.jit(jax.value_and_grad(meta_loss))
tree = jax.tree_util.tree_map
q = {k: jnp.asarray(a) for k, a in rule.items()}
m = v = tree(jnp.zeros_like, q)
losses, gradients = [], []
for t in range(1, OUTER + 1):
    value, g = value_and_grad(q)
    losses.append(float(value))
    gradients.append(g)
    m = tree(lambda a, b: 0.9 * a + 0.1 * b, m, g)
    v = tree(lambda a, b: 0.999 * a + (1 - 0.999) * b**2, v, g)
    q = tree(lambda a, mm, vv: a - 1e-3 * (mm / (1 - 0.9**t)) / (jnp.sqrt(vv / (1 - 0.999**t)) + 1e-8), q, m, v)

constant = jax.jit(jax.grad(lambda r: meta_loss(r, second_order=False)))(rule)


def flat(g):
    return np.concatenate([np.asarray(g[f"{n}{i}"]).ravel() for i in range(3) for n in "wb"])


out = {"x": stored, "y": y.astype(np.int32), "losses": np.array(losses),
       "first": flat(gradients[0]), "last": flat(gradients[-1]), "constant": flat(constant)}
out |= {f"start.{k}": a for k, a in start.items()} | {f"rule.{k}": a for k, a in rule.items()}
np.savez_compressed(os.path.join(os.path.dirname(os.path.abspath(__file__)), "lopt_mlp.npz"), **out)
print(losses, np.abs(out["first"]).max(), np.abs(out["first"] - out["constant"]).max())
