"""Rows -> HTML tables with three rules; numbers as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

LONG = 12
"""Letters: words that are longer keep a wide column on a narrow screen."""

MINUS, SPREAD = "\N{MINUS SIGN}", "\N{PLUS-MINUS SIGN}"


class Raw(str):
    """Text that is HTML already."""

    __slots__ = ()


def table(
    head: Sequence[str], rows: Iterable[Sequence[object]], last: Sequence[object] = ()
) -> Raw:
    """A table with a first column of words and others of numbers; ``last`` is a row of sums."""
    told = [list(row) for row in rows]
    kind = ' class="long"' if any(len(str(row[0])) > LONG for row in told) else ""
    titles = "".join(f'<th scope="col">{cell(one)}</th>' for one in head)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in told)
    foot = f"<tfoot><tr>{_cells(last)}</tr></tfoot>" if last else ""
    inside = f"<thead><tr>{titles}</tr></thead><tbody>{body}</tbody>{foot}"
    return Raw(f'<div class="wide"><table{kind}>{inside}</table></div>')


def _cells(row: Sequence[object]) -> str:
    first, *others = row
    return f'<th scope="row">{cell(first)}</th>' + "".join(f"<td>{cell(o)}</td>" for o in others)


def cell(value: object) -> str:
    """A cell: numbers grouped, None a dash, text escaped unless it is HTML."""
    if value is None:
        return "\N{EN DASH}"
    if isinstance(value, Raw):
        return value
    return f"{value:,}" if isinstance(value, int) else escape(str(value))


def rate(item: Mapping[str, Any], places: int = 2) -> str:
    """``0.93 % ± 0.05``: the mean and the standard deviation between seeds."""
    spread = item["deviation_points"]
    shown = f"{item['mean_percent']:.{places}f} %"
    return shown if spread is None else f"{shown} {SPREAD} {spread:.{places}f}"


def percent(value: float | None, places: int = 2) -> str | None:
    """``0.95 %``, or None."""
    return None if value is None else f"{value:.{places}f} %"


def points(value: float) -> str:
    """A difference with its sign: ``+0.12``, ``−0.03``."""
    return f"{value:+.2f}".replace("-", MINUS)


def number(value: float) -> str:
    """Three digits, with a true minus sign."""
    return f"{value:.3g}".replace("-", MINUS)


def mean(values: Sequence[float]) -> float:
    """The mean."""
    return sum(values) / len(values)


def seeds(count: int) -> str:
    """``one seed``, ``10 seeds``."""
    return "one seed" if count == 1 else f"{count} seeds"


def mean_of(count: int) -> str:
    """``One seed``, ``Mean of 10 seeds``."""
    return "One seed" if count == 1 else f"Mean of {seeds(count)}"
