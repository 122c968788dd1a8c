"""Train the network of a well-known Keras tutorial on MNIST, save it, and read a digit with it.

    python examples/tutorial.py [EPOCHS]

Ten epochs take some seconds and reach about 98.4 % on the 10,000 test images. Up to ``save`` the
program is Keras's but for the imports. MNIST is fetched once, when it is first used.
"""

import sys

import lenet
from lenet.layers import AveragePooling2D, Conv2D, Dense, Flatten
from lenet.models import Sequential

epochs = int(sys.argv[1]) if len(sys.argv) > 1 else 10

(train_images, y_train), (test_images, y_test) = lenet.datasets.mnist.load_data()
x_train = lenet.utils.normalize(train_images.reshape(-1, 28, 28, 1), axis=1)
x_test = lenet.utils.normalize(test_images.reshape(-1, 28, 28, 1), axis=1)

model = Sequential(
    [
        Conv2D(filters=6, kernel_size=3, activation="tanh", input_shape=(28, 28, 1)),
        AveragePooling2D(),
        Conv2D(filters=16, kernel_size=3, activation="tanh"),
        AveragePooling2D(),
        Flatten(),
        Dense(units=128, activation="tanh"),
        Dense(units=10, activation="softmax"),
    ]
)
model.summary()
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.fit(x_train, y_train, epochs=epochs, validation_data=(x_test, y_test))

model.save("my-network")
again = lenet.load("my-network")
print("the first test image is a", again.predict(x_test[:1]).argmax())
