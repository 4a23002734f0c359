package dev.fovea.runtime.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.Activation;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Epilogue;
import dev.fovea.op.Flatten;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.DelegatingBackend;
import dev.fovea.runtime.Nets;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanKernelsTest {

  @Test
  void constantParametersAreBuiltInAndOthersComeWithTheRun() {
    Dense op = Dense.of(3, 2).epilogue(Epilogue.NONE.withResidual());
    try (Graph graph =
        Graph.builder("g")
            .input(Nets.input("x", 1, 3))
            .input(Nets.input("b", 2))
            .constant("w", Nets.random(Shape.of(2, 3), 1))
            .constant("r", Nets.random(Shape.of(1, 2), 2))
            .node("fc", op, List.of("x", "w", "b", "r"), List.of("y"))
            .output("y")
            .build()) {
      TypedGraph typed = Situations.typed(graph, TensorDesc.of(1, 3), TensorDesc.of(2));
      PlannedNode planned = PlanKernels.apply(typed, Nets.backend()).get(0);

      assertThat(planned.constants()).isEqualTo(Map.of("weights", "w"));
      assertThat(planned.srcs()).containsExactly("x", "b", "r");
      assertThat(planned.plan()).isNotNull();
      assertThat(planned.plan().srcs()).isEqualTo(typed.descs(planned.srcs()));
      assertThat(planned.plan().options().node()).isEqualTo("fc");
    }
  }

  @Test
  void viewsNeedNoPlan() {
    Graph graph =
        Graph.builder("g")
            .input(Nets.input("x", 2, 3))
            .node("flat", new Flatten(0), List.of("x"), List.of("f"))
            .node("relu", Activation.relu(), List.of("f"), List.of("y"))
            .output("y")
            .build();
    TypedGraph typed = new ReshapesAsViews().apply(Situations.typed(graph, TensorDesc.of(2, 3)));
    List<PlannedNode> planned = PlanKernels.apply(typed, Nets.backend());

    assertThat(planned.get(0).plan()).isNull();
    assertThat(planned.get(1).plan()).isNotNull();
  }

  @Test
  void aPlanThatChangesItsLayoutsIsRefused() {
    try (Graph graph =
        Graph.builder("g")
            .input(Nets.input("x", 1, 1, 1, 1))
            .constant("w", Tensor.of(Shape.of(8, 1, 1, 1), 1, 2, 3, 4, 5, 6, 7, 8))
            .node(
                "conv",
                Conv2d.of(1, 8, Window2d.of(1)).bias(false),
                List.of("x", "w"),
                List.of("y"))
            .output("y")
            .build()) {
      TypedGraph typed = Situations.typed(graph, TensorDesc.of(1, 1, 1, 1));
      assertThatThrownBy(() -> PlanKernels.apply(typed, new ChangingBackend()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("Conv2d[conv]: plan blocked:conv2d")
          .hasMessageEndingWith("expected it to take what it asked for before");
    }
  }

  private static final class ChangingBackend extends DelegatingBackend {
    @Override
    public Plan conv2d(Conv2d op, List<TensorDesc> inputs, PlanOptions options) {
      Plan.Builder plan = Plan.of(op, inputs, options);
      TensorDesc dst = plan.dsts().get(0);
      return plan.dsts(List.of(TensorDesc.of(dst.dtype(), dst.shape(), Layout.blocked(8))))
          .build("blocked:conv2d", ErrorModel.exact(), operands -> call -> {});
    }
  }
}
