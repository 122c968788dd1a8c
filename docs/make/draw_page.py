"""Make the pictures of the page again: each view, wide and light; Draw also dark and narrow.

python -m docs.make.draw_page

It needs Chromium and its driver, and what the tests need. Networks are trained into a folder that
is thrown away; the sizes are the CSS pixels of the page.
"""

import io
import itertools
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.service.browser import chromium, service
from PIL import Image
from selenium.webdriver.common.action_chains import ActionChains

DOCS = Path(__file__).parent.parent

WIDE, NARROW = (1280, 900), (390, 844)
TALLEST = 1300
COLOURS = 256
SETTLED = 1.5  # seconds
Stroke = list[tuple[float, float]]
# Digits as strokes of points (x, y) in a box of 0.7 x 1.
STROKES: dict[str, list[Stroke]] = {
    "0": [[(0.6, 0.5), (0.5, 0.1), (0.3, 0), (0.1, 0.1), (0, 0.5), (0.1, 0.9), (0.3, 1),
           (0.5, 0.9), (0.6, 0.5)]],
    "2": [[(0, 0.2), (0.15, 0), (0.45, 0), (0.58, 0.25), (0.4, 0.55), (0, 1), (0.6, 1)]],
    "3": [[(0, 0.1), (0.3, 0), (0.55, 0.2), (0.3, 0.45), (0.6, 0.7), (0.4, 1), (0, 0.9)]],
    "4": [[(0.4, 0), (0, 0.65), (0.6, 0.65)], [(0.42, 0.35), (0.42, 1)]],
    "5": [[(0.55, 0), (0.1, 0), (0.08, 0.45), (0.4, 0.4), (0.58, 0.7), (0.35, 1), (0, 0.92)]],
    "7": [[(0, 0), (0.6, 0), (0.2, 1)]],
}  # fmt: skip


def rounded(points: Stroke) -> np.ndarray[Any, Any]:
    """The corners of a stroke cut three times, as a hand does (Chaikin 1974)."""
    line = np.array(points)
    for _ in range(3 if len(line) > 2 else 0):
        ends = itertools.pairwise(line)
        cut = [share * a + (1 - share) * b for a, b in ends for share in (0.75, 0.25)]
        line = np.array([line[0], *cut, line[-1]])
    return line


def write(driver: Any, board: str, text: str, left: float, height: float) -> None:
    canvas = driver.find_element("css selector", f"{board} canvas")
    wide, high = canvas.size["width"], canvas.size["height"]
    size = height * high
    for place, digit in enumerate(text):
        corner = np.array((left * wide + 0.85 * size * place, (high - size) / 2))
        for stroke in STROKES[digit]:
            points = corner + size * rounded(stroke) - (wide / 2, high / 2)
            hand = ActionChains(driver, duration=5)
            hand.move_to_element_with_offset(canvas, *map(int, points[0])).click_and_hold()
            for x, y in points[1:]:
                hand.move_to_element_with_offset(canvas, int(x), int(y))
            hand.release().perform()
    time.sleep(SETTLED)


def screen(driver: Any, size: tuple[int, int], scheme: str = "light") -> None:
    width, height = size
    told = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", told)
    feature = {"name": "prefers-color-scheme", "value": scheme}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    time.sleep(SETTLED / 2)


def take(driver: Any, name: str, size: tuple[int, int], scheme: str = "light") -> None:
    whole = driver.execute_script("return document.documentElement.scrollHeight")
    screen(driver, (size[0], min(whole, TALLEST)), scheme)
    picture = Image.open(io.BytesIO(driver.get_screenshot_as_png())).convert("RGB")
    few = picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=2)
    few.save(DOCS / f"page-{name}.png", optimize=True)
    screen(driver, size)


def go(driver: Any, view: str) -> None:
    driver.find_element("css selector", f'nav a[href="#{view}"]').click()
    time.sleep(SETTLED)


def point(driver: Any) -> None:
    """Keep a unit of C3."""
    layer = driver.find_elements("css selector", "#draw-maps canvas[tabindex]")[2]
    ActionChains(driver).move_to_element_with_offset(layer, -20, -3).click().perform()
    time.sleep(SETTLED)


def views(driver: Any, address: str) -> None:
    screen(driver, WIDE)
    driver.get(address)
    time.sleep(SETTLED)
    write(driver, "#draw-board", "3", 0.3, 0.6)
    point(driver)
    take(driver, "draw", WIDE)
    take(driver, "dark", WIDE, "dark")
    go(driver, "shake")
    take(driver, "shake", WIDE)
    go(driver, "string")
    write(driver, "#string-board", "20745", 0.1, 0.6)
    take(driver, "string", WIDE)
    go(driver, "read")
    driver.find_element("id", "read-files").send_keys(str(DOCS / "amount.png"))
    time.sleep(2 * SETTLED)
    take(driver, "read", WIDE)
    go(driver, "learn")
    driver.find_element("id", "learn-epochs").send_keys("5")
    driver.find_element("id", "learn-start").click()
    while driver.find_element("id", "learn-said").get_attribute("data-state") != "finished":
        time.sleep(SETTLED)
    take(driver, "learn", WIDE)
    go(driver, "mistakes")
    take(driver, "mistakes", WIDE)
    go(driver, "draw")
    screen(driver, NARROW)
    take(driver, "narrow", NARROW)


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as runs,
        service("--runs", runs) as (address, _),
        chromium() as driver,
    ):
        views(driver, address)


if __name__ == "__main__":
    main()
