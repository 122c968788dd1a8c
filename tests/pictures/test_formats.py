"""Pages: TIFF, PDF, streams, limits, the eight turns; damaged files give one error, quietly."""

import io
import os
import struct
import subprocess
import sys
import tracemalloc
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from lenet.errors import PictureError
from lenet.pictures.formats import open_pages
from lenet.pictures.limits import LIMITS, Limits
from lenet.pictures.pillow import FORMATS


def encoded(picture: Image.Image, kind: str = "PNG", **options) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def noise(seed: int = 0, height: int = 24, width: int = 36) -> Image.Image:
    values = np.random.default_rng(seed).integers(0, 256, (height, width), np.uint8)
    return Image.fromarray(values)


def pages_file(kind: str, count: int = 3, **options) -> bytes:
    grows = kind == "TIFF"
    first, *rest = [noise(seed, 20 + grows * seed, 30) for seed in range(count)]
    return encoded(first, kind, save_all=True, append_images=rest, **options)


def shapes(source, **options) -> list[tuple[int, ...]]:
    return [page.grey.shape for page in open_pages(source, **options)]


def quietly(source, limits: Limits = LIMITS) -> int:
    """How many pages can be opened before the source is refused, if it is; no warning may come."""
    count, refused = 0, ""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            for page in open_pages(source, limits=limits):
                assert page.grey.dtype == np.uint16
                count += 1
        except PictureError as error:
            refused = str(error)
    assert not [str(one.message) for one in said]
    assert "\n" not in refused
    return count


# Pages


@pytest.mark.parametrize("compression", [None, "tiff_lzw", "tiff_adobe_deflate", "packbits"])
def test_the_pages_of_a_tiff_come_in_order_and_are_numbered(compression):
    pages = list(open_pages(pages_file("TIFF", compression=compression)))
    assert [page.number for page in pages] == [1, 2, 3]
    for seed, page in enumerate(pages):
        expected = np.asarray(noise(seed, 20 + seed, 30))
        np.testing.assert_array_equal(page.grey, expected.astype(np.uint16) * 257)


def test_pages_are_opened_only_when_they_are_asked_for():
    first, second = (encoded(noise(seed), "TIFF") for seed in range(2))
    joined = pages_file("TIFF", 2)
    assert len(joined) > len(first)
    broken = joined[: len(joined) - len(second) // 2]
    pages = open_pages(broken)
    assert next(pages).number == 1
    with pytest.raises(PictureError, match="page 2: expected a picture"):
        next(pages)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_frame_is_the_page(kind):
    frames = [noise(seed) for seed in range(3)]
    data = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
    assert shapes(data) == [(24, 36)]


def test_many_pages_take_the_memory_of_one():
    page = Image.new("1", (2000, 2000), 1)
    data = encoded(page, "TIFF", save_all=True, append_images=[page] * 19, compression="group4")
    tracemalloc.start()
    try:
        assert sum(1 for _ in open_pages(data)) == 20
        one = 2000 * 2000 * 2
        assert tracemalloc.get_traced_memory()[1] < 5 * one
    finally:
        tracemalloc.stop()


def test_a_tiff_whose_pages_go_round_in_a_circle_ends():
    data = bytearray(pages_file("TIFF", 2))
    first = struct.unpack_from("<I", data, 4)[0]
    (entries,) = struct.unpack_from("<H", data, first)
    second = struct.unpack_from("<I", data, first + 2 + 12 * entries)[0]
    (entries,) = struct.unpack_from("<H", data, second)
    struct.pack_into("<I", data, second + 2 + 12 * entries, first)
    assert len(shapes(bytes(data))) == 2


# Streams and files


class Pipe(io.RawIOBase):
    """A stream that can only be read forwards, like a pipe."""

    def __init__(self, content: bytes) -> None:
        self.content = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        return self.content.readinto(buffer)


def test_a_stream_is_read_whether_it_can_go_back_or_not():
    data = pages_file("TIFF")
    expected = shapes(data)
    assert shapes(io.BytesIO(data)) == expected
    assert shapes(io.BufferedReader(Pipe(data))) == expected


def test_an_endless_stream_is_refused_at_the_limit():
    class Endless(Pipe):
        def readinto(self, buffer) -> int:
            return len(buffer)

    with pytest.raises(PictureError, match="a stream of at most 5000 bytes"):
        shapes(io.BufferedReader(Endless(b"")), limits=Limits(bytes=5000))


def test_an_empty_file_is_named(tmp_path):
    (tmp_path / "empty.png").touch()
    with pytest.raises(PictureError, match=r"empty\.png: .*received an empty file"):
        shapes(tmp_path / "empty.png")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path):
    (tmp_path / "secret.png").write_bytes(encoded(noise()))
    (tmp_path / "secret.png").chmod(0)
    with pytest.raises(PictureError, match=r"secret\.png: .*Permission denied"):
        shapes(tmp_path / "secret.png")


