"""Files, folders and standard input become pictures to read."""

import io
import os
import sys
import zipfile

import pytest

from lenet.pictures import named_files as module
from lenet.pictures.named_files import PictureFile, picture_files, pictures_in


def test_names_give_pictures_in_their_order(tmp_path):
    for name in ("b.png", "a.TIF", "c.txt", "deep/d.pdf"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    odd = tmp_path / "c.txt"
    found = list(picture_files(["-", str(tmp_path), str(odd)], io.BytesIO(b"bytes")))
    assert found == [
        PictureFile("-", b"bytes"),
        *(
            PictureFile(str(path), path)
            for path in map(tmp_path.joinpath, ("a.TIF", "b.png", "deep/d.pdf"))
        ),
        PictureFile(str(odd), odd),
    ]


def test_a_folder_without_pictures_is_a_fault_that_names_it(tmp_path):
    (found,) = picture_files([str(tmp_path)], io.BytesIO())
    assert found.fault.startswith(f"{tmp_path}: expected a folder with pictures (.bmp,")


def test_standard_input_is_bounded(monkeypatch):
    monkeypatch.setattr(module, "LARGEST_INPUT", 3)
    (just,) = picture_files(["-"], io.BytesIO(b"abc"))
    (over,) = picture_files(["-"], io.BytesIO(b"abcd"))
    assert (just.picture, just.fault) == (b"abc", "")
    assert over.fault == "standard input: expected at most 3 bytes"


def test_a_folder_that_is_not_there_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        pictures_in(tmp_path / "absent")


@pytest.mark.skipif(sys.platform == "win32", reason="it has no named pipes")
def test_a_pipe_in_a_folder_is_left_out_as_it_might_never_end(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "a.png").touch()
    (tmp_path / "gone.png").symlink_to(tmp_path / "nowhere")
    assert pictures_in(tmp_path) == [tmp_path / "a.png", tmp_path / "gone.png"]


def test_an_archive_that_a_pattern_matches_stands_for_its_pictures(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("1.png", b"")
    (found,) = picture_files([f"{tmp_path}/*.zip"], io.BytesIO())
    assert found.name == f"{tmp_path}/a.zip/1.png"
