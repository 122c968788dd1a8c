"""A process that reads beside this one: its rows, what is told of its end, and how it is ended."""

import pickle
import sys
import threading
import time

import numpy as np
import pytest

from lenet.errors import LenetError, PictureError
from lenet.pictures.named_files import PictureFile
from lenet.reading import reading_process as module
from lenet.reading.read_options import ReadOptions
from lenet.reading.reading_process import ReadingProcess, StoppedError
from lenet.reading.row import Task


class Asked:
    """A reader that does what its picture says: gives it back, raises what is in a list, ends."""

    def read(self, picture, **options):
        if isinstance(picture, list):
            raise picture[0]
        if isinstance(picture, str):
            if picture == "die":
                sys.exit(60)
            time.sleep(60)
        return [picture]


@pytest.fixture
def process():
    reading = ReadingProcess(pickle.dumps(Task(Asked(), ReadOptions())))
    yield reading
    reading.close()


def row(process, picture):
    return process.row(1, PictureFile("a.png", picture))


def test_rows_come_back_and_so_do_errors(process):
    assert row(process, 7).readings == [7]
    assert row(process, [PictureError("expected ink")]).error == "a.png: expected ink"
    with pytest.raises(ZeroDivisionError, match="0/0"):
        row(process, [ZeroDivisionError("0/0")])
    np.testing.assert_array_equal(row(process, np.arange(3)).readings[0], np.arange(3))


def test_a_process_that_ends_at_a_picture_costs_that_picture_alone(process):
    found = row(process, "die")
    assert found.error == "a.png: the process that read this picture ended (status 60)"
    assert row(process, 8).readings == [8]


def test_a_process_that_is_killed_between_pictures_costs_none(process):
    row(process, 7)
    process._process.kill()
    process._process.wait()
    assert row(process, 8).readings == [8]


def test_a_process_that_never_reads_is_an_error(monkeypatch):
    monkeypatch.setattr(module, "START", "raise SystemExit(1)")
    reading = ReadingProcess(pickle.dumps(Task(Asked(), ReadOptions())))
    with pytest.raises(LenetError, match="expected a process that reads pictures, it ended 3 time"):
        row(reading, 7)
    reading.close()


def test_a_process_is_ended_while_it_reads(process):
    row(process, 7)
    closing = threading.Timer(0.3, process.close)
    closing.start()
    begun = time.monotonic()
    with pytest.raises(StoppedError):
        row(process, "sleep")
    assert time.monotonic() - begun < 30
    closing.join()
