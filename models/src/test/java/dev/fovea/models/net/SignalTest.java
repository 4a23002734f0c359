package dev.fovea.models.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fovea.op.Activation;
import dev.fovea.spi.portable.PortableActivation;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SignalTest {
  private static final int DRAWS = 400_000;
  private static final Offset<Double> NEAR = within(0.02);

  @Test
  void aReluLeavesHalfThePower() {
    Signal behind = Signal.UNIT.behind(Activation.relu());
    assertThat(behind.power()).isCloseTo(0.5, within(1e-9));
    assertThat(behind.mean()).isCloseTo(1 / Math.sqrt(2 * Math.PI), within(1e-3));
  }

  @Test
  void whatIsFarAboveZeroPassesARelu() {
    Signal high = new Signal(20, 401);
    assertThat(high.behind(Activation.relu()).power()).isCloseTo(401, within(1e-3));
  }

  @Test
  void activationsChangeASignalAsDrawsShow() {
    List<Activation> functions =
        List.of(
            Activation.relu(),
            Activation.clip(0, 6),
            Activation.leakyRelu(0.1f),
            Activation.sigmoid(),
            Activation.tanh(),
            Activation.hardSigmoid(1f / 6, 0.5f),
            Activation.silu(),
            Activation.hardSwish(),
            Activation.gelu());
    for (Activation function : functions) {
      for (Signal read : List.of(Signal.UNIT, new Signal(0.4, 0.5), new Signal(1.5, 6))) {
        Signal drawn = drawn(read, function);
        Signal made = read.behind(function);
        assertThat(made.mean()).as("%s of %s", function, read).isCloseTo(drawn.mean(), NEAR);
        assertThat(made.power()).as("%s of %s", function, read).isCloseTo(drawn.power(), NEAR);
      }
    }
  }

  private static Signal drawn(Signal read, Activation function) {
    double deviation = Math.sqrt(read.power() - read.mean() * read.mean());
    Random random = new Random(1);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < DRAWS; i++) {
      float x = (float) (read.mean() + deviation * random.nextGaussian());
      double made = PortableActivation.apply(function, x);
      sum += made;
      squares += made * made;
    }
    return new Signal(sum / DRAWS, squares / DRAWS);
  }

  @Test
  void sumsAndProductsOfIndependentSignals() {
    Signal a = new Signal(0.4, 0.5);
    Signal b = new Signal(0.5, 0.3);
    assertThat(a.plus(b)).isEqualTo(new Signal(0.9, 0.5 + 0.3 + 2 * 0.4 * 0.5));
    assertThat(a.times(b)).isEqualTo(new Signal(0.4 * 0.5, 0.5 * 0.3));
    assertThat(a.mixed(0.25, b).power()).isCloseTo(0.25 * 0.5 + 0.75 * 0.3, within(1e-12));
  }
}
