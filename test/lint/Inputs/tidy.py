"""Each source begins with a comment; no file has trailing blanks, tabs for
indentation, a missing last end of line, or a path of one machine."""

import re

import sources

COMMENTED = (".cpp", ".h", ".td", ".g4", ".def", ".py", ".nest", ".mlir",
             ".test", ".sh")
# A shebang and a byte order mark may come first.
COMMENT = re.compile(r'\ufeff?(#!.*\n)?\s*(#|//|/\*|"""|r""")')

# Tests of the lexer, for which blanks and ends of lines are the point.
ABOUT_BLANKS = {
    "test/syntax/declarations-errors.nest",  # ends without an end of line
    "test/syntax/encoding-errors.nest",
    "test/syntax/line-ends.nest",
    "test/syntax/rendering-errors.nest",  # the caret behind a tab
}

# A home or a folder mounted here or there. Put together so that this file does
# not name one. A root of its own, made by a script, may have any.
MACHINE = re.compile(r"(?<![\w$}.])/(" + "|".join(
    ["work", "home", "Users", "root", "mnt", "tmp"]) + r")/\w")
OWN_ROOT = {"scripts/debootstrap-check.sh"}

problems = []
for path in sources.paths():
    text = sources.read(path)
    if path.endswith(COMMENTED) and text and not COMMENT.match(text):
        problems.append(f"{path}: begins without a comment")
    if not path.endswith(COMMENTED) and not path.endswith(
            (".md", ".txt", ".cmake")):
        continue
    if path in ABOUT_BLANKS:
        continue
    if text and not text.endswith("\n"):
        problems.append(f"{path}: no end of line at the end")
    for number, line in enumerate(text.split("\n"), 1):
        if line != line.rstrip():
            problems.append(f"{path}:{number}: blanks at the end")
        if line.startswith("\t"):
            problems.append(f"{path}:{number}: a tab")
        if path not in OWN_ROOT and MACHINE.search(line):
            problems.append(f"{path}:{number}: a path of one machine")
sources.finish(problems)
