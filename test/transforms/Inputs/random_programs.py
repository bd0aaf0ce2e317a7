"""Compares derivatives by rules with dual numbers, on random programs.

usage: random_programs.py NESTOR_OPT [--programs N] [--seed S] [--pipeline P]
                          [--print]

One program is one function without arguments. Program k of seed S is the same
whatever N is. A failure prints the seed and the name of the program, @pK;
--print writes the programs to standard output instead of comparing them, so
that one can be cut out.
"""

import argparse
import random
import subprocess
import sys

import generator
import statements

PROGRAMS_A_RUN = 50
# Rounding: sums of some hundred terms of the size of 1, in another order, under
# derivatives of up to third order.
TOLERANCE = 1e-9


def program(seed, number):
    """Text of program `number`."""
    source = random.Random(f"{seed}/{number}")
    return generator.Program(source, f"p{number}", statements).text()


def compare(tool, text, pipeline):
    """What went wrong, or nothing."""
    options = f"tolerance={TOLERANCE}"
    if pipeline:
        options += f" pipeline={pipeline}"
    command = [tool, "-", "-o", "/dev/null", f"--check-compare-expanded={options}"]
    done = subprocess.run(command, input=text, text=True, capture_output=True)
    print(done.stdout, end="")
    return done.stderr if done.returncode else ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("tool")
    parser.add_argument("--programs", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pipeline", default="")
    parser.add_argument("--print", action="store_true")
    arguments = parser.parse_args()
    texts = [program(arguments.seed, k) for k in range(arguments.programs)]
    if arguments.print:
        print("".join(texts))
        return
    print(f"seed {arguments.seed}")
    wrong = False
    for first in range(0, len(texts), PROGRAMS_A_RUN):
        text = "".join(texts[first : first + PROGRAMS_A_RUN])
        problems = compare(arguments.tool, text, arguments.pipeline)
        if problems:
            wrong = True
            print(f"seed {arguments.seed}, programs from {first} on:\n{problems[:6000]}",
                  file=sys.stderr)
    sys.exit(wrong)


if __name__ == "__main__":
    main()
