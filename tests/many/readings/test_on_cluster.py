"""Many pictures, read by a cluster of separate processes, some of which are killed."""

import os
import signal
import sys
import threading
import time

import pytest

import lenet
from lenet.errors import LenetError
from lenet.reading import Reader

distributed = pytest.importorskip("distributed")
cloudpickle = pytest.importorskip("cloudpickle")

pytestmark = pytest.mark.slow


class Mortal(Reader):
    """Takes its time, and its process dies of a picture that is named deadly."""

    def read(self, picture, **asked):
        time.sleep(0.05)
        if picture.stem == "deadly":
            os.kill(os.getpid(), signal.SIGKILL)
        return super().read(picture, **asked)


@pytest.fixture(autouse=True)
def _workers_get_the_class():
    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    yield
    cloudpickle.unregister_pickle_by_value(sys.modules[__name__])


def contents(out):
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


def mortal():
    return Mortal(**vars(Reader.load()))


def test_a_cluster_writes_what_one_machine_writes(strokes, tmp_path, cluster):
    folder = strokes(12)
    here, there = tmp_path / "here", tmp_path / "there"
    lenet.read_many(folder, here, pictures_a_part=5)
    made = lenet.read_many(folder, there, pictures_a_part=5, scheduler=cluster.address)
    assert made.pictures == 12
    assert contents(there) == contents(here)


def test_a_picture_that_kills_workers_is_marked_and_the_job_ends(strokes, tmp_path, cluster):
    folder, out = strokes(6), tmp_path / "out"
    (folder / "0003.png").rename(folder / "deadly.png")
    made = lenet.read_many(
        folder, out, pictures_a_part=3, reader=mortal(), scheduler=cluster.address
    )
    assert (made.pictures, made.readings, made.errors) == (6, 5, 1)
    (text,) = (path.read_text() for path in out.glob("part-000002-*"))
    assert "deadly.png: 3 processes that read this picture ended" in text


def test_after_a_worker_and_the_scheduler_died_the_outcome_is_the_same(strokes, tmp_path, cluster):
    folder, out, whole = strokes(60), tmp_path / "out", tmp_path / "whole"
    asked = {"pictures_a_part": 10, "reader": mortal()}
    lenet.read_many(folder, whole, **asked, scheduler=cluster.address)

    def kill():
        while not list(out.glob("part-*")):
            time.sleep(0.01)
        cluster.workers[0].kill()
        while len(list(out.glob("part-*"))) < 3:
            time.sleep(0.01)
        cluster.scheduler.kill()

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(LenetError, match="ended: run this again, what is done is kept"):
        lenet.read_many(folder, out, **asked, scheduler=cluster.address)
    killer.join()
    kept = contents(out)
    assert len([name for name in kept if name.startswith("part-")]) >= 3
    lenet.read_many(folder, out, **asked, workers=1)
    assert contents(out) == contents(whole)
    assert all(contents(out)[name] == kept[name] for name in kept if name.startswith("part-"))


def test_without_a_scheduler_there_is_a_sentence(strokes, tmp_path):
    import dask

    folder, at_once = strokes(1), dask.config.set({"distributed.comm.timeouts.connect": "1s"})
    with at_once, pytest.raises(LenetError, match="expected a Dask scheduler at tcp://127"):
        lenet.read_many(folder, tmp_path / "out", scheduler="tcp://127.0.0.1:1")
