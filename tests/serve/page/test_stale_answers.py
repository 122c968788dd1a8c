"""Answers that come late: none of them stands beside what was asked after it."""

import threading
from pathlib import Path
from typing import Any

from ..service_client import waits
from .conftest import Page, in_chromium

pytestmark = in_chromium

HOLD = """
window.held = [];
window.own ??= window.fetch;
window.fetch = (path, how) => {
  if (!path.startsWith(PATH)) return window.own(path, how);
  return new Promise((done, refuse) => {
    const signal = how?.signal;
    const one = { path, aborted: signal?.aborted ?? false };
    one.answer = async () => {
      if (one.aborted) return;
      const answer = await window.own(path, how);
      const copy = answer.clone();
      done(answer);
      await copy.text();
      setTimeout(() => { one.taken = true; });
    };
    signal?.addEventListener("abort", () => { one.aborted = true; refuse(signal.reason); });
    window.held.push(one);
  });
};
"""
"""What is asked of a path waits in ``window.held``, until its ``answer`` is called.

It is ``taken`` when the page has had the answer.
"""


def hold(page: Page, path: str) -> None:
    page.run(HOLD.replace("PATH", f"'{path}'"))


def test_the_network_that_was_chosen_last_answers(page: Page) -> None:
    page.draw("#draw-board", "3")
    page.answer("#draw-answer", "3")
    hold(page, "/api/networks/")
    page.choose("#network", "tutorial")
    page.choose("#network", "modern")
    for at in (1, 0):
        page.until("return window.held.length >= 2")
        page.run("window.held[arguments[0]].answer()", at)
        page.until("return window.held[arguments[0]].taken", at)
        page.until("return document.querySelector('#draw-maps h4 [title=output]') !== null")
    assert page.run("return document.querySelector('#network').value") == "modern"
    assert page.run("return localStorage.getItem('network')") == "modern"


def test_a_network_that_cannot_be_described_leaves_the_one_before(page: Page) -> None:
    page.run(
        "window.own = window.fetch; window.fetch = async (path, how) =>"
        " path.startsWith('/api/networks/modern')"
        ' ? new Response(\'{"detail": "gone"}\', { status: 404 }) : window.own(path, how)'
    )
    before = page.run("return document.querySelector('#network').value")
    page.choose("#network", "modern")
    page.until("return document.querySelector('#problem-said').innerText === 'Gone.'")
    assert page.run("return document.querySelector('#network').value") == before


def test_what_the_reader_was_asked_is_cancelled_by_the_next_stroke(page: Page) -> None:
    hold(page, "/api/read")
    page.draw("#draw-board", "72", left=0.1, height=0.4)
    waiting = "return window.held.length > arguments[0] && !window.held.at(-1).aborted"
    page.until(waiting, 0)
    before = page.run("return window.held.length")
    page.draw("#draw-board", "1", left=0.8, height=0.4)
    page.until(waiting, before)
    assert page.run("return window.held.slice(0, -1).every((one) => one.aborted)")
    page.run("window.held.at(-1).answer()")
    page.answer("#draw-answer", "721")


def test_the_test_digits_that_were_asked_for_last_are_offered(page: Page) -> None:
    page.go("shake")
    page.until("return document.querySelectorAll('#shake-digits button').length === 10")
    hold(page, "/api/tests")
    page.choose("#shake-number", "20")
    page.choose("#shake-number", "40")
    page.choose("#shake-number", "60")
    for at in (0, 1):
        page.until("return window.held.length > arguments[0]", at)
        page.run("window.held[arguments[0]].answer()", at)
    page.until("return document.querySelector('#shake-number').value === '60'")
    page.until("return document.querySelector('#shake-digits [aria-label^=\"test digit 60,\"]')")
    assert page.run("return window.held.length") == 2


def test_a_picture_is_read_as_the_options_say_last(page: Page, line: Path) -> None:
    page.go("read")
    hold(page, "/api/read")
    page.one("#read-files").send_keys(str(line))
    for pattern in ("[0-9]{2}", "[0-9]{3}"):
        page.until("return window.held.length > 0 && !window.held.at(-1).aborted")
        page.choose("#read-pattern", pattern)
        assert page.run("return window.held[0].aborted")
        assert not page.one("#read-json").is_enabled()
        assert not page.one("#read-csv").is_enabled()
    page.until("return window.held.length === 3")
    page.run("for (const one of [...window.held].reverse()) one.answer()")
    three = "return document.querySelector('#read-results [data-answer]')?.dataset.answer.length"
    page.until(f"{three} === 3")
    page.until("return window.held.at(-1).taken")
    assert page.run(three) == 3
    assert page.one("#read-json").is_enabled()


def test_what_is_cleared_away_is_read_no_further(page: Page, line: Path) -> None:
    page.go("read")
    hold(page, "/api/read")
    page.one("#read-files").send_keys(str(line))
    page.until("return window.held.length === 1")
    page.one("#read-clear").click()
    assert page.run("return window.held[0].aborted")
    page.one("#read-files").send_keys(str(line))
    page.until("return window.held.length === 2")
    page.run("window.held[1].answer()")
    page.answer("#read-results", "5315")
    assert len(page.all("#read-results .picture")) == 1


class Slow:
    """A reader that reads nothing, and that only when it may; meanwhile it can be stopped."""

    def __init__(self) -> None:
        self.begun, self.go = 0, threading.Event()

    def read(self, picture: bytes, *, before_each: Any, **_: Any) -> list[Any]:
        self.begun += 1
        while not self.go.wait(0.01):
            before_each()
        return []


def test_however_often_the_options_change_the_service_has_one_reading_at_work(
    page: Page, serve: Any, line: Path
) -> None:
    client, slow = serve(threads=2), Slow()
    client.service.reader = slow
    page.move(client)
    page.open("read")
    page.one("#read-files").send_keys(str(line))
    for many in range(1, 10):
        waits(lambda many=many: slow.begun == many)
        page.choose("#read-length", str(many))
    waits(lambda: slow.begun == 10)
    waits(lambda: client.service.reading_executor.at_work == 1)
    slow.go.set()
    page.until("return document.querySelectorAll('.picture[aria-busy]').length === 0")
