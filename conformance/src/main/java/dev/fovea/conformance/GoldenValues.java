package dev.fovea.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.op.Op;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.Arrays;

/** Maps as they look on paper, and what the golden examples do with them. */
final class GoldenValues {
  /** Rounding of a fast algorithm stays far below; a wrong tap of small integers is off by 1. */
  private static final float TOLERANCE = 1e-3f;

  private GoldenValues() {}

  /** Returns the [1, 1, H, W] map written as rows of numbers. */
  static Values map(String rows) {
    return maps(rows);
  }

  /** Returns the [1, C, H, W] maps written as rows of numbers, one text per channel. */
  static Values maps(String... channels) {
    return kernels(1, channels);
  }

  /** Returns the [OC, IC, KH, KW] kernels written as rows of numbers, output channels first. */
  static Values kernels(int outChannels, String... kernels) {
    int rows = (int) kernels[0].strip().lines().count();
    float[] data = numbers(String.join("\n", kernels));
    int columns = data.length / kernels.length / rows;
    return Values.of(Shape.of(outChannels, kernels.length / outChannels, rows, columns), data);
  }

  /** Returns one row of values as a vector. */
  static Values vector(float... data) {
    return Values.of(Shape.of(data.length), data);
  }

  /** Returns the same values under another shape. */
  static Values reshape(Values values, int... dims) {
    return Values.of(Shape.of(dims), values.data());
  }

  /** Returns small integers, positive and negative, that repeat with no period of the shape's. */
  static Values integers(int seed, int... dims) {
    Shape shape = Shape.of(dims);
    float[] data = new float[(int) shape.elements()];
    for (int i = 0; i < data.length; i++) {
      data[i] = Math.floorMod(seed + i * 7 + i / 11, 5) - 2;
    }
    return Values.of(shape, data);
  }

  /** Returns a map with zeros written around it. */
  static Values zeroBorder(Values map, int rows, int columns) {
    int h = map.shape().dim(2);
    int w = map.shape().dim(3);
    Shape shape = Shape.of(1, 1, h + 2 * rows, w + 2 * columns);
    float[] data = new float[(int) shape.elements()];
    for (int row = 0; row < h; row++) {
      System.arraycopy(map.data(), row * w, data, (row + rows) * (w + 2 * columns) + columns, w);
    }
    return Values.of(shape, data);
  }

  /** Runs an operator with one output. */
  static Values run(Subject subject, Op op, Values... inputs) {
    Shape shape =
        op.infer(Arrays.stream(inputs).map(values -> TensorDesc.of(values.shape())).toList())
            .get(0)
            .shape();
    return Values.of(shape, subject.floats(op, inputs));
  }

  static void assertSame(Values actual, Values expected, String what) {
    assertThat(actual.shape()).as("shape of %s", what).isEqualTo(expected.shape());
    assertThat(actual.data()).as(what).containsExactly(expected.data(), within(TOLERANCE));
  }

  private static float[] numbers(String text) {
    String[] words = text.strip().split("\\s+", -1);
    float[] numbers = new float[words.length];
    for (int i = 0; i < words.length; i++) {
      numbers[i] = Float.parseFloat(words[i]);
    }
    return numbers;
  }
}
