"""From the pairs of records to ratios, the printed lines and the Markdown table.

A pair is (baseline's record, peer's record), run one right after the other. A ratio says how many
times better the baseline is: peer / baseline for seconds and megabytes, baseline / peer for a
rate. What is reported is the median of the pairs' ratios, with the least and the greatest.
"""

import itertools
import statistics
from typing import Any, NamedTuple

Record = dict[str, Any]
Pairs = dict[str, dict[str, list[tuple[Record, Record]]]]


class Measure(NamedTuple):
    """One figure of a job's record; `flop` is the work behind one unit, `threads` who does it."""

    title: str
    job: str
    figure: str
    unit: str
    digits: int = 2
    rate: bool = False
    flop: float | None = None
    one_core: bool = False


EPOCH_IMAGES = 60_000
EPOCH_FLOP = 65.3e9
"""Multiply-adds, forward and backward, counted as two operations: 60,000 x 544,080 x 2."""
NORMALISED_FLOP = 135.8e9
"""60,000 x 1,131,960 x 2, convolutions and dense layers; normalising and dropping not counted."""
CONVNET_FLOP = 855.4e9
"""60,000 x 7,128,192 x 2, as above."""
UPDATE_FLOP = 2.264e6
"""The same for one pattern of the on-line network: 1,131,960 multiply-adds."""
IMAGE_FLOP = 387_056.0
"""Forward only, the tutorial's network: 193,528 multiply-adds."""

MEASURES = (
    Measure("epoch, batch 32", "epoch_32", "seconds", "s", flop=EPOCH_FLOP),
    Measure("epoch, batch 128", "epoch_128", "seconds", "s", flop=EPOCH_FLOP),
    Measure(
        "epoch, batch normalisation and dropout, batch 32",
        "normalised_32",
        "seconds",
        "s",
        flop=NORMALISED_FLOP,
    ),
    Measure(
        "epoch, Keras's mnist_convnet, batch 128", "convnet_128", "seconds", "s", flop=CONVNET_FLOP
    ),
    Measure(
        "one update per pattern, one core",
        "online",
        "microseconds",
        "us",
        digits=0,
        flop=UPDATE_FLOP * 1e6,
        one_core=True,
    ),
    Measure(
        "predict, 10,000 images",
        "predict",
        "images_per_second",
        "images/s",
        digits=0,
        rate=True,
        flop=IMAGE_FLOP,
    ),
    Measure("predict, one image", "predict", "microseconds_a_call", "us", digits=0),
    Measure("train from the prompt", "prompt", "wall_seconds", "s", digits=1),
    Measure("the tutorial's listing, 3 epochs", "listing", "wall_seconds", "s", digits=1),
    Measure("import", "import", "seconds", "s"),
    Measure("download", "download", "megabytes", "MB", digits=0),
    Measure("peak memory of training", "epoch_32", "peak_memory_mb", "MB", digits=0),
    Measure("peak memory, 960,000 pictures", "memory", "peak_memory_mb", "MB", digits=0),
)


class Row(NamedTuple):
    """One line of the table: a measure, the baseline's figure and one peer's."""

    measure: str
    unit: str
    digits: int
    peer: str
    ours: float
    theirs: float
    ratio: float
    least: float
    greatest: float
    our_share: float | None
    their_share: float | None


def value(record: Record, figure: str) -> float:
    """Return a figure; of a list, its median."""
    found = record[figure]
    return statistics.median(found) if isinstance(found, list) else float(found)


def rows(pairs: Pairs, peaks: dict[str, float | None]) -> list[Row]:
    """Make a row for each measure and peer that has at least one pair without an error."""
    return [
        row(measure, peer, sound, peaks)
        for measure in MEASURES
        for peer, found in pairs.get(measure.job, {}).items()
        if (sound := [pair for pair in found if not any("error" in one for one in pair)])
    ]


def row(
    measure: Measure,
    peer: str,
    pairs: list[tuple[Record, Record]],
    peaks: dict[str, float | None],
) -> Row:
    figures = [(value(a, measure.figure), value(b, measure.figure)) for a, b in pairs]
    ratios = [ours / theirs if measure.rate else theirs / ours for ours, theirs in figures]
    ours, theirs = (statistics.median(side) for side in zip(*figures, strict=True))
    part = pairs[0][0].get("images", EPOCH_IMAGES) / EPOCH_IMAGES
    peak = peaks["one core" if measure.one_core else "all cores"]
    return Row(
        measure.title,
        measure.unit,
        measure.digits,
        peer,
        ours,
        theirs,
        statistics.median(ratios),
        min(ratios),
        max(ratios),
        share(measure, ours, part, peak),
        share(measure, theirs, part, peak),
    )


def share(measure: Measure, figure: float, part: float, peak: float | None) -> float | None:
    """Return the part of the machine's multiply-add peak that was reached."""
    if measure.flop is None or peak is None:
        return None
    speed = measure.flop * figure if measure.rate else measure.flop * part / figure
    return speed / peak


