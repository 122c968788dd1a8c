"""Sources: which distorted images an epoch holds, and that nothing else decides it."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest

from lenet.digits.normalisation import network_input
from lenet.distort import Distortion, distorted
from lenet.errors import ModelError
from lenet.sources import Expanded, Fresh

COUNT = 37
RNG = np.random.default_rng(1)
IMAGES = RNG.integers(0, 256, (COUNT, 12, 10), dtype=np.uint8)
LABELS = RNG.integers(0, 10, COUNT)
WARP = Distortion(translation=2, rotation=20, elastic=1)
AS_IT_IS = partial(network_input, normalisation=None)


def fresh(**options: Any) -> Fresh:
    return Fresh(IMAGES, LABELS, WARP, **{"prepare": AS_IT_IS, "seed": 3, **options})


def expanded(**options: Any) -> Expanded:
    return Expanded(IMAGES, LABELS, WARP, **{"prepare": AS_IT_IS, "seed": 3, **options})


def whole(source: Fresh | Expanded, epoch: int, size: int = 8) -> tuple[np.ndarray, np.ndarray]:
    blocks = list(source.blocks(epoch, size))
    assert [len(x) for x, _ in blocks[:-1]] == [size] * (len(blocks) - 1)
    return np.concatenate([x for x, _ in blocks]), np.concatenate([y for _, y in blocks])


@pytest.mark.parametrize("make", [fresh, expanded])
def test_blocks_hold_the_drawn_distortions_as_network_input_with_their_labels(make: Any) -> None:
    source = make()
    which, variants = source.drawn(2)
    x, y = whole(source, 2)
    pictures = distorted(IMAGES, WARP, which=which, variants=variants, seed=3)
    assert x.dtype == np.float32
    np.testing.assert_array_equal(x, network_input(pictures, None))
    np.testing.assert_array_equal(y, LABELS[which])
    assert len(source) == len(x) == COUNT


@pytest.mark.parametrize("make", [fresh, expanded])
@pytest.mark.parametrize("size", [1, 7, COUNT, 1000])
def test_an_epoch_is_the_same_in_blocks_of_any_size_and_on_any_threads(
    make: Any, size: int
) -> None:
    expected = whole(make(), 1)
    for one, other in zip(whole(make(threads=3), 1, size), expected, strict=True):
        assert one.tobytes() == other.tobytes()


@pytest.mark.parametrize("make", [fresh, expanded])
def test_the_seed_decides_distortions_and_order(make: Any) -> None:
    assert whole(make(), 0)[0].tobytes() == whole(make(), 0)[0].tobytes()
    assert whole(make(), 0)[0].tobytes() != whole(make(seed=4), 0)[0].tobytes()
    assert (make().drawn(0)[0] != make(seed=4).drawn(0)[0]).any()


def test_fresh_takes_every_image_once_an_epoch_in_another_order_and_never_the_same_twice() -> None:
    source, seen = fresh(), set()
    orders = []
    for epoch in range(5):
        which, variants = source.drawn(epoch)
        assert sorted(which) == list(range(COUNT))
        assert (variants != 0).all()
        seen |= set(zip(which.tolist(), variants.tolist(), strict=True))
        orders.append(tuple(which))
    assert len(seen) == 5 * COUNT
    assert len(set(orders)) == 5


def test_fresh_may_end_with_the_images_as_they_are() -> None:
    source, never = fresh(until=2), fresh()
    for epoch in (0, 1):
        assert whole(source, epoch)[0].tobytes() == whole(never, epoch)[0].tobytes()
    for epoch in (2, 3):
        which, _ = source.drawn(epoch)
        np.testing.assert_array_equal(which, never.drawn(epoch)[0])
        np.testing.assert_array_equal(whole(source, epoch)[0], network_input(IMAGES[which], None))


def test_expanded_passes_over_the_originals_and_all_copies_once_in_ten_epochs() -> None:
    source = expanded()
    drawn = [np.stack(source.drawn(epoch), axis=1) for epoch in range(10)]
    taken = {tuple(row) for row in np.concatenate(drawn).tolist()}
    assert taken == {(image, variant) for image in range(COUNT) for variant in range(10)}
    assert all(len(set(part[:, 1].tolist())) > 3 for part in drawn), "variants are mixed"


def test_expanded_begins_again_behind_the_last() -> None:
    source = expanded()
    for one, other in zip(source.drawn(13), source.drawn(3), strict=True):
        np.testing.assert_array_equal(one, other)
    whole_set = expanded(copies=0)
    np.testing.assert_array_equal(np.sort(whole_set.drawn(5)[0]), np.arange(COUNT))


def test_expanded_goes_on_across_the_end_where_images_do_not_divide_the_set() -> None:
    source = expanded(copies=2)
    every = np.concatenate([np.stack(source.drawn(epoch), axis=1) for epoch in range(6)])
    np.testing.assert_array_equal(every[: 3 * COUNT], every[3 * COUNT :])


def test_expanded_holds_the_originals_untouched() -> None:
    source = expanded()
    which, variants = source.drawn(0)
    x, _ = whole(source, 0)
    originals = variants == 0
    assert originals.any()
    expected = network_input(IMAGES[which[originals]], None)
    np.testing.assert_array_equal(x[originals], expected)


def test_targets_may_be_rows_of_values() -> None:
    rows = np.eye(10, dtype=np.float32)[LABELS] * 0.9 + 0.01
    source = Fresh(IMAGES, rows, WARP, prepare=AS_IT_IS)
    np.testing.assert_array_equal(whole(source, 0)[1], rows[source.drawn(0)[0]])


@pytest.mark.parametrize(
    ("images", "labels", "options", "sentence"),
    [
        (IMAGES, LABELS[:5], {}, "a target for each .* received 37 images and targets \\(5,\\)"),
        (IMAGES[:0], LABELS[:0], {}, "at least one image"),
        (IMAGES, 3, {}, "a target for each"),
        (IMAGES.astype(float), LABELS, {}, "images uint8"),
        (IMAGES, LABELS, {"seed": -1}, "a seed"),
        (IMAGES, LABELS, {"copies": -1}, "copies from 0 to 1000, received -1"),
        (IMAGES, LABELS, {"copies": 1.5}, "whole number for copies"),
        (IMAGES, LABELS, {"copies": True}, "whole number for copies"),
    ],
)
def test_what_does_not_belong_together_is_refused(
    images: Any, labels: Any, options: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ModelError, match=sentence):
        Expanded(images, labels, WARP, prepare=AS_IT_IS, **options)
