package dev.fovea.backend.simd;

import dev.fovea.backend.simd.binding.Natives;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;

/** Packs depthwise weights as {@code fovea_depthwise_run} reads them: plane, tap, lane. */
final class DepthwiseWeights implements AutoCloseable {
  private final int channels;
  private final int block;
  private final int taps;
  private final String order;
  private final Tensor sources;

  private DepthwiseWeights(int channels, int block, long[] kernel) {
    this.channels = channels;
    this.block = block;
    this.taps = kernel.length;
    this.order = kernel.length > 1 && kernel[0] > kernel[1] ? "flipped" : "as stored";
    this.sources = Tensor.ofLongs(Shape.of(kernel.length), kernel);
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
    return (long) taps * block * Float.BYTES;
  }

  long floats() {
    return (long) planes() * taps * block;
  }

  int biasFloats() {
    return planes() * block;
  }

  /**
   * Packs plain weights.
   *
   * @param raw memory for a copy of the weights, used where they do not follow each other
   */
  void pack(Tensor weights, long raw, long to) {
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

  Tensor packed(Tensor weights) {
    Tensor packed = Tensor.allocate(TensorDesc.of(Math.toIntExact(floats())));
    try (Tensor raw = Tensor.allocate(weights.desc().plain())) {
      pack(weights, raw.address(), packed.address());
      return packed;
    }
  }

  void packBias(Tensor bias, long to) {
    Natives.copyRows(channels, 1, bias.desc().imageStride(), 1, bias.address(), to);
  }

  @Override
  public void close() {
    sources.close();
  }
}
