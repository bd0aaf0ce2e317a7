"""Every kind of diagnostic has an entry in the error index and is provoked by a
test: its id stands in brackets in a CHECK line, or behind `error=` in a
document's script."""

import re

import sources

TABLE = "compiler/support/DiagnosticKinds.def"
INDEX = "docs/errors.md"

# Kinds that no test provokes, each with its reason.
NOT_PROVOKED = {}

ids = re.findall(r'^DIAGNOSTIC\(\w+, "([^"]+)"', sources.read(TABLE), re.M)
entries = re.findall(r"^### (.+)$", sources.read(INDEX), re.M)
provoked = set()
for path in sources.paths():
    if path.startswith("test/") and "/Inputs/" not in path:
        for line in sources.read(path).splitlines():
            if re.search(r"(#|//) [A-Z0-9-]+:", line):
                provoked.update(re.findall(r"\[([a-z0-9-]+)\]", line))
    elif path == "README.md" or path.startswith("docs/"):
        for names in re.findall(r"^```nest error=(\S+)", sources.read(path), re.M):
            provoked.update(names.split(","))

problems = [f"{TABLE}: no kinds were found"] if not ids else []
problems += [f"{TABLE}: `{i}` stands there twice" for i in sorted(set(ids))
             if ids.count(i) > 1]
problems += [f"{INDEX}: no entry for `{i}`" for i in ids if i not in entries]
problems += [f"{INDEX}: `{i}` is no kind of diagnostic, or stands there twice"
             for i in sorted(set(entries))
             if i not in ids or entries.count(i) > 1]
problems += [f"no test provokes `{i}`" for i in ids
             if i not in provoked and i not in NOT_PROVOKED]
problems += [f"`{i}` is provoked and needs no exception" for i in NOT_PROVOKED
             if i in provoked or i not in ids]
sources.finish(problems)
