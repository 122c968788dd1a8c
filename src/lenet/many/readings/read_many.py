"""Names of pictures -> a folder of readings, in parts."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from os import PathLike
from typing import Any

from lenet.arguments.numbers import whole
from lenet.arguments.words import row, shown, word
from lenet.errors import ModelError
from lenet.many.readings.division import PICTURES_A_PART, absolute, divided
from lenet.many.readings.job import ReadingJob
from lenet.many.readings.manifest import Manifest, begin, end
from lenet.many.readings.on_this_machine import read_here
from lenet.many.readings.part_files import FORMS, JSON_LINES
from lenet.many.readings.part_progress import PartProgress
from lenet.many.readings.store import store_at
from lenet.pictures.named_files import STANDARD_INPUT, picture_files
from lenet.reading import Reader, ReadOptions, arrow_schema, shipped_reader

Names = str | PathLike[str] | Iterable[str | PathLike[str]]


def read_many(
    pictures: Names,
    out: str | PathLike[str],
    *,
    scheduler: str | None = None,
    workers: int | None = None,
    reader: Reader | None = None,
    form: str = JSON_LINES,
    accepted_only: bool = False,
    pictures_a_part: int = PICTURES_A_PART,
    progress: Callable[[int, int], object] | None = None,
    **options: Any,
) -> Manifest:
    """Read many pictures into a folder, in parts; what is there already is not read again.

    Parameters
    ----------
    pictures : name or iterable of names
        Files, folders, zip and tar files, patterns such as ``scans/*.png``, and addresses that
        fsspec opens, such as ``s3://bucket/scans``.
    out : path or address
        Where ``part-NNNNNN-DIGEST.jsonl`` and, when all are there, ``manifest.json`` are written.
        All workers must see it under this name.
    scheduler : str, optional
        The address of a Dask scheduler, such as ``tcp://HOST:8786``, whose workers read; without
        it processes of this machine do. The workers see the pictures under the same names.
    workers : int, optional
        Processes of this machine, by default one for each core.
    reader : Reader, optional
        Who reads; by default the reader that comes with the package.
    form : "jsonl" or "parquet"
        The form of the parts. Parquet needs pyarrow.
    accepted_only : bool
        Whether only accepted readings, and errors, are written.
    pictures_a_part : int
        How many pictures a part has.
    progress : callable, optional
        Called with the numbers of the pictures that are read and of all, as they are read.
    **options
        What to read in each picture, see ``lenet.reading.ReadOptions``.

    Returns
    -------
    Manifest
        The parts, and how many pictures, readings and errors they hold.

    Raises
    ------
    LenetError
        The options cannot be used, there is no such scheduler, it ended, its workers have not the
        same lenet. What is read by then is kept, and not read again.
    OSError
        The folder cannot be written.
    """
    if scheduler is not None and workers is not None:
        raise ModelError("expected workers of this machine or a scheduler, received both")
    word("the form", form, FORMS)
    each = whole("pictures_a_part", pictures_a_part, 1)
    if workers is not None:
        whole("workers", workers, 1)
    if form != JSON_LINES:
        arrow_schema()
    job = ReadingJob(_reader(reader), ReadOptions(**options), accepted_only, form)
    job.options.automaton()
    names, store = _names(pictures), store_at(out)
    before = begin(store, job.digest)
    files = map(absolute, picture_files(names, io.BytesIO()))
    parts = [PartProgress(store, part, form) for part in divided(files, job.digest, each)]
    there = set(store.names())
    done = sum(one.part.count for one in parts if one.file in there)
    total = sum(one.part.count for one in parts)
    left = [one for one in parts if one.file not in there]
    if progress is not None:
        progress(done, total)
    if scheduler is None:
        read = read_here(left, job, workers)
    else:
        from lenet.many.readings.on_cluster import read_on_cluster

        read = read_on_cluster(left, job, scheduler)
    for count in read if left else ():
        done += count
        if progress is not None:
            progress(done, total)
    return end(store, before, parts, there)


def _reader(given: Reader | None) -> Reader:
    if given is None:
        return shipped_reader()
    if not isinstance(given, Reader):
        raise ModelError(f"expected a Reader, such as Reader.load(folder), received {shown(given)}")
    return given


def _names(pictures: Names) -> list[str]:
    some = row("pictures", [pictures] if isinstance(pictures, str | PathLike) else pictures)
    for one in some:
        if not isinstance(one, str | PathLike):
            raise ModelError(f"expected names of pictures, received {shown(one)}")
    names = [str(one) for one in some]
    if STANDARD_INPUT in names:
        raise ModelError("expected names of pictures, received - for standard input")
    return names
