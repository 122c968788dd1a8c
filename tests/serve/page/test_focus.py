"""Where the focus is after something was pressed, and what screen readers are told."""

import pytest

from lenet.datasets.where import Where

from .conftest import READY, Page, in_chromium

pytestmark = in_chromium

FOCUSED = "return document.activeElement.getAttribute('aria-label') ?? document.activeElement.id"
RULES = ["label-content-name-mismatch", "heading-order"]


def test_a_cell_of_the_confusion_matrix_keeps_the_focus(page: Page, serve) -> None:
    page.move(serve(data=Where("mnist"), threads=2))
    page.open("mistakes")
    page.until("return document.querySelectorAll('#mistakes-digits button').length === 73")
    cell = page.one("#mistakes-confusion button[aria-label='9 read as 8: 7']")
    cell.send_keys("\n")
    page.until("return document.querySelectorAll('#mistakes-digits button').length === 7")
    assert page.run(FOCUSED) == "9 read as 8: 7"
    assert cell.get_attribute("aria-pressed") == "true"
    every = page.one("#mistakes-all")
    assert every.get_attribute("aria-pressed") == "false"
    every.send_keys("\n")
    page.until("return document.querySelectorAll('#mistakes-digits button').length === 73")
    assert page.run(FOCUSED) == "mistakes-all"
    assert cell.get_attribute("aria-pressed") == "false"


def test_a_digit_of_a_string_keeps_the_focus(page: Page) -> None:
    page.draw("#draw-board", "72", left=0.1, height=0.4)
    page.answer("#draw-answer", "72")
    page.one("#draw-answer .word button:nth-child(2)").send_keys("\n")
    page.until("return document.querySelector('.word [aria-pressed=true]').textContent === '2'")
    assert page.run("return document.activeElement.textContent") == "2"


@pytest.mark.network
def test_names_hold_what_is_seen_and_headings_go_down_by_one(page: Page, serve, axe: str) -> None:
    page.move(serve(data=Where("mnist"), threads=2))
    page.open("mistakes")
    page.until("return document.querySelectorAll('#mistakes-digits button').length === 73")
    page.go("draw")
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    for view in READY:
        page.go(view)
        page.until(READY[view])
        page.run(f"if (!window.axe) {{ {axe} ; window.axe = axe }}")
        found = page.run("return axe.run({ runOnly: arguments[0] })", RULES)
        bad = [
            (one["id"], node["html"][:120]) for one in found["violations"] for node in one["nodes"]
        ]
        assert bad == [], view
