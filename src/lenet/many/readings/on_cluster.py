"""The parts of a job are read by the workers of a Dask cluster, a part a task."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence

from lenet.many.cluster_tasks import tasks_on_cluster
from lenet.many.readings.job import ReadingJob
from lenet.many.readings.part_progress import PartProgress
from lenet.many.readings.part_reading import read_part
from lenet.many.task_progress import Watch

Shared = tuple[ReadingJob, str]
"""The job, and the run of it, which is the same for all who read in it."""


def read_on_cluster(
    parts: Sequence[PartProgress], job: ReadingJob, scheduler: str
) -> Iterator[int]:
    """Read the parts; yield the number of pictures of each that is done, in any order.

    LenetError as ``tasks_on_cluster`` raises it.
    """
    shared = job, uuid.uuid4().hex
    for progress, _ in tasks_on_cluster(_read_there, shared, parts, scheduler):
        yield progress.part.count


def _read_there(shared: Shared, progress: PartProgress, _watch: Watch) -> None:
    """What a worker does."""
    import cv2

    cv2.setNumThreads(1)
    read_part(progress, *shared)
