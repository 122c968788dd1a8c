"""How sure a reading is, as ``lenet read`` shows it: never rounded up to a certainty."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lenet.commands.main import main


@pytest.mark.parametrize(
    ("confidence", "shown"),
    [
        (1.0, "100.0 %"), (0.99999, "99.9 %"), (0.9996, "99.9 %"), (0.9995, "99.9 %"),
        (0.9989, "99.8 %"), (0.996, "99.6 %"), (0.99, "99.0 %"), (0.9899, "99.0 %"),
        (0.5004, "50.0 %"), (0.5006, "50.1 %"), (0.0004, "0.0 %"),
    ],
)  # fmt: skip
def test_only_what_is_certain_is_shown_as_certain(
    fake_reader: Any, draw: Any, monkeypatch: pytest.MonkeyPatch, confidence: float, shown: str
) -> None:
    as_read = fake_reader.reading

    def reading(*given: Any) -> Any:
        return dataclasses.replace(as_read(*given), confidence=confidence)

    monkeypatch.setattr(fake_reader, "reading", reading)
    picture: Path = draw("5315.png")
    done = CliRunner().invoke(main, ["read", str(picture)])
    assert done.exit_code in (0, 1), done.output
    assert f"  {shown}  " in done.stdout
