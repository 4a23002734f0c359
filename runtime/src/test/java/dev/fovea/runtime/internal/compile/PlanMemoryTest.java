package dev.fovea.runtime.internal.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Add;
import dev.fovea.op.Dense;
import dev.fovea.op.Epilogue;
import dev.fovea.op.Flatten;
import dev.fovea.op.Gemm;
import dev.fovea.runtime.Nets;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.internal.compile.MemoryPlan.Slot;
import dev.fovea.spi.WeightStore;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlanMemoryTest {

  private static MemoryPlan plan(Graph.Builder net, TensorDesc... inputs) {
    try (Graph graph = net.build()) {
      return PlanMemory.apply(new ReshapesAsViews().apply(Situations.typed(graph, inputs)));
    }
  }

  @Test
  void chainNeedsTwoPlaces() {
    Graph.Builder net = Graph.builder("chain").input(Nets.input("x", "N"));
    String last = "x";
    for (int i = 0; i < 6; i++) {
      Nets.relu(net, "r" + i, last);
      last = "r" + i;
    }
    MemoryPlan plan = plan(net.output(last), TensorDesc.of(100));

    assertThat(plan.slots().keySet()).containsExactlyInAnyOrder("r0", "r1", "r2", "r3", "r4");
    assertThat(plan.arenaBytes()).isEqualTo(2 * 448);
    assertThat(plan.activationBytes()).isEqualTo(6 * 400);
    assertThat(plan.slots().get("r0").offset()).isEqualTo(plan.slots().get("r2").offset());
    assertThat(plan.slots().get("r0").offset()).isNotEqualTo(plan.slots().get("r1").offset());
  }

  @Test
  void wayAroundKeepsItsPlace() {
    Graph.Builder net = Graph.builder("residual").input(Nets.input("x", "N"));
    Nets.relu(net, "a", "x");
    Nets.relu(net, "b", "a");
    Nets.relu(net, "c", "b");
    net.node("add", new Add(), List.of("c", "a"), List.of("sum"));
    Nets.relu(net, "y", "sum");
    MemoryPlan plan = plan(net.output("y"), TensorDesc.of(16));

    assertThat(plan.slots().get("a").lastStep()).isEqualTo(3);
    assertThat(plan.arenaBytes()).isEqualTo(3 * 64);
  }

  @Test
  void viewKeepsThePlaceItSharesAndHasNone() {
    Graph.Builder net = Graph.builder("view").input(Nets.input("x", "N", 4));
    Nets.relu(net, "a", "x");
    net.node("flat", new Flatten(0), List.of("a"), List.of("f"));
    Nets.relu(net, "b", "a");
    Nets.relu(net, "c", "b");
    Nets.relu(net, "d", "f");
    MemoryPlan plan = plan(net.output("c").output("d"), TensorDesc.of(1, 4));

    assertThat(plan.slots().keySet()).containsExactlyInAnyOrder("a", "b");
    assertThat(plan.slots().get("a").lastStep()).isEqualTo(4);
  }

  private static MemoryPlan optimised(Graph graph, TensorDesc input) {
    try (graph;
        DerivedConstants derived = new DerivedConstants(new WeightStore())) {
      return PlanMemory.apply(
          Situations.apply(
              Situations.typed(graph, input),
              new FoldBatchNorm(derived),
              new FuseEpilogues(),
              new ReshapesAsViews(),
              new ConcatInPlace()));
    }
  }

  @Test
  void sumsLieWhereTheirResidualsWere() {
    MemoryPlan plan = optimised(Nets.resNet(), TensorDesc.of(1, 4, 8, 8));

    // trunk0, relu1, trunk1, relu2; trunk2 is the result.
    assertThat(plan.slots().keySet())
        .containsExactlyInAnyOrder("trunk0", "relu1", "trunk1", "relu2");
    assertThat(plan.slots().get("trunk1").offset()).isEqualTo(plan.slots().get("trunk0").offset());
    assertThat(plan.arenaBytes()).isEqualTo(2 * 4 * 64 * Float.BYTES);
  }

  @Test
  void residualThatIsReadAgainKeepsItsPlace() {
    Graph.Builder net = Graph.builder("again").input(Nets.input("x", 1, 4));
    Dense op = Dense.of(4, 4).epilogue(Epilogue.NONE.withResidual());
    net.constant("w", Nets.random(op.weightsShape(), 1));
    net.constant("b", Nets.random(Shape.of(4), 1));
    Nets.relu(net, "a", "x");
    net.node("self", op, List.of("a", "w", "b", "a"), List.of("self"));
    Nets.relu(net, "c", "self");
    net.node("kept", op, List.of("c", "w", "b", "self"), List.of("kept"));
    net.node("sum", new Add(), List.of("kept", "self"), List.of("sum"));
    MemoryPlan plan = plan(net.output("sum"), TensorDesc.of(1, 4));

    assertThat(plan.slots().get("self").offset()).isNotEqualTo(plan.slots().get("a").offset());
    assertThat(plan.slots().get("kept").offset()).isNotEqualTo(plan.slots().get("self").offset());
  }

  @Test
  void joinedPartsShareOnePlaceFromTheFirstToTheLastRead() {
    MemoryPlan plan = optimised(Nets.fire(), TensorDesc.of(2, 4, 8, 8));

    assertThat(plan.slots().keySet()).containsExactlyInAnyOrder("squeezed", "joint");
    assertThat(plan.slots().get("joint").firstStep()).isEqualTo(1);
    assertThat(plan.slots().get("joint").lastStep()).isEqualTo(4);
    assertThat(plan.arenaBytes()).isEqualTo(2 * (2 + 8) * 64 * Float.BYTES);
    assertThat(plan.activationBytes()).isEqualTo(2 * (2 + 8 + 2) * 64 * Float.BYTES);
  }

  @Test
  void nothingToPlace() {
    MemoryPlan plan =
        plan(Graph.builder("none").input(Nets.input("x", 4)).output("x"), TensorDesc.of(4));

    assertThat(plan).isEqualTo(new MemoryPlan(plan.slots(), 0, 0));
    assertThat(plan.slots()).isEmpty();
  }

  @Test
  void valuesThatLiveTogetherNeverOverlap() {
    for (int seed = 0; seed < 200; seed++) {
      MemoryPlan plan = plan(randomNet(new Random(seed)), TensorDesc.of(1, 1));
      List<Slot> slots = new ArrayList<>(plan.slots().values());
      for (Slot a : slots) {
        assertThat(a.offset() % 64).isZero();
        assertThat(a.offset() + a.bytes()).isLessThanOrEqualTo(plan.arenaBytes());
        for (Slot b : slots) {
          boolean apart =
              a.offset() + a.bytes() <= b.offset() || b.offset() + b.bytes() <= a.offset();
          boolean together = a.firstStep() <= b.lastStep() && b.firstStep() <= a.lastStep();
          assertThat(a == b || apart || !together).as("seed %d: %s and %s", seed, a, b).isTrue();
        }
      }
      assertThat(plan.arenaBytes())
          .isLessThanOrEqualTo(slots.stream().mapToLong(slot -> slot.bytes() + 63).sum());
    }
  }

  /** Columns of random lengths, each read again at random later, and views of them. */
  private static Graph.Builder randomNet(Random random) {
    Graph.Builder net = Graph.builder("random").input(Nets.input("v0", 1, 1));
    Gemm squares = new Gemm(true, false, 1, 0, false);
    for (int i = 1; i <= 20; i++) {
      String column = "column" + i;
      net.constant("k" + i, Tensor.allocate(TensorDesc.of(1 + random.nextInt(100), 1)));
      net.node(column, new Add(), List.of("k" + i, "v" + random.nextInt(i)), List.of(column));
      net.node("view" + i, new Flatten(1), List.of(column), List.of("view" + i));
      net.node("v" + i, squares, List.of(column, "view" + i), List.of("v" + i));
      Nets.relu(
          net, "again" + i, (random.nextBoolean() ? "view" : "column") + (1 + random.nextInt(i)));
    }
    return net.output("v20");
  }
}
