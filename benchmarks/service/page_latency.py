"""From the end of a stroke to its maps on the page: median and 99th percentile.

python -m benchmarks.service.page_latency [--strokes 120]

A digit is drawn with the mouse in Chromium, stroke by stroke; the page itself takes the time, from
the pen's lifting to the last map's drawing. It needs Chromium, its driver and selenium. Leave the
machine alone meanwhile.
"""

import argparse
import time
from typing import Any

import numpy as np
from selenium.webdriver.common.action_chains import ActionChains

from benchmarks import machine
from benchmarks.service.browser import chromium, service

NAME = "stroke to maps"
SETTLED = 0.4  # seconds, so that each stroke's answer is there before the next begins
A_DIGIT = 6
"""Strokes on the board before it is cleared."""


def stroke(driver: Any, board: Any, rng: np.random.Generator) -> None:
    half = board.size["width"] / 4
    points = rng.uniform(-half, half, (4, 2)).round().astype(int).tolist()
    pen = ActionChains(driver, duration=5)
    pen.move_to_element_with_offset(board, *points[0]).click_and_hold()
    for x, y in points[1:]:
        pen.move_to_element_with_offset(board, x, y)
    pen.release().perform()
    time.sleep(SETTLED)


def times(driver: Any, address: str, strokes: int) -> list[float]:
    """Milliseconds of each stroke."""
    driver.get(address)
    time.sleep(2)
    board = driver.find_element("css selector", "#draw-board canvas")
    clear = driver.find_element("id", "draw-clear")
    rng = np.random.default_rng(0)
    for number in range(strokes):
        if number % A_DIGIT == 0:
            clear.click()
        stroke(driver, board, rng)
    taken = f"return performance.getEntriesByName('{NAME}').map(one => one.duration)"
    return [float(one) for one in driver.execute_script(taken)]


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--strokes", type=int, default=120)
    given = ask.parse_args()
    with service("--read-only") as (address, _), chromium() as driver:
        found = times(driver, address, given.strokes)
    middle, last = np.percentile(found, (50, 99))
    print(f"{len(found)} strokes: median {middle:.1f} ms, 99 % within {last:.1f} ms")
    print(machine.describe())


if __name__ == "__main__":
    main()