def errors(pairs: Pairs) -> list[str]:
    """Return a sentence for each record that is an error, each once."""
    found = [
        f"{job}, {peer}: {record['error']}"
        for job, peers in pairs.items()
        for peer, both in peers.items()
        for record in itertools.chain.from_iterable(both)
        if "error" in record
    ]
    return list(dict.fromkeys(found))


def compare_seeds(pairs: list[tuple[Record, Record]]) -> Record | None:
    """Compare final test accuracies: mean, standard deviation, permutation test.

    A small p means that the two systems do not train alike.
    """
    from lenet.evaluation import permutation_test

    sound = [pair for pair in pairs if not any("error" in one for one in pair)]
    if len(sound) < 2:
        return None
    ours, theirs = (
        [record["val_accuracy"][-1] for record in side] for side in zip(*sound, strict=True)
    )
    test = permutation_test(ours, theirs)
    return {
        "ours": ours,
        "theirs": theirs,
        "our_mean": statistics.mean(ours),
        "their_mean": statistics.mean(theirs),
        "our_deviation": statistics.stdev(ours),
        "their_deviation": statistics.stdev(theirs),
        "p": test.p,
        "exact": test.exact,
    }


def markdown(
    baseline: str, table: list[Row], seeds: dict[str, Record], machine: dict[str, Any]
) -> str:
    """Write the table README quotes, with the machine and the versions it belongs to."""
    lines = [
        f"| what | {baseline} | peer | peer's figure | {baseline} is better (least to greatest) |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {at.measure} | {figure(at, at.ours, at.our_share)} | {at.peer} "
        f"| {figure(at, at.theirs, at.their_share)} "
        f"| {at.ratio:.2f}x ({at.least:.2f} to {at.greatest:.2f}) |"
        for at in table
    ]
    lines += ["", *sentences(machine)]
    for peer, found in seeds.items():
        lines += ["", seeds_sentence(baseline, peer, found)]
    return "\n".join(lines) + "\n"


def figure(at: Row, number: float, part: float | None) -> str:
    reached = "" if part is None else f", {100 * part:.0f} % of peak"
    return f"{number:,.{at.digits}f} {at.unit}{reached}"


def sentences(machine: dict[str, Any]) -> list[str]:
    peaks = [
        f"{speed / 1e9:,.0f} GFLOP/s on {who}"
        for who, speed in machine["multiply_add_peak"].items()
        if speed is not None
    ]
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    return [
        f"Measured on {machine['processor']}, {machine['cores']} cores, {machine['system']}; "
        f"multiply-add peak: {' and '.join(peaks) or 'not measured'}. "
        f"{machine['rounds']} rounds; load before: {machine['load_before']:.1f}.",
        f"Versions: {versions}.",
    ]


def seeds_sentence(baseline: str, peer: str, found: Record) -> str:
    def said(name: str, mean: float, deviation: float) -> str:
        return f"{name} {100 * mean:.2f} % (standard deviation {100 * deviation:.2f})"

    test = "exact permutation test" if found.get("exact", True) else "permutation test"
    return (
        f"Test accuracy over {len(found['ours'])} seeds: "
        f"{said(baseline, found['our_mean'], found['our_deviation'])}, "
        f"{said(peer, found['their_mean'], found['their_deviation'])}; "
        f"{test} p = {found['p']:.2f}."
    )


FAMILIES = {
    "Keras + TensorFlow": ("Keras + TensorFlow",),
    "PyTorch": ("PyTorch",),
    "JAX": ("JAX", "Keras + JAX"),
    "ONNX Runtime": ("ONNX Runtime",),
}
"""The columns of README's table: of a family's variants the best at each measure stands there."""


def matrix(results: Record) -> str:
    """Write README's table: a row a measure, a column a family, each peer with lenet's ratio."""
    table = [Row(**row) for row in results["table"]]
    peers = tuple(at.peer for at in table)
    families = {
        name: prefixes
        for name, prefixes in FAMILIES.items()
        if any(peer.startswith(prefixes) for peer in peers)
    }
    lines = [
        f"| | {results['baseline']} | {' | '.join(families)} |",
        "|---|---|" + "---|" * len(families),
    ]
    for measure in MEASURES:
        found = [at for at in table if at.measure == measure.title]
        if found:
            ours = figure(found[0], statistics.median(at.ours for at in found), found[0].our_share)
            cells = [cell(found, prefixes) for prefixes in families.values()]
            lines.append(f"| {measure.title} | **{ours}** | {' | '.join(cells)} |")
    lines += ["", sentences(results["machine"])[0]]
    for peer, found in results["seeds"].items():
        lines += ["", seeds_sentence(results["baseline"], peer, found)]
    return "\n".join(lines) + "\n"


def cell(found: list[Row], prefixes: tuple[str, ...]) -> str:
    """Return the family's best figure and how many times better the baseline is."""
    family = [at for at in found if at.peer.startswith(prefixes)]
    if not family:
        return ""
    best = min(family, key=lambda at: at.ratio)
    return f"{best.theirs:,.{best.digits}f} {best.unit}, {best.ratio:.1f}x"
