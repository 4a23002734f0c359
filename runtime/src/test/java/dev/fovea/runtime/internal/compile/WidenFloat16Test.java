package dev.fovea.runtime.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.Conv2d;
import dev.fovea.op.OperatorException;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.Nets;
import dev.fovea.runtime.Session;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.WeightStore;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Float16;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WidenFloat16Test {
  private static final Conv2d CONV = Conv2d.of(1, 2, Window2d.of(1)).bias(false);

  private static Tensor half(Shape shape, float... values) {
    Tensor half = Tensor.allocate(TensorDesc.of(DType.FLOAT16, shape));
    for (int i = 0; i < values.length; i++) {
      half.bytes().putShort(2 * i, Float16.fromFloat(values[i]));
    }
    return half;
  }

  private static Graph graph() {
    return Graph.builder("g")
        .input(Nets.input("x", "N", 1, 1, 1))
        .constant("w", half(CONV.weightsShape(), 2, -0.25f))
        .node("conv", CONV, List.of("x", "w"), List.of("y"))
        .output("y")
        .output("w")
        .build();
  }

  @Test
  void float16WeightsRunAsFloat32() {
    long before = Tensor.liveBytes();
    try (Graph graph = graph();
        Session session = Session.open(graph, Nets.backend());
        Tensor x = Tensor.of(Shape.of(1, 1, 1, 1), 3)) {
      Map<String, Tensor> outputs = session.run(Map.of("x", x));
      assertThat(outputs.get("y").toFloats()).containsExactly(6, -0.75f);
      assertThat(outputs.get("w").desc().dtype()).isEqualTo(DType.FLOAT32);
      assertThat(outputs.get("w").toFloats()).containsExactly(2, -0.25f);
      outputs.values().forEach(Tensor::close);
    }
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }

  @Test
  void plansShareWhatWasWidened() {
    WeightStore store = new WeightStore();
    try (Graph graph = graph();
        DerivedConstants first = new DerivedConstants(store);
        DerivedConstants second = new DerivedConstants(store)) {
      Situation one = WidenFloat16.apply(Situations.of(graph, TensorDesc.of(1, 1, 1, 1)), first);
      Situation two = WidenFloat16.apply(Situations.of(graph, TensorDesc.of(2, 1, 1, 1)), second);
      assertThat(one.constants().get("w")).isSameAs(two.constants().get("w"));
      assertThat(store.bytes()).isEqualTo(2 * Float.BYTES);
    }
    assertThat(store.bytes()).isZero();
  }

  @Test
  void noOperatorSeesFloat16() {
    List<TensorDesc> inputs =
        List.of(TensorDesc.of(1, 1, 1, 1), TensorDesc.of(DType.FLOAT16, CONV.weightsShape()));
    assertThatThrownBy(() -> CONV.planOn(Nets.backend(), inputs, PlanOptions.named("conv")))
        .isInstanceOf(OperatorException.class)
        .hasMessageContaining("Conv2d[conv]: input 1 is float16[2,1,1,1]; expected float32");
  }
}
