"""The edge to the shell: exit statuses, errors as sentences, and what is printed where.

Exit status 0 done, 1 the input was at fault (one sentence on stderr), 2 wrong usage, 3 a picture is
not one digit (``lenet predict``), 130 Ctrl-C.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import click

from lenet.commands.streams import (
    echo,
    echo_error,
    give_up_output,
    open_closed,
    replace_unprintable,
    to_output,
)
from lenet.errors import LenetError
from lenet.host.json_text import json_line

AT_FAULT = 1
NOT_ONE_DIGIT = 3
"""The pictures were read, and one at least is not one digit: a result, no error."""

INTERRUPTED = 130  # as shells report SIGINT


class Commands(click.Group):
    """Turns errors into sentences; help lists the commands in the order they were added."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self.commands)

    def main(self, *args: Any, **extra: Any) -> Any:
        open_closed()
        try:
            with to_output():  # help
                return super().main(*args, **extra)
        except OSError as error:
            fail(_in_words(error))
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)
        sys.exit(AT_FAULT)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        try:
            return super().make_context(*args, **extra)
        except KeyboardInterrupt:
            raise click.exceptions.Exit(INTERRUPTED) from None

    def invoke(self, ctx: click.Context) -> Any:
        replace_unprintable(sys.stdout)
        try:
            result = super().invoke(ctx)
            with to_output():
                sys.stdout.flush()
            return result
        except LenetError as error:
            fail(str(error))
        except KeyboardInterrupt:
            return ctx.exit(INTERRUPTED)
        except BrokenPipeError:  # nobody reads on: click ends with 1 and without a word
            raise
        except OSError as error:
            fail(_in_words(error))
        except MemoryError:
            fail("there is not enough memory for this")
        return ctx.exit(AT_FAULT)


def fail(sentence: str) -> None:
    """Print on stderr what was at fault."""
    echo_error(f"lenet: {sentence}")


@dataclass(frozen=True)
class Output:
    """What a command prints: sentences for people, objects for ``--json``, nothing if quiet."""

    as_json: bool = False
    quiet: bool = False

    @property
    def for_people(self) -> bool:
        """Whether a person reads it."""
        return not (self.as_json or self.quiet)

    def line(self, sentence: str) -> None:
        """A line on stdout, for people."""
        if self.for_people:
            echo(sentence)

    def note(self, sentence: str) -> None:
        """A line on stderr, for people: what is being done."""
        if self.for_people:
            echo_error(sentence)

    def result(self, sentence: str, content: Mapping[str, Any]) -> None:
        """A result: the sentence, or ``content`` as a line of JSON."""
        if self.as_json:
            echo(json_line(content))
        else:
            self.line(sentence)


def _in_words(error: OSError) -> str:
    if error.filename:
        return f"{os.fsdecode(error.filename)}: {error.strerror or error}"
    give_up_output()
    if error.errno == errno.EBADF:
        return "standard input is closed"
    return str(error.strerror or error)
