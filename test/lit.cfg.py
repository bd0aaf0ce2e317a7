"""How the tests are found and run. `./nestor test` starts lit with this file.

Every test runs in a folder of its own, `%t`, which is empty at the start, so
it may write to relative names. In RUN lines:

  %nestor, %nestor-opt  the tools of the build
  %python               the Python that runs lit
  %expect-status N ...  runs a command that must exit with status N
  %examples, %stdlib    folders of the source tree
  %build                the build folder; programs for tests are in
                        %build/test/bin

FileCheck, not, count, split-file and the tools above are found by their bare
names, too. Parameters (-D NAME=VALUE): build, the build folder (default
build/release); slow=1 runs the tests that say REQUIRES: slow. A test that says
REQUIRES: optimised runs in release builds only.
"""

import importlib.util
import os
import shutil
import subprocess
import sys

import lit.formats

source_root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
build_root = os.path.abspath(
    lit_config.params.get("build", os.path.join(source_root, "build/release"))
)

config.name = "nestor"
config.suffixes = [".nest", ".mlir", ".test"]
config.excludes = ["Inputs", "CMakeLists.txt"]
config.test_source_root = os.path.dirname(os.path.abspath(__file__))
config.test_exec_root = os.path.join(build_root, "test/results")
config.test_format = lit.formats.ShTest(
    execute_external=False,
    preamble_commands=["rm -rf %t", "mkdir -p %t", "cd %t"],
)


def llvm_tools():
    """The folder of LLVM 22's programs."""
    config_tool = shutil.which("llvm-config-22") or shutil.which("llvm-config")
    if config_tool is None:
        lit_config.fatal("llvm-config-22 is not installed")
    return subprocess.check_output([config_tool, "--bindir"], text=True).strip()


bin_folder = os.path.join(build_root, "bin")
config.environment["PATH"] = os.pathsep.join(
    [bin_folder, llvm_tools(), os.environ.get("PATH", "")]
)
# Programs show progress only on a terminal; messages are in English.
config.environment["LC_ALL"] = "C"
# LLVM's allocators poison what they have not given out; code of ours that is
# instrumented and code of the package that is not disagree about it.
config.environment["ASAN_OPTIONS"] = "allow_user_poisoning=0"
config.environment.pop("NESTOR_HOME", None)
for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "CCACHE_DIR"):
    if name in os.environ:
        config.environment[name] = os.environ[name]

# The first pattern that fits wins, so the longer name comes first.
config.substitutions += [
    ("%nestor-opt", os.path.join(bin_folder, "nestor-opt")),
    ("%nestor", os.path.join(bin_folder, "nestor")),
    ("%python", sys.executable),
    (
        "%expect-status",
        f"{sys.executable} {config.test_source_root}/Inputs/expect_status.py",
    ),
    ("%examples", os.path.join(source_root, "examples")),
    ("%stdlib", os.path.join(source_root, "stdlib")),
    ("%build", build_root),
]

is_slow = lit_config.params.get("slow", "0") == "1"
if is_slow:
    config.available_features.add("slow")

# Seconds; a test that hangs must not hold up the others. lit needs psutil here.
if importlib.util.find_spec("psutil"):
    lit_config.maxIndividualTestTime = 3600 if is_slow else 1500


def build_type():
    """CMAKE_BUILD_TYPE of the build folder."""
    with open(os.path.join(build_root, "CMakeCache.txt")) as cache:
        for line in cache:
            if line.startswith("CMAKE_BUILD_TYPE:"):
                return line.strip().split("=", 1)[1]
    return ""


# What takes time is only tested where it is built to be fast.
if build_type() == "Release":
    config.available_features.add("optimised")
