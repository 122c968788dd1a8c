"""The manner of Kaggle's digit recognisers: augmentation, a falling rate, saved weights."""
import numpy as np
from keras.callbacks import ReduceLROnPlateau
from keras.datasets import mnist
from keras.layers import Conv2D, Dense, Dropout, Flatten, MaxPool2D
from keras.models import Sequential, model_from_json
from keras.optimizers import RMSprop
from keras.preprocessing.image import ImageDataGenerator
from keras.utils.np_utils import to_categorical

np.random.seed(2)
(X_train, Y_train), (X_val, Y_val) = mnist.load_data()
X_train = X_train[:800].reshape(-1, 28, 28, 1) / 255.0
X_val = X_val[:400].reshape(-1, 28, 28, 1) / 255.0
Y_train = to_categorical(Y_train[:800], num_classes=10)
Y_val = to_categorical(Y_val[:400], num_classes=10)

model = Sequential()
model.add(Conv2D(filters=8, kernel_size=(5, 5), padding='Same', activation='relu',
                 input_shape=(28, 28, 1)))
model.add(MaxPool2D(pool_size=(2, 2), strides=(2, 2)))
model.add(Dropout(0.25))
model.add(Flatten())
model.add(Dense(32, activation="relu"))
model.add(Dense(10, activation="softmax"))

optimizer = RMSprop(lr=0.001, rho=0.9, epsilon=1e-08, decay=0.0)
model.compile(optimizer=optimizer, loss="categorical_crossentropy", metrics=["accuracy"])
learning_rate_reduction = ReduceLROnPlateau(monitor='val_acc', patience=3, verbose=1,
                                            factor=0.5, min_lr=0.00001)
datagen = ImageDataGenerator(rotation_range=10, zoom_range=0.1, width_shift_range=0.1,
                             height_shift_range=0.1)
datagen.fit(X_train)
history = model.fit_generator(datagen.flow(X_train, Y_train, batch_size=86), epochs=2,
                              validation_data=(X_val, Y_val), verbose=2,
                              steps_per_epoch=X_train.shape[0] // 86,
                              callbacks=[learning_rate_reduction])

with open('model.json', 'w') as file:
    file.write(model.to_json())
model.save_weights('weights.h5')
with open('model.json') as file:
    again = model_from_json(file.read())
again.load_weights('weights.h5')
print('the same answers:', np.allclose(model.predict(X_val), again.predict(X_val)))
