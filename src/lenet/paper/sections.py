"""The nine sections' numbers, tables and figures, under the names that ``page.html`` has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lenet.paper import charts, published
from lenet.paper.inside import Inside
from lenet.paper.rejecting import CRITERIA
from lenet.paper.tables import Raw, mean, mean_of, number, percent, points, rate, seeds, table
from lenet.paper.variants import DISTORTED, PLAIN, VARIANTS

Item = Mapping[str, Any]
Named = dict[str, str]

FARTHEST = 4
"""Off the scale is an ablation with more than so many times the network's own errors."""


def counts(item: Item) -> str:
    """1. Trainable parameters and connections."""
    kinds = ("paper_trainable", "trainable", "paper_connections", "connections")
    rows = [[one["layer"], *(one[kind] for kind in kinds)] for one in item["layers"]]
    total = ["total", *(item["total"][kind] for kind in kinds)]
    return table(["", "trainable, paper", "here", "connections, paper", "here"], rows, total)


def passes(item: Item) -> Named:
    """2. Fig. 5."""
    known = item[PLAIN]
    curves = [mean(errors) for errors in zip(*known["test_errors"], strict=True)]
    shares = [100 * errors / known["test_images"] for errors in curves]
    after = min(12, len(shares))
    return {
        "after": str(after),
        "test_after": f"{shares[after - 1]:.2f}",
        "test_last": f"{shares[-1]:.2f}",
        "training_last": rate(known["training_error"]),
        "passes_chart": charts.passes(item),
    }


def training_sets(item: Item) -> Named:
    """3. Fig. 6."""
    rows = [
        [f"{point['patterns']:,}", rate(point["training"]), rate(point["test"])]
        for point in item["points"]
    ]
    rows.append(["with distortions", "", rate(item["with_distortions"])])
    return {
        "sets_chart": charts.training_sets(item),
        "sets_table": table(["patterns", "training error", "test error"], rows),
    }


def misread(item: Item, inside: Inside) -> Named:
    """4. Fig. 8."""
    shown = item["alignments"][item["seeds"].index(item["shown_seed"])]
    ours, theirs = ({pair[side] for pair in shown["pairs"]} for side in (0, 1))
    tiles = (
        _picture(inside.misread[one["test_image"]], 42, 42, "ink", words)
        for k, one in enumerate(item["misread"])
        for words in [_pair(one["true"], one["read"], k in ours)]
    )
    return {
        "aligned": str(shown["aligned"]),
        "ours": str(shown["ours"]),
        "luck": f"{shown['aligned_in_random_order_mean']:.1f}",
        "luck_most": str(shown["aligned_in_random_order_most"]),
        "orders": f"{shown['random_orders']:,}",
        "shown_seed": str(item["shown_seed"]),
        "aligned_each": ", ".join(str(one["aligned"]) for one in item["alignments"]),
        "misread_tiles": "".join(tiles),
        "paper_pairs": "".join(
            _pair(*pair, k in theirs) for k, pair in enumerate(published.MISREAD)
        ),
    }


def _pair(true: int, read: int, aligned: bool) -> str:
    kind = "mark" if aligned else "span"
    return f"<{kind}>{true}&gt;{read}</{kind}>"


def rejection(item: Item) -> Named:
    """5. The rejection curve."""
    rows = [
        [words, *(_rejected(item[kind]["criteria"][name]) for kind in (PLAIN, DISTORTED))]
        for name, words in CRITERIA.items()
    ]
    others = (f"{name} {share:g} %" for name, share in published.REJECTED.items())
    return {
        "goal": f"{item[PLAIN]['goal_percent']:g} %",
        "rejected_elsewhere": ", ".join(others),
        "rejection_chart": charts.rejection(item),
        "rejection_table": table(["", "without distortions", "with distortions"], rows),
    }


def _rejected(criterion: Item) -> str:
    return f"{mean(criterion['rejected_percent']):.2f} %"


def classifiers(item: Item) -> str:
    """6. Fig. 9: rows from the worst to the best, each with its bar."""
    bars = [(one["percent"], one["name"], _printed(one["percent"]), "") for one in item["paper"]]
    bars += [
        (one["mean_percent"], f"{one['name']}, here", rate(one).replace(" %", ""), "ours")
        for one in item["ours"]
    ]
    bars.sort(key=lambda bar: (-bar[0], bar[3]))
    return "".join(
        f'<tr class="{kind}"><th scope="row">{name}</th><td>{words}</td><td>'
        f'<span class="bar" style="width:{100 * value / bars[0][0]:.1f}%"></span></td></tr>'
        for value, name, words, kind in bars
    )


