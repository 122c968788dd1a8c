"""A part is read by one worker, which may die of a picture.

Before a worker begins with a piece it writes that down. Who reads the part next and finds that
somebody began and did not end reads this piece picture by picture, and writes each down as well. So
the picture of which workers die is found; it is marked as one that cannot be read, and the job goes
on.
"""

from __future__ import annotations

from lenet.many.readings.job import ReadingJob
from lenet.many.readings.part_progress import PIECE, PartProgress, Start
from lenet.reading import Task, failed

DEATHS = 3
"""A picture is left out when so many workers died while they read it."""


def read_part(progress: PartProgress, job: ReadingJob, run: str) -> None:
    """Read what is left of a part, and write its file.

    ``run`` is the same for all who read in this run of the job: who died in another run died of
    something else. OSError or DataError if the store cannot be written to.
    """
    files, task = progress.part.files, Task(job.reader, job.options)
    place, died = progress.place(), progress.last_start(run)
    doubtful = died.end if died is not None else 0
    while place < len(files):
        deaths = died.deaths if died and died.begin == place else int(place < doubtful)
        end = place + 1 if place < doubtful else min(place + PIECE, len(files))
        if deaths >= DEATHS:
            rows = [failed(files[place], f"{DEATHS} processes that read this picture ended")]
        else:
            progress.note(Start(run, place, end, deaths + 1))
            rows = [job.kept(task.row(at + 1, files[at])) for at in range(place, end)]
        place = progress.add(place, rows)
    progress.finish()
