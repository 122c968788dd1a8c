"""The Keras tutorial as it is written for TensorFlow, with 3 epochs: run under Keras and lenet.

Keras 3 asks for pool_size, which the tutorial leaves to Keras 2: here it is said.
"""

import numpy as np
import tensorflow as tf
from tensorflow.keras.layers import AveragePooling2D, Conv2D, Dense, Flatten
from tensorflow.keras.models import Sequential

mnist = tf.keras.datasets.mnist
(x_train, y_train), (x_test, y_test) = mnist.load_data()
x_train = x_train.reshape(x_train.shape[0], 28, 28, 1)
x_test = x_test.reshape(x_test.shape[0], 28, 28, 1)
x_train = tf.keras.utils.normalize(x_train, axis=1)
x_test = tf.keras.utils.normalize(x_test, axis=1)

model = Sequential()
model.add(Conv2D(filters=6, kernel_size=(3, 3), activation="tanh", input_shape=(28, 28, 1)))
model.add(AveragePooling2D(pool_size=(2, 2)))
model.add(Conv2D(filters=16, kernel_size=(3, 3), activation="tanh"))
model.add(AveragePooling2D(pool_size=(2, 2)))
model.add(Flatten())
model.add(Dense(units=128, activation="tanh"))
model.add(Dense(units=10, activation="softmax"))
model.summary()

model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, epochs=3)
answers = np.argmax(model.predict(x_test), axis=1)
print(float(np.mean(answers == y_test)))
