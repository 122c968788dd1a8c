"""The zip of a ``.keras`` file: ``metadata.json``, ``config.json`` and ``model.weights.h5``."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lenet.errors import DataError
from lenet.host.files import open_regular
from lenet.host.json_text import parse_json

CONFIG, METADATA, WEIGHTS = "config.json", "metadata.json", "model.weights.h5"

LARGEST_CONFIG = 10_000_000
"""Bytes of a model's description."""

MOST_MEMBERS = 1000


def packed_archive(config: dict[str, Any], weights: bytes, version: str) -> bytes:
    """A ``.keras`` file: the same model is the same bytes, so that no date stands in it."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        members = {
            METADATA: json.dumps({"keras_version": version}).encode(),
            CONFIG: json.dumps(config).encode(),
            WEIGHTS: weights,
        }
        for name, member in members.items():
            archive.writestr(zipfile.ZipInfo(name), member)
    return content.getvalue()


class KerasArchive:
    """An open ``.keras`` file."""

    def __init__(self, path: Path, archive: zipfile.ZipFile) -> None:
        self.path, self._archive = path, archive

    def config(self) -> Any:
        """The description of the model. DataError."""
        try:
            return parse_json(self._member(CONFIG, LARGEST_CONFIG))
        except ValueError as error:
            raise DataError(f"{self.path}: {CONFIG} is not JSON: {error}") from error

    def weights(self, most: int) -> bytes:
        """The HDF5 file of the weights, which the model lets have at most so many bytes."""
        return self._member(WEIGHTS, most)

    def _member(self, name: str, most: int) -> bytes:
        if name not in self._archive.namelist():
            raise DataError(f"expected {name} in {self.path}, which has none")
        with self._archive.open(name) as member:
            content = member.read(most + 1)
        if len(content) > most:
            raise DataError(f"expected {name} of at most {most} bytes in {self.path}")
        return content


@contextlib.contextmanager
def open_archive(path: Path) -> Iterator[KerasArchive]:
    """Open a ``.keras`` file. DataError for one that is no zip, or a zip of very many files."""
    try:
        with open_regular(path) as file, zipfile.ZipFile(file) as archive:
            if len(archive.namelist()) > MOST_MEMBERS:
                raise DataError(f"expected {path} of at most {MOST_MEMBERS} files")
            yield KerasArchive(path, archive)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError) as error:
        raise DataError(f"{path} is not a whole zip, as a .keras file is: {error}") from error
    except OSError as error:
        raise DataError(f"{path}: {error.strerror or error}") from error
