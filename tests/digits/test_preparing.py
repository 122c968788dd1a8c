"""The door for pixels: what may come in, what is refused, and MNIST's seven steps by hand."""

import io
import threading
import warnings
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from lenet.digits.mnist_steps import framed
from lenet.errors import PictureError
from lenet.image import digit_image, open_picture, prepared
from lenet.pictures.limits import MAX_SIDE, Limits


def encoded(picture: Image.Image, kind: str = "PNG", **options) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def seven(height: int = 60, width: int = 50, top: int = 12, left: int = 10) -> np.ndarray:
    """A 7 drawn dark on light, away from the border."""
    page = np.full((height, width), 255, np.uint8)
    page[top : top + 5, left : left + 24] = 0
    for step in range(25):
        column = left + 19 - step // 2
        page[top + 5 + step, column : column + 5] = 40
    return page


def accepted(function, source):
    """What the function returns, or None when it refuses the source in the one way it may."""
    try:
        return function(source)
    except PictureError:
        return None


# Opening


def test_black_on_white_is_one_where_black_and_zero_where_white():
    page = np.full((3, 5), 255, np.uint8)
    page[1, 2] = 0
    ink = open_picture(page)
    assert ink.dtype == np.float32
    assert ink.shape == (3, 5)
    assert ink.sum() == 1 == ink[1, 2]


def test_white_on_black_gives_the_same_ink():
    np.testing.assert_array_equal(open_picture(seven()), open_picture(255 - seven()))


def test_paper_is_what_most_of_the_border_shows_even_when_most_of_the_page_is_ink():
    page = np.full((20, 20), 250, np.uint8)
    page[1:-1, 1:-1] = 10
    assert open_picture(page)[10, 10] == pytest.approx(1 - 10 / 255)


def test_black_on_dark_grey_paper_is_still_dark_on_light():
    page = np.full((20, 20), 100, np.uint8)
    page[5:15, 9:11] = 0
    ink = open_picture(page)
    assert ink[10, 10] == 1
    assert ink[0, 0] == pytest.approx(155 / 255)


@pytest.mark.parametrize("level", [0, 77, 255])
def test_a_picture_of_one_colour_has_no_ink(level):
    assert not open_picture(np.full((9, 9), level, np.uint8)).any()


def test_path_bytes_picture_and_array_are_the_same(tmp_path):
    picture = Image.fromarray(seven())
    path = tmp_path / "7.png"
    picture.save(path)
    expected = open_picture(seven())
    for source in (path, str(path), path.read_bytes(), picture):
        np.testing.assert_array_equal(open_picture(source), expected)


def test_a_file_called_png_is_read_as_what_it_is(tmp_path):
    path = tmp_path / "really-a-bitmap.png"
    path.write_bytes(encoded(Image.fromarray(seven()), "BMP"))
    np.testing.assert_array_equal(open_picture(path), open_picture(seven()))


@pytest.mark.parametrize("kind", ["PNG", "GIF", "BMP", "PPM", "TIFF"])
def test_lossless_formats_give_the_same_ink(kind):
    data = encoded(Image.fromarray(seven()), kind)
    np.testing.assert_array_equal(open_picture(data), open_picture(seven()))


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_lossy_formats_give_nearly_the_same_ink(kind):
    data = encoded(Image.fromarray(seven()).convert("RGB"), kind, quality=95)
    np.testing.assert_allclose(open_picture(data), open_picture(seven()), atol=0.15)


def test_the_exif_turn_is_done():
    turned = Image.fromarray(seven()).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown turned by 90 degrees clockwise
    data = encoded(turned, "PNG", exif=exif)
    np.testing.assert_array_equal(open_picture(data), open_picture(seven()))


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_shows_white_paper(mode):
    black = Image.new(mode, (50, 60), 0)
    black.putalpha(Image.fromarray(255 - seven()))
    np.testing.assert_array_equal(open_picture(black), open_picture(seven()))


