package dev.fovea.models.onnx;

import static dev.fovea.models.support.Models.integer;
import static dev.fovea.models.support.Models.ints;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Random reductions. Left out is what ONNX Runtime 1.29 does otherwise than ONNX says: with
 * noop_with_empty_axes and no axes the output is the input (ReduceSumSquare-18: "input tensor will
 * not be reduced, and the output tensor would be equivalent to input tensor"); ONNX Runtime takes
 * squares, absolute values and logarithms all the same. {@link ReductionMappingsTest} has it.
 */
final class RandomReductionNodes {
  private static final Set<String> SAME_OF_ONE_VALUE =
      Set.of("ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceLogSumExp");

  private RandomReductionNodes() {}

  static void floats(RandomCase made) {
    int rank = made.between(1, 4);
    made.input("x", false, made.dims(rank, 5));
    attributes(made, rank);
  }

  /** Positive values have a logarithm. */
  static void logSum(RandomCase made) {
    int[] dims = made.dims(made.between(1, 4), 5);
    made.input("x", false, dims, made.values(dims, 0.1f, 2));
    attributes(made, dims.length);
  }

  static void integersToo(RandomCase made) {
    if (made.chance(70)) {
      floats(made);
      return;
    }
    int rank = made.between(1, 4);
    made.fedLongs("x", made.dims(rank, 3)).longOutput();
    attributes(made, rank);
  }

  private static void attributes(RandomCase made, int rank) {
    boolean input = made.opset >= (made.operator.equals("ReduceSum") ? 13 : 18);
    int[] axes = axes(made, rank, made.opset >= 11);
    if (axes.length > 0 && input) {
      made.longs("axes", made.chance(70), Arrays.stream(axes).asLongStream().toArray());
    } else if (axes.length > 0) {
      made.with(ints("axes", axes));
    }
    if (input && SAME_OF_ONE_VALUE.contains(made.operator) && made.chance(40)) {
      made.with(integer("noop_with_empty_axes", made.between(0, 1)));
    }
    keepDims(made);
  }

  private static int[] axes(RandomCase made, int rank, boolean negative) {
    List<Integer> axes = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      if (made.chance(45)) {
        axes.add(negative && made.chance(40) ? axis - rank : axis);
      }
    }
    return axes.stream().mapToInt(Integer::intValue).toArray();
  }

  private static void keepDims(RandomCase made) {
    if (made.chance(60)) {
      made.with(integer("keepdims", made.between(0, 1)));
    }
  }

  static void topK(RandomCase made) {
    int rank = made.between(1, 4);
    int[] dims = made.dims(rank, 6);
    int axis = made.between(0, rank - 1);
    made.input("x", false, dims);
    int k = made.between(1, dims[axis]);
    if (made.opset >= 10) {
      made.longs("k", made.chance(70), k);
    } else {
      made.with(integer("k", k));
    }
    made.with(integer("axis", made.opset >= 10 && made.chance(40) ? axis - rank : axis));
    if (made.opset >= 11 && made.chance(60)) {
      made.with(integer("largest", made.between(0, 1)));
    }
    if (made.opset >= 11 && made.chance(30)) {
      made.with(integer("sorted", 1));
    }
    made.secondOutput();
  }

  static void argExtremum(RandomCase made) {
    int rank = made.between(1, 4);
    int[] dims = made.dims(rank, 5);
    if (made.chance(30)) {
      made.fedLongs("x", dims);
    } else {
      made.input("x", false, dims);
    }
    made.longOutput();
    if (made.chance(80)) {
      made.with(integer("axis", made.between(made.opset < 11 ? 0 : -rank, rank - 1)));
    }
    if (made.opset >= 12 && made.chance(40)) {
      made.with(integer("select_last_index", made.between(0, 1)));
    }
    keepDims(made);
  }
}
