"""The edge to the shell: exit statuses, errors as sentences, and what is printed where.

Exit status 0 done, 1 the input was at fault (one sentence on stderr), 2 wrong usage, 130 Ctrl-C.
"""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import click

from lenet.errors import LenetError

AT_FAULT = 1
INTERRUPTED = 130  # as shells report SIGINT


class Commands(click.Group):
    """Turns errors into sentences; help lists the commands in the order they were added."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        _replace_unprintable(sys.stdout)
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except LenetError as error:
            fail(str(error))
        except KeyboardInterrupt:
            return ctx.exit(INTERRUPTED)
        except BrokenPipeError:  # nobody reads on: click ends with 1 and without a word
            raise
        except OSError as error:
            name = f"{os.fsdecode(error.filename)}: " if error.filename else ""
            fail(f"{name}{error.strerror or error}")
        except MemoryError:
            fail("there is not enough memory for this")
        return ctx.exit(AT_FAULT)


def fail(sentence: str) -> None:
    """Print on stderr what was at fault."""
    click.echo(f"lenet: {sentence}", err=True)


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
            click.echo(sentence)

    def note(self, sentence: str) -> None:
        """A line on stderr, for people: what is being done."""
        if self.for_people:
            click.echo(sentence, err=True)

    def result(self, sentence: str, content: Mapping[str, Any]) -> None:
        """A result: the sentence, or ``content`` as a line of JSON."""
        if self.as_json:
            click.echo(json.dumps(content))
        else:
            self.line(sentence)


def _replace_unprintable(stream: object) -> None:
    """Let a terminal print "?" for a character that it cannot show."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
