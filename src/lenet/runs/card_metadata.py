"""The metadata at the head of a model card, YAML as the Hugging Face hub reads it.

The form: https://github.com/huggingface/hub-docs/blob/main/modelcard.md
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from lenet.datasets import Dataset
from lenet.datasets.published_sets import SETS

_METADATA = """\
---
library_name: lenet
license: {license}
pipeline_tag: image-classification
tags:
- lenet
- lenet-5
- safetensors
{datasets}metrics:
- accuracy
model-index:
- name: {network}
  results:
  - task:
      type: image-classification
    dataset:
      name: {name}
      type: {kind}
      split: test
    metrics:
    - type: accuracy
      value: {accuracy!r}
---
"""

_OF_PUBLISHED_DATA, _OF_OWN_DATA = "mit", "unknown"
"""The licence of a network: lenet's, unless the data are a user's, who alone can say it."""

_FOLDER_OF_PICTURES = "imagefolder"
"""How the hub calls data that are nowhere on it."""


def card_metadata(record: Mapping[str, Any], data: Dataset) -> str:
    """The metadata of a run: its library, licence, data and accuracy on the test images.

    ``record`` is what ``config.json`` says of the run, with its result.
    """
    published = SETS.get(record["data"]["where"]["data"])
    on_the_hub = None if published is None else published.hub
    name, kind = data.name, _FOLDER_OF_PICTURES
    if published is not None:
        name, kind = published.title, on_the_hub or published.name
    return _METADATA.format(
        license=_OF_OWN_DATA if published is None else _OF_PUBLISHED_DATA,
        datasets="" if on_the_hub is None else f"datasets:\n- {on_the_hub}\n",
        network=_quoted(record["network"]),
        name=_quoted(name),
        kind=kind,
        accuracy=round(1 - record["result"]["error_rate"], 6),
    )


def _quoted(text: str) -> str:
    """A string in YAML: as in JSON, without characters that YAML does not have."""
    shown = "".join(character if character.isprintable() else "?" for character in text)
    return json.dumps(shown, ensure_ascii=False)
