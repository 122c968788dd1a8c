"""The access log: a JSON object a request on stderr."""

from __future__ import annotations

import json
import sys
import time

from starlette.types import Scope


def log_request(scope: Scope, status: int, seconds: float, sent: int) -> None:
    """Write the line of a request: its status, duration in ``seconds`` and bytes ``sent``.

    Its query and its headers are left out: they may hold what is private.
    """
    client = scope.get("client") or ("",)
    now = time.time()
    line = {
        "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now % 1 * 1e3):03}Z",
        "client": client[0],
        "method": scope["method"],
        "path": scope["path"],
        "status": status,
        "milliseconds": round(1e3 * seconds, 2),
        "bytes": sent,
    }
    sys.stderr.write(json.dumps(line) + "\n")
    sys.stderr.flush()
