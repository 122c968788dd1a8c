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
    """The one place where errors become sentences; the commands are listed as they are written."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        _print_what_it_can(sys.stdout)
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
    """Say on stderr what was at fault."""
    click.echo(f"lenet: {sentence}", err=True)


@dataclass(frozen=True)
class Voice:
    """What a command says: sentences for people, objects for ``--json``, nothing if quiet."""

    as_json: bool = False
    quiet: bool = False

    @property
    def talks(self) -> bool:
        """Whether a person listens."""
        return not (self.as_json or self.quiet)

    def say(self, sentence: str) -> None:
        """A line on stdout."""
        if self.talks:
            click.echo(sentence)

    def mention(self, sentence: str) -> None:
        """A line on stderr, of what is being done."""
        if self.talks:
            click.echo(sentence, err=True)

    def answer(self, sentence: str, result: Mapping[str, Any]) -> None:
        """A result: the sentence, or the object on a line of its own."""
        if self.as_json:
            click.echo(json.dumps(result))
        else:
            self.say(sentence)


def _print_what_it_can(stream: object) -> None:
    """A terminal that cannot show a character shows "?"."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
