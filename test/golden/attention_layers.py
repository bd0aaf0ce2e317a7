"""Writes attention_layers.npz: inputs, parameters, outputs and gradients of layers
by PyTorch in float64: attention with masks, linear attention as the sum over all
pairs of tokens that it stands for, three-dimensional and depthwise convolutions.

Run: a Python with torch, attention_layers.py
"""

import os

import numpy as np
import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(9)
out = {}
n, t, width, heads = 3, 6, 8, 2

x = torch.randn(n, t, width, requires_grad=True)
weights = {name: torch.randn(width, width) / width**0.5 for name in ("query", "key", "value", "out")}
shifts = {name: torch.randn(width) for name in weights}
out |= {f"w.{name}": w for name, w in weights.items()} | {f"b.{name}": b for name, b in shifts.items()} | {"x": x}


def parts():
    rows = [x @ weights[name] + shifts[name] for name in ("query", "key", "value")]
    return [r.reshape(n, t, heads, width // heads).transpose(1, 2) for r in rows]


def joined(y):
    return y.transpose(1, 2).reshape(n, t, width) @ weights["out"] + shifts["out"]


def linear(causal):
    q, k, v = parts()
    alike = (F.elu(q) + 1) @ (F.elu(k) + 1).mT
    if causal:
        alike = alike.tril()
    return joined(alike / alike.sum(-1, keepdim=True) @ v)


mask = torch.rand(t, t) < 0.5
masks = torch.rand(n, t, t) < 0.5
for m in (mask, masks):
    m[..., range(t), range(t)] = True
out |= {"mask": mask, "masks": masks}
results = {
    "attention": joined(F.scaled_dot_product_attention(*parts())),
    "causal": joined(F.scaled_dot_product_attention(*parts(), is_causal=True)),
    "masked": joined(F.scaled_dot_product_attention(*parts(), attn_mask=mask)),
    "masked_each": joined(F.scaled_dot_product_attention(*parts(), attn_mask=masks[:, None])),
    "both": joined(F.scaled_dot_product_attention(*parts(), attn_mask=mask.tril())),
    "linear": linear(causal=False),
    "linear_causal": linear(causal=True),
}
for name, y in results.items():
    out |= {name: y, f"{name}_slope": torch.autograd.grad((y**2).sum(), x)[0]}

volume, w, b = torch.randn(2, 2, 4, 5, 6), torch.randn(3, 2, 3, 3, 3), torch.randn(3)
last = lambda y: y.movedim(1, -1)
out |= {"volume": last(volume), "w3": w.permute(2, 3, 4, 1, 0), "b3": b,
        "conv3d": last(F.conv3d(volume, w, b, padding=1)), "conv3d_strided": last(F.conv3d(volume, w, b, stride=2, padding=1))}

image, w, b = torch.randn(2, 3, 6, 5), torch.randn(6, 1, 3, 3), torch.randn(6)
out |= {"image": last(image), "wd": w.permute(2, 3, 1, 0), "bd": b,
        "depthwise": last(F.conv2d(image, w, b, padding=1, groups=3)),
        "depthwise_strided": last(F.conv2d(image, w, b, stride=2, padding=2, dilation=2, groups=3))}

out = {name: np.ascontiguousarray(value.detach().numpy()) for name, value in out.items()}
np.savez_compressed(os.path.join(os.path.dirname(os.path.abspath(__file__)), "attention_layers.npz"), **out)
print({name: value.shape for name, value in out.items()})
