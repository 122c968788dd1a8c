"""The command ``lenet``, and ``python -m lenet``: Ctrl-C ends it without a word, at any moment."""

import os
import signal
from types import FrameType

INTERRUPTED = 130  # as shells report SIGINT


def _leave(_signal: int, _frame: FrameType | None) -> None:
    os._exit(INTERRUPTED)


def main() -> None:
    """Run the command; while it is imported, and after it is done, Ctrl-C ends the process."""
    heard = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if heard:  # unlike a shell's background job
        signal.signal(signal.SIGINT, _leave)
    try:
        from lenet.commands.main import main as command

        if heard:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        command()
    finally:
        if heard:
            signal.signal(signal.SIGINT, _leave)


if __name__ == "__main__":
    main()
