package dev.fovea.models.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.zoo.Architecture.Task;
import dev.fovea.op.Size2d;
import dev.fovea.runtime.ResolvedGraph;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Classifiers of other classes, for pictures of another size and aspect, half as wide. */
class ZooVariantsTest {
  private static final int CLASSES = 7;
  private static final Map<String, Size2d> SIZES =
      Map.of("lenet5", new Size2d(32, 40), "nin_cifar10", new Size2d(24, 20));
  private static final Size2d ELSE = new Size2d(80, 96);

  static List<Architecture> classifiers() {
    return Zoo.all().stream().filter(a -> a.task() == Task.CLASSIFICATION).toList();
  }

  @ParameterizedTest
  @MethodSource("classifiers")
  void halfAsWideItStillClassifies(Architecture architecture) {
    Size2d size = SIZES.getOrDefault(architecture.name(), ELSE);
    ZooOptions options =
        architecture.options().classes(CLASSES).width(0.5).input(size.h(), size.w());
    try (Graph sketch = architecture.sketch(options)) {
      ResolvedGraph resolved = ResolvedGraph.of(sketch);
      assertThat(sketch.outputs())
          .singleElement()
          .extracting(resolved::desc)
          .isEqualTo(TensorDesc.of(1, CLASSES));
    }
    long published = architecture.published().parameters();
    assertThat(architecture.cost(options).parameters()).isBetween(published / 20, published / 2);
  }
}
