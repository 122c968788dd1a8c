"""Networks on the Hugging Face hub, fetched by its own library from a small server."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import lenet
from lenet.errors import DataError, LenetError
from lenet.models import storage
from lenet.models.layer_shapes import LARGEST_MODEL
from lenet.reading.one_digit import digit_confidence
from lenet.weights import chosen, find
from lenet.weights.hub import BESIDE, NEEDED

from .small_hub import REPOSITORY, small_hub

NAMES = ("config.json", "weights.safetensors", "digit_calibration.json")


@pytest.fixture
def hub():
    with small_hub() as made:
        yield made


def files_of(name, folder=""):
    """The files of a trained network, and two that no one asks for."""
    files = {f"{folder}{one}": (find(name) / one).read_bytes() for one in NAMES}
    return {**files, f"{folder}pickled.bin": b"?", f"{folder}checkpoint.safetensors": b"?"}


def run(code, hub, home, **more):
    """What a new Python prints that speaks with the hub, and what it says on stderr."""
    settings = {"HF_ENDPOINT": hub.address, "HF_HOME": str(home), "HF_HUB_DISABLE_XET": "1"}
    kept = {key: one for key, one in os.environ.items() if key[:3] != "HF_"}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**kept, **settings, "HF_HUB_DISABLE_TELEMETRY": "1", **more},
        capture_output=True,
        text=True,
        check=False,
    )


PRINTED = """
import json, sys, lenet
said = []
for address in {addresses!r}:
    try:
        model = lenet.load(address)
        said.append([model.name, float(abs(model.get_weights()[0]).sum())])
    except lenet.errors.LenetError as error:
        said.append(f"{{type(error).__name__}}: {{error}}")
print(json.dumps(said))
"""


def loaded(addresses, hub, home, **more):
    """The name of each model and the sum of its first kernel; or the error."""
    done = run(PRINTED.format(addresses=addresses), hub, home, **more)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def expected(name):
    model = lenet.load(name)
    return [model.name, float(np.abs(model.get_weights()[0]).sum())]


def test_an_address_is_loaded_and_nothing_but_a_networks_files_is_fetched(hub, tmp_path):
    hub.commit(files_of("tutorial"))
    assert loaded([f"hf://{REPOSITORY}"], hub, tmp_path) == [expected("tutorial")]
    fetched = {path.rpartition("/")[2] for path in hub.asked if "/resolve/" in path}
    assert fetched == set(NAMES)
    assert {one.name for one in tmp_path.rglob("snapshots/*/*")} == set(NAMES)


def test_a_revision_and_a_folder_of_a_repository_are_loaded(hub, tmp_path):
    old = hub.commit(files_of("modern"), tag="v1.0")
    hub.tags["refs/pr/1"] = old
    hub.commit({**files_of("tutorial"), **files_of("modern", "wide/b/")})
    addresses = ("", "@v1.0", f"@{old}", "@refs%2Fpr%2F1", "/wide/b", "@main/wide/b/")
    told = loaded([f"hf://{REPOSITORY}{one}" for one in addresses], hub, tmp_path)
    assert told == [expected("tutorial"), *[expected("modern")] * 5]


def test_what_was_fetched_is_there_without_a_network(hub, tmp_path):
    hub.commit(files_of("tutorial"))
    address = f"hf://{REPOSITORY}"
    loaded([address], hub, tmp_path)
    hub.asked.clear()
    assert loaded([address], hub, tmp_path, HF_HUB_OFFLINE="1") == [expected("tutorial")]
    assert hub.asked == []
    (said,) = loaded([address], hub, tmp_path / "empty", HF_HUB_OFFLINE="1")
    assert said.startswith(f"DataError: {address} cannot be fetched: ")


def test_what_is_not_there_is_said_in_a_sentence(hub, tmp_path):
    hub.commit({"config.json": b"{}", "README.md": b"?"})
    addresses = [f"hf://{one}" for one in ("owner/other", f"{REPOSITORY}@v9", REPOSITORY)]
    none, revision, weights = loaded(addresses, hub, tmp_path)
    assert none == (
        "DataError: expected a repository owner/other on the hub that you may read; there is none "
        "(a private one needs HF_TOKEN, or hf auth login)"
    )
    assert revision == (
        "DataError: expected a branch, a tag or a commit of owner/name after the @, received v9"
    )
    assert weights == (
        "DataError: hf://owner/name has no weights.safetensors: expected the folder of a run, with "
        "config.json and weights.safetensors"
    )


def test_a_hub_that_does_not_answer_is_said_in_a_sentence(hub, tmp_path):
    address = f"hf://{REPOSITORY}"
    (said,) = loaded([address], hub, tmp_path, HF_ENDPOINT="http://127.0.0.1:9")
    assert said.startswith(f"DataError: {address} cannot be fetched: ")
    assert said.endswith("; HF_HUB_OFFLINE=1 takes what was fetched before")
    assert "\n" not in said


def test_a_file_that_is_too_large_is_not_fetched(hub, tmp_path):
    hub.commit(files_of("tutorial"))
    hub.told_sizes["weights.safetensors"] = 10**10
    (said,) = loaded([f"hf://{REPOSITORY}"], hub, tmp_path)
    assert said == (
        "DataError: expected weights.safetensors of hf://owner/name of at most 801000000 bytes, "
        "received 10000000000"
    )
    assert not any("/resolve/" in path for path in hub.asked)


def test_what_is_fetched_is_checked_as_any_folder_is(hub, tmp_path):
    hub.commit({**files_of("tutorial"), "weights.safetensors": b"no weights"})
    (said,) = loaded([f"hf://{REPOSITORY}"], hub, tmp_path)
    assert "weights.safetensors is not a safetensors file" in said


def test_the_commands_take_an_address(hub, tmp_path, tiny_folder):
    hub.commit(files_of("tutorial"))
    code = """
