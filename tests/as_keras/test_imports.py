"""Keras and TensorFlow under each of their names, old and new."""

from pathlib import Path

import pytest

from lenet.as_keras.hook.paths import MODULES
from lenet.as_keras.hook.roots import OLD, today, told_as

from .in_a_process import run_text

CHECKOUT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("name", "now"),
    [
        ("keras.layers", "keras.layers"),
        ("tensorflow.keras.layers", "keras.layers"),
        ("tensorflow.python.keras.layers.core", "keras.layers"),
        ("tensorflow.compat.v1.keras.utils.np_utils", "keras.utils"),
        ("tensorflow.contrib.keras.api.keras.layers", "keras.layers"),
        ("tf_keras.models", "keras.models"),
        ("keras.api._v2.keras.optimizers", "keras.optimizers"),
        ("keras.layers.normalization.batch_normalization", "keras.layers"),
        ("keras.optimizer_v2.adam", "keras.optimizers"),
        ("keras.layers.core.LSTM", "keras.layers.core.LSTM"),
        ("tensorflow.compat.v1.logging", "tensorflow.logging"),
        ("kerastuner", "kerastuner"),
    ],
)
def test_a_module_has_one_name_of_today(name, now):
    assert today(name) == now


def test_what_old_paths_lead_to_is_there():
    assert set(OLD.values()) <= MODULES.keys()


def test_a_path_that_keras_has_still_is_not_told():
    assert told_as("tensorflow.keras.layers") is None
    assert told_as("tensorflow.keras.optimizers.legacy") is None
    assert told_as("keras.utils.np_utils") == "keras.utils"


def test_listings_import_each_path_and_are_told_the_old_ones_once(tmp_path):
    done = run_text(
        tmp_path,
        """
        import keras, tensorflow as tf
        import tensorflow.keras as K2
        from keras import backend as K
        from keras.datasets import mnist
        from keras.layers.core import Dense, Flatten
        from keras.layers.core import Dense as Again
        from keras.utils import np_utils
        from keras.preprocessing.image import img_to_array, load_img
        from keras.engine.topology import Layer
        from tensorflow.keras.layers import *
        from tensorflow.python.keras.models import Sequential
        from tensorflow.keras.optimizers.legacy import Adam
        from tensorflow.examples.tutorials.mnist import input_data
        import tensorflow.compat.v1 as tf1
        print(Dense is Again is K2.layers.Dense, tf.keras.optimizers.legacy.Adam is Adam)
        print(keras.__version__, tf.__version__ >= "2", tf1.random.set_seed is tf.random.set_seed)
        print(Conv2D, hasattr(keras.layers, "LSTM"))
        """,
    )
    assert done.status == 0, done.told
    assert done.printed.splitlines()[0] == "True True"
    assert done.printed.splitlines()[1].endswith("True True")
    assert "Conv2D" in done.printed
    assert done.printed.endswith("False\n")
    assert done.told.splitlines() == [
        "lenet: listing.py, line 6: keras.layers.core is keras.layers today",
        "lenet: listing.py, line 8: keras.utils.np_utils is keras.utils today",
        "lenet: listing.py, line 10: keras.engine is keras.layers today",
        "lenet: listing.py, line 10: keras.engine.topology is keras.layers today",
    ]


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("from keras.layers import LSTM; LSTM(3)", "keras.layers.LSTM"),
        ("from keras.layers.recurrent import LSTM; LSTM.mro", "keras.layers.LSTM"),
        ("import keras; keras.layers.Embedding", "keras.layers.Embedding"),
        ("from keras.applications.vgg16 import VGG16", "keras.applications"),
        ("import tensorflow as tf; tf.GradientTape()", "tensorflow.GradientTape"),
        ("import tensorflow as tf; tf.placeholder('float')", "tensorflow.placeholder"),
        ("from tensorflow.contrib.layers import flatten", "tensorflow.contrib.layers"),
        ("import tensorflow_hub", "tensorflow_hub"),
    ],
)
def test_what_is_not_here_is_refused_in_a_sentence_at_the_listings_line(tmp_path, line, name):
    done = run_text(tmp_path, f"print('begun')\n{line}\nprint('not reached')\n")
    assert (done.status, done.printed) == (1, "begun\n")
    trace = [line for line in done.told.splitlines() if " today" not in line]
    assert trace[0] == "Traceback (most recent call last):"
    assert trace[1].endswith('listing.py", line 2, in <module>')
    assert trace[-1].startswith(f"lenet has no {name}: ")
    assert "src/lenet" not in done.told


def test_an_imported_name_that_is_not_used_stops_no_listing(tmp_path):
    done = run_text(
        tmp_path,
        """
        from keras.layers import LSTM, Dense, PReLU, concatenate
        print(Dense(3).units, isinstance(Dense(3), PReLU))
        try:
            from keras.layers import Nonsense
        except ImportError:
            print("no such name")
        try:
            class Own(LSTM): pass
        except AttributeError as error:
            print(error)
        """,
    )
    printed = done.printed.splitlines()
    assert printed[:2] == ["3 False", "no such name"], done.told
    assert printed[2].startswith("lenet has no keras.layers.LSTM: ")


def test_real_keras_beside_it_is_not_imported(tmp_path):
    (tmp_path / "keras").mkdir()
    (tmp_path / "keras" / "__init__.py").write_text("raise RuntimeError('the real one')\n")
    done = run_text(tmp_path, "import keras\nprint(keras.layers.Dense.__module__)\n")
    assert done.printed == "lenet.layers.dense\n", done.told


def test_as_keras_answers_in_a_process_that_asks_for_it(tmp_path):
    done = run_text(
        tmp_path,
        """
        import subprocess, sys
        code = '''
        import sys, types
        sys.modules["keras"] = types.ModuleType("keras")
        import lenet
        lenet.as_keras()
        lenet.as_keras()
        from keras.layers import Dense
        print(Dense(output_dim=3).units)
        '''
        import textwrap
        done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True,
                              text=True)
        print(done.stdout, done.stderr)
        """,
    )
    printed = done.printed.splitlines()
    assert printed[0] == "3", done
    assert "keras was imported before" in done.printed
    assert "Dense(output_dim=...) is Dense(units=...) today" in done.printed


def test_the_page_lists_what_of_tensorflow_is_answered(tmp_path):
    done = run_text(
        tmp_path,
        f"""
        import sys
        sys.path.insert(0, {str(CHECKOUT)!r})
        from docs.make.listing_names import PAGE, page
        print(PAGE.read_text("utf-8") == page())
        """,
    )
    assert done.printed == "True\n", "python -m docs.make.listing_names writes it"
