package dev.fovea.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.op.Concat;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Flatten;
import dev.fovea.op.Gather;
import dev.fovea.op.ShapeOf;
import dev.fovea.op.Split;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.runtime.graph.Node;
import dev.fovea.runtime.graph.OpSource;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Graphs are untrusted: time may not grow with the square of their nodes. */
class LargeGraphsTest {
  private static final int NODES = 80_000;

  /** Processor time, since a machine may be busy: what a quadratic loop exceeds by far. */
  private static final Duration ENOUGH = Duration.ofSeconds(20);

  private static void soon(Executable work) {
    assertTimeoutPreemptively(
        ENOUGH.multipliedBy(5),
        () -> {
          work.execute();
          long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
          assertThat(Duration.ofNanos(nanos)).isLessThan(ENOUGH);
        });
  }

  private static void runs(Graph.Builder net, String output, Shape shape) {
    soon(
        () -> {
          try (Graph graph = net.output(output).build();
              Backend backend = Nets.backend();
              Session session = Session.open(graph, backend, SessionOptions.DEFAULT.threads(1));
              Tensor x = Nets.random(shape, 1)) {
            Tensor y = session.run(Map.of("v0", x)).get(output);
            assertThat(y.shape()).isEqualTo(shape);
            y.close();
          }
        });
  }

  private static Graph.Builder net(Object... dims) {
    return Graph.builder("large").input(Nets.input("v0", dims));
  }

  @Test
  void chain() {
    Graph.Builder net = net(4);
    for (int i = 1; i <= NODES; i++) {
      Nets.relu(net, "v" + i, "v" + (i - 1));
    }
    runs(net, "v" + NODES, Shape.of(4));
  }

  @Test
  void chainOfViews() {
    Graph.Builder net = net(1, 4);
    Nets.relu(net, "v1", "v0");
    for (int i = 2; i < NODES; i++) {
      net.node("n" + i, new Flatten(1), List.of("v" + (i - 1)), List.of("v" + i));
    }
    Nets.relu(net, "v" + NODES, "v" + (NODES - 1));
    runs(net, "v" + NODES, Shape.of(1, 4));
  }

  @Test
  void chainOfPairsToFuse() {
    Graph.Builder net = net(1, 1, 1, 1);
    net.constant("w", Tensor.of(Shape.of(1, 1, 1, 1), 1));
    Conv2d conv = Conv2d.of(1, 1, Window2d.of(1)).bias(false);
    for (int i = 1; i <= NODES; i += 2) {
      net.node("conv" + i, conv, List.of("v" + (i - 1), "w"), List.of("v" + i));
      Nets.relu(net, "v" + (i + 1), "v" + i);
    }
    runs(net, "v" + NODES, Shape.of(1, 1, 1, 1));
  }

  @Test
  void reversedChain() {
    Graph.Builder net = net(4);
    for (int i = NODES; i > 0; i--) {
      Nets.relu(net, "v" + i, "v" + (i - 1));
    }
    soon(
        () -> {
          try (Graph graph = net.output("v" + NODES).build()) {
            assertThat(graph.nodes().get(0).name()).isEqualTo("v1");
          }
        });
  }

  /** Each value is made of the one before, twice: there are 2^n ways back to the constant. */
  @Test
  void decidersAtTheEndOfLongComputations() {
    Graph.Builder net = net(4).constant("c0", Tensor.of(Shape.of(), 0));
    int length = NODES / 4;
    for (int i = 1; i <= length; i++) {
      List<String> before = List.of("c" + (i - 1), "c" + (i - 1));
      net.node("c" + i, new Add(), before, List.of("c" + i));
    }
    OpSource decided =
        new OpSource.Deferred(
            "Relu", List.of("c" + length), (inputs, deciders) -> Activation.relu());
    net.node(new Node("y", decided, List.of("v0"), List.of("y")));
    runs(net, "y", Shape.of(4));
  }

  @Test
  void manyDeciders() {
    Graph.Builder net = net(4).constant("c", Tensor.of(Shape.of(), 0));
    OpSource decided =
        new OpSource.Deferred("Relu", List.of("c"), (inputs, deciders) -> Activation.relu());
    for (int i = 1; i <= NODES; i++) {
      net.node(new Node("n" + i, decided, List.of("v" + (i - 1)), List.of("v" + i)));
    }
    runs(net, "v" + NODES, Shape.of(4));
  }

  /** What dynamic exports write at every reshape: shapes are looked at, and nothing runs for it. */
  @Test
  void shapeArithmetic() {
    Graph.Builder net =
        net("N", 4)
            .constant("zero", Tensor.ofLongs(Shape.of(1), 0))
            .constant("four", Tensor.ofLongs(Shape.of(1), 4));
    int blocks = NODES / 5;
    for (int i = 0; i < blocks; i++) {
      String shape = "shape" + i;
      net.node("relu" + i, Activation.relu(), List.of("v" + i), List.of("r" + i))
          .node(shape, ShapeOf.all(), List.of("r" + i), List.of(shape))
          .node("gather" + i, new Gather(0), List.of(shape, "zero"), List.of("n" + i))
          .node("concat" + i, new Concat(0, 2), List.of("n" + i, "four"), List.of("dims" + i))
          .node(
              new Node(
                  "reshape" + i,
                  Nets.reshapeBy("dims" + i).source(),
                  List.of("r" + i),
                  List.of("v" + (i + 1))));
    }
    runs(net, "v" + blocks, Shape.of(3, 4));
  }

  @Test
  void oneSplitOfManyParts() {
    int parts = 2_000;
    Graph.Builder net = net("N", parts);
    List<String> made = IntStream.range(0, parts).mapToObj(i -> "p" + i).toList();
    net.node("split", new Split(1, Collections.nCopies(parts, 1)), List.of("v0"), made);
    net.node("concat", new Concat(1, parts), made, List.of("joint"));
    runs(net, "joint", Shape.of(2, parts));
  }
}