import sys
from lenet.commands.main import main
main(sys.argv[1:] or {words!r})
"""
    address = f"hf://{REPOSITORY}"
    done = run(code.format(words=["summary", address]), hub, tmp_path)
    assert "53,558" in done.stdout, done.stderr
    words = ["evaluate", address, "--data", str(tiny_folder)]
    assert "errors out of 6" in run(code.format(words=words), hub, tmp_path).stdout
    picture = str(Path(__file__).parents[2] / "docs" / "amount.png")
    done = run(code.format(words=["predict", address, picture]), hub, tmp_path)
    assert "not one digit" in done.stdout, done.stderr


def test_a_run_is_pushed_as_it_is_and_loaded_again(hub, tmp_path, tiny_run):
    code = f"""
import huggingface_hub, lenet
huggingface_hub.HfApi(token="hf_none").upload_folder(
    repo_id="{REPOSITORY}", folder_path={str(tiny_run)!r}
)
print(float(abs(lenet.load("hf://{REPOSITORY}").get_weights()[0]).sum()))
"""
    hub.commit({".gitattributes": b""})
    done = run(code, hub, tmp_path)
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) == float(np.abs(lenet.load(tiny_run).get_weights()[0]).sum())
    pushed = hub.commits[hub.named("main")]
    assert pushed.keys() == {path.name for path in tiny_run.iterdir()}


@pytest.mark.parametrize(
    "address",
    ["hf://", "hf://name", "hf://owner/name@", "hf://owner/name/../x", "hf://owner/name//x",
     "hf://owner/na*me", "hf://owner/name/.git", "hf://owner/name@v 1", "hf://o/n\n"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(DataError, match=r"expected hf://owner/name\[@revision\]\[/folder\], "):
        lenet.load(address)


def test_a_path_is_no_address():
    with pytest.raises(DataError, match="expected a folder of a saved model"):
        lenet.load(Path("hf://owner/name"))


def test_without_the_hubs_library_the_pip_command_is_told(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(LenetError) as told:
        chosen("hf://owner/name")
    assert str(told.value) == "hf://owner/name needs huggingface_hub: pip install 'lenet[hub]'"


def test_the_limits_are_those_of_what_is_read():
    assert NEEDED == {
        storage.CONFIG: storage.LARGEST_CONFIG,
        storage.WEIGHTS: storage.LARGEST_NUMBER * LARGEST_MODEL + storage.LARGEST_HEADER,
    }
    assert BESIDE == {digit_confidence.DIGIT_CALIBRATION: digit_confidence.LARGEST}
