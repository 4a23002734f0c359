package dev.fovea.runtime.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Add;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Dense;
import dev.fovea.op.Linear;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.Nets;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.WeightStore;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FoldBiasTest {
  private static final Conv2d CONV = Conv2d.of(2, 2, Window2d.of(1));

  private final long liveBefore = Tensor.liveBytes();
  private final DerivedConstants derived = new DerivedConstants(new WeightStore());

  @AfterEach
  void nothingLeaks() {
    derived.close();
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  private TypedGraph folded(Linear op, Tensor addend, boolean addendFirst, float... bias) {
    Graph.Builder net = Graph.builder("g").input(Nets.input("x", "N", 2, 1, 1));
    net.constant("w", Nets.random(op.weightsShape(), 1));
    net.constant("k", addend);
    if (op.bias()) {
      net.constant("b", Tensor.of(Shape.of(bias.length), bias));
    }
    net.node("conv", op, op.bias() ? List.of("x", "w", "b") : List.of("x", "w"), List.of("c"));
    net.node("add", new Add(), addendFirst ? List.of("k", "c") : List.of("c", "k"), List.of("y"));
    try (Graph graph = net.output("y").build()) {
      TypedGraph before = Situations.typed(graph, TensorDesc.of(1, 2, 1, 1));
      TypedGraph after = new FoldBias(derived).apply(before);
      if (after.nodes().size() == 1) {
        assertThat(Situations.lines(after)).containsExactly("conv+add: x w y folded bias -> y");
      }
      return after;
    }
  }

  private static float[] bias(TypedGraph graph) {
    return graph.constants().get("y folded bias").toFloats();
  }

  @Test
  void constantsPerChannelJoinTheBias() {
    Tensor channels = Tensor.of(Shape.of(2, 1, 1), 10, 20);
    assertThat(bias(folded(CONV, channels, false, 1, 2))).containsExactly(11, 22);
    Tensor image = Tensor.of(Shape.of(1, 2, 1, 1), 10, 20);
    assertThat(bias(folded(CONV.bias(false), image, true))).containsExactly(10, 20);
    Tensor scalar = Tensor.of(Shape.of(), 5);
    assertThat(bias(folded(CONV, scalar, true, 1, 2))).containsExactly(6, 7);
    Tensor row = Tensor.of(Shape.of(3), 1, 2, 3);
    assertThat(bias(folded(Dense.of(2, 3).bias(false), row, false))).containsExactly(1, 2, 3);
  }

  @Test
  void otherConstantsStayOutside() {
    Tensor columns = Tensor.of(Shape.of(2), 1, 2);
    assertThat(folded(CONV.bias(false), columns, false).nodes()).hasSize(2);
    Tensor images = Tensor.of(Shape.of(2, 1, 1, 1), 1, 2);
    assertThat(folded(CONV.bias(false), images, false).nodes()).hasSize(2);
    Tensor infinite = Tensor.of(Shape.of(), Float.POSITIVE_INFINITY);
    assertThat(folded(CONV.bias(false), infinite, false).nodes()).hasSize(2);
  }
}
