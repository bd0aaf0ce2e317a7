"""Writes losses.npz: inputs, and the values and gradients of losses by PyTorch in
float64, where it has them, else by their formulas; and statistics by SciPy,
scikit-learn and scikit-image.

Run: a Python with torch, scipy, scikit-learn and scikit-image, losses.py
"""

import os

import numpy as np
import scipy.linalg
import scipy.stats
import skimage.metrics
import sklearn.metrics
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
rng = np.random.default_rng(7)
out = {
    "a": rng.normal(0, 1, (6, 4)), "b": rng.normal(0, 1, (6, 4)), "c": rng.normal(0, 1, (6, 4)),
    "variance": rng.uniform(0.2, 2, (6, 4)), "shares": rng.uniform(0, 1, (6, 4)),
    "marks": rng.integers(0, 2, (6, 4)).astype(np.float64), "labels": rng.integers(0, 4, 6).astype(np.int32),
    "guesses": rng.integers(0, 4, 200).astype(np.int32), "truth": rng.integers(0, 4, 200).astype(np.int32),
    "scores": np.round(rng.normal(0, 1, 60), 1), "classes": rng.integers(0, 2, 60).astype(np.int32),
    "other": np.round(rng.normal(0, 1, 60), 1),
    "image": rng.uniform(0, 1, (32, 28)), "features": rng.normal(0, 1, (40, 5)),
}
out["picture"] = np.clip(out["image"] + rng.normal(0, 0.1, out["image"].shape), 0, 1)
out["others"] = rng.normal(0.3, 1.2, (50, 5)) @ (np.eye(5) + 0.3 * rng.normal(0, 1, (5, 5)))
t = {k: torch.tensor(v) for k, v in out.items()}
b, c, marks, labels = t["b"], t["c"], t["marks"], t["labels"].long()

losses = {
    "mse": lambda a: F.mse_loss(a, b),
    "mae": lambda a: F.l1_loss(a, b),
    "huber": lambda a: F.huber_loss(a, b, delta=0.7),
    "log_cosh": lambda a: torch.log(torch.cosh(a - b)).mean(),
    "gaussian": lambda a: F.gaussian_nll_loss(a, b, t["variance"]),
    "cross_entropy": lambda a: F.cross_entropy(a, labels),
    "smoothed": lambda a: F.cross_entropy(a, labels, label_smoothing=0.1),
    "binary": lambda a: F.binary_cross_entropy_with_logits(a, t["shares"]),
    "focal": lambda a: (torch.where(marks > 0, 0.25, 0.75)
                        * (1 - torch.where(marks > 0, torch.sigmoid(a), torch.sigmoid(-a)))**2
                        * F.binary_cross_entropy_with_logits(a, marks, reduction="none")).mean(),
    "hinge": lambda a: torch.clamp(1 - (2 * marks - 1) * a, min=0).mean(),
    "dice": lambda a: 1 - (2 * (torch.sigmoid(a) * marks).sum() + 1) / (torch.sigmoid(a).sum() + marks.sum() + 1),
    "triplet": lambda a: F.triplet_margin_loss(a, b, c, margin=0.8, eps=0),
    "info_nce": lambda a: F.cross_entropy(F.normalize(a) @ F.normalize(b).T / 0.2, torch.arange(6)),
}
for name, loss in losses.items():
    a = t["a"].clone().requires_grad_()
    value = loss(a)
    out[f"values.{name}"] = value.detach().numpy()
    out[f"slopes.{name}"] = torch.autograd.grad(value, a)[0].numpy()


def frechet(x, y):
    difference = x.mean(0) - y.mean(0)
    s, r = np.cov(x.T), np.cov(y.T)
    return difference @ difference + np.trace(s + r - 2 * scipy.linalg.sqrtm(s @ r).real)


statistics = {
    "auc": sklearn.metrics.roc_auc_score(out["classes"], out["scores"]),
    "confusion": sklearn.metrics.confusion_matrix(out["truth"], out["guesses"]).astype(np.float64),
    "pearson": scipy.stats.pearsonr(out["scores"], out["other"])[0],
    "spearman": scipy.stats.spearmanr(out["scores"], out["other"])[0],
    "kendall": scipy.stats.kendalltau(out["scores"], out["other"])[0],
    "psnr": skimage.metrics.peak_signal_noise_ratio(out["image"], out["picture"], data_range=1),
    "ssim": skimage.metrics.structural_similarity(out["image"], out["picture"], data_range=1, gaussian_weights=True,
                                                  sigma=1.5, use_sample_covariance=False),
    "frechet": frechet(out["features"], out["others"]),
}
out |= {f"statistics.{name}": np.asarray(value, np.float64) for name, value in statistics.items()}
np.savez_compressed(os.path.join(os.path.dirname(os.path.abspath(__file__)), "losses.npz"), **out)
print({name: float(np.sum(value)) for name, value in statistics.items()})
