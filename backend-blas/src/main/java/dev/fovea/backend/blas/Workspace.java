package dev.fovea.backend.blas;

import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;

/**
 * What one thread needs to run a task and keeps for the next: pointers to move about, and heap
 * arrays to work in, since the JIT compiler vectorises loops over arrays and not over buffers.
 */
final class Workspace {
  final Floats memory = new Floats();
  final Floats other = new Floats();
  final ChannelRows rows = new ChannelRows();
  final Exponentials exponentials = new Exponentials();
  final Matrix a = new Matrix();
  final Matrix b = new Matrix();
  final Matrix c = new Matrix();

  private final float[][] arrays = new float[10][0];

  /** Uses of heap arrays; a task holds one array per use at a time. */
  static final int ROW = 0;

  static final int BIAS = 1;
  static final int OUT = 2;
  static final int AUX = 3;
  static final int WEIGHTS = 4;

  static final int SUMS = 5;

  /** Three of them. */
  static final int TAPS = 6;

  static final int PHASES = 9;

  /** Returns the array of a use with room for {@code size} floats; its content is undefined. */
  float[] array(int use, int size) {
    if (arrays[use].length < size) {
      arrays[use] = new float[size];
    }
    return arrays[use];
  }

  /** Copies elements of a tensor, counted in row-major order, to the heap. */
  void load(Tensor tensor, int first, float[] to, int count) {
    TensorDesc desc = tensor.desc();
    long address = tensor.address();
    if (desc.isDense()) {
      memory.load(Floats.element(address, first), to, 0, count);
      return;
    }
    for (int i = 0; i < count; i++) {
      memory.load(Floats.element(address, desc.position(first + i)), to, i, 1);
    }
  }

  /** Copies floats that do not overlap. */
  void copy(long from, long to, long count) {
    copyBytes(from, to, count * Float.BYTES);
  }

  /** Copies bytes that do not overlap. */
  void copyBytes(long from, long to, long bytes) {
    Floats.memcpy(memory.at(to), other.at(from), bytes);
  }
}
