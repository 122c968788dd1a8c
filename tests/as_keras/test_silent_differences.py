"""What Keras does and lenet once did otherwise without a word: a test for each difference.

The list is of a trial with public listings; the last tests are of what stopped loudly there.
"""

import warnings

import numpy as np
import pytest

from lenet import callbacks, layers, losses, models, utils
from lenet.errors import ModelError

from .in_a_process import run_text

X = np.random.default_rng(0).random((64, 8, 8, 1), np.float32)
Y = np.arange(64) % 3


def network(last: str = "softmax", seed: int | None = None) -> models.Model:
    return models.Sequential(
        [
            layers.Conv2D(2, 3, input_shape=(8, 8, 1), activation="tanh"),
            layers.Flatten(),
            layers.Dense(3, activation=last),
        ],
        seed=seed,
    )


def compiled(**named):
    model = network()
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"], **named)
    return model


def test_weights_of_a_layer_that_is_not_trained_stay():
    model = network()
    model.layers[0].trainable = False
    model.compile("adam", "sparse_categorical_crossentropy")
    before = model.get_weights()
    model.fit(X, Y, epochs=1, verbose=0)
    same = [np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True)]
    assert same == [True, True, False, False]


def test_weights_of_a_model_that_is_not_trained_stay():
    model = network()
    model.trainable = False
    model.compile("adam", "sparse_categorical_crossentropy")
    before = model.get_weights()
    model.fit(X, Y, epochs=1, verbose=0)
    assert all(map(np.array_equal, before, model.get_weights()))


def test_fresh_models_differ_unless_a_seed_was_set():
    assert not np.array_equal(network().get_weights()[0], network().get_weights()[0])
    drawn = []
    for _ in range(2):
        utils.set_random_seed(7)
        drawn.append(network().get_weights()[0])
    assert np.array_equal(drawn[0], drawn[1])


@pytest.mark.parametrize("seed", ["np.random.seed(3)", "tf.random.set_seed(3)"])
def test_a_listings_own_seeds_decide_the_first_weights(tmp_path, seed):
    done = run_text(
        tmp_path,
        f"""
        import numpy as np, tensorflow as tf
        from keras.layers import Dense
        from keras.models import Sequential
        def drawn():
            return Sequential([Dense(3, input_shape=(4,))]).get_weights()[0].tolist()
        def seeded():
            {seed}
            return drawn()
        print(seeded() == seeded(), drawn() == drawn())
        """,
    )
    assert done.printed == "True False\n", done.told


HOOKS = [
    f"on_{part}_{end}"
    for part in ("train_batch", "test", "test_batch", "predict", "predict_batch", "batch")
    for end in ("begin", "end")
]


@pytest.mark.parametrize("hook", HOOKS)
def test_each_hook_of_a_callback_is_called(hook):
    called = []

    class Told(callbacks.Callback):
        pass

    setattr(Told, hook, lambda self, *given: called.append(given))
    model, told = compiled(), Told()
    model.fit(X, Y, batch_size=32, epochs=1, verbose=0, callbacks=[told])
    model.evaluate(X, Y, batch_size=32, verbose=0, callbacks=[told])
    model.predict(X, batch_size=32, verbose=0, callbacks=[told])
    assert len(called) == (2 if "batch" in hook else 1)


def test_a_loss_that_is_called_takes_targets_and_answers():
    answers = np.array([[0.1, 0.7, 0.2], [0.5, 0.25, 0.25]], np.float32)
    given = losses.sparse_categorical_crossentropy([1, 2], answers)
    np.testing.assert_allclose(given, -np.log([0.7, 0.25]), rtol=1e-6)


def test_one_hot_rows_keep_the_shape_of_the_labels():
    assert utils.to_categorical(np.zeros((4, 3), int), 2).shape == (4, 3, 2)
    assert utils.to_categorical(np.zeros((4, 1), int), 2).shape == (4, 2)


@pytest.mark.parametrize(
    "callback",
    [
        lambda: callbacks.LearningRateScheduler(lambda epoch: 0.01 / (epoch + 1)),
        lambda: callbacks.ReduceLROnPlateau(monitor="loss", factor=0.5, patience=1),
    ],
)
def test_a_callback_that_sets_the_rate_writes_it_into_the_history(callback):
    history = compiled().fit(X, Y, epochs=2, verbose=0, callbacks=[callback()]).history
    assert len(history["learning_rate"]) == 2


def test_a_hook_may_have_no_default_for_its_logs():
    seen = []

    class Told(callbacks.Callback):
        def on_epoch_begin(self, epoch, logs):  # type: ignore[override]
            seen.append(epoch)

    compiled().fit(X, Y, epochs=2, verbose=0, callbacks=[Told()])
    assert seen == [0, 1]


def test_early_stopping_on_a_figure_that_is_not_there_warns():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        history = compiled().fit(
            X, Y, epochs=2, verbose=0, callbacks=[callbacks.EarlyStopping(monitor="val_nothing")]
        )
    assert any("val_nothing" in str(one.message) for one in caught)
    assert len(history.epoch) == 2


@pytest.mark.parametrize("last", ["sigmoid", "linear"])
def test_cross_entropy_trains_any_outputs(last):
    model = network(last)
    model.compile("sgd", "sparse_categorical_crossentropy")
    before = model.get_weights()[0]
    model.fit(X, Y, epochs=1, verbose=0)
    assert not np.array_equal(before, model.get_weights()[0])


def test_a_summary_before_the_shape_is_known_is_shown(capsys):
    models.Sequential([layers.Flatten(), layers.Dense(3)]).summary()
    assert "unbuilt" in capsys.readouterr().out


def test_a_dense_layer_takes_planes():
    model = models.Sequential([layers.Dense(4, input_shape=(8, 8, 1)), layers.Flatten()])
    assert model.predict(X[:2]).shape == (2, 256)


def test_a_listings_own_lenet_py_is_its_own_and_the_package_is_found(tmp_path):
    (tmp_path / "lenet.py").write_text("class LeNet:\n    classes = 10\n")
    done = run_text(
        tmp_path,
        """
        from lenet import LeNet
        from keras.layers import Dense
        print(LeNet.classes, Dense(3).units)
        """,
    )
    assert done.printed == "10 3\n", done.told


def test_what_is_asked_with_the_wrong_shape_is_told():
    with pytest.raises(ModelError, match="expected"):
        compiled().predict(np.zeros((2, 9, 9, 1)))
