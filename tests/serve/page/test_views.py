"""Shake it, String and Mistakes."""

from lenet.datasets.where import Where

from .conftest import Page, in_chromium

pytestmark = in_chromium


def test_a_test_digit_is_shaken_until_it_breaks(page: Page) -> None:
    page.go("shake")
    page.answer("#shake-answer", "7")
    page.until("return document.querySelectorAll('#shake-changes .curve').length === 7")
    page.choose("#shake-changes .change:nth-child(4) input", "10")
    page.until(
        "return document.querySelector('#shake-answer [data-answer]').dataset.answer !== '7'"
    )
    assert "The paper: −30° to 30°" in page.one("#shake-changes .change:nth-child(4)").text
    page.one("#shake-still").click()
    page.answer("#shake-answer", "7")


def test_play_moves_a_slider_and_the_maps(page: Page) -> None:
    page.go("shake")
    page.answer("#shake-answer", "7")
    play = page.one("#shake-changes .play")
    play.click()
    page.until("return document.querySelector('.change output').textContent !== '0 pixels'")
    play.click()


def test_a_string_is_swept_and_its_best_path_drawn(page: Page) -> None:
    page.go("string")
    page.draw("#string-board", "20745", left=0.05)
    page.answer("#string-said", "20745")
    # The whole string may be read before its last stroke is drawn; the sweep follows with it.
    page.until(
        "return [...document.querySelectorAll('#string-sweep .read')]"
        ".map((one) => one.textContent).join('') === arguments[0]",
        "20745",
    )
    path = "return document.querySelector('#string-sweep .path').getAttribute('d')"
    assert page.run(path).startswith("M")


def test_mistakes_are_sorted_clicked_into_and_opened_in_draw(page: Page, serve, mnist) -> None:
    page.move(serve(data=Where("mnist"), threads=2))
    page.open("mistakes")
    page.until("return document.querySelectorAll('#mistakes-digits button').length === 73")
    page.choose("#mistakes-sort", "index")
    first = page.one("#mistakes-digits button").get_attribute("aria-label")
    assert ": test digit 247, a 4 read as " in first
    page.one("#mistakes-confusion button[aria-label='9 read as 8: 7']").click()
    assert len(page.all("#mistakes-digits button")) == 7
    page.one("#mistakes-digits button").click()
    page.answer("#draw-answer", "8")
    assert page.run("return location.hash").startswith("#draw")
