package dev.fovea.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.spi.ErrorModel;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

@DisabledIfSystemProperty(
    named = "fovea.test.backend",
    matches = "native",
    disabledReason = "counts steps and bytes in plain layouts")
class ExplanationTest {

  private static Explanation leNet(int batch) {
    return leNet(batch, SessionOptions.DEFAULT.optimise(false));
  }

  private static Explanation leNet(int batch, SessionOptions options) {
    try (Graph graph = Nets.leNet();
        Backend backend = Nets.backend();
        Session session = Session.open(graph, backend, options)) {
      return session.explain(Map.of("image", TensorDesc.of(batch, 1, 28, 28)));
    }
  }

  @Test
  void leNetHasThePublishedCounts() {
    Explanation lenet = leNet(1);

    assertThat(lenet.parameterCount()).isEqualTo(61_706);
    // 28*28*6*25 + 10*10*16*150 + 400*120 + 120*84 + 84*10
    assertThat(lenet.multiplyAdds()).isEqualTo(117_600 + 240_000 + 48_000 + 10_080 + 840);
    assertThat(leNet(2).multiplyAdds()).isEqualTo(2 * lenet.multiplyAdds());
  }

  @Test
  void stepsAreComplete() {
    Explanation lenet = leNet(1);
    Explanation.Step conv2 = lenet.steps().get(3);

    assertThat(conv2.nodes()).containsExactly("conv2");
    assertThat(conv2.operator()).isEqualTo("Conv2d");
    assertThat(conv2.algorithm()).startsWith(Nets.BACKEND + ":conv2d");
    assertThat(conv2.srcs()).first().isEqualTo(TensorDesc.of(1, 6, 14, 14));
    assertThat(conv2.dsts()).isEqualTo(List.of(TensorDesc.of(1, 16, 10, 10)));
    assertThat(conv2.parameters()).isEqualTo(16 * 150 + 16);
    assertThat(conv2.multiplyAdds()).isEqualTo(240_000);
    assertThat(conv2.receptiveField().height()).isEqualTo(14);
    assertThat(conv2.movedBytes()).isEqualTo((6 * 14 * 14 + 16 * 150 + 16 + 1600) * 4);
    assertThat(conv2.errorModel()).isEqualTo(new ErrorModel.Direct(150, 0));

    Explanation.Step flatten = lenet.steps().get(6);
    assertThat(flatten.algorithm()).isEqualTo(Explanation.VIEW);
    assertThat(flatten.movedBytes()).isZero();
    assertThat(flatten.errorModel()).isNull();
  }

  @Test
  void fusedStepsNameAllTheirNodes() {
    Explanation fused = leNet(1, SessionOptions.DEFAULT);

    assertThat(fused.steps().stream().map(Explanation.Step::nodes))
        .containsExactly(
            List.of("conv1", "relu1"),
            List.of("pool1"),
            List.of("conv2", "relu2"),
            List.of("pool2"),
            List.of("flatten"),
            List.of("fc1", "relu3"),
            List.of("fc2", "relu4"),
            List.of("fc3"));
    assertThat(fused.multiplyAdds()).isEqualTo(leNet(1).multiplyAdds());
    assertThat(fused.parameterCount()).isEqualTo(61_706);
    assertThat(fused.activationBytes()).isLessThan(leNet(1).activationBytes());
  }

  @Test
  void textIsTable() {
    assertThat(leNet(1).toString().lines())
        .hasSize(1 + 1 + 12 + 2)
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("conv2    Conv2d      " + Nets.BACKEND + ":")
                    .contains("[1,6,14,14] [16,6,5,5] [16] -> [1,16,10,10]")
                    .containsPattern("2,416 +240,000 +14x14 +20,768$"))
        .anySatisfy(line -> assertThat(line).startsWith("flatten  Flatten     view"))
        .contains("lenet on " + Nets.BACKEND, "61,706 parameters, 416,520 multiply-adds")
        .anySatisfy(line -> assertThat(line).startsWith("arena 37,632 bytes for "));
  }
}
