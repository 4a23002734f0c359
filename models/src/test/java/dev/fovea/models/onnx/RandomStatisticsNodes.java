package dev.fovea.models.onnx;

import static dev.fovea.models.support.Models.integer;
import static dev.fovea.models.support.Models.number;

import java.util.Arrays;

/** Random normalisations. */
final class RandomStatisticsNodes {
  private RandomStatisticsNodes() {}

  private static void epsilon(RandomCase made) {
    made.with(number("epsilon", 1e-3f + made.random.nextFloat() * 0.1f));
  }

  static void instance(RandomCase made) {
    int[] dims = made.dims(made.between(3, 5), 4);
    dims[dims.length - 1]++;
    made.input("x", false, dims);
    made.input("scale", true, dims[1]);
    made.input("bias", true, dims[1]);
    epsilon(made);
  }

  static void group(RandomCase made) {
    int groups = made.between(1, 3);
    int[] dims = made.dims(made.between(3, 4), 4);
    dims[1] = groups * made.between(1, 3);
    made.input("x", false, dims);
    // One value a group before opset 21, one a channel since.
    int[] values = {made.opset < 21 ? groups : dims[1]};
    boolean constant = made.opset < 21 || made.chance(60);
    made.input("scale", constant, values, made.values(values, -1, 1));
    made.input("bias", constant, values, made.values(values, -1, 1));
    made.with(integer("num_groups", groups));
    epsilon(made);
  }

  static void layer(RandomCase made) {
    int[] dims = made.dims(made.between(1, 4), 4);
    dims[dims.length - 1]++;
    int axis = made.between(0, dims.length - 1);
    int[] normalised = Arrays.copyOfRange(dims, axis, dims.length);
    made.input("x", false, dims);
    made.input("scale", true, normalised);
    if (made.chance(70)) {
      made.input("bias", true, normalised);
    }
    if (axis < dims.length - 1 || made.chance(50)) {
      made.with(integer("axis", made.chance(50) ? axis : axis - dims.length));
    }
    epsilon(made);
  }

  static void localResponse(RandomCase made) {
    made.input("x", false, made.between(1, 2), made.between(1, 7), made.between(1, 4), 3);
    // ONNX Runtime takes odd sizes only.
    made.with(integer("size", 2 * made.between(0, 3) + 1));
    if (made.chance(60)) {
      made.with(number("alpha", 0.1f + made.random.nextFloat()));
    }
    if (made.chance(60)) {
      made.with(number("beta", 0.1f + made.random.nextFloat()));
    }
    if (made.chance(60)) {
      made.with(number("bias", 0.1f + made.random.nextFloat()));
    }
  }
}
