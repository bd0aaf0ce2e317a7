"""bad_checkpoints.py SLOW OTHER_SOURCE OTHER_WIDTH OTHER_TYPES: interrupts SLOW,
then resumes it in every wrong way. Prints what is said; nothing may be changed."""

import json
import os
import shutil
import subprocess
import sys
import time

from pieces import contents, interrupt, run

slow, other_source, other_width, other_types = sys.argv[1:]
interrupt([slow, "--out", "base", "--set", "rate=0.002", "--seed", "7"], "base")
with open("base/checkpoint/manifest.json") as file:
    manifest = json.load(file)
state = "checkpoint/" + manifest["state"]


def case(name, change=None, program=slow, options=(), folder=None):
    copy = name.replace(" ", "_")
    shutil.copytree("base", copy)
    if change:
        change(copy)
    before = contents(copy)
    status, out, errors = run([program, "--resume", folder or copy, *options])
    print(f"== {name}: status {status}\n{errors}", end="")
    assert status == 1, status
    assert not out, out
    assert contents(copy) == before, "the folder was changed"


def rewrite(**values):
    def change(folder):
        with open(folder + "/checkpoint/manifest.json", "w") as file:
            json.dump({**manifest, **values}, file)

    return change


def without(key):
    def change(folder):
        left = {k: v for k, v in manifest.items() if k != key}
        with open(folder + "/checkpoint/manifest.json", "w") as file:
            json.dump(left, file)

    return change


def cut(path, size):
    return lambda folder: os.truncate(f"{folder}/{path}", size)


def overwrite(path):
    def change(folder):
        size = os.path.getsize(f"{folder}/{path}")
        with open(f"{folder}/{path}", "w") as file:
            header = "experiment,figure,curve,line,x,y\n"
            file.write((header + "slow," * size)[:size])

    return change


def remove(path):
    return lambda folder: os.remove(f"{folder}/{path}")


def damage(folder):
    with open(f"{folder}/{state}", "r+b") as file:
        file.seek(-100, os.SEEK_END)
        byte = file.read(1)
        file.seek(-1, os.SEEK_CUR)
        file.write(bytes([byte[0] ^ 1]))


case("other source", program=other_source)
case("other width", program=other_width)
case("other types", program=other_types)
case("other seed", options=["--seed", "8"])
case("other hyper", options=["--set", "rate=0.003"])
case("other experiments", options=["--only", "slow"])
case("out", options=["--out", "new"])
case("no folder", folder="nowhere")
case("file", folder="base/run.json")
case("no run", remove("run.json"))
case("no manifest", remove("checkpoint/manifest.json"))
case("torn manifest", cut("checkpoint/manifest.json", 300))
case("manifest lacks seed", without("seed"))
case("manifest lacks loops", without("loops"))
case("no loop", rewrite(loops=[]))
case("wrong step", rewrite(loops=[{"loop": 0, "step": 10**9, "finished": False}]))
case("wrong experiment", rewrite(experiment="third"))
case("other format", rewrite(format=2))
case("other draws", rewrite(rng=0))
case("far state", rewrite(state="../../base/" + state))
case("no state", remove(state))
case("cut state", cut(state, 1000))
case("damaged state", damage)
case("cut metrics", cut("metrics.csv", 50))
case("other plots", overwrite("plots.csv"))
case("every", options=["--checkpoint-every", "often"])

process = subprocess.Popen(
    [slow, "--out", "busy"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
)
while not os.path.exists("busy/metrics.csv"):
    time.sleep(0.005)
case("in use", folder="busy")
process.kill()
process.wait()
case("killed", folder="busy")

# None of this has touched the checkpoint, which is whole and can be used.
status, _, errors = run([slow, "--resume", "base"])
assert status == 0, errors
assert run([slow, "--out", "whole", "--set", "rate=0.002", "--seed", "7"])[0] == 0
for name in ("metrics.csv", "metrics.jsonl", "output.txt"):
    assert open("base/" + name).read() == open("whole/" + name).read(), name
assert not os.path.exists("base/" + state), "values of a complete run are left"
shutil.copytree("base", "finished")
shutil.rmtree("base")
shutil.copytree("finished", "base")
case("complete")
