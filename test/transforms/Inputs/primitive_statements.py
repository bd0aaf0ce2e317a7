"""The statements of random programs that are made of operations of ten: one
function each, which adds an operation, or a few, to a block."""

import math

from generator import EXTENTS, Value


# ---- Elements

def unary(block):
    x = block.pick()
    name = block.random.choice(["sin", "cos", "tanh", "logistic", "neg", "expm1"])
    if name == "expm1":
        x = block.tamed(x)
    block.op(f"ten.{name} {x.name} : {{t}}", x.shape)


def positive(block):
    """Functions of numbers above 1."""
    x = block.pick()
    square = block.op(f"ten.mul {x.name}, {x.name} : {{t}}", x.shape, remember=False)
    one = block.splat(x, "1.0")
    above = block.op(f"ten.add {square.name}, {one.name} : {{t}}", x.shape)
    name = block.random.choice(["log", "log1p", "sqrt", "rsqrt", "pow", "div"])
    if name in ("pow", "div"):
        y = block.tamed(block.pick(x.shape))
        left, right = (above, y) if name == "pow" else (y, above)
        block.op(f"ten.{name} {left.name}, {right.name} : {{t}}", x.shape)
    else:
        block.op(f"ten.{name} {above.name} : {{t}}", x.shape)


def binary(block):
    x = block.pick()
    y = block.pick(x.shape)
    name = block.random.choice(["add", "sub", "mul", "max", "min"])
    if name in ("max", "min"):  # apart, so that they do not tie
        y = block.tamed(y)
        x = block.op(f"ten.add {x.name}, {block.splat(x, '0.1234').name} : {{t}}", x.shape)
    result = block.op(f"ten.{name} {x.name}, {y.name} : {{t}}", x.shape)
    block.tamed(result)


def select(block):
    x = block.pick()
    y, z = block.pick(x.shape), block.pick(x.shape)
    bound = block.splat(x, "0.0317")
    p = block.op(f"ten.compare gt {z.name}, {bound.name} : {z.type} -> {{t}}",
                 x.shape, "i1", remember=False)
    block.op(f"ten.select {p.name}, {x.name}, {y.name} : {p.type}, {{t}}", x.shape)


def narrowed(block):
    """Through f32 and back, which the interpreter does not round; constants are
    folded, and rounded."""
    x = block.tamed(block.pick())
    y = block.op(f"ten.convert {x.name} : {x.type} -> {{t}}", x.shape, "f32", remember=False)
    block.op(f"ten.convert {y.name} : {y.type} -> {{t}}", x.shape)


def reported(block):
    x = block.pick()
    block.line(f"meta.effect 0({x.name}) : {x.type}")


def decided(block):
    """A bool that later operations may carry."""
    x, y = block.pick(), block.splat(block.pick(()), "0.0217")
    total = block.total(x)
    block.op(f"ten.compare lt {total.name}, {y.name} : {y.type} -> {{t}}", (), "i1")


def stopped(block):
    x = block.pick()
    block.op(f"meta.stop_gradient {x.name} : {{t}}", x.shape)


# ---- Shapes

def reduce(block):
    x = block.pick()
    if not x.shape:
        return
    axes = sorted(block.random.sample(range(len(x.shape)),
                                      block.random.randint(1, len(x.shape))))
    shape = [n for i, n in enumerate(x.shape) if i not in axes]
    name = block.random.choice(["sum", "prod", "max", "min"])
    if name in ("max", "min"):  # elements may be equal but for rounding
        apart = block.constant(x.shape)
        x = block.op(f"ten.add {x.name}, {apart.name} : {{t}}", x.shape)
    block.op(f"ten.reduce_{name} {x.name} axes = {axes} : {x.type} -> {{t}}", shape)


def cumulative(block):
    x = block.pick()
    if not x.shape:
        return
    axis = block.random.randrange(len(x.shape))
    name = block.random.choice(["sum", "sum_reversed", "prod", "max", "min", "recurrence"])
    if name in ("max", "min"):  # elements may be equal but for rounding
        apart = block.constant(x.shape)
        x = block.op(f"ten.add {x.name}, {apart.name} : {{t}}", x.shape)
    if name == "recurrence":
        a, way = block.tamed(block.pick(x.shape)), block.random.choice(["", " reversed"])
        block.op(f"ten.recurrence {a.name}, {x.name} axis = {axis}{way} : {{t}}", x.shape)
    else:
        word, way = name.split("_")[0], " reversed" if "_" in name else ""
        block.op(f"ten.cum{word} {x.name} axis = {axis}{way} : {{t}}", x.shape)


