package dev.fovea.models.onnx;

import static dev.fovea.models.support.Models.integer;
import static dev.fovea.models.support.Models.ints;
import static dev.fovea.models.support.Models.tensor;
import static dev.fovea.models.support.Models.text;

import dev.fovea.models.support.Models;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Random nodes of the operators that move elements or compute shapes. */
final class RandomMovements {
  private RandomMovements() {}

  /** Adds the data, most often float. */
  private static void data(RandomCase made, int... dims) {
    if (made.chance(75)) {
      made.input("x", false, dims);
    } else {
      made.fedLongs("x", dims);
      made.output(Models.INT64);
    }
  }

  private static int[] data(RandomCase made, int leastRank, int most) {
    int[] dims = made.dims(made.between(leastRank, 4), most);
    data(made, dims);
    return dims;
  }

  /** What is an attribute in old opsets and an input since. */
  private static void axes(RandomCase made, int since, List<Integer> axes) {
    int[] values = axes.stream().mapToInt(Integer::intValue).toArray();
    if (made.opset < since) {
      made.with(ints("axes", values));
    } else {
      made.longs("axes", made.chance(60), Arrays.stream(values).asLongStream().toArray());
    }
  }

  private static int fromEnd(RandomCase made, int since, int axis, int rank) {
    return made.opset >= since && made.chance(40) ? axis - rank : axis;
  }

  static void transpose(RandomCase made) {
    int[] dims = data(made, 1, 5);
    if (made.chance(80)) {
      List<Integer> axes = new ArrayList<>();
      for (int axis = 0; axis < dims.length; axis++) {
        axes.add(axis);
      }
      Collections.shuffle(axes, made.random);
      made.with(ints("perm", axes.stream().mapToInt(Integer::intValue).toArray()));
    }
  }

  static void split(RandomCase made) {
    int[] dims = made.dims(made.between(1, 4), 4);
    int axis = made.between(0, dims.length - 1);
    int parts = made.between(1, 4);
    int[] sizes = made.dims(parts, 3);
    boolean sized = made.chance(50);
    boolean smallerLast = !sized && made.opset >= 18 && parts > 1 && made.chance(40);
    int equal = made.between(2, 3);
    dims[axis] = sized ? Arrays.stream(sizes).sum() : parts * equal - (smallerLast ? 1 : 0);
    data(made, dims);
    made.outputs(parts);
    if (sized && made.opset < 13) {
      made.with(ints("split", sizes));
    } else if (sized) {
      made.longs("split", made.chance(60), Arrays.stream(sizes).asLongStream().toArray());
    } else if (made.opset >= 18) {
      made.with(integer("num_outputs", parts));
    }
    if (axis > 0 || made.chance(50)) {
      made.with(integer("axis", fromEnd(made, 11, axis, dims.length)));
    }
  }

