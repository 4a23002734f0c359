package dev.fovea.op;

import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * An elementwise function dst = f(src), as an operator of its own or fused by an {@link Epilogue}.
 *
 * <p>Shapes: any; the output has the input's. NaN gives NaN. Source: the ONNX operators named at
 * each {@link Function}; (algorithm, alpha, beta) as in oneDNN's eltwise primitive.
 *
 * @param function which function
 * @param alpha its first coefficient; 0 where the function has none
 * @param beta its second coefficient; 0 where the function has none
 */
public record Activation(Function function, float alpha, float beta) implements Op {
  private static final List<Port> PORTS = List.of(Port.data("src"));

  /** The functions. */
  public enum Function {
    /** f(x) = x. */
    IDENTITY,
    /** f(x) = max(x, 0); ONNX Relu. */
    RELU,
    /** f(x) = x for x &gt;= 0, alpha x otherwise; ONNX LeakyRelu. */
    LEAKY_RELU,
    /** f(x) = min(max(x, alpha), beta); ONNX Clip (Relu6 with 0 and 6). */
    CLIP,
    /** f(x) = 1 / (1 + exp(-x)); ONNX Sigmoid. */
    SIGMOID,
    /** f(x) = tanh(x); ONNX Tanh. */
    TANH,
    /** f(x) = max(0, min(1, alpha x + beta)); ONNX HardSigmoid. */
    HARD_SIGMOID,
    /** f(x) = x max(0, min(1, alpha x + beta)); ONNX HardSwish with 1/6 and 1/2. */
    HARD_SWISH,
    /** f(x) = x / (1 + exp(-x)); also called Swish. */
    SILU,
    /** f(x) = x for x &gt;= 0, alpha (exp(x) - 1) otherwise; ONNX Elu. */
    ELU,
    /** f(x) = x for x &gt;= 0, alpha (exp(x / alpha) - 1) otherwise; ONNX Celu. */
    CELU,
    /** f(x) = beta x for x &gt;= 0, beta alpha (exp(x) - 1) otherwise; ONNX Selu with its gamma. */
    SELU,
    /** f(x) = ln(1 + exp(x)); ONNX Softplus. */
    SOFTPLUS,
    /** f(x) = x / (1 + |x|); ONNX Softsign. */
    SOFTSIGN,
    /** f(x) = x / 2 (1 + erf(x / sqrt(2))); ONNX Gelu. */
    GELU,
    /**
     * f(x) = x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))); ONNX Gelu with approximate = tanh.
     */
    GELU_TANH,
    /** f(x) = x tanh(ln(1 + exp(x))); ONNX Mish. */
    MISH,
    /** f(x) = x for x &gt; alpha, 0 otherwise; ONNX ThresholdedRelu. */
    THRESHOLDED_RELU,
    /** f(x) = x - beta for x &gt; alpha, x + beta for x &lt; -alpha, 0 otherwise; ONNX Shrink. */
    SHRINK
  }

  /** Creates an activation; throws OperatorException if a coefficient makes no sense. */
  public Activation {
    Checks.require(
        (Float.isFinite(alpha) && Float.isFinite(beta)) || function == Function.CLIP,
        "Activation",
        "%s has coefficients %s and %s; expected finite ones",
        function,
        alpha,
        beta);
    // A Clip with min > max is legal in ONNX: every element becomes max.
    Checks.require(
        !Float.isNaN(alpha) && !Float.isNaN(beta),
        "Activation",
        "%s has coefficients %s and %s; expected numbers",
        function,
        alpha,
        beta);
    Checks.require(
        function != Function.CELU || alpha > 0,
        "Activation",
        "CELU has coefficient %s; expected more than 0",
        alpha);
  }

  /** Returns f(x) = x. */
  public static Activation identity() {
    return new Activation(Function.IDENTITY, 0, 0);
  }

  /** Returns max(x, 0). */
  public static Activation relu() {
    return new Activation(Function.RELU, 0, 0);
  }

  /** Returns x, or slope times x below zero. */
  public static Activation leakyRelu(float slope) {
    return new Activation(Function.LEAKY_RELU, slope, 0);
  }

  /** Returns x limited to min..max. */
  public static Activation clip(float min, float max) {
    return new Activation(Function.CLIP, min, max);
  }

  /** Returns the logistic function. */
  public static Activation sigmoid() {
    return new Activation(Function.SIGMOID, 0, 0);
  }

  /** Returns the hyperbolic tangent. */
  public static Activation tanh() {
    return new Activation(Function.TANH, 0, 0);
  }

  /** Returns max(0, min(1, alpha x + beta)). */
  public static Activation hardSigmoid(float alpha, float beta) {
    return new Activation(Function.HARD_SIGMOID, alpha, beta);
  }

