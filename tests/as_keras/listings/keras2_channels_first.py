"""Theano's order of axes."""
import numpy as np
from keras import backend as K
from keras.datasets import mnist
from keras.layers import Activation, Conv2D, Dense, Flatten, MaxPooling2D
from keras.models import Sequential
from keras.utils import np_utils

K.set_image_dim_ordering('th')
(X_train, y_train), (X_test, y_test) = mnist.load_data()
X_train = X_train[:1000].reshape(-1, 1, 28, 28).astype('float32') / 255
Y_train = np_utils.to_categorical(y_train[:1000])


class LeNet:
    @staticmethod
    def build(numChannels, imgRows, imgCols, numClasses, weightsPath=None):
        model = Sequential()
        inputShape = (imgRows, imgCols, numChannels)
        if K.image_data_format() == "channels_first":
            inputShape = (numChannels, imgRows, imgCols)
        model.add(Conv2D(20, 5, padding="same", input_shape=inputShape))
        model.add(Activation("relu"))
        model.add(MaxPooling2D(pool_size=(2, 2), strides=(2, 2)))
        model.add(Conv2D(50, 5, padding="same"))
        model.add(Activation("relu"))
        model.add(MaxPooling2D(pool_size=(2, 2), strides=(2, 2)))
        model.add(Flatten())
        model.add(Dense(50))
        model.add(Activation("relu"))
        model.add(Dense(numClasses))
        model.add(Activation("softmax"))
        if weightsPath is not None:
            model.load_weights(weightsPath)
        return model


model = LeNet.build(1, 28, 28, 10)
model.compile(loss="categorical_crossentropy", optimizer="sgd", metrics=["accuracy"])
model.fit(X_train, Y_train, batch_size=100, epochs=1, verbose=1)
print(np.argmax(model.predict(X_train[:4]), axis=1).shape)
