// The Python module lenet._engine: its parts check their arguments, and release the GIL while the engine works.
#include "bindings/python/bindings.h"

NB_MODULE(_engine, module) {
  lenet::bind_network(module);
  lenet::bind_texts(module);
  lenet::bind_pictures(module);
  lenet::bind_processor(module);
}
