package dev.fovea.runtime.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.ReceptiveField;
import dev.fovea.runtime.Nets;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.TensorDesc;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReceptiveFieldsTest {

  @Test
  void leNetGrowsToTheWholeImage() {
    try (Graph graph = Nets.leNet()) {
      Map<String, ReceptiveField> fields =
          ReceptiveFields.of(Situations.typed(graph, TensorDesc.of(1, 1, 28, 28)));

      assertThat(fields.get("conv1").height()).isEqualTo(5);
      assertThat(fields.get("pool1").height()).isEqualTo(6);
      assertThat(fields.get("conv2").height()).isEqualTo(14);
      assertThat(fields.get("pool2").height()).isEqualTo(16);
      assertThat(fields.get("flatten").height()).isEqualTo(32);
      assertThat(fields.get("fc3").height()).isEqualTo(32);
      assertThat(fields).doesNotContainKey("conv1.w");
    }
  }

  @Test
  void branchesUnite() {
    try (Graph graph = Nets.residual()) {
      Map<String, ReceptiveField> fields =
          ReceptiveFields.of(Situations.typed(graph, TensorDesc.of(1, 4, 9, 9)));

      assertThat(fields.get("add")).isEqualTo(new ReceptiveField(5, 5, 1, 1, 0, 0));
    }
  }
}
