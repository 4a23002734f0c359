// Kernels on several threads as the WorkerPool of Java runs them: tasks from a shared counter, the
// calling thread takes part, tiles are each worker's own, everything else is shared. Built with
// -fsanitize=thread it shows that kernels share nothing they write.

#include <atomic>
#include <thread>

#include "check.h"

namespace {

constexpr int32_t HEIGHT = 23;
constexpr int32_t WIDTH = 19;
constexpr int32_t KERNEL = 3;
constexpr int32_t PARTS = 2; /* of the output channels, two blocks each */

/** A padded 3 x 3 convolution in blocks and the depthwise one behind it: what sessions share. */
struct Network {
  int32_t isa;
  int32_t block;
  std::vector<float> weights;
  std::vector<float> bias;
  std::vector<float> depthwise;
  std::vector<float> depthwise_bias;
  std::vector<int64_t> offsets;

  explicit Network(int32_t code) : isa(code), block(fovea_block(code)) {
    Random random(5);
    const int64_t channels = int64_t{2} * PARTS * block;
    weights = random.reals(channels * KERNEL * KERNEL * block);
    bias = random.reals(channels);
    depthwise = random.reals(channels * KERNEL * KERNEL);
    depthwise_bias = random.reals(channels);
    for (int64_t y = 0; y < KERNEL; ++y) {
      for (int64_t x = 0; x < KERNEL; ++x) {
        offsets.push_back((y * (WIDTH + KERNEL - 1) + x) * block);
      }
    }
  }

  int64_t map() const { return int64_t{HEIGHT} * WIDTH * block; }
  int64_t tile() const { return int64_t{KERNEL} * (WIDTH + KERNEL - 1) * block; }
  int64_t tasks() const { return int64_t{HEIGHT} * PARTS; }
};

int64_t at(const std::vector<float> &floats, int64_t i) {
  return reinterpret_cast<int64_t>(floats.data() + i);
}

/** Copies a row and its neighbours with their padding. */
void gather(const Network &net, int64_t row, int64_t src, std::vector<float> &tile) {
  const fovea_gather shape = {1, net.block, HEIGHT, WIDTH, KERNEL, WIDTH + KERNEL - 1, -1, 0.0f};
  fovea_gather_run(&shape, static_cast<int32_t>(row) - 1, src, at(tile, 0));
}

void conv_row(const Network &net, int64_t task, const std::vector<float> &src,
              std::vector<float> &tile, std::vector<float> &dst) {
  const int64_t row = task / PARTS;
  const int64_t part = task % PARTS;
  gather(net, row, at(src, 0), tile);
  const int64_t line = int64_t{WIDTH} * net.block;
  const fovea_conv conv = {1,        WIDTH,     KERNEL * KERNEL, net.block,
                           2,        0,         net.block,       line,
                           net.block, net.map(), {FOVEA_SILU, 0, 0}};
  fovea_conv_run(net.isa, &conv, at(tile, 0), reinterpret_cast<int64_t>(net.offsets.data()),
                 at(net.weights, part * 2 * net.block * KERNEL * KERNEL * net.block),
                 at(net.bias, part * 2 * net.block), 0,
                 at(dst, part * 2 * net.map() + row * line));
}

void depthwise_row(const Network &net, int64_t task, const std::vector<float> &src,
                   std::vector<float> &, std::vector<float> &dst) {
  const fovea_depthwise shape = {HEIGHT, WIDTH, HEIGHT, WIDTH, KERNEL, KERNEL, 1, 1, 1, 1, 1, 1,
                                 {FOVEA_CLAMP, 0, INFINITY}};
  const int64_t plane = task % PARTS * 2;
  fovea_depthwise_run(net.isa, &shape, 2, task / PARTS, 1, at(src, plane * net.map()),
                      at(net.depthwise, plane * KERNEL * KERNEL * net.block),
                      at(net.depthwise_bias, plane * net.block), 0, at(dst, plane * net.map()));
}

using Row = void (*)(const Network &, int64_t, const std::vector<float> &, std::vector<float> &,
                     std::vector<float> &);

/** Tasks in whatever order threads take them. */
void run(const Network &net, int32_t threads, Row row, const std::vector<float> &src,
         std::vector<float> &dst) {
  std::atomic<int64_t> next{0};
  const auto work = [&] {
    std::vector<float> tile(net.tile());
    for (int64_t task = next++; task < net.tasks(); task = next++) {
      row(net, task, src, tile, dst);
    }
  };
  std::vector<std::thread> helpers;
  for (int32_t i = 1; i < threads; ++i) {
    helpers.emplace_back(work);
  }
  work();
  for (std::thread &helper : helpers) {
    helper.join();
  }
}

std::vector<float> infer(const Network &net, int32_t threads, const std::vector<float> &src) {
  std::vector<float> middle(2 * PARTS * net.map());
  std::vector<float> dst(2 * PARTS * net.map());
  run(net, threads, conv_row, src, middle);
  run(net, threads, depthwise_row, middle, dst);
  return dst;
}

void require_same(const std::vector<float> &actual, const std::vector<float> &wanted, int32_t isa,
                  int32_t threads) {
  for (size_t i = 0; i < wanted.size(); ++i) {
    if (!same_bits(actual[i], wanted[i])) {
      fail("threads: [%ld] is %.9g with %d threads; expected %.9g as with one; isa %d",
           static_cast<long>(i), actual[i], threads, wanted[i], isa);
    }
  }
}

}  // namespace

void threads_test(int32_t isa) {
  const Network net(isa);
  Random random(6);
  const std::vector<float> src = random.reals(net.map());
  const std::vector<float> alone = infer(net, 1, src);
  for (const int32_t threads : {2, 3, 8}) {
    for (int32_t again = 0; again < 10; ++again) {
      require_same(infer(net, threads, src), alone, isa, threads);
    }
  }
  // Several sessions at once on the same weights.
  std::vector<std::thread> sessions;
  for (int32_t session = 0; session < 4; ++session) {
    sessions.emplace_back([&] {
      for (int32_t again = 0; again < 10; ++again) {
        require_same(infer(net, 2, src), alone, isa, 2);
      }
    });
  }
  for (std::thread &session : sessions) {
    session.join();
  }
}