def test_a_palette_is_looked_up_and_its_transparent_entry_is_paper():
    picture = Image.new("P", (5, 3), 1)
    picture.putpalette([0, 0, 0, 9, 9, 9])
    picture.putpixel((2, 1), 0)
    ink = open_picture(encoded(picture, "PNG", transparency=1))
    assert ink.sum() == 1 == ink[1, 2]


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "CMYK", "YCbCr", "HSV", "I", "F"])
def test_every_mode_of_pillow_is_opened(mode):
    black_and_white = Image.fromarray(np.where(seven() > 128, 255, 0).astype(np.uint8))
    picture = black_and_white.convert("RGB").convert("L" if mode in "IF" else mode).convert(mode)
    ink = open_picture(picture)
    np.testing.assert_allclose(ink, open_picture(black_and_white), atol=0.01)


def test_sixteen_bits_are_not_cut_to_eight():
    page = np.full((4, 4), 65535, np.uint16)
    page[1, 1], page[1, 2] = 1000, 1001
    for source in (page, encoded(Image.fromarray(page)), encoded(Image.fromarray(page), "TIFF")):
        ink = open_picture(source)
        assert ink[1, 1] == np.float32(64535) / np.float32(65535)
        assert ink[1, 1] != ink[1, 2]


def test_an_array_may_be_bytes_booleans_or_floats_with_or_without_a_channel():
    page = seven() > 128
    expected = open_picture(page)
    same = (page.astype(float), page.astype(np.float32), page[..., None], page * np.uint8(255))
    for source in (*same, np.stack([page] * 3, -1), np.stack([page * 1.0] * 3, -1)):
        np.testing.assert_array_equal(open_picture(source), expected)


@pytest.mark.parametrize(
    "array",
    [
        np.zeros((3,), np.uint8),
        np.zeros((2, 3, 5), np.uint8),
        np.zeros((0, 4), np.uint8),
        np.zeros((4, 4), np.int64),
        np.zeros((4, 4), "U1"),
        np.full((4, 4), np.nan),
        np.full((4, 4), 255.0),
    ],
)
def test_an_array_that_is_no_picture_is_refused_in_one_sentence(array):
    with pytest.raises(PictureError, match=r"^expected .* received .*$"):
        open_picture(array)


def test_what_is_no_source_at_all_is_refused():
    with pytest.raises(PictureError, match="received NoneType"):
        open_picture(None)  # type: ignore[arg-type]


# Refusing


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(PictureError, match=r"nowhere\.png: .*No such file"):
        open_picture(tmp_path / "nowhere.png")


def test_a_folder_is_named(tmp_path):
    (tmp_path / "forms").mkdir()
    with pytest.raises(PictureError, match=r"forms: .*directory"):
        open_picture(tmp_path / "forms")


def test_a_text_called_png_is_named(tmp_path):
    path = tmp_path / "letter.png"
    path.write_text("Dear Sir or Madam")
    with pytest.raises(PictureError, match=r"letter\.png: expected a picture \(PNG, "):
        open_picture(path)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "TIFF", "WEBP", "BMP"])
def test_a_file_cut_short_is_named(tmp_path, kind):
    noise = np.random.default_rng(0).integers(0, 256, (64, 64), np.uint8)
    data = encoded(Image.fromarray(noise).convert("RGB"), kind)
    path = tmp_path / "half.picture"
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(PictureError, match=r"half\.picture: expected a picture"):
        open_picture(path)


