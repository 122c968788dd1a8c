"""ImageDataGenerator against Keras's own, from the same random numbers; SciPy moves its pictures.

pictures: float32 or uint8 (n, rows, columns, channels), 0 to 255
"""

import os

os.environ["KERAS_BACKEND"] = "jax"

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from keras.src.legacy.preprocessing import image as keras_image
from keras.utils import img_to_array as keras_img_to_array
from keras.utils import load_img as keras_load_img
from PIL import Image

from lenet import preprocessing
from lenet.errors import ModelError, PictureError
from lenet.preprocessing import image

RNG = np.random.default_rng(0)
GREY = RNG.uniform(0, 255, (20, 12, 9, 1)).astype(np.float32)
COLOUR = RNG.integers(0, 256, (20, 8, 11, 3)).astype(np.uint8)
LABELS = np.arange(20) % 4

SETTINGS: list[dict[str, Any]] = [
    {},
    {"rotation_range": 40},
    {"width_shift_range": 0.2, "height_shift_range": 0.3},
    {"width_shift_range": 3, "height_shift_range": [-2, 0, 1.5]},
    {"width_shift_range": 2.5, "height_shift_range": [0.1, 0.3]},
    {"shear_range": 20},
    {"zoom_range": 0.4},
    {"zoom_range": [0.7, 0.9]},
    {"horizontal_flip": True, "vertical_flip": True},
    {"channel_shift_range": 60},
    {"brightness_range": (0.3, 1.4)},
    {"rescale": 1 / 255},
    {"samplewise_center": True, "samplewise_std_normalization": True},
    {"featurewise_center": True, "featurewise_std_normalization": True},
    {"zca_whitening": True, "featurewise_center": True},
    {"preprocessing_function": lambda x: x - np.random.uniform()},  # noqa: NPY002
    {"rotation_range": 30, "zoom_range": 0.3, "interpolation_order": 0},
]
EVERYTHING: dict[str, Any] = {
    "rotation_range": 25, "width_shift_range": 0.2, "height_shift_range": 0.2, "shear_range": 15,
    "zoom_range": 0.25, "horizontal_flip": True,
}  # fmt: skip
SETTINGS += [
    {**EVERYTHING, "fill_mode": mode, "cval": 7.5}
    for mode in ("nearest", "constant", "reflect", "wrap")
]


