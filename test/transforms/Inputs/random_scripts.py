"""Compiles random scripts whose loops rebind, exchange and branch over their
names, and compares gradients, and gradients of these, with central differences.

usage: random_scripts.py NESTOR [--scripts N] [--seed S] [--print]

Script K of seed S is the same whatever N is. Unlike random_programs.py, which
makes operations, this makes statements as a user writes them: what the
evaluator merges in branches, and what bufferization places in carries.
"""

import argparse
import os
import random
import re
import subprocess
import sys
import tempfile

TOLERANCE = 1e-5  # relative, of differences with steps of 1e-5 in f64
EXPRESSIONS = [
    "{a} + 0.3 * {b}", "{a} * {b}", "r * {a}", "reverse({a})", "{a} + sum({b})",
    "tanh({a}) + {b}", "cumsum({a}) * 0.5", "{a}[i32([2, 0, 1])]",
    "[sum({a} * k) + k for k in {b}]", "where({a} > {b}, {a}, 0.5 * {b})",
    "(match t % 3 {{ 0 -> {a}; 1 -> 2 * {b}; _ -> {a} * {b} }})",
    "(minimize q from {a} with optim.momentum(0.1) for 2 steps {{ sum((q - {b})^2) + 0.1 * sum(q^4) }})",
    "grad {a} {{ sum(sin({a}) * {b}) }}",
]
STATEMENTS = [
    "{a} = {e}", "{a} = {e}", "{a} = {e}", "{a}[t % 3] = sum({b}) * 0.3", "{a}[1..] = {b}[..2] * 0.7",
    "{a}, {b} = {b}, {a}", "if t > 1 {{ {a} = {e}; {b} = {a} }}", "if x[t] > 0 {{ {a} = {e} }} else {{ {b} = {a} }}",
    "if t % 2 == 0 {{ {a}, {b} = {b}, {e} }}", "for j in 0..2 {{ {a} = {a} * 0.9 + 0.1 * {b}; {b}[j] = {a}[2 - j] }}",
    "minimize {a} with optim.momentum(r[0]) {{ sum(({a} - {b})^2) }}",
]


def script(seed, number):
    source = random.Random(f"{seed}/{number}")
    names = ["a", "b", "c"][: source.choice([2, 2, 3])]

    def statement():
        a, b = source.sample(names, 2)
        e = source.choice(EXPRESSIONS).format(a=a, b=b)
        return source.choice(STATEMENTS).format(a=a, b=b, e=e)

    starts = dict(zip(names, ["r", "ones([3])", "0.5 * r"]))
    body = "\n      ".join(statement() for _ in range(source.randint(2, 5)))
    bounded = "; ".join(f"{name} = tanh({name})" for name in names)
    total = " + ".join(f"{k + 1} * {name}^2" for k, name in enumerate(names))
    return f"""import optim
experiment e {{
  r = f32([0.05, 0.1, 0.3])
  x ~ normal(0, 1)[8]
  fn h(r) {{
    {"; ".join(f"{name} = {start}" for name, start in starts.items())}
    for t in 0..4 {{
      {body}
      {bounded}
    }}
    sum(x) * 0.01 + sum(r) + sum({total})
  }}
  fn slope(r) = dot(grad r {{ h(r) }}, f32([1.0, 2.0, 3.0]))
  fn apart(g, f) = norm(g - [(f(r + 1e-5 * o) - f(r - 1e-5 * o)) / 2e-5 for o in eye(3)]) / (norm(g) + 1e-3)
  print "first", apart(grad r {{ h(r) }}, h), "second", apart(grad r {{ slope(r) }}, slope)
}}
"""


def failure(nestor, text, folder):
    """What is wrong with a script, or an empty text."""
    path = os.path.join(folder, "script.nest")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    done = subprocess.run([nestor, "run", path, "--f64", "--out", tempfile.mkdtemp(dir=folder)],
                          capture_output=True, text=True)
    if done.returncode:
        return f"status {done.returncode}\n{done.stderr}"
    found = [float(number) for number in re.findall(r" = (\S+)$", done.stdout, re.M)]
    holds = len(found) == 2 and all(number < TOLERANCE for number in found)
    return "" if holds else done.stdout


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("nestor")
    parser.add_argument("--scripts", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--print", action="store_true")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}")
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(arguments.scripts):
            text = script(arguments.seed, number)
            if arguments.print:
                print(text)
            elif message := failure(arguments.nestor, text, folder):
                wrong += 1
                print(f"script {number}: {message}\n{text}")
    print(f"{arguments.scripts} scripts, {wrong} wrong")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
