"""Distortions against a slow oracle in float64, and what they promise.

The oracle draws its numbers with Python's integers and follows each pixel by itself.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from lenet import _engine
from lenet.distort import Distortion, distorted, inverted, transformed
from lenet.errors import ModelError

RNG = np.random.default_rng(7)
IMAGES = RNG.integers(0, 256, (6, 28, 28), dtype=np.uint8)
ALL = Distortion(
    translation=3, scale=0.3, rotation=25, squeeze=0.2, shear=0.3, elastic=1.5, spacing=6, noise=0.1
)
MASK = 2**64 - 1
GOLDEN = 0x9E3779B97F4A7C15


# The oracle


def mixed(z: int) -> int:
    """The finaliser of splitmix64."""
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
    return z ^ z >> 31


def bits(seed: int, image: int, variant: int, place: int) -> int:
    key = mixed(seed + GOLDEN & MASK)
    key = mixed(key + image + GOLDEN & MASK)
    key = mixed(key + variant + GOLDEN & MASK)
    return mixed(key + (place + 1) * GOLDEN & MASK)


def around_zero(*numbers: int) -> float:
    return (bits(*numbers) >> 11) / 2**52 - 1


def spline(t: float) -> float:
    """The cubic B-spline, 0 from 2 on."""
    t = abs(t)
    if t < 1:
        return 2 / 3 - t**2 + t**3 / 2
    return max(0.0, 2 - t) ** 3 / 6


def matrix(
    scale: float, turn: float, squeeze: float, shear: float
) -> np.ndarray[Any, np.dtype[np.float64]]:
    rotation = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    sheared = np.array([[1, -shear], [0, 1]])
    return rotation @ sheared @ np.diag([scale * squeeze, scale / squeeze])


def pixel(image: np.ndarray, y: int, x: int) -> float:
    inside = 0 <= y < image.shape[0] and 0 <= x < image.shape[1]
    return float(image[y, x]) if inside else 0.0


def bilinear(image: np.ndarray, x: float, y: float) -> float:
    left, top = math.floor(x), math.floor(y)
    right, down = x - left, y - top
    return (
        (1 - down) * (1 - right) * pixel(image, top, left)
        + (1 - down) * right * pixel(image, top, left + 1)
        + down * (1 - right) * pixel(image, top + 1, left)
        + down * right * pixel(image, top + 1, left + 1)
    )


def moved(image: np.ndarray, forward: np.ndarray, offset: np.ndarray, shift: Any) -> np.ndarray:
    """Each pixel p from center + forward^-1 (p - center - offset) + shift(p), not yet rounded."""
    rows, columns = image.shape
    center, back = np.array([(columns - 1) / 2, (rows - 1) / 2]), np.linalg.inv(forward)
    made = np.zeros(image.shape)
    for i in range(rows):
        for j in range(columns):
            x, y = center + back @ (np.array([j, i]) - center - offset) + shift(i, j)
            made[i, j] = bilinear(image, x, y)
    return made


def oracle(
    image: np.ndarray, number: int, variant: int, seed: int, distortion: Distortion
) -> np.ndarray:
    """Before rounding and noise."""
    rows, columns = image.shape
    drawn = [around_zero(seed, number, variant, place) for place in range(6)]
    offset = np.array(drawn[:2]) * distortion.translation
    forward = matrix(
        (1 + distortion.scale) ** drawn[2],
        math.radians(distortion.rotation) * drawn[3],
        (1 + distortion.squeeze) ** drawn[4],
        distortion.shear * drawn[5],
    )
    down, across = (max(4, math.ceil((n - 1) / distortion.spacing) + 3) for n in (rows, columns))
    limit = distortion.elastic * math.sqrt(3) / (151 / 315)
    nodes = limit * np.reshape(
        [around_zero(seed, number, variant, 2**32 + k) for k in range(2 * down * across)],
        (2, down, across),
    )

    def shift(i: int, j: int) -> Any:
        y = (i - (rows - 1) / 2) / distortion.spacing + (down - 1) / 2
        x = (j - (columns - 1) / 2) / distortion.spacing + (across - 1) / 2
        weights = np.outer(
            [spline(y - g) for g in range(down)], [spline(x - k) for k in range(across)]
        )
        return (nodes * weights).sum((1, 2))

    return moved(image, forward, offset, shift)


def flipped(shape: tuple[int, int], number: int, variant: int, seed: int, share: float) -> Any:
    """Which pixels noise inverts."""
    halves = [
        bits(seed, number, variant, 2**48 + k // 2) >> 32 * (k % 2) & 0xFFFFFFFF
        for k in range(math.prod(shape))
    ]
    return np.reshape(halves, shape) < math.floor(share * 2**32)


# Against the oracle


@pytest.mark.parametrize(
    "distortion",
    [
        Distortion(translation=4.5),
        Distortion(scale=0.5),
        Distortion(rotation=180),
        Distortion(squeeze=0.4),
        Distortion(shear=0.6),
        Distortion(elastic=2, spacing=5.5),
        Distortion(elastic=30, spacing=200),
        ALL,
    ],
    ids=lambda one: "-".join(name for name, value in one.as_dict().items() if value),
)
@pytest.mark.parametrize("shape", [(28, 28), (9, 34), (1, 1), (17, 3)])
def test_distorted_pictures_are_the_oracles(distortion: Distortion, shape: tuple[int, int]) -> None:
    images = RNG.integers(0, 256, (3, *shape), dtype=np.uint8)
    which, variants = [2, 0], [1, 2**40]
    made = distorted(images, distortion, which=which, variants=variants, seed=11)
    for picture, number, variant in zip(made, which, variants, strict=True):
        expected = oracle(images[number], number, variant, 11, distortion)
        noisy = flipped(shape, number, variant, 11, distortion.noise)
        expected = np.where(noisy, 255 - expected, expected)
        assert np.abs(picture - expected).max() < 0.52


def test_transformed_pictures_are_the_oracles() -> None:
    made = transformed(
        IMAGES, translation=(3.25, -1.5), scale=1.3, rotation=20, squeeze=0.8, shear=0.25
    )
    forward, offset = matrix(1.3, math.radians(20), 0.8, 0.25), np.array([3.25, -1.5])
    for picture, image in zip(made, IMAGES, strict=True):
        expected = moved(image, forward, offset, lambda i, j: 0)
        assert np.abs(picture - expected).max() < 0.52


@pytest.mark.parametrize("instructions", _engine.instruction_sets())
def test_every_processor_makes_the_same_bytes(instructions: str) -> None:
    images = RNG.integers(0, 256, (40, 21, 35), dtype=np.uint8)
    which, variants = np.arange(40), np.arange(40) + 1
    ranges = ALL.engine_ranges()
    made = _engine.distort(images, which, variants, 3, ranges, 1, instructions)
    assert made.tobytes() == _engine.distort(images, which, variants, 3, ranges).tobytes()


# What is promised


@pytest.mark.parametrize("threads", [1, 2, 3, 16])
def test_any_number_of_threads_makes_the_same_bytes(threads: int) -> None:
    images = np.tile(IMAGES, (30, 1, 1))
    one = distorted(images, ALL, seed=5, threads=1)
    assert distorted(images, ALL, seed=5, threads=threads).tobytes() == one.tobytes()


def test_a_distortion_depends_on_image_number_variant_and_seed_alone() -> None:
    which, variants = RNG.integers(0, 6, 200), RNG.integers(1, 9, 200)
    made = distorted(IMAGES, ALL, which=which, variants=variants, seed=2)
    shuffled = RNG.permutation(200)
    again = distorted(IMAGES, ALL, which=which[shuffled], variants=variants[shuffled], seed=2)
    assert again.tobytes() == made[shuffled].tobytes()
    alone = distorted(IMAGES, ALL, which=which[9:10], variants=variants[9:10], seed=2)
    assert alone.tobytes() == made[9:10].tobytes()


def test_seeds_images_and_variants_all_make_a_difference() -> None:
    same = np.repeat(IMAGES[:1], 4, axis=0)
    made = [
        *distorted(same, ALL, seed=0),
        *distorted(same, ALL, seed=1),
        *distorted(same, ALL, variants=2),
        *distorted(same, ALL, variants=[3, 4, 5, 6]),
    ]
    assert len({picture.tobytes() for picture in made}) == 16


def test_a_range_more_leaves_the_others_as_they_are() -> None:
    """Noise on top of a movement inverts pixels of the picture that was moved."""
    still = distorted(IMAGES, Distortion(translation=4, rotation=20), seed=1)
    noisy = distorted(IMAGES, Distortion(translation=4, rotation=20, noise=0.2), seed=1)
    changed = noisy != still
    assert 0.15 < changed.mean() < 0.25
    np.testing.assert_array_equal(noisy[changed], 255 - still[changed])


def test_no_ranges_give_the_same_bytes_back() -> None:
    assert distorted(IMAGES, Distortion()).tobytes() == IMAGES.tobytes()
    assert transformed(IMAGES).tobytes() == IMAGES.tobytes()
    assert inverted(IMAGES, 0.0).tobytes() == IMAGES.tobytes()


def test_variant_0_is_the_image_itself() -> None:
    made = distorted(IMAGES, ALL, which=[4, 4, 1], variants=[0, 1, 0])
    np.testing.assert_array_equal(made[[0, 2]], IMAGES[[4, 1]])
    assert (made[1] != IMAGES[4]).any()


def middles(images: np.ndarray) -> np.ndarray:
    """The middle of mass of each, (x, y) from the picture's middle."""
    rows, columns = images.shape[1:]
    x, y = np.arange(columns) - (columns - 1) / 2, np.arange(rows) - (rows - 1) / 2
    mass = images.sum((1, 2), dtype=float)
    return np.stack([(images.sum(1) * x).sum(1) / mass, (images.sum(2) * y).sum(1) / mass], axis=1)