@pytest.fixture(autouse=True)
def old_names_of_scipy() -> Iterator[None]:
    """Keras reaches SciPy by a name that SciPy warns of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def both(settings: dict[str, Any]) -> tuple[Any, Any]:
    return image.ImageDataGenerator(**settings), keras_image.ImageDataGenerator(**settings)


@pytest.mark.parametrize("pictures", [GREY, COLOUR], ids=["grey", "colour"])
@pytest.mark.parametrize("settings", SETTINGS, ids=lambda one: "-".join(map(str, one)) or "none")
def test_batches_are_keras_batches(settings: dict[str, Any], pictures: Any) -> None:
    batches = []
    for made in both(settings):
        np.random.seed(3)  # noqa: NPY002
        if made.featurewise_center or made.zca_whitening:
            made.fit(pictures)
        flow = made.flow(pictures, LABELS, batch_size=8)
        batches.append([next(flow) for _ in range(4)])
    tolerance = 2e-3 if settings.get("zca_whitening") else 2e-5
    for (x, y), (expected, labels) in zip(*batches, strict=True):
        assert x.dtype == np.float32
        np.testing.assert_array_equal(y, labels)
        np.testing.assert_allclose(x, expected, rtol=tolerance, atol=tolerance * 10)


@pytest.mark.parametrize("settings", [EVERYTHING, {"preprocessing_function": np.sqrt}])
def test_a_seed_gives_keras_batches_by_number_and_in_turn(settings: dict[str, Any]) -> None:
    def by_number(flow: Any) -> list[Any]:
        return [flow[k] for k in (2, 0, 1)]

    def in_turn(flow: Any) -> list[Any]:
        return [next(flow), next(flow)]

    for taken in (by_number, in_turn):
        found = [taken(made.flow(GREY, LABELS, batch_size=8, seed=5)) for made in both(settings)]
        for (x, y), (expected, labels) in zip(*found, strict=True):
            np.testing.assert_array_equal(y, labels)
            np.testing.assert_allclose(x, expected, rtol=2e-5, atol=1e-3)


def test_a_seed_leaves_numpys_own_chance_alone() -> None:
    before = repr(np.random.get_state())  # noqa: NPY002
    next(image.ImageDataGenerator(**EVERYTHING).flow(GREY, seed=1))
    assert repr(np.random.get_state()) == before  # noqa: NPY002


def test_channels_first_moves_the_same_pictures() -> None:
    last = image.ImageDataGenerator(**EVERYTHING)
    first = image.ImageDataGenerator(**EVERYTHING, data_format="channels_first")
    one = next(last.flow(COLOUR, shuffle=False, seed=2))
    other = next(first.flow(COLOUR.transpose(0, 3, 1, 2), shuffle=False, seed=2))
    np.testing.assert_array_equal(other.transpose(0, 2, 3, 1), one)


@pytest.mark.parametrize("theta", [0, 30, 90, 180])
def test_a_transform_that_is_given_is_applied_as_keras_applies_it(theta: float) -> None:
    given = {"theta": theta, "tx": 2, "ty": -1.25, "zx": 0.8, "zy": 1.3, "flip_vertical": True}
    found = [made.apply_transform(COLOUR[0].astype(np.float32), given) for made in both({})]
    np.testing.assert_allclose(found[0], found[1], rtol=1e-5, atol=1e-4)


def test_random_transforms_are_those_of_keras() -> None:
    ours, theirs = both({**EVERYTHING, "brightness_range": (0.5, 1.5), "channel_shift_range": 9})
    for shape in ((12, 9, 1), (8, 11, 3)):
        assert ours.get_random_transform(shape, seed=4) == theirs.get_random_transform(shape, 4)
    moved = [made.random_transform(GREY[0], seed=8) for made in both(EVERYTHING)]
    np.testing.assert_allclose(moved[0], moved[1], rtol=1e-5, atol=1e-4)


def test_statistics_of_transformed_pictures_are_measured_as_keras_measures_them() -> None:
    settings = {**EVERYTHING, "featurewise_std_normalization": True, "featurewise_center": True}
    ours, theirs = both(settings)
    for made in (ours, theirs):
        made.fit(COLOUR, augment=True, rounds=2, seed=6)
    np.testing.assert_allclose(ours.mean, theirs.mean, rtol=1e-5)
    np.testing.assert_allclose(ours.std, theirs.std, rtol=1e-5)


@pytest.mark.parametrize("subset", ["training", "validation"])
def test_subsets_are_keras_subsets(subset: str) -> None:
    found = [
        made.flow(GREY, LABELS, batch_size=30, shuffle=False, subset=subset)
        for made in both({"validation_split": 0.4})
    ]
    np.testing.assert_array_equal(found[0][0][0], found[1][0][0])
    assert len(found[0]) == len(found[1]) == 1


def test_sample_weights_and_pictures_alone_come_as_in_keras() -> None:
    made = image.ImageDataGenerator()
    x, y, weights = next(made.flow(GREY, LABELS, 5, shuffle=False, sample_weight=LABELS / 4))
    assert x.shape == (5, 12, 9, 1)
    assert (list(y), list(weights)) == ([0, 1, 2, 3, 0], [0, 0.25, 0.5, 0.75, 0])
    assert next(made.flow(GREY, batch_size=5)).shape == (5, 12, 9, 1)


def test_settings_that_need_others_turn_them_on_with_a_warning() -> None:
    with pytest.warns(UserWarning, match="overrides setting of `featurewise_center`"):
        made = image.ImageDataGenerator(featurewise_std_normalization=True)
    assert made.featurewise_center
    with pytest.warns(UserWarning, match="hasn't been fit on any training data"):
        next(made.flow(GREY))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for index, colour in enumerate(COLOUR):
        place = tmp_path / "pictures" / ("cats", "dogs")[index % 2]
        place.mkdir(parents=True, exist_ok=True)
        Image.fromarray(colour).save(place / f"{index:02d}.png")
    return tmp_path / "pictures"


@pytest.mark.parametrize(
    "options",
    [
        {"class_mode": "binary", "color_mode": "grayscale"},
        {"class_mode": "categorical", "target_size": (8, 11)},
        {"class_mode": "sparse", "interpolation": "bilinear", "keep_aspect_ratio": True},
        {"class_mode": None, "color_mode": "rgba", "classes": ["dogs"]},
        {"class_mode": "input", "subset": "validation"},
        {"subset": "training", "shuffle": True, "seed": 3},
    ],
)
def test_folders_of_pictures_give_keras_batches(
    options: dict[str, Any], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = {"target_size": (6, 10), "batch_size": 7, "shuffle": False, **options}
    flows = [
        made.flow_from_directory(folder, **named)
        for made in both({"rescale": 1 / 255, "validation_split": 0.3})
    ]
    ours, theirs = flows
    assert ours.filenames == theirs.filenames
    assert ours.class_indices == theirs.class_indices
    assert list(ours.classes) == list(theirs.classes)
    assert ours.image_shape == theirs.image_shape
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == lines[1]
    for one, other in zip(*([next(flow) for _ in range(2)] for flow in flows), strict=True):
        pair = (one, other) if isinstance(one, tuple) else ((one,), (other,))
        for found, expected in zip(*pair, strict=True):
            np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_drawn_pictures_are_written_where_asked(tmp_path: Path) -> None:
    made = image.ImageDataGenerator()
    next(made.flow(GREY, batch_size=3, save_to_dir=tmp_path, save_prefix="a"))
    names = sorted(path.name for path in tmp_path.iterdir())
    assert len(names) == 3
    assert all(name.startswith("a_") and name.endswith(".png") for name in names)


def test_a_network_trains_on_what_is_drawn() -> None:
    import lenet
    from lenet.layers import Dense, Flatten

    weights = []
    for _ in range(2):
        model = lenet.Sequential([Flatten(input_shape=(12, 9, 1)), Dense(4, "softmax")], seed=0)
        model.compile("sgd", metrics=["accuracy"])
        made = image.ImageDataGenerator(rescale=1 / 255, **EVERYTHING)
        flow = made.flow(GREY, LABELS, batch_size=8, seed=1)
        tested = made.flow(GREY, LABELS, seed=1)
        history = model.fit(flow, epochs=2, validation_data=tested, verbose=0)
        assert len(history.history["val_loss"]) == 2
        assert model.network.updates == 6
        model.fit(flow, steps_per_epoch=2, verbose=0)
        weights.append(model.get_weights()[0].tobytes())
    assert weights[0] == weights[1]


@pytest.mark.parametrize("mode", ["grayscale", "rgb", "rgba"])
@pytest.mark.parametrize("size", [None, (5, 7)])
def test_a_picture_is_opened_as_keras_opens_it(mode: str, size: Any, folder: Path) -> None:
    path = folder / "cats" / "00.png"
    for keep in (False, True):
        options = {"color_mode": mode, "target_size": size, "keep_aspect_ratio": keep}
        ours, theirs = image.load_img(path, **options), keras_load_img(path, **options)
        np.testing.assert_array_equal(np.asarray(ours), np.asarray(theirs))
        np.testing.assert_array_equal(image.img_to_array(ours), keras_img_to_array(theirs))
    first = image.img_to_array(ours, "channels_first")
    assert first.shape == keras_img_to_array(theirs, "channels_first").shape


def test_an_array_is_written_and_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    image.save_img(path, COLOUR[0], scale=False)
    np.testing.assert_array_equal(image.img_to_array(image.load_img(path)), COLOUR[0])
    assert np.asarray(image.array_to_img(GREY[0])).max() == 255


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"rotation_range": -3}, "rotation_range of at least 0"),
        ({"zoom_range": "much"}, "expected zoom_range"),
        ({"fill_mode": "mirror"}, "fill_mode nearest, constant, reflect or wrap"),
        ({"validation_split": 1.0}, "validation_split from 0 to below 1"),
        ({"dtype": "float64"}, "dtype float32"),
        ({"interpolation_order": 3}, "interpolation_order from 0 to 1"),
        ({"preprocessing_function": 3}, "a function of one picture"),
        ({"data_format": "last"}, "data_format channels_last or channels_first"),
    ],
)
def test_settings_that_are_none_are_refused(settings: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ModelError, match=sentence):
        image.ImageDataGenerator(**settings)


@pytest.mark.parametrize(
    ("use", "kind", "sentence"),
    [
        (lambda made, path: made.flow(GREY[0]), ModelError, "pictures of four axes"),
        (lambda made, path: made.flow(GREY, LABELS[:3]), ModelError, "y for each of 20 pictures"),
        (lambda made, path: made.flow_from_dataframe(), ModelError, "is not here"),
        (lambda made, path: image.load_img(path), PictureError, "expected a picture"),
        (lambda made, path: image.load_img(path / "none"), PictureError, "that can be read"),
        (lambda made, path: made.flow(GREY)[99], IndexError, "a batch from 0 to 0"),
        (lambda made, path: preprocessing.PyDataset()[0], NotImplementedError, "^$"),
    ],
)
def test_what_cannot_be_is_refused(use: Any, kind: Any, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "text.png"
    path.write_text("no picture")
    with pytest.raises(kind, match=sentence):
        use(image.ImageDataGenerator(), path)
