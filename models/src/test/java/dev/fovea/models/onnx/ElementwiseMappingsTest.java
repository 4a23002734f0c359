package dev.fovea.models.onnx;

import static dev.fovea.models.support.Models.integer;
import static dev.fovea.models.support.Models.number;
import static dev.fovea.models.support.Models.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.fovea.models.support.Models;
import dev.fovea.models.support.SingleNode;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Elementwise operators on both sides of each change of their schemas. */
class ElementwiseMappingsTest {
  private static final Shape PAIR = Shape.of(2);

  private static float[] floats(SingleNode node) {
    try (Tensor y = node.run()) {
      return y.toFloats();
    }
  }

  private static long[] longs(SingleNode node) {
    try (Tensor y = node.run()) {
      return y.toLongs();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Celu, 12", "Erf, 9", "Gelu, 20", "GreaterOrEqual, 12", "IsInf, 10", "IsNaN, 9", "Mish, 18",
    "Mod, 10", "Round, 11", "Shrink, 9", "Sign, 9", "Sinh, 9", "ThresholdedRelu, 10", "Where, 9"
  })
  void anOperatorBeginsWithItsOpset(String operator, int since) {
    SingleNode before = SingleNode.of(operator, since - 1).feed("x", PAIR, 1, 2);
    assertThatThrownBy(before::run)
        .isInstanceOf(OnnxImportException.class)
        .hasMessageContaining("opset is " + (since - 1) + "; expected " + since + " or newer");
    SingleNode without = SingleNode.of(operator, since);
    assertThatThrownBy(without::run).hasMessageContaining("input 0 is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Add", "Sub", "Mul", "Div", "Pow"})
  void theBroadcastingOfOpset6NeedsNoAxis(String operator) {
    float[] expected = floats(arithmetic(operator, 7));
    assertThat(floats(arithmetic(operator, 6, integer("broadcast", 1)))).containsExactly(expected);
    SingleNode along = arithmetic(operator, 6, integer("broadcast", 1), integer("axis", 0));
    assertThatThrownBy(along::run).hasMessageContaining("axis: is the broadcasting of opset 6");
    SingleNode late = arithmetic(operator, 7, integer("broadcast", 1));
    assertThatThrownBy(late::run).hasMessageContaining("broadcast: is not an attribute");
  }

