"""Compares derivatives by rules with dual numbers, and these with central
differences, in float64, to any order.

usage: derivatives.py NESTOR_OPT FILE [--forward] [PASS ...]

FILE holds functions of tensors, each below lines that say where to look:

  // POINT: [[0.5, -1.0], 2.0]       one value an argument, row by row
  // ORDER: 2                        highest order (default 3)

Arguments of f64 are differentiated, others are handed over. For every function
f and order k this script writes

  value 1    sum of weights * f(x)
  gradient k the gradient of value k, by meta.grad
  value k+1  sum of weights * gradient k

so that gradient k by dual numbers is compared with differences of value k, which
holds the derivatives of order k-1 found before. All of it is then compared with
what the passes make of it: expansion by rules, with --forward all in forward
mode, then PASSes.
"""

import math
import random
import re
import subprocess
import sys

# With steps of 1e-5 a central difference of a smooth function is off by about
# 1e-10 through the third derivative and by 1e-11 through rounding, both times
# the size of the value; the functions here stay below some hundreds.
STEP = 1e-5
TOLERANCE = 3e-7

FUNCTION = re.compile(
    r"((?:^//.*\n)*)^func\.func (?:private )?@(\w+)\(((?:[^()]|\n)*?)\)\s*->\s*"
    r"(\([^()]*\)|tensor<[^>]*>)",
    re.MULTILINE,
)


def shape_of(type_text):
    """[2, 3] for tensor<2x3xf64>."""
    return [int(n) for n in re.findall(r"(\d+)x", type_text)]


def flat(value):
    if isinstance(value, list):
        return [x for part in value for x in flat(part)]
    return [value]


def literal(values, type_text):
    """A constant of these numbers, row by row."""
    if not type_text.endswith("f64>"):
        numbers = [str(int(v)) for v in values]
        if type_text.endswith("i1>"):
            numbers = ["true" if v else "false" for v in values]
    else:
        numbers = [f"{float(v):.17e}" for v in values]
    shape = shape_of(type_text)
    if not shape:
        return f"dense<{numbers[0]}> : {type_text}"
    for extent in reversed(shape[1:]):
        numbers = [
            "[" + ", ".join(numbers[i : i + extent]) + "]"
            for i in range(0, len(numbers), extent)
        ]
    return f"dense<[{', '.join(numbers)}]> : {type_text}"


class Case:
    def __init__(self, comments, name, arguments, results):
        self.name = name
        self.types = [
            part.split(":")[1].strip() for part in arguments.split(",") if part.strip()
        ]
        self.results = [t.strip() for t in results.strip("()").split(",")]
        self.order = int((re.findall(r"ORDER: (\d+)", comments) or ["3"])[0])
        self.points = [
            [flat(v) for v in eval(text)]  # numbers written in the test itself
            for text in re.findall(r"POINT: (.*)", comments)
        ]
        self.targets = [i for i, t in enumerate(self.types) if t.endswith("f64>")]
        self.weights = random.Random(name)

    def signature(self):
        return ", ".join(f"%a{i}: {t}" for i, t in enumerate(self.types))

    def names(self, indices, prefix="%a"):
        return ", ".join(f"{prefix}{i}" for i in indices)

    def type_list(self, indices):
        return ", ".join(self.types[i] for i in indices)

    def call(self, function, results, attributes=""):
        every = range(len(self.types))
        return (
            f"func.call @{function}({self.names(every)}) {attributes} : "
            f"({self.type_list(every)}) -> ({', '.join(results)})"
        )

    def weighted_sum(self, values, types):
        """Lines that leave the weighted sum of all elements in %sum."""
        lines, total = [], None
        for i, (value, type_text) in enumerate(zip(values, types)):
            shape = shape_of(type_text)
            weights = [self.weights.uniform(0.5, 1.5) for _ in range(math.prod(shape))]
            axes = ", ".join(str(k) for k in range(len(shape)))
            lines += [
                f"%w{i} = ten.constant {literal(weights, type_text)}",
                f"%p{i} = ten.mul {value}, %w{i} : {type_text}",
                f"%s{i} = ten.reduce_sum %p{i} axes = [{axes}] : {type_text} "
                "-> tensor<f64>",
            ]
            if total:
                lines.append(f"%t{i} = ten.add {total}, %s{i} : tensor<f64>")
            total = f"%t{i}" if total else f"%s{i}"
        return lines, total

    def value_function(self, order):
        if order == 1:
            inner, types = self.name, self.results
        else:
            inner = f"{self.name}_gradient_{order - 1}"
            types = [self.types[i] for i in self.targets]
        count = len(types)
        lines, total = self.weighted_sum(
            [f"%r#{i}" for i in range(count)] if count > 1 else ["%r"], types
        )
        result = f"%r:{count}" if count > 1 else "%r"
        body = "\n  ".join([f"{result} = {self.call(inner, types)}"] + lines)
        return (
            f"func.func @{self.name}_value_{order}({self.signature()}) -> "
            f"tensor<f64> {{\n  {body}\n  return {total} : tensor<f64>\n}}\n"
        )

    def gradient_function(self, order):
        others = [i for i in range(len(self.types)) if i not in self.targets]
        arranged = self.targets + others
        types = self.type_list(self.targets)
        captures = (
            f"captures({self.names(others)} : {self.type_list(others)})"
            if others
            else ""
        )
        inner = ", ".join(f"%a{i}: {self.types[i]}" for i in arranged)
        call = self.call(f"{self.name}_value_{order}", ["tensor<f64>"])
        results = ", ".join(f"%g#{k + 1}" for k in range(len(self.targets)))
        return (
            f"func.func @{self.name}_gradient_{order}({self.signature()}) -> "
            f"({types}) {{\n"
            f"  %g:{1 + len(self.targets)} = meta.grad of("
            f"{self.names(self.targets)} : {types}) {captures} -> tensor<f64>, "
            f"{types} ({inner}) {{\n    %v = {call}\n"
            f"    meta.yield %v : tensor<f64>\n  }}\n"
            f"  return {results} : {types}\n}}\n"
        )


