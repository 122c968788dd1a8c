"""A process that is forked makes what the one that stayed makes, after threads were at work."""

import subprocess
import sys
from pathlib import Path

FORK = """
import os
import pickle

given, taken = os.pipe()
child = os.fork()
here = pickle.dumps(made())
if child == 0:
    os.close(given)
    with os.fdopen(taken, "wb") as pipe:
        pipe.write(here)
    os._exit(0)
os.close(taken)
with os.fdopen(given, "rb") as pipe:
    assert pickle.loads(pipe.read()) == pickle.loads(here)
assert os.waitpid(child, 0)[1] == 0
"""


def assert_made_alike(script: str, *arguments: str | Path) -> None:
    """Run a script that defines ``made``, fork it, and compare what ``made`` gives in the two."""
    subprocess.run([sys.executable, "-c", script + FORK, *arguments], check=True)
