"""The statements that random programs are made of: one function each, which
adds operations with regions to a block; those of ten stand in
primitive_statements.py."""

import math

from generator import Value, names, operands, types
from primitive_statements import SIMPLE


# ---- Regions

def loop(block):
    trips = block.random.choice([0, 1, 2, 3, 3, 4, 5])
    if not block.affords(max(trips, 1)):
        return
    carries, invariants = block.some(1, 3), block.some(0, 2)
    if block.random.random() < 0.4:
        carries.append(block.op(f"ten.constant dense<{trips}> : {{t}}", (), "i64"))
    scanned = [block.stack(trips) for _ in range(block.random.randint(0, 2))] if trips else []
    until = trips and block.random.random() < 0.3
    backwards = block.random.random() < 0.3
    inside = block.inner(max(trips, 1))
    step = inside.argument(Value("", (), "i64"))
    arguments = [step] + [inside.argument(v) for v in carries]
    arguments += [inside.argument(v, row=True) for v in scanned]
    arguments += [inside.argument(v) for v in invariants]
    fill(inside, block.random.randint(1, 4))
    results = inside.all_live([inside.of_type(v) for v in carries])
    stacks = inside.some(0, 2)
    flags = [stop_flag(inside, step)] if until else []
    inside.yielded(flags + results + stacks)
    made = [block.new(v.shape, v.element) for v in carries]
    made += [block.new((trips,) + v.shape, v.element) for v in stacks]
    words = (" until" if until else "") + (" reversed" if backwards else "")
    plan, attributes = remembered(block, until, backwards, len(carries))
    finish(block, made, f"meta.loop {trips}{words}{plan}" + operands("carries", carries)
           + operands("scanned", scanned) + operands("invariants", invariants),
           [("", arguments, inside)], attributes)


def remembered(block, until, backwards, carries):
    """How derivatives go through a loop, and how they remember it: words, and
    attributes."""
    plan, window = "unrolled", 0
    if block.random.random() < 0.3 and not backwards:
        plan = block.random.choice(["first_order"] if until else ["first_order", "truncated"])
        window = carries if plan == "first_order" else block.random.randint(1, 4)
    storage = block.random.choice(["", "", ": 1", ": 2", ": 2, 1", ": 3, 1", ": 4, 2, 1"])
    attributes = [f"window = {window} : i64"] if window else []
    slots = block.random.choice([0, 0, 0, 2, 3]) if not storage else 0
    attributes += [f"storage = array<i64{storage}>"] if storage else []
    attributes += [f"slots = {slots} : i64"] if slots else []
    return ("" if plan == "unrolled" else f" plan {plan}",
            f" attributes {{{', '.join(attributes)}}}" if attributes else "")


def stop_flag(inside, step):
    if inside.random.random() < 0.5:
        bound = inside.splat(step, inside.random.randint(0, 2))
        return inside.op(f"ten.compare ge {step.name}, {bound.name} : {step.type} -> {{t}}",
                         (), "i1", remember=False)
    x = inside.scalar()
    bound = inside.splat(x, "0.4321")
    return inside.op(f"ten.compare gt {x.name}, {bound.name} : {x.type} -> {{t}}", (), "i1",
                     remember=False)


def branch(block):
    x = block.scalar()
    p = block.op(f"ten.compare gt {x.name}, {block.splat(x, '0.0123').name} : {x.type} -> {{t}}",
                 (), "i1", remember=False)
    captures = block.some(1, 4)
    shapes = [v.shape for v in block.some_floats(1, 2, most=9)]
    regions = []
    for word in ("then", "else"):
        inside = block.inner(1)
        arguments = [inside.argument(v) for v in captures]
        fill(inside, block.random.randint(0, 3))
        inside.yielded(inside.all_live([inside.pick(shape) for shape in shapes]))
        regions.append((word, arguments, inside))
    finish(block, [block.new(shape) for shape in shapes],
           f"meta.if {p.name}" + operands("captures", captures), regions)


def lanes(block):
    number = block.random.choice([1, 2, 3])
    if not block.affords(number):
        return
    mapped = [block.stack(number) for _ in range(block.random.randint(0, 2))]
    invariants = block.some(0, 3)
    inside = block.inner(number)
    arguments = [inside.argument(Value("", (), "i64"))]
    arguments += [inside.argument(v, row=True) for v in mapped]
    arguments += [inside.argument(v) for v in invariants]
    fill(inside, block.random.randint(1, 4))
    results = [inside.scalar()] + inside.some(0, 2)
    inside.yielded(results)
    finish(block, [block.new((number,) + v.shape, v.element) for v in results],
           f"meta.map {number}" + operands("mapped", mapped)
           + operands("invariants", invariants), [("", arguments, inside)])


