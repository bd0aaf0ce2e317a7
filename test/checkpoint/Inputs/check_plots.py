"""Reads the figures as XML and the table as csv."""

import csv
import os
import re
import xml.etree.ElementTree as xml

SVG = "{http://www.w3.org/2000/svg}"


def figure(name):
    root = xml.parse(f"run/plots/curves-{name}.svg").getroot()
    texts = [element.text for element in root.iter(SVG + "text")]
    lines = [e for e in root.iter(SVG + "path") if e.get("class") == "line"]
    return texts, lines, len(list(root.iter(SVG + "circle")))


def points(line):
    return [tuple(map(float, p.split())) for p in re.split("[ML]", line.get("d"))[1:]]


assert sorted(os.listdir("run/plots")) == [
    "curves-how-it-falls.svg", "curves-large.svg", "curves-places-of.svg",
    "curves-squares-1.svg"], os.listdir("run/plots")

with open("run/plots.csv", newline="") as file:
    rows = list(csv.reader(file))
assert rows[0] == ["experiment", "figure", "curve", "line", "x", "y"]
mine = [row[2:] for row in rows if row[1] == "how it falls"]
# w^2 at 1, 0.5, ...: the loss before each step, w behind it; once for each seed.
for seed in "01":
    losses = [row[2:] for row in mine if row[:2] == ["loss", seed]]
    assert losses == [["1", "1"], ["2", "0.25"], ["3", "0.0625"], ["4", "0.015625"]]
    assert ["two & more[1]", seed, "2", "0.5"] in mine
assert ["later", "0", "1", "2"] in mine

texts, lines, _ = figure("how-it-falls")
assert "how it falls" in texts and "step" in texts and "two & more[0]" in texts
# Two seeds of three curves, and the one behind them.
assert len(lines) == 7
falling = [y for _, y in points(lines[0])]
assert falling == sorted(falling) and len(falling) == 4  # down is more

texts, lines, dots = figure("squares-1")
assert "squares <1>" in texts and "x" in texts
assert len(lines) == 6  # three curves, once for each seed
# nan and inf are gaps: what is left between them is one point.
assert len(points(lines[4])) == len(points(lines[5])) == 1 and dots == 2
(x0, y0), (x1, y1), (x2, y2) = points(lines[0])
assert abs((x1 - x0) - (x2 - x1)) < 0.2
# 0.75 up, then 1.25.
assert abs((y1 - y2) / (y0 - y1) - 1.25 / 0.75) < 0.02

# 20 000 points are more than can be seen; each extreme is kept.
_, lines, _ = figure("large")
drawn = points(lines[0])
assert 1000 < len(drawn) <= 4100, len(drawn)
assert len({round(y) for _, y in drawn}) > 200
print("as they should be")
