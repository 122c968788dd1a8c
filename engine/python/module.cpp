// The Python module lenet._engine. It checks what numpy arrays cannot say of themselves and releases the GIL.
#include "python/bindings.h"

NB_MODULE(_engine, module) {
  lenet::bind_network(module);
  lenet::bind_texts(module);
  lenet::bind_pictures(module);
  lenet::bind_processor(module);
}
