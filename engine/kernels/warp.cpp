// Compiled once for each instruction set, and without fused multiply-adds: every processor makes the same bytes.
#include "kernels/warp.h"

#include <cstring>

namespace lenet::LENET_INSTRUCTIONS {

namespace {

// quads[a][b]: the pixels (a-1, b-1), (a-1, b), (a, b-1), (a, b) of the image, a byte each; outside it is 0.
void gather_quads(const Warp& w, uint8_t* __restrict bordered, uint32_t* __restrict quads) {
  const int across = padded(w.columns + 2), wide = across + 1;
  std::memset(bordered, 0, static_cast<size_t>(w.rows + 3) * wide);
  for (int i = 0; i < w.rows; ++i) std::memcpy(bordered + (i + 1) * wide + 1, w.image + i * w.columns, w.columns);
  for (int a = 0; a < w.rows + 2; ++a) {
    const uint8_t *upper = bordered + a * wide, *lower = upper + wide;
    for (int b = 0; b < across; ++b) {
      const uint32_t top = upper[b] | upper[b + 1] << 8, bottom = lower[b] | lower[b + 1] << 8;
      quads[a * across + b] = top | bottom << 16;
    }
  }
}

// to[g][j] = sum_k nodes[g][k] * across[k][j]; like all that goes along a row, in whole vectors
void spread(const Warp& w, const float* __restrict nodes, float* __restrict to) {
  const int run = padded(w.columns);
  for (int g = 0; g < w.nodes_down; ++g, nodes += w.nodes_across, to += run)
    for (int begin = 0; begin < run; begin += kLanes) {
      float sum[kLanes] = {};
      for (int k = 0; k < w.nodes_across; ++k)
        for (int j = 0; j < kLanes; ++j) sum[j] += nodes[k] * w.across[k * run + begin + j];
      std::memcpy(to + begin, sum, sizeof sum);
    }
}

// to[j] = sum_t weight[t] * from[t][j]
void blend_nodes(int columns, const float* __restrict weight, const float* __restrict from, float* __restrict to) {
  const int run = padded(columns);
  const float *second = from + run, *third = second + run, *fourth = third + run;
  for (int j = 0; j < run; ++j)
    to[j] = weight[0] * from[j] + weight[1] * second[j] + (weight[2] * third[j] + weight[3] * fourth[j]);
}

// Where row i's pixels come from: the quad, and how far right and down in it.
void trace_row(const Warp& w, int i, const float* __restrict shift_x, const float* __restrict shift_y,
               int32_t* __restrict quad, float* __restrict right, float* __restrict down) {
  const float center_x = 0.5f * static_cast<float>(w.columns - 1), center_y = 0.5f * static_cast<float>(w.rows - 1);
  const float v = static_cast<float>(i) - center_y - w.down;
  const float start_x = w.xy * v + center_x, start_y = w.yy * v + center_y, offset = center_x + w.right;
  const float last_x = static_cast<float>(w.columns), last_y = static_cast<float>(w.rows);
  const int across = padded(w.columns + 2), run = padded(w.columns);
  for (int j = 0; j < run; ++j) {
    const float u = static_cast<float>(j) - offset;
    float x = w.xx * u + start_x + shift_x[j], y = w.yx * u + start_y + shift_y[j];
    x = x > -1.0f ? x : -1.0f;
    y = y > -1.0f ? y : -1.0f;
    x = (x < last_x ? x : last_x) + 1.0f;
    y = (y < last_y ? y : last_y) + 1.0f;
    const int32_t left = static_cast<int32_t>(x), top = static_cast<int32_t>(y);
    quad[j] = top * across + left;
    right[j] = x - static_cast<float>(left);
    down[j] = y - static_cast<float>(top);
  }
}

float pixel(uint32_t quad, int number) { return static_cast<float>(static_cast<int32_t>(quad >> 8 * number & 255)); }

// Bilinear: along the upper and the lower pair, then between the two.
void blend_pixels(int columns, const uint32_t* __restrict quads, const float* __restrict right,
                  const float* __restrict down, uint8_t* __restrict to) {
  for (int j = 0; j < padded(columns); ++j) {
    const float upper = pixel(quads[j], 0) + right[j] * (pixel(quads[j], 1) - pixel(quads[j], 0));
    const float lower = pixel(quads[j], 2) + right[j] * (pixel(quads[j], 3) - pixel(quads[j], 2));
    to[j] = static_cast<uint8_t>(static_cast<int32_t>(upper + down[j] * (lower - upper) + 0.5f));
  }
}

}  // namespace

void warp(const Warp& w) {
  const size_t run = padded(w.columns);
  uint32_t* quads = reinterpret_cast<uint32_t*>(w.scratch);
  uint32_t* taken = quads + (w.rows + 2) * padded(w.columns + 2);
  int32_t* quad = reinterpret_cast<int32_t*>(taken + run);
  float *right = reinterpret_cast<float*>(quad + run), *down = right + run;
  float *shift_x = down + run, *shift_y = shift_x + run;
  float *spread_x = shift_y + run, *spread_y = spread_x + w.nodes_down * run;
  uint8_t* row = reinterpret_cast<uint8_t*>(spread_y + w.nodes_down * run);
  gather_quads(w, row + run, quads);
  std::memset(shift_x, 0, 2 * run * sizeof(float));
  if (w.nodes_down) {
    spread(w, w.nodes, spread_x);
    spread(w, w.nodes + w.nodes_down * w.nodes_across, spread_y);
  }
  for (int i = 0; i < w.rows; ++i) {
    if (w.nodes_down) {
      blend_nodes(w.columns, w.down_weights + 4 * i, spread_x + w.first_node[i] * run, shift_x);
      blend_nodes(w.columns, w.down_weights + 4 * i, spread_y + w.first_node[i] * run, shift_y);
    }
    trace_row(w, i, shift_x, shift_y, quad, right, down);
    for (size_t j = 0; j < run; ++j) taken[j] = quads[quad[j]];
    blend_pixels(w.columns, taken, right, down, row);
    std::memcpy(w.to + static_cast<size_t>(i) * w.columns, row, w.columns);
  }
}

}  // namespace lenet::LENET_INSTRUCTIONS
