"""run_blocks.py [--fragments N] NESTOR FILE...: runs the scripts that stand in
documents and fails where one does not do what the document says.

A script is a fenced block whose info string begins with `nest`. The next word
says what is true of it:

  check       it has no errors
  run         it runs and ends with status 0; with `status=2`, with that status
  error=ID    it is rejected with this error and no other; several are joined
              by commas
  fragment    a part of a script that stands elsewhere; not run, at most N of
              them (default 0)

A block `output` right behind it holds what the compiler or the program wrote,
to the last character of each line: of `run` what goes to standard output, of
`error` the messages."""

import argparse
import collections
import os
import re
import subprocess
import sys

FENCE = re.compile(r"^```(.*)$")
ERROR_ID = re.compile(r": error: .*\[([a-z0-9-]+)\]$", re.MULTILINE)
SCRIPT = "script.nest"
SECONDS = 120  # for one script

Block = collections.namedtuple("Block", "info line text")


def blocks_of(path):
    """The fenced blocks of a document, None where prose separates two."""
    blocks = []
    info = None
    with open(path, encoding="utf-8") as document:
        for number, line in enumerate(document, 1):
            fence = FENCE.match(line.rstrip("\n"))
            if fence and info is None:
                info, begin, text = fence.group(1).strip(), number, []
            elif fence:
                blocks.append(Block(info, begin, "".join(text)))
                info = None
            elif info is not None:
                text.append(line)
            elif line.strip():
                blocks.append(None)
    if info is not None:
        sys.exit(f"{path}:{begin}: this block is never closed")
    return blocks


def tidy(text):
    return [line.rstrip() for line in text.strip("\n").splitlines()]


def compile_or_run(command):
    result = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, timeout=SECONDS
    )
    return result.returncode, result.stdout, result.stderr


def check_block(nestor, words, text, output):
    """What is wrong with a block, or None."""
    with open(SCRIPT, "w", encoding="utf-8") as script:
        script.write(text)
    kind = words[0]
    expected_status = 0
    if kind == "run":
        for word in words[1:]:
            name, _, value = word.partition("=")
            if name != "status":
                return f"`{word}` is not understood"
            expected_status = int(value)
        status, out, err = compile_or_run([nestor, "run", SCRIPT])
        shown = out
    elif kind == "check" or kind.startswith("error="):
        status, out, err = compile_or_run([nestor, "check", SCRIPT])
        shown = err
        if kind != "check":
            expected_status = 1
            wanted = sorted(kind[len("error="):].split(","))
            found = sorted(ERROR_ID.findall(err))
            if found != wanted:
                return f"expected {wanted}, found {found}\n{err}"
    else:
        return f"`{kind}` is neither check, run, error=ID nor fragment"
    if status != expected_status:
        return f"status {status}, expected {expected_status}\n{out}{err}"
    if output is not None and tidy(output) != tidy(shown):
        return "the output differs; it is\n" + "\n".join(tidy(shown))
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--fragments", type=int, default=0)
    parser.add_argument("nestor")
    parser.add_argument("files", nargs="+")
    arguments = parser.parse_args()
    failures = scripts = fragments = 0
    for path in arguments.files:
        blocks = blocks_of(path)
        for block, behind in zip(blocks, blocks[1:] + [None]):
            if block is None or block.info.split()[:1] != ["nest"]:
                continue
            words = block.info.split()[1:]
            place = f"{os.path.basename(path)}:{block.line}"
            if words == ["fragment"]:
                fragments += 1
                continue
            scripts += 1
            output = behind.text if behind and behind.info == "output" else None
            problem = (
                check_block(arguments.nestor, words, block.text, output)
                if words else "the block does not say what is true of it"
            )
            if problem:
                failures += 1
                print(f"{place}: {problem}", file=sys.stderr)
    print(f"{scripts} scripts, {fragments} fragments, {failures} failures")
    if fragments > arguments.fragments:
        sys.exit(f"at most {arguments.fragments} fragments are allowed")
    sys.exit(1 if failures else 0)


main()
