"""Writes distributions.npz: parameters, points, logarithms of densities, moments
and entropies by SciPy, gradients and divergences by PyTorch, all in float64; the
functions log_gamma, digamma and trigamma by SciPy; and derivatives of gamma draws
by their concentration, from differences of the distribution function in 40 digits.

Run: a Python with torch, scipy and mpmath, distributions.py
"""

import os

import mpmath
import numpy as np
import scipy.special
import scipy.stats as st
import torch
import torch.distributions as td

torch.set_default_dtype(torch.float64)
rng = np.random.default_rng(11)
out = {}
centre, wide, a, b = rng.normal(0, 1, 5), rng.uniform(0.5, 2, 5), 10 ** rng.uniform(-1, 1.5, 5), rng.uniform(0.3, 4, 5)
z, p, y = rng.normal(0, 1, (5, 3)), rng.dirichlet(np.ones(3), 5), rng.integers(0, 3, 5)
rows = 10 ** rng.uniform(-0.5, 1, (5, 3))
line, above, share = rng.normal(0, 1.5, 5), rng.gamma(2, 1, 5), rng.uniform(0.05, 0.95, 5)
bits, counts = rng.integers(0, 2, 5), rng.poisson(a)

# Name: points, parameters, the distribution of PyTorch, that of SciPy.
families = {
    "beta": (share, (a, b), td.Beta, lambda a, b: st.beta(a, b)),
    "bernoulli": (bits, (centre,), lambda z: td.Bernoulli(logits=z), lambda z: st.bernoulli(scipy.special.expit(z))),
    "categorical": (y, (z,), lambda z: td.Categorical(logits=z), None),
    "dirichlet": (p, (rows,), td.Dirichlet, None),
    "exponential": (above, (b,), td.Exponential, lambda r: st.expon(scale=1 / r)),
    "gamma": (above, (a, b), td.Gamma, lambda a, b: st.gamma(a, scale=1 / b)),
    "gumbel": (line, (centre, wide), td.Gumbel, lambda m, s: st.gumbel_r(m, s)),
    "gumbel_softmax": (p, (z,), lambda z: td.RelaxedOneHotCategorical(torch.tensor(0.7), logits=z), None),
    "laplace": (line, (centre, wide), td.Laplace, lambda m, s: st.laplace(m, s)),
    "normal": (line, (centre, wide), td.Normal, lambda m, s: st.norm(m, s)),
    "poisson": (counts, (a,), td.Poisson, lambda r: st.poisson(r)),
    "student_t": (line, (b + 2, centre, wide), td.StudentT, lambda n, m, s: st.t(n, m, s)),
    "uniform": (wide * (2 * share - 1), (-wide, wide), td.Uniform, lambda l, h: st.uniform(l, h - l)),
}
no_divergence = {"gumbel", "gumbel_softmax", "student_t"}
for name, (x, parameters, make, reference) in families.items():
    inputs = [torch.tensor(v, requires_grad=True) for v in parameters]
    at = torch.tensor(x)
    real = at.is_floating_point()
    at.requires_grad_(real)
    d = make(*inputs)
    density = d.log_prob(at.double() if name in ("bernoulli", "poisson") else at)
    expected = density.detach().numpy()
    if reference is not None:
        s = reference(*parameters)
        expected = s.logpdf(x) if real else s.logpmf(x)
        assert np.allclose(expected, density.detach().numpy(), rtol=1e-9), name
        out |= {f"{name}.mean": s.mean(), f"{name}.variance": s.var()}
        if name != "poisson":
            out[f"{name}.entropy"] = s.entropy()
    if name == "dirichlet":
        both = [st.dirichlet(v) for v in rows]
        out |= {f"{name}.mean": np.stack([s.mean() for s in both]), f"{name}.variance": np.stack([s.var() for s in both]),
                f"{name}.entropy": np.array([s.entropy() for s in both])}
        expected = np.array([s.logpdf(v) for s, v in zip(both, p)])
    if name == "categorical":
        out[f"{name}.entropy"] = d.entropy().detach().numpy()
    out |= {f"{name}.x": x.astype(np.float64), f"{name}.density": expected}
    slopes = torch.autograd.grad(density.sum(), ([at] if real else []) + inputs, allow_unused=True)
    slopes = [torch.zeros(v.shape) if s is None else s for s, v in zip(slopes, ([at] if real else []) + inputs)]
    if real:
        out[f"{name}.slope_x"] = slopes.pop(0).numpy()
    for i, (v, s) in enumerate(zip(parameters, slopes)):
        out |= {f"{name}.p{i}": v, f"{name}.slope{i}": s.numpy()}
    if name not in no_divergence:
        # From the distribution whose parameters stand one place further, or, of uniform ones, that is wider.
        other = [v * 1.5 if name == "uniform" else v.roll(1, 0) for v in inputs]
        out[f"{name}.kl"] = td.kl_divergence(d, make(*other)).detach().numpy()

x = np.concatenate([10 ** np.linspace(-6, 6, 200), np.linspace(0.05, 12, 200), [1, 2, 7.999999, 8, 8.000001]])
out |= {"special.x": x, "special.log_gamma": scipy.special.gammaln(x), "special.digamma": scipy.special.psi(x),
        "special.trigamma": scipy.special.polygamma(1, x), "special.third": scipy.special.polygamma(2, x)}

mpmath.mp.dps = 40


def slope(a, w):
    """dw / da of w = log z, where the distribution function F(z, a) is kept."""
    a, w = mpmath.mpf(a), mpmath.mpf(w)
    z, h = mpmath.exp(w), mpmath.mpf(10) ** -12
    below = [mpmath.gammainc(a + e, 0, z, regularized=True) for e in (h, -h)]
    density = mpmath.exp((a - 1) * w - z - mpmath.loggamma(a))
    return float(-(below[0] - below[1]) / (2 * h) / density / z)


shapes = np.concatenate([10 ** rng.uniform(-2, 3, 40), 10 ** rng.uniform(3, 4, 10)])
draws = np.log(np.maximum(st.gamma.ppf(rng.uniform(0, 1, 50), shapes), 1e-250))
out |= {"draws.a": shapes, "draws.w": draws, "draws.slope": np.array([slope(a, w) for a, w in zip(shapes, draws)])}

np.savez_compressed(os.path.join(os.path.dirname(os.path.abspath(__file__)), "distributions.npz"), **out)
print({name: float(np.sum(value)) for name, value in out.items() if "kl" in name})
