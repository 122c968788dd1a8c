"""Runs and pictures for the tests of the commands."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def copied_run(tiny_run, tmp_path):
    return Path(shutil.copytree(tiny_run, tmp_path / "copied"))


@pytest.fixture
def seven(tmp_path):
    """A picture of 28x28 and a larger one, dark on light."""
    ink = np.zeros((28, 28), np.uint8)
    ink[5:7, 8:20] = ink[5:23, 18:20] = 255
    Image.fromarray(ink).save(tmp_path / "small.png")
    Image.fromarray(255 - ink).resize((140, 140)).save(tmp_path / "large.png")
    return tmp_path / "small.png", tmp_path / "large.png"