def elements(values):
    return 1 + sum(math.prod(v.shape) for v in values)


def gradient(block):
    targets = block.some_floats(1, 2)
    if block.derivatives >= 3 or not block.affords(elements(targets)):
        return
    captures = block.some(0, 3)
    inside = block.inner(elements(targets), derivatives=1)
    arguments = [inside.argument(v) for v in targets + captures]
    fill(inside, block.random.randint(1, 4))
    results = [inside.scalar()] + inside.some(0, 2)
    inside.yielded(results)
    made = [block.new(v.shape, v.element) for v in results[:1] + targets + results[1:]]
    finish(block, made, "meta.grad" + operands("of", targets, always=True)
           + operands("captures", captures), [("", arguments, inside)])
    for value in made[1 : 1 + len(targets)]:
        saturated(block, value)


def learn(block):
    trips = block.random.choice([0, 1, 2, 2, 3, 5])
    targets, states = block.some_floats(1, 2), block.some_floats(0, 1, most=6)
    factor = max(trips, 1) * elements(targets)
    if block.derivatives >= 3 or not block.affords(factor):
        return
    carries, invariants = block.some(0, 2), block.some(0, 2)
    scanned = [block.stack(trips) for _ in range(block.random.randint(0, 1))] if trips else []
    until = trips and block.random.random() < 0.3
    traced = block.random.random() < 0.5

    def start(inside, lists):
        step = inside.argument(Value("", (), "i64"))
        arguments = [step] + [inside.argument(v) for v in lists]
        arguments += [inside.argument(v, row=True) for v in scanned]
        return step, arguments + [inside.argument(v) for v in invariants]

    loss = block.inner(factor, derivatives=1)
    _, loss_arguments = start(loss, targets + carries)
    fill(loss, block.random.randint(1, 4))
    value, aux = loss.scalar(), loss.some(0, 1)
    loss.yielded([value] + [loss.of_type(v) for v in carries] + aux)

    update = block.inner(max(trips, 1))
    _, update_arguments = start(update, targets + targets + [value] + states + carries)
    count_targets = len(targets)
    fill(update, block.random.randint(0, 2))
    results = []
    for p, g in zip(update_arguments[1:], update_arguments[1 + count_targets :]):
        if len(results) == count_targets:
            break
        small = update.op(f"ten.mul {saturated(update, g).name}, {update.splat(g, '0.25').name} : {{t}}",
                          g.shape)
        results.append(update.op(f"ten.sub {p.name}, {small.name} : {{t}}", p.shape))
    update.yielded(update.all_live(results) + [update.of_type(v) for v in states])

    observe = block.inner(max(trips, 1))
    step, observe_arguments = start(observe, targets + targets + [value] + aux + carries + states)
    observe.yielded([stop_flag(observe, step)] if until else [])

    made = [block.new(v.shape, v.element) for v in targets + states + carries]
    if traced:
        made += [block.new((trips,) + v.shape, v.element) for v in [value] + aux]
    words = (" until" if until else "") + (" traced" if traced else "")
    plan, attributes = remembered(block, until, False, len(targets))
    finish(block, made, f"meta.minimize {trips}{words}{plan}" + operands("of", targets, always=True)
           + operands("states", states) + operands("carries", carries)
           + operands("scanned", scanned) + operands("invariants", invariants),
           [("loss", loss_arguments, loss), ("update", update_arguments, update),
            ("observe", observe_arguments, observe)], attributes)


def saturated(block, value):
    """A number that may be large takes the place of one between -1 and 1: where
    it is large, nothing that follows depends on its rounding."""
    block.values.remove(value)
    return block.op(f"ten.tanh {value.name} : {{t}}", value.shape)


def finish(block, made, head, regions, attributes=""):
    """Writes an operation with regions; its results are seen from now on."""
    arrow = (f" -> {types(made)}" if made else "") + attributes
    first = f"{names(made)} = " if made else ""
    lines = [first + head + arrow]
    for word, arguments, inside in regions:
        inside_arguments = ", ".join(f"{v.name}: {v.type}" for v in arguments)
        block.line((lines.pop() if lines else "}") + f" {word}", f" ({inside_arguments}) {{")
        block.lines += inside.lines
    block.line("}")
    block.values += [v for v in made if 0 not in v.shape]


REGIONS = [loop, loop, branch, lanes, gradient, gradient, learn]


def fill(block, statements):
    for _ in range(statements):
        if block.depth < 4 and block.random.random() < 0.3:
            block.random.choice(REGIONS)(block)
        else:
            block.random.choice(SIMPLE)(block)


def derivative(block):
    block.random.choice([gradient, learn])(block)
