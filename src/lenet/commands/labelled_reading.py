"""Labelled pictures read and judged, with a progress bar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenet.commands.progress_bar import with_progress_bar
from lenet.errors import DataError

if TYPE_CHECKING:
    from lenet.reading import Reads
    from lenet.scoring.labels import Labelled
    from lenet.scoring.score import Outcome


def outcomes_of(
    reader: Reads, labelled: Labelled, max_error: float, threads: int | None
) -> list[Outcome]:
    """Read labelled pictures and judge each. DataError when not one of them can be opened."""
    from lenet.reading import read_all
    from lenet.scoring.labels import judge

    labels = labelled.labels
    files = [label.file for label in labels]
    rows = read_all(reader, files, labelled.read_options(max_error), workers=threads)
    rows = with_progress_bar(rows, len(files))
    found = [judge(label, row) for label, row in zip(labels, rows, strict=True)]
    if all(one.error for one in found):
        raise DataError(f"not one of {len(found):,} pictures could be read: {found[0].error}")
    return found
