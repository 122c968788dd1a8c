"""A user's own strings: what is written on them is found, and training on them is a source's."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lenet.errors import DataError
from lenet.labels import read_labels
from lenet.networks import strip_reader
from lenet.own_strings import COLUMNS, SYMBOLS_AT_MOST, OwnStrings, own_strings
from lenet.reader import Reader
from lenet.reader_training import StripRecipe, fit, narrow, train_strip_reader
from lenet.strings import DrawnStrings


@pytest.fixture
def folder(draw_line, tmp_path: Path) -> Path:
    """Three labelled strings, one with a point, and a file that is no picture."""
    rows = ["file,text"]
    for text in ("20.244", "5315", "77"):
        picture = np.rint(235 - 200 * draw_line(text, 40)).astype(np.uint8)
        Image.fromarray(picture).save(tmp_path / f"{text}.png")
        rows.append(f"{text}.png,{text}")
    (tmp_path / "none.png").write_bytes(b"no picture")
    (tmp_path / "labels.csv").write_text("\n".join([*rows, "none.png,12"]) + "\n")
    return tmp_path


@pytest.fixture
def drawn(drawn_digits: np.ndarray) -> DrawnStrings:
    return DrawnStrings(drawn_digits, np.arange(10, dtype=np.uint8), 20, seed=1)


def test_the_marks_among_the_digits_are_found(folder: Path) -> None:
    own = own_strings(read_labels(folder), Reader.load().networks[0])
    assert [one.symbols for one in own] == ["20.244", "5315", "77"]


def test_nothing_to_train_on_is_said(folder: Path) -> None:
    (folder / "labels.csv").write_text("file,text\nnone.png,12\n")
    with pytest.raises(DataError, match="not one of 1 labelled pictures"):
        own_strings(read_labels(folder), Reader.load().networks[0])


def test_an_epoch_has_each_own_string_so_many_times_and_the_drawn_ones(
    folder: Path, drawn: DrawnStrings
) -> None:
    own = own_strings(read_labels(folder), Reader.load().networks[0])
    source = OwnStrings(own, drawn, 4, seed=3)
    x, y = (np.concatenate(part) for part in zip(*source.blocks(0, 7), strict=True))
    assert x.shape == (len(source), 32, COLUMNS, 1) == (32, 32, 256, 1)
    assert y.shape == (32, SYMBOLS_AT_MOST)
    fives = [row.tolist() for row in y if row[:5].tolist() == [6, 4, 2, 6, 0]]
    assert len(fives) == 4
    again = np.concatenate([part for part, _ in source.blocks(0, 32)])
    assert again.tobytes() == x.tobytes()
    other = np.concatenate([part for part, _ in source.blocks(1, 32)])
    assert other.tobytes() != x.tobytes()


def test_training_on_drawn_strips_lowers_the_loss_and_its_bytes_are_its_seeds(
    drawn_digits: np.ndarray,
) -> None:
    labels = np.arange(10, dtype=np.uint8)
    recipe = StripRecipe(epochs=2, strips=64, batch_size=16)
    made = [
        train_strip_reader(recipe, drawn_digits, labels, seed=2, threads=threads)
        for threads in (1, 2)
    ]
    one, other = (
        np.concatenate([array.ravel() for array in model.get_weights()]) for model in made
    )
    assert one.tobytes() == other.tobytes()
    assert made[0].input_shape == (32, 32, 1)


def test_training_on_own_strings_lowers_the_loss_on_them_moved_anew(
    folder: Path, drawn: DrawnStrings
) -> None:
    own = own_strings(read_labels(folder), Reader.load().networks[0])
    source = OwnStrings(own, drawn, 20, seed=0)
    wide = strip_reader(0, COLUMNS)
    recipe = StripRecipe(epochs=3, batch_size=16, learning_rate=1e-3)
    wide.compile(optimizer=recipe.optimizer(len(source)), loss="ctc")
    x, y = next(source.blocks(9, len(source)))
    before = wide.evaluate(x, y, verbose=0)
    fit(wide, source, recipe)
    assert wide.evaluate(x, y, verbose=0) < 0.8 * before
    assert narrow(wide).input_shape == (32, 32, 1)
