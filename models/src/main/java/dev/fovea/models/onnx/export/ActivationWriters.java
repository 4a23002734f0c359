package dev.fovea.models.onnx.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.fovea.op.Activation;
import dev.fovea.op.PRelu;
import java.util.Locale;

/** Writes elementwise functions with a name of their own: ONNX Relu-14, Clip-13, PRelu-16, ... */
final class ActivationWriters {
  private static final int GELU = 20;
  private static final int MISH = 18;

  private ActivationWriters() {}

  /** Where the nodes of an activation get their names and their place. */
  private record Place(ExportNode node, ExportContext out, String src, boolean fused) {
    /** Begins the node that makes the graph node's output. */
    Step last(String operator) {
      return fused
          ? helper(operator.toLowerCase(Locale.ROOT), operator)
          : out.step(node, operator).input(src);
    }

    Step helper(String what, String operator) {
      return out.step(node, what, operator).input(src);
    }

    void makes(Step step) {
      step.output(node.output(), DataType.FLOAT).add();
    }
  }

  static void activation(Activation op, ExportNode node, ExportContext out) {
    write(op, new Place(node, out, out.input(node, 0), false));
  }

  /** Writes an activation that is fused behind a node, which has made {@code src}. */
  static void fused(Activation op, ExportNode node, ExportContext out, String src) {
    write(op, new Place(node, out, src, true));
  }

  static void prelu(PRelu op, ExportNode node, ExportContext out) {
    out.step(node, "PRelu").inputs(out.inputs(node)).makes(node);
  }

  private static void write(Activation op, Place place) {
    switch (op.function()) {
      case IDENTITY -> place.makes(place.last("Identity"));
      case RELU -> place.makes(place.last("Relu"));
      case LEAKY_RELU -> place.makes(place.last("LeakyRelu").number("alpha", op.alpha()));
      case CLIP -> clip(op, place);
      case SIGMOID -> place.makes(place.last("Sigmoid"));
      case TANH -> place.makes(place.last("Tanh"));
      case HARD_SIGMOID -> place.makes(hardSigmoid(op, place.last("HardSigmoid")));
      case HARD_SWISH -> hardSwish(op, place);
      case SILU -> gated(place, place.helper("sigmoid", "Sigmoid"));
      case ELU -> place.makes(place.last("Elu").number("alpha", op.alpha()));
      case CELU -> place.makes(place.last("Celu").number("alpha", op.alpha()));
      case SELU ->
          place.makes(place.last("Selu").number("alpha", op.alpha()).number("gamma", op.beta()));
      case SOFTPLUS -> place.makes(place.last("Softplus"));
      case SOFTSIGN -> place.makes(place.last("Softsign"));
      case GELU -> gelu(place, "none");
      case GELU_TANH -> gelu(place, "tanh");
      case MISH -> {
        place.out().require(MISH);
        place.makes(place.last("Mish"));
      }
      case THRESHOLDED_RELU ->
          place.makes(place.last("ThresholdedRelu").number("alpha", op.alpha()));
      case SHRINK ->
          place.makes(place.last("Shrink").number("lambd", op.alpha()).number("bias", op.beta()));
    }
  }

  /** The limits of the element type are those that ONNX takes where there are none. */
  private static void clip(Activation op, Place place) {
    Step step = place.last("Clip");
    boolean min = op.alpha() != -Float.MAX_VALUE;
    boolean max = op.beta() != Float.MAX_VALUE;
    if (min || max) {
      step.input(min ? place.out().number(place.node(), "min", op.alpha()) : "");
    }
    if (max) {
      step.input(place.out().number(place.node(), "max", op.beta()));
    }
    place.makes(step);
  }

  private static Step hardSigmoid(Activation op, Step step) {
    return step.number("alpha", op.alpha()).number("beta", op.beta());
  }

  /** ONNX knows one pair of coefficients. */
  private static void hardSwish(Activation op, Place place) {
    if (op.equals(Activation.hardSwish())) {
      place.makes(place.last("HardSwish"));
    } else {
      gated(place, hardSigmoid(op, place.helper("gate", "HardSigmoid")));
    }
  }

  /** The input times what a step makes of it. */
  private static void gated(Place place, Step gate) {
    String weight = gate.made(DataType.FLOAT);
    place.makes(place.last("Mul").input(weight));
  }

  private static void gelu(Place place, String approximate) {
    place.out().require(GELU);
    place.makes(place.last("Gelu").text("approximate", approximate));
  }
}
