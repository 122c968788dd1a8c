"""Callbacks of all kinds, and one of one's own."""
import tensorflow as tf
from tensorflow.keras.callbacks import (
    Callback,
    EarlyStopping,
    LearningRateScheduler,
    ModelCheckpoint,
)


class myCallback(Callback):
    def on_epoch_end(self, epoch, logs={}):
        print('\nepoch', epoch, logs.get('acc') == logs['accuracy'])
        if logs.get('acc') > 0.5:
            print("\nReached 50% accuracy so cancelling training!")
            self.model.stop_training = True


(x_train, y_train), (x_test, y_test) = tf.keras.datasets.mnist.load_data()
x_train = x_train[:2000].reshape(2000, 28, 28, 1) / 255.0
x_test = x_test[:400].reshape(400, 28, 28, 1) / 255.0

model = tf.keras.models.Sequential([
    tf.keras.layers.Conv2D(6, (5, 5), activation='relu', input_shape=(28, 28, 1)),
    tf.keras.layers.MaxPooling2D(2, 2),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(10, activation='softmax')
])
model.compile(optimizer=tf.keras.optimizers.SGD(lr=0.05), loss='sparse_categorical_crossentropy',
              metrics=['accuracy'])
callbacks = [
    myCallback(),
    EarlyStopping(monitor='val_loss', patience=2, restore_best_weights=True),
    LearningRateScheduler(lambda epoch: 0.05 * 0.9 ** epoch),
    ModelCheckpoint('best.h5', monitor='val_acc', save_best_only=True),
]
history = model.fit(x_train, y_train[:2000], epochs=8, batch_size=20, verbose=0,
                    validation_data=(x_test, y_test[:400]), callbacks=callbacks)
print(len(history.history['loss']) < 8)
best = tf.keras.models.load_model('best.h5')
print(best.predict(x_test[:3], verbose=0).shape)
