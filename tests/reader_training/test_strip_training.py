"""Training the network that is swept over strips: its bytes are its seed's."""

import numpy as np
import pytest

from lenet.reader_training.drawn.pen_hands import PenHands
from lenet.reader_training.strip_training import StripRecipe, train_strip_reader


@pytest.mark.slow
def test_training_on_drawn_strips_gives_the_bytes_of_its_seed(
    drawn_digits: np.ndarray, drawn_pens: PenHands
) -> None:
    labels = np.arange(10, dtype=np.uint8)
    recipe = StripRecipe(epochs=2, strips=64, batch_size=16)
    made = [
        train_strip_reader(recipe, drawn_digits, labels, drawn_pens, seed=2, threads=threads)
        for threads in (1, 2)
    ]
    one, other = (
        np.concatenate([array.ravel() for array in model.get_weights()]) for model in made
    )
    assert one.tobytes() == other.tobytes()
    assert made[0].input_shape == (32, 32, 1)
