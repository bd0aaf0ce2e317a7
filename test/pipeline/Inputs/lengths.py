"""lengths.py NESTOR SCRIPT: compiles the script with few steps and with many, for
every plan and storage. Both programs must store the same kinds of things and have
as many LLVM instructions and bytes of object code, but for TOLERANCE."""

import re
import subprocess
import sys

# plan, few steps and their budget, many and theirs (None: none), how it is stored
ROWS = [
    ("unrolled", 10, None, 10_000, None, "what every step needs"),
    ("unrolled", 400, "3.7M", 10_000, "5M", "carries every N steps"),
    ("unrolled", 400, "3.52M", 10_000, "3.53M", "carries in N slots"),
    ("truncated", 10, None, 10_000, None, "what every step needs"),
    ("truncated", 10, "3.515M", 10_000, "3.515M", "carries of every step"),
    ("first_order", 10, None, 10_000, None, "nothing"),
    ("implicit", 10, None, 10_000, None, "nothing"),
    ("until", 10, None, 10_000, None, "what every step needs"),
    ("until", 400, "3.7M", 10_000, "5M", "carries every N steps"),
]
# A constant that the length happens to share with an extent is one less, and a
# buffer that is filled in a few thousand operations is filled in line, with a tail
# where its extent is no multiple of a vector: up to 37 of 5 377 instructions and
# 520 of 23 776 bytes. A loop that was written out would have hundreds more of both
# for each step.
TOLERANCE = 0.03

nestor, script = sys.argv[1:]


def compiled(plan, steps, budget):
    """Instructions, bytes of object code, and what the first loop stores."""
    options = [script, "--set", f"plan={plan}", "--set", f"steps={steps}"]
    if budget:
        options += ["--memory", budget]

    def output(*command):
        return subprocess.run([nestor, *command, *options], check=True, capture_output=True).stdout

    subprocess.run([nestor, "--emit=obj", *options, "-o", "program.o"], check=True)
    with open("program.o", "rb") as file:
        size = len(file.read())
    loop = re.search(r" x  (.*?)  ", output("explain").decode())[1]
    return output("--emit=llvm").count(b"llvm."), size, re.sub(r"[0-9]+", "N", loop)


problems = 0
for plan, few, small, many, large, storage in ROWS:
    short, long = compiled(plan, few, small), compiled(plan, many, large)
    is_alike = all(abs(a - b) <= TOLERANCE * a for a, b in zip(short[:2], long[:2]))
    is_stored = short[2] == long[2] == storage
    problems += not (is_alike and is_stored)
    print(f"{plan}, {storage}: {few} steps {short}, {many} steps {long}")
sys.exit(f"{problems} differ" if problems else 0)
