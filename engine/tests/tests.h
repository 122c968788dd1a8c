// One function a subject; main runs them all.
#pragma once

namespace lenet::tests {

void test_conv2d();
void test_pooling();
void test_windows();
void test_curves();
void test_dropout();
void test_normalisation();
void test_flatten();
void test_dense();
void test_rbf();
void test_activation();
void test_loss();
void test_optimizer();
void test_matrices();
void test_arcs();
void test_distortions();
void test_affine_maps();
void test_ctc();
void test_answers();
void test_gradients();
void test_training();
void test_layers();

}  // namespace lenet::tests
