"""String: whose answer is whose, a full board, and a window that becomes narrow."""

from .conftest import Page, in_chromium
from .test_full_board import fill

pytestmark = in_chromium

OTHER = """
const own = window.fetch;
window.fetch = async (path, how) => {
  if (!path.startsWith("/api/sweep")) return own(path, how);
  const told = await (await own(path, how)).json();
  told.reading.text = "0";
  return new Response(JSON.stringify(told));
};
"""
"""The reader says 0, whatever one of its sweeps spells."""


def test_it_says_whose_answer_is_whose(page: Page) -> None:
    page.go("string")
    page.answer("#string-said", "1998")  # the example
    assert page.text("#string-said .note") == (
        "That is the reader’s answer, from several looks at the line."
        " Below is one of them; its path spells the same."
    )
    page.run(OTHER)
    page.draw("#string-board", "72", left=0.05)
    page.until("return document.querySelector('#string-said .path')?.innerText === '72'")
    assert page.text("#string-said .note").endswith("its path spells 72, not 0.")
    page.answer("#string-said", "0")


def test_a_board_full_of_ink_shows_no_older_sweep(page: Page) -> None:
    page.go("string")
    page.answer("#string-said", "1998")
    page.choose("#string-width", "30")
    fill(page, "#string-board")
    page.until(
        "return document.querySelector('#string-said').innerText === arguments[0]",
        "No line of writing stands out.",
    )
    assert page.all("#string-sweep svg") == []


def test_a_window_that_becomes_narrow_leaves_the_sweep_legible(page: Page) -> None:
    page.go("string")
    page.answer("#string-said", "1998")
    page.screen(390, 844)
    shown = "const {x, right} = document.querySelector(arguments[0]).getBoundingClientRect();"
    sweep = page.run(f"{shown} return right - x", "#string-sweep svg")
    wide = page.run("return document.querySelector('#string-sweep svg').viewBox.baseVal.width")
    assert sweep / wide * 11 > 7.5  # pixels of its letters
    page.run("document.querySelector('#string-sweep').parentElement.scrollLeft = 100")
    page.until(
        "return document.querySelector('#string-board').closest('.scroll').scrollLeft === 100"
    )
    right = f"{shown} return right"
    assert abs(page.run(right, "#string-board") - page.run(right, "#string-sweep svg")) < 2
    wider = "return document.documentElement.scrollWidth - window.innerWidth"
    assert page.run(wider) <= 0
