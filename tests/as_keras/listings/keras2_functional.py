"""Keras 2's functional interface, with normalisation and a leak."""
from keras import backend as K
from keras.callbacks import EarlyStopping
from keras.datasets import mnist
from keras.layers import BatchNormalization, Conv2D, Dense, Flatten, Input, MaxPooling2D
from keras.layers.advanced_activations import LeakyReLU
from keras.layers.core import Activation
from keras.models import Model
from keras.regularizers import l2
from keras.utils import to_categorical

K.clear_session()
(x, y), _ = mnist.load_data()
x = x[:1500, ..., None].astype(K.floatx()) / 255.
y = to_categorical(y[:1500])

inputs = Input(shape=(28, 28, 1))
z = Conv2D(6, (5, 5), padding='same', kernel_initializer='he_normal')(inputs)
z = BatchNormalization()(z)
z = Activation('relu')(z)
z = MaxPooling2D()(z)
z = Conv2D(16, (5, 5), kernel_regularizer=l2(1e-4))(z)
z = LeakyReLU(alpha=0.1)(z)
z = MaxPooling2D(pool_size=(2, 2), strides=(2, 2))(z)
z = Flatten()(z)
z = Dense(84, activation='tanh')(z)
predictions = Dense(10, activation='softmax')(z)

model = Model(inputs=inputs, outputs=predictions)
model.summary()
model.compile('adam', 'categorical_crossentropy', ['accuracy'])
stop = EarlyStopping(monitor='val_acc', patience=1)
history = model.fit(x, y, batch_size=50, epochs=2, validation_split=0.2, callbacks=[stop])
print(sorted(history.history))
print(K.int_shape(model.predict(x[:3])))
