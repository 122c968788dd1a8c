"""The page as one file: what it has, what it refuses, and how large it is."""

import base64
import gzip
import json
import re
import shutil
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import lenet
from lenet.datasets.where import Where
from lenet.errors import DataError
from lenet.serve import write_page
from lenet.serve.page_file.page_trainings import training_of

from ...commands.command_line import objects, refused, run

LARGEST, LARGEST_ZIPPED = 800_000, 550_000
"""Bytes of a file with one network, without digits and strings."""


def part(html: str, name: str) -> bytes:
    found = re.search(rf'<script type="text/plain" id="packed-{name}">([^<]*)</script>', html)
    assert found
    return base64.b64decode(found[1])


def told(html: str) -> Any:
    return json.loads(zlib.decompress(part(html, "networks")))


def test_a_file_with_one_network_is_small_and_fetches_nothing(tmp_path: Path) -> None:
    out = tmp_path / "lenet.html"
    done = write_page(["original"], out, data=None, strings=False)
    html = out.read_text()
    assert done.networks == ["original"]
    assert done.size == out.stat().st_size < LARGEST
    assert len(gzip.compress(out.read_bytes())) < LARGEST_ZIPPED
    assert "default-src 'none'" in html
    assert re.findall(r"(?:src|href)=\"(?!#|data:)", html) == []
    assert "view-read" not in html
    assert "view-learn" not in html
    weights = np.frombuffer(part(html, "weights-0"), "<f4")
    own = lenet.load("original").get_weights()
    assert np.array_equal(weights, np.concatenate([array.ravel() for array in own]))


def test_the_digits_are_some_or_all_and_those_misread_are_among_them(
    tmp_path: Path, tiny_folder: Path
) -> None:
    where = Where(str(tiny_folder))
    data = where.load()
    for whole in (False, True):
        out = tmp_path / "lenet.html"
        write_page(["tutorial"], out, data=lambda _: data, whole=whole, strings=False)
        found = told(out.read_text())
        packed, [mistakes] = found["digits"], found["mistakes"]
        indices = packed["tests"]["indices"]
        step = 1 if whole else 5
        count = packed["tests"]["count"]
        assert indices[:count] == list(range(0, len(data.test[0]), step))
        assert {one["index"] for one in mistakes["misread"]} <= set(indices)
        pixels = zlib.decompress(part(out.read_text(), "digits"))
        expected = data.train[0].tobytes() + data.test[0][indices].tobytes()
        assert pixels == expected


def test_figures_of_a_run_that_diverged_are_null(tmp_path: Path, tiny_run: Path) -> None:
    folder, out = tmp_path / "diverged", tmp_path / "lenet.html"
    shutil.copytree(tiny_run, folder)
    config = json.loads((folder / "config.json").read_text())
    config["result"]["loss"] = float("nan")
    (folder / "config.json").write_text(json.dumps(config))
    write_page([str(folder)], out, data=None, strings=False)
    [network] = told(out.read_text())["networks"]
    assert network["name"] == "diverged"
    assert network["result"]["loss"] is None


@pytest.mark.parametrize("name", ["tutorial", "original", "modern"])
def test_first_weights_are_drawn_from_the_ranges_of_lenet_train(name: str, mnist: Any) -> None:
    _, ends = training_of(name, mnist, 1000)
    low, high = np.frombuffer(ends, "<f4").reshape(2, -1)
    own = np.concatenate(
        [one.ravel() for one in lenet.networks.NETWORKS[name].build(1).get_weights()]
    )
    assert np.all((low <= own) & (own <= high))
    drawn = low < high
    share = (own[drawn] - low[drawn]) / (high[drawn] - low[drawn])
    assert abs(share.mean() - 0.5) < 0.01
    assert share.min() < 0.01
    assert share.max() > 0.99


@pytest.mark.parametrize(
    ("networks", "sentence"),
    [
        (["original", "lenet:original"], "expected 1 to 16 networks of different names"),
        ([], "expected 1 to 16 networks of different names"),
        (["nowhere"], "nowhere"),
    ],
)
def test_what_cannot_be_written_is_one_sentence_and_leaves_no_file(
    tmp_path: Path, networks: list[str], sentence: str
) -> None:
    out = tmp_path / "lenet.html"
    with pytest.raises(DataError, match=re.escape(sentence)):
        write_page(networks, out, data=None)
    assert list(tmp_path.iterdir()) == []


def test_the_command_writes_the_file_and_tells_its_size(tmp_path: Path) -> None:
    out = tmp_path / "lenet.html"
    done = run("page", "tutorial", "--out", str(out), "--digits", "none", "--no-strings", "--json")
    [found] = objects(done)
    assert found["networks"] == ["tutorial"]
    assert found["bytes"] == out.stat().st_size
    assert set(found["parts"]) == {"engine", "weights-0"}
    refused("page", str(tmp_path / "no-run"), "--digits", "none", "--out", str(out))
