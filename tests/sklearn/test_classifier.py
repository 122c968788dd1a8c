"""``LeNetClassifier`` as scikit-learn's users meet it.

x: float64 (n, 64), the digits of 8x8 pixels that come with scikit-learn, 0 to 16; y: int (n,).
"""

import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_digits
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, cross_val_score, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from lenet.distort import Distortion
from lenet.errors import ModelError
from lenet.layers import Conv2D, Dense, Flatten, MaxPooling2D
from lenet.models import Model, Sequential
from lenet.optimizers import SGD
from lenet.optimizers.schedules import ExponentialDecay
from lenet.sklearn import LeNetClassifier

X, Y = load_digits(return_X_y=True)
X_TRAIN, X_TEST, Y_TRAIN, Y_TEST = train_test_split(X, Y, test_size=0.25, random_state=0)
FEW = slice(200)


def quick(**parameters: Any) -> LeNetClassifier:
    """A classifier that is trained in a moment."""
    return LeNetClassifier(**{"network": "tutorial", "epochs": 2, "random_state": 0, **parameters})


def fitted(**parameters: Any) -> LeNetClassifier:
    return quick(**parameters).fit(X_TRAIN[FEW], Y_TRAIN[FEW])


def small(**compiled: Any) -> Sequential:
    layers = [
        Conv2D(4, 3, activation="relu", input_shape=(8, 8, 1)),
        MaxPooling2D(),
        Flatten(),
        Dense(7, activation="softmax"),
    ]
    model = Sequential(layers, "small")
    if compiled:
        model.compile(**compiled)
    return model


def bytes_of(classifier: LeNetClassifier) -> bytes:
    return b"".join(array.tobytes() for array in classifier.model_.get_weights())


def test_the_digits_of_scikit_learn_are_read_as_they_come() -> None:
    classifier = LeNetClassifier(random_state=0).fit(X_TRAIN, Y_TRAIN)
    assert classifier.score(X_TEST, Y_TEST) >= 0.98
    assert classifier.n_iter_ == len(classifier.loss_curve_) == 20
    assert classifier.loss_curve_[-1] < classifier.loss_curve_[0]
    assert classifier.history_["accuracy"][-1] > 0.99
    assert classifier.n_features_in_ == 64
    assert classifier.image_shape_ == (8, 8)


def test_distorted_digits_are_learned_too() -> None:
    plain = quick(epochs=5).fit(X_TRAIN, Y_TRAIN)
    kinds: list[bool | Distortion] = [True, Distortion(translation=1, rotation=5)]
    for distortion in kinds:
        distorted = quick(epochs=5, distortion=distortion).fit(X_TRAIN, Y_TRAIN)
        assert distorted.score(X_TEST, Y_TEST) >= 0.9
        assert bytes_of(distorted) != bytes_of(plain)


def test_the_copies_of_1998_are_made_for_the_original() -> None:
    classifier = LeNetClassifier("original", epochs=3, distortion=True, random_state=0)
    assert classifier.fit(X_TRAIN, Y_TRAIN).score(X_TEST, Y_TEST) >= 0.9


def test_rows_and_pictures_are_answered_alike() -> None:
    pictures = X_TRAIN.reshape(-1, 8, 8)
    by_rows = fitted()
    by_pictures = quick().fit(pictures[FEW], Y_TRAIN[FEW])
    with_channel = quick().fit(pictures[FEW, ..., np.newaxis], Y_TRAIN[FEW])
    expected = by_rows.predict_proba(X_TEST)
    for classifier in (by_rows, by_pictures, with_channel):
        for shape in [(-1, 64), (-1, 8, 8), (-1, 8, 8, 1)]:
            np.testing.assert_array_equal(classifier.predict_proba(X_TEST.reshape(shape)), expected)
    listed = by_rows.predict_proba(X_TEST.tolist())
    np.testing.assert_array_equal(listed, expected)


