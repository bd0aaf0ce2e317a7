"""The reference lists every builtin function with its parameters, and every
name of the library that a script can use."""

import re

import sources

REFERENCE = "docs/language.md"
reference = sources.read(REFERENCE)
problems = []
for name, parameters in re.findall(r'^BUILTIN\("(\w+)", "([^"]*)"',
                                   sources.read("compiler/sema/Builtins.def"),
                                   re.M):
    # Those that begin so are what the library is made of.
    if not name.startswith("_") and f"| `{name}({parameters})` |" not in reference:
        problems.append(f"{REFERENCE}: no row for `{name}({parameters})`")
for path in sources.paths():
    if path.startswith("stdlib/") and path.endswith(".nest"):
        for name in re.findall(r"^(?:fn|model|optimizer|task|record) (\w+)",
                               sources.read(path), re.M):
            # What begins with `_` is for its module.
            if name[0] != "_" and f"`{name}(" not in reference:
                problems.append(f"{REFERENCE}: `{name}` of {path} is missing")
sources.finish(problems)
