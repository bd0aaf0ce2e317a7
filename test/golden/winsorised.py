"""The training with wrong labels of examples/catalogue/coherence.nest in
PyTorch: gradient descent against descent along winsorised means of the
gradients of single examples. Prints the shares of training labels (all, wrong)
and of test pictures that the network gets right, as means of ten passes.

    python winsorised.py FOLDER [SEEDS]

FOLDER holds the four gzip files of Fashion-MNIST. It is how the claims of the
example were calibrated; no test runs it, since it takes minutes.
"""

import gzip
import sys

import numpy
import torch
from torch.func import functional_call, grad, vmap

EXAMPLES, BATCH, PASSES, RATE, WRONG = 2000, 64, 80, 0.1, 0.5


def read(path):
    data = gzip.open(path).read()
    axes = data[3]
    shape = [int.from_bytes(data[4 + 4 * i : 8 + 4 * i], "big") for i in range(axes)]
    return numpy.frombuffer(data, numpy.uint8, offset=4 + 4 * axes).reshape(shape)


def small(folder, part, count):
    x = read(f"{folder}/{part}-images-idx3-ubyte.gz")[:count].astype(numpy.float32) / 255
    x = x.reshape(-1, 14, 2, 14, 2).mean((2, 4)).reshape(-1, 196)
    y = read(f"{folder}/{part}-labels-idx1-ubyte.gz")[:count].astype(numpy.int64)
    return torch.tensor((x - 0.286) / 0.353), torch.tensor(y)


def train(train_set, test_set, seed, clipped):
    """clipped: how many values at each end, or None for the mean."""
    torch.manual_seed(seed)
    x, y = train_set
    wrong = torch.rand(EXAMPLES) < WRONG
    y = torch.where(wrong, torch.randint(0, 10, (EXAMPLES,)), y)
    net = torch.nn.Sequential(torch.nn.Linear(196, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10))
    weights = {name: value.detach().clone() for name, value in net.named_parameters()}

    def loss(weights, x, y):
        return torch.nn.functional.cross_entropy(functional_call(net, weights, (x,)), y)

    def right(x, y):
        return (functional_call(net, weights, (x,)).argmax(1) == y).float()

    rows = []
    for _ in range(PASSES):
        order = torch.randperm(EXAMPLES)
        for i in range(EXAMPLES // BATCH):
            batch = order[i * BATCH : (i + 1) * BATCH]
            if clipped is None:
                slope = grad(loss)(weights, x[batch], y[batch])
            else:
                slope = vmap(grad(loss), (None, 0, 0))(weights, x[batch], y[batch])
                for name, g in slope.items():
                    s = numpy.sort(g.numpy(), axis=0)
                    low, high = torch.tensor(s[clipped]), torch.tensor(s[-1 - clipped])
                    slope[name] = g.clamp(low, high).mean(0)
            weights = {name: w - RATE * slope[name] for name, w in weights.items()}
        rows.append([right(x, y).mean().item(), right(x, y)[wrong].mean().item(), right(*test_set).mean().item()])
    return numpy.mean(rows[PASSES // 2 - 10 : PASSES // 2], axis=0), numpy.mean(rows[-10:], axis=0)


def main():
    torch.set_num_threads(1)
    sets = small(sys.argv[1], "train", EXAMPLES), small(sys.argv[1], "t10k", 10_000)
    for seed in range(int(sys.argv[2]) if len(sys.argv) > 2 else 3):
        for clipped in (None, 12):
            half, end = train(*sets, seed, clipped)
            name = "mean" if clipped is None else f"clipped at {clipped}"
            print(f"seed {seed} {name}: all, wrong, test {end.round(3)}; after half the passes {half.round(3)}", flush=True)


if __name__ == "__main__":
    main()