def test_files_are_closed_also_when_not_all_pages_are_wanted(tmp_path):
    (tmp_path / "scan.tif").write_bytes(pages_file("TIFF"))
    pages = open_pages(tmp_path / "scan.tif")
    next(pages)
    pages.close()  # an open file would be a ResourceWarning, and warnings are errors


# The turn


@pytest.mark.parametrize("orientation", range(10))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_all_turns_are_done_as_pillow_does_them(orientation, kind):
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {"lossless": True} if kind == "WEBP" else {}
    data = encoded(noise(), kind, exif=exif, **options)
    (page,) = open_pages(data)
    expected = np.asarray(ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("L"))
    np.testing.assert_array_equal(page.grey // 257, expected)


# Limits


def bomb(kind: str, width: int, height: int) -> bytes:
    """A small file whose header says that it is large."""
    data = bytearray(encoded(Image.new("L", (8, 8)), kind))
    if kind == "PNG":
        data[16:24] = struct.pack(">II", width, height)
        data[29:33] = zlib.crc32(data[12:29]).to_bytes(4)
    elif kind == "GIF":
        data[6:10] = struct.pack("<HH", width, height)
    elif kind == "BMP":
        data[18:26] = struct.pack("<ii", width, height)
    elif kind == "PPM":
        data = bytearray(f"P5 {width} {height} 255\n".encode())
    elif kind == "JPEG":
        start = data.index(b"\xff\xc0") + 5
        data[start : start + 4] = struct.pack(">HH", height, width)
    elif kind == "TIFF":
        first = struct.unpack_from("<I", data, 4)[0]
        for entry in range(first + 2, first + 2 + 12 * data[first], 12):
            tag = struct.unpack_from("<H", data, entry)[0]
            if tag in (256, 257, 278):  # width, length, rows a strip
                struct.pack_into("<HII", data, entry + 2, 4, 1, width if tag == 256 else height)
    elif kind == "WEBP":
        data = bytearray(encoded(Image.new("RGBA", (8, 8)), kind, lossless=True, exact=True))
        start = data.index(b"VP8L") + 9
        bits = (width - 1) | (height - 1) << 14 | 1 << 28
        data[start : start + 4] = struct.pack("<I", bits)
    return bytes(data)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_header_that_promises_too_much_is_refused_before_it_is_decoded(kind):
    side = 16_000 if kind == "WEBP" else 20_000  # WebP has 14 bits
    tracemalloc.start()
    try:
        with pytest.raises(PictureError, match=f"of at most 8192 pixels .*, received .*{side}"):
            shapes(bomb(kind, side, 100))
        with pytest.raises(PictureError, match="of at most 8192 pixels a side, received"):
            shapes(bomb(kind, side, side))
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


# A GIF's first frame may be smaller than its canvas; JPEG and WebP fill up what is missing.
@pytest.mark.parametrize("kind", ["PNG", "BMP", "PPM", "TIFF"])
def test_a_header_that_promises_what_is_allowed_but_lies_is_refused(kind):
    with pytest.raises(PictureError, match="expected a picture that can be read"):
        shapes(bomb(kind, 3000, 3000))


BOMBS = """
import resource, sys
from pathlib import Path
from lenet.errors import PictureError
from lenet.pictures.formats import open_pages
resource.setrlimit(resource.RLIMIT_AS, (2**29, 2**29))
for path in sys.argv[1:]:
    try:
        print(sum(1 for _ in open_pages(path)))
    except PictureError as error:
        print(str(error).partition(", received")[0])
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not keep this limit")
def test_bombs_of_every_kind_are_refused_in_half_a_gigabyte(tmp_path):
    paths = []
    for kind in FORMATS:
        side = 16_000 if kind == "WEBP" else 20_000
        paths.append(tmp_path / f"bomb.{kind.lower()}")
        paths[-1].write_bytes(bomb(kind, side, side))
    paths.append(tmp_path / "whole.png")
    paths[-1].write_bytes(encoded(Image.new("1", (20_000, 20_000))))
    done = subprocess.run(
        [sys.executable, "-c", BOMBS, *paths], capture_output=True, text=True, check=True
    )
    for path, said in zip(paths, done.stdout.splitlines(), strict=True):
        assert said == f"{path}: expected a picture of at most 8192 pixels a side"


def test_every_limit_can_be_lowered_and_raised():
    wide = np.zeros((2, 9000), np.uint8)
    with pytest.raises(PictureError, match="at most 8192 pixels a side, received 9000x2"):
        shapes(wide)
    assert shapes(wide, limits=Limits(side=9000)) == [(2, 9000)]
    with pytest.raises(PictureError, match="at most 17999 pixels, received 9000x2"):
        shapes(encoded(Image.fromarray(wide)), limits=Limits(side=9000, pixels=17_999))
    pages = open_pages(pages_file("TIFF"), limits=Limits(pages=2))
    assert [next(pages).number for _ in range(2)] == [1, 2]
    with pytest.raises(PictureError, match="at most 2 pages, received more"):
        next(pages)


@pytest.mark.slow
def test_pillows_own_limit_gives_way_to_one_that_is_raised_and_is_left_as_it_was():
    before = Image.MAX_IMAGE_PIXELS
    data = encoded(Image.new("1", (20_000, 10_000), 1))
    assert shapes(data, limits=Limits(side=20_000, pixels=2 * 10**8)) == [(10_000, 20_000)]
    assert before == Image.MAX_IMAGE_PIXELS


# Damage

WHOLE = [
    encoded(noise().convert(mode), kind, **options)
    for mode, kind, options in [
        ("L", "PNG", {}),
        ("P", "PNG", {"transparency": bytes(range(256))}),
        (
            "RGB",
            "JPEG",
            {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"},
        ),
        ("CMYK", "JPEG", {"progressive": True}),
        ("P", "GIF", {"transparency": 3}),
        ("1", "TIFF", {"compression": "group4"}),
        ("RGB", "TIFF", {"compression": "jpeg"}),
        ("L", "TIFF", {"compression": "tiff_lzw"}),
        ("RGB", "WEBP", {}),
        ("RGBA", "WEBP", {"lossless": True}),
        ("RGB", "BMP", {}),
        ("P", "BMP", {}),
        ("L", "PPM", {}),
    ]
] + [pages_file("TIFF"), pages_file("GIF"), pages_file("WEBP"), pages_file("PNG")]

MAGIC = [
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF89a",
    b"BM",
    b"P6 ",
    b"II*\0",
    b"MM\0*",
    b"II+\0",
]


@pytest.mark.parametrize("data", WHOLE)
def test_the_files_that_are_damaged_below_are_whole(data):
    assert quietly(data) in (1, 3)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([b"", *MAGIC, b"RIFF\x90\0\0\0WEBPVP8X"]), st.binary(max_size=300))
def test_any_bytes_behind_any_magic_number_are_pages_or_a_picture_error(magic, rest):
    quietly(magic + rest)


@pytest.mark.slow
@settings(max_examples=600, deadline=None)
@given(st.sampled_from(WHOLE), st.data())
def test_files_with_changed_bytes_are_pages_or_a_picture_error(sample, data):
    damaged = bytearray(sample)
    places = st.integers(0, min(len(sample) - 1, data.draw(st.sampled_from([40, 400, 10**6]))))
    for place in data.draw(st.lists(places, min_size=1, max_size=8)):
        damaged[place] = data.draw(st.integers(0, 255))
    quietly(bytes(damaged), Limits(side=2000, pages=10))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(WHOLE), st.data())
def test_files_cut_short_grown_or_with_a_hole_are_pages_or_a_picture_error(sample, data):
    start, stop = sorted(data.draw(st.integers(0, len(sample))) for _ in range(2))
    damaged = sample[:start] + data.draw(st.binary(max_size=40)) + sample[stop:]
    quietly(damaged, Limits(side=2000, pages=10))


# PDF


@pytest.fixture
def pdf(tmp_path: Path) -> bytes:
    pytest.importorskip("pypdfium2")
    pages = [Image.fromarray(np.full((60, 90 + 30 * k), 40 * k, np.uint8)) for k in (1, 2, 3)]
    return encoded(pages[0], "PDF", save_all=True, append_images=pages[1:], resolution=150)


def test_the_pages_of_a_pdf_are_drawn_at_300_dots_an_inch(pdf):
    pages = list(open_pages(pdf))
    assert [page.number for page in pages] == [1, 2, 3]
    for k, page in enumerate(pages, 1):
        np.testing.assert_allclose(page.grey.shape, (120, 2 * (90 + 30 * k)), atol=1)
        assert abs(int(page.grey[60, 60]) // 257 - 40 * k) <= 3


def test_a_pdf_page_too_large_is_drawn_within_the_limits(pdf):
    for height, width in shapes(pdf, limits=Limits(side=100, pixels=6000)):
        assert 90 <= width <= 100
        assert width * height <= 6000


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_a_damaged_pdf_is_pages_or_a_picture_error(data):
    pytest.importorskip("pypdfium2")
    sample = encoded(noise(), "PDF")
    damaged = bytearray(sample[: data.draw(st.integers(1, len(sample)))])
    for place in data.draw(st.lists(st.integers(0, len(damaged) - 1), max_size=8)):
        damaged[place] = data.draw(st.integers(0, 255))
    quietly(bytes(damaged))
