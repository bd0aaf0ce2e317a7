"""Compares derivatives by rules with dual numbers, on random programs.

usage: random_programs.py NESTOR_OPT [--programs N] [--seed S] [--pipeline P]
                          [--print]

One program is one function without arguments, @pK. Program K of seed S is the
same whatever N is. A failure prints the seed and the name of the program;
--print writes the programs to standard output instead of comparing them, so
that one can be cut out.

A few programs in ten thousand hold a corner (a maximum, a branch) that rounding
decides, or numbers that grow. Where the dual numbers themselves move as the
constants move in their thirteenth digit, a difference says nothing, and the
program is counted as unsteady.
"""

import argparse
import random
import re
import subprocess
import sys

import generator
import statements

PROGRAMS_A_RUN = 50
# Rounding: sums of some hundred terms of the size of 1, in another order, under
# derivatives of up to third order.
TOLERANCE = 1e-9
MOVE = 1e-13
MOST_UNSTEADY = 0.01  # of all programs: else the comparison has lost its meaning


def program(seed, number):
    """Text of program `number`."""
    source = random.Random(f"{seed}/{number}")
    return generator.Program(source, f"p{number}", statements).text()


def run(tool, text, *options):
    command = [tool, "-", "-o", "/dev/null", "--mlir-print-op-on-diagnostic=0", *options]
    return subprocess.run(command, input=text, text=True, capture_output=True)


def compare(tool, text, pipeline):
    """What is wrong: pairs of a program's name and a message. Ends where the
    comparison could not be made."""
    options = f"tolerance={TOLERANCE}" + (f" pipeline={pipeline}" if pipeline else "")
    done = run(tool, text, f"--check-compare-expanded={options}")
    print(done.stdout, end="")
    found = re.findall(r"error: (result .*)\n.*@(\w+)", done.stderr)
    if done.returncode and not found:
        sys.exit(done.stderr[:4000])
    return [(name, message) for message, name in found]


def results_by_duals(tool, text):
    main = re.sub(r"@p\d+", "@main", text)
    lines = run(tool, main, "--check-evaluate=print-results").stdout.splitlines()
    return [float(x) for line in lines for x in line.split(":")[1].split()]


def is_unsteady(tool, text):
    expected = results_by_duals(tool, text)
    for seed in range(8):
        source = random.Random(seed)
        moved = re.sub(r"-?\d\.\d{6}\b",
                       lambda m: repr(float(m[0]) * (1 + MOVE * source.uniform(-1, 1))), text)
        for a, b in zip(expected, results_by_duals(tool, moved)):
            if not abs(a - b) <= TOLERANCE * max(1, abs(a)):
                return True
    return False


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tool")
    parser.add_argument("--programs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pipeline", default="")
    parser.add_argument("--print", action="store_true")
    arguments = parser.parse_args()
    texts = {f"p{k}": program(arguments.seed, k) for k in range(arguments.programs)}
    if arguments.print:
        print("".join(texts.values()))
        return
    print(f"seed {arguments.seed}")
    wrong, unsteady, all_names = [], set(), list(texts)
    for first in range(0, len(texts), PROGRAMS_A_RUN):
        part = "".join(texts[name] for name in all_names[first : first + PROGRAMS_A_RUN])
        for name, message in compare(arguments.tool, part, arguments.pipeline):
            if name in unsteady or is_unsteady(arguments.tool, texts[name]):
                unsteady.add(name)
            else:
                wrong.append(f"seed {arguments.seed}, program @{name}: {message}")
    print(f"{len(texts)} programs, {len(unsteady)} unsteady, {len(wrong)} results wrong")
    for line in wrong[:20]:
        print(line, file=sys.stderr)
    sys.exit(bool(wrong) or len(unsteady) > MOST_UNSTEADY * len(texts))


if __name__ == "__main__":
    main()
