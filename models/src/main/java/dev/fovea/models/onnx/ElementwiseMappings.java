package dev.fovea.models.onnx;

import dev.fovea.models.onnx.OperatorMappings.Entry;
import dev.fovea.op.Add;
import dev.fovea.op.Arithmetic;
import dev.fovea.op.Compare;
import dev.fovea.op.Op;
import dev.fovea.op.Unary;
import dev.fovea.op.Where;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * ONNX's elementwise operators, which differ in little but their names: functions of one value,
 * arithmetic, comparisons and logic of two, and what chains them.
 */
final class ElementwiseMappings {
  static final Map<String, Entry> TABLE =
      Map.ofEntries(
          Map.entry("Abs", unary(6, Unary.Function.ABS)),
          Map.entry("Acos", unary(7, Unary.Function.ACOS)),
          Map.entry("Acosh", unary(9, Unary.Function.ACOSH)),
          Map.entry("Add", pair(6, new Add())),
          Map.entry("And", compare(1, Compare.Function.AND)),
          Map.entry("Asin", unary(7, Unary.Function.ASIN)),
          Map.entry("Asinh", unary(9, Unary.Function.ASINH)),
          Map.entry("Atan", unary(7, Unary.Function.ATAN)),
          Map.entry("Atanh", unary(9, Unary.Function.ATANH)),
          Map.entry("Cast", new Entry(6, CastMapping::cast)),
          Map.entry("CastLike", new Entry(15, CastMapping::castLike)),
          Map.entry("Ceil", unary(6, Unary.Function.CEIL)),
          Map.entry("Celu", new Entry(12, ActivationMappings::celu)),
          Map.entry("Cos", unary(7, Unary.Function.COS)),
          Map.entry("Cosh", unary(9, Unary.Function.COSH)),
          Map.entry("Div", arithmetic(6, Arithmetic.Function.DIV)),
          Map.entry("Equal", compare(1, Compare.Function.EQUAL)),
          Map.entry("Erf", unary(9, Unary.Function.ERF)),
          Map.entry("Exp", unary(6, Unary.Function.EXP)),
          Map.entry("Floor", unary(6, Unary.Function.FLOOR)),
          Map.entry("Gelu", new Entry(20, ActivationMappings::gelu)),
          Map.entry("Greater", compare(1, Compare.Function.GREATER)),
          Map.entry("GreaterOrEqual", compare(12, Compare.Function.GREATER_OR_EQUAL)),
          Map.entry("IsInf", new Entry(10, ElementwiseMappings::isInf)),
          Map.entry("IsNaN", unary(9, Unary.Function.IS_NAN)),
          Map.entry("Less", compare(1, Compare.Function.LESS)),
          Map.entry("LessOrEqual", compare(12, Compare.Function.LESS_OR_EQUAL)),
          Map.entry("Log", unary(6, Unary.Function.LOG)),
          Map.entry("Max", chain(6, new Arithmetic(Arithmetic.Function.MAX))),
          Map.entry("Mean", new Entry(6, ElementwiseMappings::mean)),
          Map.entry("Min", chain(6, new Arithmetic(Arithmetic.Function.MIN))),
          Map.entry("Mish", new Entry(18, ActivationMappings::mish)),
          Map.entry("Mod", new Entry(10, ElementwiseMappings::mod)),
          Map.entry("Mul", arithmetic(6, Arithmetic.Function.MUL)),
          Map.entry("Neg", unary(6, Unary.Function.NEG)),
          Map.entry("Not", unary(1, Unary.Function.NOT)),
          Map.entry("Or", compare(1, Compare.Function.OR)),
          Map.entry("Pow", arithmetic(1, Arithmetic.Function.POW)),
          Map.entry("Reciprocal", unary(6, Unary.Function.RECIPROCAL)),
          Map.entry("Round", unary(11, Unary.Function.ROUND)),
          Map.entry("Selu", new Entry(6, ActivationMappings::selu)),
          Map.entry("Shrink", new Entry(9, ActivationMappings::shrink)),
          Map.entry("Sign", unary(9, Unary.Function.SIGN)),
          Map.entry("Sin", unary(7, Unary.Function.SIN)),
          Map.entry("Sinh", unary(9, Unary.Function.SINH)),
          Map.entry("Softplus", new Entry(1, ActivationMappings::softplus)),
          Map.entry("Softsign", new Entry(1, ActivationMappings::softsign)),
          Map.entry("Sqrt", unary(6, Unary.Function.SQRT)),
          Map.entry("Sub", arithmetic(6, Arithmetic.Function.SUB)),
          Map.entry("Sum", chain(6, new Add())),
          Map.entry("Tan", unary(7, Unary.Function.TAN)),
          Map.entry("ThresholdedRelu", new Entry(10, ActivationMappings::thresholdedRelu)),
          Map.entry("Where", new Entry(9, ElementwiseMappings::where)),
          Map.entry("Xor", compare(1, Compare.Function.XOR)));

