package dev.fovea.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.op.Dense;
import dev.fovea.op.Flatten;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.Reshape;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionTest {
  private static final SessionOptions TWO_THREADS = SessionOptions.DEFAULT.threads(2);

  private final long liveBefore = Tensor.liveBytes();
  private final Backend backend = Nets.backend();

  @BeforeEach
  @AfterEach
  void nothingLeaks() {
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  private static float[] take(Map<String, Tensor> results, String name) {
    try {
      return results.get(name).toFloats();
    } finally {
      results.values().forEach(Tensor::close);
    }
  }

  private static Tensor oneToSixteen() {
    return Tensor.of(Shape.of(1, 1, 4, 4), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16);
  }

  @Test
  void handComputedNetwork() {
    // 3x3 sums 54, 63, 90, 99, minus 60, ReLU and maximum: 39; 39 * 1 + 1 and 39 * -1 + 2.
    try (Graph graph = Nets.handComputed();
        Session session = Session.open(graph, backend);
        Tensor image = oneToSixteen()) {
      assertThat(take(session.run(Map.of("image", image)), "scores")).containsExactly(40, -37);
      assertThat(take(session.run(Map.of("image", image)), "scores")).containsExactly(40, -37);
    }
  }

  @Test
  void everyValueEqualsThatOfItsNodeRunAlone() {
    for (Graph net : List.of(Nets.leNet(), Nets.residual())) {
      Set<String> all = new LinkedHashSet<>();
      net.nodes().forEach(node -> all.addAll(node.outputs()));
      Shape shape = net.name().equals("lenet") ? Shape.of(2, 1, 28, 28) : Shape.of(2, 4, 9, 7);
      try (Graph graph = net;
          Session session = Session.open(graph, backend, TWO_THREADS.optimise(false));
          Session observing = Session.open(graph, backend, TWO_THREADS.observe(all));
          Tensor image = Nets.random(shape, 1)) {
        Map<String, Tensor> inputs = Map.of("image", image);
        Map<String, float[]> expected = OneByOne.run(graph, backend, inputs);
        String output = graph.outputs().get(0);
        assertThat(take(session.run(inputs), output)).isEqualTo(expected.get(output));

        Map<String, Tensor> observed = observing.run(inputs);
        assertThat(observed.keySet()).first().isEqualTo(output);
        assertThat(observed.keySet()).hasSameElementsAs(all);
        observed.forEach(
            (name, tensor) -> assertThat(tensor.toFloats()).as(name).isEqualTo(expected.get(name)));
        observed.values().forEach(Tensor::close);
      }
    }
  }

  @Test
  void twoShapesInOneSessionShareWeights() {
    try (Graph graph = Nets.residual();
        Session session = Session.open(graph, backend, TWO_THREADS.optimise(false));
        Tensor small = Nets.random(Shape.of(1, 4, 5, 5), 1);
        Tensor large = Nets.random(Shape.of(3, 4, 8, 6), 2)) {
      for (Tensor image : List.of(small, large, small)) {
        Map<String, Tensor> inputs = Map.of("image", image);
        assertThat(take(session.run(inputs), "relu2"))
            .isEqualTo(OneByOne.run(graph, backend, inputs).get("relu2"));
      }
      assertThat(session.stats().plans()).isEqualTo(2);
      assertThat(session.stats().arenas()).isEqualTo(2);
    }
  }

  @Test
  void leastRecentlyUsedPlanIsDropped() {
    int[] plans = new int[1];
    try (Graph graph = Nets.tiny();
        Backend counting = countingActivations(plans);
        Session session = Session.open(graph, counting, TWO_THREADS.maxPlans(2))) {
      for (int size : new int[] {1, 2, 1, 3, 1, 2, 3}) {
        try (Tensor x = Nets.random(Shape.of(size), size)) {
          take(session.run(Map.of("x", x)), "y");
        }
        assertThat(session.stats().plans()).isLessThanOrEqualTo(2);
      }
      // 1 and 2 new; 3 drops 2; 2 drops 3; 3 drops 1. Layouts are asked for before kernels.
      assertThat(plans[0]).isEqualTo(2 * 5);
    }
  }

  static Backend countingActivations(int[] count) {
    return new DelegatingBackend() {
      @Override
      public dev.fovea.spi.Plan activation(
          Activation op,
          List<dev.fovea.tensor.TensorDesc> inputs,
          dev.fovea.spi.PlanOptions options) {
        count[0]++;
        return super.activation(op, inputs, options);
      }
    };
  }

  @Test
  void weightsMayComeWithTheRun() {
    try (Graph graph =
            Graph.builder("variable")
                .input(Nets.input("x", "N", 2))
                .input(Nets.input("w", 1, 2))
                .constant("b", Tensor.of(Shape.of(1), 100))
                .node("relu", Activation.relu(), List.of("w"), List.of("positive"))
                .node("dense", Dense.of(2, 1), List.of("x", "positive", "b"), List.of("y"))
                .output("y")
                .build();
        Session session = Session.open(graph, backend, TWO_THREADS);
        Tensor x = Tensor.of(Shape.of(1, 2), 2, 3);
        Tensor first = Tensor.of(Shape.of(1, 2), 10, -1);
        Tensor second = Tensor.of(Shape.of(1, 2), -1, 20)) {
      assertThat(take(session.run(Map.of("x", x, "w", first)), "y")).containsExactly(120);
      assertThat(take(session.run(Map.of("x", x, "w", second)), "y")).containsExactly(160);
      assertThat(session.stats().plans()).isEqualTo(1);
    }
  }

  @Test
  void dataInputsMayBeConstant() {
    try (Graph graph =
            Graph.builder("shift")
                .input(Nets.input("x", "N", 2))
                .constant("shift", Tensor.of(Shape.of(1, 2), 10, 20))
                .constant("flat", Tensor.of(Shape.of(2, 1), 1, 2))
                .node("turn", Reshape.to(1, 2), List.of("flat"), List.of("row"))
                .node("add", new Add(), List.of("x", "shift"), List.of("shifted"))
                .node("again", new Add(), List.of("shifted", "row"), List.of("y"))
                .output("y")
                .build();
        Session session = Session.open(graph, backend, TWO_THREADS);
        Tensor x = Tensor.of(Shape.of(2, 2), 1, 2, 3, 4)) {
      assertThat(take(session.run(Map.of("x", x)), "y")).containsExactly(12, 24, 14, 26);
    }
  }

  @Test
  void valuesOfInputsDecideShapes() {
    try (Graph graph = Nets.reshapedByInput();
        Session session = Session.open(graph, backend, TWO_THREADS);
        Tensor x = Tensor.of(Shape.of(6), -1, 2, -3, 4, -5, 6);
        Tensor wide = Tensor.ofLongs(Shape.of(2), 2, 3);
        Tensor alsoWide = Tensor.ofLongs(Shape.of(2), 2, 3);
        Tensor tall = Tensor.ofLongs(Shape.of(2), -1, 2)) {
      Map<String, Tensor> result = session.run(Map.of("x", x, "shape", wide));
      assertThat(result.get("y").shape()).isEqualTo(Shape.of(2, 3));
      assertThat(take(result, "y")).containsExactly(0, 2, 0, 4, 0, 6);
      take(session.run(Map.of("x", x, "shape", alsoWide)), "y");
      assertThat(session.stats().plans()).isEqualTo(1);

      result = session.run(Map.of("x", x, "shape", tall));
      assertThat(result.get("y").shape()).isEqualTo(Shape.of(3, 2));
      take(result, "y");
      assertThat(session.stats().plans()).isEqualTo(2);
    }
  }

  @Test
  void resultsAreTheCallersOwnMemory() {
    Graph net =
        Graph.builder("aliases")
            .input(Nets.input("x", 2, 2))
            .constant("c", Tensor.of(Shape.of(2), 7, 8))
            .node("relu", Activation.relu(), List.of("x"), List.of("y"))
            .node("flat", new Flatten(0), List.of("y"), List.of("flat"))
            .node("same", Activation.identity(), List.of("y"), List.of("same"))
            .node("input view", Reshape.to(4), List.of("x"), List.of("v"))
            .node("last", Activation.relu(), List.of("same"), List.of("z"))
            .output("y")
            .output("flat")
            .output("x")
            .output("c")
            .output("v")
            .output("z")
            .build();
    Session session = Session.open(net, backend, TWO_THREADS.observe(Set.of("same")));
    Map<String, Tensor> first;
    try (Tensor x = Tensor.of(Shape.of(2, 2), 1, -2, 3, 4)) {
      first = session.run(Map.of("x", x));
      Map<String, Tensor> second = session.run(Map.of("x", x));
      second.values().forEach(tensor -> tensor.floats().put(0, 99));
      second.values().forEach(Tensor::close);
      assertThat(x.toFloats()).containsExactly(1, -2, 3, 4);
    }
    session.close();
    net.close();
    assertThat(first.keySet()).containsExactly("y", "flat", "x", "c", "v", "z", "same");
    for (String name : List.of("y", "flat", "z", "same")) {
      assertThat(first.get(name).toFloats()).as(name).containsExactly(1, 0, 3, 4);
    }
    assertThat(first.get("x").toFloats()).containsExactly(1, -2, 3, 4);
    assertThat(first.get("v").toFloats()).containsExactly(1, -2, 3, 4);
    assertThat(first.get("c").toFloats()).containsExactly(7, 8);
    first.values().forEach(Tensor::close);
  }

  @Test
  void inputMayBeChannelSlice() {
    try (Graph graph =
            Graph.builder("slice")
                .input(Nets.input("x", "N", 1, 2))
                .node("flat", new Flatten(1), List.of("x"), List.of("f"))
                .node("relu", Activation.relu(), List.of("f"), List.of("y"))
                .output("y")
                .output("x")
                .build();
        Session session = Session.open(graph, backend, TWO_THREADS);
        Tensor whole = Tensor.of(Shape.of(2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8);
        Tensor slice = whole.channelSlice(1, 1)) {
      Map<String, Tensor> results = session.run(Map.of("x", slice));
      assertThat(results.get("x").toFloats()).containsExactly(3, 4, 7, 8);
      assertThat(take(results, "y")).containsExactly(3, 4, 7, 8);
    }
  }

  @Test
  void secondOutputMayStayUnnamed() {
    MaxPool2d op = MaxPool2d.of(Window2d.of(2).stride(2)).indices(MaxPool2d.Indices.ROW_MAJOR);
    try (Graph graph =
            Graph.builder("indices")
                .input(Nets.input("x", 1, 1, 4, 4))
                .node("values", op, List.of("x"), List.of("v"))
                .node("both", op, List.of("x"), List.of("w", "i"))
                .output("v")
                .output("i")
                .build();
        Session session = Session.open(graph, backend, TWO_THREADS);
        Tensor x = oneToSixteen()) {
      Map<String, Tensor> results = session.run(Map.of("x", x));
      assertThat(results.get("i").toLongs()).containsExactly(5, 7, 13, 15);
      assertThat(take(results, "v")).containsExactly(6, 8, 14, 16);
    }
  }

  @Test
  void oneBackendAfterAnother() {
    try (Graph graph = Nets.residual();
        Backend other = new DelegatingBackend();
        Tensor image = Nets.random(Shape.of(1, 4, 6, 6), 3)) {
      float[] expected;
      try (Session session = Session.open(graph, backend, TWO_THREADS)) {
        expected = take(session.run(Map.of("image", image)), "relu2");
      }
      try (Session session = Session.open(graph, other, TWO_THREADS)) {
        assertThat(take(session.run(Map.of("image", image)), "relu2")).isEqualTo(expected);
      }
    }
  }
}
