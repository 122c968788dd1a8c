"""Pillow's warnings and limit: changed while somebody opens a picture, then as they were."""

import threading
import warnings

import pytest
from PIL import Image

from lenet.pictures.quiet_pillow import QuietPillow


def state():
    return list(warnings.filters), Image.MAX_IMAGE_PIXELS


def test_warnings_are_off_within_and_on_again_after():
    before = state()
    quiet = QuietPillow()
    with quiet(1000):
        warnings.warn("nobody hears this", stacklevel=1)
        assert Image.MAX_IMAGE_PIXELS == 1000
    assert state() == before
    with pytest.warns(UserWarning, match="heard"):
        warnings.warn("heard", stacklevel=1)


def test_no_thread_waits_for_another_and_the_last_puts_all_back():
    before = state()
    quiet, inside, go = QuietPillow(), threading.Event(), threading.Event()

    def slow() -> None:
        with quiet(2000):
            inside.set()
            go.wait(20)

    thread = threading.Thread(target=slow)
    thread.start()
    assert inside.wait(20)
    with quiet(1000):  # while the other is within
        assert Image.MAX_IMAGE_PIXELS == 2000
    assert state() != before
    go.set()
    thread.join()
    assert state() == before


def test_what_fails_within_puts_all_back():
    before = state()
    with pytest.raises(ValueError, match="broken"), QuietPillow()(1000):
        raise ValueError("broken")
    assert state() == before
