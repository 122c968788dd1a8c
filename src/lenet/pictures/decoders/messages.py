"""What passes between a decoder process and its parent: JSON objects, and the bytes of files.

An object stands behind its length, four bytes. What the parent asks, and what is answered:

{"limits": {...}, "path": ...}    open this file, or the bytes of this length that follow; there
{"limits": {...}, "length": ...}  is no answer
{"page": true}                    {"height": H, "width": W} and the page, H * W native uint16;
                                  {"error": sentence}; or {"end": true} after the last page
{"page": false}                   close the file, if there is one: {"end": true}
"""

from __future__ import annotations

import json
import struct
from typing import Any

LENGTH = struct.Struct(">I")
"""What stands before an object."""


def message(content: dict[str, Any]) -> bytes:
    """A JSON object behind its length."""
    packed = json.dumps(content).encode()
    return LENGTH.pack(len(packed)) + packed
