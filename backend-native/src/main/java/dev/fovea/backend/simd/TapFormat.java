package dev.fovea.backend.simd;

import dev.fovea.backend.simd.binding.Natives;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;

/**
 * How weights and biases are packed for {@code fovea_conv_run}: group by group, window by window.
 *
 * @param map the convolution
 * @param block output channels side by side
 * @param lanes input channels that lie side by side at each tap: {@code block}, or 1
 */
record TapFormat(TapMap map, int block, int lanes) {

  /**
   * Returns the name under which packed weights are shared: the order they are packed in, and
   * nothing of the maps they run over. A transposed convolution may read the same weights, with its
   * channels the other way round.
   */
  String name() {
    StringBuilder name =
        new StringBuilder("native:taps:")
            .append(List.of(block, lanes, map.groups()))
            .append(List.of(map.ic(), map.icStep(), map.oc(), map.ocStep()));
    for (TapMap.Window window : map.windows()) {
      name.append(':').append(kernel(window.rows())).append(kernel(window.columns()));
    }
    return name.toString();
  }

  private static List<Integer> kernel(TapAxis axis) {
    return axis.taps().stream().map(TapAxis.Tap::kernel).toList();
  }

  /** Returns planes of input channels: blocks of them, or single ones. */
  int planes() {
    return (map.ic() + lanes - 1) / lanes;
  }

  /** Returns blocks of one group's output channels. */
  int ocBlocks() {
    return (map.oc() + block - 1) / block;
  }

  /** Returns the products behind an output, padding lanes counted. */
  int sums(TapMap.Window window) {
    return Math.multiplyExact(planes() * lanes, window.taps());
  }

  /** Returns where the weights of a group and window begin, in floats. */
  long weightsAt(int group, int window) {
    long at = 0;
    for (int i = 0; i < window; i++) {
      at += windowFloats(i);
    }
    return at + group * groupFloats();
  }

  private long windowFloats(int window) {
    return (long) ocBlocks() * block * sums(map.windows().get(window));
  }

  private long groupFloats() {
    long floats = 0;
    for (int i = 0; i < map.windows().size(); i++) {
      floats += windowFloats(i);
    }
    return floats;
  }

  long weightsFloats() {
    return map.groups() * groupFloats();
  }

  int biasFloats() {
    return Math.multiplyExact(map.groups(), ocBlocks() * block);
  }

  /**
   * Packs plain weights.
   *
   * @param raw memory for a copy of the weights, used where they do not follow each other
   */
  void pack(Tensor weights, long raw, long to, List<Tensor> sources) {
    TensorDesc desc = weights.desc();
    long first = weights.address();
    if (!desc.isDense()) {
      long image = desc.imageElements();
      Natives.copyRows(desc.images(), image, desc.imageStride(), image, first, raw);
      first = raw;
    }
    long groupWeights = weights.shape().elements() / map.groups();
    for (int g = 0; g < map.groups(); g++) {
      for (int w = 0; w < map.windows().size(); w++) {
        Natives.pack(
            block,
            map.oc(),
            sums(map.windows().get(w)),
            map.ocStep(),
            first + g * groupWeights * Float.BYTES,
            sources.get(w).address(),
            to + weightsAt(g, w) * Float.BYTES);
      }
    }
  }

  /** Returns for each window where its products find their weights; the caller closes them. */
  List<Tensor> sources() {
    List<Tensor> sources = new ArrayList<>();
    for (TapMap.Window window : map.windows()) {
      sources.add(sources(window));
    }
    return sources;
  }

  private Tensor sources(TapMap.Window window) {
    long[] sources = new long[sums(window)];
    int at = 0;
    for (int p = 0; p < planes(); p++) {
      for (TapAxis.Tap row : window.rows().taps()) {
        for (TapAxis.Tap column : window.columns().taps()) {
          for (int lane = 0; lane < lanes; lane++) {
            int ic = p * lanes + lane;
            int tap = row.kernel() * map.kernelWidth() + column.kernel();
            sources[at++] = ic < map.ic() ? (long) ic * map.icStep() + tap : -1;
          }
        }
      }
    }
    return Tensor.ofLongs(Shape.of(sources.length), sources);
  }

  /** Returns packed weights in memory of their own. */
  Tensor packed(Tensor weights) {
    Tensor packed = Tensor.allocate(TensorDesc.of(Math.toIntExact(weightsFloats())));
    List<Tensor> sources = sources();
    try (Tensor raw = Tensor.allocate(weights.desc().plain())) {
      pack(weights, raw.address(), packed.address(), sources);
      return packed;
    } finally {
      sources.forEach(Tensor::close);
    }
  }

  /** Packs biases: each group begins a block. */
  void packBias(Tensor bias, long to) {
    long step = bias.desc().imageStride();
    for (int g = 0; g < map.groups(); g++) {
      long first = (long) g * map.oc() * step;
      long block = (long) g * ocBlocks() * this.block;
      Natives.copyRows(
          map.oc(), 1, step, 1, bias.address() + first * Float.BYTES, to + block * Float.BYTES);
    }
  }
}
