"""The parts of a job are read by processes of this machine, one for each core by default."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from itertools import islice

from lenet.many.readings.job import ReadingJob
from lenet.many.readings.part_progress import PIECE, PartProgress
from lenet.reading import read_all


def read_here(parts: Sequence[PartProgress], job: ReadingJob, workers: int | None) -> Iterator[int]:
    """Read the parts in their order; yield how many pictures of them are read, piece by piece.

    A process that dies of a picture is replaced, and the picture marked: see ``read_all``.
    """
    begun = functools.cache(PartProgress.place)
    files = (file for one in parts for file in one.part.files[begun(one) :])
    rows = map(job.kept, read_all(job.reader, files, job.options, workers=workers))
    for progress in parts:
        place = begun(progress)
        yield place
        while place < progress.part.count:
            begin = place
            least = min(PIECE, progress.part.count - place)
            place = progress.add(place, list(islice(rows, least)))
            yield place - begin
        progress.finish()
