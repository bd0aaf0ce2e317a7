"""The condensation of examples/catalogue/dcc_condense.nest in PyTorch: class by
class (DC) against summed over the classes (DCC). Prints the share of test
pictures that fresh networks get right, for each seed.

    python gradient_matching.py FOLDER [SEEDS]

FOLDER holds the four gzip files of Fashion-MNIST. It is how the claims of the
example were calibrated; no test runs it, since it takes minutes.
"""

import gzip
import sys

import numpy
import torch
from torch import nn
from torch.nn import functional

KINDS = [0, 2, 4, 6]
WIDTH, REAL, OUTER, INNER, NET_STEPS = 24, 128, 40, 8, 5
WARM_OUTER, WARM_INNER = 10, 2
TRIALS, TRIAL_STEPS = 10, 300


def read(path):
    data = gzip.open(path).read()
    axes = data[3]
    shape = [int.from_bytes(data[4 + 4 * i : 8 + 4 * i], "big") for i in range(axes)]
    return numpy.frombuffer(data, numpy.uint8, offset=4 + 4 * axes).reshape(shape)


def by_class(folder, part):
    x = read(f"{folder}/{part}-images-idx3-ubyte.gz").astype(numpy.float32) / 255
    y = read(f"{folder}/{part}-labels-idx1-ubyte.gz")
    x = x.reshape(-1, 14, 2, 14, 2).mean((2, 4))
    x = torch.tensor((x - 0.286) / 0.353)[:, None]
    return [x[torch.tensor(y == kind)] for kind in KINDS]


def new_net():
    def block(a, b):
        conv = nn.Conv2d(a, b, 3, padding=1)
        nn.init.normal_(conv.weight, 0, (2 / (9 * a)) ** 0.5)
        nn.init.zeros_(conv.bias)
        return [conv, nn.InstanceNorm2d(b, affine=True), nn.ReLU(), nn.AvgPool2d(2)]

    head = nn.Linear(9 * WIDTH, 4)
    nn.init.normal_(head.weight, 0, (2 / (9 * WIDTH)) ** 0.5)
    nn.init.zeros_(head.bias)
    return nn.Sequential(*block(1, WIDTH), *block(WIDTH, WIDTH), nn.Flatten(), head)


def class_gradient(net, x, c, create_graph):
    loss = functional.cross_entropy(net(x), torch.full((len(x),), c))
    return torch.autograd.grad(loss, list(net.parameters()), create_graph=create_graph)


def apart(a, b):
    total = 0
    for u, v in zip(a, b):
        if u.dim() > 1:  # weights of one output unit are a row
            u, v = u.flatten(1), v.flatten(1)
            length = torch.sqrt((u * u).sum(1) * (v * v).sum(1) + 1e-12)
            total = total + (1 - (u * v).sum(1) / length).sum()
    return total


def set_loss(net, images):
    x = torch.cat(list(images))
    y = torch.arange(4).repeat_interleave(len(images[0]))
    return functional.cross_entropy(net(x), y)


def condense(start, train, contrast):
    images = start.clone().requires_grad_()
    momentum = torch.zeros_like(images)
    for i in range(OUTER):
        net = new_net()
        for j in range(INNER):
            ours, theirs = [], []
            for c in range(4):
                rows = torch.randint(0, len(train[c]), (REAL,))
                theirs.append(class_gradient(net, train[c][rows], c, False))
                ours.append(class_gradient(net, images[c], c, True))
            if contrast and not (i < WARM_OUTER and j < WARM_INNER):
                mean = lambda gs: [sum(parts) / 4 for parts in zip(*gs)]
                loss = apart(mean(ours), mean(theirs))
            else:
                loss = sum(apart(a, b) for a, b in zip(ours, theirs))
            momentum = 0.5 * momentum + torch.autograd.grad(loss, images)[0]
            images = (images - 0.1 * momentum).detach().requires_grad_()
            opt = torch.optim.SGD(net.parameters(), 0.01)
            for _ in range(NET_STEPS):
                opt.zero_grad()
                set_loss(net, images.detach()).backward()
                opt.step()
    return images.detach()


def worth(images, test):
    scores = []
    for _ in range(TRIALS):
        net = new_net()
        opt = torch.optim.SGD(net.parameters(), 0.01, momentum=0.9)
        for _ in range(TRIAL_STEPS):
            opt.zero_grad()
            set_loss(net, images).backward()
            opt.step()
        with torch.no_grad():
            right = [(net(x).argmax(1) == c).float().mean().item() for c, x in enumerate(test)]
        scores.append(numpy.mean(right))
    return numpy.mean(scores[:3]), numpy.mean(scores)


def main():
    torch.set_num_threads(1)
    train, test = by_class(sys.argv[1], "train"), by_class(sys.argv[1], "t10k")
    for seed in range(int(sys.argv[2]) if len(sys.argv) > 2 else 5):
        torch.manual_seed(seed)
        start = torch.stack([x[torch.randint(0, len(x), (1,))] for x in train])
        for name in ("random", "dc", "dcc"):
            torch.manual_seed(100 + seed)
            images = start if name == "random" else condense(start, train, name == "dcc")
            torch.manual_seed(200 + seed)
            three, all_of_them = worth(images, test)
            print(f"seed {seed} {name}: {three:.4f} by 3 networks, {all_of_them:.4f} by {TRIALS}", flush=True)


if __name__ == "__main__":
    main()