class Main:
    """The function `main`: calls of the others, all results returned."""

    def __init__(self):
        self.lines, self.values, self.types = [], [], []

    def call(self, case, function, point, results):
        number = len(self.lines)
        names = []
        for i, (values, type_text) in enumerate(zip(point, case.types)):
            names.append(f"%c{number}_{i}")
            self.lines.append(f"{names[-1]} = ten.constant {literal(values, type_text)}")
        suffix = f":{len(results)}" if len(results) > 1 else ""
        self.lines.append(
            f"%m{number}{suffix} = func.call @{function}({', '.join(names)}) "
            f"{{no_inline}} : ({', '.join(case.types)}) -> ({', '.join(results)})"
        )
        for i in range(len(results)):
            self.values.append(f"%m{number}" + (f"#{i}" if suffix else ""))
        self.types += results

    def text(self):
        body = "\n  ".join(self.lines)
        types = ", ".join(self.types)
        return (
            f"func.func @main() -> ({types}) {{\n  {body}\n"
            f"  return {', '.join(self.values)} : {types}\n}}\n"
        )


def moved(point, argument, element, by):
    copy = [list(values) for values in point]
    copy[argument][element] += by
    return copy


def write_module(source, case):
    main, functions = Main(), []
    for order in range(1, case.order + 1):
        functions += [case.value_function(order), case.gradient_function(order)]
        for point in case.points:
            main.call(
                case,
                f"{case.name}_gradient_{order}",
                point,
                [case.types[i] for i in case.targets],
            )
            for argument in case.targets:
                for element in range(len(point[argument])):
                    for step in (STEP, -STEP):
                        main.call(
                            case,
                            f"{case.name}_value_{order}",
                            moved(point, argument, element, step),
                            ["tensor<f64>"],
                        )
    return source + "".join(functions) + main.text()


def run(tool, case, text, option):
    command = [tool, "-", "-o", "/dev/null", option]
    done = subprocess.run(command, input=text, text=True, capture_output=True)
    if done.returncode:
        sys.exit(f"{case.name}: {' '.join(command)} failed:\n{done.stderr[:4000]}")
    return done.stdout


def results_by_duals(tool, case, text):
    lines = run(tool, case, text, "--check-evaluate=print-results").splitlines()
    return iter([float(x) for x in line.split(":")[1].split()] for line in lines)


def close(found, expected):
    return abs(found - expected) <= TOLERANCE * (1 + abs(expected))


def compare(case, results):
    """How many derivatives are not what differences give, of how many."""
    wrong = compared = 0
    for order in range(1, case.order + 1):
        for point in case.points:
            gradients = [next(results) for _ in case.targets]
            for argument, gradient in zip(case.targets, gradients):
                for element, found in enumerate(gradient):
                    (above,), (below,) = next(results), next(results)
                    expected = (above - below) / (2 * STEP)
                    compared += 1
                    if not close(found, expected):
                        wrong += 1
                        print(
                            f"{case.name}: derivative {order} to element "
                            f"{element} of argument {argument} at {point} is "
                            f"{found}, differences give {expected}"
                        )
    return wrong, compared


def main():
    tool, path, *passes = sys.argv[1:]
    expand = "meta-expand-grad"
    if "--forward" in passes:
        passes.remove("--forward")
        expand += "{forward}"
    with open(path) as file:
        source = file.read()
    cases = [Case(*match) for match in FUNCTION.findall(source)]
    cases = [case for case in cases if case.points]
    if not cases:
        sys.exit(f"{path} has no function with a POINT")
    pipeline = ",".join(["inline", "meta-expand-minimize", expand]
                        + [name.lstrip("-") for name in passes])
    wrong = compared = 0
    for case in cases:
        text = write_module(source, case)
        found, all_of_them = compare(case, results_by_duals(tool, case, text))
        wrong, compared = wrong + found, compared + all_of_them
        run(tool, case, text, f"--check-compare-expanded=pipeline={pipeline}")
    print(f"{len(cases)} functions, {compared} derivatives, {wrong} wrong")
    sys.exit(wrong != 0)


if __name__ == "__main__":
    main()
