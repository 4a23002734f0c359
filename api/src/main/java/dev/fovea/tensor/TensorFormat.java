package dev.fovea.tensor;

import java.util.Locale;
import java.util.function.IntFunction;

/** Renders a tensor for people: the descriptor, then rows, long axes cut in the middle. */
final class TensorFormat {
  private static final int EDGE = 4;

  private TensorFormat() {}

  static String format(Tensor tensor) {
    Shape shape = tensor.shape();
    IntFunction<String> element;
    if (tensor.desc().dtype() != DType.INT64) {
      float[] values = tensor.toFloats();
      element = i -> String.format(Locale.ROOT, "%10.5g", values[i]);
    } else {
      long[] values = tensor.toLongs();
      element = i -> String.format(Locale.ROOT, "%4d", values[i]);
    }
    StringBuilder text = new StringBuilder("Tensor ").append(tensor.desc());
    if (shape.elements() == 0) {
      return text.append(" (empty)").toString();
    }
    text.append('\n');
    append(text, shape, element, 0, 0);
    return text.toString();
  }

  private static void append(
      StringBuilder text, Shape shape, IntFunction<String> element, int axis, int index) {
    if (axis == shape.rank()) {
      text.append(element.apply(index));
      return;
    }
    boolean row = axis == shape.rank() - 1;
    int dim = shape.dim(axis);
    text.append('[');
    for (int i = 0; i < dim; i++) {
      if (i > 0) {
        text.append(row ? " " : "\n" + " ".repeat(axis + 1));
      }
      if (dim > 2 * EDGE && i == EDGE) {
        text.append("...");
        i = dim - EDGE - 1;
        continue;
      }
      append(text, shape, element, axis + 1, index * dim + i);
    }
    text.append(']');
  }
}
