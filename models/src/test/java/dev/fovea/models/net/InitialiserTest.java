package dev.fovea.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.models.net.Initialiser.Scheme;
import dev.fovea.op.Activation;
import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Linear;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class InitialiserTest {
  private static final Linear CONV = Conv2d.of(64, 128, Window2d.of(3));
  private static final Linear GROUPED = Conv2d.of(64, 128, Window2d.of(3)).groups(4);
  private static final Linear DEPTHWISE = Conv2d.depthwise(4096, 1, Window2d.of(3));
  private static final Linear UP = ConvTranspose2d.of(64, 128, Window2d.of(2).stride(2));
  private static final Linear DENSE = Dense.of(300, 100);

  /** The checksums are facts: a change of them changes every untrained network there is. */
  @ParameterizedTest
  @CsvSource({"HE, 7, 1274911400", "HE, 8, 1843177692", "GLOROT, 7, 201175904"})
  void weightsAreTheSameOnEveryMachine(Scheme scheme, long seed, long checksum) {
    assertThat(checksum(new Initialiser(scheme, seed))).isEqualTo(checksum);
  }

  /** Adds up the bits of a network that has a layer behind each kind of signal. */
  private static long checksum(Initialiser initialiser) {
    Net net = new Net("small", initialiser);
    Window2d same = Window2d.of(3).pad(1);
    Flow x = net.image(3, 8, 8).bareConv("conv1", 8, same).batchNorm("bn1").relu();
    Flow y = x.depthwise("conv2", same).activate(Activation.silu());
    Flow gate =
        y.globalAveragePool().conv("gate", 8, Window2d.of(1)).activate(Activation.sigmoid());
    Flow z = y.times(gate).add(x).conv("conv3", 4, same).activate(Activation.hardSwish()).concat(x);
    CRC32 checksum = new CRC32();
    try (Graph graph = net.build(z.flatten().dense("fc", 10))) {
      for (Tensor tensor : graph.constants().values()) {
        float[] values = tensor.toFloats();
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        checksum.update(bytes);
      }
    }
    return checksum.getValue();
  }

  @Test
  void aTensorDependsOnTheSeedAndItsNameAndOnNothingElse() {
    float[] first = weights(Initialiser.he(7), "conv1.weight", CONV, 1);
    assertThat(weights(Initialiser.he(7), "conv1.weight", CONV, 1)).isEqualTo(first);
    assertThat(correlation(first, weights(Initialiser.he(8), "conv1.weight", CONV, 1)))
        .isCloseTo(0, within(0.02));
    assertThat(correlation(first, weights(Initialiser.he(7), "conv2.weight", CONV, 1)))
        .isCloseTo(0, within(0.02));
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void weightsAreUniformAroundZero(Scheme scheme) {
    float[] weights = weights(new Initialiser(scheme, 3), "w", CONV, 1);
    double limit = Math.sqrt(3 * variance(weights));
    assertThat(mean(weights)).isCloseTo(0, within(0.01 * limit));
    assertThat(share(weights, -2 * limit, 2 * limit)).isEqualTo(1);
    assertThat(max(weights)).isCloseTo(limit, within(0.01 * limit));
    for (int part = -4; part < 4; part++) {
      assertThat(share(weights, part * limit / 4, (part + 1) * limit / 4))
          .isCloseTo(0.125, within(0.005));
    }
  }

  @Test
  void heDividesByTheProductsBehindAValueAndByTheirPower() {
    assertThat(he(CONV, 1)).isCloseTo(1.0 / (64 * 9), relative());
    assertThat(he(CONV, 0.5)).isCloseTo(2.0 / (64 * 9), relative());
    assertThat(he(GROUPED, 1)).isCloseTo(1.0 / (16 * 9), relative());
    assertThat(he(DEPTHWISE, 1)).isCloseTo(1.0 / 9, relative());
    assertThat(he(UP, 1)).isCloseTo(1.0 / 64, relative());
    assertThat(he(DENSE, 1)).isCloseTo(1.0 / 300, relative());
  }

  @Test
  void glorotDividesByWhatComesInAndWhatGoesOut() {
    assertThat(glorot(CONV)).isCloseTo(2.0 / (64 * 9 + 128 * 9), relative());
    assertThat(glorot(GROUPED)).isCloseTo(2.0 / (16 * 9 + 32 * 9), relative());
    assertThat(glorot(DEPTHWISE)).isCloseTo(2.0 / (9 + 9), relative());
    assertThat(glorot(UP)).isCloseTo(2.0 / (64 + 128 * 4), relative());
    assertThat(glorot(DENSE)).isCloseTo(2.0 / (300 + 100), relative());
  }

  @Test
  void biasesBehindHesWeightsHaveATenthOfThePower() {
    TensorDesc desc = TensorDesc.of(20_000);
    try (Tensor he = Initialiser.he(1).biases("fc.bias", desc);
        Tensor glorot = Initialiser.glorot(1).biases("fc.bias", desc)) {
      assertThat(mean(he.toFloats())).isCloseTo(0, within(0.01));
      assertThat(variance(he.toFloats())).isCloseTo(0.1, relative());
      assertThat(variance(glorot.toFloats())).isZero();
    }
  }

  /** Not He's 2 / fanIn for the first layer: what it reads has not passed a ReLU. */
  @Test
  void behindAReluAndNoBiasVarianceIsHesTwoOverFanIn() {
    Net net = new Net("relu", Initialiser.he(5));
    Window2d one = Window2d.of(1);
    Flow map = net.image(400, 4, 4).bareConv("first", 400, one).relu().conv("second", 100, one);
    try (Graph graph = net.build(map)) {
      assertThat(variance(graph.constants().get("first.weight").toFloats()))
          .isCloseTo(1.0 / 400, within(0.03 / 400));
      assertThat(variance(graph.constants().get("second.weight").toFloats()))
          .isCloseTo(2.0 / 400, within(0.03 * 2 / 400));
    }
  }

  private static double he(Linear op, double power) {
    return variance(weights(Initialiser.he(1), "w", op, power));
  }

  private static double glorot(Linear op) {
    return variance(weights(Initialiser.glorot(1), "w", op, 1));
  }

  private static float[] weights(Initialiser initialiser, String name, Linear op, double power) {
    try (Tensor made = initialiser.weights(name, op, power)) {
      assertThat(made.shape()).isEqualTo(op.weightsShape());
      return made.toFloats();
    }
  }

  private static Percentage relative() {
    return Percentage.withPercentage(2);
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double variance(float[] values) {
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    return squares / values.length;
  }

  private static double max(float[] values) {
    double max = 0;
    for (float value : values) {
      max = Math.max(max, Math.abs(value));
    }
    return max;
  }

  private static double share(float[] values, double from, double to) {
    int inside = 0;
    for (float value : values) {
      inside += value >= from && value < to ? 1 : 0;
    }
    return (double) inside / values.length;
  }

  private static double correlation(float[] a, float[] b) {
    double products = 0;
    for (int i = 0; i < a.length; i++) {
      products += (double) a[i] * b[i];
    }
    return products / a.length / Math.sqrt(variance(a) * variance(b));
  }
}
