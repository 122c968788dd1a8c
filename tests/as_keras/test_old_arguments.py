"""Old names, arguments and methods, each told once with today's word."""

import pytest

from .in_a_process import run_text


def test_layers_and_optimizers_take_their_old_arguments(tmp_path):
    done = run_text(
        tmp_path,
        """
        from keras.layers import Convolution2D, Dense, MaxPooling2D
        from keras.optimizers import SGD
        a = Convolution2D(6, 5, 3, border_mode='same', input_shape=(28, 28, 1))
        b = Convolution2D(nb_filter=6, nb_row=5, nb_col=3, bias=False)
        c = Convolution2D(6, (5, 3))
        print(a.kernel_size, a.padding, b.kernel_size, b.use_bias, c.kernel_size)
        print(Dense(output_dim=4).units, MaxPooling2D((2, 2), border_mode='valid').pool_size)
        sgd = SGD(lr=0.1, decay=0.5, momentum=0.9)
        print([round(float(rate), 4) for rate in sgd.rates(0, 3)])
        """,
    )
    assert done.status == 0, done.told
    assert done.printed.splitlines() == [
        "(5, 3) same (5, 3) False (5, 3)",
        "4 (2, 2)",
        "[0.1, 0.0667, 0.05]",
    ]
    for said in (
        "line 4: Convolution2D(6, 5, 5) is Conv2D(6, (5, 5)) today",
        "line 4: Conv2D(border_mode=...) is Conv2D(padding=...) today",
        "line 5: Conv2D(nb_filter=...) is Conv2D(filters=...) today",
        "line 8: Dense(output_dim=...) is Dense(units=...) today",
        "line 9: SGD(lr=...) is SGD(learning_rate=...) today",
        "line 9: SGD(decay=0.5) is SGD(InverseTimeDecay(0.1, decay_steps=1, decay_rate=0.5)) today",
    ):
        assert done.told.count(said) == 1, (said, done.told)


def test_optimizers_have_their_old_names_in_small_letters(tmp_path):
    done = run_text(
        tmp_path,
        """
        import keras
        from keras.optimizers import adagrad, adam, sgd
        print(keras.optimizers.rmsprop(lr=0.002).kind, adam().kind, sgd().kind, adagrad().kind)
        """,
    )
    assert done.status == 0, done.told
    assert done.printed.splitlines() == ["rmsprop adam sgd adagrad"]
    assert "line 4: optimizers.rmsprop is optimizers.RMSprop today" in done.told


MODEL = """
import numpy as np
from keras.models import Sequential
from keras.layers import Dense
x = np.linspace(0, 1, 24, dtype='float32').reshape(8, 3)
y = np.eye(2)[[0, 1] * 4]
model = Sequential()
model.add(Dense(2, input_shape=(3,), activation='softmax'))
model.compile('sgd', 'categorical_crossentropy', metrics=['accuracy'])
"""


def test_models_have_their_old_methods_and_figures(tmp_path):
    done = run_text(
        tmp_path,
        MODEL
        + """
history = model.fit(x, y, nb_epoch=2, verbose=0, validation_data=(x, y))
print(history.history['acc'] == history.history['accuracy'], 'val_acc' in history.history)
print(history.history.get('nothing', 5), sorted(history.history))
print(model.predict_classes(x).shape, model.predict_proba(x).shape)
print(model.optimizer.lr, float(model.optimizer.lr))
from keras import backend as K
K.set_value(model.optimizer.lr, 0.5)
print(K.get_value(model.optimizer.lr), model.optimizer.learning_rate)
""",
    )
    assert done.status == 0, done.told
    assert done.printed.splitlines() == [
        "True True",
        "5 ['accuracy', 'loss', 'val_accuracy', 'val_loss']",
        "(8,) (8, 2)",
        "0.01 0.01",
        "0.5 0.5",
    ]
    assert done.told.count("fit(nb_epoch=...) is fit(epochs=...) today") == 1


def test_callbacks_of_a_listing_read_acc_in_their_logs(tmp_path):
    done = run_text(
        tmp_path,
        MODEL
        + """
from keras.callbacks import Callback, EarlyStopping
class Stop(Callback):
    def on_epoch_end(self, epoch, logs={}):
        print(logs['acc'] == logs.get('accuracy'), 'val_acc' in logs)
stop = EarlyStopping(monitor='val_acc', patience=5)
model.fit(x, y, epochs=1, verbose=0, validation_data=(x, y), callbacks=[Stop(), stop])
print(stop.monitor)
""",
    )
    assert (done.status, done.printed) == (0, "True True\nval_accuracy\n"), done.told


