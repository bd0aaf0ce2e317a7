"""Writes test/stdlib/optimizers-golden.nest: where 100 steps of each optimizer
lead on a small problem, computed in float64 from the formulas below.

    test/golden/make-environment.sh
    test/golden/.venv/bin/python test/golden/optimizers.py [--check]

The formulas are written from the papers named beside them, and know nothing of
stdlib/optim.nest. Before anything is written, three things are checked:

  - the gradient, against central differences;
  - that the problem is well conditioned: a change of the start by 1e-13 moves
    no result by more than 1e-10, so that the test's 1e-9 leaves room for other
    roundings and for nothing else;
  - the formulas, against Optax, with settings under which both say the same
    (see `peers`). diffGrad has no counterpart there.

--check writes nothing and fails if the committed file would change.
"""

import pathlib
import sys

import numpy as np

TARGET = pathlib.Path(__file__).parent.parent / "stdlib/optimizers-golden.nest"
COUNTS = (1, 10, 100)

# ---- The problem: one layer of tanh with a quartic penalty on its weights

# x : [points, in], y : [points, out]; w : [in, out], c : [out]
X = np.array([[0.5, -1.2], [1.5, 0.3], [-0.7, 0.8], [0.1, 1.9], [-1.4, -0.6]])
Y = np.array([[0.6, -0.4], [-0.2, 0.9], [0.1, 0.7], [-0.8, 0.3], [0.5, -0.9]])
W = np.array([[0.9, -0.3], [0.2, 1.1]])
C = np.array([0.1, -0.2])
PENALTY = 0.03


def split(p):
    """w and c from p : [6], the order in which the leaves are flattened."""
    return p[:4].reshape(2, 2), p[4:]


START = np.concatenate([W.ravel(), C])


def loss(p):
    w, c = split(p)
    return np.mean((np.tanh(X @ w + c) - Y) ** 2) + PENALTY * np.sum(w**4)


def gradient(p):
    w, c = split(p)
    a = np.tanh(X @ w + c)
    dz = 2 * (a - Y) / Y.size * (1 - a**2)
    dw = X.T @ dz + 4 * PENALTY * w**3
    return np.concatenate([dw.ravel(), dz.sum(axis=0)])


# ---- Formulas: the step that is taken off p, from g : [6], p and t = 1, 2, ...
# s holds what is kept between steps; all of it is 0 at first.


def sgd(s, g, p, t, lr):
    return lr * g


def momentum(s, g, p, t, lr, beta=0.9):
    """Polyak 1964: the velocity u = lr v of the heavy ball, rate outside."""
    s["v"] = beta * s["v"] + g
    return lr * s["v"]


def nesterov(s, g, p, t, lr, beta=0.9):
    """Nesterov 1983 as in Sutskever et al. 2013, eq. 3 and 4, in terms of the
    point at which the gradient is taken: one more step along the velocity."""
    s["v"] = beta * s["v"] + g
    return lr * (g + beta * s["v"])


def adagrad(s, g, p, t, lr, eps=1e-10):
    """Duchi et al. 2011, section 1.3, with the diagonal of the matrix."""
    s["total"] = s["total"] + g * g
    return lr * g / (np.sqrt(s["total"]) + eps)


def rmsprop(s, g, p, t, lr, beta=0.99, eps=1e-8):
    """Hinton 2012, lecture 6e."""
    s["v"] = beta * s["v"] + (1 - beta) * g * g
    return lr * g / (np.sqrt(s["v"]) + eps)


def moments(s, g, b1, b2):
    s["m"] = b1 * s["m"] + (1 - b1) * g
    s["v"] = b2 * s["v"] + (1 - b2) * g * g


def adam(s, g, p, t, lr, b1=0.9, b2=0.999, eps=1e-8):
    """Kingma and Ba 2015, algorithm 1."""
    moments(s, g, b1, b2)
    m_hat = s["m"] / (1 - b1**t)
    v_hat = s["v"] / (1 - b2**t)
    return lr * m_hat / (np.sqrt(v_hat) + eps)


def adamw(s, g, p, t, lr, b1=0.9, b2=0.999, eps=1e-8, decay=0.01):
    """Loshchilov and Hutter 2019, algorithm 2, line 12; the decay is scaled by
    the rate, as is usual since."""
    return adam(s, g, p, t, lr, b1, b2, eps) + lr * decay * p


