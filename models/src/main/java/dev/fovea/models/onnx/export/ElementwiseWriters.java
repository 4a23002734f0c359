package dev.fovea.models.onnx.export;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import dev.fovea.op.Add;
import dev.fovea.op.Arithmetic;
import dev.fovea.op.Cast;
import dev.fovea.op.Compare;
import dev.fovea.op.Unary;
import dev.fovea.op.Where;

/**
 * Writes what works element by element: ONNX Add-14, Equal-13, Where-16, Cast-13 and their kin. Of
 * truth values ONNX makes a type of their own.
 */
final class ElementwiseWriters {
  private ElementwiseWriters() {}

  static void add(Add op, ExportNode node, ExportContext out) {
    out.step(node, "Add").inputs(out.inputs(node)).makes(node);
  }

  static void arithmetic(Arithmetic op, ExportNode node, ExportContext out) {
    String operator =
        switch (op.function()) {
          case SUB -> "Sub";
          case MUL -> "Mul";
          case DIV -> "Div";
          case POW -> "Pow";
          case MIN -> "Min";
          case MAX -> "Max";
          case MOD, FMOD -> "Mod";
        };
    Step step = out.step(node, operator).inputs(out.inputs(node));
    if (op.function() == Arithmetic.Function.FMOD) {
      step.integer("fmod", 1);
    }
    step.makes(node);
  }

  static void compare(Compare op, ExportNode node, ExportContext out) {
    String operator =
        switch (op.function()) {
          case EQUAL -> "Equal";
          case LESS -> "Less";
          case LESS_OR_EQUAL -> "LessOrEqual";
          case GREATER -> "Greater";
          case GREATER_OR_EQUAL -> "GreaterOrEqual";
          case AND -> "And";
          case OR -> "Or";
          case XOR -> "Xor";
        };
    Step step = out.step(node, operator);
    for (int i = 0; i < node.inputs().size(); i++) {
      step.input(op.function().isLogical() ? truth(node, i, out) : out.input(node, i));
    }
    step.output(node.output(), DataType.BOOL).add();
  }

  private static String truth(ExportNode node, int index, ExportContext out) {
    return out.as(node.inputs().get(index), DataType.BOOL);
  }

  static void unary(Unary op, ExportNode node, ExportContext out) {
    String operator =
        switch (op.function()) {
          case ABS -> "Abs";
          case NEG -> "Neg";
          case SIGN -> "Sign";
          case FLOOR -> "Floor";
          case CEIL -> "Ceil";
          case ROUND -> "Round";
          case RECIPROCAL -> "Reciprocal";
          case SQRT -> "Sqrt";
          case EXP -> "Exp";
          case LOG -> "Log";
          case ERF -> "Erf";
          case SIN -> "Sin";
          case COS -> "Cos";
          case TAN -> "Tan";
          case ASIN -> "Asin";
          case ACOS -> "Acos";
          case ATAN -> "Atan";
          case SINH -> "Sinh";
          case COSH -> "Cosh";
          case ASINH -> "Asinh";
          case ACOSH -> "Acosh";
          case ATANH -> "Atanh";
          case NOT -> "Not";
          case IS_NAN -> "IsNaN";
        };
    Step step = out.step(node, operator);
    switch (op.function()) {
      case NOT -> step.input(truth(node, 0, out)).output(node.output(), DataType.BOOL).add();
      case IS_NAN -> step.input(out.input(node, 0)).output(node.output(), DataType.BOOL).add();
      default -> step.input(out.input(node, 0)).makes(node);
    }
  }

  static void where(Where op, ExportNode node, ExportContext out) {
    Step step = out.step(node, "Where").input(truth(node, 0, out));
    step.input(out.input(node, 1)).input(out.input(node, 2)).makes(node);
  }

  static void cast(Cast op, ExportNode node, ExportContext out) {
    String src = out.anyInput(node, 0);
    switch (op.to()) {
      case FLOAT32 -> cast(node, out, src, DataType.FLOAT);
      // Held as float32, but of float16's values.
      case FLOAT16 ->
          cast(
              node,
              out,
              out.step(node, "round", "Cast")
                  .input(out.input(node, 0))
                  .integer("to", DataType.FLOAT16.getNumber())
                  .made(DataType.FLOAT16),
              DataType.FLOAT);
      case INT64 -> cast(node, out, src, DataType.INT64);
      case INT32 -> cast(node, out, src, DataType.INT32);
      case BOOL -> cast(node, out, src, DataType.BOOL);
    }
  }

  /** Writes a Cast that makes a node's output. */
  static void cast(ExportNode node, ExportContext out, String src, DataType to) {
    Step step = out.step(node, "Cast").input(src).integer("to", to.getNumber());
    step.output(node.output(), to).add();
  }
}