def ordered(block):
    """The elements of a vector in order; they may be equal but for rounding."""
    x = block.pick()
    if len(x.shape) != 1:
        return
    x = block.op(f"ten.add {x.name}, {block.constant(x.shape).name} : {{t}}", x.shape)
    way = block.random.choice(["", " descending"])
    n = block.op(f"ten.argsort {x.name} axis = 0{way} : {x.type} -> {{t}}", x.shape, "i32",
                 remember=False)
    block.op(f"ten.gather {x.name}[{n.name}] : {x.type}, {n.type} -> {{t}}", x.shape)


def factored(block):
    """A system or a factorization of a matrix that is far from any that has none: a
    diagonal of different numbers, and at most 1 more in each place."""
    x = block.pick()
    if len(x.shape) != 1 or not 1 <= x.shape[0] <= 4:
        return
    n = x.shape[0]
    diagonal = [[4.0 + 1.3 * i if i == j else 0.0 for j in range(n)] for i in range(n)]
    diagonal = block.op(f"ten.constant dense<{diagonal}> : {{t}}", (n, n))
    tame = block.tamed(x)
    wide = block.op(f"ten.broadcast {tame.name} dims = [1] : {tame.type} -> {{t}}", (n, n))
    a = block.op(f"ten.add {diagonal.name}, {wide.name} : {{t}}", (n, n))
    name = block.random.choice(["solve", "cholesky", "qr", "eigh", "svd"])
    if name == "solve":
        b = block.op(f"ten.reshape {x.name} : {x.type} -> {{t}}", (n, 1))
        block.op(f"ten.solve {a.name}, {b.name} : {a.type}, {{t}}", (n, 1))
    else:
        rows = {"cholesky": n, "qr": 2 * n, "eigh": n + 1, "svd": 2 * n + 1}[name]
        block.op(f"ten.{name} {a.name} : {a.type} -> {{t}}", (rows, n))


def widen(block):
    block.broadcast(block.pick(), block.random.choice(EXTENTS))


def contract(block):
    x = block.pick()
    if len(x.shape) == 1:
        y = block.pick(x.shape)
        z = block.op(f"ten.contract {x.name}, {y.name} batch = [0], [0] contract = [], [] : "
                     f"{x.type}, {y.type} -> {{t}}", x.shape)
        block.tamed(z)
    if len(x.shape) != 2:
        return
    y = block.pick(x.shape[1:])
    z = block.op(f"ten.contract {x.name}, {y.name} batch = [], [] contract = [1], [0] : "
                 f"{x.type}, {y.type} -> {{t}}", x.shape[:1])
    block.tamed(z)


