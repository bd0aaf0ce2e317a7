"""Workload 3 of the benchmark suite in JAX: the meta-gradient of a learned
optimizer under jit and scan, the inner gradients differentiated in reverse over
reverse, or forward over reverse with the inner step computed again (MixFlow-MG,
arXiv 2505.00793).

usage: lopt_mlp_jax.py reverse|mixed [--inner T] [--outer N]

Prints processor seconds of an outer step (median, the first left out) and the
peak of the process, before the step is compiled and at the end. Compiling takes
memory, so the bytes of the buffers that XLA plans for a step are printed, too.
Data are like those of lopt_mlp.nest, not the same numbers.
"""

import argparse
import math
import os
import resource
import statistics
import time

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["JAX_PLATFORMS"] = "cpu"
import jax
import jax.numpy as jnp

TASKS, BATCH = 4, 64
DECAYS = jnp.array([0.1, 0.5, 0.9, 0.99, 0.999, 0.9999])
SCALES = jnp.array([1, 3, 10, 30, 100, 300, 1e3, 3e3, 1e4, 3e4, 1e5])


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def mlp(p, x):
    for i, (w, b) in enumerate(p):
        x = x @ w + b
        if i + 1 < len(p):
            x = jax.nn.relu(x)
    return x


def weights(keys, lead, sizes):
    return [(jax.random.normal(next(keys), (*lead, a, b)) * math.sqrt(2 / a), jnp.zeros((*lead, b)))
            for a, b in zip(sizes, sizes[1:])]


def loss_of(w, x, y):
    scores = jax.nn.log_softmax(mlp(w, x))
    return -jnp.mean(jnp.take_along_axis(scores, y[:, None], 1))


# The Hessian is symmetric: a cotangent of the gradient goes back as a tangent
# forward, and nothing but the weights is kept for it.
@jax.custom_vjp
def mixed_gradient(w, x, y):
    return jax.grad(loss_of)(w, x, y)


def mixed_backward(kept, cotangent):
    w, x, y = kept
    return jax.jvp(lambda w: jax.grad(loss_of)(w, x, y), (w,), (cotangent,))[1], None, None


mixed_gradient.defvjp(lambda w, x, y: (mixed_gradient(w, x, y), (w, x, y)), mixed_backward)


def move(rule, t, p, g, m):
    """The new p and moments m : [6, *p.shape] of one tensor; t counts from 0."""
    d = DECAYS.reshape(6, *[1] * p.ndim)
    m = d * m + (1 - d) * g
    features = jnp.concatenate([jnp.stack([g, p]), m])
    squares = jnp.mean(features**2, axis=tuple(range(1, p.ndim + 1)), keepdims=True)
    features = features * jax.lax.rsqrt(squares + 1e-5)
    clock = jnp.broadcast_to(jnp.tanh(t / SCALES - 1).reshape(11, *[1] * p.ndim), (11, *p.shape))
    out = mlp(rule, jnp.moveaxis(jnp.concatenate([features, clock]), 0, -1))
    return p - 1e-3 * out[..., 0] * jnp.exp(1e-3 * out[..., 1]), m


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("form", choices=["reverse", "mixed"])
    parser.add_argument("--inner", type=int, default=20)
    parser.add_argument("--outer", type=int, default=11)
    arguments = parser.parse_args()
    keys = iter(jax.random.split(jax.random.key(0), 64))
    rule, start = weights(keys, (), [19, 32, 32, 2]), weights(keys, (TASKS,), [64, 32, 10])
    proto = jax.random.normal(next(keys), (TASKS, 10, 64))
    y = jax.random.randint(next(keys), (TASKS, arguments.inner + 1, BATCH), 0, 10)
    x = 0.3 * proto[jnp.arange(TASKS)[:, None, None], y] + jax.random.normal(next(keys), (*y.shape, 64))
    gradient = jax.grad(loss_of) if arguments.form == "reverse" else mixed_gradient

    def run_loss(rule, w, x, y):
        def step(carry, now):
            (w, m), (t, x, y, x_next, y_next) = carry, now
            g = gradient(w, x, y)
            moved = [[move(rule, t, *leaf) for leaf in zip(*layer)] for layer in zip(w, g, m)]
            w = [tuple(leaf[0] for leaf in layer) for layer in moved]
            m = [tuple(leaf[1] for leaf in layer) for layer in moved]
            return (w, m), loss_of(w, x_next, y_next)

        m = [tuple(jnp.zeros((6, *leaf.shape)) for leaf in layer) for layer in w]
        now = (jnp.arange(arguments.inner), x[:-1], y[:-1], x[1:], y[1:])
        if arguments.form == "mixed":
            # What the rule computes from the carries is computed again, too.
            return jnp.mean(jax.lax.scan(jax.checkpoint(step), (w, m), now)[1])
        return jnp.mean(jax.lax.scan(step, (w, m), now)[1])

    def meta_loss(rule):
        return jnp.mean(jax.vmap(lambda w, x, y: run_loss(rule, w, x, y))(start, x, y))

    @jax.jit
    def outer(q, m, v, t):
        value, g = jax.value_and_grad(meta_loss)(q)
        m = jax.tree.map(lambda a, b: 0.9 * a + 0.1 * b, m, g)
        v = jax.tree.map(lambda a, b: 0.999 * a + 0.001 * b * b, v, g)
        q = jax.tree.map(lambda p, a, b: p - 1e-3 * (a / (1 - 0.9**t)) / (jnp.sqrt(b / (1 - 0.999**t)) + 1e-8),
                         q, m, v)
        return q, m, v, value

    m = v = jax.tree.map(jnp.zeros_like, rule)
    before, times = peak(), []
    outer = outer.lower(rule, m, v, 1.0).compile()
    buffers = outer.memory_analysis().temp_size_in_bytes / 2**20
    for t in range(1, arguments.outer + 1):
        begin = time.process_time()
        rule, m, v, value = outer(rule, m, v, float(t))
        value.block_until_ready()
        times.append(time.process_time() - begin)
    print(f"jax {jax.__version__} {arguments.form}: {statistics.median(times[1:]):.4f} s a step, "
          f"peak {peak():.0f} MiB, {before:.0f} before it was compiled; XLA plans {buffers:.1f} MiB of buffers")


if __name__ == "__main__":
    main()
