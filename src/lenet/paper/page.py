"""``index.html``: one file that needs no other, set from the results and a few pictures."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from importlib.resources import files
from string import Template
from typing import Any, NamedTuple

from lenet.paper import published, sections
from lenet.paper.inside import Inside
from lenet.paper.sections import verdict
from lenet.paper.tables import Raw, percent, rate, seeds, table
from lenet.paper.variants import DISTORTED, PLAIN

Item = Mapping[str, Any]


class Section(NamedTuple):
    """A numbered part of the page; ``where`` is the paper's figure or table."""

    anchor: str
    title: str
    where: str
    content: str


def page(results: Item, inside: Inside, seconds: Mapping[str, float]) -> str:
    """The whole page. ``seconds``: by variant, how long a training took on one core here."""
    items = results["items"]
    made = [
        Section("counts", "Parameters and connections", "II-B, Table I", sections.counts(items)),
        Section("passes", "Error against passes", "Fig. 5", sections.passes(items)),
        Section("sets", "Error against training patterns", "Fig. 6", sections.training_sets(items)),
        Section("misread", "The misread digits", "Fig. 8", sections.misread(items, inside)),
        Section("rejection", "Saying \u201cI don\u2019t know\u201d", "Fig. 10", sections.rejection(items)),
        Section("others", "Beside other classifiers", "Fig. 9", sections.classifiers(items)),
        Section("invariance", "Moved, scaled, turned, noisy", "Fig. 13", sections.invariance(items)),
        Section("inside", "Inside the network", "Figs. 2 and 3", sections.inside(inside)),
        Section("ablation", "Each choice undone", "not in the paper", sections.ablation(items)),
    ]
    template = Template(files("lenet.paper").joinpath("page.html").read_text("utf-8"))
    return template.substitute(
        made=_made(results),
        abstract=_abstract(items, seconds),
        contents=" ".join(f'<a href="#{one.anchor}">{escape(one.title)}</a>' for one in made),
        sections="\n".join(_section(k, one) for k, one in enumerate(made, start=1)),
        colophon=_colophon(results),
    )


def _section(number: int, one: Section) -> str:
    words = f'<span><span class="number">{number}</span>{escape(one.title)}</span>'
    heading = f'<h2 id="{one.anchor}">{words}<span class="where">{escape(one.where)}</span></h2>'
    return f"<section>\n{heading}\n{one.content}\n</section>"


def _made(results: Item) -> str:
    versions = " \N{MIDDLE DOT} ".join(f"{name} {one}" for name, one in results["versions"].items())
    count = seeds(len(results["seeds"]))
    return f"{escape(results['data']['name'])} \N{MIDDLE DOT} {count} \N{MIDDLE DOT} {versions}"


def _abstract(items: Item, seconds: Mapping[str, float]) -> str:
    test, aligned = items["test_error"], items["misread"]["alignments"]
    rows: list[list[object]] = [
        ["Test error", percent(published.PLAIN), *_ours(test[PLAIN])],
        ["\u2026 with distortions", percent(published.DISTORTED), *_ours(test[DISTORTED])],
        [
            "Training error",
            percent(published.TRAINING),
            *_ours(items["passes"][PLAIN]["training_error"]),
        ],
    ]
    head = ["", "the paper", "here", "", "seeds"]
    matched = sum(one["aligned"] for one in aligned) / len(aligned)
    time = (
        f"One training of {published.PASSES} passes took {seconds[PLAIN]:.0f} s on one core here, "
        f"and {published.TRAINING_DAYS} then."
    )
    words = (
        "Means over seeds \N{PLUS-MINUS SIGN} their standard deviation, on the whole test set, after the last pass: "
        f"no epoch, seed or setting was chosen on it. Of the paper\u2019s 82 misread digits {matched:.0f} "
        f"align with ours. {time}"
    )
    return f"{table(head, rows)}<p>{words}</p>"


def _ours(item: Item) -> list[object]:
    return [Raw(f"<b>{rate(item)}</b>"), verdict(item), len(item["seeds"])]


def _colophon(results: Item) -> str:
    recipe = ", ".join(f"{key} {value}" for key, value in results["recipe"].items() if value is not None)
    sums = ", ".join(f"{name} {digest[:12]}" for name, digest in results["data"]["sha256"].items())
    return (
        "<p>Every number is in <code>results.json</code> beside this page, with its seeds and counts; the "
        "trained networks are in <code>jobs/</code>. Rates are errors out of "
        f"{results['data']['test_images']:,} test images. Two binomial standard deviations of 0.95 % are 0.19 "
        "points: smaller differences from the paper\u2019s one network mean nothing. Made by "
        "<code>lenet paper</code>; run again it trains only what is missing.</p>"
        f"<p>Recipe: {escape(recipe)}. Instructions: {escape(results['instructions'])}. "
        f"Data, SHA-256: {escape(sums)}.</p>"
    )
