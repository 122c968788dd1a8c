"""The two figures of a score: whole PNGs that say what was counted."""

import numpy as np
import pytest
from PIL import Image

from lenet.errors import PictureError
from lenet.scoring.score import Outcome, score_strings
from lenet.scoring.score_figures import misread_strings, score_curves


@pytest.fixture
def texts(monkeypatch):
    """Every text that is drawn."""
    from matplotlib.text import Text

    drawn: list[str] = []
    draw = Text.draw

    def listening(self, renderer):
        drawn.append(self.get_text())
        return draw(self, renderer)

    monkeypatch.setattr(Text, "draw", listening)
    return drawn


def outcomes(count=60):
    rng = np.random.default_rng(0)
    sure = rng.random(count)
    right = rng.random(count) < sure
    return [
        Outcome(f"{i}.png", "5315", "5315" if r else "5375", bool(r), float(c), bool(c > 0.9))
        for i, (r, c) in enumerate(zip(right, sure, strict=True))
    ]


def ink(_):
    strip = np.zeros((40, 160), np.float32)
    strip[10:30, 20:140:20] = 1
    return strip


def size(path):
    with Image.open(path) as picture:
        return picture.size


@pytest.mark.parametrize("count", [1, 60])
def test_the_curves_say_how_many_are_accepted_at_which_error(count, texts, tmp_path):
    score = score_strings(outcomes(count))
    score_curves(score, tmp_path / "curves.png")
    assert size(tmp_path / "curves.png") == (1290, 540)
    (said,) = [text for text in texts if text.startswith("accepted at an error")]
    assert f"1 %: {score.accepted_at(0.01)}" in said
    assert said.endswith(f"of {count}")


def test_the_sheet_shows_each_mistake_accepted_ones_first(texts, tmp_path):
    every = outcomes()
    misread_strings(every, ink, tmp_path / "mistakes.png")
    wrong = [one for one in every if not one.right]
    assert f"{len(wrong)} of 60 misread" in texts
    assert texts.count("5315 > 5375") == len(wrong)
    sure = [text for text in texts if text.endswith(("%", "accepted"))]
    accepted = [text.endswith("accepted") for text in sure]
    assert accepted == sorted(accepted, reverse=True)
    pixels = np.asarray(Image.open(tmp_path / "mistakes.png"))
    assert (pixels[110:] == 0).any()


def test_a_sheet_without_mistakes_says_so(texts, tmp_path):
    right = [one for one in outcomes() if one.right]
    misread_strings(right, ink, tmp_path / "mistakes.png")
    assert f"None of {len(right)} misread" in texts


def test_a_sheet_is_bounded_and_does_without_pictures(texts, tmp_path):
    def gone(_):
        raise PictureError("gone")

    wrong = [Outcome("a.png", "1" * 40, "", right=False, error="gone")] * 30
    misread_strings(wrong, gone, tmp_path / "mistakes.png", limit=12)
    assert any(text.startswith("The first 12 of 30") for text in texts)
    assert texts.count(f"{'1' * 21}… > nothing") == 12
    assert texts.count("not opened") == 12
