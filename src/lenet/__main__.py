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
    if not heard:  # a shell's background job is deaf to Ctrl-C
        _run()
        return
    signal.signal(signal.SIGINT, _leave)
    try:
        _run()
    finally:
        signal.signal(signal.SIGINT, _leave)


def _run() -> None:
    from lenet.commands.main import main as command

    if signal.getsignal(signal.SIGINT) is _leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    command()


if __name__ == "__main__":
    main()
