"""Make the pictures of the page again: each view, wide and light; Draw also dark and narrow.

python -m docs.make.draw_page
python -m docs.make.draw_page --all FOLDER

With --all nothing in docs/ changes: every view is drawn at every size, light and dark, empty and
in use, into a folder, to be looked at after a change of the page.

It needs Chromium and its driver, and what the tests need. Networks are trained into a folder that
is thrown away; the sizes are the CSS pixels of the page.
"""

import argparse
import base64
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
EVERY_SIZE = ((1920, 1080), (1440, 900), (1024, 768), (720, 450), (390, 844), (320, 700))
"""A projector, laptops, a tablet, a laptop at 200 %, phones."""
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


def whole(driver: Any, tallest: int) -> Image.Image:
    """The page as it stands in its window, and what is below the fold."""
    width, height = driver.execute_script(
        "const {clientWidth, scrollHeight} = document.documentElement;"
        "return [clientWidth, scrollHeight]"
    )
    clip = {"x": 0, "y": 0, "width": width, "height": min(height, tallest), "scale": 1}
    told = {"captureBeyondViewport": True, "clip": clip}
    drawn = driver.execute_cdp_cmd("Page.captureScreenshot", told)["data"]
    return Image.open(io.BytesIO(base64.b64decode(drawn))).convert("RGB")


def window(driver: Any) -> Image.Image:
    return Image.open(io.BytesIO(driver.get_screenshot_as_png())).convert("RGB")


def few(picture: Image.Image) -> Image.Image:
    """In few colours."""
    return picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=2)


def take(driver: Any, name: str, size: tuple[int, int], scheme: str = "light") -> None:
    screen(driver, size, scheme)
    few(whole(driver, TALLEST)).save(DOCS / f"page-{name}.png", optimize=True)


def go(driver: Any, view: str) -> None:
    driver.find_element("css selector", f'nav a[href="#{view}"]').click()
    time.sleep(SETTLED)


def point(driver: Any) -> None:
    """Keep a unit of C3."""
    layer = driver.find_elements("css selector", "#draw-maps canvas[tabindex]")[2]
    ActionChains(driver).move_to_element_with_offset(layer, -20, -3).click().perform()
    time.sleep(SETTLED)


def write_string(driver: Any) -> None:
    go(driver, "string")
    board = driver.find_element("css selector", "#string-board canvas").size
    write(driver, "#string-board", "20745", 0.05, min(0.6, 0.2 * board["width"] / board["height"]))


def read(driver: Any) -> None:
    go(driver, "read")
    driver.find_element("id", "read-files").send_keys(str(DOCS / "amount.png"))
    time.sleep(2 * SETTLED)


def learn(driver: Any) -> None:
    go(driver, "learn")
    epochs = driver.find_element("id", "learn-epochs")
    epochs.clear()
    epochs.send_keys("5")
    driver.find_element("id", "learn-start").click()
    while driver.find_element("id", "learn-said").get_attribute("data-state") != "finished":
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
    write_string(driver)
    take(driver, "string", WIDE)
    read(driver)
    take(driver, "read", WIDE)
    learn(driver)
    take(driver, "learn", WIDE)
    go(driver, "mistakes")
    take(driver, "mistakes", WIDE)
    go(driver, "draw")
    screen(driver, NARROW)
    driver.find_element("id", "draw-close").click()
    point(driver)
    few(window(driver)).save(DOCS / "page-narrow.png", optimize=True)


VIEWS = ("draw", "shake", "string", "read", "learn", "mistakes")


def every_view(driver: Any, address: str, folder: Path) -> None:
    """Every view at every size: first as it is before anything is done, then in use."""
    folder.mkdir(parents=True, exist_ok=True)
    for size in EVERY_SIZE:
        screen(driver, size)
        driver.get("about:blank")
        driver.get(address)
        for view in VIEWS:
            go(driver, view)
            look(driver, folder, f"{view}-empty", size)
        go(driver, "draw")
        write(driver, "#draw-board", "3", 0.3, 0.6)
        look(driver, folder, "draw-used", size)
        point(driver)
        look(driver, folder, "draw-unit", size)
        write_string(driver)
        read(driver)
        if size == EVERY_SIZE[0]:
            learn(driver)
        for view in VIEWS[1:]:
            go(driver, view)
            look(driver, folder, f"{view}-used", size)


def look(driver: Any, folder: Path, name: str, size: tuple[int, int]) -> None:
    """The window, and the whole page where more is below it."""
    width, height = size
    for scheme in ("dark", "light"):
        screen(driver, size, scheme)
        path = folder / f"{name}-{width}x{height}-{scheme}.png"
        path.write_bytes(driver.get_screenshot_as_png())
    if driver.execute_script("return document.documentElement.scrollHeight") > height:
        whole(driver, 4 * height).save(folder / f"{name}-{width}-whole.png")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every view at every size")
    folder = parser.parse_args().all
    with (
        tempfile.TemporaryDirectory() as runs,
        service("--runs", runs) as (address, _),
        chromium() as driver,
    ):
        if folder:
            every_view(driver, address, folder)
        else:
            views(driver, address)


if __name__ == "__main__":
    main()
