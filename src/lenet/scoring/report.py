"""What ``lenet score`` prints and writes: counts in words, figures, a CSV of the outcomes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from lenet.evaluation import share_interval
from lenet.host.files import write_whole
from lenet.scoring.score import ERRORS, StringScore

if TYPE_CHECKING:
    from lenet.scoring.score import Outcome
    from lenet.scoring.score_figures import Ink

CURVES, MISTAKES, OUTCOMES, SCORE = "curves.png", "mistakes.png", "outcomes.csv", "score.json"


def in_words(score: StringScore, max_error: float) -> str:
    """The score in words: strings and digits right, accepted, wrong, and the calibration."""
    n, digits = score.strings, score.digits
    accepted, wrong = score.accepted, score.accepted_wrong
    unreadable = sum(bool(one.error) for one in score.outcomes)
    errors = f"{digits.other:,} misread, {digits.missed:,} missed, {digits.added:,} added"
    lines = [
        f"Strings                {n:>8,}" + (f"   {unreadable:,} not opened" if unreadable else ""),
        _row("Right as a whole", score.right, n),
        f"{_row('Digits right', digits.right, digits.written)}   of {digits.written:,}: {errors}",
        "",
        f"At a greatest error of {100 * max_error:g} % among the accepted",
        _row("  accepted, right", accepted - wrong, n),
        _row("  accepted, wrong", wrong, n)
        + (f"   {_share_of_accepted(wrong, accepted)}" if accepted else ""),
        _row("  rejected", n - accepted, n),
        "",
        "Could be accepted, the surest first, with so many of the accepted wrong",
        *(_row(f"  {100 * error:g} %", score.accepted_at(error), n) for error in ERRORS),
        "",
        "Of the strings of a confidence, so many are right",
        *(
            _row(f"  {one.low:.2f} to {one.high:.2f}", one.right, one.strings)
            + f"   of {one.strings:,}, {100 * one.confidence:.1f} % sure on average"
            for one in score.bins
            if one.strings
        ),
    ]
    return "\n".join(lines)


def _share_of_accepted(wrong: int, accepted: int) -> str:
    low, high = (100 * share for share in share_interval(wrong, accepted))
    return f"{100 * wrong / accepted:.2f} % of the accepted (95 % sure: {low:.1f} to {high:.1f} %)"


def _row(name: str, count: int, of: int) -> str:
    return f"{name:<23}{count:>8,}  {100 * count / of:5.1f} %"


def write_report(score: StringScore, ink_of: Callable[[Outcome], Ink], folder: Path) -> None:
    """Write curves.png, mistakes.png, outcomes.csv and score.json into ``folder``. OSError."""
    from lenet.scoring.score_figures import misread_strings, score_curves

    write_whole(folder / OUTCOMES, _outcomes(score))
    write_whole(folder / SCORE, json.dumps(score.as_dict(), indent=2) + "\n")
    score_curves(score, folder / CURVES)
    misread_strings(score.outcomes, ink_of, folder / MISTAKES)


def _outcomes(score: StringScore) -> str:
    text = io.StringIO()
    columns = ("file", "truth", "read", "right", "confidence", "accepted", "reason", "error")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(columns)
    for one in score.outcomes:
        rows.writerow([_cell(getattr(one, name)) for name in columns])
    return text.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return round(value, 6) if isinstance(value, float) else value
