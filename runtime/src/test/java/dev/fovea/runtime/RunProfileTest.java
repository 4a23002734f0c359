package dev.fovea.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

@DisabledIfSystemProperty(
    named = "fovea.test.backend",
    matches = "native",
    disabledReason = "counts steps in plain layouts")
class RunProfileTest {

  @Test
  void everyKernelIsTimed() {
    try (Graph graph = Nets.leNet();
        Backend backend = Nets.backend();
        Session session =
            Session.open(graph, backend, SessionOptions.DEFAULT.threads(1).profile(true));
        Tensor image = Nets.random(Shape.of(1, 1, 28, 28), 1)) {
      assertThat(session.profile()).isEqualTo(new RunProfile("lenet", 0, List.of()));
      for (int i = 0; i < 3; i++) {
        session.run(Map.of("image", image)).values().forEach(Tensor::close);
      }
      RunProfile profile = session.profile();

      assertThat(profile.runs()).isEqualTo(3);
      assertThat(profile.layers())
          .hasSize(7)
          .allSatisfy(
              layer -> {
                assertThat(layer.lastNanos()).isPositive();
                assertThat(layer.totalNanos()).isGreaterThan(layer.lastNanos());
              });
      assertThat(profile.layers().get(2).nodes()).containsExactly("conv2", "relu2");
      assertThat(profile.layers().get(2).operator()).isEqualTo("Conv2d");
      assertThat(profile.toString().lines()).hasSize(9).first().isEqualTo("lenet, 3 runs");
    }
  }
}
