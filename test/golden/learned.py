"""Writes test/stdlib/learned-golden.nest: where learned optimizers lead after 1, 3
and 20 steps, computed in float64 from the formulas below.

    test/golden/.venv/bin/python test/golden/learned.py [--check]

Weights of rules, starts and targets are cosines, which both sides compute. What is
trained has a tensor of each kind, since rules go tensor by tensor. The LSTM is
compared with PyTorch's, momentum and adam with Optax.
"""

import pathlib
import sys

import jax
import jax.numpy as jnp
import numpy as np
import optax
import torch

jax.config.update("jax_enable_x64", True)
TARGET = pathlib.Path(__file__).parent.parent / "stdlib/learned-golden.nest"
COUNTS = (1, 3, 20)

# ---- The problem: sum(0.5 (p - target)^2 + 0.1 p^4)

SHAPES = dict(w=(2, 3), c=(3,), v=(3, 2), k=(2, 4, 3), e=(2, 2), s=())


def waves(n, size, start):
    return size * np.cos(start + 1.7 * np.arange(n))


def split(x, shapes):
    """Tensors of these shapes from a vector, in order."""
    parts, at = [], 0
    for shape in shapes:
        n = int(np.prod(shape))
        parts.append(x[at:at + n].reshape(shape))
        at += n
    assert at == len(x)
    return parts


def tree(size, start):
    n = sum(int(np.prod(shape)) for shape in SHAPES.values())
    return dict(zip(SHAPES, split(waves(n, size, start), SHAPES.values())))


START, GOAL = tree(1.0, 0.3), tree(0.8, 2.0)


def gradient(p):
    return {name: p[name] - GOAL[name] + 0.4 * p[name] ** 3 for name in p}


# ---- Formulas: the next p of one tensor from p, g and what is kept, s, empty at first


def network(x, weights):
    for i in range(0, len(weights), 2):
        x = x @ weights[i] + weights[i + 1]
        if i + 2 < len(weights):
            x = np.maximum(x, 0)
    return x


def sizes(*widths):
    return [shape for a, b in zip(widths, widths[1:]) for shape in ((a, b), (b,))]


def stepped(p, features, t, weights, step, spread):
    """Metz et al. 2022, MLPLOpt and AdafacMLPLOpt: the features divided by their root
    mean square, those of time, and the step from the two outputs."""
    axes = tuple(range(p.ndim))
    x = np.stack(features, axis=-1)
    x = x / np.sqrt(np.mean(x**2, axis=axes, keepdims=True) + 1e-5)
    scales = np.array([1, 3, 10, 30, 100, 300, 1e3, 3e3, 1e4, 3e4, 1e5])
    clock = np.broadcast_to(np.tanh((t - 1) / scales - 1), (*p.shape, 11))
    out = network(np.concatenate([x, clock], axis=-1), weights)
    return p - step * out[..., 0] * np.exp(spread * out[..., 1])


def average(s, name, d, x):
    s[name] = d * s.get(name, 0.0) + (1 - d) * x
    return s[name]


def mlp(s, p, g, t, rule, step=1e-3, spread=1e-3):
    decays = [0.1, 0.5, 0.9, 0.99, 0.999, 0.9999]
    moments = [average(s, d, d, g) for d in decays]
    return stepped(p, [g, p, *moments], t, split(rule, sizes(19, 5, 5, 2)), step, spread)


