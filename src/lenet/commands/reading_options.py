"""Options of the commands that read: which reader, which texts, which parts of a picture."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lenet.commands.options import FOLDER

if TYPE_CHECKING:
    from lenet.pictures.boxes import Box
    from lenet.pictures.limits import Limits
    from lenet.reading import Reader

max_error_option = click.option(
    "--max-error",
    metavar="X",
    default=0.01,
    type=click.FloatRange(0, 1),
    help="Largest share of wrong readings among the accepted. [default: 0.01]",
)
reader_option = click.option(
    "--reader",
    metavar="FOLDER",
    type=FOLDER,
    help="Folder of your own reader. [default: the shipped one]",
)
by_option = click.option(
    "--by",
    type=click.Choice(["sweep", "pieces", "both"]),
    default="sweep",
    help="Read lines by sweeping, piece by piece, or by both. [default: sweep]",
)

processes_option = click.option(
    "--threads",
    metavar="T",
    type=click.IntRange(1, 1024),
    help="Pictures read at a time, each in a process. [default: one for each core]",
)


def load_reader(folder: Path | None, by: str = "sweep") -> Reader:
    """The reader in a folder, or the one that comes with the package; see ``Reader.by``."""
    from lenet.reading import Reader

    return Reader.load(folder).by(by)


class LengthType(click.ParamType[int]):
    """How many digits; a range is wrong usage, whose sentence names the pattern that says it."""

    name = "length"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        span = re.fullmatch(r"\s*(\d{1,3})\s*(?:-|\.\.|,|:)\s*(\d{1,3})\s*", str(value))
        if span:
            self.fail(
                f"{value!r} is not one number: for {span[1]} to {span[2]} digits say "
                f"--pattern '\\d{{{span[1]},{span[2]}}}'.",
                param,
                ctx,
            )
        return int(click.IntRange(1, 100).convert(value, param, ctx))


class PatternType(click.ParamType[str]):
    """A pattern that a reader can follow; anything else is wrong usage."""

    name = "pattern"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        from lenet.errors import PatternError
        from lenet.reading import ReadOptions

        try:
            ReadOptions(pattern=value).automaton()
        except PatternError as error:
            self.fail(f"{error}.", param, ctx)
        return str(value)


class BoxType(click.ParamType["Box"]):
    """``x,y,width,height`` in pixels; anything else is wrong usage."""

    name = "box"

    def convert(self, value: Any, param: Any, ctx: Any) -> Box:
        from lenet.errors import DataError
        from lenet.reading import parse_box

        if not isinstance(value, str):
            return value  # type: ignore[no-any-return]  # click converts what it has converted
        try:
            return parse_box(value)
        except DataError as error:
            self.fail(f"{error}.", param, ctx)


def field_boxes(boxes: tuple[Box, ...], form: Path | None) -> dict[str, Box] | None:
    """The boxes to read, by name; None without any. UsageError for --box and --form at once."""
    from lenet.reading import numbered, read_form

    if boxes and form is not None:
        raise click.UsageError("--form names every box: leave out --box.")
    if form is not None:
        return read_form(form)
    return numbered(boxes) if boxes else None


def raised_limits(side: int | None) -> Limits | None:
    """The limits that allow pictures of ``side`` pixels a side; None for the usual ones."""
    from lenet.pictures.limits import LIMITS, Limits

    if side is None:
        return None
    return Limits(side, side * side, LIMITS.pages, LIMITS.bytes)
