"""What stands on the page before anything was done with it, and gives way to the first touch."""

import pytest
from making import page_hand, page_trainings

from lenet.datasets import pen_digits
from lenet.errors import DataError

from .conftest import Page, in_chromium

pytestmark = in_chromium

INVITED = "return !document.querySelector('#draw-board .lent').hidden"
STEPS = """
const steps = document.querySelector('#draw-steps');
const size = () => steps.querySelector('b')?.innerText;
window.sizes = [size()].filter(Boolean);
new MutationObserver(() => window.sizes.push(size())).observe(steps, { childList: true });
"""
"""Notes the size of the ink each time that the network's steps are shown."""


def test_a_hand_writes_a_3_and_the_network_answers_while_it_does(page: Page) -> None:
    page.driver.get("about:blank")
    page.driver.get(page.address)
    page.run(STEPS)
    page.until("return document.querySelector('#draw-steps b')?.innerText === '120×193'")
    page.answer("#draw-answer", "3")
    assert len(set(page.run("return window.sizes"))) > 3


def test_where_motion_is_not_wanted_the_3_stands_written(page: Page) -> None:
    page.reduce_motion()
    page.driver.get("about:blank")
    page.driver.get(page.address)
    page.run(STEPS)
    page.answer("#draw-answer", "3")
    assert set(page.run("return window.sizes")) == {"120×193"}


def test_the_example_is_nobodys_drawing(page: Page) -> None:
    page.open(example=True)
    page.answer("#draw-answer", "3")
    page.go("shake")
    page.answer("#shake-answer", "7")  # the first test digit
    assert not page.one("#shake-drawing").is_enabled()


def test_what_another_view_opens_takes_the_place_of_the_example(page: Page) -> None:
    page.open("shake")
    page.answer("#shake-answer", "7")
    page.go("draw")
    page.until(INVITED)
    page.run(
        "return import('./page/drawing.js').then(({ open }) =>"
        " open(Array.from({ length: 28 }, (_, row) => Array.from({ length: 28 },"
        " (_, column) => (column > 12 && column < 16 && row > 3 && row < 24 ? 255 : 0)))))"
    )
    page.answer("#draw-answer", "1")
    assert not page.run(INVITED)


def test_a_string_stands_written_and_swept_until_the_first_touch(page: Page) -> None:
    page.go("string")
    page.answer("#string-said", "1998")
    page.draw("#string-board", "72", left=0.05)
    page.answer("#string-said", "72")


def test_the_example_gives_way_to_the_first_stroke(page: Page) -> None:
    page.open(example=True)
    page.until(INVITED)
    page.draw("#draw-board", "1")
    page.answer("#draw-answer", "1")
    assert not page.run(INVITED)
    page.one("#draw-undo").click()  # nothing of the example is left under it
    page.until("return !document.querySelector('#draw-answer [data-answer]')")


@pytest.mark.parametrize("key", ["\ue012", "u", "\ue017"])  # arrow, undo, Delete
def test_the_example_gives_way_to_a_key(page: Page, key: str) -> None:
    page.open(example=True)
    page.until(INVITED)
    page.one("#draw-board canvas").send_keys(key)
    page.until("return !document.querySelector('#draw-answer [data-answer]')")
    assert not page.run(INVITED)


@pytest.mark.network
def test_the_hand_is_what_its_command_makes() -> None:
    try:
        _, digits = pen_digits.load_data()
    except DataError as error:
        if "no connection" not in str(error):
            raise
        pytest.skip("the pen digits are not in the cache, and UCI is out of reach")
    assert page_hand.module(digits) == page_hand.HAND.read_text()


def test_a_picture_is_there_for_those_who_have_none(page: Page) -> None:
    page.go("read")
    page.until("return document.querySelector('#read-example-picture').naturalWidth > 0")
    page.one("#read-example").click()
    page.answer("#read-results", "2745")
    assert page.text("#read-results h3") == "example-cheque.png"
    assert "Accepted" in page.text("#read-results")


def test_a_finished_training_stands_in_learn_until_ones_own(page: Page) -> None:
    page.go("learn")
    page.state("idle")
    said = page.text("#learn-said")
    assert "An example" in said
    assert "lenet train tutorial --seed 0" in said
    assert "154 of 10,000 test digits misread" in said
    error = "return document.querySelector('#learn-error .chart').getAttribute('aria-label')"
    assert page.run(error).startswith("Error after 10 epochs: training 0.5900, test 1.54")
    assert len(page.all("#learn-kernels canvas")) == 6
    page.choose("#learn-network", "original")
    page.until("return document.querySelector('#learn-said').innerText.includes('73 of 10,000')")
    assert page.run(error).startswith("Error after 20 epochs")
    page.choose("#learn-network", "tutorial")
    page.one("#learn-epochs").send_keys("1")
    page.one("#learn-start").click()
    page.state("finished")
    assert "An example" not in page.text("#learn-said")
    assert page.run(error).startswith("Error after 1 epochs")


def test_the_recorded_trainings_are_those_beside_the_weights() -> None:
    assert page_trainings.module() == page_trainings.RECORDED.read_text()