def adafac(s, p, g, t, rule, step=1e-3, spread=1e-3):
    shapes = sizes(39, 4, 4, 2)
    weights = split(rule[:-7], shapes)
    momentum, second, factored = rule[-7:-4], rule[-4:-3], rule[-3:]

    def decay(d, z):
        return 1 - np.exp(np.log(1 - d) + 10 * z)

    m = [average(s, f"m{i}", decay(d, momentum[i]), g)
         for i, d in enumerate((0.9, 0.99, 0.999))]
    v = average(s, "v", np.clip(decay(0.999, second[0]), 0, 1), g**2)
    ds = [np.clip(decay(d, z), 0, 1) for d, z in zip((0.9, 0.99, 0.999), factored)]
    by_g, rows, columns, by_m = [], [], [], []
    for i, d in enumerate(ds):
        if p.ndim < 2:
            w = average(s, f"w{i}", d, g**2 + 1e-30)
            by_g.append(g / np.sqrt(np.maximum(w + 1e-9, 1e-9)))
            rows.append(w)
            columns.append(w)
            by_m.append(m[i] * (w + 1e-6) ** -0.5)
            continue
        order = np.argsort(p.shape, kind="stable")
        d1, d0 = int(order[-2]), int(order[-1])
        row = average(s, f"r{i}", d, np.mean(g**2 + 1e-30, axis=d0))
        column = average(s, f"c{i}", d, np.mean(g**2 + 1e-30, axis=d1))
        centre = row.mean(axis=d1 - 1 if d1 > d0 else d1, keepdims=True)
        h = (np.expand_dims(np.maximum(row / (centre + 1e-9), 1e-9) ** -0.5, d0)
             * np.expand_dims(np.maximum(column, 1e-9) ** -0.5, d1))
        by_g.append(h * g)
        rows.append(np.repeat(np.expand_dims(row, d0), p.shape[d0], axis=d0))
        columns.append(np.repeat(np.expand_dims(column, d1), p.shape[d1], axis=d1))
        by_m.append(h * m[i])
    root = (v + 1e-6) ** -0.5
    features = [g, p, *m, v, *[x * root for x in m], root, *by_g, *rows, *columns,
                *[(x + 1e-8) ** -0.5 for x in rows],
                *[(x + 1e-8) ** -0.5 for x in columns], *by_m]
    assert len(features) == 28
    return stepped(p, features, t, weights, step, spread)


WIDTH = 4
LSTM_SHAPES = [(2, 4 * WIDTH), (WIDTH, 4 * WIDTH), (4 * WIDTH,), (WIDTH, 4 * WIDTH),
               (WIDTH, 4 * WIDTH), (4 * WIDTH,), (WIDTH, 1), (1,)]


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def cell(x, h, c, w, u, b):
    """Hochreiter and Schmidhuber 1997 with the gate of Gers et al. 2000."""
    i, f, a, o = np.split(x @ w + h @ u + b, 4, axis=-1)
    c = sigmoid(f) * c + sigmoid(i) * np.tanh(a)
    return sigmoid(o) * np.tanh(c), c


def read(g, k):
    """Andrychowicz et al. 2016, appendix A."""
    large = np.abs(g) >= np.exp(-k)
    with np.errstate(divide="ignore"):
        first = np.where(large, np.log(np.abs(g)) / k, -1)
    return np.stack([first, np.where(large, np.sign(g), np.exp(k) * g)], axis=-1)


def lstm(s, p, g, t, rule, step=0.1, k=10.0):
    w1, u1, b1, w2, u2, b2, w, b = split(rule, LSTM_SHAPES)
    zero = np.zeros((*p.shape, WIDTH))
    h1, c1, h2, c2 = s.get("cells", (zero,) * 4)
    h1, c1 = cell(read(g, k), h1, c1, w1, u1, b1)
    h2, c2 = cell(h1, h2, c2, w2, u2, b2)
    s["cells"] = (h1, c1, h2, c2)
    return p + step * (h2 @ w + b)[..., 0]


def momentum(s, p, g, t, lr, beta):
    s["m"] = beta * s.get("m", 0.0) + g
    return p - lr * s["m"]


def adam(s, p, g, t, lr, b1, b2, eps):
    m, v = average(s, "m", b1, g), average(s, "v", b2, g**2)
    return p - lr * (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps)


# ---- Cases: the formula of each tensor's numbers, and the call


