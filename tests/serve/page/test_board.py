"""The board: what Undo takes back, what a reload keeps, how a digit's pixels are drawn."""

from .conftest import Page, in_chromium

pytestmark = in_chromium

OPEN = """
return import('./page/drawing.js').then(({ open }) => open(
  Array.from({ length: 28 }, (_, row) => Array.from({ length: 28 }, (_, column) =>
    (row > 3 && row < 24 && column > 11 && column < 16 ? 255 : 0)))));
"""
"""Opens a digit image, a 1 of full ink."""

ALPHAS = """
const canvas = document.querySelector("#draw-board canvas");
const side = canvas.width / 28;
const [x, y] = [Math.ceil(12 * side), Math.ceil(4 * side)];
const size = [Math.floor(16 * side) - x, Math.floor(24 * side) - y];
const { data } = canvas.getContext("2d").getImageData(x, y, ...size);
return [side, [...new Set(data.filter((_, at) => at % 4 === 3))]];
"""


def test_undo_takes_a_clearing_back_and_an_image_that_was_opened(page: Page) -> None:
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    page.one("#draw-clear").click()
    page.until("return !document.querySelector('#draw-answer [data-answer]')")
    page.draw("#draw-board", "7")
    page.answer("#draw-answer", "7")
    page.run(OPEN)
    page.answer("#draw-answer", "1")
    undo = page.one("#draw-undo")
    undo.click()
    page.answer("#draw-answer", "7")
    undo.click()
    page.until("return !document.querySelector('#draw-answer [data-answer]')")
    undo.click()
    page.answer("#draw-answer", "3")


def test_a_reload_keeps_what_was_drawn(page: Page) -> None:
    page.draw("#draw-board", "7")
    page.answer("#draw-answer", "7")
    page.until("return location.hash.includes('ink')")
    page.driver.refresh()
    page.answer("#draw-answer", "7")
    assert not page.one("#draw-board .lent").is_displayed()
    page.one("#draw-undo").click()
    page.until("return !document.querySelector('#draw-answer [data-answer]')")


def test_the_pixels_of_a_digit_have_no_seams(page: Page) -> None:
    page.screen(397, 844)
    page.run(OPEN)
    page.answer("#draw-answer", "1")
    side, alphas = page.run(ALPHAS)
    assert side % 1 != 0  # a screen on which a pixel is not a whole number of the screen's
    assert alphas == [255]
