"""Workload 6 of the benchmark suite in JAX: hypergradients through 1 000 steps of
momentum under jit, everything kept, or recomputed by segments near sqrt(T).

usage: hpo_unroll_jax.py kept|recomputed [--inner T] [--outer N]

Prints processor seconds of an outer step (median, the first left out) and
the peak of the process, before the step is compiled and at the end. Compiling takes
memory, so the bytes of the buffers that XLA plans for a step are printed, too. Data
are like those of hpo_unroll.nest, not the same numbers.
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


def loss_of(theta, x, y):
    hidden = jax.nn.relu(x @ theta[0] + theta[1])
    scores = jax.nn.log_softmax(hidden @ theta[2] + theta[3])
    return -jnp.mean(jnp.take_along_axis(scores, y[:, None], 1))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("form", choices=["kept", "recomputed"])
    parser.add_argument("--inner", type=int, default=1000)
    parser.add_argument("--outer", type=int, default=4)
    arguments = parser.parse_args()
    steps = arguments.inner
    keys = iter(jax.random.split(jax.random.key(0), 16))
    proto = jax.random.normal(next(keys), (10, 64))

    def points(*shape):
        y = jax.random.randint(next(keys), shape, 0, 10)
        return 0.3 * proto[y] + jax.random.normal(next(keys), (*shape, 64)), y

    train, valid = points(64, 64), points(512)
    start = [jax.random.normal(next(keys), (64, 128)) * math.sqrt(2 / 64), jnp.zeros(128),
             jax.random.normal(next(keys), (128, 10)) * math.sqrt(2 / 128), jnp.zeros(10)]
    # The divisor of T that is nearest to its root.
    segment = min((d for d in range(1, steps + 1) if steps % d == 0),
                  key=lambda d: abs(math.log(d * d / steps)))

    def step(lam, carry, now):
        theta, v = carry
        rate, t = now
        gradient = jax.grad(loss_of)(theta, train[0][t % 64], train[1][t % 64])
        v = [0.9 * m + g + jnp.exp(k) * p for m, g, k, p in zip(v, gradient, lam, theta)]
        return ([p - jnp.exp(rate) * m for p, m in zip(theta, v)], v), None

    def outer_loss(h):
        eta, lam = h

        def run(carry, part):
            return jax.lax.scan(lambda c, now: step(lam, c, now), carry, part)

        carry, now = (start, [jnp.zeros_like(p) for p in start]), (eta, jnp.arange(steps))
        if arguments.form == "kept":
            (theta, _), _ = run(carry, now)
        else:
            parts = jax.tree.map(lambda a: a.reshape(-1, segment), now)
            (theta, _), _ = jax.lax.scan(jax.checkpoint(run), carry, parts)
        return loss_of(theta, *valid)

    @jax.jit
    def outer(h, m, v, t):
        value, g = jax.value_and_grad(outer_loss)(h)
        m = jax.tree.map(lambda a, b: 0.9 * a + 0.1 * b, m, g)
        v = jax.tree.map(lambda a, b: 0.999 * a + 0.001 * b * b, v, g)
        h = jax.tree.map(lambda p, a, b: p - 1e-2 * (a / (1 - 0.9**t)) / (jnp.sqrt(b / (1 - 0.999**t)) + 1e-8),
                         h, m, v)
        return h, m, v, value

    h = (jnp.full(steps, math.log(0.05)), jnp.full(4, math.log(1e-4)))
    m = v = jax.tree.map(jnp.zeros_like, h)
    before, times = peak(), []
    outer = outer.lower(h, m, v, 1.0).compile()
    buffers = outer.memory_analysis().temp_size_in_bytes / 2**20
    for t in range(1, arguments.outer + 1):
        begin = time.process_time()
        h, m, v, value = outer(h, m, v, float(t))
        value.block_until_ready()
        times.append(time.process_time() - begin)
    print(f"jax {jax.__version__} {arguments.form}: {statistics.median(times[1:]):.4f} s a step, "
          f"peak {peak():.0f} MiB, {before:.0f} before it was compiled; XLA plans {buffers:.1f} MiB of buffers")


if __name__ == "__main__":
    main()
