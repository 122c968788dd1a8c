"""HEIC, as iPhones take it: decoded apart, turned as the file says, refused in a sentence.

``turned.heic`` is an L of 96x64 pixels that lies on its side, and says so; pillow-heif wrote it.
"""

import contextlib
import sys
from pathlib import Path

import numpy as np
import pytest

from lenet.errors import PictureError
from lenet.pictures.formats import open_pages
from lenet.pictures.heic import heic_pages, is_heic
from lenet.pictures.limits import LIMITS, Limits
from lenet.pictures.named_files import is_picture

TURNED = Path(__file__).parent / "turned.heic"


def test_a_heic_file_is_known_by_how_it_begins_and_by_its_name() -> None:
    assert is_heic(TURNED.read_bytes()[:1024])
    assert not is_heic(b"\0\0\0\x1cftypisom\0\0")  # a film
    assert not is_heic(b"ftypheic")
    assert is_picture(Path("IMG_0001.HEIC"))


@pytest.mark.parametrize("source", [TURNED, TURNED.read_bytes()])
def test_it_is_decoded_and_turned_as_it_says(source: Path | bytes) -> None:
    pytest.importorskip("pi_heif")
    (page,) = open_pages(source)
    assert page.grey.shape == (64, 96)
    levels = page.grey // 257
    assert max(levels[30, 24], levels[46, 60]) < 60
    assert min(levels[10, 80], levels[30, 60]) > 200


def test_what_is_damaged_or_too_large_is_one_sentence() -> None:
    pytest.importorskip("pi_heif")
    with pytest.raises(PictureError, match="expected a picture that can be read"):
        list(open_pages(TURNED.read_bytes()[:400]))
    with pytest.raises(PictureError, match="at most 80 pixels a side, received 96x64"):
        list(open_pages(TURNED, limits=Limits(side=80)))


def test_without_pi_heif_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    with TURNED.open("rb") as file, pytest.raises(PictureError, match="pip install pi-heif"):
        next(heic_pages(file, "", LIMITS))


def test_bytes_of_any_kind_behind_the_right_beginning_do_no_harm() -> None:
    pytest.importorskip("pi_heif")
    good = np.frombuffer(TURNED.read_bytes(), np.uint8)
    draw = np.random.default_rng(0)
    for _ in range(20):
        bad = good.copy()
        bad[draw.integers(12, len(bad), 5)] = draw.integers(0, 256, 5)
        with contextlib.suppress(PictureError):
            assert len(list(open_pages(bad.tobytes()))) == 1
