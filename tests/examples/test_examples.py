"""Each example runs as its first lines say, in an empty folder, and says what they promise."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import lenet

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
COMMAND = "from lenet.commands.main import main; main()"


@pytest.fixture(scope="module")
def amount() -> Path:
    """The picture of an amount, 20244."""
    (picture,) = (ROOT / "docs").rglob("amount.png")
    return picture


def said(folder: Path, example: str, *arguments: object) -> str:
    command = [sys.executable, str(EXAMPLES / example), *map(str, arguments)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_each_example_is_run_here_and_shows_its_own_command() -> None:
    here = Path(__file__).read_text()
    for example in EXAMPLES.glob("*.py"):
        assert f'"{example.name}"' in here
        assert f"    python examples/{example.name}" in example.read_text()


def test_the_tutorial_trains_saves_and_reads_a_seven(mnist: object, tmp_path: Path) -> None:
    assert said(tmp_path, "tutorial.py", 1).endswith("the first test image is a 7\n")
    assert lenet.load(tmp_path / "my-network").count_params() == 53_558


def test_looking_inside_draws_kernels_and_maps(mnist: object, tmp_path: Path) -> None:
    assert said(tmp_path, "look_inside.py", 4).startswith("a 4, read as 4 with probability ")
    with Image.open(tmp_path / "inside.png") as picture:
        assert picture.width > 1000


def test_a_cheque_is_read_digit_by_digit(amount: Path, tmp_path: Path) -> None:
    lines = said(tmp_path, "read_cheque.py", amount).splitlines()
    assert lines[0].startswith("20244, 99.")
    assert [line.split()[0] for line in lines[1:6]] == list("20244")


def test_a_page_without_writing_is_left_to_a_person(tmp_path: Path) -> None:
    Image.new("L", (200, 60), 255).save(tmp_path / "empty.png")
    assert "a person should look" in said(tmp_path, "read_cheque.py", "empty.png")


def test_a_calibrated_reader_is_written_and_can_be_used(
    mnist: lenet.datasets.Dataset, tmp_path: Path
) -> None:
    images, labels = mnist.test
    with (tmp_path / "labels.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "amount"])
        for number in range(20):
            digits = slice(3 * number, 3 * number + 3)
            strip = np.pad(np.hstack(list(images[digits])), 8)
            Image.fromarray(255 - strip).save(tmp_path / f"{number}.png")
            rows.writerow([f"{number}.png", "".join(map(str, labels[digits]))])
    right, wide, narrow = re.findall(
        r"^(\d+) ", said(tmp_path, "calibrate_to_forms.py", "."), re.MULTILINE
    )
    assert 16 <= int(right) <= 20
    assert int(narrow) <= int(wide) <= 20
    assert lenet.Reader.load(tmp_path / "my-reader").calibration.readings == 20


def test_a_client_of_the_service_is_told_what_the_reader_reads(
    amount: Path, tmp_path: Path
) -> None:
    serve = [sys.executable, "-c", COMMAND, "serve", "--port", "0", "--json"]
    with subprocess.Popen(serve, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout is not None
        try:
            address = json.loads(service.stdout.readline())["address"]
            told = said(tmp_path, "service_client.py", address, amount)
        finally:
            service.terminate()
    assert re.fullmatch(r".*amount\.png: 20244, 99\.\d%, accepted\n", told)
