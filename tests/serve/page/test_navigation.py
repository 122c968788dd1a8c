"""What leads from view to view, and what the page says when something is refused."""

import pytest

from .conftest import Page, in_chromium

pytestmark = in_chromium

TITLE = "return [...document.querySelectorAll('main > section:not([hidden])')].map((one) => one.id)"


def test_the_skip_link_leads_to_the_view_that_is_shown(page: Page) -> None:
    page.go("mistakes")
    page.run("document.querySelector('.skip').click()")
    assert page.run(TITLE) == ["view-mistakes"]
    assert page.run("return document.activeElement.id") == "main"


@pytest.mark.parametrize("word", ["toString", "__proto__", "constructor", "no-view"])
def test_an_address_that_names_no_view_shows_draw(page: Page, word: str) -> None:
    page.go("string")
    page.run("location.hash = arguments[0]", word)
    page.until(f"{TITLE}[0] === 'view-draw'")
    page.open(word)
    assert page.run(TITLE) == ["view-draw"]


def refuse(page: Page, path: str) -> None:
    """Let the service refuse what is asked of a path, until ``window.fetch`` is put back."""
    page.run(
        """
        window.own ??= window.fetch;
        window.fetch = async (path, how) => path.startsWith(arguments[0])
          ? new Response('{"detail": "not now"}', { status: 503 }) : window.own(path, how);
        """.replace("arguments[0]", f"'{path}'")
    )


def test_a_refusal_goes_with_the_next_success_of_its_kind(page: Page) -> None:
    page.draw("#draw-board", "1")
    page.answer("#draw-answer", "1")
    refuse(page, "/api/maps")
    page.one("#draw-clear").click()
    page.draw("#draw-board", "3")
    page.until("return document.querySelector('#problem-said').innerText === 'Not now.'")
    assert page.all("#draw-answer [data-answer]") == []  # none of another drawing
    page.run("window.fetch = window.own")
    page.run("return fetch('/api/networks')")
    assert page.one("#problem").is_displayed()  # something else went well
    page.draw("#draw-board", "3")
    page.until("return document.querySelector('#problem').hidden")
    page.answer("#draw-answer", "3")


def test_a_refusal_is_closed(page: Page) -> None:
    refuse(page, "/api/maps")
    page.draw("#draw-board", "3")
    page.until("return !document.querySelector('#problem').hidden")
    page.run("document.querySelector('#problem-close').click()")
    assert not page.one("#problem").is_displayed()