def test_translations_fill_their_range_and_stay_inside() -> None:
    image = np.zeros((1, 31, 31), np.uint8)
    image[0, 15, 15] = 255
    made = distorted(
        image, Distortion(translation=5), which=np.zeros(2000, int), variants=np.arange(2000) + 1
    )
    found = middles(made)
    assert np.abs(found).max() < 5.02
    assert (found.max(0) > 4.9).all()
    assert (found.min(0) < -4.9).all()
    np.testing.assert_allclose(found.mean(0), 0, atol=0.25)
    np.testing.assert_allclose(found.std(0), 5 / math.sqrt(3), rtol=0.05)


@pytest.mark.parametrize(
    ("distortion", "widest", "highest"),
    [
        (Distortion(scale=0.5), 1.5, 1.5),
        (Distortion(squeeze=0.5), 1.5, 1.5),
        (Distortion(shear=0.5), 1.0 + 0.5, 1.0),
    ],
)
def test_sizes_stay_within_their_range(
    distortion: Distortion, widest: float, highest: float
) -> None:
    """A square of 20 pixels: how many columns and rows hold any of it, of 64."""
    image = np.zeros((1, 64, 64), np.uint8)
    image[0, 22:42, 22:42] = 255
    made = distorted(
        image, distortion, which=np.zeros(1000, int), variants=np.arange(1000) + 1, seed=3
    )
    wide, high = (made > 127).any(1).sum(1), (made > 127).any(2).sum(1)
    assert 20 * widest - 1.5 < wide.max() <= 20 * widest + 1
    assert high.max() <= 20 * highest + 1
    if distortion.squeeze:
        assert np.abs(wide * high - 400).max() < 60, "as much lower as it is wider"
    if distortion.scale:
        assert np.abs(wide.astype(int) - high).max() <= 1
        assert wide.min() >= 20 / 1.5 - 1


