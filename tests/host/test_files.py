"""Files written whole or not at all."""

import os
import threading
from pathlib import Path

import pytest

from lenet.host.files import PART, whole_file, write_whole


def write_half(path):
    with whole_file(path) as file:
        file.write(b"half")
        raise KeyboardInterrupt


def test_a_file_stands_there_whole_or_as_it_was(tmp_path):
    path = tmp_path / "deep" / "file"
    write_whole(path, "before")
    with pytest.raises(KeyboardInterrupt):
        write_half(path)
    assert path.read_text() == "before"
    assert os.listdir(path.parent) == ["file"]


def test_what_a_link_points_at_is_written(tmp_path):
    (tmp_path / "target").write_text("before")
    (tmp_path / "link").symlink_to("target")
    write_whole(tmp_path / "link", "after")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "after"


def test_a_pipe_is_written_to_and_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    found = []
    reader = threading.Thread(target=lambda: found.append(pipe.read_text()))
    reader.start()
    write_whole(pipe, "text")
    reader.join()
    assert found == ["text"]
    assert pipe.is_fifo()


@pytest.mark.parametrize("stands", ["a folder", "a file on the way"])
def test_a_place_that_is_none_is_named(stands, tmp_path):
    path = tmp_path / "place"
    if stands == "a folder":
        path.mkdir()
    else:
        path.write_text("")
        path = path / "below"
    with pytest.raises((IsADirectoryError, NotADirectoryError, FileExistsError)) as refused:
        write_whole(path, "text")
    assert refused.value.filename == str(path)
    assert not list(tmp_path.glob(f".*{PART}"))


def test_a_device_is_written_to_and_not_replaced():
    ours, theirs = os.openpty()
    try:
        write_whole(Path(os.ttyname(theirs)), "text")
        assert os.read(ours, 100) == b"text"
    finally:
        os.close(ours)
        os.close(theirs)
