"""Ask a running ``lenet serve`` to read pictures, with Python's standard library alone.

    lenet serve
    python examples/service_client.py http://127.0.0.1:8000 docs/amount.png

A picture is the body of a POST. Whatever cannot be read is answered with an HTTP status of 400 or
more, and a sentence under ``detail``; a busy service says when to come again.
"""

import json
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any


def read(service: str, picture: bytes) -> list[dict[str, Any]]:
    """The lines of a picture as ``lenet read --json`` has them. RuntimeError if it is refused."""
    request = urllib.request.Request(f"{service}/api/read", picture, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            readings: list[dict[str, Any]] = json.load(answer)["readings"]
            return readings
    except urllib.error.HTTPError as refused:
        if refused.status in (429, 503):
            time.sleep(int(refused.headers["Retry-After"]))
            return read(service, picture)
        raise RuntimeError(json.load(refused)["detail"]) from None


service, *pictures = sys.argv[1:]
for picture in pictures:
    for reading in read(service, Path(picture).read_bytes()):
        verdict = "accepted" if reading["accepted"] else reading["reason"]
        print(f"{picture}: {reading['text']}, {reading['confidence']:.1%}, {verdict}")