def test_the_elastic_displacement_has_the_deviation_it_is_named_by() -> None:
    """On a ramp of 2 grey levels a pixel a displacement is a difference of grey levels."""
    ramp = np.broadcast_to(2 * np.arange(120), (1, 120, 120)).astype(np.uint8)
    made = distorted(
        ramp, Distortion(elastic=3), which=np.zeros(50, int), variants=np.arange(50) + 1
    )
    shift = (made[:, 30:90, 30:90].astype(float) - ramp[:, 30:90, 30:90]) / 2
    assert shift.std() == pytest.approx(3, rel=0.05)
    assert abs(shift.mean()) < 0.3


def test_a_whole_translation_moves_pixels_unchanged() -> None:
    made = transformed(IMAGES, translation=(2, -3))
    np.testing.assert_array_equal(made[:, :-3, 2:], IMAGES[:, 3:, :-2])
    assert not made[:, -3:].any()
    assert not made[:, :, :2].any()


def test_a_quarter_turn_is_to_the_left() -> None:
    made = transformed(IMAGES, rotation=90)
    np.testing.assert_allclose(made, np.rot90(IMAGES, axes=(1, 2)), atol=1)


def test_a_shear_moves_what_is_above_to_the_right() -> None:
    column = np.zeros((1, 31, 31), np.uint8)
    column[0, :, 15] = 255
    made = transformed(column, shear=0.5)
    np.testing.assert_array_equal(made[0, [5, 15, 25]].argmax(1), [20, 15, 10])


def test_a_squeeze_widens_and_lowers() -> None:
    square = np.zeros((1, 64, 64), np.uint8)
    square[0, 22:42, 22:42] = 255
    made = transformed(square, squeeze=1.3)[0] > 127
    assert (made.any(0).sum(), made.any(1).sum()) == (26, 16)


