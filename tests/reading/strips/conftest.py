"""Sweeps that find a given text, and lines of given pixels."""

from collections.abc import Callable

import numpy as np
import pytest

from lenet.pictures.boxes import Box
from lenet.reading.lines.line import Line
from lenet.reading.strips.recognition import Swept
from lenet.reading.strips.strip import Strip
from lenet.reading.texts.amount import amounts
from lenet.reading.texts.automaton import SYMBOLS
from lenet.reading.texts.decoding import best_texts


def sweep_that_finds(text: str, others: float) -> Swept:
    """A sweep that finds the text; ``others`` is what each other class gets at every position."""
    chances = np.full((2 * len(text) + 1, 13), others)
    for place, symbol in enumerate(text):
        chances[2 * place + 1, SYMBOLS.index(symbol) + 1] = 1 - 12 * others
    chances[::2, 0] = 1 - 12 * others
    matrix = np.log(chances).astype(np.float32)
    strip = Strip(np.zeros((32, 4 * len(matrix) + 28), np.float32), 1.3, 1.0)
    return Swept("", strip, best_texts(matrix, amounts()), matrix)


@pytest.fixture
def swept() -> Callable[[str, float], Swept]:
    """``swept(text, others)`` gives a sweep that finds the text, however surely."""
    return sweep_that_finds


@pytest.fixture
def line() -> Line:
    """A line of noise, 40 rows high, without any ink."""
    noise = np.random.default_rng(0).random((40, 100), np.float32)
    nothing = np.zeros_like(noise)
    return Line(Box(0, 0, 100, 40), noise, nothing, nothing.astype(np.uint8), 0.0, 0.5, 5, 35)
