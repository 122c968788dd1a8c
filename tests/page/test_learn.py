"""Learn: watched, stopped, gone on with, saved, and drawn on."""

from .conftest import Page, in_chromium

pytestmark = in_chromium


def test_two_epochs_are_watched_and_the_network_is_drawn_on(page: Page) -> None:
    page.go("learn")
    page.one("#learn-epochs").send_keys("2")
    page.one("#learn-start").click()
    page.until("return document.querySelector('#learn-said').dataset.state === 'finished'")
    assert "of 100 test digits misread" in page.one("#learn-said").text
    assert len(page.all("#learn-kernels canvas")) == 6
    assert len(page.all("#learn-loss .line")) == 2
    assert page.all("#learn-misread button")
    page.driver.refresh()
    page.until("return document.querySelector('#learn-said').dataset.state === 'finished'")
    page.one("#learn-draw").click()
    page.until("return document.querySelector('#network').value === 'tutorial-1'")
    page.draw("#draw-board", "1")
    page.until("return document.querySelector('#draw-answer [data-answer]') !== null")
