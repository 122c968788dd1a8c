"""A board that is almost all ink: no digit stands out, and the answer before does not stay."""

import itertools

from .conftest import Page, in_chromium

pytestmark = in_chromium


def fill(page: Page, selector: str) -> None:
    """Draw to and fro until there is no paper left."""
    from selenium.webdriver.common.action_chains import ActionChains

    canvas = page.one(f"{selector} canvas")
    x, y = canvas.size["width"] // 2 - 2, canvas.size["height"] // 2 - 2
    hand = ActionChains(page.driver, duration=5)
    hand.move_to_element_with_offset(canvas, -x, -y).click_and_hold()
    sides = itertools.cycle([(x, -x), (-x, x)])
    for down, ends in zip(range(-y, y + 20, 16), sides, strict=False):
        for end in ends[::-1]:
            hand.move_to_element_with_offset(canvas, end, min(down, y))
    hand.release().perform()


def test_draw_says_that_no_digit_stands_out(page: Page) -> None:
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    page.choose("#draw-width", "44")
    fill(page, "#draw-board")
    page.until("return !document.querySelector('#draw-answer [data-answer]')")
    assert page.text("#draw-answer").endswith(
        "the board is almost all ink. Undo takes the last stroke back."
    )
    assert not page.one("#draw-maps").is_displayed()
    assert not page.one("#problem").is_displayed()  # it is a result, not an error
    page.driver.get_log("browser")  # Chromium's own word on it
    page.one("#draw-undo").click()
    page.answer("#draw-answer", "3")
