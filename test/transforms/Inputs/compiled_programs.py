"""Compiles random programs and compares what they give with the reference
interpreter, which takes their derivatives by dual numbers.

usage: compiled_programs.py NESTOR NESTOR_OPT [--programs N] [--seed S]

Programs are those of random_programs.py, without the long ones and those that
round to f32, which the interpreter does not do.
"""

import argparse
import os
import re
import sys

import random_programs

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)),
                                "../../dialects/Inputs"))
import compiled

# Characters: with more, compiling takes seconds.
LONGEST = 9000
TOLERANCE = 1e-8
PROGRAMS_A_RUN = 10


def literal(numbers, shape):
    texts = [repr(x) for x in numbers]
    for extent in reversed(shape):
        texts = ["[" + ", ".join(texts[i : i + extent]) + "]"
                 for i in range(0, len(texts), extent)]
    return texts[0]


def with_expectations(tool, name, text):
    """Body of a program's function, ended by what it is expected to give."""
    main = text.replace(f"@{name}(", "@main(")
    lines = random_programs.run(tool, main, "--check-evaluate=print-results").stdout.splitlines()
    body, _, end = text.split("{\n", 1)[1].rpartition("  return ")
    results = re.findall(r"%v\d+", end)
    # An effect's site is a number of the manifest.
    body = re.sub(r"^ *meta\.effect .*\n", "", body, flags=re.M)
    for k, (value, line) in enumerate(zip(results, lines)):
        type_text, numbers = line.split(":")
        shape = [int(n) for n in re.findall(r"(\d+)x", type_text)]
        dense = literal([float(x) for x in numbers.split()], shape)
        body += (f"  %w{k}_expected = ten.constant dense<{dense}> : {type_text}\n"
                 f"  check.expect_close {value}, %w{k}_expected within {TOLERANCE} : {type_text}\n")
    return body + "  return\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("nestor")
    parser.add_argument("tool")
    parser.add_argument("--programs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}")
    all_hold, number, waiting = True, 0, []
    while number < arguments.programs or waiting:
        if number < arguments.programs:
            name, text = f"p{number}", random_programs.program(arguments.seed, number)
            number += 1
            if (len(text) <= LONGEST and "f32" not in text and not random_programs.is_unsteady(
                    arguments.tool, text)):
                waiting.append((name, with_expectations(arguments.tool, name, text)))
        if len(waiting) == PROGRAMS_A_RUN or (waiting and number == arguments.programs):
            experiment = compiled.Experiment(in_f32=False)
            for name, body in waiting:
                experiment.add(name, body)
            printed, holds = compiled.run(arguments.nestor, experiment)
            all_hold &= holds
            failed = "\n".join(line for line in printed.splitlines() if "= true" not in line)
            print(f"{len(waiting)} programs, {len(experiment.items)} results\n{failed}")
            waiting = []
    sys.exit(not all_hold)


if __name__ == "__main__":
    main()