  /** Returns x max(0, min(1, x/6 + 1/2)). */
  public static Activation hardSwish() {
    return new Activation(Function.HARD_SWISH, 1f / 6, 0.5f);
  }

  /** Returns x times the logistic function. */
  public static Activation silu() {
    return new Activation(Function.SILU, 0, 0);
  }

  /** Returns x, or alpha (exp(x) - 1) below zero. */
  public static Activation elu(float alpha) {
    return new Activation(Function.ELU, alpha, 0);
  }

  /** Returns x, or alpha (exp(x / alpha) - 1) below zero. */
  public static Activation celu(float alpha) {
    return new Activation(Function.CELU, alpha, 0);
  }

  /** Returns gamma times x, or times alpha (exp(x) - 1) below zero. */
  public static Activation selu(float alpha, float gamma) {
    return new Activation(Function.SELU, alpha, gamma);
  }

  /** Returns ln(1 + exp(x)). */
  public static Activation softplus() {
    return new Activation(Function.SOFTPLUS, 0, 0);
  }

  /** Returns x / (1 + |x|). */
  public static Activation softsign() {
    return new Activation(Function.SOFTSIGN, 0, 0);
  }

  /** Returns x times the normal distribution function. */
  public static Activation gelu() {
    return new Activation(Function.GELU, 0, 0);
  }

  /** Returns x times the normal distribution function, approximated by a hyperbolic tangent. */
  public static Activation geluTanh() {
    return new Activation(Function.GELU_TANH, 0, 0);
  }

  /** Returns x times the hyperbolic tangent of softplus. */
  public static Activation mish() {
    return new Activation(Function.MISH, 0, 0);
  }

  /** Returns x where it is above alpha, otherwise 0. */
  public static Activation thresholdedRelu(float alpha) {
    return new Activation(Function.THRESHOLDED_RELU, alpha, 0);
  }

  /** Returns x moved by bias towards zero, and 0 from -lambda to lambda. */
  public static Activation shrink(float lambda, float bias) {
    return new Activation(Function.SHRINK, lambda, bias);
  }

  /** Tells whether f(x) = x. */
  public boolean isIdentity() {
    return function == Function.IDENTITY;
  }

  /**
   * Returns L with |f(a) - f(b)| &lt;= L |a - b| for all a and b: what an activation does to an
   * error that stands before it. Infinity where f jumps; an {@link Epilogue} takes no such one.
   */
  public double lipschitz() {
    return switch (function) {
      case IDENTITY, RELU, CLIP, TANH, CELU, SOFTPLUS, SOFTSIGN -> 1;
      case LEAKY_RELU, ELU -> Math.max(1, Math.abs((double) alpha));
      case SIGMOID -> 0.25;
      case HARD_SIGMOID -> Math.abs((double) alpha);
      // The slope 2 alpha x + beta is steepest where the inner function reaches 0 or 1.
      case HARD_SWISH -> Math.max(1, Math.max(Math.abs(2.0 - beta), Math.abs((double) beta)));
      // The maximum of sigmoid(x) (1 + x (1 - sigmoid(x))), at x = 2.3994.
      case SILU -> 1.0998393194;
      case SELU -> Math.abs((double) beta) * Math.max(1, Math.abs((double) alpha));
      // The maximum of Phi(x) + x phi(x) of the normal distribution, at x = sqrt(2).
      case GELU -> 1.1289041452;
      // Found numerically, at x = 1.4185.
      case GELU_TANH -> 1.1289930687;
      // Found numerically, at x = 1.4906.
      case MISH -> 1.0884981613;
      case THRESHOLDED_RELU -> alpha == 0 ? 1 : Double.POSITIVE_INFINITY;
      case SHRINK -> alpha == beta && alpha >= 0 ? 1 : Double.POSITIVE_INFINITY;
    };
  }

  @Override
  public List<Port> inputs() {
    return PORTS;
  }

  @Override
  public List<TensorDesc> infer(List<TensorDesc> inputs) {
    Checks.floatInputs(this, inputs);
    return List.of(inputs.get(0).plain());
  }

  @Override
  public long parameterCount() {
    return 0;
  }

  @Override
  public long multiplyAdds(List<TensorDesc> inputs) {
    return 0;
  }

  @Override
  public Plan planOn(Backend backend, List<TensorDesc> inputs, PlanOptions options) {
    return backend.activation(this, inputs, options);
  }

  @Override
  public String toString() {
    return switch (function) {
      case LEAKY_RELU, ELU, CELU, THRESHOLDED_RELU -> function + "(" + alpha + ")";
      case CLIP, HARD_SIGMOID, HARD_SWISH, SELU, SHRINK ->
          function + "(" + alpha + "," + beta + ")";
      default -> function.toString();
    };
  }
}
