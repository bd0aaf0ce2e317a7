"""Writes factors.npz: matrices, their factors by JAX in float64, and the first and
second derivatives of a number made of each factor. Groups FUNCTION.MATRIX hold

  a          the matrix
  value      the factors, flattened and joined
  slope      the gradient of s(a) = sum(c (x + x^2)), x = value, c = weights
  second     the gradient of sum(d slope(a)), d = weights
  condition  the largest singular value of the matrix taken apart over the least

Signs of eigenvectors and singular vectors are those of stdlib/linalg.nest: the first
entry of a column that is at least half as large as its largest is positive.

Run: a Python with jax, factors.py
"""

import os

import jax
import jax.numpy as jnp
import numpy as np

jax.config.update("jax_enable_x64", True)
rng = np.random.default_rng(11)


def weights(*shape):
    """Numbers without rounding that the test makes again: (7 i mod 11 - 5) / 8."""
    n = int(np.prod(shape))
    return ((7 * np.arange(n) % 11 - 5) / 8).reshape(shape)


def fixed(n):
    return weights(n, n) + 2 * np.eye(n)


def with_values(values, symmetric):
    """A matrix with these singular values; a symmetric one has them as eigenvalues."""
    n = len(values)
    u, v = (np.linalg.qr(rng.normal(0, 1, (n, n)))[0] for _ in range(2))
    return (u * values) @ (u if symmetric else v).T


ill = np.logspace(0, -6, 5)
any_square = {"one": np.array([[-1.5]]), "square": rng.normal(0, 1, (5, 5)), "ill": with_values(ill, False)}
any_shape = any_square | {"tall": rng.normal(0, 1, (6, 3)), "wide": rng.normal(0, 1, (3, 6)),
                          "column": rng.normal(0, 1, (4, 1)), "row": rng.normal(0, 1, (1, 4))}
definite = {"one": np.array([[2.0]]), "square": with_values(np.array([0.5, 1, 2, 3, 5]), True),
            "ill": with_values(ill, True)}
symmetric = definite | {"indefinite": with_values(np.array([-3.0, -1, 0.25, 2, 5]), True)}


def symmetric_part(a):
    return (a + a.T) / 2


def signs(v):
    """1 or -1 for each column of v."""
    large = jnp.abs(v) >= 0.5 * jnp.max(jnp.abs(v), axis=0)
    return jax.lax.stop_gradient(jnp.sign(v[jnp.argmax(large, axis=0), jnp.arange(v.shape[1])]))


def qr(a):
    k = min(a.shape)
    q, r = jnp.linalg.qr(a[:, :k])
    s = jax.lax.stop_gradient(jnp.sign(jnp.diag(r)))
    q = q * s
    return q, (s[:, None] * r if a.shape[0] >= a.shape[1]
               else jnp.concatenate([s[:, None] * r, q.T @ a[:, k:]], axis=1))


def eigh(a):
    values, vectors = jnp.linalg.eigh(symmetric_part(a))
    return values, vectors * signs(vectors)


def svd(a):
    u, s, vt = jnp.linalg.svd(a, full_matrices=False)
    sign = signs(vt.T)
    return u * sign, s, vt.T * sign


def singular_values(a):
    return jnp.linalg.svd(a, full_matrices=False, compute_uv=False)


def least_squares(a):
    """By pseudo-inverses of full rank, through solve."""
    b = weights(a.shape[0], 2)
    if a.shape[0] >= a.shape[1]:
        return jnp.linalg.solve(a.T @ a, a.T @ b)
    return a.T @ jnp.linalg.solve(a @ a.T, b)


well = {name: a for name, a in any_shape.items() if name != "ill"}      # a.T @ a has its condition squared
functions = {                                                           # in the order of the test
    "solve": (any_square, lambda a: jnp.linalg.solve(a, weights(a.shape[0], 2))),
    "right_side": (any_square, lambda b: jnp.linalg.solve(fixed(b.shape[0]), b)),
    "inverse": (any_square, jnp.linalg.inv),
    "log_det": (any_square, lambda a: jnp.linalg.slogdet(a)[1]),
    "cholesky": (definite, lambda a: jnp.linalg.cholesky(symmetric_part(a))),
    "qr": (any_shape, qr),
    "eigenvalues": (symmetric, lambda a: jnp.linalg.eigvalsh(symmetric_part(a))),
    "eigh": (symmetric, eigh),
    "singular_values": (any_shape, singular_values),
    "svd": (any_shape, svd),
    "least_squares": (well, least_squares),
}

out = {}
for name, (matrices, function) in functions.items():
    for matrix, a in matrices.items():
        def flat(a):
            return jnp.concatenate([jnp.ravel(part) for part in jax.tree.leaves(function(a))])

        def score(a):
            x = flat(a)
            return jnp.sum(weights(x.size) * (x + x**2))

        slope = jax.grad(score)
        group = {"a": a, "value": flat(a), "slope": slope(a),
                 "condition": np.linalg.cond(fixed(a.shape[0]) if name == "right_side" else a),
                 "second": jax.grad(lambda a: jnp.sum(weights(*a.shape) * slope(a)))(a)}
        for key, value in group.items():
            value = np.array(value, np.float64, order="C")
            assert np.isfinite(value).all(), (name, matrix, key)
            out[f"{name}.{matrix}.{key}"] = value
        print(name, matrix, *(f"{key} {np.max(np.abs(value)):.2g}" for key, value in group.items()))
np.savez_compressed(os.path.join(os.path.dirname(os.path.abspath(__file__)), "factors.npz"), **out)
