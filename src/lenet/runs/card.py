"""The model card of a run: what was trained, on what, how, and how often it is wrong.

A run with the same weights has the same card: it names no times and no folders.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from lenet.datasets import Dataset
from lenet.models.summary import table
from lenet.networks import Recipe
from lenet.runs.card_metadata import card_metadata
from lenet.runs.folder import CONFUSION, CURVES, FIRST, MISTAKES

TEXT = """\
# LeNet-5 ({network}) on {data}

**{errors:,} errors out of {images:,}** test images: {rate:.2f} %, loss {loss:.4f}.

{facts}

Measured after the last epoch, whichever was the best. The curves show these test images after every
epoch: whoever picks an epoch or a run by them has picked by the test set.

## Is it for me?

It tells apart {classes}, and nothing else: a picture of anything else gets one of
these answers too, often with high confidence. It was measured on images of the same kind as it was
trained on: expect more errors on other writing, other scanners, other cleaning.

## Use it

In this folder:

```sh
lenet predict . PICTURE.png    # one digit a picture
lenet evaluate .               # the figures above, again
lenet summary .
```

From the Hugging Face hub, `lenet.load("hf://owner/name")` loads it
(`pip install 'lenet[hub]'`).

## What it learned, and where it fails

![Loss and error rate after each epoch]({curves})
![The misread test images: true > read, and the confidence]({mistakes})
![How often each class was read as each]({confusion})
![Test image 0 and what was read]({first})

## The network

```
{table}
```

`config.json` has the recipe, the seed, the versions and the SHA-256 of the data: enough to make
these weights again.
"""


def card(
    record: Mapping[str, Any],
    described: Mapping[str, Any],
    recipe: Recipe,
    data: Dataset,
    *,
    seed: int,
) -> str:
    """The text of ``README.md``, Markdown behind the metadata that the Hugging Face hub reads.

    ``record`` is what ``config.json`` says of the run, with its result, ``described`` what
    ``Model.describe`` says of its network.
    """
    result = record["result"]
    return card_metadata(record, data) + TEXT.format(
        network=escaped(record["network"]),
        data=escaped(data.name),
        errors=result["errors"],
        images=result["images"],
        rate=100 * result["error_rate"],
        loss=result["loss"],
        facts=_facts(record, described, recipe, data, seed),
        classes=", ".join(map(escaped, data.classes)),
        curves=CURVES,
        mistakes=MISTAKES,
        confusion=CONFUSION,
        first=FIRST,
        table=table(described),
    )


def escaped(text: str) -> str:
    """``text`` on one line, with Markdown's special characters escaped."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~&$-])", r"\\\1", " ".join(text.split()))


def _facts(
    record: Mapping[str, Any],
    described: Mapping[str, Any],
    recipe: Recipe,
    data: Dataset,
    seed: int,
) -> str:
    made_with = ", ".join(f"{name} {number}" for name, number in record["versions"].items())
    images = len(data.train[0])
    sizes = f"{images:,} training and {record['result']['images']:,} test images"
    rows = {
        "network": f"{escaped(record['network'])}, {described['parameters']:,} parameters",
        "data": f"{escaped(data.name)}, {sizes}",
        "recipe": _recipe(recipe, images),
        "trained": f"{record['epochs_trained']} of {recipe.epochs} epochs",
        "seed": str(seed),
        "made with": f"{made_with}, {record['instructions']} instructions",
    }
    return "\n".join(["| | |", "|---|---|", *(f"| {name} | {row} |" for name, row in rows.items())])


def _recipe(recipe: Recipe, images: int) -> str:
    parts = [
        type(recipe.made_optimizer(images)).__name__,
        f"learning rate {recipe.learning_rate:g} ({recipe.schedule})",
        f"batches of {recipe.batch_size}",
        f"input normalised `{recipe.normalisation}`",
        f"loss `{recipe.loss}`",
    ]
    if recipe.weight_decay:
        parts.append(f"weight decay {recipe.weight_decay:g}")
    if recipe.distortion:
        ranges = {name: value for name, value in recipe.distortion.as_dict().items() if value}
        parts += [f"{name} up to {value:g}" for name, value in ranges.items() if name != "spacing"]
        parts.append(f"{recipe.copies} copies" if recipe.copies else "distorted anew each epoch")
    return ", ".join(parts)
