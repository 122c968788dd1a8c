"""The model card of a run: what was trained, on what, how, and how often it is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lenet.summary import table

if TYPE_CHECKING:
    from lenet.evaluation import Score
    from lenet.runs import Run


def card(run: Run, score: Score) -> str:
    """The text of ``README.md``, Markdown."""
    recipe, record = run.recipe, run.record(score)
    versions = ", ".join(f"{name} {number}" for name, number in record["versions"].items())
    facts = [
        ("network", f"{run.network}, {run.model.count_params():,} parameters"),
        (
            "data",
            f"{run.data.name}: {len(run.data.train[0]):,} training, {score.images:,} test images",
        ),
        ("recipe", _recipe(run)),
        ("seed", str(run.model.seed)),
        ("trained", f"{run.model.epochs_trained} of {recipe.epochs} epochs"),
        ("made with", f"{versions}, {record['instructions']} instructions"),
    ]
    lines = [
        f"# {run.network} on {run.data.name}",
        "",
        f"**{score.errors:,} errors out of {score.images:,}** test images "
        f"({100 * score.error_rate:.2f} %), loss {score.loss:.4f}, after the last epoch.",
        "",
        "| | |",
        "|---|---|",
        *(f"| {name} | {value} |" for name, value in facts),
        "",
        "```",
        table(run.model),
        "```",
        "",
        "![Loss and error rate after each epoch](curves.png)",
        "![The misread test images: true > read](mistakes.png)",
        "![Confusion matrix](confusion.png)",
        "![Test image 0 and what was read](first.png)",
        "",
        "Read a picture, measure again, or go on in Python:",
        "",
        "```",
        "lenet predict . PICTURE.png",
        "lenet evaluate .",
        "python -c \"import lenet; lenet.load('.').summary()\"",
        "```",
        "",
        "It tells apart "
        + ", ".join(run.data.classes)
        + " and nothing else: a picture of anything "
        "else gets one of these names too, often with high confidence.",
        "",
        "The training images' SHA-256 and everything else that is needed to make these weights "
        "again are in `config.json`.",
        "",
    ]
    return "\n".join(lines)


def _recipe(run: Run) -> str:
    recipe = run.recipe
    parts = [
        f"{'AdamW' if recipe.schedule != 'constant' else 'Adam'}",
        f"learning rate {recipe.learning_rate:g} ({recipe.schedule})",
        f"batches of {recipe.batch_size}",
        f"input normalised `{recipe.normalisation}`",
    ]
    if recipe.weight_decay:
        parts.append(f"weight decay {recipe.weight_decay:g}")
    return ", ".join(parts)