def test_rows_become_the_pictures_that_fit_saw() -> None:
    pictures = X_TRAIN[FEW].reshape(-1, 4, 16)
    classifier = quick().fit(pictures, Y_TRAIN[FEW])
    assert classifier.image_shape_ == (4, 16)
    np.testing.assert_array_equal(
        classifier.predict_proba(X_TEST), classifier.predict_proba(X_TEST.reshape(-1, 4, 16))
    )
    with pytest.raises(ModelError, match=r"pictures of \(4, 16\) as in training"):
        classifier.predict(X_TEST.reshape(-1, 8, 8))


@pytest.mark.parametrize("kind", ["shares", "255", "bytes", "float32"])
def test_the_scale_and_the_type_of_the_pixels_change_nothing(kind: str) -> None:
    ways: dict[str, Any] = {
        "shares": lambda x: x / 16,
        "255": lambda x: x / 16 * 255,
        "bytes": lambda x: x.astype(np.uint8),
        "float32": lambda x: x.astype(np.float32),
    }
    other = quick().fit(ways[kind](X_TRAIN[FEW]), Y_TRAIN[FEW])
    np.testing.assert_array_equal(
        other.predict_proba(ways[kind](X_TEST)), fitted().predict_proba(X_TEST)
    )


def test_pictures_may_be_larger_than_the_network_and_of_any_shape() -> None:
    noise = np.random.default_rng(0).random((30, 34, 41))
    for network in ("modern", "tutorial", "original"):
        classifier = LeNetClassifier(network, epochs=1).fit(noise, np.arange(30) % 3)
        assert classifier.model_.input_shape == (34, 41, 1)
        assert classifier.predict(noise).shape == (30,)


def test_coloured_pictures_are_refused() -> None:
    with pytest.raises(ModelError, match="make grey pictures of coloured ones"):
        quick().fit(np.zeros((4, 8, 8, 3)), [0, 1, 0, 1])


def test_labels_may_be_text() -> None:
    names = np.array(["zero", "one", "two", "three", "four"] * 2)[Y]
    classifier = quick(epochs=10).fit(X[:1000], names[:1000])
    assert classifier.classes_.tolist() == ["four", "one", "three", "two", "zero"]
    assert classifier.score(X[1000:], names[1000:]) > 0.8
    assert classifier.predict(X[:3]).dtype == names.dtype


@pytest.mark.parametrize("classes", [1, 2, 40])
def test_there_may_be_any_number_of_classes(classes: int) -> None:
    labels = np.arange(200) % classes
    pictures = np.random.default_rng(0).random((200, 64)) / 8
    pictures[np.arange(200), labels] += 4
    classifier = quick(epochs=30).fit(pictures, labels)
    probabilities = classifier.predict_proba(pictures)
    assert probabilities.shape == (200, classes)
    np.testing.assert_allclose(probabilities.sum(1), 1, rtol=1e-5)
    assert classifier.score(pictures, labels) > 0.95


def test_the_original_has_centers_for_ten_classes() -> None:
    with pytest.raises(ModelError, match="original tells 10 classes apart, received 11"):
        quick(network="original").fit(X[:22], np.arange(22) % 11)


def test_a_weight_is_how_often_a_sample_counts() -> None:
    x, y = X_TRAIN[FEW], Y_TRAIN[FEW]
    weights = np.arange(200) % 4
    repeated = quick().fit(x.repeat(weights, 0), y.repeat(weights))
    assert bytes_of(repeated) == bytes_of(quick().fit(x, y, weights))
    assert bytes_of(repeated) == bytes_of(quick().fit(x, y, weights / 8))
    assert bytes_of(repeated) != bytes_of(fitted())
    distorted = quick(distortion=True)
    assert bytes_of(distorted.fit(x, y, weights)) == bytes_of(
        clone(distorted).fit(x.repeat(weights, 0), y.repeat(weights))
    )


