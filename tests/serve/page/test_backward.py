"""Draw: what if this were of another class, layer by layer backwards, and one update."""

import re

import pytest

from .conftest import Page, in_chromium

pytestmark = in_chromium

SHOWN = "return !document.querySelector('#draw-back').hidden"


def ask(page: Page, wanted: str) -> None:
    page.choose("#draw-wanted", wanted)
    page.until(SHOWN)


@pytest.mark.parametrize("network", ["original", "modern", "tutorial"])
def test_the_figures_of_one_update_come_out_by_hand(page: Page, network: str) -> None:
    page.choose("#network", network)
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    ask(page, "8")
    text = page.text("#draw-back")
    before, after = re.search(r"Loss ([\d.]+) → ([\d.]+)", text).groups()  # type: ignore[union-attr]
    assert float(after) < float(before)
    said = r"column \d+: (−?[\d.]+) ([+−]) ([\d.]+) × ([\d.]+) = (−?[\d.]+)\."
    weight, sign, rate, slope, result = re.search(said, text).groups()  # type: ignore[union-attr]
    step = float(rate) * float(slope) * (1 if sign == "+" else -1)
    assert number(weight) + step == pytest.approx(number(result), abs=2e-6)
    assert len(page.all("#draw-back .answers tr")) == 11
    row = [one.text for one in page.all("#draw-back .answers td:nth-of-type(1)")]
    now = [one.text for one in page.all("#draw-answer .classes span:last-child")]
    assert row == now, "the answer before is the one on the page"


def test_another_rate_is_another_update_and_forward_is_a_button_away(page: Page) -> None:
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    forward = page.run(PIXELS)
    ask(page, "8")
    page.until(f"const now = (() => {{ {PIXELS} }})(); return now !== arguments[0]", forward)
    first = page.text("#draw-back .answers")
    page.choose("#draw-back select", "0.001")
    page.until("return document.querySelector('#draw-back').innerText.includes('− 0.001 ×')")
    assert page.text("#draw-back .answers") != first
    page.one("#draw-back button").click()
    assert not page.run(SHOWN)
    assert page.run("return document.querySelector('#draw-wanted').value") == ""
    assert page.run(PIXELS) == forward


def number(text: str) -> float:
    return float(text.replace("−", "-"))


PIXELS = "return document.querySelectorAll('#draw-maps .stack canvas:not(.over)')[1].toDataURL()"
"""The picture of the first layer."""


def test_who_wants_no_motion_sees_all_errors_at_once(page: Page) -> None:
    feature = {"name": "prefers-reduced-motion", "value": "reduce"}
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    forward = page.run(PIXELS)
    ask(page, "0")
    assert page.run(PIXELS) != forward


def test_what_is_drawn_next_is_thought_forward(page: Page) -> None:
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    ask(page, "8")
    page.one("#draw-clear").click()
    page.until("return document.querySelector('#draw-back').hidden")
    assert page.run("return document.querySelector('#draw-wanted').disabled")
