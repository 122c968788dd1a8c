"""Files that are small and take much: refused in one sentence, while others are answered."""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import numpy as np
import pytest
from PIL import Image

from ..pictures.hostile import commented_gif, nested_forms_pdf, segmented_jpeg
from .conftest import PNG, Attacked, start

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps all limits")


def encoded(kind: str, mode: str = "L", side: int = 4096, **settings: object) -> bytes:
    """A picture of one colour, as large as a picture may be."""
    file = io.BytesIO()
    Image.new(mode, (side, side)).save(file, kind, **settings)
    return file.getvalue()


def frames(kind: str) -> bytes:
    """An animation of many frames."""
    file = io.BytesIO()
    chance = np.random.default_rng(0)
    pictures = [
        Image.fromarray(chance.integers(0, 256, (40, 40), dtype=np.uint8)) for _ in range(300)
    ]
    pictures[0].save(file, kind, save_all=True, append_images=pictures[1:])
    return file.getvalue()


FILES = {
    "forms in forms": nested_forms_pdf(),
    "half a PDF": nested_forms_pdf()[:900],
    "comments without end": commented_gif(200_000),
    "segments without end": segmented_jpeg(200_000),
    "an animated GIF": frames("GIF"),
    "an animated WebP": frames("WEBP"),
    "an animated PNG": frames("PNG"),
    "more pages than may be": frames("TIFF"),
    "a large PNG": encoded("PNG", "RGBA"),
    "a large TIFF": encoded("TIFF", "F", compression="tiff_adobe_deflate"),
    "a large JPEG": encoded("JPEG", "RGB", progressive=True),
    "too large a picture": encoded("PNG", side=5000),
    "a head of a JPEG": encoded("JPEG")[:300],
}


@pytest.mark.parametrize("content", FILES.values(), ids=FILES)
def test_a_costly_file_is_answered_and_so_is_a_digit_meanwhile(
    attacked: Attacked, content: bytes
) -> None:
    before = attacked.memory()
    found: list[httpx.Response] = []

    def ask() -> None:
        url = f"{attacked.client.base_url}/api/read"
        found.append(httpx.post(url, content=content, timeout=120, trust_env=False))

    asking = threading.Thread(target=ask)
    asking.start()
    digits = 0
    while asking.is_alive():
        answer = attacked.client.post("/api/digit", content=attacked.digit, headers=PNG)
        assert answer.status_code == 200
        assert attacked.client.get("/v2/health/ready").status_code == 200
        digits += 1
    asking.join()
    assert digits
    assert found[0].status_code in (200, 422, 503), found[0].text
    assert attacked.memory() - before < 600 * 2**20  # a page of 4096x4096 while it is read
    assert attacked.answers()


def test_it_ends_while_decoders_are_at_work(tmp_path: Path) -> None:
    process, address = start(tmp_path, "--max-seconds", "100")
    bombs = [
        threading.Thread(target=_ignored_post, args=(f"{address}/api/read", nested_forms_pdf()))
        for _ in range(4)
    ]
    for one in bombs:
        one.start()
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as client:
        while "lenet_requests_at_work 4.0" not in client.get("/metrics").text:
            pass
    decoders = _children(process.pid)
    assert decoders
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    for one in bombs:
        one.join()
    assert not any(Path(f"/proc/{one}").exists() for one in decoders)
    assert "Traceback" not in (tmp_path / "stderr.txt").read_text()


def test_a_command_that_is_killed_leaves_no_decoder_behind(tmp_path: Path) -> None:
    (tmp_path / "bomb.pdf").write_bytes(nested_forms_pdf())
    reading = subprocess.Popen(
        [sys.executable, "-m", "lenet", "read", "bomb.pdf"], cwd=tmp_path, stdout=subprocess.PIPE
    )
    while not (decoders := _children(reading.pid)):
        assert reading.poll() is None
    reading.kill()
    reading.communicate()
    for one in decoders:
        while Path(f"/proc/{one}").exists():  # its own limit of time, and the end of its pipe
            os.sched_yield()


def test_the_command_tells_a_bomb_in_one_sentence(tmp_path: Path, seven_png: bytes) -> None:
    (tmp_path / "bomb.pdf").write_bytes(nested_forms_pdf())
    (tmp_path / "seven.png").write_bytes(seven_png)
    done = subprocess.run(
        [sys.executable, "-m", "lenet", "read", "--json", "bomb.pdf", "seven.png"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    lines = [*done.stdout.splitlines(), *done.stderr.splitlines()]
    assert len([line for line in lines if "bomb.pdf" in line]) == 1, lines
    assert "1 of 2 pictures could not be read" in done.stderr
    assert any("seven.png" in json.dumps(json.loads(line)) for line in done.stdout.splitlines())


def _ignored_post(url: str, content: bytes) -> None:
    with contextlib.suppress(httpx.HTTPError):
        httpx.post(url, content=content, timeout=120, trust_env=False)


def _children(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(one) for task in tasks for one in task.read_text().split()]
