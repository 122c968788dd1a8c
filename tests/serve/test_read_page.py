"""Strings and amounts, with the options of the command."""

import base64
import io
import json

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from lenet.commands.main import main
from lenet.reader_training.strip_network import strip_reader
from lenet.reading.reader import Reader

from .service_client import PNG, png, refused


def test_a_string_is_read_as_the_command_reads_it(serve, draw_line, tmp_path):
    picture = png(np.rint(235 - 200 * draw_line("5315", 50)).astype(np.uint8))
    (tmp_path / "amount.png").write_bytes(picture)
    said = CliRunner().invoke(main, ["read", str(tmp_path / "amount.png"), "--json"])
    (expected,) = map(json.loads, said.stdout.splitlines())
    client = serve()
    (told,) = client.post("/api/read", files={"file": ("amount.png", picture)}).json()["readings"]
    assert told == {**expected, "file": "amount.png"}
    (raw,) = client.post("/api/read", content=picture, headers=PNG).json()["readings"]
    assert raw == {**expected, "file": ""}


def test_the_options_of_the_command_are_taken(serve, draw_line):
    picture = png(np.rint(235 - 200 * draw_line("5315", 50)).astype(np.uint8))
    height, width = draw_line("5315", 50).shape
    client = serve()

    def read(**options):
        answer = client.post("/api/read", params=options, content=picture, headers=PNG)
        assert answer.status_code == 200, answer.text
        return answer.json()

    assert read(digits=True)["readings"][0]["amount"] is None
    assert read(length=4)["readings"][0]["text"] == "5315"
    assert read(pattern=r"\d{3}1\d|53\d5")["readings"][0]["text"].startswith("53")
    assert not read(max_error=0)["readings"][0]["accepted"]
    box = f"0,0,{width},{height}"
    assert [one["field"] for one in read(box=[box, box])["readings"]] == ["1", "2"]
    form = json.dumps({"sum": [0, 0, width, height]})
    assert read(form=form)["readings"][0]["field"] == "sum"
    (page,) = read(cells=True)["readings"]
    assert page["reason"].startswith("no table was found")
    steps = read(explain=True)["steps"]
    with Image.open(io.BytesIO(base64.b64decode(steps[0]["png"]))) as first:
        assert first.size == (width, height)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"pattern": "("}, "pattern"),
        ({"pattern": ""}, "pattern"),
        ({"length": 0}, "length"),
        ({"max_error": 2}, "max_error"),
        ({"cells": True, "box": "0,0,9,9"}, "expected boxes or cells, received both"),
        ({"max_error": "nan"}, "max_error"),
        ({"box": "1,2"}, "x,y,width,height"),
        ({"box": "9000,9000,3,3"}, "within"),
        ({"form": "{"}, "JSON"),
        ({"form": "{}", "box": "0,0,9,9"}, "leave out box"),
        ({"form": "[" * 10_000}, "JSON"),
    ],
)
def test_options_that_cannot_be_used_are_refused(serve, seven_png, options, sentence):
    answer = serve().post("/api/read", params=options, content=seven_png, headers=PNG)
    refused(answer, 422, sentence)


def test_ones_own_reader_is_used(serve, seven_png, tmp_path):
    Reader((strip_reader(seed=3),)).save(tmp_path / "reader")
    client = serve(reader=tmp_path / "reader")
    assert client.post("/api/read", content=seven_png, headers=PNG).status_code == 200
    assert client.service.reader.networks[0].seed == 3
