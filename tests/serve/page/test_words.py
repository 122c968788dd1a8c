"""What the page says of what it shows: a sentence a view, a line a layer, scales of greys."""

from pathlib import Path

import pytest

from lenet import layers
from lenet.models import Sequential

from .conftest import READY, Page, in_chromium

pytestmark = in_chromium

LINES = (
    "return [...document.querySelectorAll('#draw-unit .legend dd:not(.greys)')]"
    ".map((one) => one.innerText)"
)
TOLD = "return document.querySelector('.told:popover-open')?.innerText"


def test_every_view_says_in_one_sentence_what_to_do(page: Page) -> None:
    said = set()
    for view in READY:
        page.go(view)
        page.until("return !document.getElementById(arguments[0]).hidden", f"view-{view}")
        lead = page.text(f"#view-{view} .lead")
        assert lead.endswith(".")
        assert page.one(f"#view-{view} .lead").is_displayed()
        said.add(lead)
    assert len(said) == len(READY)


def lines_of(page: Page) -> list[str]:
    """The lines of all layers that are shown, of each the same as its name says when pressed."""
    page.draw("#draw-board", "1")
    page.until("return document.querySelector('#draw-unit .legend') !== null")
    lines: list[str] = page.run(LINES)
    names = page.all("#draw-maps h4 button")
    assert len(names) == len(lines)
    assert len(page.all("#draw-unit .legend .greys .ramp")) == len(lines)
    for name, line in zip(names, lines, strict=True):
        page.run("arguments[0].focus()", name)
        name.send_keys("\n")
        told = page.until(TOLD)
        assert line in told.replace("\n", " ")
        name.send_keys("\ue00c")  # Escape
        assert page.run(TOLD) is None
    return lines


@pytest.mark.parametrize("network", ["original", "modern", "tutorial"])
def test_every_layer_of_the_shipped_networks_has_a_line(page: Page, network: str) -> None:
    page.choose("#network", network)
    page.until("return document.querySelector('#network').value === arguments[0]", network)
    lines = lines_of(page)
    assert all(len(line) > 20 and line.endswith(".") for line in lines)
    assert len(lines) == {"original": 8, "modern": 8, "tutorial": 7}[network]


def test_every_kind_of_layer_that_the_engine_runs_has_a_line(
    page: Page, serve, tmp_path: Path
) -> None:
    model = every_kind()
    model.save(tmp_path / "mine" / "every")
    page.move(serve(runs=tmp_path / "mine"))
    page.open()
    page.choose("#network", "every")
    page.until("return document.querySelector('#network').value === 'every'")
    lines = lines_of(page)
    assert len(lines) == 1 + len(model.layers)
    told = page.one("#draw-maps .wires").get_attribute("aria-label")
    assert told == "Which maps of the layer below each map reads"
    assert not any("undefined" in line or "NaN" in line for line in lines)
    shown = {type(layer).__name__ for layer in model.layers}
    assert shown == set(layers.LAYERS) - {"Flatten", "RBF"}  # not shown; in the network of 1998


def every_kind() -> Sequential:
    """A network with every layer but those two."""
    return Sequential(
        [
            layers.Reshape((28, 28, 1), input_shape=(28, 28, 1)),
            layers.Permute((2, 1, 3)),
            layers.Rescaling(1 / 255),
            layers.ZeroPadding2D(2),
            layers.GaussianNoise(0.1),
            layers.Conv2D(4, 5, activation="relu"),
            layers.BatchNormalization(),
            layers.SpatialDropout2D(0.1),
            layers.MaxPooling2D(2),
            layers.Cropping2D(1),
            layers.Conv2D(3, 3, connections=[[0, 1], [1, 2], [0, 1, 2, 3]]),
            layers.LeakyReLU(),
            layers.Subsampling2D((2, 2)),
            layers.ELU(),
            layers.AveragePooling2D(2),
            layers.Conv2D(4, 1),
            layers.ReLU(),
            layers.GaussianDropout(0.2),
            layers.GlobalMaxPooling2D(keepdims=True),
            layers.GlobalAveragePooling2D(),
            layers.Dense(30),
            layers.Activation("tanh"),
            layers.Dropout(0.25),
            layers.Dense(10),
            layers.Softmax(),
        ]
    )


def test_the_layers_of_1998_answer_a_learners_questions(page: Page) -> None:
    page.draw("#draw-board", "1")
    page.answer("#draw-answer", "1")
    told = {}
    for name in page.all("#draw-maps h4 button"):
        name.click()
        told[name.text.split()[0]] = page.until(TOLD).replace("\n", " ")
        page.run("document.querySelector('.told:popover-open').hidePopover()")
    assert "multiplied by its weights and added" in told["C1"]
    assert "half as wide and high" in told["S2"]
    assert "3, 4 or 6 maps of S2 (Table I)" in told["C3"]
    assert "breaks the symmetry" in told["C3"]
    assert "151,600 in place of 241,600" in told["C3"]
    assert "squared distance" in told["RBF"]
    assert "the smallest penalty wins" in told["RBF"]
    assert "even a dot" in page.text("#draw-answer")


def test_a_scale_says_what_the_greys_of_a_layer_are_worth(page: Page) -> None:
    page.draw("#draw-board", "1")
    page.answer("#draw-answer", "1")
    scales = [one.text.split() for one in page.all("#draw-unit .legend .scale")]
    assert scales[0] == ["−0.10", "1.18"]
    assert scales[1] == ["−1.72", "1.72"]
    layer = page.all("#draw-maps canvas[tabindex]")[0]
    layer.send_keys("\ue014")  # an arrow: the first unit
    page.until("return document.querySelectorAll('#draw-unit .scales .scale').length === 2")
    weights = page.one("#draw-unit .scales .weights").text.split()
    assert weights[0] == f"−{weights[1]}"
