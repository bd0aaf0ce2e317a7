"""optimizer_rows.py MODULE TEST...: fails where no table of the tests has a row for
an optimizer of the module, or a row does not set all of its numbers.

The row `adam = (make = fn(h) = optim.adam(h[0], h[1], h[2], h[3]), ...` has
the name of the optimizer; the h[i] are its numbers, each of them once. A row of
another name is a further setting. Parameters with a type are other optimizers
and numbers that are fixed when compiled."""

import pathlib
import re
import sys

library, *tests = (pathlib.Path(path) for path in sys.argv[1:])
test = "\n".join(path.read_text(encoding="utf-8") for path in tests)
module, library = library.stem, library.read_text(encoding="utf-8")
problems = []
names = re.findall(r"^optimizer (\w+)\((.*)\) \{", library, re.M)
if not names:
    problems.append("the library has no optimizer")
for name, parameters in names:
    numbers = [p for p in parameters.split(",") if ": " not in p]
    row = re.search(rf"^  {name} = \(make = fn\(h\) = ({module}\.{name}\(.*?\)), smooth",
                    test, re.M)
    if row is None:
        problems.append(f"no row `{name}`")
        continue
    used = set(re.findall(r"h\[(\d+)\]", row[1]))
    # An inner optimizer has numbers of its own.
    if len(used) < len(numbers) or len(used) != len(re.findall(r"h\[", row[1])):
        problems.append(f"row `{name}` uses {len(used)} numbers, the optimizer has {len(numbers)}")
sys.exit("\n".join(problems) if problems else 0)