def amsgrad(s, g, p, t, lr, b1=0.9, b2=0.999, eps=1e-8):
    """Reddi et al. 2018, algorithm 2, with Adam's corrections for the start:
    the largest of the uncorrected v, corrected afterwards."""
    moments(s, g, b1, b2)
    s["largest"] = np.maximum(s["largest"], s["v"])
    m_hat = s["m"] / (1 - b1**t)
    return lr * m_hat / (np.sqrt(s["largest"] / (1 - b2**t)) + eps)


def adabelief(s, g, p, t, lr, b1=0.9, b2=0.999, eps=1e-8, floor=1e-16):
    """Zhuang et al. 2020, algorithm 2; the epsilon added to s has a name of
    its own, floor."""
    s["m"] = b1 * s["m"] + (1 - b1) * g
    s["s"] = b2 * s["s"] + (1 - b2) * (g - s["m"]) ** 2 + floor
    m_hat = s["m"] / (1 - b1**t)
    s_hat = s["s"] / (1 - b2**t)
    return lr * m_hat / (np.sqrt(s_hat) + eps)


def diffgrad(s, g, p, t, lr, b1=0.9, b2=0.999, eps=1e-8):
    """Dubey et al. 2020: the friction is the logistic function of
    how much the gradient has changed."""
    friction = 1 / (1 + np.exp(-np.abs(s["before"] - g)))
    s["before"] = g
    return friction * adam(s, g, p, t, lr, b1, b2, eps)


def lion(s, g, p, t, lr, b1=0.9, b2=0.99):
    """Chen et al. 2023, algorithm 2, without decay."""
    step = lr * np.sign(b1 * s["m"] + (1 - b1) * g)
    s["m"] = b2 * s["m"] + (1 - b2) * g
    return step


def adadelta(s, g, p, t, lr, rho=0.9, eps=1e-6):
    """Zeiler 2012, algorithm 1."""
    s["v"] = rho * s["v"] + (1 - rho) * g * g
    step = np.sqrt(s["u"] + eps) / np.sqrt(s["v"] + eps) * g
    s["u"] = rho * s["u"] + (1 - rho) * step**2
    return lr * step


def nadam(s, g, p, t, lr, b1=0.9, b2=0.999, eps=1e-8):
    """Dozat 2016, algorithm 2, with one mu for all steps."""
    moments(s, g, b1, b2)
    m_bar = (1 - b1) * g / (1 - b1**t) + b1 * s["m"] / (1 - b1 ** (t + 1))
    return lr * m_bar / (np.sqrt(s["v"] / (1 - b2**t)) + eps)


def radam(s, g, p, t, lr, b1=0.9, b2=0.999, eps=1e-8):
    """Liu et al. 2020, algorithm 2."""
    adaptive = adam(s, g, p, t, lr, b1, b2, eps)
    rho_end = 2 / (1 - b2) - 1
    rho = rho_end - 2 * t * b2**t / (1 - b2**t)
    if rho <= 4:
        return lr * s["m"] / (1 - b1**t)
    return adaptive * np.sqrt((rho - 4) * (rho - 2) * rho_end
                              / ((rho_end - 4) * (rho_end - 2) * rho))


def adan(s, g, p, t, lr, b1=0.98, b2=0.92, b3=0.99, eps=1e-8):
    """Xie et al. 2022, algorithm 1, with betas 1 - b, corrected as in its code,
    without decay."""
    change = g - s["before"] if t > 1 else 0 * g
    s["before"] = g
    s["m"] = b1 * s["m"] + (1 - b1) * g
    s["d"] = b2 * s["d"] + (1 - b2) * change
    s["n"] = b3 * s["n"] + (1 - b3) * (g + b2 * change) ** 2
    u = s["m"] / (1 - b1**t) + b2 * s["d"] / (1 - b2**t)
    return lr * u / (np.sqrt(s["n"] / (1 - b3**t)) + eps)


def schedule_free(s, g, p, t, lr, beta=0.9):
    """Defazio et al. 2024, eq. 3 to 5, with c = 1 / t; p is y, x is shown."""
    if t == 1:
        s["z"] = s["shown"] = p
    s["z"] = s["z"] - lr * g
    s["shown"] = (1 - 1 / t) * s["shown"] + s["z"] / t
    return p - ((1 - beta) * s["z"] + beta * s["shown"])


