"""Run lenet and its peers side by side: A B A B, ratio by ratio; print, and write the results.

Every pair is the baseline and one peer, one right after the other, each in a process of its own.
See benchmarks/README.md.

    python -m benchmarks.side_by_side.run --data mnist.npz
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.side_by_side import contenders, report

BUSY = 0.3
"""Load average from which the machine is not idle enough for figures to be quoted."""


def main() -> None:
    options = parse_options()
    described = machine.describe() | {"rounds": "0", "versions": {}}
    if described["load_before"] > BUSY:
        print("another process is busy: frameworks that spin suffer most, so ratios flatter lenet")
    peaks: dict[str, float | None] = {"one core": None, "all cores": None}
    described["multiply_add_peak"] = peaks
    pairs: report.Pairs = earlier(options, described, peaks) if options.add else {}
    for turn in range(options.rounds):
        measure_peaks(peaks)
        for job in options.jobs:
            if job not in contenders.ONCE or turn == 0:
                run_pairs(job, options, turn + 1, pairs, described["versions"])
        described["rounds"] = rounds_of(pairs)
        write(options, pairs, described)


def parse_options() -> argparse.Namespace:
    everyone = list(contenders.CONTENDERS)
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--jobs", nargs="+", choices=contenders.ALL_JOBS, default=None, metavar="JOB")
    add("--only", nargs="+", choices=everyone, default=everyone, metavar="NAME")
    add("--rounds", type=int, default=5, help="pairs for each ratio; seeds 1 to ROUNDS")
    add("--repeat", type=int, default=3, help="measurements in each process, after a warm-up")
    add("--images", type=int, default=60_000, help="an epoch; fewer for a quick look")
    add("--pictures", type=int, default=960_000, help="of bytes, in the job memory")
    add("--patterns", type=int, default=2000, help="updates, one per pattern")
    add("--epochs", type=int, default=10, help="of the job seeds")
    add("--prompt-epochs", type=int, default=3, help="of a peer's script, in the job prompt")
    add("--train-arguments", type=str.split, default=["--epochs", "3"], help="of `lenet train`")
    add("--data", type=Path, help="MNIST as one .npz from `prepare`; for prompt and seeds")
    add("--peers-python", type=Path, default=sys.executable, help="when peers live elsewhere")
    add("--add", action="store_true", help="keep what results.json holds of others")
    add("--out", type=Path, default=contenders.HERE, help="where results.json and .md are written")
    options = parser.parse_args()
    needs_data = {"prompt", "listing", "seeds"}
    if options.jobs is None:
        options.jobs = [job for job in contenders.ALL_JOBS if options.data or job not in needs_data]
    if needs_data & set(options.jobs) and options.data is None:
        parser.error("the jobs prompt, listing and seeds need --data")
    options.baseline = options.only[0] if contenders.OURS not in options.only else contenders.OURS
    return options


def earlier(
    options: argparse.Namespace, described: dict[str, Any], peaks: dict[str, float | None]
) -> report.Pairs:
    """Return the pairs of the results that are there, but for those that are run now."""
    if not (options.out / "results.json").exists():
        return {}
    results = json.loads((options.out / "results.json").read_text())
    if results["machine"]["processor"] != described["processor"]:
        sys.exit(f"expected the processor of {options.out}: choose another --out")
    described["versions"] |= results["machine"]["versions"]
    peaks |= results["machine"]["multiply_add_peak"]
    now = {contenders.CONTENDERS[name].label for name in options.only}
    return {
        job: {
            peer: found
            for peer, found in both.items()
            if job not in options.jobs or peer not in now
        }
        for job, both in results["pairs"].items()
    }


def rounds_of(pairs: report.Pairs) -> str:
    """Return how many pairs stand behind a ratio: one number, or the least and the most."""
    counts = sorted(
        {len(both) for job in pairs if job not in contenders.ONCE for both in pairs[job].values()}
    )
    return " to ".join(map(str, dict.fromkeys((counts[0], counts[-1])))) if counts else "1"


def measure_peaks(peaks: dict[str, float | None]) -> None:
    """Keep the best of all rounds: what disturbs the machine only ever lowers it."""
    for who, threads in (("one core", 1), ("all cores", machine.cores())):
        found = [speed for speed in (peaks[who], machine.multiply_add_peak(threads)) if speed]
        peaks[who] = max(found, default=None)


def run_pairs(
    job: str,
    options: argparse.Namespace,
    seed: int,
    pairs: report.Pairs,
    versions: dict[str, str],
) -> None:
    """Run the baseline and each peer that takes part in turn, and add the pairs."""
    ours: dict[str, Any] = {}
    for name in options.only:
        contender = contenders.CONTENDERS[name]
        if name == options.baseline or job not in contender.jobs:
            continue
        if not (ours and job in (*contenders.ONCE, "seeds")):
            ours = contenders.run(options.baseline, job, options, seed)
        theirs = contenders.run(name, job, options, seed)
        for record in (ours, theirs):
            versions.update(record.pop("versions", {}))
        pairs.setdefault(job, {}).setdefault(contender.label, []).append((ours, theirs))
        print(progress(job, seed, options.baseline, ours), flush=True)
        print(progress(job, seed, name, theirs), flush=True)


def progress(job: str, seed: int, name: str, record: dict[str, Any]) -> str:
    if "error" in record:
        return f"round {seed} {job} {name}: FAILED, {record['error']}"
    said = [
        f"{report.value(record, at.figure):,.{at.digits}f} {at.unit}"
        for at in report.MEASURES
        if at.job == job
    ]
    said += [f"accuracy {record['val_accuracy'][-1]:.4f}"] if job == "seeds" else []
    said += [f"accuracy {record['accuracy']:.4f}"] if job in ("prompt", "listing") else []
    return f"round {seed} {job} {name}: {', '.join(said)}"


def write(options: argparse.Namespace, pairs: report.Pairs, described: dict[str, Any]) -> None:
    """Write everything measured so far: a run that is stopped leaves its finished rounds."""
    table = report.rows(pairs, described["multiply_add_peak"])
    compared = {
        peer: found
        for peer, both in pairs.get("seeds", {}).items()
        if (found := report.compare_seeds(both))
    }
    label = contenders.CONTENDERS[options.baseline].label
    text = report.markdown(label, table, compared, described)
    failures = report.errors(pairs)
    results = {
        "machine": described,
        "baseline": label,
        "table": [at._asdict() for at in table],
        "seeds": compared,
        "errors": failures,
        "pairs": pairs,
    }
    options.out.mkdir(exist_ok=True)
    (options.out / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    (options.out / "results.md").write_text(text)
    print(f"\n{text}\n", *[f"FAILED {failure}\n" for failure in failures], flush=True)


if __name__ == "__main__":
    main()
