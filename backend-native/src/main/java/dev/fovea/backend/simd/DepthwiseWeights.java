package dev.fovea.backend.simd;

import dev.fovea.backend.simd.binding.Natives;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;

/** Packs depthwise weights as {@code fovea_depthwise_run} reads them: plane, tap, lane. */
final class DepthwiseWeights {
  private final int channels;
  private final int block;
  private final String order;
  private final long[] kernel;

  private DepthwiseWeights(int channels, int block, long[] kernel) {
    this.channels = channels;
    this.block = block;
    this.order = kernel.length > 1 && kernel[0] > kernel[1] ? "flipped" : "as stored";
    this.kernel = kernel;
  }

  static DepthwiseWeights of(TapMap map, int block) {
    TapMap.Window window = map.windows().get(0);
    long[] kernel =
        window.rows().taps().stream()
            .flatMapToLong(
                row ->
                    window.columns().taps().stream()
                        .mapToLong(
                            column -> (long) row.kernel() * map.kernelWidth() + column.kernel()))
            .toArray();
    return new DepthwiseWeights(map.groups(), block, kernel);
  }

  String name() {
    return "native:depthwise:" + block + ":" + order;
  }

  int planes() {
    return (channels + block - 1) / block;
  }

  long planeBytes() {
    return (long) kernel.length * block * Float.BYTES;
  }

  long floats() {
    return (long) planes() * kernel.length * block;
  }

  int biasFloats() {
    return planes() * block;
  }

  /**
   * Packs plain weights.
   *
   * @param raw memory for a copy of the weights, used where they do not follow each other
   * @param sources what {@link #sources} returns
   */
  void pack(Tensor weights, long raw, long to, Tensor sources) {
    int taps = kernel.length;
    TensorDesc desc = weights.desc();
    long first = weights.address();
    if (!desc.isDense()) {
      Natives.copyRows(channels, taps, desc.imageStride(), taps, first, raw);
      first = raw;
    }
    for (int p = 0; p < planes(); p++) {
      int known = Math.min(block, channels - p * block);
      long from = first + (long) p * block * taps * Float.BYTES;
      Natives.pack(block, known, taps, taps, from, sources.address(), to + p * planeBytes());
    }
  }

  /** Returns where the taps of a channel find their weights; the caller closes it. */
  Tensor sources() {
    return Tensor.ofLongs(Shape.of(kernel.length), kernel);
  }

  /** Returns packed weights in memory of their own. */
  Tensor packed(Tensor weights) {
    Tensor packed = Tensor.allocate(TensorDesc.of(Math.toIntExact(floats())));
    try (Tensor raw = Tensor.allocate(weights.desc().plain());
        Tensor sources = sources()) {
      pack(weights, raw.address(), packed.address(), sources);
      return packed;
    }
  }

  void packBias(Tensor bias, long to) {
    Natives.copyRows(channels, 1, bias.desc().imageStride(), 1, bias.address(), to);
  }
}
