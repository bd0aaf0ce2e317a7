"""diffgrad_shares.py METRICS.csv: the grid of catalogue/diffgrad_functions once
more, in float64 and written anew from the paper's formulas (Dubey et al. 2020,
algorithm 1 and the functions of section 4.1). Of each share of the grid at most
TRAJECTORIES of 164 trajectories may end otherwise than in the metrics. The
functions have kinks, around which trajectories jump for ever: moving all starts
by 1e-16 or 1e-7 changes how up to 7 of them end, in this script alone."""

import csv
import math
import sys

TRAJECTORIES = 8
STEPS = 300
B1, B2, EPS = 0.95, 0.999, 1e-8


def f1(x):
    if x <= 0:
        return (x + 0.3) ** 2, 2 * (x + 0.3)
    return (x - 0.2) ** 2 + 0.05, 2 * (x - 0.2)


def f2(x):
    if x <= -0.9:
        return -40 * x - 35.15, -40
    slope = 3 * x * x + math.sin(8 * x) + 8 * x * math.cos(8 * x)
    return x**3 + x * math.sin(8 * x) + 0.85, slope


def f3(x):
    sign = (x > 0) - (x < 0)
    if abs(x) > 0.5:
        return x * x, 2 * x
    if abs(x) > 0.4:
        return 0.75 - abs(x), -sign
    return 7 * abs(x) / 8, 7 * sign / 8


def end(f, lr, x, friction):
    m = v = last = 0.0
    for t in range(1, STEPS + 1):
        g = f(x)[1]
        m = B1 * m + (1 - B1) * g
        v = B2 * v + (1 - B2) * g * g
        step = lr * (m / (1 - B1**t)) / (math.sqrt(v / (1 - B2**t)) + EPS)
        if friction:
            step /= 1 + math.exp(-abs(last - g))
        last = g
        x -= step
    return f(x)[0]


with open(sys.argv[1], newline="") as metrics:
    reported = {row["name"]: float(row["value"]) for row in csv.DictReader(metrics)}
starts = [-1 + i / 20 for i in range(41)]
rates = [0.01, 0.03, 0.1, 0.3]
failures = 0
for f in (f1, f2, f3):
    low = min(f(-1 + i / 100_000)[0] for i in range(200_001))
    for name, friction in (("adam", False), ("diffgrad", True)):
        found = [end(f, lr, x, friction) - low < 1e-2 for lr in rates for x in starts]
        share = sum(found) / len(found)
        value = reported[f"{name}.{f.__name__}"]
        print(f"{name}.{f.__name__} {value:.4f} here {share:.4f}")
        failures += abs(value - share) > (TRAJECTORIES + 0.5) / len(found)
sys.exit(1 if failures else 0)
