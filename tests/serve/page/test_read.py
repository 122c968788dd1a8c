"""Read: pictures chosen, dropped and pasted, and their readings taken away."""

import base64
import json
from pathlib import Path

from .conftest import Page, in_chromium

pytestmark = in_chromium

PASTE = """
const bytes = Uint8Array.from(atob(arguments[0]), (one) => one.charCodeAt(0));
const clipboardData = new DataTransfer();
clipboardData.items.add(new File([bytes], 'image.png', { type: 'image/png' }));
document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
"""


def test_pictures_are_read_and_taken_away(page: Page, line: Path, tmp_path: Path) -> None:
    paths = [line, tmp_path / "none.png"]
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


def test_a_picture_is_dropped(page: Page, line: Path) -> None:
    page.go("read")
    page.drop("#read-drop", line)
    page.answer("#read-results", "5315")
    assert page.text("#read-results h3") == line.name


def test_a_picture_is_pasted(page: Page, line: Path) -> None:
    page.go("read")
    page.run(PASTE, base64.b64encode(line.read_bytes()).decode())
    page.answer("#read-results", "5315")
    page.go("draw")
    page.run(PASTE, base64.b64encode(line.read_bytes()).decode())
    page.go("read")
    assert len(page.all("#read-results .picture")) == 1  # the other view takes none


def test_another_wish_reads_the_pictures_again(page: Page, line: Path) -> None:
    page.go("read")
    page.one("#read-files").send_keys(str(line))
    page.answer("#read-results", "5315")
    assert "amount 5315.00" in page.text("#read-results .text")
    page.choose("#read-grammar", "digits")
    page.until("return !document.querySelector('#read-results .text small')")
    page.answer("#read-results", "5315")
    page.choose("#read-length", "3")
    length = "return document.querySelector('#read-results [data-answer]')?.dataset.answer.length"
    page.until(f"{length} === 3")
    page.one("#read-clear").click()
    assert page.all("#read-results .picture") == []
    assert not page.one("#read-json").is_enabled()
