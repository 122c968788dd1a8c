"""Write the measured numbers into docs/paper.md and README, from the results.json of `lenet paper`.

python docs/results.py [--check] [paper/results.json [PAGE README]]

Without a file it is benchmarks/paper.json, the last results that were kept.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
RESULTS, PAGE, README = ROOT / "benchmarks/paper.json", ROOT / "docs/paper.md", ROOT / "README.md"
END = "<!-- end -->"


def rate(item: dict) -> str:
    spread = item["deviation_points"]
    return f"{item['mean_percent']:.2f}" + ("" if spread is None else f" ± {spread:.2f}")


def row(*cells: object) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


def errors(items: dict) -> list[str]:
    test, training = items["test_error"], items["passes"]["plain"]["training_error"]
    sets = items["training_sets"]["points"]
    rows = [row("error, %", "the paper", "here", "seeds", "errors of each seed"), "|---" * 5 + "|"]
    named = {
        "test, without distortions": test["plain"],
        "test, with distortions": test["distorted"],
        "training, without distortions": training,
        **{f"test, {point['patterns']:,} patterns": point["test"] for point in sets[:-1]},
        **{one["title"]: one["test"] for one in items["ablation"][1:]},
    }
    for name, one in named.items():
        paper = "" if one["paper_percent"] is None else f"{one['paper_percent']:.2f}"
        counts = ", ".join(map(str, one["errors"]))
        rows.append(row(name, paper, rate(one), len(one["seeds"]), counts))
    return rows


def others(items: dict) -> list[str]:
    aligned = items["misread"]["alignments"]
    mean = sum(one["aligned"] for one in aligned) / len(aligned)
    luck = sum(one["aligned_in_random_order_mean"] for one in aligned) / len(aligned)
    told = [f"Of the paper's 82 misread digits {mean:.1f} align with ours; luck gives {luck:.1f}."]
    for kind, words in (("plain", "without"), ("distorted", "with")):
        for criterion in items["rejection"][kind]["criteria"].values():
            shares = criterion["rejected_percent"]
            share = sum(shares) / len(shares)
            told.append(
                f"For 0.5 % error among the accepted, {words} distortions, rejecting when "
                f"{criterion['words']}: {share:.2f} % rejected."
            )
    return [f"- {sentence}" for sentence in told]


def block(results: dict) -> str:
    items, versions = results["items"], results["versions"]
    made = ", ".join(f"{name} {number}" for name, number in versions.items())
    made = f"Made with {made}, {results['instructions']} instructions."
    return "\n".join([*errors(items), "", *others(items), "", made, ""])


def short(results: dict) -> str:
    """README's: the two errors, and their best known fellows."""
    test = results["items"]["test_error"]
    rows = [row("test error, %", "the paper", "here", "errors of each seed"), "|---" * 4 + "|"]
    for name, one in (("plain", test["plain"]), ("540,000 distortions", test["distorted"])):
        counts = ", ".join(map(str, one["errors"]))
        rows.append(row(name, f"{one['paper_percent']:.2f}", f"**{rate(one)}**", counts))
    again = f"{test['authors_code_again_percent']:.2f}"
    others = " and ".join(f"{error:.2f}" for error in test["reproductions_percent"])
    rows += [
        "",
        f"The authors' code run again: {again}; the best published reproductions: {others}.",
    ]
    return "\n".join([*rows, ""])


def filled(page: str, name: str, text: str) -> str:
    """The page with what stands in its block of that name replaced."""
    begin = f"<!-- {name} -->\n"
    before, rest = page.split(begin)
    return before + begin + text + rest[rest.index(END) :]


def main() -> None:
    words = [word for word in sys.argv[1:] if word != "--check"]
    source, page, readme = map(Path, [*words, *(RESULTS, PAGE, README)[len(words) :]])
    results = json.loads(source.read_text())
    for path, name, text in (
        (page, "results", block(results)),
        (readme, "paper", short(results)),
    ):
        made = filled(path.read_text(), name, text)
        if "--check" not in sys.argv:
            path.write_text(made)
        elif made != path.read_text():
            sys.exit(f"{path} does not say what {source} says")


if __name__ == "__main__":
    main()
