"""Every example says what to expect and has a test of its name in
test/examples, and every document is read by a test in test/docs."""

import sources

files = sources.paths()
problems = []
for path in files:
    if path.startswith("examples/") and path.endswith(".nest"):
        test = "test/" + path[: -len(".nest")] + ".test"
        if test not in files:
            problems.append(f"{path}: there is no {test}")
        elif "%" + path not in sources.read(test):
            problems.append(f"{test}: does not run %{path}")
runs = "\n".join(sources.read(path) for path in files
                 if path.startswith("test/docs/") and path.endswith(".test"))
for path in files:
    is_document = path.startswith("docs/") and path.endswith(".md")
    if (is_document or path == "README.md") and f"../{path} " not in runs:
        problems.append(f"{path}: no test in test/docs reads it")
sources.finish(problems)