@pytest.mark.parametrize("argument", ["workers=4", "max_queue_size=10", "use_multiprocessing=True"])
def test_arguments_about_how_keras_computes_are_told(tmp_path, argument):
    done = run_text(tmp_path, MODEL + f"model.fit(x, y, verbose=0, {argument})\n")
    assert done.status == 0, done.told
    assert "changes nothing here" in done.told


def test_channels_first_may_be_chosen_for_all_layers(tmp_path):
    done = run_text(
        tmp_path,
        """
        import numpy as np
        from keras import backend as K
        from keras.layers import Convolution2D, Dense, Flatten, MaxPooling2D
        from keras.models import Sequential
        print(K.image_dim_ordering())
        K.set_image_dim_ordering('th')
        print(K.image_data_format())
        x = np.random.default_rng(0).random((6, 2, 8, 9)).astype('float32')
        model = Sequential()
        model.add(Convolution2D(3, 3, 3, input_shape=(2, 8, 9), dim_ordering='th'))
        model.add(MaxPooling2D((2, 2)))
        print(model.output_shape)
        model.add(Flatten())
        model.add(Dense(2, activation='softmax'))
        model.compile('sgd', 'sparse_categorical_crossentropy')
        model.fit(x, np.arange(6) % 2, verbose=0, validation_data=(x, np.arange(6) % 2))
        print(model.predict(x, verbose=0).shape)
        """,
    )
    assert done.status == 0, done.told
    assert done.printed.splitlines() == ["tf", "channels_first", "(None, 3, 3, 3)", "(6, 2)"]


def test_the_order_chosen_for_all_layers_is_that_of_pictures_too(tmp_path):
    done = run_text(
        tmp_path,
        """
        import numpy as np
        from keras import backend as K
        from keras.preprocessing.image import ImageDataGenerator, array_to_img, img_to_array
        x = np.arange(2 * 3 * 8 * 9, dtype='float32').reshape(2, 3, 8, 9)
        K.set_image_dim_ordering('th')
        batch, _ = ImageDataGenerator(horizontal_flip=False).flow(x, [0, 1], shuffle=False)[0]
        print(np.array_equal(batch, x))
        print(img_to_array(array_to_img(x[0])).shape)
        print(img_to_array(array_to_img(x[0]), dim_ordering='tf').shape)
        ImageDataGenerator(dim_ordering='th')
        """,
    )
    assert done.status == 0, done.told
    assert done.printed.splitlines() == ["True", "(3, 8, 9)", "(8, 9, 3)"]


def test_what_means_another_thing_today_is_told(tmp_path):
    done = run_text(
        tmp_path,
        MODEL
        + """
from keras.layers import Conv2D
try:
    Conv2D(6, 5, 5)
except ValueError:
    pass
Conv2D(6, (5, 5))
try:
    model.compile('adadelta', 'categorical_crossentropy')
except ValueError:
    pass
""",
    )
    assert done.status == 0, done.told
    assert "Conv2D(6, 5, 5) has strides 5 today; before Keras 2.4 it had the kernel" in done.told
    assert "Adadelta() has the learning rate 0.001 today; before Keras 2.4 it was 1" in done.told


def test_a_loss_function_that_calls_keras_or_tensorflows_is_trained_with(tmp_path):
    done = run_text(
        tmp_path,
        """
        import numpy as np
        import tensorflow as tf
        from keras import backend as K
        from keras.layers import Dense
        from keras.models import Sequential

        def fn(correct, predicted):
            return tf.nn.softmax_cross_entropy_with_logits(labels=correct, logits=predicted)

        def mean_of_it(y_true, y_pred):
            of = tf.keras.losses.categorical_crossentropy
            return K.mean(of(y_true, y_pred, from_logits=True))

        x = np.random.default_rng(0).random((6, 4)).astype('float32')
        y = np.eye(3)[np.arange(6) % 3]
        print(fn(y, x[:, :3]).shape)
        for loss in (fn, mean_of_it):
            tf.random.set_seed(1)
            model = Sequential([Dense(3, input_dim=4)])
            model.compile('sgd', loss)
            print(model.fit(x, y, verbose=0).history)
        """,
    )
    assert done.status == 0, done.told
    shape, first, second = done.printed.splitlines()
    assert shape == "(6,)"
    assert first == second
