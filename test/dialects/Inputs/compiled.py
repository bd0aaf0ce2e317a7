"""Compiles the functions of an evaluate-*.mlir and holds the program to the
expectations that the reference interpreter is held to.

usage: compiled.py NESTOR FILE [--f32]

All functions without arguments become one experiment. An expectation becomes
operations that decide it, and a printed bool. Constants of a function, but for
the expected ones, are added to a zero that only the running program knows, so
that nothing is computed when the program is compiled. With --f32 every f64 is
an f32, and what was equal or close is close.
"""

import json
import re
import subprocess
import sys
import tempfile

# The largest error of our polynomials in f32, over the size of the result.
CLOSE_IN_F32 = 2e-6

# NaN and infinities are written in bits.
IN_F32 = {"f64": "f32", "0x7FF8000000000000": "0x7FC00000",
          "0x7FF0000000000000": "0x7F800000", "0xFFF0000000000000": "0xFF800000"}

FUNCTION = re.compile(r"^func\.func @(\w+)\(\) \{\n(.*?)^\}\n", re.M | re.S)
EXPECTATION = re.compile(
    r"^  check\.expect_(\w+) (%[\w#]+)(?:, (%[\w#]+))?(?: within (\S+))? : (\S+)$", re.M)
CONSTANT = re.compile(r"^  (%\w+) = (ten\.constant .* : (tensor<(\S*x)?(\w+)>))$", re.M)


def axes_of(type_text):
    return list(range(type_text.count("x")))


def with_element(type_text, element):
    return re.sub(r"\w+>$", lambda m: re.sub(r"(f|i)\d+>$", element + ">", m[0]), type_text)


class Experiment:
    def __init__(self, in_f32):
        self.in_f32, self.lines, self.items = in_f32, [], []

    def add(self, name, body):
        body = re.sub(r"%(\w+)", rf"%{name}_\1", body)
        body = CONSTANT.sub(self.hide, body)
        number = len(self.items)

        def decide(match):
            self.items.append(f"{name}{len(self.items) - number}")
            return self.decide(len(self.items) - 1, *match.groups())

        self.lines.append(EXPECTATION.sub(decide, body).replace("  return\n", ""))

    def hide(self, match):
        """A constant plus zero."""
        name, constant, full, _, element = match.groups()
        if name.endswith("_expected") or element not in ("f64", "f32", "i64", "i32", "i1"):
            return match[0]
        operation = "or" if element == "i1" else "add"
        return (f"  {name}_known = {constant}\n"
                f"  {name}_zero = ten.convert %seed : tensor<i64> -> tensor<{element}>\n"
                f"  {name}_zeros = ten.broadcast {name}_zero dims = [] : "
                f"tensor<{element}> -> {full}\n"
                f"  {name} = ten.{operation} {name}_known, {name}_zeros : {full}")

    def decide(self, site, kind, actual, expected, tolerance, full):
        p, bools = f"%ok{site}", with_element(full, "i1")
        lines = []

        def op(name, text, type_text=full):
            lines.append(f"  {p}{name} = ten.{text} : {type_text}")
            return p + name

        def compare(name, how, a, b):
            lines.append(f"  {p}{name} = ten.compare {how} {a}, {b} : {full} -> {bools}")
            return p + name

        is_float = "f64>" in full or "f32>" in full
        if kind == "finite":
            zero = op("zero", f"sub {actual}, {actual}")
            every = compare("each", "eq", zero, zero)
        else:
            every = compare("same", "eq", actual, expected)
        if kind == "close" or (kind == "equal" and self.in_f32 and is_float):
            bound = CLOSE_IN_F32 if self.in_f32 else float(tolerance or 1e-10)
            distance = op("distance", f"abs {op('difference', f'sub {actual}, {expected}')}")
            size = op("size", f"abs {expected}")
            one = op("one", "constant dense<1.0>")
            most = op("most", f"constant dense<{bound:.3e}>")
            allowed = op("allowed", f"mul {op('scale', f'max {size}, {one}')}, {most}")
            near = compare("near", "le", distance, allowed)
            every = op("each", f"or {every}, {near}", bools)
        lines.append(f"  {p} = ten.reduce_and {every} axes = {axes_of(full)} : "
                     f"{bools} -> tensor<i1>")
        lines.append(f"  meta.effect {site}({p}) : tensor<i1>")
        return "\n".join(lines)

    def text(self):
        sites = [{"kind": "print", "line": 1, "loop": -1, "leaves": [
            {"item": item, "path": "", "type": "bool", "shape": []}]} for item in self.items]
        manifest = {"name": "expectations", "nestor": "0.1.0", "file": "", "source": "",
                    "hypers": [], "consts": [], "loops": [], "sites": sites}
        body = "".join(self.lines)
        if self.in_f32:
            for wide, narrow in IN_F32.items():
                body = body.replace(wide, narrow)
        return (f"module attributes {{nestor.manifest = {json.dumps(json.dumps(manifest))}}} {{\n"
                "func.func @experiment_expectations(%seed: tensor<i64>, %hypers: tensor<0xf64>) "
                'attributes {nestor.experiment = "expectations"} {\n'
                f"{body}  return\n}}\n}}\n")


def run(nestor, experiment):
    """Builds and runs. Returns what is printed, and whether all of it holds."""
    with tempfile.TemporaryDirectory() as folder:
        with open(f"{folder}/expectations.mlir", "w", encoding="utf-8") as file:
            file.write(experiment.text())
        program = f"{folder}/expectations"
        done = subprocess.run([nestor, "build", f"{program}.mlir", "-o", program],
                              text=True, capture_output=True)
        if done.returncode:
            return done.stdout + done.stderr, False
        done = subprocess.run([program, "--quiet", "--seed", "0", "--out", f"{folder}/run"],
                              text=True, capture_output=True)
    held = done.stdout.count("= true")
    holds = done.returncode == 0 and 0 < held == len(experiment.items)
    return done.stdout + done.stderr, holds


def main():
    nestor, path, *options = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        source = re.sub(r"^ *//.*\n", "", file.read(), flags=re.M)
    experiment = Experiment("--f32" in options)
    for name, body in FUNCTION.findall(source):
        experiment.add(name, body)
    printed, holds = run(nestor, experiment)
    print(printed)
    sys.exit(not holds)


if __name__ == "__main__":
    main()
