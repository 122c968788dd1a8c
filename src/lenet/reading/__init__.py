"""A page -> what was read.

Other wings import the names below from here. Inside, in the order of the flow:

lines/         which ink is a line of writing; the boxes of a form
texts/         which texts are allowed: amounts, digits, patterns; the likeliest of them
strips/        how a line is shown to the networks: strips, views, and how many views are taken
calibration/   how sure a reading is, and from which confidence on it is accepted
result         what a reading holds, and its JSON
upside_down    whether a line reads far better turned by half a circle
verdict        from guesses to a reading: digit boxes, warnings, reasons in words
explanation/   the pictures of each step
read_options   what is asked of every picture
reader_folder  the files of a saved reader
reader         a picture -> its pages -> their lines or boxes -> readings
one_digit/     the picture of one digit: a network's answer, or that it is not one, and why
row            one picture of many: its readings, or why it could not be read
reading_process  a process of its own that reads, replaced when it crashes
batch          many pictures, several at a time, in their order
arrow          readings as an Arrow table, for pandas, polars and Parquet
form           the boxes of a form, from the command line and from JSON
"""

from lenet.reading.arrow import arrow_schema, arrow_table, flat, table_of_dicts
from lenet.reading.batch import read_all
from lenet.reading.calibration.confidence import Calibration
from lenet.reading.calibration.fitting import fit
from lenet.reading.explanation.sheet import SHEET, Explanation, as_picture
from lenet.reading.explanation.steps import Explain
from lenet.reading.form import numbered, parse_box, parse_form, read_form
from lenet.reading.lines.fields import Field, field_of_box, fields_of_page
from lenet.reading.lines.line import Line
from lenet.reading.one_digit.digit_confidence import (
    DIGIT_CALIBRATION,
    DigitCalibration,
    load_digit_calibration,
)
from lenet.reading.one_digit.digit_fitting import Known, fit_digits
from lenet.reading.one_digit.digit_reader import DigitReader, read_digit
from lenet.reading.one_digit.digit_reading import DigitReading
from lenet.reading.read_options import ReadOptions, grammar_of
from lenet.reading.reader import Reader, read, shipped_reader
from lenet.reading.reader_folder import (
    PIECES,
    READER_FILES,
    SHIPPED,
    copy_networks,
    network_folder,
)
from lenet.reading.result import Digit, Reading, RunnerUp
from lenet.reading.row import Reads, Row, Task, failed
from lenet.reading.strips.geometry import DIGIT_ROWS, ROWS, STRETCH
from lenet.reading.strips.guesses import Guess, guesses, sureness, sureness_of
from lenet.reading.strips.recognition import Look, Swept, log_softmax
from lenet.reading.strips.segmentation import ARC_SIDE, find_arcs, find_cuts
from lenet.reading.strips.strip import MARGIN, Strip
from lenet.reading.strips.views import (
    SWEEPS,
    VIEWS,
    Recognisers,
    View,
    looks,
    strip_in_view,
    sweep_line,
)
from lenet.reading.texts.amount import amounts
from lenet.reading.texts.automaton import DIGITS, MARKS, SYMBOLS, Automaton
from lenet.reading.texts.decoding import best_texts
from lenet.reading.texts.grammar import automaton_for
from lenet.reading.texts.pattern import any_digits, automaton_of_pattern

__all__ = [  # noqa: RUF022  # in the order of the flow
    # lines
    "Line", "Field", "fields_of_page", "field_of_box",
    # texts
    "SYMBOLS", "DIGITS", "MARKS", "Automaton", "automaton_of_pattern", "any_digits", "amounts",
    "automaton_for", "best_texts",
    # strips
    "ROWS", "DIGIT_ROWS", "STRETCH", "MARGIN", "Strip", "ARC_SIDE", "find_cuts", "find_arcs",
    "Look", "Swept", "log_softmax", "Guess", "guesses", "sureness", "sureness_of", "View", "VIEWS",
    "SWEEPS", "Recognisers", "looks", "sweep_line", "strip_in_view",
    # calibration
    "Calibration", "fit",
    # readings and their explanation
    "Digit", "RunnerUp", "Reading", "Explain", "Explanation", "SHEET", "as_picture",
    # the reader
    "ReadOptions", "grammar_of", "SHIPPED", "PIECES", "READER_FILES", "network_folder",
    "copy_networks", "Reader", "read", "shipped_reader",
    # one digit
    "DIGIT_CALIBRATION", "DigitCalibration", "load_digit_calibration", "Known", "fit_digits",
    "DigitReader", "DigitReading", "read_digit",
    # many pictures, and forms
    "Reads", "Row", "Task", "failed", "read_all", "arrow_schema", "arrow_table", "flat",
    "table_of_dicts", "numbered", "parse_box", "parse_form", "read_form",
]  # fmt: skip
