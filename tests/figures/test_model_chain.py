"""plot_model draws a chain of boxes: a box a layer, with what was asked for, into a whole file."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import lenet
from lenet.errors import ModelError
from lenet.layers import Dense
from lenet.models import Sequential
from lenet.utils import plot_model

HEAD = (0x2F, 0x66, 0x90)  # of a convolution


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def texts_of(path: Path) -> str:
    """The text of an SVG, whose letters are drawn and named in comments."""
    return path.read_text()


def heads(path: Path, axis: int) -> int:
    """How many heads of convolutions there are along an axis."""
    blue = (pixels(path) == HEAD).all(axis=2).sum(axis=1 - axis) > 5
    return int((np.diff(blue.astype(int)) == 1).sum())


@pytest.mark.parametrize("way", ["TB", "LR", "BT", "RL"])
def test_there_is_a_box_a_layer_along_the_way(tmp_path: Path, way: str) -> None:
    assert plot_model(lenet.tutorial(), tmp_path / "m.png", rankdir=way, dpi=100) is None
    height, width, _ = pixels(tmp_path / "m.png").shape
    assert (height > width) == (way in ("TB", "BT"))
    assert heads(tmp_path / "m.png", 0 if way in ("TB", "BT") else 1) == 2


def test_what_is_asked_for_stands_in_the_boxes(tmp_path: Path) -> None:
    path = tmp_path / "m.svg"
    said = {
        "show_shapes": "(None, 28, 28, 1) → (None, 26, 26, 6)",
        "show_layer_names": "average_pooling2d_1",
        "show_dtype": "float32",
        "show_layer_activations": "activation: softmax",
        "show_trainable": "trainable",
    }
    for option, text in said.items():
        plot_model(lenet.tutorial(), path)
        assert text not in texts_of(path)
        plot_model(lenet.tutorial(), path, **{option: True})  # type: ignore[arg-type]
        assert text in texts_of(path)
    assert "AveragePooling2D" in texts_of(path)


@pytest.mark.parametrize("name", ["m.png", "m.pdf", "m.svg", "m.jpg", "m"])
def test_the_same_model_is_the_same_file(tmp_path: Path, name: str) -> None:
    for folder in ("a", "b"):
        plot_model(lenet.tutorial(), tmp_path / folder / name, show_shapes=True)
    first, second = ((tmp_path / folder / name).read_bytes() for folder in ("a", "b"))
    assert first == second


def test_what_cannot_be_drawn_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"a picture that ends with png, pdf, svg, jpg or jpeg"):
        plot_model(lenet.tutorial(), tmp_path / "m.bmp")
    with pytest.raises(ModelError, match="choose a lower dpi"):
        plot_model(lenet.tutorial(), tmp_path / "m.png", dpi=10_000)
    with pytest.raises(ModelError, match="expected rankdir TB, LR, BT or RL"):
        plot_model(lenet.tutorial(), tmp_path / "m.png", rankdir="up")
    with pytest.raises(ModelError, match="expected splines"):
        plot_model(lenet.tutorial(), tmp_path / "m.png", splines="no")
    with pytest.raises(ModelError, match="give the first layer input_shape"):
        plot_model(Sequential([Dense(3)]), tmp_path / "m.png")
    assert list(tmp_path.iterdir()) == []
