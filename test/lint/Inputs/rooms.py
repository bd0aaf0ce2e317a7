"""Rooms keep apart: what the sources of a folder may not include or name. The
lists of what is linked (CMakeLists.txt) count, README files do not."""

import re

import sources

INCLUDE = r'^\s*(?:#\s*include|include)\s*["<]'

# Folders, files in them that are excepted, pattern, what it means.
BANS = [
    (("compiler/support/", "compiler/ast/", "compiler/syntax/",
      "compiler/sema/", "dialects/ten/shape_rules/"), (),
     INCLUDE + r"mlir/|\bmlir::|\bMLIR[A-Z]\w+",
     "no MLIR before the program is typed"),
    (("compiler/", "dialects/", "runtime/"), ("compiler/syntax/",),
     INCLUDE + r"antlr|\bantlr4?::|\bantlr4_", "ANTLR belongs to syntax"),
    (("dialects/",), (), INCLUDE + r"compiler/",
     "dialects do not know the compiler"),
    (("runtime/",), (), INCLUDE + r"(llvm|mlir|compiler|dialects)/"
     r"|\b(llvm|mlir)::|\b(LLVM|MLIR)[A-Z]\w+",
     "the runtime is linked to programs, without the compiler"),
    (("compiler/", "dialects/", "runtime/"),
     ("compiler/driver/", "compiler/tools/"), INCLUDE + r"compiler/driver/",
     "only tools use the driver"),
    (("compiler/", "dialects/", "runtime/", "stdlib/", "examples/", "grammar/"),
     (), INCLUDE + r"test/", "nothing depends on tests"),
]

problems = []
for path in sources.paths():
    if path.endswith(".md"):
        continue
    for folders, exceptions, pattern, meaning in BANS:
        if not path.startswith(folders) or path.startswith(exceptions or "\0"):
            continue
        for number, line in enumerate(sources.read(path).splitlines(), 1):
            code = re.sub(r"//.*", "", line)
            if re.search(pattern, code):
                problems.append(f"{path}:{number}: {line.strip()} ({meaning})")
sources.finish(problems)
