"""The tutorial's listing, run as it stands with ``tf.keras`` read as ``lenet``."""

import io
import re
from contextlib import redirect_stdout
from typing import Any

import matplotlib
import numpy as np
import pytest

pytestmark = pytest.mark.slow  # it trains as the tutorial does

IMPORTS = """
import numpy as np
import matplotlib.pyplot as plt
import lenet
from lenet.models import Sequential, Model
from lenet.layers import Dense, Flatten, Conv2D, AveragePooling2D
"""

LISTING = """
mnist = lenet.datasets.mnist
(x_train, y_train), (x_test, y_test) = mnist.load_data()
x_train = x_train.reshape(x_train.shape[0], 28, 28, 1); x_test = x_test.reshape(x_test.shape[0], 28, 28, 1)
x_train = lenet.utils.normalize(x_train, axis=1); x_test = lenet.utils.normalize(x_test, axis=1)
model = Sequential()
model.add(Conv2D(filters=6, kernel_size=(3, 3), activation='tanh', input_shape=(28,28,1)))
model.add(AveragePooling2D())
model.add(Conv2D(filters=16, kernel_size=(3, 3), activation='tanh'))
model.add(AveragePooling2D())
model.add(Flatten())
model.add(Dense(units=128, activation='tanh'))
model.add(Dense(units=10, activation = 'softmax'))
model.summary()
model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(x_train, y_train, epochs=10, validation_data=(x_test, y_test))
predictions = model.predict(x_test); print(np.argmax(predictions[0]))
plt.imshow(x_test[0], cmap=plt.cm.binary); plt.show()
"""  # noqa: E501


@pytest.fixture(scope="module")
def ran(mnist: object) -> dict[str, Any]:
    """The names that the listing leaves, and ``shown``: what it printed. One epoch of its ten."""
    matplotlib.use("Agg")  # shows no window
    import matplotlib.pyplot as plt

    shorter = LISTING.replace("epochs=10", "epochs=1")
    assert shorter != LISTING
    names: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(io.StringIO()) as shown:
        patch.setattr(plt, "show", lambda: None)  # would warn of it
        exec(compile(IMPORTS + shorter, "the tutorial", "exec"), names)
    names["shown"] = shown.getvalue()
    names["drawn"] = [len(plt.figure(number).axes[0].images) for number in plt.get_fignums()]
    plt.close("all")
    return names


def test_the_data_are_mnist_as_keras_loads_it(ran: dict[str, Any]) -> None:
    (x_train, y_train), (x_test, y_test) = ran["mnist"].load_data()
    assert [(a.shape, str(a.dtype)) for a in (x_train, y_train, x_test, y_test)] == [
        ((60000, 28, 28), "uint8"), ((60000,), "uint8"),
        ((10000, 28, 28), "uint8"), ((10000,), "uint8"),
    ]  # fmt: skip


def test_the_columns_of_each_image_have_length_1_or_0(ran: dict[str, Any]) -> None:
    for x in (ran["x_train"], ran["x_test"]):
        assert x.shape[1:] == (28, 28, 1)
        lengths = np.sqrt(np.square(x[:1000]).sum(axis=1))
        assert np.all((abs(lengths - 1) < 1e-5) | (lengths == 0))


def test_the_summary_has_the_tutorials_parameters(ran: dict[str, Any]) -> None:
    rows = [line.strip("│").split("│") for line in ran["shown"].splitlines() if "(None, " in line]
    assert [row[2].strip() for row in rows] == ["60", "0", "880", "0", "0", "51,328", "1,290"]
    assert [row[0].split()[0] for row in rows] == [
        "conv2d", "average_pooling2d", "conv2d_1", "average_pooling2d_1", "flatten", "dense",
        "dense_1",
    ]  # fmt: skip
    assert "Total params: 53,558" in ran["shown"]
    assert "Trainable params: 53,558" in ran["shown"]


def test_one_epoch_teaches_what_one_epoch_of_the_tutorial_teaches(ran: dict[str, Any]) -> None:
    """Keras's first epoch ends near 0.92 in training and 0.96 in validation."""
    (line,) = [line for line in ran["shown"].splitlines() if "/step - " in line]
    figures = {name: float(value) for name, value in re.findall(r"(\w+): (\d\.\d{4})", line)}
    assert list(figures) == ["accuracy", "loss", "val_accuracy", "val_loss"]
    assert 0.88 < figures["accuracy"] < 0.95
    assert 0.945 < figures["val_accuracy"] < 0.98
    assert figures["val_loss"] < 0.2
    right = ran["predictions"].argmax(axis=1) == ran["y_test"]
    assert figures["val_accuracy"] == round(right.mean(), 4)


def test_the_first_test_image_is_a_7(ran: dict[str, Any]) -> None:
    assert ran["shown"].splitlines()[-1] == "7"
    assert ran["predictions"].shape == (10000, 10)
    np.testing.assert_allclose(ran["predictions"].sum(axis=1), 1, rtol=1e-5)


def test_the_picture_was_drawn(ran: dict[str, Any]) -> None:
    assert ran["drawn"] == [1]
