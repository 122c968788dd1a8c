"""Whenever a command is killed, or its disk is full, its files are whole and it can go on."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

LEAST_KILLS = {
    "train": 80,
    "train-reader": 40,
    "calibrate": 40,
    "calibrate-in-place": 14,
    "score": 25,
    "paper": 40,
    "fetch": 25,
    "fetch-again": 30,
}
"""Fewer than these would mean that the harness no longer sees all writes."""


@pytest.mark.parametrize("command", LEAST_KILLS)
def test_killed_at_any_write_a_command_leaves_whole_files_and_ends_the_same_when_run_again(
    command, tmp_path
):
    paths = [str(Path(__file__).parents[2]), *filter(None, [os.environ.get("PYTHONPATH")])]
    done = subprocess.run(
        [sys.executable, "-m", "tests.host.killed_commands", command, tmp_path / "trial"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found.pop("faults") == []
    assert found["kills"] >= LEAST_KILLS[command]
