"""``python -m lenet.as_keras FILE [ARGS]``: as ``lenet run``."""

from __future__ import annotations

import sys

from lenet.as_keras.running.listing import run
from lenet.errors import LenetError

if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python -m lenet.as_keras FILE.py|FILE.ipynb [ARGS]")
    try:
        status = run(sys.argv[1], sys.argv[2:])
    except (LenetError, OSError) as error:
        sys.exit(f"lenet: {error}")
    sys.exit(status)
