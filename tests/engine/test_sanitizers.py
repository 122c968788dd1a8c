"""The engine's own C++ tests, under AddressSanitizer and UndefinedBehaviorSanitizer."""

import os
import re
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

# The C++ sources are in this file's checkout, wherever the package itself is installed.
CHECKOUT = Path(__file__).resolve().parents[2]


def compiler() -> str | None:
    """The C++ compiler that CMake would take, if there is one."""
    names = (os.environ.get("CXX", ""), "c++", "g++", "clang++")
    return next((found for name in names if name and (found := shutil.which(name))), None)


def run(*command: str | Path) -> str:
    """What a program printed, this environment's own cmake and ninja before others."""
    path = os.pathsep.join((sysconfig.get_path("scripts"), os.environ["PATH"]))
    program = shutil.which(command[0], path=path)
    assert program, f"expected {command[0]} on the PATH or from the test extra"
    done = subprocess.run(
        [program, *command[1:]],
        env=os.environ | {"PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.mark.slow
@pytest.mark.skipif(compiler() is None, reason="needs a C++ compiler")
def test_the_engines_own_tests_pass_under_the_sanitizers(tmp_path):
    run("cmake", "-G", "Ninja", "-S", CHECKOUT, "-B", tmp_path, "-DLENET_SANITIZE=ON")
    run("cmake", "--build", tmp_path)
    symbols = (tmp_path / "engine_test").read_bytes()
    assert b"__asan_init" in symbols
    assert b"__ubsan_handle" in symbols
    printed = run(tmp_path / "engine_test")
    result = re.fullmatch(r"(\d+) passed, 0 failed\n", printed)
    assert result, printed
    assert int(result[1]) > 1000
