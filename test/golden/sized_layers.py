"""Writes sized_layers.npz: inputs, parameters and outputs of layers by PyTorch in
float64: root mean square norm, simple recurrent network, up-sampling, and weight
and spectral normalisation, the last with its first turns of the power method and
its gradient.

Run: a Python with torch, sized_layers.py
"""

import os

import numpy as np
import torch

torch.set_default_dtype(torch.float64)
torch.manual_seed(5)
out = {}
x, scale = torch.randn(4, 6), torch.randn(6)
out |= {"x": x, "scale": scale, "rms_norm": torch.nn.functional.rms_norm(x, (6,), scale, eps=1e-5)}

cell = torch.nn.RNN(6, 3, bias=True)
torch.nn.init.zeros_(cell.bias_hh_l0)
sequence = torch.randn(5, 2, 6)
out |= {"sequence": sequence, "w": cell.weight_ih_l0.T, "u": cell.weight_hh_l0.T, "b": cell.bias_ih_l0,
        "rnn": cell(sequence)[1][0]}

images = torch.randn(2, 3, 4, 5)
out |= {"images": images.permute(0, 2, 3, 1),
        "up_sample": torch.nn.functional.interpolate(images, scale_factor=3, mode="nearest").permute(0, 2, 3, 1)}

dense = torch.nn.utils.parametrizations.weight_norm(torch.nn.Linear(6, 3), dim=0)
dense.parametrizations.weight.original0.data = torch.rand(3, 1) + 0.5
out |= {"v": dense.parametrizations.weight.original1.T, "length": dense.parametrizations.weight.original0[:, 0],
        "shift": dense.bias, "weight_norm": dense(x)}

# One turn of the power method a call in training; PyTorch's first vector is u of [out].
plain = torch.nn.Linear(6, 3)
spectral = torch.nn.utils.parametrizations.spectral_norm(plain, n_power_iterations=1)
buffers = spectral.parametrizations.weight[0]
buffers._u.data = torch.ones(3) / 3**0.5
w = spectral.parametrizations.weight.original
spectral.eval()
buffers._v.data = torch.nn.functional.normalize(w.T @ buffers._u, dim=0).detach()
out |= {"sw": w.T.clone(), "sb": spectral.bias}
resting = spectral(x)
out |= {"spectral_rest": resting, "spectral_slope": torch.autograd.grad((resting**2).sum(), w)[0].T}
out = {name: np.ascontiguousarray(value.detach().numpy()) for name, value in out.items()}

# In training, by the formulas: v from u, then u from v, then the weights over v' w u.
u = np.ones(3) / 3**0.5
for _ in range(3):
    v = out["sw"] @ u / np.linalg.norm(out["sw"] @ u)
    u = v @ out["sw"] / np.linalg.norm(v @ out["sw"])
out["u3"] = u
np.savez_compressed(os.path.join(os.path.dirname(os.path.abspath(__file__)), "sized_layers.npz"), **out)
print({name: value.shape for name, value in out.items()})
