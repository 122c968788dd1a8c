"""How a listing runs: its arguments, its errors, its plots, its cells, its own modules."""

import json

import pytest

from lenet.as_keras.running.cells import cells_of
from lenet.as_keras.running.magics import passed_over
from lenet.as_keras.running.python2 import python3
from lenet.errors import DataError

from .in_a_process import run, run_text


def test_a_listing_finds_what_a_script_finds(tmp_path):
    (tmp_path / "beside.py").write_text("VALUE = 7\n")
    done = run_text(
        tmp_path,
        """
        import sys, beside
        print(__name__, sys.argv[1:], beside.VALUE, __file__.endswith("listing.py"))
        sys.exit(3)
        """,
        "--epochs",
        "2",
    )
    assert done == (3, "__main__ ['--epochs', '2'] 7 True\n", "")


def test_an_error_shows_the_listings_lines_alone(tmp_path):
    done = run_text(tmp_path, "def f():\n    return 1 / 0\n\nf()\n")
    assert done.status == 1
    assert done.told.splitlines()[-1] == "ZeroDivisionError: division by zero"
    assert "lenet/" not in done.told
    assert 'listing.py", line 2, in f' in done.told


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("import not_there", "lenet: the listing needs not_there: pip install not_there"),
        ("open('/kaggle/input/digit-recognizer/train.csv')", "is on Kaggle's or Colab's machines"),
        ("from google.colab import files; files.upload()", "put the file beside the listing"),
    ],
)
def test_what_a_machine_lacks_is_told(tmp_path, line, said):
    done = run_text(tmp_path, line)
    assert done.status == 1
    assert said in done.told.splitlines()[-1]


def test_a_listings_own_lenet_is_its_own(tmp_path):
    (tmp_path / "lenet.py").write_text(
        "from keras.models import Sequential\nfrom keras.layers import Dense\n"
        "class LeNet:\n    @staticmethod\n    def build():\n"
        "        return Sequential([Dense(2, input_shape=(3,))])\n"
    )
    done = run_text(
        tmp_path,
        """
        from lenet import LeNet
        import lenet
        model = LeNet.build()
        model.compile("sgd", "mse")
        print(model.predict([[1, 2, 3]]).shape, lenet.LeNet is LeNet, hasattr(lenet, "layers"))
        """,
    )
    assert (done.status, done.printed) == (0, "(1, 2) True False\n"), done.told
    assert "the listing's own" in done.told


def test_plots_are_written_where_no_window_opens(tmp_path, monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "MPLBACKEND"):
        monkeypatch.delenv(name, raising=False)
    done = run_text(
        tmp_path,
        """
        import matplotlib.pyplot as plt
        plt.plot([1, 2])
        plt.show()
        plt.figure(); plt.figure()
        plt.show()
        print(plt.get_fignums())
        """,
    )
    assert (done.status, done.printed) == (0, "[]\n"), done.told
    figures = sorted((tmp_path / "listing-figures").iterdir())
    assert [path.name for path in figures] == ["figure-1.png", "figure-2.png", "figure-3.png"]
    assert figures[0].read_bytes()[:4] == b"\x89PNG"
    assert "it is in listing-figures/figure-1.png" in done.told


def test_python_2_is_read_as_python_3(tmp_path):
    done = run_text(tmp_path, "for k in xrange(2):\n\tprint 'k is', k\nprint\n")
    assert done.printed == "k is 0\nk is 1\n\n"
    assert "is written for Python 2" in done.told


def test_python_3_stays_as_it_is():
    for source in ("print('x')\n", "print = 3\n", "x = 'print y'\nnot python at all"):
        assert python3(source, "x.py") == source


