package dev.fovea.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.DType;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Unary, Arithmetic, Compare, Where and Cast, and Add of int64. */
class PairsTest {
  private static final TensorDesc FLOATS = TensorDesc.of(2, 3);
  private static final TensorDesc LONGS = TensorDesc.of(DType.INT64, Shape.of(2, 3));

  private static TensorDesc infer(Op op, TensorDesc... inputs) {
    return op.infer(List.of(inputs)).get(0);
  }

  @Test
  void aFunctionTellsItsTypes() {
    TensorDesc slice = new TensorDesc(DType.FLOAT32, Shape.of(2, 3), Layout.PLAIN, 8);
    assertThat(infer(new Unary(Unary.Function.EXP), slice)).isEqualTo(FLOATS);
    assertThat(infer(new Unary(Unary.Function.NEG), LONGS)).isEqualTo(LONGS);
    assertThat(infer(new Unary(Unary.Function.NOT), LONGS)).isEqualTo(LONGS);
    assertThat(infer(new Unary(Unary.Function.IS_NAN), FLOATS)).isEqualTo(LONGS);
    assertThatThrownBy(() -> infer(new Unary(Unary.Function.EXP), LONGS))
        .isInstanceOf(OperatorException.class)
        .hasMessage("Unary: src is int64; expected float32");
    assertThatThrownBy(() -> infer(new Unary(Unary.Function.NOT), FLOATS))
        .hasMessage("Unary: src is float32; expected int64");
    assertThatThrownBy(() -> infer(new Unary(Unary.Function.IS_NAN), LONGS))
        .hasMessage("Unary: src is int64; expected float32");
    assertThat(new Unary(Unary.Function.ERF)).hasToString("Unary ERF");
  }

  @Test
  void arithmeticIsOfOneTypeAndBroadcasts() {
    Arithmetic op = new Arithmetic(Arithmetic.Function.DIV);
    assertThat(infer(op, FLOATS, TensorDesc.of(4, 1, 1))).isEqualTo(TensorDesc.of(4, 2, 3));
    assertThat(infer(op, LONGS, LONGS)).isEqualTo(LONGS);
    assertThat(infer(new Add(), LONGS, LONGS)).isEqualTo(LONGS);
    assertThatThrownBy(() -> infer(op, FLOATS, LONGS))
        .isInstanceOf(OperatorException.class)
        .hasMessage("Arithmetic: b is int64; expected float32 as a");
    assertThatThrownBy(() -> infer(new Add(), LONGS, FLOATS))
        .hasMessage("Add: b is float32; expected int64 as a");
    assertThatThrownBy(() -> infer(op, FLOATS, TensorDesc.of(2, 4)))
        .hasMessageContaining("Arithmetic: inputs are [2,3] and [2,4]");
    assertThatThrownBy(() -> infer(op, FLOATS)).hasMessageContaining("1 inputs given; expected 2");
    assertThatThrownBy(
            () -> infer(new Arithmetic(Arithmetic.Function.MOD), FLOATS, TensorDesc.of(3)))
        .hasMessage("Arithmetic: a is float32; expected int64");
  }

  @Test
  void halvesAreWidenedBefore() {
    TensorDesc halves = TensorDesc.of(DType.FLOAT16, Shape.of(2, 3));
    for (Op op : List.of(new Add(), new Arithmetic(Arithmetic.Function.POW))) {
      assertThatThrownBy(() -> infer(op, halves, halves))
          .isInstanceOf(OperatorException.class)
          .hasMessageContaining("is float16; expected float32 or int64");
    }
    assertThatThrownBy(() -> infer(new Where(), LONGS, halves, halves))
        .hasMessage("Where: a is float16; expected float32 or int64");
    assertThatThrownBy(() -> infer(new Cast(Cast.Target.INT64), halves))
        .hasMessage("Cast: src is float16; expected float32 or int64");
    assertThatThrownBy(() -> infer(new Unary(Unary.Function.NEG), halves))
        .hasMessage("Unary: src is float16; expected float32 or int64");
  }

  @Test
  void aPowerHasItsBasesType() {
    Arithmetic op = new Arithmetic(Arithmetic.Function.POW);
    assertThat(infer(op, FLOATS, LONGS)).isEqualTo(FLOATS);
    assertThat(infer(op, LONGS, FLOATS)).isEqualTo(LONGS);
  }

  @Test
  void answersAreInt64() {
    Compare op = new Compare(Compare.Function.LESS);
    assertThat(infer(op, FLOATS, TensorDesc.of(3))).isEqualTo(LONGS);
    assertThat(infer(op, LONGS, LONGS)).isEqualTo(LONGS);
    assertThatThrownBy(() -> infer(op, LONGS, FLOATS))
        .isInstanceOf(OperatorException.class)
        .hasMessage("Compare: b is float32; expected int64 as a");
    assertThatThrownBy(() -> infer(new Compare(Compare.Function.OR), FLOATS, FLOATS))
        .hasMessage("Compare: a is float32; expected int64");
  }

  @Test
  void aChoiceStretchesAllThree() {
    Where op = new Where();
    TensorDesc condition = TensorDesc.of(DType.INT64, Shape.of(4, 1, 1));
    assertThat(infer(op, condition, TensorDesc.of(3), TensorDesc.of(2, 1)))
        .isEqualTo(TensorDesc.of(4, 2, 3));
    assertThat(infer(op, LONGS, LONGS, LONGS)).isEqualTo(LONGS);
    assertThatThrownBy(() -> infer(op, FLOATS, FLOATS, FLOATS))
        .isInstanceOf(OperatorException.class)
        .hasMessage("Where: condition is float32; expected int64");
    assertThatThrownBy(() -> infer(op, LONGS, FLOATS, LONGS))
        .hasMessage("Where: b is int64; expected float32");
  }

  @Test
  void aConversionHoldsNarrowTypesInWiderOnes() {
    assertThat(infer(new Cast(Cast.Target.FLOAT16), LONGS)).isEqualTo(FLOATS);
    assertThat(infer(new Cast(Cast.Target.BOOL), FLOATS)).isEqualTo(LONGS);
    assertThat(new Cast(Cast.Target.INT32)).hasToString("Cast to INT32");
  }
}
