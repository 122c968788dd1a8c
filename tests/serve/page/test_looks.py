"""How the page looks and to whom: to screen readers, narrow, dark, behind a token."""

from pathlib import Path

import pytest

from lenet.datasets.where import Where

from .conftest import READY, Page, in_chromium

pytestmark = in_chromium


@pytest.mark.network
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_problem_on_a_wide_and_a_narrow_screen(
    page: Page, scheme: str, axe: str
) -> None:
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    for width in (1280, 390):
        page.screen(width, 844, scheme)
        for view in READY:
            page.go(view)
            page.until(READY[view])
            page.run(f"if (!window.axe) {{ {axe} ; window.axe = axe }}")
            found = page.run("return axe.run()")
            assert len(found["passes"]) > 10
            bad = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
            said = [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in bad]
            assert said == [], (view, width)


def test_nothing_is_wider_than_a_narrow_screen(page: Page) -> None:
    page.screen(390, 844)
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    for view in READY:
        page.go(view)
        page.until(READY[view])
        wide = page.run("return document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, view


def test_it_is_dark_where_the_system_is_and_as_the_switch_says(page: Page) -> None:
    def background() -> str:
        return str(page.run("return getComputedStyle(document.body).backgroundColor"))

    light = background()
    page.screen(1280, 900, "dark")
    dark = background()
    assert dark != light
    page.one("#theme").click()  # from as the system has it to light
    assert background() == light
    page.driver.refresh()
    page.until("return document.querySelector('#network').value !== ''")
    assert background() == light
    page.one("#theme").click()
    assert background() == dark


def test_a_token_is_asked_for_once(page: Page, serve, small: Path) -> None:
    page.driver.get_log("browser")
    page.move(serve(data=Where(str(small)), token="word"))
    page.driver.get(page.address)
    page.until("return document.querySelector('#token').open")
    page.one("#token-word").send_keys("word\n")
    page.until("return document.querySelector('#network').value !== ''")
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    page.run("sessionStorage.clear()")
    page.driver.get_log("browser")  # Chromium's own word on the refusals
