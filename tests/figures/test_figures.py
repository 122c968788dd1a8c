"""Every figure is a whole PNG of a plausible size that shows what it was given, or is not there."""

import os
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from lenet import figures
from lenet.errors import ModelError
from lenet.evaluation import Mistake, confusion_matrix
from lenet.figures.confusion import shades

DIGITS = [str(digit) for digit in range(10)]
GARMENTS = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"]
GARMENTS += ["Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"]
HISTORY = {
    "loss": [0.3, 0.1, 0.05],
    "accuracy": [0.9, 0.97, 0.99],
    "val_loss": [0.2, 0.1, 0.08],
    "val_accuracy": [0.95, 0.97, 0.98],
}
IMAGES = np.random.default_rng(0).integers(0, 256, (200, 28, 28), np.uint8)
MISREAD = [Mistake(index, index % 10, (index + 1) % 10, 0.5) for index in range(200)]


def pixels(path) -> np.ndarray:
    with Image.open(path) as picture:
        assert picture.format == "PNG"
        assert picture.info["dpi"] == pytest.approx((150, 150), abs=0.1)
        return np.asarray(picture.convert("RGB"))


def drawn_text(monkeypatch) -> list[str]:
    """Collect every text from the figures drawn after this."""
    from matplotlib.text import Text

    texts: list[str] = []
    draw = Text.draw

    def listening(self, renderer):
        texts.append(self.get_text())
        return draw(self, renderer)

    monkeypatch.setattr(Text, "draw", listening)
    return texts


def draw_all(folder, classes=DIGITS):
    truth = np.arange(200) % 10
    matrix = confusion_matrix(truth, np.roll(truth, 1), 10)
    figures.curves(HISTORY, folder / "curves.png")
    figures.confusion(matrix, classes, folder / "confusion.png")
    figures.mistakes(IMAGES, MISREAD, classes, folder / "mistakes.png")
    figures.first(IMAGES[0], np.full(10, 0.1), 0, classes, folder / "first.png")


@pytest.mark.slow
@pytest.mark.parametrize("classes", [DIGITS, GARMENTS])
def test_the_four_figures_are_pngs_of_plausible_size_and_nothing_else_is_left(tmp_path, classes):
    draw_all(tmp_path, classes)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["confusion.png", "curves.png", "first.png", "mistakes.png"]
    for name in names:
        height, width, _ = pixels(tmp_path / name).shape
        assert 400 < height < 2400
        assert 700 < width < 1400


