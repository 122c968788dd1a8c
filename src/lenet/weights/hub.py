"""Trained networks on the Hugging Face hub: ``hf://owner/name`` -> a folder of its files here.

The hub's own library fetches them into its own cache, with its settings: HF_HOME, HF_ENDPOINT,
HF_TOKEN, HF_HUB_OFFLINE. Only files that are read here are fetched, and none that is too large.
"""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from lenet.errors import DataError, LenetError

HUB = "hf://"
"""How an address on the hub begins."""

NEEDED = {"config.json": 1_000_000, "weights.safetensors": 801_000_000}
"""The files that a network is, and the most bytes of each: those of the largest model."""

BESIDE = {"digit_calibration.json": 10_000}
"""A file that may be beside them."""

_FORM = re.compile(
    r"hf://(?P<repository>[\w.-]+/[\w.-]+)(@(?P<revision>[\w.%-]+))?(?P<folder>(/[\w-][\w.-]*)*)/?",
    re.ASCII,
)


class HubAddress(NamedTuple):
    """A folder of a repository at a revision; ``folder`` is "" or ends with a slash."""

    text: str
    repository: str
    revision: str | None
    folder: str


def fetched(address: str) -> Path:
    """The folder on this disk with the files of the network at ``hf://owner/name``.

    ``hf://owner/name@revision`` is a branch, a tag or a commit, with %2F for a slash;
    ``hf://owner/name/folder`` a folder in the repository. LenetError without the hub's library;
    DataError for an address that is none, a repository that is not there, has no network or cannot
    be reached.
    """
    place = _parsed(address)
    if importlib.util.find_spec("huggingface_hub") is None:
        raise LenetError(f"{address} needs huggingface_hub: pip install 'lenet[hub]'")
    from huggingface_hub import errors

    try:
        return _fetched(place)
    except LenetError:
        raise
    except errors.RepositoryNotFoundError as error:
        raise DataError(
            f"expected a repository {place.repository} on the hub that you may read; there is none "
            "(a private one needs HF_TOKEN, or hf auth login)"
        ) from error
    except errors.RevisionNotFoundError as error:
        raise DataError(
            f"expected a branch, a tag or a commit of {place.repository} after the @, "
            f"received {place.revision}"
        ) from error
    except Exception as error:  # what is raised for a broken connection differs by version
        reason = str(error).strip().partition("\n")[0] or type(error).__name__
        raise DataError(
            f"{address} cannot be fetched: {reason}; HF_HUB_OFFLINE=1 takes what was fetched before"
        ) from error


def _parsed(address: str) -> HubAddress:
    found = _FORM.fullmatch(address)
    if found is None:
        raise DataError(f"expected hf://owner/name[@revision][/folder], received {address[:200]}")
    revision = None if found["revision"] is None else unquote(found["revision"])
    folder = found["folder"].strip("/")
    return HubAddress(address, found["repository"], revision, folder and f"{folder}/")


def _fetched(place: HubAddress) -> Path:
    from huggingface_hub import constants, snapshot_download

    if not constants.HF_HUB_OFFLINE:
        _check_files(place)
    fetched = snapshot_download(
        place.repository,
        revision=place.revision,
        allow_patterns=[f"{place.folder}{name}" for name in (*NEEDED, *BESIDE)],
        library_name="lenet",
    )
    return Path(fetched, place.folder)


def _check_files(place: HubAddress) -> None:
    """DataError unless the files are there, and none is too large, before they are fetched."""
    from huggingface_hub import HfApi

    told = HfApi().model_info(place.repository, revision=place.revision, files_metadata=True)
    sizes = {one.rfilename: one.size for one in told.siblings or ()}
    for name, most in (NEEDED | BESIDE).items():
        path = f"{place.folder}{name}"
        if path not in sizes and name in NEEDED:
            raise DataError(
                f"{place.text} has no {path}: expected the folder of a run, with "
                f"{' and '.join(NEEDED)}"
            )
        size = sizes.get(path, 0)
        if size is None or size > most:
            raise DataError(
                f"expected {path} of {place.text} of at most {most} bytes, received {size}"
            )
