"""How the page looks and to whom: to screen readers, narrow, dark, behind a token."""

from pathlib import Path

import pytest

from lenet.datasets.where import Where

from .conftest import READY, Page, in_chromium

pytestmark = in_chromium

SMALLEST_TYPE = """
const seen = [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility()
  && [...one.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim())
  && one.getBoundingClientRect().right > 0);
const high = (one) => parseFloat(getComputedStyle(one).fontSize) * (one.getScreenCTM?.().d ?? 1);
return seen.map((one) => [high(one), one.outerHTML.slice(0, 90)]).sort(([a], [b]) => a - b)[0];
"""
"""How high the smallest letters on the page are, and which they are."""


def box(page: Page, selector: str) -> dict[str, float]:
    found = page.run(
        "return document.querySelector(arguments[0]).getBoundingClientRect()", selector
    )
    return dict(found)


def complaints(page: Page, axe: str) -> list[tuple[str, list[str]]]:
    """What axe-core finds that is serious, and where."""
    page.run(f"if (!window.axe) {{ {axe} ; window.axe = axe }}")
    found = page.run("return axe.run()")
    assert len(found["passes"]) > 10
    bad = [one for one in found["violations"] if one["impact"] in ("serious", "critical")]
    return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in bad]


def choose_unit(page: Page, layer: int) -> None:
    """Point at a unit in the middle of a layer and keep it."""
    from selenium.webdriver.common.action_chains import ActionChains

    canvas = page.all("#draw-maps canvas[tabindex]")[layer]
    page.run("arguments[0].scrollIntoView({block: 'end'})", canvas)
    ActionChains(page.driver).move_to_element(canvas).move_by_offset(7, 5).click().perform()
    page.until("return document.querySelector('#draw-unit .formula') !== null")


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
            assert complaints(page, axe) == [], (view, width)


@pytest.mark.network
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_problem_with_a_unit_chosen_and_when_presented(
    page: Page, scheme: str, axe: str
) -> None:
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    for width, height in ((320, 700), (720, 450), (1024, 768), (1920, 1080)):
        page.screen(width, height, scheme)
        choose_unit(page, 2)
        assert complaints(page, axe) == [], width
        if page.one("#draw-close").is_displayed():
            page.one("#draw-close").click()
    page.one("#present").click()
    for view in READY:
        page.go(view)
        page.until(READY[view])
        assert complaints(page, axe) == [], view


def test_nothing_is_wider_than_a_narrow_screen(page: Page) -> None:
    page.screen(390, 844)
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    for width in (390, 320):
        page.screen(width, 700)
        for view in READY:
            page.go(view)
            page.until(READY[view])
            room = "const {scrollWidth, clientWidth} = document.documentElement;"
            assert page.run(f"{room} return scrollWidth - clientWidth") <= 0, (view, width)


@pytest.mark.parametrize("network", ["original", "modern", "tutorial"])
def test_the_board_the_maps_and_the_unit_are_on_one_screen(page: Page, network: str) -> None:
    page.choose("#network", network)
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    choose_unit(page, 2)
    for width, height in ((1024, 768), (1366, 650), (1440, 900), (1920, 1080)):
        page.screen(width, height)
        page.until("return innerWidth === arguments[0]", width)
        maps = "#draw-maps"
        fits = (
            "const {scrollHeight, clientHeight} = document.querySelector(arguments[0]);"
            "return scrollHeight <= clientHeight"
        )
        page.until(fits, maps)
        for part in ("#draw-board", "#draw-answer", "#draw-steps", maps, "#draw-sheet"):
            seen = box(page, part)
            assert min(seen["top"], seen["left"]) >= 0, (part, width)
            assert seen["right"] <= width, (part, width)
            assert seen["bottom"] <= height, (part, width)
        assert box(page, "#draw-board")["width"] > 0.2 * height


def test_maps_grow_with_the_screen(page: Page) -> None:
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    widths: list[float] = []
    for width, height in ((1024, 768), (1440, 900), (1920, 1080)):
        page.screen(width, height)
        page.until("return innerWidth === arguments[0]", width)
        first = "#draw-maps canvas[aria-label^=C1]"
        page.until(
            "return document.querySelector(arguments[0]).clientWidth > arguments[1]",
            first,
            widths[-1] if widths else 0,
        )
        widths.append(box(page, first)["width"])
    assert widths[-1] > 1.5 * widths[0]


def test_a_unit_tapped_on_a_phone_is_explained_on_a_sheet_that_does_not_cover_it(
    page: Page,
) -> None:
    page.screen(390, 844, touch=True)
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    for layer in (0, 3, 6):
        choose_unit(page, layer)
        page.until("return document.querySelector('#draw-sheet').matches('.open')")
        sheet = box(page, "#draw-sheet")
        assert sheet["bottom"] <= 844
        assert sheet["top"] >= 844 / 2
        page.until(
            "return document.activeElement.getBoundingClientRect().top < arguments[0]", sheet["top"]
        )
        page.one("#draw-close").click()
        page.until("return !document.querySelector('#draw-sheet').matches('.open')")
        assert page.run("return document.activeElement.matches('#draw-maps canvas')")
    choose_unit(page, 2)
    page.until("return document.querySelector('#draw-sheet').matches('.open')")
    page.go("shake")  # nothing moves under the finger
    page.until("return !document.querySelector('#view-shake').hidden")


def test_at_200_per_cent_the_board_is_not_higher_than_the_window(page: Page) -> None:
    for width, height in ((720, 450), (640, 360), (960, 540)):
        page.screen(width, height)
        page.until("return innerWidth === arguments[0]", width)
        page.until("return document.querySelector('#draw-board').clientHeight < 0.9 * innerHeight")


def test_on_a_projector_letters_are_14_pixels_high_and_presented_20(page: Page) -> None:
    page.screen(1920, 1080)
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    choose_unit(page, 2)
    for least in (14, 20):
        for view in READY:
            page.go(view)
            page.until(READY[view])
            high, which = page.run(SMALLEST_TYPE)
            assert high >= least, (view, which)
        if least == 14:
            page.go("draw")
            page.one("#present").send_keys("\n")
            page.until("return 'present' in document.documentElement.dataset")


def test_escape_ends_presenting(page: Page) -> None:
    from selenium.webdriver.common.keys import Keys

    page.run("document.documentElement.requestFullscreen = undefined")  # as a phone has it
    page.one("#present").click()
    page.until("return 'present' in document.documentElement.dataset")
    assert page.one("#present").get_attribute("aria-pressed") == "true"
    page.one("#present").send_keys(Keys.ESCAPE)
    page.until("return !('present' in document.documentElement.dataset)")
    assert page.one("#present").get_attribute("aria-pressed") == "false"


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