def convolve(block):
    """A line of two channels and filters of two places, with a border."""
    x = block.pick()
    if len(x.shape) != 1:
        return
    n = x.shape[0]
    w = block.broadcast(block.pick((2,)), 2)
    lines = block.broadcast(x, 2)
    line = block.op(f"ten.reshape {lines.name} : {lines.type} -> {{t}}", (1, n, 2), remember=False)
    filters = block.op(f"ten.reshape {w.name} : {w.type} -> {{t}}", (2, 2, 1), remember=False)
    stride = block.random.choice([1, 2])
    y = block.op(f"ten.convolve {line.name}, {filters.name} strides = [{stride}] dilations = [1] "
                 f"low = [1] high = [0] groups = 1 : {line.type}, {filters.type} -> {{t}}",
                 (1, (n - 1) // stride + 1, 1), remember=False)
    flat = block.op(f"ten.reshape {y.name} : {y.type} -> {{t}}", y.shape[1:2], remember=False)
    block.tamed(flat)


def pool(block):
    x = block.pick()
    if len(x.shape) != 2:
        return
    apart = block.constant(x.shape)  # elements may be equal but for rounding
    x = block.op(f"ten.add {x.name}, {apart.name} : {{t}}", x.shape, remember=False)
    image = block.op(f"ten.reshape {x.name} : {x.type} -> {{t}}", (1,) + x.shape, remember=False)
    how = "window = [2] strides = [1] low = [1] high = [0]"
    i = block.op(f"ten.window_argmax {image.name} {how} : {image.type} -> {{t}}", image.shape,
                 "i32", remember=False)
    y = block.op(f"ten.window_take {image.name}[{i.name}] {how} : {image.type}, {i.type} -> {{t}}",
                 image.shape, remember=False)
    block.op(f"ten.reshape {y.name} : {y.type} -> {{t}}", x.shape)


def move(block):
    x = block.pick()
    if not x.shape:
        return
    rank, n = len(x.shape), x.shape[0]
    zeros, ones = [0] * rank, [1] * rank
    kind = block.random.choice(["transpose", "reshape", "reverse", "slice", "pad", "concat"])
    if kind == "transpose":
        perm = block.random.sample(range(rank), rank)
        block.op(f"ten.transpose {x.name} perm = {perm} : {x.type} -> {{t}}",
                 [x.shape[p] for p in perm])
    elif kind == "reshape":
        block.op(f"ten.reshape {x.name} : {x.type} -> {{t}}", [math.prod(x.shape)])
    elif kind == "reverse":
        block.op(f"ten.reverse {x.name} axes = [0] : {{t}}", x.shape)
    elif kind == "slice":
        block.op(f"ten.slice {x.name} at {[n // 2] + zeros[1:]} by {[2] + ones[1:]} : "
                 f"{x.type} -> {{t}}", ((n - n // 2 + 1) // 2,) + x.shape[1:])
    elif kind == "pad":
        block.op(f"ten.pad {x.name} low = {[1] + zeros[1:]} interior = {[1] + zeros[1:]} : "
                 f"{x.type} -> {{t}}", (2 * n + 1,) + x.shape[1:])
    elif n <= 3:
        y = block.pick(x.shape)
        block.op(f"ten.concat {x.name}, {y.name} axis = 0 : {x.type}, {y.type} -> {{t}}",
                 (2 * n,) + x.shape[1:])


def index_below(block, extent):
    """An index that depends on the iteration where there is one."""
    found = [v for v in block.values if v.type == "tensor<i64>"]
    bound = Value("", (), "i64")
    if not found:
        return block.op(f"ten.constant dense<{block.random.randrange(extent)}> : {{t}}",
                        (), "i64")
    n = block.random.choice(found)
    m = block.op(f"ten.mod {n.name}, {block.splat(bound, extent).name} : {{t}}", (), "i64",
                 remember=False)
    return block.op(f"meta.check_index {m.name} in {extent} length 1 line 1", (), "i64",
                    remember=False)


def part(block):
    x = block.pick()
    if not x.shape:
        return
    i = index_below(block, x.shape[0])
    row = (1,) + x.shape[1:]
    kind = block.random.choice(["read", "update_slice", "accumulate_slice", "gather", "add", "set", "max", "min"])
    if kind == "read":
        block.op(f"ten.dynamic_slice {x.name}[{i.name}] axes = [0] : {x.type} -> {{t}}", row)
    elif kind in ("update_slice", "accumulate_slice"):
        y = block.pick(row)
        block.op(f"ten.{kind} {x.name}, {y.name}[{i.name}] axes = [0] : {{t}}, {y.type}", x.shape)
    else:
        j = block.op(f"ten.broadcast {i.name} dims = [] : {i.type} -> {{t}}", (2,), "i64",
                     remember=False)
        if kind == "gather":
            block.op(f"ten.gather {x.name}[{j.name}] : {x.type}, {j.type} -> {{t}}",
                     (2,) + x.shape[1:])
        else:
            y = block.pick((2,) + x.shape[1:])
            if kind in ("max", "min"):  # elements may be equal but for rounding
                x, y = (block.op(f"ten.add {v.name}, {block.constant(v.shape).name} : {{t}}", v.shape)
                        for v in (x, y))
            block.op(f"ten.scatter_{kind} {x.name}[{j.name}], {y.name} : {{t}}, {j.type}, {y.type}",
                     x.shape)


def count(block):
    """An integer becomes a number."""
    found = [v for v in block.values if v.element == "i64"]
    if found:
        n = block.random.choice(found)
        x = block.op(f"ten.convert {n.name} : {n.type} -> {{t}}", n.shape)
        block.tamed(x)


SIMPLE = [unary, unary, positive, binary, binary, select, narrowed, stopped, reported, decided, reduce,
          cumulative, ordered, factored, widen, contract, convolve, pool, move, move, part, part, count]
