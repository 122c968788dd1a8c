"""The head of a model card is what the Hugging Face hub's library reads, and says what is so."""

import json

import huggingface_hub
import numpy as np
import pytest

from lenet.datasets import Dataset
from lenet.runs.card_metadata import card_metadata


def recorded(where="mnist", network="tutorial", error_rate=0.0129):
    return {
        "network": network,
        "data": {"where": {"data": where, "data_dir": None}},
        "result": {"error_rate": error_rate},
    }


def data(name="mnist"):
    split = np.zeros((1, 28, 28), np.uint8), np.zeros(1, np.uint8)
    return Dataset(name, split, split, ("0",), "nowhere", {})


def read(text):
    """What the hub's library reads; it raises for metadata that are not valid."""
    return huggingface_hub.ModelCard(text + "\n# A title\n", ignore_metadata_errors=False).data


def test_the_card_of_a_run_is_valid_and_its_accuracy_is_the_records(tiny_run):
    card = huggingface_hub.ModelCard.load(str(tiny_run / "README.md"))
    result = json.loads((tiny_run / "config.json").read_text())["result"]
    (said,) = card.data.eval_results
    assert (said.task_type, said.metric_type) == ("image-classification", "accuracy")
    assert said.metric_value == pytest.approx(result["accuracy"], abs=1e-6)
    assert (said.dataset_name, said.dataset_type, said.dataset_split) == (
        "tiny-idx",
        "imagefolder",
        "test",
    )
    assert card.text.lstrip().startswith("# LeNet-5 (tutorial)")


def test_it_says_library_licence_tags_and_data():
    said = read(card_metadata(recorded(), data()))
    assert said.library_name == "lenet"
    assert said.license == "mit"
    assert said.pipeline_tag == "image-classification"
    assert said.tags == ["lenet", "lenet-5", "safetensors"]
    assert said.datasets == ["ylecun/mnist"]
    assert said.metrics == ["accuracy"]
    assert said.model_name == "tutorial"
    (result,) = said.eval_results
    assert (result.dataset_name, result.dataset_type) == ("MNIST", "ylecun/mnist")
    assert result.metric_value == 0.9871


def test_a_published_set_that_is_not_on_the_hub_is_named_and_not_linked():
    said = read(card_metadata(recorded("kmnist"), data("kmnist")))
    assert said.datasets is None
    assert said.eval_results[0].dataset_type == "kmnist"
    assert said.license == "mit"


def test_of_a_users_own_data_the_licence_is_not_known():
    said = read(card_metadata(recorded("/home/me/mnist"), data()))
    assert said.license == "unknown"
    assert said.datasets is None


@pytest.mark.parametrize(
    "name",
    ["a: b", 'a "b" \\ c', "--- x", "{x}", "é 数字 🙂", "- x\n- y", "#1", "yes", "12", "x\x00y"],
)
def test_any_name_is_a_string_in_the_metadata(name):
    said = read(card_metadata(recorded("/a", network=name), data(name)))
    shown = "".join(one if one.isprintable() else "?" for one in name)
    assert said.model_name == shown
    assert said.eval_results[0].dataset_name == shown


@pytest.mark.parametrize("rate", [0.0, 1.0, 1e-7, 1 / 3])
def test_every_accuracy_is_a_number(rate):
    (result,) = read(card_metadata(recorded(error_rate=rate), data())).eval_results
    assert result.metric_value == pytest.approx(1 - rate, abs=1e-6)
