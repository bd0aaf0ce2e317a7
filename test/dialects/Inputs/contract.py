"""Holds every operation to its contract: what nestor-opt lists as registered has
all that an operation must have, and a test of each.

usage: contract.py NESTOR_OPT

An operation of ten or meta is printed and read in a *-round-trip.mlir. One of
ten is evaluated by the reference interpreter in an evaluate-*.mlir, which also
runs compiled (compiled-programs-agree.test), so that it has a lowering. It has a
linearization, which test/rules or test/transforms differentiates, unless it
stands in the written list of operations without a derivative. An operation
that has a transpose is linear, so it has a derivative.
"""

import glob
import os
import re
import subprocess
import sys

TESTS = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
WRITTEN_LIST = os.path.join(TESTS, "../dialects/ten/rules/NoDerivative.cpp")


def operations(tool, dialect):
    """Names of operations, each with the interfaces that it has."""
    done = subprocess.run(
        [tool, "-", "-o", os.devnull, f"--check-list-operations=dialect={dialect}"],
        input="module {}", text=True, capture_output=True, check=True)
    return {words[0]: set(words[1:]) for words in map(str.split, done.stdout.splitlines())}


def used_in(*patterns):
    """Operations that tests name, with their dialect."""
    names = set()
    for pattern in patterns:
        for path in glob.glob(os.path.join(TESTS, pattern)):
            with open(path, encoding="utf-8") as file:
                names.update(re.findall(r"\b(?:ten|meta)\.\w+", file.read()))
    return names


def without_derivative():
    with open(WRITTEN_LIST, encoding="utf-8") as file:
        classes = re.findall(r"^ZERO\((\w+)Op\)", file.read(), re.M)
    names = {"ten." + re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for name in classes}
    return {name.replace("floor_div", "floordiv") for name in names}


def main():
    tool = sys.argv[1]
    ten, meta = operations(tool, "ten"), operations(tool, "meta")
    flat = without_derivative()
    problems = [f"{name}: listed, but not registered" for name in flat - set(ten)]
    problems += ["no operations were listed"] if not ten or not meta else []

    def demand(names, found, what):
        problems.extend(f"{name}: {what}" for name in sorted(set(names) - found))

    demand([*ten, *meta], used_in("dialects/*-round-trip.mlir"), "no round trip")
    demand(ten, used_in("dialects/evaluate-*.mlir"), "no reference evaluation and no lowering")
    demand(ten, {name for name in ten if "linearize" in ten[name]}, "no linearization")
    demand(set(ten) - flat, used_in("rules/*.mlir", "transforms/*.mlir"), "no derivative")
    problems += [f"{name}: has a transpose, and stands among those without derivative"
                 for name in sorted(flat) if "transpose" in ten.get(name, ())]
    for problem in problems:
        print(problem, file=sys.stderr)
    sys.exit(bool(problems))


if __name__ == "__main__":
    main()
