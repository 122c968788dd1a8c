// Compiled once for each instruction set, with LENET_INSTRUCTIONS its name: the table of its kernels.
#include "kernels/kernels.h"

#include "kernels/conv2d.h"
#include "kernels/conv2d_gradient.h"
#include "kernels/curves.h"
#include "kernels/dense.h"
#include "kernels/dropout.h"
#include "kernels/elementwise.h"
#include "kernels/flatten.h"
#include "kernels/gather.h"
#include "kernels/loss.h"
#include "kernels/normalisation.h"
#include "kernels/optimizer.h"
#include "kernels/peak.h"
#include "kernels/penalty.h"
#include "kernels/pooling.h"
#include "kernels/rbf.h"
#include "kernels/softmax.h"
#include "kernels/warp.h"
#include "kernels/windows.h"

namespace lenet {

#define LENET_TEXT_OF(name) #name
#define LENET_TEXT(name) LENET_TEXT_OF(name)
#define LENET_JOIN_OF(a, b) a##b
#define LENET_JOIN(a, b) LENET_JOIN_OF(a, b)

extern const Kernels LENET_JOIN(kernels_, LENET_INSTRUCTIONS);
const Kernels LENET_JOIN(kernels_, LENET_INSTRUCTIONS) = {
    LENET_TEXT(LENET_INSTRUCTIONS),
    LENET_INSTRUCTIONS::gather,
    LENET_INSTRUCTIONS::correlate,
    LENET_INSTRUCTIONS::weight_gradient,
    LENET_INSTRUCTIONS::pool,
    LENET_INSTRUCTIONS::pool_gradient,
    LENET_INSTRUCTIONS::pool_windows,
    LENET_INSTRUCTIONS::pool_windows_gradient,
    LENET_INSTRUCTIONS::curve,
    LENET_INSTRUCTIONS::curve_gradient,
    LENET_INSTRUCTIONS::dropout,
    LENET_INSTRUCTIONS::dropout_gradient,
    LENET_INSTRUCTIONS::normalise,
    LENET_INSTRUCTIONS::normalise_gradient,
    LENET_INSTRUCTIONS::channel_moments,
    LENET_INSTRUCTIONS::channel_products,
    LENET_INSTRUCTIONS::flatten,
    LENET_INSTRUCTIONS::flatten_gradient,
    LENET_INSTRUCTIONS::dense,
    LENET_INSTRUCTIONS::dense_input_gradient,
    LENET_INSTRUCTIONS::dense_weight_gradient,
    LENET_INSTRUCTIONS::dense_bias_gradient,
    LENET_INSTRUCTIONS::rbf,
    LENET_INSTRUCTIONS::rbf_input_gradient,
    LENET_INSTRUCTIONS::rbf_center_gradient,
    LENET_INSTRUCTIONS::transpose,
    LENET_INSTRUCTIONS::activate,
    LENET_INSTRUCTIONS::derive,
    LENET_INSTRUCTIONS::softmax,
    LENET_INSTRUCTIONS::loss,
    LENET_INSTRUCTIONS::update,
    LENET_INSTRUCTIONS::sum_of_squares,
    LENET_INSTRUCTIONS::penalty,
    LENET_INSTRUCTIONS::penalty_gradient,
    LENET_INSTRUCTIONS::scale,
    LENET_INSTRUCTIONS::clip,
    LENET_INSTRUCTIONS::add,
    LENET_INSTRUCTIONS::square,
    LENET_INSTRUCTIONS::warp,
    LENET_INSTRUCTIONS::multiply_add,
};

}  // namespace lenet
