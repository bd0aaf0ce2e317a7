"""No file with code is longer than 400 lines. Tables (.def) and documents may be."""

import sources

LIMIT = 400
CODE = (".cpp", ".h", ".td", ".g4", ".py", ".sh", ".nest", ".mlir", ".test",
        ".cmake", "CMakeLists.txt")

# Written by a script, so nobody reads them from end to end.
GENERATED = {"test/stdlib/optimizers-golden.nest"}

problems = []
lengths = {path: sources.read(path).count("\n") for path in sources.paths()
           if path.endswith(CODE)}
for path, length in lengths.items():
    if path not in GENERATED and length > LIMIT:
        problems.append(f"{path}: {length} lines, at most {LIMIT}")
sources.finish(problems)
