package dev.fovea.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplanationTest {

  private static Explanation leNet(int batch) {
    try (Graph graph = Nets.leNet();
        Backend backend = Nets.reference();
        Session session = Session.open(graph, backend)) {
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
    assertThat(conv2.algorithm()).startsWith("reference:");
    assertThat(conv2.srcs()).first().isEqualTo(TensorDesc.of(1, 6, 14, 14));
    assertThat(conv2.dsts()).isEqualTo(List.of(TensorDesc.of(1, 16, 10, 10)));
    assertThat(conv2.parameters()).isEqualTo(16 * 150 + 16);
    assertThat(conv2.multiplyAdds()).isEqualTo(240_000);
    assertThat(conv2.receptiveField().height()).isEqualTo(14);
    assertThat(conv2.bytes()).isEqualTo(1600 * 4);

    Explanation.Step flatten = lenet.steps().get(6);
    assertThat(flatten.algorithm()).isEqualTo(Explanation.VIEW);
    assertThat(flatten.bytes()).isZero();
    assertThat(lenet.steps().stream().mapToLong(Explanation.Step::bytes).sum())
        .isEqualTo(lenet.activationBytes());
  }

  @Test
  void textIsTable() {
    assertThat(leNet(1).toString().lines())
        .hasSize(1 + 1 + 12 + 2)
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("conv2    Conv2d      reference:")
                    .contains("[1,6,14,14] [16,6,5,5] [16] -> [1,16,10,10]")
                    .containsPattern("2,416 +240,000 +14x14 +6,400$"))
        .anySatisfy(line -> assertThat(line).startsWith("flatten  Flatten     view"))
        .contains("lenet on reference", "61,706 parameters, 416,520 multiply-adds")
        .anySatisfy(line -> assertThat(line).startsWith("arena 37,632 bytes for "));
  }
}
