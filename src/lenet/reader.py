"""The reader: a picture -> its lines -> strips at several sizes -> the best text of each line.

Each line is swept at several sizes and each sweep gives the probabilities of texts; their mean over
the sizes decides, so no single guess of how high the digits are does.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lenet.amount import Meaning, amount_of, amounts
from lenet.arrays import log_softmax
from lenet.automaton import Automaton
from lenet.calibration import Calibration
from lenet.cleaning import Cleaned, clean
from lenet.decoding import Candidate, best_texts
from lenet.errors import DataError
from lenet.lines import extent, lines
