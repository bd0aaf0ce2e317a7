"""The files of the source tree, for the scripts beside this one."""

import os
import subprocess
import sys

ROOT = os.path.dirname(  # of the repository: this is test/lint/Inputs
    os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
)
# What tools make, and what is not text.
SKIPPED_FOLDERS = {".git", "build", "runs", "__pycache__", ".venv", "shared"}
BINARY = (".npz", ".npy", ".safetensors", ".gz", ".png", ".bin", ".pyc")


def paths():
    """Paths relative to the root, in order. Where git knows, what it ignores
    is left out."""
    listed = b""
    try:
        listed = subprocess.run(
            ["git", "-C", ROOT, "ls-files", "-co", "--exclude-standard", "-z"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ).stdout
    except FileNotFoundError:
        pass  # a machine without git has the files all the same
    if listed:
        found = listed.decode().rstrip("\0").split("\0")
    else:
        found = [
            os.path.relpath(os.path.join(folder, name), ROOT)
            for folder, _, names in os.walk(ROOT) for name in names
        ]
    return sorted(
        path for path in set(found)
        if not SKIPPED_FOLDERS & set(path.split("/")[:-1])
        and not path.endswith(BINARY)
        and os.path.isfile(os.path.join(ROOT, path))
    )


def read(path):
    """The text of a file; a byte that is not UTF-8 counts as a character."""
    with open(os.path.join(ROOT, path), encoding="utf-8",
              errors="surrogateescape", newline="") as file:
        return file.read()


def finish(problems):
    """Prints what is wrong and ends."""
    for problem in problems:
        print(problem, file=sys.stderr)
    sys.exit(1 if problems else 0)
