package dev.fovea.conformance.mutants;

import dev.fovea.op.Op;
import dev.fovea.op.Unary;
import dev.fovea.op.Where;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Call;
import dev.fovea.spi.KernelBody;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.Arrays;
import java.util.List;

/** Functions, arithmetic, comparisons, choices and conversions; each mutant changes one line. */
final class MutantPairs {
  private MutantPairs() {}

  /** Returns the reference's plan, or one that is wrong where the mutant breaks these types. */
  static Plan plan(
      Mutant mutant, Backend reference, Op op, List<TensorDesc> inputs, PlanOptions options) {
    Plan right = op.planOn(reference, inputs, options);
    KernelBody body = body(mutant, right);
    return body == null
        ? right
        : Plan.of(op, inputs, options)
            .build("reference:mutant", right.errorModel(), operands -> body);
  }

  private static KernelBody body(Mutant mutant, Plan right) {
    String op = right.op().toString();
    boolean longs = right.srcs().get(0).dtype() == DType.INT64;
    return switch (mutant) {
      case ROUND_HALF_UP ->
          op.equals("Unary ROUND")
              ? call -> floats(call, (a, b) -> (float) Math.floor(a + 0.5))
              : null;
      case ERF_OF_SHORT_SERIES ->
          op.equals("Unary ERF") ? call -> floats(call, (a, b) -> (float) erf(a)) : null;
      case SIGN_OF_INT32 ->
          right.op() instanceof Unary && op.equals("Unary SIGN") && longs
              ? call -> longs(call, (a, b) -> Integer.signum((int) a))
              : null;
      case POWER_OF_NAN ->
          op.equals("Arithmetic POW") && right.srcs().equals(floats(right.srcs()))
              ? call -> floats(call, (a, b) -> (float) Math.pow(a, b))
              : null;
      case QUOTIENT_ROUNDED_DOWN ->
          op.equals("Arithmetic DIV") && longs
              ? call -> longs(call, (a, b) -> b == 0 ? 0 : Math.floorDiv(a, b))
              : null;
      case SUM_OF_INT64_IN_DOUBLE ->
          op.startsWith("Add") && longs
              ? call -> longs(call, (a, b) -> (long) ((double) a + (double) b))
              : null;
      case AT_MOST_IS_NOT_ABOVE ->
          op.equals("Compare LESS_OR_EQUAL") && !longs
              ? call -> answers(call, (a, b) -> a > b ? 0 : 1)
              : null;
      case INT64_COMPARED_IN_DOUBLE ->
          op.equals("Compare EQUAL") && longs
              ? call -> longs(call, (a, b) -> (double) a == (double) b ? 1 : 0)
              : null;
      case TRUTH_IS_ONE ->
          op.equals("Compare AND") ? call -> longs(call, (a, b) -> a == 1 && b == 1 ? 1 : 0) : null;
      case CHOICE_BY_PRODUCT ->
          right.op() instanceof Where && right.dsts().get(0).dtype() == DType.FLOAT32
              ? MutantPairs::blend
              : null;
      case CAST_ROUNDS_TO_NEAREST ->
          op.equals("Cast to INT64") && !longs
              ? call -> answers(call, (a, b) -> (long) Math.rint(a))
              : null;
      case HALF_CUT_OFF ->
          op.equals("Cast to FLOAT16") && !longs ? call -> floats(call, (a, b) -> cut(a)) : null;
      default -> null;
    };
  }

  private static List<TensorDesc> floats(List<TensorDesc> descs) {
    return descs.stream().map(desc -> TensorDesc.of(desc.shape())).toList();
  }

  private interface Floats {
    float of(float a, float b);
  }

  private interface Longs {
    long of(long a, long b);
  }

  private interface Answers {
    long of(float a, float b);
  }

  private static void floats(Call call, Floats function) {
    Shape shape = call.dsts().get(0).shape();
    float[] a = read(call.srcs().get(0), shape);
    float[] b = read(call.srcs().get(call.srcs().size() - 1), shape);
    for (int i = 0; i < a.length; i++) {
      a[i] = function.of(a[i], b[i]);
    }
    call.dsts().get(0).copyFrom(a);
  }

  private static void answers(Call call, Answers function) {
    Shape shape = call.dsts().get(0).shape();
    float[] a = read(call.srcs().get(0), shape);
    float[] b = read(call.srcs().get(call.srcs().size() - 1), shape);
    long[] dst = new long[a.length];
    Arrays.setAll(dst, i -> function.of(a[i], b[i]));
    write(dst, call.dsts().get(0));
  }

  private static void longs(Call call, Longs function) {
    Shape shape = call.dsts().get(0).shape();
    long[] a = readLongs(call.srcs().get(0), shape);
    long[] b = readLongs(call.srcs().get(call.srcs().size() - 1), shape);
    long[] dst = new long[a.length];
    Arrays.setAll(dst, i -> function.of(a[i], b[i]));
    write(dst, call.dsts().get(0));
  }

  private static void write(long[] values, Tensor dst) {
    for (int i = 0; i < values.length; i++) {
      dst.longs().put(dst.desc().position(i), values[i]);
    }
  }

  private static float[] read(Tensor tensor, Shape to) {
    float[] values = tensor.toFloats();
    float[] stretched = new float[(int) to.elements()];
    for (int i = 0; i < stretched.length; i++) {
      stretched[i] = values[element(i, tensor.shape(), to)];
    }
    return stretched;
  }

  private static long[] readLongs(Tensor tensor, Shape to) {
    long[] values = tensor.toLongs();
    long[] stretched = new long[(int) to.elements()];
    Arrays.setAll(stretched, i -> values[element(i, tensor.shape(), to)]);
    return stretched;
  }

  private static int element(int i, Shape from, Shape to) {
    int rest = i;
    int element = 0;
    int stride = 1;
    for (int axis = to.rank() - 1; axis >= 0; axis--) {
      int own = axis - (to.rank() - from.rank());
      if (own >= 0) {
        element += rest % to.dim(axis) % from.dim(own) * stride;
        stride *= from.dim(own);
      }
      rest /= to.dim(axis);
    }
    return element;
  }

  /** Three terms of the Maclaurin series. */
  private static double erf(double x) {
    double size = Math.min(Math.abs(x), 1);
    double sum = size - Math.pow(size, 3) / 3 + Math.pow(size, 5) / 10;
    return Math.copySign(Math.min(1, 2 / Math.sqrt(Math.PI) * sum), x);
  }

  private static float cut(float x) {
    return Math.abs(x) < 65504 && x != 0
        ? Float.intBitsToFloat(Float.floatToRawIntBits(x) & ~0x1fff)
        : x;
  }

  private static void blend(Call call) {
    Shape shape = call.dsts().get(0).shape();
    long[] condition = readLongs(call.srcs().get(0), shape);
    float[] a = read(call.srcs().get(1), shape);
    float[] b = read(call.srcs().get(2), shape);
    for (int i = 0; i < a.length; i++) {
      int one = condition[i] != 0 ? 1 : 0;
      a[i] = one * a[i] + (1 - one) * b[i];
    }
    call.dsts().get(0).copyFrom(a);
  }
}