  private ElementwiseMappings() {}

  private static Entry unary(int since, Unary.Function function) {
    Op op = new Unary(function);
    return new Entry(
        since,
        (node, context) -> {
          node.expectInputs(1, 1);
          node.expectOutputs(1);
          context.node(node, op, List.of(node.input(0)), List.of(node.output()));
        });
  }

  private static Entry arithmetic(int since, Arithmetic.Function function) {
    return pair(since, new Arithmetic(function));
  }

  private static Entry compare(int since, Compare.Function function) {
    return pair(since, new Compare(function));
  }

  private static Entry pair(int since, Op op) {
    return new Entry(since, (node, context) -> pair(node, context, op));
  }

  private static void pair(OnnxNode node, GraphContext context, Op op) {
    node.expectInputs(2, 2);
    node.expectOutputs(1);
    if (context.opset() < 7) {
      // Without an axis, the old broadcasting is a special case of today's.
      node.ignore("broadcast");
      if (node.has("axis")) {
        throw new UnsupportedNodeException(
            "axis", "is the broadcasting of opset 6; expected none; export with opset 7 or newer");
      }
    }
    context.node(node, op, node.presentInputs(), List.of(node.output()));
  }

  private static Entry chain(int since, Op op) {
    return new Entry(since, (node, context) -> chain(node, context, op, node.output()));
  }

  /** Takes the inputs two by two, from the first on; a single one stands for the result. */
  private static void chain(OnnxNode node, GraphContext context, Op op, String output) {
    node.expectInputs(1, Integer.MAX_VALUE);
    node.expectOutputs(1);
    List<String> inputs = node.presentInputs();
    if (inputs.size() == 1) {
      context.alias(node, output, inputs.get(0));
      return;
    }
    String result = inputs.get(0);
    for (int i = 1; i < inputs.size(); i++) {
      String made = i < inputs.size() - 1 ? context.fresh(node.name() + "/" + i) : output;
      context.node(node, op, List.of(result, inputs.get(i)), List.of(made));
      result = made;
    }
  }

  private static void mean(OnnxNode node, GraphContext context) {
    int count = node.presentInputs().size();
    if (count <= 1) {
      chain(node, context, new Add(), node.output());
      return;
    }
    String sum = context.fresh(node.name() + "/sum");
    chain(node, context, new Add(), sum);
    String divisor = constant(node, context, "count", Tensor.of(Shape.of(), count));
    Op quotient = new Arithmetic(Arithmetic.Function.DIV);
    context.node(node, quotient, List.of(sum, divisor), List.of(node.output()));
  }

  private static void mod(OnnxNode node, GraphContext context) {
    boolean signOfDividend = node.flag("fmod", false);
    Arithmetic.Function function =
        signOfDividend ? Arithmetic.Function.FMOD : Arithmetic.Function.MOD;
    pair(node, context, new Arithmetic(function));
  }

  private static void where(OnnxNode node, GraphContext context) {
    node.expectInputs(3, 3);
    node.expectOutputs(1);
    context.node(node, new Where(), node.presentInputs(), List.of(node.output()));
  }

  /** A comparison with the infinity, of the size where both signs count. */
  private static void isInf(OnnxNode node, GraphContext context) {
    node.expectInputs(1, 1);
    node.expectOutputs(1);
    boolean positive = node.flag("detect_positive", true);
    boolean negative = node.flag("detect_negative", true);
    if (!positive && !negative) {
      throw new UnsupportedNodeException(
          "detect_positive", "is 0, as detect_negative is; expected one of them 1");
    }
    String value = node.input(0);
    if (positive && negative) {
      value = context.fresh(node.name() + "/size");
      Op size = new Unary(Unary.Function.ABS);
      context.node(node, size, List.of(node.input(0)), List.of(value));
    }
    float infinity = positive ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
    String bound = constant(node, context, "infinity", Tensor.of(Shape.of(), infinity));
    Op equal = new Compare(Compare.Function.EQUAL);
    context.node(node, equal, List.of(value, bound), List.of(node.output()));
  }

  private static String constant(
      OnnxNode node, GraphContext context, String what, Tensor constant) {
    String name = context.fresh(node.name() + "/" + what);
    context.constant(name, constant);
    return name;
  }
}