def test_the_order_of_the_samples_changes_nothing() -> None:
    assert bytes_of(quick().fit(X_TRAIN[199::-1], Y_TRAIN[199::-1])) == bytes_of(fitted())


def test_weights_of_classes_multiply_those_of_samples() -> None:
    x, y = X_TRAIN[FEW], Y_TRAIN[FEW]
    by_class = quick(class_weight={3: 2, 5: 0}).fit(x, y)
    by_sample = quick().fit(x, y, np.where(y == 3, 2, y != 5))
    assert bytes_of(by_class) == bytes_of(by_sample)
    balanced = quick(class_weight="balanced").fit(x, y)
    assert bytes_of(balanced) == bytes_of(quick().fit(x, y, 200 / 10 / np.bincount(y)[y]))
    with pytest.raises(ModelError, match="as class_weight"):
        quick(class_weight={3: -1}).fit(x, y)


def test_one_seed_gives_the_same_bytes_on_any_number_of_threads() -> None:
    assert bytes_of(fitted(threads=1)) == bytes_of(fitted(threads=3))
    assert bytes_of(fitted()) != bytes_of(fitted(random_state=1))
    generator = np.random.RandomState
    assert bytes_of(fitted(random_state=generator(0))) == bytes_of(fitted())


def test_parts_are_learned_one_after_another() -> None:
    classifier = LeNetClassifier(random_state=0)
    for epoch in range(4):
        for part in range(3):
            classes = np.arange(10) if epoch == part == 0 else None
            classifier.partial_fit(X_TRAIN[part::3], Y_TRAIN[part::3], classes)
    assert classifier.score(X_TEST, Y_TEST) >= 0.95
    assert classifier.n_iter_ == len(classifier.loss_curve_) == 12


def test_a_part_may_lack_classes_and_a_later_one_may_not_bring_new_ones() -> None:
    classifier = quick()
    with pytest.raises(ModelError, match="expected classes, all that there will be"):
        classifier.partial_fit(X[:9], Y[:9])
    with pytest.raises(NotFittedError):
        classifier.predict(X)
    classifier.partial_fit(X[:3], Y[:3], range(9))
    assert classifier.predict_proba(X[:2]).shape == (2, 9)
    with pytest.raises(ModelError, match="received array"):
        classifier.partial_fit(X[9:10], Y[9:10])
    with pytest.raises(ModelError, match="of the first call"):
        classifier.partial_fit(X[:3], Y[:3], range(10))
    with pytest.raises(ModelError, match="how many"):
        quick(class_weight="balanced").partial_fit(X[:9], Y[:9], range(10))


def test_training_goes_on_after_fit_at_one_learning_rate() -> None:
    classifier = LeNetClassifier(epochs=3, random_state=0).fit(X_TRAIN, Y_TRAIN)
    before = bytes_of(classifier)
    assert float(classifier.model_.optimizer.learning_rate) < 1e-6  # the end of its schedule
    for _ in range(3):
        classifier.partial_fit(X_TRAIN, Y_TRAIN)
    assert bytes_of(classifier) != before
    assert float(classifier.model_.optimizer.learning_rate) == 6e-3
    assert classifier.n_iter_ == 6
    assert classifier.score(X_TEST, Y_TEST) >= 0.95
    assert classifier.fit(X_TRAIN[FEW], Y_TRAIN[FEW]).n_iter_ == 3


def test_it_stands_at_the_end_of_a_pipeline() -> None:
    pipeline = make_pipeline(StandardScaler(), quick(epochs=10))
    assert pipeline.fit(X_TRAIN, Y_TRAIN).score(X_TEST, Y_TEST) >= 0.9


def test_a_grid_is_searched_over_networks_and_their_training() -> None:
    grid = {"network": ["tutorial", small()], "learning_rate": [1e-5, 3e-3]}
    search = GridSearchCV(quick(epochs=5), grid, cv=2).fit(X_TRAIN, Y_TRAIN)
    assert search.best_params_["learning_rate"] == 3e-3
    assert search.score(X_TEST, Y_TEST) > 0.8


