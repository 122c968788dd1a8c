"""Standard input, output and error, as a shell hands them over: closed, full, of any encoding."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator
from typing import Any

import click

STANDARD_INPUT, STANDARD_OUTPUT, STANDARD_ERROR = range(3)


def open_closed() -> None:
    """Put something in the place of each standard stream that is closed.

    Reading from a closed input, and writing to a closed output, then fail as the system says it.
    What is written to a closed error stream is lost. Nothing else is opened in their place.
    """
    if sys.stdin is None:
        sys.stdin = _opened(STANDARD_INPUT, os.O_WRONLY, "r")
    if sys.stdout is None:
        sys.stdout = _opened(STANDARD_OUTPUT, os.O_RDONLY, "w")
    if sys.stderr is None:
        sys.stderr = _opened(STANDARD_ERROR, os.O_WRONLY, "w")


def replace_unprintable(stream: object) -> None:
    """Let a stream print "?" for a character that it cannot encode."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")


@contextlib.contextmanager
def to_output() -> Iterator[None]:
    """What is printed meanwhile: an OSError of writing it names standard output.

    BrokenPipeError is left as it is: nobody reads on, which is no fault.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.filename is not None:
            raise
        give_up_output()
        raise OSError(error.errno, error.strerror, "standard output") from error


def give_up_output() -> None:
    """Lose what could not be printed, so that Python does not try it again as it ends."""
    try:
        number = sys.stdout.fileno()
    except OSError:  # it is no file of the system's
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)


def echo(text: str, *, nl: bool = True) -> None:
    """Print text, by default a line, on stdout. OSError that says so."""
    with to_output():
        click.echo(text, nl=nl)


def echo_error(sentence: str) -> None:
    """Print a line on stderr; a stderr that cannot be written to has no reader."""
    try:
        click.echo(sentence, err=True)
    except OSError:
        return


def _opened(number: int, flags: int, mode: str) -> Any:
    opened = os.open(os.devnull, flags)
    if opened != number:
        os.dup2(opened, number)
        os.close(opened)
    return open(number, mode, encoding="utf-8", errors="replace", closefd=False)
