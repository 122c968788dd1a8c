"""Whole listings in the manners of Keras 1, 2 and 3 and of tf.keras, run unchanged."""

import shutil
from pathlib import Path

import pytest

from .in_a_process import run

LISTINGS = Path(__file__).parent / "listings"

PRINTED = {
    "keras1_lenet.py": ["Test accuracy:", "classes: [", "accuracies: 2 2"],
    "keras1_generator.py": ["epochs: 2", "accuracy: 0."],
    "keras2_add.py": ["Test loss:", "Test accuracy:"],
    "keras2_functional.py": ["'val_accuracy'", "(3, 10)"],
    "keras2_augmented.py": ["the same answers: True"],
    "keras2_channels_first.py": ["(4,)"],
    "tfkeras_list.py": ["TensorFlow version: 2.", "(1, 10)", "True", "(5,) 5.0"],
    "tfkeras_subclass.py": ["[1200, 32, 32, 1]", "2 epochs, True"],
    "tfkeras_dataset.py": ["(64, 28, 28, 1) 64.0", "'val_loss'] True"],
    "tfkeras_callbacks.py": ["epoch 0 True", "cancelling training", "True", "(3, 10)"],
    "keras3_convnet.py": ["Total params", "True"],
    "notebook.ipynb": ["lenet", "(1, 28, 28, 6)"],
}


def test_every_listing_is_run():
    assert {path.name for path in LISTINGS.iterdir()} == PRINTED.keys()


@pytest.mark.parametrize("name", PRINTED)
def test_a_listing_runs_to_its_end(name, tmp_path, mnist):
    del mnist  # it is fetched once, before
    shutil.copy(LISTINGS / name, tmp_path)
    done = run(tmp_path / name)
    assert done.status == 0, done.told
    for words in PRINTED[name]:
        assert words in done.printed
    assert "Traceback" not in done.told