def _printed(error: float) -> str:
    """With one decimal place, or two where the paper has two."""
    return f"{error:.1f}" if round(error, 1) == error else f"{error:.2f}"


def invariance(item: Item) -> Named:
    """7. Fig. 13."""
    sweeps = {one["name"]: one for one in item["sweeps"]}
    kinds = list(item["sweeps"][0]["networks"])
    titles = {kind: VARIANTS[kind].title for kind in kinds}
    key = (f'<span class="{charts.COLOURS[kind]}">{titles[kind]}</span>' for kind in kinds)
    reaches = [
        [one["title"], *(_reach(one["networks"][kind]) for kind in kinds)]
        for one in sweeps.values()
    ]
    claims = [
        [f"{sweeps[name]['title']}: {number(edge)}"]
        + [_held(sweeps[name], kind, edge, item["accurate_percent"]) for kind in kinds]
        for name, claim in item["claims"].items()
        for edge in (claim["low"], claim["high"])
    ]
    head = ["", *(titles[kind].removeprefix("LeNet-5, ") for kind in kinds)]
    return {
        "few_seeds": seeds(len(item["seeds"])),
        "mean_of_few": mean_of(len(item["seeds"])),
        "accurate": f"{item['accurate_percent']:g} %",
        "sweep_panels": "".join(charts.sweep(one, item["claims"]) for one in sweeps.values()),
        "sweep_key": "".join(key),
        "reach_table": table(head, reaches),
        "claims_table": table(head, claims),
    }


def _reach(known: Item) -> str:
    low, high = known["accurate_from_to"]
    return f"{number(low)} to {number(high)}"


def _held(sweep: Item, kind: str, edge: float, accurate: float) -> str:
    right = sweep["networks"][kind]["right_percent"][sweep["values"].index(edge)]
    return f"{right:.1f} %, {'holds' if right >= accurate else 'does not'}"


def inside(drawn: Inside) -> Named:
    """8. Centres, kernels, maps."""
    answer = min(range(len(drawn.penalties)), key=drawn.penalties.__getitem__)
    centres = [_picture(uri, 42, 72, "ink", str(k)) for k, uri in enumerate(drawn.centres)]
    rows = [_row("input", [_picture(drawn.digit, 84, 84, "ink")])]
    for name, side in (("C1", 84), ("S2", 56), ("C3", 66), ("S4", 31)):
        rows.append(_row(name, [_picture(uri, side, side) for uri in drawn.maps[name]]))
    rows.append(_row("C5", [_picture(drawn.maps["C5"][0], 225, 120)]))
    nearest = _picture(drawn.centres[answer], 63, 108, "ink", f"centre of {answer}")
    rows.append(_row("F6", [_picture(drawn.maps["F6"][0], 63, 108, words="F6"), nearest]))
    head = ["class", *map(str, range(len(drawn.penalties)))]
    return {
        "centres": _row("", centres),
        "kernels": _row("", [_picture(uri, 60, 60) for uri in drawn.kernels]),
        "maps": "".join(rows),
        "answer": str(answer),
        "penalties": table(head, [["penalty", *(f"{one:.1f}" for one in drawn.penalties)]]),
    }


def _picture(uri: str, width: int, height: int, kind: str = "signed", words: str = "") -> str:
    size = f'width="{width}" height="{height}"'
    return f'<div><img class="{kind}" src="{uri}" {size} alt="">{words}</div>'


def _row(title: str, pictures: Sequence[str]) -> str:
    shown = f"<div>{''.join(pictures)}</div>"
    if not title:
        return f'<div class="row alone">{shown}</div>'
    return f'<div class="row"><b>{title}</b>{shown}</div>'


def ablation(rows: Sequence[Item]) -> str:
    """9. Each of the paper's choices undone; the first row is the network itself."""
    own = rows[0]["test"]
    each = [[100 * count / own["images"] for count in one["test"]["errors"]] for one in rows]
    low = min(map(min, each))
    high = max(rate for rates in each for rate in rates if rate <= FARTHEST * max(each[0]))
    told = []
    for one, rates in zip(rows, each, strict=True):
        away = points(one["test"]["mean_percent"] - own["mean_percent"])
        training = percent(one["training"]["mean_percent"])
        strip = Raw(charts.strip(rates, low, high))
        told.append(
            [one["title"], rate(one["test"]), "" if one is rows[0] else away, training, strip]
        )
    spread = f"each seed, from {low:.2f} to {high:.2f} %"
    return table(["", "test error", "difference", "training error", spread], told)
