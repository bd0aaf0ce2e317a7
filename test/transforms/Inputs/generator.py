"""Writes random functions in the dialects ten and meta, nested at will.

Every number stays of the size of 1 and every operation is smooth or has its
corners where a random number does not meet them, so that derivatives of any
order exist.
"""

import math
import re

EXTENTS = [1, 2, 3]
# The dual numbers run a region once for each number that its derivative is
# taken to, and each iteration: what is nested deeper is not generated.
MOST_RUNS = 1500


def type_of(shape, element="f64"):
    return "tensor<" + "".join(f"{n}x" for n in shape) + f"{element}>"


class Value:
    """An SSA value: its name, shape and element type."""

    def __init__(self, name, shape, element="f64"):
        self.name, self.shape, self.element = name, tuple(shape), element

    @property
    def type(self):
        return type_of(self.shape, self.element)


def names(values):
    return ", ".join(v.name for v in values)


def types(values):
    return ", ".join(v.type for v in values)


def operands(word, values, always=False):
    if not values and not always:
        return ""
    colon = f" : {types(values)}" if values else ""
    return f" {word}({names(values)}{colon})"


class Block:
    """The operations of one region so far, and the values that it sees."""

    def __init__(self, program, indent, runs, depth, derivatives):
        self.program, self.random = program, program.random
        self.indent, self.runs, self.depth = indent, runs, depth
        self.derivatives = derivatives  # around this block
        self.lines, self.values = [], []

    # ---- Emission

    def line(self, text, arguments=""):
        """Text that uses values, then `arguments` that are new."""
        self.program.used.update(re.findall(r"%v\d+", text.split(" = ")[-1]))
        self.lines.append("  " * self.indent + text + arguments)

    def new(self, shape, element="f64"):
        return Value(self.program.fresh(), shape, element)

    def op(self, text, shape, element="f64", remember=True):
        """One operation with one result; `{t}` in the text is its type."""
        value = self.new(shape, element)
        self.line(f"{value.name} = {text.replace('{t}', value.type)}")
        if remember:
            self.values.append(value)
        return value

    def argument(self, value, row=False):
        """A block argument for an operand, or for its rows."""
        inside = self.new(value.shape[1:] if row else value.shape, value.element)
        self.values.append(inside)
        return inside

    def yielded(self, values):
        colon = f" {names(values)} : {types(values)}" if values else ""
        self.line(f"meta.yield{colon}")

    def constant(self, shape, low=-1.0, high=1.0):
        numbers = [f"{self.random.uniform(low, high):.6f}"
                   for _ in range(math.prod(shape))]
        for extent in reversed(shape):
            numbers = ["[" + ", ".join(numbers[i : i + extent]) + "]"
                       for i in range(0, len(numbers), extent)]
        return self.op(f"ten.constant dense<{numbers[0]}> : {{t}}", shape)

    def splat(self, value, number):
        return self.op(f"ten.constant dense<{number}> : {{t}}", value.shape,
                       value.element, remember=False)

    # ---- Choice

    def floats(self):
        return [v for v in self.values if v.element == "f64"]

    def pick(self, shape=None):
        """A number of that shape; later ones are likelier."""
        found = [v for v in self.floats() if shape is None or v.shape == shape]
        if not found:
            return self.constant(shape if shape is not None else ())
        return found[-1 - min(int(self.random.expovariate(0.4)), len(found) - 1)]

    def some(self, low, high):
        """Different values to hand over to a region."""
        count = min(self.random.randint(low, high), len(self.values))
        return self.random.sample(self.values, count)

    def some_floats(self, low, high, most=3):
        found = [v for v in self.floats() if math.prod(v.shape) <= most]
        while len(found) < low:
            found.append(self.constant(()))
        return self.random.sample(found, self.random.randint(low, min(high, len(found))))

    def stack(self, count):
        """A tensor whose first extent is `count`."""
        found = [v for v in self.values if v.shape[:1] == (count,)]
        if found and self.random.random() < 0.6:
            return self.random.choice(found)
        return self.broadcast(self.pick(), count)

    def broadcast(self, x, count):
        if len(x.shape) > 1:
            x = self.total(x)
        dims = list(range(1, 1 + len(x.shape)))
        stack = self.op(f"ten.broadcast {x.name} dims = {dims} : {x.type} -> {{t}}",
                        (count,) + x.shape)
        offset = self.constant(stack.shape)
        return self.op(f"ten.add {stack.name}, {offset.name} : {{t}}", stack.shape)

    def total(self, x):
        axes = list(range(len(x.shape)))
        return self.op(f"ten.reduce_sum {x.name} axes = {axes} : {x.type} -> {{t}}", ())

    def tamed(self, x):
        """Between -1 and 1, with derivatives of the size of 1."""
        name = self.random.choice(["sin", "cos", "tanh"])
        return self.op(f"ten.{name} {x.name} : {{t}}", x.shape)

    def scalar(self):
        """A number that depends on what the block computed and has not used."""
        result = self.total(self.pick())
        for x in [v for v in self.floats() if v.name not in self.program.used]:
            other = self.tamed(self.total(x))
            result = self.op(f"ten.add {result.name}, {other.name} : {{t}}", ())
        return self.tamed(result)

    def live(self, value):
        """The value, with a part that depends on what is unused so far."""
        x = self.scalar()
        all_of_it = self.op(f"ten.broadcast {x.name} dims = [] : {x.type} -> {{t}}", value.shape)
        return self.op(f"ten.add {value.name}, {all_of_it.name} : {{t}}", value.shape)

    def all_live(self, values):
        """The same for the first number among values to yield."""
        for i, value in enumerate(values):
            if value.element == "f64":
                return values[:i] + [self.live(value)] + values[i + 1 :]
        return values

    def of_type(self, value):
        """A value of that type, for the next value of an argument."""
        if value.element == "f64":
            return self.tamed(self.pick(value.shape))
        same = [v for v in self.values if v.type == value.type]
        n = self.random.choice(same)
        if n.element == "i1":
            return self.op(f"ten.not {n.name} : {{t}}", n.shape, "i1")
        return self.op(f"ten.add {n.name}, {self.splat(n, 1).name} : {{t}}", n.shape, n.element)

    def inner(self, factor, derivatives=0):
        return Block(self.program, self.indent + 1, self.runs * factor,
                     self.depth + 1, self.derivatives + derivatives)

    def affords(self, factor):
        return self.runs * factor <= MOST_RUNS


class Program:
    """One function without arguments."""

    def __init__(self, random, name, statements):
        self.random, self.name, self.number = random, name, 0
        self.used = set()
        self.statements = statements

    def fresh(self):
        self.number += 1
        return f"%v{self.number}"

    def text(self):
        block = Block(self, 1, 1, 0, 0)
        for shape in [(), (2,), (3,), (2, 3)]:
            block.constant(shape)
        self.statements.fill(block, self.random.randint(2, 4))
        self.statements.derivative(block)
        self.statements.fill(block, self.random.randint(0, 3))
        results = [block.scalar()] + block.some_floats(1, 3, most=9)
        results = list({v.name: v for v in results}.values())
        block.line(f"return {names(results)} : {types(results)}")
        body = "\n".join(block.lines)
        return (f"func.func @{self.name}() -> ({types(results)}) {{\n{body}\n}}\n")
