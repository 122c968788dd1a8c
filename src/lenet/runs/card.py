"""The model card of a run: what was trained, on what, how, and how often it is wrong.

It says nothing that another run of the same bytes would not say: no times, no names of folders.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lenet.models.summary import table
from lenet.runs.folder import CONFUSION, CURVES, FIRST, MISTAKES

if TYPE_CHECKING:
    from lenet.evaluation import Score
    from lenet.runs.run import Run

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


def card(run: Run, score: Score) -> str:
    """The text of ``README.md``, Markdown."""
    return TEXT.format(
        network=escaped(run.network),
        data=escaped(run.data.name),
        errors=score.errors,
        images=score.images,
        rate=100 * score.error_rate,
        loss=score.loss,
        facts=_facts(run, score),
        classes=", ".join(map(escaped, run.data.classes)),
        curves=CURVES,
        mistakes=MISTAKES,
        confusion=CONFUSION,
        first=FIRST,
        table=table(run.model),
    )


def escaped(text: str) -> str:
    """``text`` as Markdown shows it letter by letter, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~&$-])", r"\\\1", " ".join(text.split()))


def _facts(run: Run, score: Score) -> str:
    record = run.record(score)
    made_with = ", ".join(f"{name} {number}" for name, number in record["versions"].items())
    sizes = f"{len(run.data.train[0]):,} training and {score.images:,} test images"
    rows = {
        "network": f"{escaped(run.network)}, {run.model.count_params():,} parameters",
        "data": f"{escaped(run.data.name)}, {sizes}",
        "recipe": _recipe(run),
        "trained": f"{run.model.epochs_trained} of {run.recipe.epochs} epochs",
        "seed": str(run.model.seed),
        "made with": f"{made_with}, {record['instructions']} instructions",
    }
    return "\n".join(["| | |", "|---|---|", *(f"| {name} | {row} |" for name, row in rows.items())])


def _recipe(run: Run) -> str:
    recipe = run.recipe
    parts = [
        type(recipe.made_optimizer(len(run.data.train[0]))).__name__,
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