  static void squeeze(RandomCase made) {
    int[] dims = made.dims(made.between(1, 4), 3);
    List<Integer> ones = new ArrayList<>();
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = made.chance(50) ? 1 : dims[axis];
      if (dims[axis] == 1 && made.chance(60)) {
        ones.add(fromEnd(made, 11, axis, dims.length));
      }
    }
    data(made, dims);
    if (!ones.isEmpty()) {
      axes(made, 13, ones);
    }
  }

  static void unsqueeze(RandomCase made) {
    int rank = data(made, 1, 4).length;
    int added = made.between(1, 2);
    List<Integer> places = new ArrayList<>();
    for (int axis = 0; axis < rank + added; axis++) {
      places.add(axis);
    }
    Collections.shuffle(places, made.random);
    List<Integer> axes = new ArrayList<>();
    for (int axis : places.subList(0, added)) {
      axes.add(fromEnd(made, 11, axis, rank + added));
    }
    axes(made, 13, axes);
  }

  static void expand(RandomCase made) {
    int[] dims = made.dims(made.between(1, 4), 4);
    int from = made.between(0, dims.length - 1);
    int[] src = Arrays.copyOfRange(dims, from, dims.length);
    for (int axis = 0; axis < src.length; axis++) {
      src[axis] = made.chance(40) ? 1 : src[axis];
    }
    data(made, src);
    long[] shape = Arrays.stream(dims).asLongStream().toArray();
    for (int axis = from; axis < shape.length; axis++) {
      shape[axis] = made.chance(20) ? 1 : shape[axis];
    }
    made.longs("shape", made.chance(60), shape);
  }

  static void tile(RandomCase made) {
    int rank = data(made, 1, 4).length;
    long[] repeats = Arrays.stream(made.dims(rank, 3)).asLongStream().toArray();
    made.longs("repeats", made.chance(60), repeats);
  }

  static void gather(RandomCase made) {
    int[] dims = data(made, 1, 5);
    int axis = made.between(0, dims.length - 1);
    int least = made.opset < 11 ? 0 : -dims[axis];
    made.fedLongs("indices", least, dims[axis] - 1, made.dims(made.between(0, 2), 4));
    if (axis > 0 || made.chance(50)) {
      made.with(integer("axis", fromEnd(made, 11, axis, dims.length)));
    }
  }

  static void gatherElements(RandomCase made) {
    int[] dims = data(made, 1, 5);
    int axis = made.between(0, dims.length - 1);
    int[] picked = dims.clone();
    picked[axis] = made.between(1, 6);
    made.fedLongs("indices", -dims[axis], dims[axis] - 1, picked);
    if (axis > 0 || made.chance(50)) {
      made.with(integer("axis", fromEnd(made, 11, axis, dims.length)));
    }
  }

  static void depthToSpace(RandomCase made) {
    int b = made.between(1, 3);
    int[] dims = made.dims(4, 3);
    dims[1] *= b * b;
    made.input("x", false, dims);
    made.with(integer("blocksize", b));
    if (made.opset >= 11 && made.chance(70)) {
      made.with(text("mode", made.chance(50) ? "DCR" : "CRD"));
    }
  }

  static void spaceToDepth(RandomCase made) {
    int b = made.between(1, 3);
    int[] dims = made.dims(4, 3);
    dims[2] *= b;
    dims[3] *= b;
    made.input("x", false, dims);
    made.with(integer("blocksize", b));
  }

  static void shape(RandomCase made) {
    data(made, 1, 5);
    made.output(Models.INT64);
    if (made.opset >= 15 && made.chance(60)) {
      made.with(integer("start", made.between(-5, 4)));
    }
    if (made.opset >= 15 && made.chance(60)) {
      made.with(integer("end", made.between(-5, 5)));
    }
  }

  static void size(RandomCase made) {
    data(made, 1, 5);
    made.output(Models.INT64);
  }

  static void range(RandomCase made) {
    int[] scalar = {};
    if (made.chance(50)) {
      int step = made.between(1, 3) * (made.chance(50) ? 1 : -1);
      made.fedLongs("start", -5, 5, scalar).fedLongs("limit", -9, 9, scalar);
      made.fedLongs("delta", step, step, scalar).output(Models.INT64);
      return;
    }
    // Steps that float holds exactly: how many fit must not depend on rounding.
    float step = made.between(1, 9) / 4f * (made.chance(50) ? 1 : -1);
    for (String bound : List.of("start", "limit")) {
      made.input(bound, made.chance(50), scalar, new float[] {made.between(-40, 40) / 8f});
    }
    made.input("delta", made.chance(50), scalar, new float[] {step});
  }

  static void constantOfShape(RandomCase made) {
    long[] shape = Arrays.stream(made.dims(made.between(0, 4), 4)).asLongStream().toArray();
    made.longs("shape", made.chance(60), shape);
    if (made.chance(40)) {
      made.with(tensor("value", Models.floats("", new int[] {1}, made.random.nextFloat())));
    } else if (made.chance(60)) {
      made.with(tensor("value", Models.longs("", made.between(-5, 5))));
      made.output(Models.INT64);
    }
  }

  static void pad(RandomCase made) {
    int[] dims = made.dims(made.between(1, 4), 4);
    data(made, dims);
    String[] modes = {"constant", "constant", "reflect", "edge", "wrap"};
    String mode = modes[made.between(0, made.opset < 19 ? 3 : 4)];
    if (!mode.equals("constant") || made.chance(30)) {
      made.with(text("mode", mode));
    }
    boolean someAxes = made.opset >= 18 && made.chance(40);
    int axis = made.between(0, dims.length - 1);
    int[] padded = someAxes ? new int[] {dims[axis]} : dims;
    boolean cuts = mode.equals("constant") && made.chance(20);
    long[] pads = new long[2 * padded.length];
    for (int i = 0; i < pads.length; i++) {
      int extent = padded[i % padded.length];
      // ONNX Runtime mirrors no more than there is.
      int most = mode.equals("reflect") || mode.equals("wrap") ? extent - 1 : 3;
      pads[i] = cuts && extent > 2 ? -made.between(0, 1) : made.between(0, Math.min(3, most));
    }
    made.longs("pads", cuts || made.chance(70), pads);
    if (someAxes) {
      made.absentInput();
      made.longs("axes", made.chance(60), made.chance(40) ? axis - dims.length : axis);
    }
  }
}
