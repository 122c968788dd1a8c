"""Another process of the same Python, with the same modules at hand.

The caller's main program is not imported there, so a script may start one without a guard.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

SAME_PATH = "import json, sys; sys.path[:] = json.loads(sys.argv.pop(1)); "

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""For libraries that would otherwise start a thread for each core."""


def start_python(
    code: str, *arguments: str, env: Mapping[str, str] | None = None, **how: Any
) -> subprocess.Popen[bytes]:
    """Start a process that runs some code, with arguments in ``sys.argv[1:]``. OSError.

    Ctrl-C does not reach it: it is for this process, which then ends those that it has started.
    ``env`` holds further environment variables; ``how`` are keyword arguments of ``Popen``.
    """
    path = json.dumps([os.path.abspath(entry) for entry in sys.path])
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-P", "-c", SAME_PATH + code, path, *arguments],
        process_group=0,
        env={**os.environ, **ONE_THREAD, **(env or {})},
        **how,
    )


def ended(process: subprocess.Popen[bytes], patience: float = 0.0) -> str:
    """Say how a process ended: "signal 9", "status 1". It is killed if it has not in some seconds.

    One that ends closes its pipes first, so whoever sees them closed has patience.
    """
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(patience)
    process.kill()
    status = process.wait()
    return f"signal {-status}" if status < 0 else f"status {status}"
