"""at_once.py PROGRAM: starts eight runs together and checks that each of them
got a folder to itself."""

import os
import subprocess
import sys

before = len(os.listdir("runs/linear"))
runs = [subprocess.Popen([sys.argv[1], "--quiet"]) for _ in range(8)]
assert all(run.wait() == 0 for run in runs)
folders = os.listdir("runs/linear")
assert len(folders) == before + 8, folders