def test_folds_are_trained_in_two_processes_as_in_one() -> None:
    classifier = quick(threads=1)
    scores = cross_val_score(classifier, X, Y, cv=2, n_jobs=2)
    np.testing.assert_array_equal(scores, cross_val_score(classifier, X, Y, cv=2))
    assert scores.min() > 0.7


def test_a_fitted_classifier_is_stored_and_goes_on(tmp_path: Path) -> None:
    classifier = quick().partial_fit(X_TRAIN, Y_TRAIN, np.arange(10))
    joblib.dump(classifier, tmp_path / "digits.joblib")
    copies = [joblib.load(tmp_path / "digits.joblib"), pickle.loads(pickle.dumps(classifier))]
    expected = classifier.predict_proba(X_TEST)
    for copy in copies:
        np.testing.assert_array_equal(copy.predict_proba(X_TEST), expected)
    classifier.partial_fit(X_TRAIN, Y_TRAIN)
    for copy in copies:
        copy.partial_fit(X_TRAIN, Y_TRAIN)
        assert bytes_of(copy) == bytes_of(classifier)


PLAIN = (str, int, float, bool, type(None), np.ndarray)


def leaves(thing: Any) -> list[Any]:
    if isinstance(thing, dict):
        return [leaf for value in thing.values() for leaf in leaves(value)]
    if isinstance(thing, list | tuple):
        return [leaf for value in thing for leaf in leaves(value)]
    return [thing]


def test_what_is_stored_is_text_numbers_and_arrays() -> None:
    state = LeNetClassifier("original", epochs=1).fit(X[:50], Y[:50]).__getstate__()
    assert [leaf for leaf in leaves(state) if not isinstance(leaf, PLAIN)] == []


def test_a_clone_has_the_parameters_and_nothing_learned() -> None:
    template = small()
    classifier = fitted(network=template, distortion=Distortion(rotation=3))
    copy = clone(classifier)
    assert not hasattr(copy, "model_")
    assert copy.distortion == classifier.distortion
    assert copy.network.get_config() == template.get_config()
    assert bytes_of(copy.fit(X_TRAIN[FEW], Y_TRAIN[FEW])) == bytes_of(classifier)


def test_a_model_of_ones_own_is_a_template() -> None:
    template = small()
    classifier = quick(network=template, epochs=5, learning_rate=5e-3).fit(X_TRAIN, Y_TRAIN)
    assert classifier.score(X_TEST, Y_TEST) > 0.9
    assert classifier.model_.output_shape == (10,)
    assert template.output_shape == (7,)
    assert classifier.model_.optimizer.kind == "adam"


def test_a_compiled_template_is_trained_as_it_is_compiled() -> None:
    compiled = small(
        optimizer=SGD(0.05, momentum=0.9), metrics=["sparse_top_k_categorical_accuracy"]
    )
    classifier = fitted(network=compiled)
    assert classifier.model_.optimizer == SGD(0.05, momentum=0.9)
    assert set(classifier.history_) == {"loss", "sparse_top_k_categorical_accuracy"}
    assert fitted(network=compiled, learning_rate=0.01).model_.optimizer.learning_rate == 0.01
    falling = small(optimizer=SGD(ExponentialDecay(0.05, 10, 0.9)))
    with pytest.raises(ModelError, match="without a schedule"):
        fitted(network=falling, learning_rate=0.01)
    goes_on = fitted(network=falling).partial_fit(X_TRAIN, Y_TRAIN)
    assert goes_on.model_.optimizer.learning_rate < 0.05 * 0.9**5


