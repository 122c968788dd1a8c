"""Each old word is told once, on stderr, with today's word and the listing's line."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from types import FrameType

_PACKAGE = str(Path(__file__).parents[2])
_LIBRARY = (_PACKAGE, str(Path(contextlib.__file__).parent), "<frozen", "<string>")
_SAID: set[str] = set()


def tell(sentence: str) -> None:
    """Print a sentence on stderr with the line of the listing that is running; once each."""
    if sentence in _SAID:
        return
    _SAID.add(sentence)
    with contextlib.suppress(OSError, ValueError):  # a closed stderr has no reader
        print(f"lenet: {_where()}{sentence}", file=sys.stderr)


def tell_old(old: str, today: str) -> None:
    """Tell that ``old`` is called ``today`` now."""
    tell(f"{old} is {today} today")


def _where() -> str:
    """The file and line of the nearest code that is neither lenet's nor Python's importing."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        module = str(frame.f_globals.get("__name__", "")).partition(".")[0]
        name = frame.f_code.co_filename
        if module != "lenet" and not name.startswith(_LIBRARY) and "site-packages" not in name:
            return f"{Path(name).name}, line {frame.f_lineno}: "
        frame = frame.f_back
    return ""
