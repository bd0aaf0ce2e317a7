"""Writes test/golden/layers.npz: inputs, parameters and outputs of layers,
computed in float64 from the formulas of the papers, which know nothing of
stdlib/nn.nest. Attention is checked against JAX before anything is written.

    test/golden/make-environment.sh
    test/golden/.venv/bin/python test/golden/layers.py [--check]

--check writes nothing and fails if the committed numbers would change.
"""

import pathlib
import sys

import jax
import numpy as np

jax.config.update("jax_enable_x64", True)
TARGET = pathlib.Path(__file__).parent / "layers.npz"
rng = np.random.default_rng(20)


def draw(*shape):
    return rng.normal(size=shape)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def normalised(x, axes):
    mean = x.mean(axes, keepdims=True)
    return (x - mean) / np.sqrt(x.var(axes, keepdims=True) + 1e-5)


def lstm(x, w, u, b):
    """The last h of a sequence x : [t, n, in], from zeros."""
    width = u.shape[0]
    h = c = np.zeros((x.shape[1], width))
    for row in x:
        i, f, g, o = np.split(row @ w + h @ u + b, 4, axis=-1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
    return h


def gru(x, w, u, b, k):
    width = u.shape[0]
    h = np.zeros((x.shape[1], width))
    for row in x:
        xr, xz, xn = np.split(row @ w + b, 3, axis=-1)
        hr, hz, hn = np.split(h @ u, 3, axis=-1)
        r, z = sigmoid(xr + hr), sigmoid(xz + hz)
        h = (1 - z) * np.tanh(xn + r * (hn + k)) + z * h
    return h


def attention(x, wq, wk, wv, wo, heads, causal):
    """x : [n, t, width]"""
    n, t, width = x.shape
    parts = [(x @ w).reshape(n, t, heads, width // heads) for w in (wq, wk, wv)]
    query, key, value = parts
    scores = np.einsum("nqhd,nkhd->nhqk", query, key) / np.sqrt(width / heads)
    if causal:
        scores = np.where(np.tril(np.ones((t, t), bool)), scores, -np.inf)
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    weights /= weights.sum(-1, keepdims=True)
    mixed = np.einsum("nhqk,nkhd->nqhd", weights, value)
    peer = jax.nn.dot_product_attention(query, key, value, is_causal=causal)
    assert np.abs(mixed - peer).max() < 1e-5  # its softmax is f32
    return mixed.reshape(n, t, width) @ wo


def main():
    values = {"x": draw(5, 2, 6), "images": draw(2, 3, 4, 6), "scale": draw(6),
              "shift": draw(6), "w4": draw(6, 12), "u4": draw(3, 12),
              "b4": draw(12), "w3": draw(6, 9), "u3": draw(3, 9), "b3": draw(9),
              "k": draw(3), "q": draw(6, 6), "key": draw(6, 6),
              "v": draw(6, 6), "o": draw(6, 6)}
    g = values
    grouped = g["images"].reshape(2, 3, 4, 2, 3)
    g["layer_norm"] = normalised(g["x"], -1) * g["scale"] + g["shift"]
    g["group_norm"] = (normalised(grouped, (1, 2, 4)).reshape(2, 3, 4, 6)
                       * g["scale"] + g["shift"])
    g["instance_norm"] = normalised(g["images"], (1, 2))
    g["lstm"] = lstm(g["x"], g["w4"], g["u4"], g["b4"])
    g["gru"] = gru(g["x"], g["w3"], g["u3"], g["b3"], g["k"])
    g["attention"] = attention(g["x"], g["q"], g["key"], g["v"], g["o"], 2, False)
    g["causal"] = attention(g["x"], g["q"], g["key"], g["v"], g["o"], 2, True)
    if "--check" in sys.argv:
        with np.load(TARGET) as committed:
            for name, value in values.items():
                assert np.abs(committed[name] - value).max() < 1e-14, name
        return
    np.savez(TARGET, **values)


main()