def test_postscript_is_not_run():
    with pytest.raises(PictureError, match="received none of them"):
        open_picture(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n")


@pytest.mark.parametrize("source", ["array", "picture", "bytes", "file"])
def test_a_picture_too_wide_is_refused_with_both_sizes(tmp_path, source):
    array = np.zeros((11, 20000), np.uint8)
    picture = Image.fromarray(array)
    path = tmp_path / "wide.png"
    path.write_bytes(encoded(picture))
    sources = {"array": array, "picture": picture, "bytes": path.read_bytes(), "file": path}
    message = "expected a picture of at most 8192 pixels a side, received 20000x11$"
    with pytest.raises(PictureError, match=message):
        open_picture(sources[source])


def test_the_largest_side_is_still_opened():
    assert open_picture(np.eye(2, MAX_SIDE)).shape == (2, MAX_SIDE)


@pytest.mark.parametrize(
    ("side", "received"), [(10_000, "received 10000x10000"), (20_000, "one of 400,000,000 pixels")]
)
def test_a_bomb_is_our_error_and_never_a_warning(side, received):
    bomb = bytearray(encoded(Image.new("1", (8, 8))))
    bomb[16:24] = side.to_bytes(4) * 2  # the header's width and height
    bomb[29:33] = zlib.crc32(bomb[12:29]).to_bytes(4)
    with pytest.raises(PictureError, match=received):
        open_picture(bytes(bomb))


def test_opening_in_many_threads_leaves_the_warning_filters_alone():
    before = list(warnings.filters)
    data = encoded(Image.fromarray(seven()))
    threads = [threading.Thread(target=open_picture, args=(data,)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert warnings.filters == before


def test_the_callers_picture_is_left_as_it_was():
    picture = Image.fromarray(seven()).convert("RGBA")
    before = picture.tobytes()
    open_picture(picture)
    assert (picture.mode, picture.tobytes()) == ("RGBA", before)


# The digit image


def test_a_bar_of_twenty_by_ten_comes_out_as_computed_by_hand():
    # A square of 20, nothing to scale; the barycentre is (10, 10), so it is pasted at (5, 5).
    expected = np.zeros((28, 28), np.uint8)
    expected[5:25, 10:20] = 255
    page = np.full((50, 40), 255, np.uint8)
    page[17:37, 8:18] = 0
    np.testing.assert_array_equal(digit_image(page), expected)


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_an_image_in_mnists_form_is_taken_as_it_stands(seed):
    box = np.random.default_rng(seed).integers(0, 256, (20, 20), np.uint8)
    box[0, 9] = box[19, 9] = 255
    digit = framed(box)
    for source in (digit, digit[..., None], encoded(Image.fromarray(digit))):
        np.testing.assert_array_equal(digit_image(source), digit)


@pytest.mark.parametrize(
    "change",
    [
        lambda digit: 255 - digit,
        lambda digit: np.roll(digit, 3, axis=1),
        lambda digit: 200 - digit // 4,
        lambda digit: np.uint8(255 * np.linspace(0.4, 0.7, 28)) - digit // 3,
    ],
)
def test_any_other_picture_of_28_is_cleaned_and_centred(change):
    digit = digit_image(seven())
    made = prepared(change(digit).astype(np.uint8))
    assert made.cleaned is not None
    np.testing.assert_allclose(made.image.astype(int), digit, atol=110)
    assert np.abs(made.image.astype(int) - digit).mean() < 7


def test_for_a_network_of_other_images_every_28_stands_as_it_is_dark_or_light():
    garment = np.random.default_rng(0).integers(0, 200, (28, 28), np.uint8)
    garment[:, :6] = 0
    for source in (garment, 255 - garment):
        np.testing.assert_array_equal(digit_image(source, centred=False), garment)


@given(st.integers(1, 25), st.integers(1, 25))
def test_where_on_the_page_the_digit_stands_hardly_matters(top, left):
    expected = digit_image(seven()).astype(int)
    np.testing.assert_allclose(digit_image(seven(60, 60, top, left)), expected, atol=2)


@pytest.mark.parametrize(("paper", "ink"), [(200, 60), (100, 180), (60, 200), (120, 80)])
def test_inversion_and_contrast_hardly_matter(paper, ink):
    page = (ink + (paper - ink) * (seven() / 255)).astype(np.uint8)
    expected = digit_image(seven()).astype(int)
    for source in (page, 255 - page):
        np.testing.assert_allclose(digit_image(source), expected, atol=4)


def test_a_shadow_across_the_picture_is_no_ink():
    shaded = seven(90, 90, 30, 30) * np.linspace(1, 0.45, 90)
    np.testing.assert_allclose(
        digit_image(shaded.astype(np.uint8)), digit_image(seven()).astype(int), atol=60
    )


def test_grey_noisy_paper_becomes_exactly_zero():
    page = seven().astype(int) * 150 // 255 + 60
    noisy = page + np.random.default_rng(2).integers(-12, 13, page.shape)
    result = digit_image(noisy.astype(np.uint8))
    clean = digit_image(seven())
    assert (result > 0).sum() == pytest.approx((clean > 0).sum(), rel=0.1)
    assert not result[:, :4].any()


@pytest.mark.parametrize("times", [2, 5, 20])
def test_the_size_of_the_scan_hardly_matters(times):
    small = digit_image(seven()).astype(int)
    large = digit_image(np.kron(seven(), np.ones((times, times), np.uint8)))
    assert np.abs(large - small).mean() < 15  # its edges are sharper or softer


def test_a_large_picture_is_cleaned_in_the_smallest_copy_that_shows_the_digit_finely_enough():
    page = np.full((2000, 1500), 230, np.uint8)
    page[600:1100, 500:900] = np.kron(seven(50, 40, 5, 6), np.ones((10, 10), np.uint8))
    assert prepared(page).ink.shape == (336, 252)
    page[:] = 230
    page[900:960, 700:750] = seven()
    found = prepared(page)
    assert found.ink.shape == (2000, 1500)
    assert found.box_in_picture == found.box == (710, 912, 24, 30)


def test_the_box_is_told_in_the_pixels_of_the_picture():
    found = prepared(np.kron(seven(), np.ones((10, 10), np.uint8)))
    assert found.size == (500, 600)
    assert max(found.ink.shape) == 84
    np.testing.assert_allclose(found.box_in_picture, (100, 120, 240, 300), atol=10)


@pytest.mark.parametrize("shape", [(28, 28), (50, 50), (1, 1), (1, 60)])
def test_paper_without_ink_is_refused_by_name(tmp_path, shape):
    path = tmp_path / "blank.png"
    Image.fromarray(np.full(shape, 250, np.uint8)).save(path)
    with pytest.raises(
        PictureError, match=r"blank\.png: expected a digit, received .* without ink"
    ):
        digit_image(path)


def test_noise_on_paper_is_no_ink():
    page = np.random.default_rng(3).integers(240, 250, (60, 60), np.uint8)
    with pytest.raises(PictureError, match="without ink"):
        digit_image(page)


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_any_page_gives_a_digit_image_or_no_ink(height, width, seed):
    page = np.random.default_rng(seed).integers(0, 256, (height, width), np.uint8)
    result = accepted(digit_image, page)
    assert result is None or (result.shape, result.dtype) == ((28, 28), np.uint8)


# The steps


def test_every_step_to_the_digit_image_is_kept():
    made = prepared(seven(top=12, left=10))
    assert made.ink.shape == (60, 50)
    assert made.box == (10, 12, 24, 30)
    assert made.scaled is not None
    assert made.scaled.shape == (20, 20)
    assert made.scaled.max() == 255
    top, left = made.corner
    inside = made.image[top : top + 20, left : left + 20]
    np.testing.assert_array_equal(inside, made.scaled)
    assert inside.sum() == made.image.sum()
    np.testing.assert_array_equal(made.image, digit_image(seven(top=12, left=10)))


def test_a_picture_taken_as_it_stands_has_no_steps():
    made = prepared(digit_image(seven()))
    assert made.cleaned is None
    assert made.scaled is None
    assert made.box == (0, 0, 28, 28)
    assert made.corner == (0, 0)


def test_a_digit_larger_than_the_limits_is_refused():
    with pytest.raises(PictureError, match="at most 40 pixels a side"):
        prepared(seven(), limits=Limits(side=40))