def notebook(*cells):
    """A notebook's content, of cells of code."""
    kind: dict[str, object] = {
        "cell_type": "code",
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
    return json.dumps(
        {"nbformat": 4, "metadata": {}, "cells": [kind | {"source": c} for c in cells]}
    )


def test_a_notebook_runs_cell_by_cell(tmp_path):
    file = tmp_path / "lesson.ipynb"
    file.write_text(
        notebook(
            "%matplotlib inline\n!pip install keras\nimport keras",
            "%%bash\nls",
            ["x = 2\n", "x + 1"],
            "x + 2;",
            "display(x)\nx / 0",
        )
    )
    done = run(file)
    assert (done.status, done.printed) == (1, "3\n2\n")
    told = done.told.splitlines()
    assert told[:3] == [
        "lenet: lesson.ipynb, cell 1: passed over: %matplotlib inline",
        "lenet: lesson.ipynb, cell 1: passed over: !pip install keras",
        "lenet: lesson.ipynb, cell 2: passed over: %%bash",
    ]
    assert told[4] == '  File "lesson.ipynb, cell 5", line 2, in <module>'
    assert told[5] == "    x / 0"
    assert told[-1] == "ZeroDivisionError: division by zero"


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"cells": 3}', '{"cells": [{"cell_type": "code", "source": 3}]}']
)
def test_what_is_no_notebook_is_a_sentence(tmp_path, content):
    file = tmp_path / "lesson.ipynb"
    file.write_text(content)
    with pytest.raises(DataError):
        cells_of(file)
    done = run(file)
    assert done.status == 1
    assert "Traceback" not in done.told


def test_notebooks_of_before_2015_have_their_cells_in_a_sheet(tmp_path):
    file = tmp_path / "old.ipynb"
    file.write_text(json.dumps({"worksheets": [{"cells": [{"cell_type": "code", "input": "1"}]}]}))
    assert [cell.source for cell in cells_of(file)] == ["1"]


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("if x:\n    !ls\n", "if x:\n    pass\n"),
        ("x = !ls\ny = 1", "pass\ny = 1"),
        ("np.mean?\ny", "pass\ny"),
        ("%%time\ny = 1", "\ny = 1"),
        ("a = (b\n  % c)", "a = (b\n  % c)"),
        ("!pip install \\\n  keras\ny", "pass\n  pass\ny"),
    ],
)
def test_lines_that_are_not_pythons_are_passed_over(source, left):
    assert passed_over(source).source == left


def test_names_that_numpy_and_matplotlib_had_are_answered(tmp_path):
    done = run_text(
        tmp_path,
        """
        import numpy as np
        print(np.int(3.5), np.zeros(2, np.float).dtype, np.product([2, 3]), hasattr(np, "nothing"))
        import matplotlib.pyplot as plt
        plt.style.use("seaborn-whitegrid")
        """,
    )
    assert (done.status, done.printed) == (0, "3 float64 6 False\n"), done.told
    assert "listing.py, line 3: np.float is float today" in done.told


def test_seeds_of_numpy_decide_networks_and_leave_the_listings_own_draws(tmp_path):
    done = run_text(
        tmp_path,
        """
        import random
        import numpy as np
        from keras.models import Sequential
        from keras.layers import Dense
        import tensorflow as tf
        def weights():
            return Sequential([Dense(2, input_shape=(3,))]).get_weights()[0]
        np.random.seed(7)
        draws, first = np.random.rand(3), weights()
        np.random.seed(7)
        print(np.array_equal(draws, np.random.rand(3)), np.array_equal(first, weights()))
        random.seed(1); np.random.seed(1)
        expected = random.random(), np.random.rand()
        random.seed(1); np.random.seed(1)
        tf.random.set_seed(3)
        print(expected == (random.random(), np.random.rand()))
        """,
    )
    assert (done.status, done.printed) == (0, "True True\nTrue\n"), done.told


def test_a_file_that_is_not_there_is_a_sentence(tmp_path):
    done = run(tmp_path / "nothing.py", cwd=tmp_path)
    assert (done.status, done.printed) == (1, "")
    assert done.told == f"lenet: {tmp_path}/nothing.py: No such file or directory\n"
