"""Draw: by mouse, touch, pen and keys; maps, and the arithmetic of their units."""

import pytest

from .conftest import Page, in_chromium

pytestmark = in_chromium


@pytest.mark.parametrize("digit", ["3", "7"])
def test_a_digit_drawn_with_the_mouse_is_read(page: Page, digit: str) -> None:
    page.draw("#draw-board", digit)
    page.answer("#draw-answer", digit)
    assert len(page.all("#draw-steps li")) == 4
    names = [one.text.split()[0] for one in page.all("#draw-maps h4")]
    assert names == ["input", "C1", "S2", "C3", "S4", "C5", "F6", "RBF"]
    assert len(page.all("#draw-answer .classes li")) == 10
    assert len(page.all("#draw-maps .wires path")) == 60  # Table I


def test_what_is_not_one_digit_is_told_with_the_reason_and_the_nearest(page: Page) -> None:
    page.draw("#draw-board", "X")
    page.answer("#draw-answer", "")
    said = page.one("#draw-answer").text
    assert said.startswith("Not one digit")
    assert "A letter or another mark." in said
    assert "the nearest is" in said
    assert len(page.all("#draw-answer .classes li")) == 10
    page.one("#draw-clear").click()
    page.draw("#draw-board", "7")
    page.answer("#draw-answer", "7")


def test_an_empty_board_gets_no_answer(page: Page) -> None:
    assert page.all("#draw-answer [data-answer]") == []
    page.draw("#draw-board", "1")
    page.answer("#draw-answer", "1")
    page.one("#draw-undo").click()
    page.until("return !document.querySelector('#draw-answer [data-answer]')")
    assert not page.one("#draw-maps").is_displayed()


def test_two_digits_are_read_as_a_string_and_each_is_looked_into(page: Page) -> None:
    page.draw("#draw-board", "72", left=0.1, height=0.4)
    page.answer("#draw-answer", "72")
    page.one("#draw-answer .word button:nth-child(2)").click()
    page.until("return document.querySelector('.word [aria-pressed=true]').textContent === '2'")


def test_keys_alone_draw_a_digit(page: Page) -> None:
    from selenium.webdriver.common.keys import Keys

    board = page.one("#draw-board canvas")
    page.run("arguments[0].focus()", board)
    board.send_keys(Keys.ARROW_UP * 14 + " " + Keys.ARROW_DOWN * 28 + " ")
    page.answer("#draw-answer", "1")


def test_a_finger_draws_and_does_not_scroll_the_page(page: Page) -> None:
    page.screen(390, 500, touch=True)
    page.run("scrollTo(0, 60)")
    page.touch("#draw-board", "1")
    page.answer("#draw-answer", "1")
    assert page.run("return scrollY") == 60
    page.go("string")
    page.one("#string-board canvas")
    page.run("scrollTo(0, 60)")
    before = page.run("return scrollY")
    page.touch("#string-board", "72")
    page.answer("#string-said", "72")
    assert page.run("return scrollY") == before > 0


def test_a_pen_that_is_pressed_harder_draws_thicker(page: Page) -> None:
    widths = []
    for force in (0.1, 0.9):
        page.pen("#draw-board", "1", force)
        page.answer("#draw-answer", "1")
        box = page.run("return document.querySelector('#draw-steps b').innerText")
        widths.append(int(box.partition("×")[0]))
        page.one("#draw-clear").click()
        page.until("return !document.querySelector('#draw-answer [data-answer]')")
    assert widths[1] > widths[0] + 5
