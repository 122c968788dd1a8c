"""tf.data: a data set is mapped, shuffled, batched and trained on."""
import tensorflow as tf
from tensorflow.keras import layers, models

AUTOTUNE = tf.data.experimental.AUTOTUNE
(x, y), (x_val, y_val) = tf.keras.datasets.mnist.load_data()


def preprocess(image, label):
    image = tf.cast(image, tf.float32) / 255.0
    image = image[..., tf.newaxis]
    return image, tf.one_hot(tf.cast(label, tf.int32), depth=10)


train = tf.data.Dataset.from_tensor_slices((x[:1024], y[:1024]))
train = train.map(preprocess, num_parallel_calls=AUTOTUNE).cache()
train = train.shuffle(1024).batch(64).prefetch(AUTOTUNE)
val = tf.data.Dataset.from_tensor_slices((x_val[:256], y_val[:256])).map(preprocess).batch(64)
for images, labels in train.take(1):
    print(images.shape, labels.numpy().sum())

model = models.Sequential([
    layers.Conv2D(6, 5, activation='relu', padding='same', input_shape=(28, 28, 1)),
    layers.MaxPool2D(2, 2),
    layers.Conv2D(16, 5, activation='relu'),
    layers.MaxPool2D(2, 2),
    layers.Flatten(),
    layers.Dense(120, activation='relu'),
    layers.Dense(84, activation='relu'),
    layers.Dense(10, activation='softmax'),
])
model.compile(optimizer='adam', loss='categorical_crossentropy', metrics=['accuracy'])
history = model.fit(train, epochs=2, validation_data=val)
print(sorted(history.history), model.evaluate(val, verbose=0)[0] > 0)
