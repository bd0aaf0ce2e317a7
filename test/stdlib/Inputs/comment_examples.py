"""comment_examples.py NESTOR LIBRARY FRAMES: runs the examples in the comments of the
library. An example is a block of comment lines indented by three blanks, with a line
that is a lone `#` before it and a lone `#` or the end of the comment after it;
formulas follow the text without such a line.

FRAMES has a script around each, behind a line `#--- MODULE NUMBER`: the line EXAMPLE
stands for the example. With `check` behind the number the script is only checked."""

import pathlib
import re
import subprocess
import sys

nestor, library, frames = sys.argv[1:]


def examples(text):
    blocks, block, before = [], None, ""
    for line in text.split("\n") + [""]:
        if line.startswith("#   ") and (block is not None or before == "#"):
            block = (block or []) + [line[4:]]
        else:
            # A block that text follows at once is a formula.
            if block is not None and (line == "#" or not line.startswith("#")):
                blocks.append(block)
            block = None
        before = line
    return blocks


parts = re.split(r"^#--- (\w+ \d+)( check)?\n", pathlib.Path(frames).read_text(encoding="utf-8"),
                 flags=re.M)[1:]
framed = {name: (only_checked, text)
          for name, only_checked, text in zip(parts[::3], parts[1::3], parts[2::3])}
found, failures = [], []
for path in sorted(pathlib.Path(library).glob("*.nest")):
    for i, block in enumerate(examples(path.read_text(encoding="utf-8"))):
        name = f"{path.stem} {i + 1}"
        found.append(name)
        if name not in framed:
            failures.append(f"no frame for example {name}:\n" + "\n".join(block))
            continue
        only_checked, text = framed[name]
        script = pathlib.Path(name.replace(" ", "-") + ".nest")
        script.write_text(re.sub(
            r"^( *)EXAMPLE$",
            lambda m: "\n".join(m[1] + line for line in block), text, flags=re.M),
            encoding="utf-8")
        command = [nestor, "check", str(script)] if only_checked else \
            [nestor, "run", str(script), "--out", f"run-{script.stem}", "--quiet"]
        result = subprocess.run(command, capture_output=True, text=True)
        if result.returncode:
            failures.append(f"example {name} ends with {result.returncode}:\n"
                            + result.stdout + result.stderr)
failures += [f"there is no example {name}" for name in framed if name not in found]
print("\n".join(failures + [f"{len(found)} examples, {len(failures)} failures"]))