def alike(formula, **settings):
    return lambda name: (formula, settings)


def of_each(name):
    """A rate of its own for each tensor."""
    return adam, dict(lr=0.01 * (1 + list(SHAPES).index(name)), b1=0.8, b2=0.99, eps=1e-3)


def count(shapes):
    return sum(int(np.prod(shape)) for shape in shapes)


MLP, ADAFAC, LSTM = (waves(n, size, 0.5) for n, size in (
    (count(sizes(19, 5, 5, 2)), 0.5), (count(sizes(39, 4, 4, 2)) + 7, 0.1),
    (count(LSTM_SHAPES), 0.6)))
RULES = dict(mlp="learned.mlp_rule(5), 0.5", adafac="learned.adafac_rule(), 0.1",
             lstm=f"learned.lstm_rule({WIDTH}), 0.6")
CASES = [
    ("mlp", "learned.mlp(rule(RULE))", alike(mlp, rule=MLP)),
    ("mlp_far", "learned.mlp(rule(RULE), 0.05, 0.5)", alike(mlp, rule=MLP, step=0.05, spread=0.5)),
    ("adafac", "learned.adafac(rule(RULE))", alike(adafac, rule=ADAFAC)),
    ("adafac_far", "learned.adafac(rule(RULE), 0.1, 0.5)",
     alike(adafac, rule=ADAFAC, step=0.1, spread=0.5)),
    ("lstm", "learned.lstm(rule(RULE))", alike(lstm, rule=LSTM)),
    ("lstm_small", "learned.lstm(rule(RULE), 0.3, 0.4)", alike(lstm, rule=LSTM, step=0.3, k=0.4)),
    ("sgd", "learned.sgd(learned.sgd_numbers(0.2, like = start()))", alike(momentum, lr=0.2, beta=0.0)),
    ("momentum", "learned.momentum(learned.momentum_numbers())",
     alike(momentum, lr=0.05, beta=0.9)),
    ("momentum_set", "learned.momentum(learned.momentum_numbers(0.1, 0.7, like = start()))",
     alike(momentum, lr=0.1, beta=0.7)),
    ("adam", "learned.adam(learned.adam_numbers())",
     alike(adam, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8)),
    ("adam_of_each", "learned.adam(of_each())", of_each),
]  # fmt: skip


def flat(p):
    return np.concatenate([np.ravel(p[name]) for name in SHAPES])


def train(case, steps, start=START):
    p, s = dict(start), {name: {} for name in SHAPES}
    for t in range(1, steps + 1):
        g = gradient(p)
        for name in SHAPES:
            formula, settings = case(name)
            p[name] = formula(s[name], p[name], g[name], t, **settings)
    return flat(p)


# ---- Checks


def check_conditioning(name, case):
    end = train(case, COUNTS[-1])
    for sign in (-1, 1):
        moved = {n: x + sign * 1e-13 * np.cos(np.arange(x.size)).reshape(x.shape)
                 for n, x in START.items()}
        distance = np.max(np.abs(train(case, COUNTS[-1], moved) - end))
        assert distance < 1e-10, (name, distance)


def check_lstm():
    """Two layers of PyTorch's, on the features of three gradients."""
    w1, u1, b1, w2, u2, b2, w, b = (torch.tensor(x) for x in split(LSTM, LSTM_SHAPES))
    layers = []
    for n, (w_, u_, b_) in ((2, (w1, u1, b1)), (WIDTH, (w2, u2, b2))):
        layer = torch.nn.LSTMCell(n, WIDTH, dtype=torch.float64)
        state = dict(weight_ih=w_.T, weight_hh=u_.T, bias_ih=b_, bias_hh=0 * b_)
        layer.load_state_dict(state)
        layers.append(layer)
    p, q, s = waves(7, 1.0, 0.1), waves(7, 1.0, 0.1), {}
    first = second = None
    for t in range(1, 4):
        g = waves(7, 10.0 ** (2 - 3 * t), t)
        q = lstm(s, q, g, t, LSTM)
        first = layers[0](torch.tensor(read(g, 10.0)), first)
        second = layers[1](first[0], second)
        p = p + 0.1 * (second[0] @ w + b)[:, 0].detach().numpy()
    assert np.max(np.abs(p - q)) < 1e-13, np.max(np.abs(p - q))


