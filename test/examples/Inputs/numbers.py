"""numbers.py METRICS.csv: compares reported numbers with those on standard
input, lines `NAME STEP EXPECTED TOLERANCE` (`-` is the step of what stands
outside of loops, `#` begins a comment). Fails where a number is missing or
farther away."""

import csv
import sys

with open(sys.argv[1], newline="") as metrics:
    found = {
        (row["name"], row["step"] or "-"): float(row["value"])
        for row in csv.DictReader(metrics)
    }
failures = checked = 0
for line in sys.stdin:
    words = line.partition("#")[0].split()
    if not words:
        continue
    name, step, expected, tolerance = words
    value = found.get((name, step))
    checked += 1
    if value is None or not abs(value - float(expected)) <= float(tolerance):
        failures += 1
        print(f"{name} at {step} is {value}, expected {expected} +- {tolerance}")
sys.exit(0 if checked and not failures else 1)
