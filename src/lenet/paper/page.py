"""``index.html``, one self-contained file: the text of ``page.html`` filled with the numbers."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from importlib.resources import files
from statistics import fmean
from string import Template
from typing import Any

from lenet.paper import published, sections
from lenet.paper.inside import Inside
from lenet.paper.tables import Raw, mean_of, percent, points, rate, seeds, table
from lenet.paper.variants import DISTORTED, PLAIN

Item = Mapping[str, Any]


def page(results: Item, inside: Inside, seconds: float) -> str:
    """The whole page; ``seconds`` is the time of a training without distortions on one core."""
    items = results["items"]
    text = files("lenet.paper").joinpath("page.html").read_text("utf-8")
    return Template(text).substitute(
        **_made(results),
        **_summary(items),
        seconds=f"{seconds:.0f}",
        days=published.TRAINING_DAYS,
        counts_table=sections.counts(items["counts"]),
        **sections.passes(items["passes"]),
        **sections.training_sets(items["training_sets"]),
        **sections.misread(items["misread"], inside),
        **sections.rejection(items["rejection"]),
        classifier_rows=sections.classifiers(items["classifiers"]),
        **sections.invariance(items["invariance"]),
        **sections.inside(inside),
        ablation_table=sections.ablation(items["ablation"]),
    )


def _made(results: Item) -> dict[str, str]:
    data, recipe = results["data"], results["recipe"]
    versions = (f"{name} {number}" for name, number in results["versions"].items())
    checksums = (f"{name} {digest[:12]}" for name, digest in data["sha256"].items())
    fields = (f"{name} {value}" for name, value in recipe.items() if value is not None)
    count = len(results["seeds"])
    several = {
        "means": "Means over seeds \N{PLUS-MINUS SIGN} their standard deviation",
        "band": "; the band reaches from the best seed to the worst",
        "whiskers": ", whiskers one standard deviation",
    }
    return {
        **(several if count > 1 else {"means": "One seed", "band": "", "whiskers": ""}),
        "mean_of": mean_of(count),
        "data_name": escape(data["name"]),
        "seeds": seeds(count),
        "versions": " \N{MIDDLE DOT} ".join(versions),
        "training_images": f"{data['training_images']:,}",
        "test_images": f"{data['test_images']:,}",
        "passes": str(recipe["epochs"]),
        "recipe": escape(", ".join(fields)),
        "instructions": escape(results["instructions"]),
        "checksums": escape(", ".join(checksums)),
    }


def _summary(items: Item) -> dict[str, str]:
    test, training = items["test_error"], items["passes"][PLAIN]["training_error"]
    named = {
        "Test error": test[PLAIN],
        "\N{HORIZONTAL ELLIPSIS} with distortions": test[DISTORTED],
        "Training error": training,
    }
    rows = [
        [words, percent(one["paper_percent"]), Raw(f"<b>{rate(one)}</b>"), verdict(one)]
        for words, one in named.items()
    ]
    aligned = items["misread"]["alignments"]
    return {
        "summary_table": table(["", "the paper", "here", "difference"], rows),
        "aligned_mean": f"{fmean(one['aligned'] for one in aligned):.0f}",
        "luck_mean": f"{fmean(one['aligned_in_random_order_mean'] for one in aligned):.0f}",
    }


def verdict(item: Item) -> str:
    """A rate compared with the paper's: lower, higher, or within two binomial deviations."""
    away = item["mean_percent"] - item["paper_percent"]
    if abs(away) <= item["two_sigma_points"]:
        return f"{points(away)}, within 2\N{GREEK SMALL LETTER SIGMA}"
    return f"{points(away)}, {'lower' if away < 0 else 'higher'}"
