"""`lenet paper` as a whole, on a tiny data set: stopped, killed, gone on with; and its page."""

import json
import re
import shutil
import signal
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from lenet.commands.main import main
from lenet.datasets.where import Where
from lenet.many.task_progress import TaskProgressBar
from lenet.paper.jobs import Job
from lenet.paper.plan import FEW, Plan
from lenet.paper.reproduction import reproduce
from lenet.paper.variants import ABLATIONS, DISTORTED, NOISY, PLAIN

pytestmark = pytest.mark.slow

KILLED = """
import os, signal, sys
from pathlib import Path
from lenet.paper.reproduction import reproduce
from lenet.many.task_progress import TaskProgress
from lenet.datasets.where import Where
class Killed(TaskProgress):
    passes = 0
    def passed(self):
        self.passes += 1
        if self.passes == 70:
            os.kill(os.getpid(), signal.SIGKILL)
reproduce(Where(sys.argv[1]), Path(sys.argv[2]), seeds=2, threads=1, progress=Killed())
"""


@pytest.fixture(scope="module")
def reproduced(
    tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, Any], Path]:
    folder = tmp_path_factory.mktemp("reproduced") / "paper"
    return reproduce(Where(str(tiny_folder)), folder, seeds=2, threads=2), folder


def test_killed_and_called_again_it_ends_with_the_same_results(
    reproduced: tuple[dict[str, Any], Path], tiny_folder: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", KILLED, str(tiny_folder), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    finished = {path.parent for path in tmp_path.glob("jobs/*/weights.safetensors")}
    assert len(finished) == 3  # of 20 passes each
    before = {path: (path / "weights.safetensors").stat().st_mtime_ns for path in finished}
    reproduce(Where(str(tiny_folder)), tmp_path, seeds=2, threads=1)
    assert before == {path: (path / "weights.safetensors").stat().st_mtime_ns for path in finished}
    name = "results.json"
    assert (tmp_path / name).read_bytes() == (reproduced[1] / name).read_bytes()


def test_every_rate_tells_its_seeds_its_counts_and_the_papers_figure(
    reproduced: tuple[dict[str, Any], Path],
) -> None:
    found: list[dict[str, Any]] = []

    def walk(item: Any) -> None:
        if isinstance(item, dict):
            if "mean_percent" in item:
                found.append(item)
            item = list(item.values())
        if isinstance(item, list):
            for one in item:
                walk(one)

    walk(json.loads((reproduced[1] / "results.json").read_text()))
    assert len(found) > 20
    for rate in found:
        assert len(rate["seeds"]) == len(rate["errors"])
        shares = [100 * count / rate["images"] for count in rate["errors"]]
        assert rate["mean_percent"] == pytest.approx(sum(shares) / len(shares), abs=1e-4)
        assert "paper_percent" in rate


def test_the_results_are_those_of_the_trained_networks(
    reproduced: tuple[dict[str, Any], Path], tiny_folder: Path
) -> None:
    results, folder = reproduced
    for kind in (PLAIN, DISTORTED):
        rate = results["items"]["test_error"][kind]
        for seed, count in zip(rate["seeds"], rate["errors"], strict=True):
            (job,) = folder.glob(f"jobs/{kind}-12-seed{seed}-*")
            command = ["evaluate", str(job), "--data", str(tiny_folder), "--json"]
            told = json.loads(CliRunner().invoke(main, command).stdout)
            assert told["errors"] == count
    counts = results["items"]["counts"]["total"]
    assert counts["trainable"] == counts["paper_trainable"] == 60_000
    assert counts["connections"] == counts["paper_connections"] == 340_908


def test_all_nine_items_are_on_the_page(reproduced: tuple[dict[str, Any], Path]) -> None:
    page = (reproduced[1] / "index.html").read_text()
    headings = re.findall(r'<h2 id="\w+"><span><span class="number">(\d)</span>', page)
    assert headings == list("123456789")
    assert len(reproduced[0]["items"]["ablation"]) == 1 + len(ABLATIONS)


class Balance(HTMLParser):
    """Every element closed in turn, and every address that the page asks for."""

    empty = ("meta", "img", "br", "line", "circle", "polyline", "polygon")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.asked: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.asked += [
            given[key] or "" for key in ("src", "href", "data", "action") if key in given
        ]
        self.ids += [given["id"] or ""] if "id" in given else []
        if tag not in self.empty:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in self.empty

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_well_formed_and_asks_for_nothing_from_elsewhere(
    reproduced: tuple[dict[str, Any], Path],
) -> None:
    page, balance = (reproduced[1] / "index.html").read_text(), Balance()
    balance.feed(page)
    assert balance.open == []
    assert "data:image/png;base64," in "".join(balance.asked)
    for address in balance.asked:
        assert address.startswith("data:image/png;") or address.removeprefix("#") in balance.ids
    assert not re.search(r"<script|<link|@import|url\(|https?:", page)
    assert "$" not in page
    assert not re.search(r"\bnan\b|\binf\b|None", page)


def test_the_docs_take_their_numbers_from_the_results(
    reproduced: tuple[dict[str, Any], Path], tmp_path: Path
) -> None:
    root, readme = Path(__file__).parents[2], tmp_path / "README.md"
    shutil.copy(root / "README.md", readme)
    shutil.copytree(root / "docs", tmp_path / "docs")
    (page,) = (path for path in tmp_path.rglob("*.md") if "<!-- results -->" in path.read_text())
    results = reproduced[1] / "results.json"
    command = [sys.executable, "-m", "docs.make.publish", "--paper", str(results)]
    command += ["--root", str(tmp_path)]
    subprocess.run(command, cwd=root, check=True)
    subprocess.run([*command, "--check"], cwd=root, check=True)
    (row,) = re.findall(r"test, with distortions \| 0.80 \| (.*?) \|", page.read_text())
    mean = f"{reproduced[0]['items']['test_error'][DISTORTED]['mean_percent']:.2f} ± "
    assert mean in row
    assert re.search(rf"540,000 distortions \| 0.80 \| \*\*{mean}", readme.read_text())
    page.write_text(page.read_text().replace("0.80", "0.08"))
    done = subprocess.run([*command, "--check"], cwd=root, capture_output=True, check=False)
    assert done.returncode == 1


def test_the_command_prints_both_rates_and_where_the_page_is(
    reproduced: tuple[dict[str, Any], Path], tiny_folder: Path
) -> None:
    results, folder = reproduced
    words = ["paper", "--out", str(folder), "--data", str(tiny_folder), "--seeds", "2"]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.stderr
    assert re.search(r"Test error \d+\.\d\d % .*; the paper 0\.95 %", done.stdout)
    assert done.stdout.splitlines()[-1] == str(folder / "index.html")
    done = CliRunner().invoke(main, [*words, "--json"])
    assert done.stderr == ""
    assert json.loads(done.stdout) == results


def test_quick_is_one_seed_and_uses_what_was_trained(
    reproduced: tuple[dict[str, Any], Path], tiny_folder: Path
) -> None:
    folder = reproduced[1]
    before = set(folder.glob("jobs/*"))
    words = ["paper", "--quick", "--out", str(folder), "--data", str(tiny_folder), "--json"]
    quick = json.loads(CliRunner().invoke(main, words).stdout)
    assert quick["seeds"] == [0]
    assert quick["items"]["test_error"][PLAIN]["deviation_points"] is None
    assert set(folder.glob("jobs/*")) == before
    reproduce(Where(str(tiny_folder)), folder, seeds=2, threads=1)


def test_ctrl_c_ends_with_130_says_what_stays_and_keeps_it(
    tiny_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passes = iter(range(30))

    def passed(self: TaskProgressBar) -> None:
        if next(passes) == 25:
            raise KeyboardInterrupt

    monkeypatch.setattr(TaskProgressBar, "passed", passed)
    words = ["paper", "--quick", "--threads", "1", "--data", str(tiny_folder)]
    done = CliRunner().invoke(main, [*words, "--out", str(tmp_path)])
    assert done.exit_code == 130
    assert "what is finished stays" in done.stderr
    assert len(list(tmp_path.glob("jobs/*/weights.safetensors"))) == 1
    assert not (tmp_path / "index.html").exists()


def test_quick_and_seeds_exclude_each_other(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["paper", "--quick", "--seeds", "3", "--out", str(tmp_path)])
    assert done.exit_code == 2
    assert "leave out --seeds" in done.stderr


def test_the_plan_trains_what_the_page_needs_and_nothing_twice() -> None:
    jobs = Plan(10, 60_000, 10_000).jobs
    assert len(jobs) == len(set(jobs)) == 10 * 4 + FEW * (1 + len(ABLATIONS))
    assert {job.patterns for job in jobs} == {15_000, 30_000, 60_000}
    assert jobs[: len(Plan(1, 60_000, 10_000).jobs)] == Plan(1, 60_000, 10_000).jobs
    assert Job(DISTORTED, 9, 60_000) in jobs
    assert Job(NOISY, FEW - 1, 60_000) in jobs
    assert Job(NOISY, FEW, 60_000) not in jobs


def test_a_scheduler_that_does_not_answer_is_a_sentence(tiny_folder: Path, tmp_path: Path) -> None:
    dask = pytest.importorskip("dask")
    pytest.importorskip("distributed")
    words = ["paper", "--quick", "--data", str(tiny_folder), "--out", str(tmp_path / "paper")]
    with dask.config.set({"distributed.comm.timeouts.connect": "1s"}):
        done = CliRunner().invoke(main, [*words, "--scheduler", "tcp://127.0.0.1:1"])
    assert done.exit_code == 1
    assert "lenet: expected a Dask scheduler at tcp://127.0.0.1:1" in done.stderr