# The settings of the test, chosen so that 100 steps lead somewhere and no
# number has the value that it has by default.
CASES = [
    (sgd, dict(lr=0.03)),
    (momentum, dict(lr=0.01, beta=0.8)),
    (nesterov, dict(lr=0.01, beta=0.8)),
    (adagrad, dict(lr=0.05, eps=1e-6)),
    (rmsprop, dict(lr=0.005, beta=0.95, eps=1e-6)),
    (adam, dict(lr=0.02, b1=0.8, b2=0.99, eps=1e-6)),
    (adamw, dict(lr=0.02, b1=0.8, b2=0.99, eps=1e-6, decay=0.1)),
    (amsgrad, dict(lr=0.02, b1=0.8, b2=0.9, eps=1e-6)),
    (adabelief, dict(lr=0.02, b1=0.8, b2=0.99, eps=1e-6, floor=1e-12)),
    (diffgrad, dict(lr=0.02, b1=0.8, b2=0.99, eps=1e-6)),
    (lion, dict(lr=0.01, b1=0.8, b2=0.95)),
    (adadelta, dict(lr=0.5, rho=0.8, eps=1e-3)),
    (nadam, dict(lr=0.02, b1=0.8, b2=0.99, eps=1e-6)),
    (radam, dict(lr=0.02, b1=0.8, b2=0.99, eps=1e-6)),
    (adan, dict(lr=0.02, b1=0.9, b2=0.7, b3=0.95, eps=1e-6)),
    (schedule_free, dict(lr=0.3, beta=0.8)),
]

# The rates that the library takes by default; the other defaults stand above.
RATES = dict(
    sgd=0.1, momentum=0.05, nesterov=0.05, adagrad=0.01, rmsprop=1e-3,
    adam=1e-3, adamw=1e-3, amsgrad=1e-3, adabelief=1e-3, diffgrad=1e-3,
    lion=1e-4, adadelta=1.0, nadam=1e-3, radam=1e-3, adan=1e-3,
    schedule_free=0.1,
)


class Zeros(dict):
    """What an optimizer keeps: zeros until it is set."""

    def __missing__(self, name):
        return 0.0


def train(formula, settings, count, start=START):
    p, s = start.copy(), Zeros()
    for t in range(1, count + 1):
        p = p - formula(s, gradient(p), p, t, **settings)
    return s.get("shown", p)


# ---- Checks


def check_gradient():
    h = 1e-6
    for point in (START, START + 0.3 * np.arange(6)):
        for i, unit in enumerate(np.eye(6)):
            probe = (loss(point + h * unit) - loss(point - h * unit)) / (2 * h)
            assert abs(probe - gradient(point)[i]) < 1e-9, (i, probe)


def check_conditioning(formula, settings):
    end = train(formula, settings, COUNTS[-1])
    for sign in (-1, 1):
        moved = START * (1 + sign * 1e-13 * np.cos(np.arange(6)))
        distance = np.max(np.abs(train(formula, settings, 100, moved) - end))
        assert distance < 1e-10, (formula.__name__, distance)


def peers(jax, optax):
    """(formula, settings, what Optax calls it with settings that make it equal).

    Optax puts Adagrad's epsilon inside the root, so there it is 0. It takes the
    largest corrected second moment in AMSGrad, so there the correction is
    switched off and moves into the rate, which is exact where epsilon is 0. Its
    Adan has 1 - b2 where the paper's algorithm and code have b2 (its beta2 is
    1 - b2), so there b2 is 1/2."""

    def corrected(step):
        return 0.02 * jax.numpy.sqrt(1 - 0.9 ** (step + 1.0))

    return [
        (sgd, dict(lr=0.03), optax.sgd(0.03)),
        (momentum, dict(lr=0.01, beta=0.8), optax.sgd(0.01, momentum=0.8)),
        (nesterov, dict(lr=0.01, beta=0.8),
         optax.sgd(0.01, momentum=0.8, nesterov=True)),
        (adagrad, dict(lr=0.05, eps=0.0),
         optax.adagrad(0.05, initial_accumulator_value=0.0, eps=0.0)),
        (rmsprop, dict(lr=0.005, beta=0.95, eps=1e-6),
         optax.rmsprop(0.005, decay=0.95, eps=1e-6, eps_in_sqrt=False)),
        (adam, dict(lr=0.02, b1=0.8, b2=0.99, eps=1e-6),
         optax.adam(0.02, b1=0.8, b2=0.99, eps=1e-6)),
        (adamw, dict(lr=0.02, b1=0.8, b2=0.99, eps=1e-6, decay=0.1),
         optax.adamw(0.02, b1=0.8, b2=0.99, eps=1e-6, weight_decay=0.1)),
        (amsgrad, dict(lr=0.02, b1=0.8, b2=0.9, eps=0.0),
         optax.amsgrad(corrected, b1=0.8, b2=0.9, eps=0.0,
                       bias_correction_nu=False)),
        (adabelief, dict(lr=0.02, b1=0.8, b2=0.99, eps=1e-6, floor=1e-12),
         optax.adabelief(0.02, b1=0.8, b2=0.99, eps=1e-6, eps_root=1e-12)),
        (lion, dict(lr=0.01, b1=0.8, b2=0.95),
         optax.lion(0.01, b1=0.8, b2=0.95, weight_decay=0.0)),
        (adadelta, dict(lr=0.5, rho=0.8, eps=1e-3),
         optax.adadelta(0.5, rho=0.8, eps=1e-3)),
        (nadam, dict(lr=0.02, b1=0.8, b2=0.99, eps=1e-6),
         optax.nadam(0.02, b1=0.8, b2=0.99, eps=1e-6)),
        (radam, dict(lr=0.02, b1=0.8, b2=0.99, eps=1e-6),
         optax.radam(0.02, b1=0.8, b2=0.99, eps=1e-6, threshold=4.0)),
        (adan, dict(lr=0.02, b1=0.9, b2=0.5, b3=0.95, eps=1e-6),
         optax.adan(0.02, b1=0.9, b2=0.5, b3=0.95, eps=1e-6, eps_root=0.0)),
        (schedule_free, dict(lr=0.3, beta=0.8),
         optax.contrib.schedule_free_sgd(0.3, b1=0.8)),
    ]  # fmt: skip


