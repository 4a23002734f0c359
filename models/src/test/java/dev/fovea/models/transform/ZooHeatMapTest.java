package dev.fovea.models.transform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.models.support.Agreement;
import dev.fovea.models.support.TestBackend;
import dev.fovea.models.zoo.Architecture;
import dev.fovea.models.zoo.Zoo;
import dev.fovea.op.Size2d;
import dev.fovea.runtime.ResolvedGraph;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every classifier of the zoo, an eighth as wide, as a heat map. */
class ZooHeatMapTest {
  private static final double WIDTH = 1.0 / 8;
  private static final int CLASSES = 10;

  private final long liveBefore = Tensor.liveBytes();

  @AfterEach
  void nothingLeaks() {
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  static Stream<String> classifiers() {
    return Zoo.all().stream()
        .filter(one -> one.task() == Architecture.Task.CLASSIFICATION)
        .map(Architecture::name);
  }

  @ParameterizedTest
  @MethodSource("classifiers")
  void takesLargerPicturesAndSaysTheSameOfItsOwnSize(String name) {
    Architecture architecture = Zoo.get(name);
    Size2d size = architecture.input();
    try (Graph before = architecture.build(architecture.options().width(WIDTH).classes(CLASSES));
        FullyConvolutional after = FullyConvolutional.of(before)) {
      Size2d stride = after.stride();
      TensorDesc larger =
          TensorDesc.of(
              1, architecture.channels(), size.h() + stride.h(), size.w() + 2 * stride.w());
      String output = after.graph().outputs().get(0);
      assertThat(ResolvedGraph.of(after.graph(), Map.of("input", larger)).desc(output))
          .isEqualTo(TensorDesc.of(1, CLASSES, 2, 3));
      // The reference would take its time over twenty networks; it has the small ones.
      if (!TestBackend.isReference()) {
        saysTheSame(before, after, Shape.of(1, architecture.channels(), size.h(), size.w()));
      }
    }
  }

  private static void saysTheSame(Graph before, FullyConvolutional after, Shape shape) {
    try (Tensor picture = Networks.random(shape, 1);
        Tensor scores = Networks.run(before, picture);
        Tensor heat = Networks.run(after.graph(), picture);
        Tensor row = heat.reshape(scores.shape())) {
      assertThat(Agreement.problem("scores", row, scores)).isEmpty();
    }
  }
}
