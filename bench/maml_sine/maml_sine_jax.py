"""MAML on sinusoids in JAX under jit: the same work as maml_sine_steps.nest (25
tasks, 10 + 10 points, as many inner steps as asked for, second order, Adam), the
inner gradients differentiated in reverse over reverse, or forward over reverse
(MixFlow-MG, arXiv 2505.00793).

usage: maml_sine_jax.py reverse|mixed [--inner K]

Prints processor milliseconds of a step (median of ten times 200) and the peak of
the process, before the step is compiled and at the end. Compiling takes memory,
so the bytes of the buffers that XLA plans for a step are printed, too.
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


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def loss_of(p, x, y):
    for i, (w, b) in enumerate(p):
        x = x @ w + b
        if i < 2:
            x = jax.nn.relu(x)
    return jnp.mean((x - y) ** 2)


# The Hessian is symmetric: a cotangent of the gradient goes back as a tangent
# forward, and nothing but the weights is kept for it.
@jax.custom_vjp
def mixed_gradient(p, x, y):
    return jax.grad(loss_of)(p, x, y)


def mixed_backward(kept, cotangent):
    p, x, y = kept
    return jax.jvp(lambda p: jax.grad(loss_of)(p, x, y), (p,), (cotangent,))[1], None, None


mixed_gradient.defvjp(lambda p, x, y: (mixed_gradient(p, x, y), (p, x, y)), mixed_backward)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("form", choices=["reverse", "mixed"])
    parser.add_argument("--inner", type=int, default=5)
    arguments = parser.parse_args()
    key, *keys = jax.random.split(jax.random.key(0), 4)
    q = [(jax.random.normal(k, (a, b)) * math.sqrt(2 / a), jnp.zeros(b))
         for k, a, b in zip(keys, [1, 40, 40], [40, 40, 1])]
    gradient = jax.grad(loss_of) if arguments.form == "reverse" else mixed_gradient

    def adapted_loss(q, x, y):
        fast = q
        for _ in range(arguments.inner):
            fast = jax.tree.map(lambda p, g: p - 0.001 * g, fast, gradient(fast, x[0], y[0]))
        return loss_of(fast, x[1], y[1])

    @jax.jit
    def step(q, m, v, t, key):
        key, a, b, c = jax.random.split(key, 4)
        amplitude = 0.1 + 4.9 * jax.random.uniform(a, (25, 1, 1, 1))
        phase = math.pi * jax.random.uniform(b, (25, 1, 1, 1))
        x = 10 * jax.random.uniform(c, (25, 2, 10, 1)) - 5
        y = amplitude * jnp.sin(x - phase)
        g = jax.grad(lambda q: jnp.mean(jax.vmap(lambda x, y: adapted_loss(q, x, y))(x, y)))(q)
        m = jax.tree.map(lambda a, b: 0.9 * a + 0.1 * b, m, g)
        v = jax.tree.map(lambda a, b: 0.999 * a + 0.001 * b * b, v, g)
        q = jax.tree.map(lambda p, a, b: p - 1e-3 * (a / (1 - 0.9**t)) / (jnp.sqrt(b / (1 - 0.999**t)) + 1e-8),
                         q, m, v)
        return q, m, v, t + 1, key

    m = v = jax.tree.map(jnp.zeros_like, q)
    state = (q, m, v, jnp.float32(1), key)
    before, times = peak(), []
    step = step.lower(*state).compile()
    buffers = step.memory_analysis().temp_size_in_bytes / 2**20
    for _ in range(11):
        begin = time.process_time()
        for _ in range(200):
            state = step(*state)
        jax.block_until_ready(state)
        times.append((time.process_time() - begin) / 200)
    print(f"jax {jax.__version__} {arguments.form}: {1000 * statistics.median(times[1:]):.3f} ms a step, "
          f"peak {peak():.0f} MiB, {before:.0f} before it was compiled; XLA plans {buffers:.2f} MiB of buffers")


if __name__ == "__main__":
    main()