@pytest.mark.slow
def test_the_same_figure_twice_is_the_same_bytes(tmp_path):
    draw_all(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    draw_all(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.slow
def test_every_figure_has_an_empty_margin_so_nothing_is_cut_off(tmp_path):
    draw_all(tmp_path, GARMENTS)
    for path in tmp_path.iterdir():
        picture = pixels(path)
        for side in (picture[:4], picture[-4:], picture[:, :4], picture[:, -4:]):
            assert (side == 255).all(), path.name


def test_a_figure_is_drawn_without_pyplot_and_importing_the_module_imports_no_matplotlib(tmp_path):
    program = (
        "import sys, lenet.figures as figures\n"
        "assert not any(name.startswith('matplotlib') for name in sys.modules)\n"
        "figures.curves({'loss': [1.0]}, sys.argv[1])\n"
        "assert 'matplotlib.figure' in sys.modules\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "x.png")], check=True)


def test_the_users_matplotlib_settings_are_left_alone_and_do_not_matter(tmp_path):
    import matplotlib

    draw_all(tmp_path)
    before = (tmp_path / "curves.png").read_bytes()
    with matplotlib.rc_context({"font.size": 20, "axes.grid": False}):
        figures.curves(HISTORY, tmp_path / "curves.png")
        assert matplotlib.rcParams["font.size"] == 20
    assert (tmp_path / "curves.png").read_bytes() == before


# Whole or not at all


def test_a_failed_drawing_leaves_the_earlier_figure_and_no_part(tmp_path):
    path = tmp_path / "mistakes.png"
    path.write_bytes(b"the earlier one")
    torn = [*MISREAD[:3], Mistake(4, 1, 2, "no number")]  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        figures.mistakes(IMAGES, torn, DIGITS, path)
    assert path.read_bytes() == b"the earlier one"
    assert os.listdir(tmp_path) == ["mistakes.png"]


def test_a_full_disk_leaves_the_earlier_figure_and_no_part(tmp_path, monkeypatch):
    def full(*names):
        raise OSError(28, "No space left on device")

    path = tmp_path / "curves.png"
    path.write_bytes(b"the earlier one")
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match=r"No space left.*curves\.png"):
        figures.curves(HISTORY, path)
    assert path.read_bytes() == b"the earlier one"
    assert os.listdir(tmp_path) == ["curves.png"]


def test_a_file_where_the_folder_should_be_is_an_os_error(tmp_path):
    (tmp_path / "a_file").touch()
    with pytest.raises(OSError, match="a_file"):
        figures.curves(HISTORY, tmp_path / "a_file" / "curves.png")


# Curves


@pytest.mark.parametrize("epochs", [1, 2, 3, 20, 500])
def test_epochs_count_from_one_in_whole_numbers(tmp_path, monkeypatch, epochs):
    texts = drawn_text(monkeypatch)
    figures.curves({"loss": list(np.linspace(1, 0.1, epochs))}, tmp_path / "curves.png")
    ticks = texts[: texts.index("epoch")]
    shown = [int(text) for text in ticks if text.isdigit()]
    assert "1" in ticks or epochs > 10
    assert shown
    assert all(0 <= tick <= epochs for tick in shown)


def test_the_last_values_are_written_beside_their_names(tmp_path, monkeypatch):
    texts = drawn_text(monkeypatch)
    figures.curves(HISTORY, tmp_path / "curves.png")
    expected = {"training 0.05", "validation 0.08", "training 1.00 %", "validation 2.00 %"}
    assert expected <= set(texts)


def test_without_accuracy_there_is_one_panel_half_as_wide(tmp_path):
    figures.curves({"loss": [2.0, 1.0]}, tmp_path / "one.png")
    figures.curves(HISTORY, tmp_path / "two.png")
    assert 2 * pixels(tmp_path / "one.png").shape[1] == pixels(tmp_path / "two.png").shape[1]


@pytest.mark.parametrize(
    "history", [{}, {"loss": []}, {"accuracy": [0.5]}, {"loss": [1.0], "val_loss": [1.0, 2.0]}]
)
def test_a_history_without_losses_or_of_unequal_lengths_is_refused(tmp_path, history):
    with pytest.raises(ModelError, match="expected a loss for each of 1 or more epochs, received"):
        figures.curves(history, tmp_path / "curves.png")
    assert not os.listdir(tmp_path)


# Confusions


def test_the_colours_show_the_mistakes_not_the_diagonal(tmp_path):
    matrix = np.diag([1000] * 10)
    matrix[4, 9], matrix[3, 5] = 8, 1
    colours = shades((matrix - np.diag(matrix.diagonal())) / 8)
    assert np.ptp(colours[0, 0]) == 0  # grey
    redness = colours[..., 0] - colours[..., 2]
    assert redness.argmax() == 4 * 10 + 9
    assert redness[3, 5] > 0.05
    assert redness[0, 1] == 0


def test_counts_shares_and_the_total_are_written(tmp_path, monkeypatch):
    texts = drawn_text(monkeypatch)
    figures.confusion([[3, 1], [0, 0]], ["a", "$b$"], tmp_path / "confusion.png")
    assert {"1 of 4 misread", "3", "1", "25.00 %", "$b$"} <= set(texts)
    assert "0" not in texts


def test_a_perfect_matrix_is_drawn(tmp_path, monkeypatch):
    texts = drawn_text(monkeypatch)
    figures.confusion(np.diag([5, 5]), ["a", "b"], tmp_path / "confusion.png")
    assert "0 of 10 misread" in texts


def test_a_matrix_that_does_not_fit_its_classes_is_refused(tmp_path):
    with pytest.raises(ModelError, match=r"expected a matrix of 2 x 2, received \[3, 3\]"):
        figures.confusion(np.eye(3, dtype=int), ["a", "b"], tmp_path / "confusion.png")


# Mistakes


def test_more_mistakes_than_the_limit_says_so(tmp_path, monkeypatch):
    texts = drawn_text(monkeypatch)
    figures.mistakes(IMAGES, MISREAD[:162], DIGITS, tmp_path / "mistakes.png")
    assert "162 of 200 misread" in texts
    assert any(text.startswith("The first 120 of 162, each as true > read") for text in texts)
    assert sum(text == "50 %" for text in texts) == 120


def test_no_mistake_says_so(tmp_path, monkeypatch):
    texts = drawn_text(monkeypatch)
    figures.mistakes(IMAGES, [], DIGITS, tmp_path / "mistakes.png")
    assert texts == ["None of 200 misread", "There is no mistake to show."]


def test_each_mistake_is_the_enlarged_image_with_its_label(tmp_path, monkeypatch):
    texts = drawn_text(monkeypatch)
    figures.mistakes(IMAGES, [Mistake(7, 4, 9, 0.8712)], DIGITS, tmp_path / "mistakes.png")
    assert texts[-2:] == ["4 > 9", "87 %"]
    sheet = pixels(tmp_path / "mistakes.png")[:, :, 0]
    tile = np.kron(255 - IMAGES[7], np.ones((3, 3), np.uint8))
    windows = np.lib.stride_tricks.sliding_window_view(sheet[:200, :110], tile.shape)
    assert (windows == tile).all((2, 3)).sum() == 1


def test_a_certainty_is_never_rounded_up():
    written = [figures.percent(share) for share in (1.0, 0.99999, 0.9968, 0.994, 0.5, 0.0042)]
    assert written == ["100 %", "99.99 %", "99.68 %", "99 %", "50 %", "0.4 %"]


def test_images_may_have_a_channel_and_be_floats(tmp_path):
    sources = {"bytes": IMAGES, "channel": IMAGES[..., None], "floats": IMAGES / 255}
    for name, images in sources.items():
        figures.mistakes(images, MISREAD[:5], DIGITS, tmp_path / name)
    expected = pixels(tmp_path / "bytes").astype(int)
    np.testing.assert_array_equal(pixels(tmp_path / "channel"), expected)
    np.testing.assert_allclose(pixels(tmp_path / "floats"), expected, atol=3)


@pytest.mark.parametrize(
    ("images", "mistake"),
    [
        (IMAGES[0], Mistake(0, 0, 1, 0.5)),
        (IMAGES, Mistake(200, 0, 1, 0.5)),
        (IMAGES, Mistake(-1, 0, 1, 0.5)),
        (IMAGES, Mistake(0, 0, 10, 0.5)),
    ],
)
def test_images_or_mistakes_that_do_not_fit_are_refused(tmp_path, images, mistake):
    with pytest.raises(ModelError, match=r"expected (images|mistakes) .*, received"):
        figures.mistakes(images, [mistake], DIGITS, tmp_path / "mistakes.png")
    assert not os.listdir(tmp_path)


# The first image


@pytest.mark.parametrize(("truth", "verdict"), [(7, "right"), (2, "wrong: it is 2")])
def test_the_first_image_says_what_was_read_and_whether_it_is_right(
    tmp_path, monkeypatch, truth, verdict
):
    texts = drawn_text(monkeypatch)
    probabilities = np.full(10, 0.01)
    probabilities[7] = 0.91
    figures.first(IMAGES[0], probabilities, truth, DIGITS, tmp_path / "first.png")
    assert "Test image 0, read as 7" in texts
    assert verdict in texts
    assert "91 %" in texts


@pytest.mark.parametrize(("probabilities", "truth"), [([0.5, 0.5], 0), ([0.1] * 10, 10)])
def test_probabilities_that_do_not_fit_the_classes_are_refused(tmp_path, probabilities, truth):
    with pytest.raises(ModelError, match="expected 10 probabilities and a class, received"):
        figures.first(IMAGES[0], probabilities, truth, DIGITS, tmp_path / "first.png")
