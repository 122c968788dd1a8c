"""A part is read by workers that may die: what is read again, and which picture is left out."""

import contextlib
import json
from pathlib import Path

import pytest

from lenet.errors import DataError
from lenet.many.readings.division import JobPart
from lenet.many.readings.job import ReadingJob
from lenet.many.readings.part_progress import UNFINISHED, PartProgress
from lenet.many.readings.part_reading import DEATHS, read_part
from lenet.many.readings.store import Folder
from lenet.pictures.named_files import PictureFile
from lenet.reading import ReadOptions, Row

COUNT = 25


@pytest.fixture
def progress(tmp_path, monkeypatch):
    monkeypatch.setattr("lenet.many.readings.part_reading.PIECE", 10)
    files = tuple(PictureFile(f"{n}", Path(f"{n}.png")) for n in range(COUNT))
    return PartProgress(Folder(tmp_path), JobPart.of(1, files, "d"), "jsonl")


def texts(progress):
    lines = (progress.store.path / progress.file).read_text().splitlines()
    return [told.get("text", told.get("error")) for told in map(json.loads, lines)]


def read(progress, reader, run="run"):
    read_part(progress, ReadingJob(reader, ReadOptions()), run)


def test_a_part_is_its_rows_in_order_and_nothing_unfinished_is_left(progress, naming):
    read(progress, naming())
    assert texts(progress) == [str(n) for n in range(COUNT)]
    assert progress.store.names() == [progress.file]
    assert progress.store.names(UNFINISHED) == []


def test_who_goes_on_reads_no_piece_again(progress, naming):
    with pytest.raises(KeyboardInterrupt):
        read(progress, naming("17"))
    assert progress.place() == 10
    second = naming()
    read(progress, second, run="another")
    assert second.seen == [str(n) for n in range(10, COUNT)]
    assert texts(progress) == [str(n) for n in range(COUNT)]


def test_a_picture_of_which_workers_die_is_marked_and_the_others_are_read(progress, naming):
    reader, deaths = naming("17"), 0
    while not (progress.store.path / progress.file).exists():
        with contextlib.suppress(KeyboardInterrupt):
            read(progress, reader)
            break
        deaths += 1
    assert deaths == DEATHS
    assert reader.seen.count("17") == DEATHS
    # the piece of the first death was begun twice; nothing after it was read more than once
    assert all(reader.seen.count(str(n)) == 1 for n in range(18, COUNT))
    told = texts(progress)
    assert told.pop(17) == "17: 3 processes that read this picture ended"
    assert told == [str(n) for n in range(COUNT) if n != 17]


def test_deaths_of_another_run_are_not_the_pictures_fault(progress, naming):
    for run in range(2 * DEATHS):
        with pytest.raises(KeyboardInterrupt):
            read(progress, naming("0"), run=str(run))
    read(progress, naming())
    assert texts(progress)[0] == "0"


def test_pieces_beyond_a_missing_one_are_read_again(progress, naming):
    with pytest.raises(KeyboardInterrupt):
        read(progress, naming("24"))
    first, second = (one for one in progress.store.names(progress.folder) if one[0] == "0")
    progress.store.remove(f"{progress.folder}/{first}")
    assert progress.place() == 0
    assert second.startswith("000010")
    read(progress, naming())
    assert texts(progress) == [str(n) for n in range(COUNT)]


def test_a_part_that_another_finished_meanwhile_is_left_as_it_is(progress, naming):
    overtaken = naming()
    overtaken.before["24"] = lambda: read(progress, naming(), run="another")
    read(progress, overtaken)
    assert texts(progress) == [str(n) for n in range(COUNT)]


def test_of_pieces_that_two_wrote_the_longest_count(progress, naming):
    rows = [Row(str(n)) for n in range(COUNT)]
    progress.add(0, rows[:1])
    progress.add(1, rows[1:2])
    assert progress.place() == 2
    progress.add(0, rows[:10])
    assert progress.place() == 10


def test_a_piece_that_somebody_took_away_is_told(progress, naming, monkeypatch):
    monkeypatch.setattr(Folder, "read", lambda self, name: None)
    with pytest.raises(DataError, match="another job writes there"):
        read(progress, naming())
