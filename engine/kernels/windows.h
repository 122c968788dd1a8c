// Pooling over windows that overlap, leave gaps or reach over the edges. Windows of 1x1 also crop a plane, surround it
// with zeros, or take every second row and column of it.
#pragma once

#include <algorithm>

#include "kernels/activation.h"

namespace lenet::LENET_INSTRUCTIONS {

// The part of window (i, j) that lies in the source.
struct Window {
  int top, bottom, left, right;

  Window(const Windows& k, int i, int j) {
    const int row = i * k.steps.rows - k.steps.top, column = j * k.steps.columns - k.steps.left;
    top = std::max(row, 0), bottom = std::min(row + k.pool_rows, k.source_rows);
    left = std::max(column, 0), right = std::min(column + k.pool_columns, k.source_columns);
  }
  bool empty() const { return top >= bottom || left >= right; }
  Vec share() const { return broadcast(1.0f / ((bottom - top) * (right - left))); }

  // Calls f(at) for each place of the window, `at` in floats from the source's first.
  template <class F>
  void each(ptrdiff_t row, int lanes, const F& f) const {
    for (int u = top; u < bottom; ++u)
      for (int v = left; v < right; ++v) f(u * row + v * lanes);
  }
};

template <class Lanes>
inline Vec largest_in(const Window& window, const float* x, ptrdiff_t row, Lanes lanes) {
  Vec best = load_lanes(x + window.top * row + window.left * lanes, lanes);
  window.each(row, lanes, [&](ptrdiff_t at) {
    const Vec value = load_lanes(x + at, lanes);
    best = pick((value > best) | (value != value), value, best);
  });
  return best;
}

// Calls f(window, x, y, lanes) for each window of a channel and each vector of lanes.
template <class F>
inline void each_window_of(const Windows& k, int channel, const F& f) {
  const auto go = [&](auto lanes) {
    for (int i = 0; i < k.steps.out_rows; ++i)
      for (int j = 0; j < k.steps.out_columns; ++j) {
        const Window window(k, i, j);
        for (int lane = 0; lane < lanes; lane += kWidth)
          f(window, k.x.origin + channel * k.x.channel + lane, lane,
            k.y.origin + channel * k.y.channel + i * k.y.row + j * lanes + lane, lanes);
      }
  };
  k.lanes == 1 ? go(std::integral_constant<int, 1>{}) : go(std::integral_constant<int, kLanes>{});
}

inline void pool_windows(const Windows& k) {
  for (int c = 0; c < k.channels; ++c)
    each_window_of(k, c, [&](const Window& window, const float* x, int, float* y, auto lanes) {
      Vec value{};
      if (!window.empty() && k.maximum) value = largest_in(window, x, k.x.row, lanes);
      if (!window.empty() && !k.maximum) {
        window.each(k.x.row, lanes, [&](ptrdiff_t at) { value += load_lanes(x + at, lanes); });
        value *= window.share();
      }
      store_lanes(y, value, lanes);
    });
}

// What a window's dE/dy adds to dE/dx: of a maximum all of it to the first of the largest, else each its share.
template <class Lanes>
inline void spread(const Windows& k, const Window& window, const float* x, float* dx, Vec d, Lanes lanes) {
  const ptrdiff_t row = static_cast<ptrdiff_t>(k.source_columns) * lanes;
  const auto add = [&](int u, int v, Vec more) {
    float* to = dx + u * row + v * lanes;
    store_lanes(to, load_lanes(to, lanes) + more, lanes);
  };
  const Vec best = k.maximum ? largest_in(window, x, k.x.row, lanes) : Vec{}, part = d * window.share();
  IntVec open = ~IntVec{};
  for (int u = window.top; u < window.bottom; ++u)
    for (int v = window.left; v < window.right; ++v) {
      if (!k.maximum) {
        add(u, v, part);
        continue;
      }
      const IntVec here = (load_lanes(x + u * k.x.row + v * lanes, lanes) == best) & open;
      open &= ~here;
      add(u, v, (Vec)(here & (IntVec)d));
    }
}

inline void pool_windows_gradient(const Windows& k) {
  const int run = k.source_columns * k.lanes;
  with_finish(k.before, true, [&](auto finish) {
    for (int c = 0; c < k.channels; ++c) {
      std::memset(k.scratch, 0, static_cast<size_t>(k.source_rows) * run * sizeof(float));
      each_window_of(k, c, [&](const Window& window, const float* x, int lane, const float* dy, auto lanes) {
        if (!window.empty()) spread(k, window, x, k.scratch + lane, load_lanes(dy, lanes), lanes);
      });
      for (int i = 0; i < k.source_rows; ++i) {
        float* x = k.x.origin + c * k.x.channel + i * k.x.row;
        const float* dx = k.scratch + static_cast<size_t>(i) * run;
        for (int q = 0; q < run; q += kWidth) {
          const int count = std::min(run - q, kWidth);
          store_first(x + q, finish(load_first(dx + q, count), load_first(x + q, count)), count);
        }
      }
    }
  });
}

}  // namespace lenet::LENET_INSTRUCTIONS