REFUSED: dict[str, tuple[Any, str]] = {
    "a name": ("lenet-6", "modern, tutorial, original or a model|tutorial, original, modern or"),
    "a class": (Sequential, "or a model of lenet"),
    "a flat input": (
        Sequential([Dense(10, activation="softmax", input_shape=(64,))]), "grey pictures",
    ),
    "coloured pictures": (
        Sequential([Flatten(input_shape=(8, 8, 3)), Dense(10, activation="softmax")]),
        "grey pictures",
    ),
    "scores that are no probabilities": (
        Sequential([Flatten(input_shape=(8, 8, 1)), Dense(10)]), "softmax",
    ),
    "nothing": (Sequential(), "ends with no layer"),
    "a function as its learning rate": (
        small(optimizer=SGD(lambda step: 0.1 / (1 + step))), "cannot be taken along",
    ),
    "another loss": (small(loss="categorical_crossentropy"), "sparse_categorical_crossentropy"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_other_networks_are_refused_in_a_sentence(what: str) -> None:
    network, said = REFUSED[what]
    with pytest.raises(ModelError, match=said):
        fitted(network=network)


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"epochs": 0}, "epochs"),
        ({"batch_size": 1.5}, "batch_size"),
        ({"learning_rate": -1}, "learning_rate"),
        ({"distortion": 0.5}, "expected distortion True, False"),
        ({"threads": 0}, "threads"),
    ],
)
def test_parameters_are_checked_by_fit(parameters: dict[str, Any], said: str) -> None:
    with pytest.raises(ModelError, match=said):
        fitted(**parameters)


def test_none_is_as_many_epochs_as_the_recipe_has() -> None:
    assert fitted(epochs=None).n_iter_ == 10


def test_numbers_that_float32_cannot_hold_are_refused() -> None:
    far = np.zeros((20, 64))
    far[0, :2] = -1e308, 1e308
    with pytest.raises(ModelError, match=r"smaller numbers in X, received -1e[+]308 and 1e[+]308"):
        quick().fit(far, Y[:20])
    with pytest.raises(ModelError, match=r"range in training, 0 to 16; received 1e[+]300"):
        fitted().predict(X[:20] + 1e300)


def test_a_picture_without_contrast_is_no_error() -> None:
    classifier = quick(distortion=True).fit(np.full((6, 9), 3.0), [0, 1, 0, 1, 0, 0])
    assert classifier.predict(np.zeros((1, 9))).tolist() == [0]


def test_the_maps_of_every_layer_can_be_seen() -> None:
    classifier = quick(network="modern").fit(X_TRAIN[FEW], Y_TRAIN[FEW])
    x = classifier.network_input(X_TEST[:2])
    assert x.shape == (2, 28, 28, 1)
    np.testing.assert_array_equal(
        classifier.model_.maps(x)["output"].argmax(1), classifier.predict(X_TEST[:2])
    )
    mean, deviation = classifier.pixel_mean_, classifier.pixel_deviation_
    own = (X_TEST[:2].reshape(2, 8, 8) / 16 - mean) / deviation
    for line in (2, 3, 4):  # each pixel nine times, in a frame of two
        np.testing.assert_allclose(x[:, line:26:3, line:26:3, 0], own, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(x[:, 1, :, 0], -mean / deviation, rtol=1e-6)


def test_what_it_learned_is_a_model_like_others(capsys: pytest.CaptureFixture[str]) -> None:
    classifier = fitted(verbose=2)
    assert "Epoch 2/2" in capsys.readouterr().out
    assert isinstance(classifier.model_, Model)


WITHOUT = """
import sys
sys.modules["sklearn"] = None
from lenet import *
import lenet.sklearn
try:
    lenet.sklearn.LeNetClassifier
except ImportError as error:
    print(type(error).__name__, error)
"""


def told(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_without_scikit_learn_the_first_use_says_what_to_install() -> None:
    assert told(WITHOUT) == (
        "MissingLibraryError LeNetClassifier needs scikit-learn: pip install 'lenet[sklearn]'"
    )


def test_scikit_learn_is_imported_with_the_class_alone() -> None:
    assert told("import sys, lenet.sklearn; print('sklearn' in sys.modules)") == "False"
