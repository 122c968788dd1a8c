"""Fit how sure the reader is to forms of your own, so that what it accepts is as good as you ask.

    python examples/calibrate_to_forms.py FOLDER

FOLDER has pictures of one amount each and a labels.csv with the columns file and amount: 20 or
more, some hundred are enough. The reader is written to my-reader, and is used by ``lenet read
--reader my-reader PICTURE``. The command ``lenet calibrate FOLDER`` does the same, and judges the
result on amounts that were left out.
"""

import csv
import sys
from pathlib import Path

import lenet
from lenet.reading.calibration.confidence import Calibration
from lenet.reading.calibration.fitting import fit

folder = Path(sys.argv[1])
with (folder / "labels.csv").open(newline="") as file:
    labels = {folder / row["file"]: row["amount"] for row in csv.DictReader(file)}

reader = lenet.Reader.load()
uncalibrated = reader.calibrated(Calibration())
raw, right = [], []
for picture, amount in labels.items():
    reading = max(uncalibrated.read(picture), key=lambda found: len(found.text))
    raw.append(reading.confidence)
    right.append(reading.text == "".join(filter(str.isdigit, amount)))

mine = reader.calibrated(fit(raw, right))
mine.save(Path("my-reader"))
print(f"{sum(right)} of {len(right)} amounts are read right")
for error in (0.05, 0.01):
    accepted = mine.calibration.probabilities(raw) >= mine.calibration.threshold(error)
    print(f"{accepted.sum()} are accepted where at most {error:.0%} of them may be wrong")