def check_peers():
    peers = dict(momentum_set=optax.sgd(0.1, momentum=0.7), adam=optax.adam(1e-3))
    cases = {name: case for name, _, case in CASES}
    for name, peer in peers.items():
        p = {n: jnp.asarray(x) for n, x in START.items()}
        state = peer.init(p)
        for _ in range(COUNTS[-1]):
            step, state = peer.update(gradient(p), state, p)
            p = optax.apply_updates(p, step)
        distance = np.max(np.abs(flat(p) - train(cases[name], COUNTS[-1])))
        print(f"{name:12} {distance:.1e} from Optax {optax.__version__}")
        assert distance < 1e-10, name


# ---- The test

SHAPES_TEXT = ", ".join(f"{n} = " + (f"zeros({list(s)})" if s else "f32(0)")
                        for n, s in SHAPES.items())
HEADER = f"""\
# RUN: %nestor run --f64 %s
# Learned optimizers go where their formulas lead in float64, on tensors of each kind: the longest axis first, last and in the
# middle, vectors, a number. The numbers come from test/golden/learned.py, which writes this file and has the LSTM and the
# updates with learned numbers compared with PyTorch and Optax; see optimizers-golden.nest for the 1e-9.
import learned

fn waves(n: int, height, start) = f32([height * cos(start + 1.7 * i) for i in 0..n])
fn tree(height, start) {{
  like = ({SHAPES_TEXT})
  unflatten(like, waves(size(like), height, start))
}}
fn start() = tree(1.0, 0.3)
fn rule(like, height) = unflatten(like, waves(size(like), height, 0.5))

fn of_each() {{
  numbers = learned.adam_numbers(0.01, 0.8, 0.99, 1e-3, like = start())
  order = (w = f32(1), c = f32(2), v = f32(3), k = f32(4), e = f32(5), s = f32(6))
  (log_lr = numbers.log_lr + log(order), logit_b1 = numbers.logit_b1, logit_b2 = numbers.logit_b2, log_eps = numbers.log_eps)
}}

fn loss(p) -> f32 {{
  goal = tree(0.8, 2.0)
  sum(0.5 * (p - goal)^2 + 0.1 * p^4)
}}

# Where the tensors are before each of {COUNTS[-1] + 1} steps.
fn path(opt: optimizer) {{
  begin = start()
  (trace minimize p from begin with opt for {COUNTS[-1] + 1} steps {{ note at = flatten(p); loss(p) }}).at
}}

fn close(p, golden) = max(abs(p - f32(golden))) <= 1e-9

# After {COUNTS[0]}, {COUNTS[1]} and {COUNTS[2]} steps.
experiment steps {{"""


def text():
    parts = [HEADER]
    for name, call, case in CASES:
        rule = RULES.get(name.split("_")[0], "")
        parts.append(f"  {name} = path({call.replace('RULE', rule)})")
        for steps in COUNTS:
            golden = "[" + ", ".join(repr(float(x)) for x in train(case, steps)) + "]"
            parts.append(f"  claim {name}_{steps}: close({name}[{steps}], {golden})")
    return "\n".join(parts + ["}", ""])


def main():
    for name, _, case in CASES:
        check_conditioning(name, case)
    check_lstm()
    check_peers()
    if "--check" in sys.argv[1:]:
        sys.exit(TARGET.read_text() != text() and f"{TARGET} is out of date")
    TARGET.write_text(text())


if __name__ == "__main__":
    main()
