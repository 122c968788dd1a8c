"""Mirrors: the gzipped IDX files over HTTPS, fetched by pooch."""

from __future__ import annotations

import hashlib
import io
import socket
import threading
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from lenet.datasets import idx
from lenet.datasets.archives import Archive
from lenet.datasets.parts import NAMES, Parts, dimensions
from lenet.datasets.published_sets import Published
from lenet.errors import DataError

CONNECT_SECONDS = 3.0
SILENCE_SECONDS = 30.0
LARGEST_DOWNLOAD = 64 * 2**20
"""Bytes of one gzipped file; the largest published one is 26 MB."""

_CHUNK = 2**16


def read(published: Published, mirror: str, scratch: Path) -> Parts:
    """Fetch the four files of a data set from one mirror, into ``scratch``, and read them.

    Raises
    ------
    DataError
        The mirror does not answer, answers with an error, or sends something else.
    """
    _knock(mirror)
    parts = Parts()
    for name in NAMES:
        path = scratch / f"{name}.gz"
        _download(f"{mirror}{name}.gz", path, LARGEST_DOWNLOAD)
        expected = published.gzip_sha256.get(name)
        received = hashlib.sha256(path.read_bytes()).hexdigest()
        if expected is not None and received != expected:
            raise DataError(
                f"{path.name} is damaged: expected the SHA-256 {expected}, received {received}"
            )
        try:
            parts[name] = idx.read_file(path, dimensions=dimensions(name))
        finally:
            path.unlink()
    return parts


def read_archive(archive: Archive, address: str, scratch: Path) -> Parts:
    """Fetch a data set that is one file from one address, into ``scratch``, and read it.

    Raises
    ------
    DataError
        The address does not answer, answers with an error, or sends something else.
    """
    path = fetched(address, archive.name, scratch, archive.largest)
    try:
        return archive.read(path)
    finally:
        path.unlink()


def fetched(address: str, name: str, scratch: Path, largest: int) -> Path:
    """Fetch a file of at most ``largest`` bytes from one address into ``scratch``: its path.

    DataError if the address does not answer or answers with an error, or the file is larger.
    """
    _knock(address)
    path = scratch / name
    _download(f"{address}{name}", path, largest)
    return path


def _knock(mirror: str) -> None:
    """Raise DataError unless a connection is made within ``CONNECT_SECONDS``, look-up included.

    The time-out of a request is per address and does not cover the look-up: without a network, a
    request can take a minute.
    """
    if urllib.request.getproxies():
        return
    parts = urlsplit(mirror)
    address = (parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))
    connected = threading.Event()
    failures: list[str] = []

    def connect() -> None:
        try:
            socket.create_connection(address, timeout=CONNECT_SECONDS).close()
            connected.set()
        except OSError as error:
            failures.append(str(error))

    attempt = threading.Thread(target=connect, daemon=True)
    attempt.start()
    attempt.join(CONNECT_SECONDS)
    if not connected.is_set():
        reason = failures[0] if failures else f"no answer in {CONNECT_SECONDS:g} s"
        raise DataError(f"no connection to {address[0]} ({reason})")


def _download(url: str, path: Path, largest: int) -> None:
    import pooch  # type: ignore[import-untyped]
    import requests

    download = pooch.HTTPDownloader(
        chunk_size=_CHUNK,
        timeout=(CONNECT_SECONDS, SILENCE_SECONDS),
        # Otherwise a server may pack the packed file once more, or requests unpack it.
        headers={"Accept-Encoding": "identity"},
    )
    try:
        with _Capped(path, "w") as file:
            file.largest = largest
            download(url, file, None)
    except requests.HTTPError as error:
        status = error.response.status_code if error.response is not None else "an error"
        raise DataError(f"{url} answered with the status {status}") from error
    except requests.RequestException as error:
        raise DataError(f"{url} cannot be fetched ({type(error).__name__})") from error


class _Capped(io.FileIO):
    """A file that refuses to grow beyond so many bytes."""

    largest = 0

    def write(self, content: bytes) -> int:  # type: ignore[override]
        if self.tell() + len(content) > self.largest:
            raise DataError(f"{self.name} is larger than {self.largest} bytes: not a data set")
        return super().write(content)
