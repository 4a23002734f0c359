package dev.fovea.models.vision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassificationTest {

  @Test
  void bestComeFirstAndTiesByClass() {
    try (Tensor scores = Tensor.of(Shape.of(2, 4), 0, 3, -0f, 3, Float.NaN, 1, 2, 1)) {
      List<List<Classification>> top = Classification.top(scores, List.of("a", "b", "c", "d"), 9);
      assertThat(top.get(0)).extracting(Classification::label).containsExactly("b", "d", "a", "c");
      assertThat(top.get(1)).extracting(Classification::index).containsExactly(2, 1, 3, 0);
      assertThat(Classification.top(scores, List.of(), 1).get(0))
          .containsExactly(new Classification(1, "1", 3));
    }
  }

  @Test
  void oneImageMayComeWithoutABatch() {
    try (Tensor scores = Tensor.of(Shape.of(3), 0.1f, 0.7f, 0.2f)) {
      assertThat(Classification.top(scores, List.of(), 2))
          .containsExactly(
              List.of(new Classification(1, "1", 0.7f), new Classification(2, "2", 0.2f)));
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    try (Tensor scores = Tensor.of(Shape.of(1, 3), 1, 2, 3);
        Tensor none = Tensor.of(Shape.of(0, 3))) {
      assertThatThrownBy(() -> Classification.top(scores, List.of("a"), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 labels given; expected 3");
      assertThatThrownBy(() -> Classification.top(none, List.of(), 1))
          .hasMessageContaining("scores are [0,3]");
      assertThatThrownBy(() -> Classification.top(scores, List.of(), 0))
          .hasMessageContaining("k is 0");
    }
  }
}
