package dev.fovea.op;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.Arrays;
import java.util.List;

/** The wording of what every operator checks alike. */
final class Checks {
  private Checks() {}

  static void require(boolean ok, String operator, String problem, Object... facts) {
    if (!ok) {
      throw new OperatorException(operator, String.format(problem, facts));
    }
  }

  /** Checks that there are as many inputs as ports. */
  static void count(Op op, List<TensorDesc> inputs) {
    List<Port> ports = op.inputs();
    require(
        inputs.size() == ports.size(),
        op.type(),
        "%d inputs given; expected %d: %s",
        inputs.size(),
        ports.size(),
        ports.stream().map(Port::name).toList());
  }

  /** Checks that there are as many inputs as ports and that each is float32. */
  static void floatInputs(Op op, List<TensorDesc> inputs) {
    count(op, inputs);
    for (int i = 0; i < inputs.size(); i++) {
      dtype(op, inputs, i, DType.FLOAT32);
    }
  }

  /** Checks the element type of one input. */
  static void dtype(Op op, List<TensorDesc> inputs, int input, DType expected) {
    require(
        inputs.get(input).dtype() == expected,
        op.type(),
        "%s is %s; expected %s",
        op.inputs().get(input).name(),
        inputs.get(input).dtype(),
        expected);
  }

  /** Checks that an input is of a type to compute with, and returns it. */
  static DType number(Op op, List<TensorDesc> inputs, int input) {
    DType type = inputs.get(input).dtype();
    require(
        type == DType.FLOAT32 || type == DType.INT64,
        op.type(),
        "%s is %s; expected float32 or int64",
        op.inputs().get(input).name(),
        type);
    return type;
  }

  /** Checks that there are as many inputs as ports, all of one type to compute with. */
  static DType sameTypes(Op op, List<TensorDesc> inputs) {
    count(op, inputs);
    DType first = number(op, inputs, 0);
    for (int i = 1; i < inputs.size(); i++) {
      require(
          inputs.get(i).dtype() == first,
          op.type(),
          "%s is %s; expected %s as %s",
          op.inputs().get(i).name(),
          inputs.get(i).dtype(),
          first,
          op.inputs().get(0).name());
    }
    return first;
  }

  static void rank(Op op, TensorDesc input, int rank, String axes) {
    require(
        input.shape().rank() == rank,
        op.type(),
        "input is %s; expected rank %d (%s)",
        input.shape(),
        rank,
        axes);
  }

  /**
   * Returns the dense plain descriptor of an output; throws OperatorException if an extent is no
   * int, or the elements are more than a long counts in bytes.
   */
  static TensorDesc dst(Op op, DType dtype, long... dims) {
    return dst(op, dtype, dstShape(op, dims));
  }

  /** As {@link #dst(Op, DType, long...)}, of float32. */
  static TensorDesc dst(Op op, long... dims) {
    return dst(op, DType.FLOAT32, dims);
  }

  /** As {@link #dst(Op, DType, long...)}, of a shape. */
  static TensorDesc dst(Op op, DType dtype, Shape shape) {
    try {
      return TensorDesc.of(dtype, shape);
    } catch (IllegalArgumentException e) {
      throw tooLarge(op, shape.toString(), e);
    }
  }

  /** Returns the shape of an output; throws OperatorException if it cannot be counted. */
  static Shape dstShape(Op op, long... dims) {
    int[] extents = new int[dims.length];
    try {
      for (int axis = 0; axis < dims.length; axis++) {
        extents[axis] = Math.toIntExact(dims[axis]);
      }
      return Shape.of(extents);
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw tooLarge(op, Arrays.toString(dims).replace(" ", ""), e);
    }
  }

  private static OperatorException tooLarge(Op op, String dims, RuntimeException cause) {
    return new OperatorException(
        op.type(),
        "",
        "output would be " + dims + "; expected extents of at most 2^31 - 1 and 2^63 bytes in all",
        cause);
  }

  /** Returns a * b; throws OperatorException if a long cannot hold it. */
  static long multiplyAdds(Op op, long a, long b) {
    try {
      return Math.multiplyExact(a, b);
    } catch (ArithmeticException e) {
      throw new OperatorException(
          op.type(), "", a + " times " + b + " multiply-adds; expected less than 2^63", e);
    }
  }

  /** Checks what convolution and transposed convolution demand of their channels. */
  static void channels(String operator, int in, int out, int groups, Window2d window) {
    require(in >= 1 && out >= 1, operator, "channels are %d -> %d; expected at least 1", in, out);
    require(
        groups >= 1 && in % groups == 0 && out % groups == 0,
        operator,
        "groups is %d; expected a divisor of %d input and %d output channels",
        groups,
        in,
        out);
    long weights = (long) in / groups * window.kernel().area();
    require(
        weights <= Integer.MAX_VALUE,
        operator,
        "%d channels a group with kernel %s are %d weights; expected at most %d",
        in / groups,
        window.kernel(),
        weights,
        Integer.MAX_VALUE);
  }

  /** Checks the input of a convolution and returns the size of its map. */
  static Size2d map(Linear op, TensorDesc src, int channels, int groups) {
    rank(op, src, 4, "N,C,H,W");
    require(
        src.shape().dim(1) == channels,
        op.type(),
        "input has %d channels; expected %d (weight %s, groups %d)",
        src.shape().dim(1),
        channels,
        op.weightsShape(),
        groups);
    return new Size2d(src.shape().dim(2), src.shape().dim(3));
  }

  /** Checks weights and bias. */
  static void weights(Linear op, List<TensorDesc> inputs) {
    shape(op, "weights", inputs.get(1), op.weightsShape());
    if (op.bias()) {
      shape(op, "bias", inputs.get(2), Shape.of(op.outputs()));
    }
  }

  /** Checks the residual, if there is one, and returns the output. */
  static List<TensorDesc> fused(Linear op, List<TensorDesc> inputs, TensorDesc dst) {
    if (op.epilogue().residual()) {
      shape(op, "residual", inputs.get(inputs.size() - 1), dst.shape());
    }
    return List.of(dst);
  }

  static void shape(Op op, String port, TensorDesc actual, Shape expected) {
    require(
        actual.shape().equals(expected),
        op.type(),
        "%s is %s; expected %s for %s",
        port,
        actual.shape(),
        expected,
        op);
  }
}
