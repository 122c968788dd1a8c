"""Draw: the window that walks over the maps below a layer while one of its maps is made."""

from functools import partial
from itertools import pairwise
from typing import Any

import httpx
import pytest

from .conftest import Page, in_chromium
from .test_units import SHOWN, check, is_shown

pytestmark = in_chromium

STEPS = {
    "original": {"C1": 1, "S2": 2, "C3": 1, "S4": 2},
    "modern": {"C1": 1, "S2": 2, "C3": 1, "S4": 2},
    "tutorial": {"conv2d": 1, "average_pooling2d": 2, "conv2d_1": 1, "average_pooling2d_1": 2},
}
"""How far each layer's window goes at a step."""


@pytest.fixture
def still(page: Page) -> Page:
    """The page of someone who wants no motion."""
    feature = {"name": "prefers-reduced-motion", "value": "reduce"}
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    return page


def begin(page: Page, layer: int) -> None:
    button = page.all("#draw-maps .walk")[layer]
    page.run("arguments[0].focus(); arguments[0].click()", button)
    page.until("return !document.querySelector('#draw-walk').hidden")


def control(page: Page, label: str) -> Any:
    return page.one(f"#draw-walk [aria-label^='{label}']")


def place(page: Page) -> str:
    return page.text("#draw-walk output")


def corner(page: Page) -> tuple[float, float]:
    """Where the window stands, in pixels of the screen."""
    script = "const {x, y} = document.querySelector('#draw-walk .window').getBoundingClientRect()"
    x, y = page.run(f"{script}; return [x, y]")
    return x, y


def scale(page: Page) -> float:
    """Pixels of the screen that a unit is wide: all maps of the walk have one scale."""
    script = "return document.querySelector('#draw-walk figure:last-of-type .window').offsetWidth"
    return float(page.run(script))


def told(page: Page, network: str) -> dict[str, Any]:
    """What the service says of the digit on the board."""
    image = page.run("const {judged} = await import('/page/drawing.js'); return judged")
    body = b"P5 28 28 255\n" + bytes(value for row in image for value in row)
    return dict(httpx.post(f"{page.address}/api/maps?network={network}", content=body).json())


def shows(page: Page, value: float) -> bool:
    return is_shown(value, page.text("#draw-unit h4 b"))


@pytest.mark.parametrize("network", STEPS)
def test_a_step_moves_the_window_by_the_layers_stride_and_shows_the_units_numbers(
    still: Page, network: str
) -> None:
    page = still
    page.choose("#network", network)
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    maps = {one["name"]: one["maps"] for one in told(page, network)["layers"]}
    for layer, (name, step) in enumerate(STEPS[network].items()):
        begin(page, layer)
        columns = len(maps[name][0][0])
        corners = []
        for at in range(columns + 1):
            page.until(
                "return document.querySelector('#draw-walk output').value.startsWith(arguments[0])",
                f"place {at + 1} ",
            )
            row, column = divmod(at, columns)
            where = f"map 0, row {row}, column {column}"
            page.until(
                "return document.querySelector('#draw-unit h4 small').innerText === arguments[0]",
                where,
            )
            value = maps[name][0][row][column]
            page.eventually(partial(shows, page, value))
            check(*page.run(SHOWN))
            corners.append(corner(page))
            control(page, "One step on").click()
        *line, below = corners
        for (x, y), (next_x, next_y) in pairwise(line):
            assert (next_x - x, next_y - y) == (step * scale(page), 0)
        assert (below[0], below[1] - line[0][1]) == (line[0][0], step * scale(page))


def test_who_wants_no_motion_steps_by_hand(still: Page) -> None:
    page = still
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    begin(page, 0)
    assert place(page) == "place 1 of 784"
    assert control(page, "Run").is_displayed()  # and not Pause
    control(page, "One step on").click()
    assert place(page) == "place 2 of 784"
    control(page, "One step back").click()
    control(page, "One step back").click()
    assert place(page) == "place 1 of 784"


def test_a_walk_runs_to_its_end_and_the_map_fills(page: Page) -> None:
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    begin(page, 3)
    control(page, "Pause")
    filled = (
        "const {width, height} = arguments[0];"
        "const {data} = arguments[0].getContext('2d').getImageData(0, 0, width, height);"
        "return data.filter((value, at) => at % 4 === 3 && value > 0).length"
    )
    made = page.one("#draw-walk figure:last-of-type canvas")
    page.choose("#draw-walk select", "fast")
    page.until("return document.querySelector('#draw-walk output').value === 'place 25 of 25'")
    assert page.run(filled, made) > 20
    control(page, "Run")
    page.choose("#draw-walk [aria-label=Place]", "3")
    assert place(page) == "place 4 of 25"
    assert page.run(filled, made) <= 4


def test_escape_ends_a_walk_and_the_focus_is_where_it_began(page: Page) -> None:
    from selenium.webdriver.common.keys import Keys

    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    begin(page, 1)
    control(page, "Pause").send_keys(Keys.ESCAPE)
    assert not page.one("#draw-walk").is_displayed()
    assert page.run("return document.activeElement.dataset.layer") == "1"
    page.run("scrollTo(0, 0)")
    page.draw("#draw-board", "1")  # nothing of the walk is left to trip over
    page.until("return document.querySelector('#draw-unit .note') !== null")


def test_a_walk_goes_on_over_what_is_drawn_next_and_ends_with_its_network(still: Page) -> None:
    page = still
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    begin(page, 2)
    assert "reads maps 0, 1 and 2 of S2" in page.text("#draw-walk .note")
    control(page, "One step on").click()
    page.one("#draw-clear").click()
    page.until("return document.querySelector('#draw-walk').hidden")
    page.run("scrollTo(0, 0)")
    page.draw("#draw-board", "7")
    page.answer("#draw-answer", "7")
    begin(page, 2)
    control(page, "One step on").click()
    page.run("scrollTo(0, 0)")
    page.draw("#draw-board", "1", left=0.6, height=0.2)
    page.until("return document.querySelector('#draw-walk output').value === 'place 2 of 100'")
    page.choose("#network", "modern")
    page.until("return document.querySelector('#draw-walk').hidden")