def check_peers():
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    for formula, settings, peer in peers(jax, optax):
        p = jax.numpy.asarray(START)
        state = peer.init(p)
        for _ in range(COUNTS[-1]):
            g = jax.numpy.asarray(gradient(np.asarray(p)))
            step, state = peer.update(g, state, p)
            p = optax.apply_updates(p, step)
        if formula is schedule_free:
            p = optax.contrib.schedule_free_eval_params(state, p)
        distance = np.max(np.abs(p - train(formula, settings, COUNTS[-1])))
        print(f"{formula.__name__:10} {distance:.1e} from Optax {optax.__version__}")
        assert distance < 1e-10, formula.__name__


# ---- The test


def numbers(array):
    """A list in the language: the shortest digits, at most 17, that read back
    to the same float64."""
    if array.ndim > 1:
        return "[" + ", ".join(numbers(row) for row in array) + "]"
    return "[" + ", ".join(repr(float(x)) for x in array) + "]"


def arguments(settings):
    return ", ".join(f"{name} = {value!r}" for name, value in settings.items())


HEADER = f"""\
# RUN: %nestor run --f64 %s
# Every optimizer of the library goes where its formula leads in float64. The numbers come from
# test/golden/optimizers.py, which writes this file. 1e-9 leaves room for another order of the roundings in 100 steps
# (the script has seen that they grow to less than 1e-10) and for nothing else.
import optim

const inputs  = {numbers(X)}
const targets = {numbers(Y)}

fn loss(p) -> f32 = mean((tanh(f32(inputs) @ p.w + p.c) - f32(targets))^2) + {PENALTY!r} * sum(p.w^4)

fn train(opt: optimizer, k: int) =
  minimize p from (w = f32({numbers(W)}), c = f32({numbers(C)})) with opt for k steps {{ loss(p) }}

fn reaches(opt: optimizer, k: int, golden) = max(abs(flatten(train(opt, k)) - f32(golden))) <= 1e-9
"""


def text():
    parts = [HEADER, "# After 1, 10 and 100 steps.", "experiment steps {"]
    for formula, settings in CASES:
        name = formula.__name__
        parts.append(f"  {name} = optim.{name}({arguments(settings)})")
        for count in COUNTS:
            golden = numbers(train(formula, settings, count))
            parts.append(f"  claim {name}_{count}:")
            parts[-1] += f" reaches({name}, {count}, {golden})"
    parts += ["}", "", "# With nothing said, 100 steps.", "experiment defaults {"]
    for formula, _ in CASES:
        name = formula.__name__
        golden = numbers(train(formula, dict(lr=RATES[name]), COUNTS[-1]))
        parts.append(f"  claim {name}: reaches(optim.{name}(), 100, {golden})")
    return "\n".join(parts + ["}", ""])


def main():
    check_gradient()
    for formula, settings in CASES:
        check_conditioning(formula, settings)
        check_conditioning(formula, dict(lr=RATES[formula.__name__]))
    check_peers()
    if "--check" in sys.argv[1:]:
        sys.exit(TARGET.read_text() != text() and f"{TARGET} is out of date")
    TARGET.write_text(text())


if __name__ == "__main__":
    main()
