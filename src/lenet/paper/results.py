"""The numbers of ``results.json``: each with its seeds, its n, and the paper's figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from lenet.digits.changes import CHANGES
from lenet.evaluation import Mistake, mistakes
from lenet.networks import NETWORKS
from lenet.paper import published
from lenet.paper.invariance import RIGHT, VALUES, measure, reach
from lenet.paper.jobs import FinishedJob, Job, JobRunner, scores
from lenet.paper.misread import align
from lenet.paper.plan import Plan
from lenet.paper.rejecting import rejections
from lenet.paper.variants import ABLATIONS, DISTORTED, NETWORK, NOISY, PLAIN, VARIANTS

Item = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Results:
    """Everything that was trained, and what is measured on it."""

    plan: Plan
    runner: JobRunner
    done: dict[Job, FinishedJob]
    threads: int
    told: Callable[[str], None]

    def of(self, variant: str) -> list[FinishedJob]:
        """The networks of a variant, trained on all patterns."""
        return self.plan.of(self.done, variant)

    @property
    def shown(self) -> FinishedJob:
        """The network whose digits and maps are shown: the median seed with distortions."""
        networks = self.of(DISTORTED)
        seed = self.plan.rate(networks).median_seed
        return next(done for done in networks if done.job.seed == seed)

    def all(self) -> Item:
        """Every item of the page, as JSON takes it."""
        return {
            "counts": self.counts(),
            "test_error": self.test_error(),
            "passes": self.passes(),
            "training_sets": self.training_sets(),
            "misread": self.misread(),
            "rejection": self.rejection(),
            "classifiers": self.classifiers(),
            "invariance": self.invariance(),
            "ablation": self.ablation(),
        }

    def counts(self) -> Item:
        """Trainable parameters and connections, layer by layer, and the paper's."""
        rows = VARIANTS[PLAIN].build(0).describe()["layers"]
        described = {row["name"]: row for row in rows}
        layers = [
            {
                "layer": name,
                "trainable": described[name]["trainable"],
                "connections": described[name]["connections"],
                "paper_trainable": paper.trainable,
                "paper_connections": paper.connections,
            }
            for name, paper in NETWORKS[NETWORK].published.items()
        ]
        kinds = ("trainable", "connections", "paper_trainable", "paper_connections")
        total = {kind: sum(layer[kind] for layer in layers) for kind in kinds}
        return {"layers": layers, "total": total}

    def test_error(self) -> Item:
        """The two numbers of the paper, after the last pass."""
        return {
            PLAIN: self.plan.rate(self.of(PLAIN), published.PLAIN).as_dict(),
            DISTORTED: self.plan.rate(self.of(DISTORTED), published.DISTORTED).as_dict(),
            "authors_code_again_percent": published.AGAIN,
            "reproductions_percent": list(published.REPRODUCED),
        }

    def passes(self) -> Item:
        """Fig. 5: errors after each pass, without distortions; and with, for Fig. 6."""
        found: Item = {}
        for variant, paper in ((PLAIN, published.TRAINING), (DISTORTED, None)):
            networks = self.of(variant)
            found[variant] = {
                "seeds": [done.job.seed for done in networks],
                "training_images": self.plan.patterns,
                "test_images": self.plan.images,
                "training_errors": [list(done.training) for done in networks],
                "test_errors": [list(done.test) for done in networks],
                "training_error": self.plan.training_rate(networks, paper).as_dict(),
            }
        return found

    def training_sets(self) -> Item:
        """Fig. 6: training and test error by the number of patterns."""
        points = []
        for patterns in self.plan.sizes:
            networks = self.plan.of(self.done, PLAIN, patterns)
            training = self.plan.training_rate(networks).as_dict()
            test = self.plan.rate(networks).as_dict()
            points.append({"patterns": patterns, "training": training, "test": test})
        distorted = self.plan.rate(self.of(DISTORTED), published.DISTORTED).as_dict()
        return {"points": points, "with_distortions": distorted}

    def mistakes(self, done: FinishedJob) -> tuple[Mistake, ...]:
        """The test images that a network misreads, in rising order."""
        images, labels = self.runner.data.test
        return mistakes(labels, scores(done.model(), images))

    def misread(self) -> Item:
        """Fig. 8: how many of the paper's 82 are among ours, for each seed."""
        found = {done.job.seed: self.mistakes(done) for done in self.of(DISTORTED)}
        pairs = ([(one.truth, one.answer) for one in ours] for ours in found.values())
        shown = self.shown.job.seed
        return {
            "seeds": list(found),
            "shown_seed": shown,
            "alignments": [align(ours, published.MISREAD).as_dict() for ours in pairs],
            "misread": [
                {"test_image": one.index, "true": one.truth, "read": one.answer}
                for one in found[shown]
            ],
        }

    def rejection(self) -> Item:
        """Error among the accepted by share rejected, and the paper's figures of others."""
        data = self.runner.data
        found = {kind: rejections(self.of(kind), data) for kind in (PLAIN, DISTORTED)}
        return {**found, "paper_rejected_percent": published.REJECTED}

    def classifiers(self) -> Item:
        """Fig. 9: the paper's classifiers, and ours."""
        ours = {VARIANTS[kind].title: self.plan.rate(self.of(kind)) for kind in (PLAIN, DISTORTED)}
        return {
            "paper": [{"name": one.name, "percent": one.error} for one in published.CLASSIFIERS],
            "ours": [{"name": name, **rate.as_dict()} for name, rate in ours.items()],
        }

    def invariance(self) -> Item:
        """Fig. 13: per cent right by how much the digits are changed, and the claims."""
        kinds = [kind for kind in (PLAIN, DISTORTED, NOISY) if self.of(kind)]
        networks = [done for kind in kinds for done in self.of(kind)[: len(self.of(NOISY))]]
        counts = measure(networks, self.runner.data, self.threads, self.told)
        found: Item = {"images": self.plan.images, "accurate_percent": RIGHT}
        found["seeds"] = [done.job.seed for done in self.of(NOISY)]
        found["sweeps"] = [
            {
                "name": change.name,
                "title": change.title,
                "values": list(VALUES[change.name]),
                "networks": {
                    kind: self._sweep(
                        [
                            known[change.name]
                            for done, known in zip(networks, counts, strict=True)
                            if done.job.variant == kind
                        ],
                        VALUES[change.name],
                        change.still,
                    )
                    for kind in kinds
                },
            }
            for change in CHANGES
        ]
        found["claims"] = {name: claim._asdict() for name, claim in published.CLAIMS.items()}
        return found

    def _sweep(self, errors: list[list[int]], values: tuple[float, ...], still: float) -> Item:
        right = 100 * (1 - np.mean(errors, axis=0) / self.plan.images)
        edges = reach(values, right.tolist(), still)
        return {
            "errors": errors,
            "right_percent": right.round(4).tolist(),
            "accurate_from_to": [round(edge, 3) for edge in edges],
        }

    def ablation(self) -> list[Item]:
        """Each of the paper's choices undone alone; the first row is the network itself."""
        rows = []
        for variant in (PLAIN, *ABLATIONS):
            networks = self.of(variant)[: len(self.of(NOISY))]
            rows.append(
                {
                    "name": variant,
                    "title": VARIANTS[variant].title,
                    "test": self.plan.rate(networks).as_dict(),
                    "training": self.plan.training_rate(networks).as_dict(),
                }
            )
        return rows
