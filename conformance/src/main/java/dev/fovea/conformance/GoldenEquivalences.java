package dev.fovea.conformance;

import static dev.fovea.conformance.GoldenValues.assertSame;
import static dev.fovea.conformance.GoldenValues.integers;
import static dev.fovea.conformance.GoldenValues.kernels;
import static dev.fovea.conformance.GoldenValues.map;
import static dev.fovea.conformance.GoldenValues.maps;
import static dev.fovea.conformance.GoldenValues.reshape;
import static dev.fovea.conformance.GoldenValues.run;

import dev.fovea.op.Conv2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Size2d;
import dev.fovea.op.Window2d;
import dev.fovea.tensor.Shape;
import java.util.List;

/** Convolution and fully connected layers as each other. */
final class GoldenEquivalences {
  private static final String RULE = "dense_03_equivalences";

  private GoldenEquivalences() {}

  static List<Golden> all() {
    return List.of(
        Golden.of(
            RULE,
            "a 4x4 input's convolution equals its 4x16 matrix times the flattened input",
            GoldenEquivalences::toeplitz),
        Golden.of(RULE, "FC on 7x7x512 equals a 7x7 convolution", GoldenEquivalences::wholeMap),
        Golden.of(
            RULE,
            "FC on the channels at one position is a 1x1 convolution",
            GoldenEquivalences::onePosition));
  }

  private static void toeplitz(Subject subject) {
    Values src =
        map(
            """
            1 2 4 7
            0 3 5 9
            2 2 8 6
            1 0 3 4
            """);
    Values kernel =
        map(
            """
            1 2 3
            4 5 6
            7 8 9
            """);
    // Row o holds the kernel where output o reads: each kernel row is a Toeplitz block, and the
    // blocks themselves shift by one block from output row to output row.
    Values matrix =
        map(
            """
            1 2 3 0  4 5 6 0  7 8 9 0  0 0 0 0
            0 1 2 3  0 4 5 6  0 7 8 9  0 0 0 0
            0 0 0 0  1 2 3 0  4 5 6 0  7 8 9 0
            0 0 0 0  0 1 2 3  0 4 5 6  0 7 8 9
            """);
    // 1*1 + 2*2 + 3*4 + 4*0 + 5*3 + 6*5 + 7*2 + 8*2 + 9*8 = 164
    Values expected = map("164 254\n121 184");
    Conv2d conv = Conv2d.of(1, 1, Window2d.of(3)).bias(false);
    Dense dense = Dense.of(16, 4).bias(false);
    Values product = run(subject, dense, reshape(src, 1, 16), reshape(matrix, 4, 16));
    assertSame(run(subject, conv, src, kernel), expected, "the 3x3 convolution");
    assertSame(reshape(product, 1, 1, 2, 2), expected, "the doubly blocked Toeplitz matrix");
  }

  private static void wholeMap(Subject subject) {
    Dense dense = Dense.of(7 * 7 * 512, 3).bias(false);
    Conv2d conv = dense.asConv2d(512, Size2d.square(7));
    Values src = integers(1, 1, 512, 7, 7);
    Values weights = integers(2, 3, 512, 7, 7);
    Values connected =
        run(subject, dense, reshape(src, 1, 7 * 7 * 512), reshape(weights, 3, 7 * 7 * 512));
    Values convolved = run(subject, conv, src, weights);
    assertSame(reshape(connected, 1, 3, 1, 1), convolved, "the 7x7 convolution of one position");
  }

  private static void onePosition(Subject subject) {
    Values weights = kernels(2, "1", "10", "100", "1", "-1", "2");
    Values src = maps("1 2\n3 4", "5 6\n7 8", "9 0\n1 2");
    Values expected = maps("951 62\n173 284", "14 -4\n-2 0");
    Conv2d conv = Conv2d.of(3, 2, Window2d.of(1)).bias(false);
    assertSame(run(subject, conv, src, weights), expected, "the 1x1 convolution");

    Dense dense = Dense.of(3, 2).bias(false);
    for (int position = 0; position < 4; position++) {
      assertSame(
          run(subject, dense, at(src, position), reshape(weights, 2, 3)),
          at(expected, position),
          "FC on the channels at position " + position);
    }
  }

  /** Returns the channels of a 2x2 map at one position, [1, C]. */
  private static Values at(Values maps, int position) {
    float[] channels = new float[maps.shape().dim(1)];
    for (int c = 0; c < channels.length; c++) {
      channels[c] = maps.data()[4 * c + position];
    }
    return Values.of(Shape.of(1, channels.length), channels);
  }
}
