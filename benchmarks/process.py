"""A command run as a process of its own: what it prints, its seconds and its memory."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
"""The repository's root, from which every script here is run."""

Record = dict[str, Any]


def run_process(command: list[str]) -> Record:
    """Run a command: its output, wall seconds and the most memory it held, or why it failed."""
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        try:
            process = subprocess.Popen(command, stdout=output, stderr=errors)
        except OSError as error:
            return {"error": str(error)}
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        said, complaint = output.read(), errors.read().strip()
    if process.returncode != 0:
        return {"error": f"status {process.returncode}: {complaint[-500:]}"}
    unit = 1 if sys.platform == "darwin" else 1024
    return {
        "output": said,
        "wall_seconds": time.perf_counter() - started,
        "peak_memory_mb": usage.ru_maxrss * unit / 1e6,
    }
