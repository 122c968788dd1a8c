"""One line of writing, swept."""

import base64

import numpy as np
import pytest

from ..conftest import draw_text
from .service_client import PNG, png


def test_a_line_is_swept_and_its_path_spells_what_is_written(serve):
    line = np.rint(255 * (1 - draw_text("20745", 60))).astype(np.uint8)
    told = serve().post("/api/sweep", content=png(line), headers=PNG).json()
    assert told["reading"]["text"] == "20745"
    assert told["size"] == [line.shape[1], line.shape[0]]
    spelled = [
        one for one, before in zip(told["path"], [0, *told["path"]], strict=False) if one != before
    ]
    assert "".join(told["classes"][one] for one in spelled) == "20745"
    assert len(told["path"]) == len(told["places"]) == len(told["probabilities"])
    assert np.sum(told["probabilities"], axis=1) == pytest.approx(1, abs=1e-3)
    middles = [told["places"][at] for at, one in enumerate(told["path"]) if one]
    assert min(middles) > 30 - 20
    assert max(middles) < line.shape[1] - 10
    wide, high = told["strip"]["size"]
    assert len(base64.b64decode(told["strip"]["pixels"])) == wide * high


def test_paper_without_ink_has_nothing_to_sweep(serve):
    told = serve().post("/api/sweep", content=png(np.full((60, 200), 255, np.uint8)), headers=PNG)
    assert told.json()["strip"] is None
    assert told.json()["reading"]["text"] == ""
