"""calls.py NESTOR: compiles a script that calls a learning function once, twice and
eight times. Each call more than two may take a twentieth of the first one's LLVM
instructions, a tenth of its bytes of object code, and gives what the only one gives."""

import subprocess
import sys

SCRIPT = """import nn, optim
fn train(scale) {{
  x ~ normal(0, 1)[64, 32]
  y ~ (0..10)[64]
  net ~ nn.mlp([32, 64, 10])
  w = minimize p from net with optim.adam(1e-3) for 50 steps {{ nn.cross_entropy(p(scale * x), y) }}
  nn.cross_entropy(w(x), y)
}}
experiment calls {{
  losses = [{calls}]
  print f64(losses[0])
}}
"""
CALL = "with seed = 7 { mean([train(s) for s in f32([1.0, 0.5])]) }"
# Of the first call.
INSTRUCTIONS, BYTES = 0.05, 0.1

nestor = sys.argv[1]


def measured(calls):
    """Instructions, bytes of object code, and what the first call gives."""
    script = SCRIPT.format(calls=", ".join([CALL] + [CALL.replace("7", str(i)) for i in range(1, calls)]))
    with open("calls.nest", "w", encoding="utf-8") as file:
        file.write(script)

    def output(*command):
        return subprocess.run([nestor, *command], check=True, capture_output=True).stdout

    output("--emit=obj", "calls.nest", "-o", "calls.o")
    with open("calls.o", "rb") as file:
        size = len(file.read())
    loss = output("run", "calls.nest", "--out", f"out{calls}").decode().splitlines()[0]
    return output("--emit=llvm", "calls.nest").count(b"llvm."), size, loss


one, two, eight = measured(1), measured(2), measured(8)
print(one, two, eight)
more = [(b - a) / 6 / first for a, b, first in zip(two[:2], eight[:2], one[:2])]
print("of the first, each more:", more)
sys.exit(not (more[0] <= INSTRUCTIONS and more[1] <= BYTES and one[2] == two[2] == eight[2]))
