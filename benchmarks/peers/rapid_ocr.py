"""RapidOCR: PP-OCRv6's recogniser as the wheel brings it, on ONNX Runtime.

The pictures are one line each, so the recogniser is given the whole of them: as they are, with a
border as of their edge (``bordered``), or what PP-OCRv6's finder of lines finds in them
(``found``). On several cores the lines go to as many sessions of one thread, or to one session of
several threads (``wide``).
"""

import argparse
import importlib.metadata
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from benchmarks.peers import reading_job

BORDER = 0.15  # of the height


def reader(options: argparse.Namespace) -> reading_job.Reader:
    import cv2
    from rapidocr import RapidOCR

    wide = options.variant == "wide"
    sessions, threads = (1, options.threads) if wide else (options.threads, 1)
    cv2.setNumThreads(threads)
    params = {
        "Global.log_level": "error",
        "EngineConfig.onnxruntime.intra_op_num_threads": threads,
    }
    engines = [RapidOCR(params=params) for _ in range(sessions)]
    found, bordered = options.variant == "found", options.variant == "bordered"

    def one(engine: RapidOCR, path: str) -> reading_job.Answer:
        picture = cv2.imread(path)
        if bordered:
            high = round(BORDER * len(picture))
            around = (high, high, 2 * high, 2 * high)
            picture = cv2.copyMakeBorder(picture, *around, cv2.BORDER_REPLICATE)
        answer = engine(picture, use_det=found, use_cls=False, use_rec=True)
        if not answer.txts:
            return "", 0.0, None
        return "".join(answer.txts), min(answer.scores), None

    def some(engine: RapidOCR, paths: Sequence[str]) -> list[reading_job.Answer]:
        return [one(engine, path) for path in paths]

    def read(paths: Sequence[str]) -> list[reading_job.Answer]:
        parts = [paths[place::sessions] for place in range(sessions)]
        with ThreadPoolExecutor(sessions) as pool:
            answers = list(pool.map(some, engines, parts))
        return [answers[place % sessions][place // sessions] for place in range(len(paths))]

    return read


def versions() -> dict[str, str]:
    return {name: importlib.metadata.version(name) for name in ("rapidocr", "onnxruntime")}


if __name__ == "__main__":
    reading_job.main(reader, versions, ("recogniser", "bordered", "found", "wide"))