  private static SingleNode arithmetic(String operator, int opset, AttributeProto... attributes) {
    return SingleNode.of(operator, opset, attributes)
        .feed("a", Shape.of(2, 2), 1, 2, 3, 4)
        .feed("b", PAIR, 2, 4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Equal", "Less", "Greater"})
  void theAxisOfOldComparisonsIsRefused(String operator) {
    assertThat(longs(arithmetic(operator, 11))).hasSize(4);
    assertThatThrownBy(arithmetic(operator, 6, integer("axis", 0))::run)
        .hasMessageContaining("axis: is the broadcasting of opset 6");
  }

  @Test
  void integersAreDividedTowardsZeroAndNeverTrap() {
    Shape five = Shape.of(5);
    long[] a = {-7, 7, 5, Long.MIN_VALUE, 9};
    long[] b = {2, -2, 0, -1, 3};
    SingleNode div = SingleNode.of("Div", 14).feedLongs("a", five, a).feedLongs("b", five, b);
    assertThat(longs(div)).containsExactly(-3, -3, 0, Long.MIN_VALUE, 3);
    SingleNode mod = SingleNode.of("Mod", 13).feedLongs("a", five, a).feedLongs("b", five, b);
    assertThat(longs(mod)).containsExactly(1, -1, 5, 0, 0);
    SingleNode fmod =
        SingleNode.of("Mod", 13, integer("fmod", 1))
            .feedLongs("a", five, a)
            .feedLongs("b", five, b);
    assertThat(longs(fmod)).containsExactly(-1, 1, 5, 0, 0);
  }

  @Test
  void aPowerMayMixTypesSinceOpset12() {
    SingleNode floats = SingleNode.of("Pow", 12).feed("a", PAIR, 2, 3).feedLongs("b", PAIR, 3, -1);
    assertThat(floats(floats)).containsExactly(8, 1f / 3);
    SingleNode longs = SingleNode.of("Pow", 15).feedLongs("a", PAIR, 2, 9).feed("b", PAIR, 3, 0.5f);
    assertThat(longs(longs)).containsExactly(8, 3);
  }

  @ParameterizedTest
  @CsvSource({"Sum, 9, 14", "Mean, 3, 4.6666665", "Max, 5, 6", "Min, 1, 2"})
  void inputsAreTakenTwoByTwo(String operator, float first, float second) {
    for (int opset : new int[] {7, 8, 13}) {
      SingleNode three =
          SingleNode.of(operator, opset)
              .feed("a", PAIR, 1, 6)
              .feed("b", PAIR, 3, 2)
              .feed("c", PAIR, 5, 6);
      assertThat(floats(three)).containsExactly(first, second);
    }
    SingleNode one = SingleNode.of(operator, 13).feed("a", PAIR, 1, 6);
    assertThat(floats(one)).containsExactly(1, 6);
    SingleNode stretched =
        SingleNode.of(operator, 8).feed("a", PAIR, 1, 1).feed("b", Shape.of(2, 1), 1, 1);
    assertThat(floats(stretched)).hasSize(4);
    assertThatThrownBy(SingleNode.of(operator, 13)::run).hasMessageContaining("input 0 is missing");
  }

  @Test
  void infinitiesAreDetectedBySign() {
    float inf = Float.POSITIVE_INFINITY;
    Shape four = Shape.of(4);
    assertThat(longs(SingleNode.of("IsInf", 20).feed("x", four, inf, -inf, 1, Float.NaN)))
        .containsExactly(1, 1, 0, 0);
    SingleNode negative =
        SingleNode.of("IsInf", 10, integer("detect_positive", 0)).feed("x", four, inf, -inf, 1, 0);
    assertThat(longs(negative)).containsExactly(0, 1, 0, 0);
    SingleNode positive =
        SingleNode.of("IsInf", 10, integer("detect_negative", 0)).feed("x", four, inf, -inf, 1, 0);
    assertThat(longs(positive)).containsExactly(1, 0, 0, 0);
    SingleNode none =
        SingleNode.of("IsInf", 10, integer("detect_negative", 0), integer("detect_positive", 0))
            .feed("x", four, inf, -inf, 1, 0);
    assertThatThrownBy(none::run).hasMessageContaining("expected one of them 1");
  }

  @Test
  void conversionsHoldTruthAsInt64() {
    Shape three = Shape.of(3);
    assertThat(longs(cast(Models.BOOL).feed("x", three, 0, -0.5f, Float.NaN)))
        .containsExactly(0, 1, 1);
    assertThat(longs(cast(Models.INT32).feedLongs("x", three, 1L << 32 | 5, -1, 1L << 31)))
        .containsExactly(5, -1, Integer.MIN_VALUE);
    assertThat(longs(cast(Models.INT64).feed("x", three, -1.9f, 1.9f, 1e30f)))
        .containsExactly(-1, 1, Long.MAX_VALUE);
    assertThat(floats(cast(Models.FLOAT).feedLongs("x", three, 1, 2, 3))).containsExactly(1, 2, 3);
    assertThat(floats(cast(Models.FLOAT).feed("x", three, 1, 2, 3))).containsExactly(1, 2, 3);
    assertThatThrownBy(cast(11).feed("x", three, 1, 2, 3)::run)
        .hasMessageContaining("to: is double; expected float, float16, int64, int32 or bool");
    assertThatThrownBy(SingleNode.of("Cast", 13).feed("x", three, 1, 2, 3)::run)
        .hasMessageContaining("to: is undefined");
    SingleNode saturating =
        SingleNode.of("Cast", 19, integer("to", Models.FLOAT), integer("saturate", 1))
            .feed("x", three, 1, 2, 3);
    assertThat(floats(saturating)).containsExactly(1, 2, 3);
  }

  private static SingleNode cast(int to) {
    return SingleNode.of("Cast", 13, integer("to", to));
  }

  @Test
  void aConversionMayFollowAnotherValuesType() {
    SingleNode like =
        SingleNode.of("CastLike", 15).feed("x", PAIR, -1.9f, 1.9f).feedLongs("y0", PAIR, 0, 0);
    assertThat(longs(like)).containsExactly(-1, 1);
    SingleNode same = SingleNode.of("CastLike", 19).feed("x", PAIR, 1, 2).feed("y0", PAIR, 0, 0);
    assertThat(floats(same)).containsExactly(1, 2);
    SingleNode early = SingleNode.of("CastLike", 14).feed("x", PAIR, 1, 2).feed("y0", PAIR, 0, 0);
    assertThatThrownBy(early::run).hasMessageContaining("expected 15 or newer");
  }

  @Test
  void integersAreClippedToo() {
    Shape none = Shape.of();
    SingleNode both =
        SingleNode.of("Clip", 12)
            .feedLongs("x", Shape.of(3), -5, 1L << 53 | 1, 3)
            .feedLongs("min", none, -2)
            .feedLongs("max", none, 1L << 53);
    assertThat(longs(both)).containsExactly(-2, 1L << 53, 3);
    SingleNode lower =
        SingleNode.of("Clip", 13).feedLongs("x", PAIR, -5, 5).feedLongs("min", none, 0);
    assertThat(longs(lower)).containsExactly(0, 5);
    assertThat(longs(SingleNode.of("Clip", 13).feedLongs("x", PAIR, -5, 5))).containsExactly(-5, 5);
  }

  @Test
  void roundingToFloat16KeepsElevenBits() {
    assertThat(floats(cast(10).feed("x", PAIR, 2049, 65520)))
        .containsExactly(2048, Float.POSITIVE_INFINITY);
  }

  @Test
  void geluTellsHowItIsApproximated() {
    assertThat(gelu("none")).isCloseTo(-0.15865525f, within(1e-7f));
    assertThat(gelu("tanh")).isCloseTo(-0.15880801f, within(1e-7f));
    assertThat(floats(SingleNode.of("Gelu", 20).feed("x", Shape.of(1), -1))[0])
        .isEqualTo(gelu("none"));
    assertThatThrownBy(() -> gelu("erf"))
        .hasMessageContaining("approximate: is erf; expected none or tanh");
  }

  private static float gelu(String approximate) {
    SingleNode node = SingleNode.of("Gelu", 20, text("approximate", approximate));
    return floats(node.feed("x", Shape.of(1), -1))[0];
  }

  @Test
  void coefficientsHaveDefaults() {
    Shape one = Shape.of(1);
    assertThat(floats(SingleNode.of("Selu", 6).feed("x", one, 2)))
        .containsExactly(2 * 1.0507009873554804934f);
    assertThat(floats(SingleNode.of("Selu", 22, number("gamma", 3)).feed("x", one, 2)))
        .containsExactly(6);
    assertThat(floats(SingleNode.of("ThresholdedRelu", 10).feed("x", PAIR, 1, 1.5f)))
        .containsExactly(0, 1.5f);
    assertThat(floats(SingleNode.of("Celu", 12, number("alpha", 2)).feed("x", one, -2))[0])
        .isCloseTo(-1.2642411f, within(1e-6f));
    assertThat(floats(SingleNode.of("Shrink", 9, number("bias", 1)).feed("x", PAIR, 0.5f, -2)))
        .containsExactly(0, -1);
  }
}
