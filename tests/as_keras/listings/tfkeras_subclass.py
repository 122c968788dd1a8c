"""A subclass of tf.keras.Model, on pictures that tf made larger."""
import tensorflow as tf
from tensorflow.keras import Model
from tensorflow.keras.layers import AveragePooling2D, Conv2D, Dense, Flatten

(x_train, y_train), (x_test, y_test) = tf.keras.datasets.mnist.load_data()
x_train = tf.pad(x_train[:1200], [[0, 0], [2, 2], [2, 2]]) / 255
x_test = tf.pad(x_test[:300], [[0, 0], [2, 2], [2, 2]]) / 255
x_train = tf.expand_dims(x_train, axis=3, name=None)
x_test = tf.expand_dims(x_test, axis=3, name=None)
print(x_train.shape.as_list(), x_test.dtype)


class LeNet5(Model):
    def __init__(self, num_classes=10):
        super().__init__()
        self.conv1 = Conv2D(6, kernel_size=(5, 5), activation='tanh')
        self.pool = AveragePooling2D()
        self.conv2 = Conv2D(16, kernel_size=(5, 5), activation='tanh')
        self.pool2 = AveragePooling2D()
        self.flatten = Flatten()
        self.fc1 = Dense(120, activation='tanh')
        self.fc2 = Dense(84, activation='tanh')
        self.fc3 = Dense(num_classes, activation='softmax')

    def call(self, inputs):
        x = self.pool(self.conv1(inputs))
        x = self.pool2(self.conv2(x))
        x = self.flatten(x)
        return self.fc3(self.fc2(self.fc1(x)))


with tf.device('/CPU:0'):
    model = LeNet5()
    model.compile(optimizer=tf.keras.optimizers.Adam(learning_rate=0.002),
                  loss=tf.keras.losses.sparse_categorical_crossentropy, metrics=['accuracy'])
    history = model.fit(x_train, y_train[:1200], batch_size=64, epochs=2, verbose=2)
loss, accuracy = model.evaluate(x_test, y_test[:300], verbose=0)
print(f"{len(history.epoch)} epochs, {0 < accuracy <= 1}")
