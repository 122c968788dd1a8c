"""A Python generator, as Keras 1 counted its samples."""
import numpy
from keras.datasets import mnist
from keras.layers import Activation, Dense, Dropout, Flatten
from keras.layers.convolutional import Convolution2D, MaxPooling2D
from keras.models import Sequential
from keras.utils.np_utils import to_categorical

seed = 7
numpy.random.seed(seed)
(X_train, y_train), (X_test, y_test) = mnist.load_data()


def batches(images, labels, size):
    while True:
        for first in range(0, 960, size):
            x = images[first:first + size, :, :, None] / 255.0
            yield x, to_categorical(labels[first:first + size], 10)


model = Sequential()
model.add(Convolution2D(8, 5, 5, subsample=(2, 2), input_shape=(28, 28, 1)))
model.add(Activation('relu'))
model.add(MaxPooling2D((2, 2), border_mode='valid'))
model.add(Dropout(p=0.25))
model.add(Flatten())
model.add(Dense(10))
model.add(Activation('softmax'))
model.compile('rmsprop', 'categorical_crossentropy', metrics=['accuracy'])
history = model.fit_generator(batches(X_train, y_train, 32), samples_per_epoch=960, nb_epoch=2,
                              validation_data=batches(X_test, y_test, 32), nb_val_samples=320,
                              verbose=2)
print('epochs: %d' % len(history.history['val_acc']))
loss, accuracy = model.evaluate_generator(batches(X_test, y_test, 32), 10)
print('accuracy: %.2f' % accuracy)
