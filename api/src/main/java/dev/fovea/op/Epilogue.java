package dev.fovea.op;

/**
 * Work fused behind a convolution or dense operator: dst = activation(op + bias + residual).
 *
 * <p>The residual has dst's shape and layout and may be dst's own memory, element for element.
 *
 * @param activation applied last
 * @param residual whether the operator has one more input, {@code residual}, to be added before
 */
public record Epilogue(Activation activation, boolean residual) {
  /** Creates an epilogue; throws OperatorException if the activation jumps somewhere. */
  public Epilogue {
    Checks.require(
        Double.isFinite(activation.lipschitz()),
        "Epilogue",
        "%s jumps, so that a rounding before it could change its result by any amount; expected a"
            + " continuous activation",
        activation);
  }

  /** Nothing is fused. */
  public static final Epilogue NONE = new Epilogue(Activation.identity(), false);

  /** Returns an epilogue that applies an activation. */
  public static Epilogue of(Activation activation) {
    return new Epilogue(activation, false);
  }

  /** Returns this epilogue with a residual added before the activation. */
  public Epilogue withResidual() {
    return new Epilogue(activation, true);
  }

  @Override
  public String toString() {
    return (residual ? "+residual " : "") + activation;
  }
}
