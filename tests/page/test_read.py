"""Read: pictures chosen, dropped and pasted, and their readings taken away."""

import json
from pathlib import Path

import numpy as np
from PIL import Image

from ..conftest import draw_text
from .conftest import Page, in_chromium

pytestmark = in_chromium


def test_pictures_are_read_and_taken_away(page: Page, tmp_path: Path) -> None:
    paths = [tmp_path / "amount.png", tmp_path / "none.png"]
    line = np.rint(255 * (1 - draw_text("5315", 40))).astype(np.uint8)
    Image.fromarray(line).save(paths[0])
    paths[1].write_bytes(b"not a picture")
    page.go("read")
    page.one("#read-files").send_keys("\n".join(map(str, paths)))
    page.answer("#read-results", "5315")
    page.until("return document.querySelectorAll('.picture[aria-busy]').length === 0")
    assert len(page.all("#read-results .shown rect")) == 4
    assert len(page.all("#read-results .way img")) >= 6
    assert len(page.all("#read-results .rejected")) == 1
    kept = "const made = []; const own = URL.createObjectURL;\n"
    kept += "URL.createObjectURL = (blob) => { made.push(blob); return own(blob); };\n"
    kept += "HTMLAnchorElement.prototype.click = () => {};\n"
    kept += "for (const id of ['read-json', 'read-csv']) document.getElementById(id).click();\n"
    told, table = page.run(f"{kept} return Promise.all(made.map((blob) => blob.text()))")
    assert [one.get("text") for one in json.loads(told)] == ["5315", None]
    assert table.splitlines()[1].startswith("amount.png,1,,5315,5315.00,")
    page.driver.get_log("browser")  # Chromium's own word on the picture that is none