def test_inverted_inverts_the_share_of_all_pixels() -> None:
    images = np.tile(IMAGES, (50, 1, 1))
    made = inverted(images, 0.1, seed=4)
    changed = made != images
    assert changed.mean() == pytest.approx(0.1, abs=0.003)
    np.testing.assert_array_equal(made[changed], 255 - images[changed])
    assert (changed[0] != changed[6]).any(), "every image has its own noise"
    np.testing.assert_array_equal(inverted(images, 1.0), 255 - images)


def test_what_is_given_is_not_changed_and_may_lie_in_any_order() -> None:
    images = IMAGES.copy()
    images.flags.writeable = False
    made = distorted(images, ALL)
    turned = np.asfortranarray(images)
    np.testing.assert_array_equal(distorted(turned, ALL), made)
    np.testing.assert_array_equal(images, IMAGES)
    assert distorted(images[:0], ALL).shape == (0, 28, 28)


# What is refused


@pytest.mark.parametrize(
    ("ranges", "sentence"),
    [
        ({"translation": -1}, "translation from 0 to 1000, received -1"),
        ({"scale": math.nan}, "scale from 0 to 9"),
        ({"rotation": 181}, "rotation from 0 to 180"),
        ({"squeeze": math.inf}, "squeeze from 0 to 9"),
        ({"shear": "0.1"}, "shear from 0 to 9"),
        ({"elastic": None}, "elastic from 0 to 100"),
        ({"elastic": True}, "elastic from 0 to 100"),
        ({"spacing": 0}, "spacing from 1 to 1000"),
        ({"noise": 1.1}, "noise from 0 to 1"),
    ],
)
def test_a_range_that_is_none_is_refused(ranges: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ModelError, match=sentence):
        Distortion(**ranges)


@pytest.mark.parametrize(
    ("images", "options", "sentence"),
    [
        (IMAGES.astype(float), {}, "images uint8"),
        (IMAGES[0], {}, "images uint8"),
        (IMAGES.tolist(), {}, "images uint8.*received list"),
        (IMAGES[:, :0], {}, "1 to 8192 a side"),
        (IMAGES, {"which": [6]}, "numbers of the 6 images"),
        (IMAGES, {"which": [-1]}, "numbers of the 6 images"),
        (IMAGES, {"which": 1}, "numbers of the 6 images"),
        (IMAGES, {"which": [0.5]}, "whole numbers for which"),
        (IMAGES, {"which": [[1], [1, 2]]}, "expected which as one array"),
        (IMAGES, {"variants": [1, 2]}, "6 variants or one"),
        (IMAGES, {"variants": 1.5}, "whole numbers for variants"),
        (IMAGES, {"seed": -1}, "a seed from 0"),
        (IMAGES, {"seed": 2**64}, "a seed from 0"),
        (IMAGES, {"seed": 1.0}, "a seed from 0"),
        (IMAGES, {"threads": 0}, "threads of at least 1"),
    ],
)
def test_arrays_that_are_none_are_refused(
    images: Any, options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ModelError, match=sentence):
        distorted(images, ALL, **options)


@pytest.mark.parametrize(
    "options",
    [
        {"scale": 0},
        {"scale": -1},
        {"squeeze": math.nan},
        {"rotation": math.inf},
        {"shear": math.nan},
        {"translation": (0, math.inf)},
    ],
)
def test_a_movement_that_cannot_be_undone_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ModelError):
        transformed(IMAGES, **options)


OFF = (0,) * 6 + (7, 0)
ONE = np.array([1])


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: _engine.distort(IMAGES, 6 * ONE, ONE, 0, OFF), "not there"),
        (lambda: _engine.distort(IMAGES, -ONE, ONE, 0, OFF), "not there"),
        (lambda: _engine.distort(IMAGES, ONE, np.array([1, 2]), 0, OFF), "a variant"),
        (lambda: _engine.distort(IMAGES, ONE, ONE, 0, (0,) * 8), "spacing"),
        (lambda: _engine.distort(IMAGES, ONE, ONE, 0, (-1.0,) * 8), "ranges"),
        (lambda: _engine.distort(IMAGES[:, :0], ONE, ONE, 0, OFF), "a side"),
        (lambda: _engine.transform(IMAGES, (0, 0, 0, 0, 1, 0)), "undone"),
        (lambda: _engine.transform(IMAGES, (0, 0, 1, 0, 1, 0), 1, "mmx"), "instruction set"),
    ],
)
def test_the_engine_itself_refuses_what_would_read_other_memory(call: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        call()
