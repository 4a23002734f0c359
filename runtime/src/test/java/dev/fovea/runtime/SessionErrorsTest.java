package dev.fovea.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.Activation;
import dev.fovea.op.Conv2d;
import dev.fovea.op.OperatorException;
import dev.fovea.op.Window2d;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SessionErrorsTest {
  private final Backend backend = Nets.backend();

  private static Graph fashion() {
    return Graph.builder("fashion")
        .input(Nets.input("image", "N", 1, 28, 28))
        .input(Nets.input("other", "N", "M"))
        .node("relu", Activation.relu(), List.of("image"), List.of("y"))
        .output("y")
        .build();
  }

  private static Map<String, TensorDesc> descs(TensorDesc image, TensorDesc other) {
    return Map.of("image", image, "other", other);
  }

  @Test
  void inputsThatDoNotFit() {
    TensorDesc image = TensorDesc.of(2, 1, 28, 28);
    TensorDesc other = TensorDesc.of(2, 5);
    try (Session session = Session.open(fashion(), backend)) {
      refused(
          session,
          descs(TensorDesc.of(1, 3, 28, 28), other),
          "Session[fashion]: input image is float32[1,3,28,28]; expected float32[N,1,28,28]");
      refused(
          session,
          descs(TensorDesc.of(28, 28), other),
          "Session[fashion]: input image is float32[28,28]; expected float32[N,1,28,28]");
      refused(
          session,
          descs(TensorDesc.of(DType.INT64, Shape.of(1, 1, 28, 28)), other),
          "Session[fashion]: input image is int64[1,1,28,28]; expected float32[N,1,28,28]");
      refused(
          session,
          descs(TensorDesc.of(DType.FLOAT32, image.shape(), Layout.blocked(8)), other),
          "Session[fashion]: input image is float32[2,1,28,28] NCHW8c;"
              + " expected float32[N,1,28,28]");
      refused(
          session,
          descs(image, TensorDesc.of(3, 5)),
          "Session[fashion]: input other is float32[3,5];"
              + " expected float32[N,M] with N = 2 as in input image");
      refused(
          session,
          Map.of("other", other),
          "Session[fashion]: input image is missing; expected float32[N,1,28,28]; given [other]");
      refused(
          session,
          Map.of("image", image, "other", other, "extra", other),
          "Session[fashion]: input extra is unknown; expected only [image, other]");
    }
  }

  private static void refused(Session session, Map<String, TensorDesc> descs, String message) {
    long before = Tensor.liveBytes();
    Map<String, Tensor> inputs = new HashMap<>();
    descs.forEach((name, desc) -> inputs.put(name, Tensor.allocate(desc)));
    try {
      assertThatThrownBy(() -> session.run(inputs))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(message);
      assertThatThrownBy(() -> session.explainRun(inputs)).hasMessage(message);
      assertThatThrownBy(() -> session.explain(descs)).hasMessage(message);
    } finally {
      inputs.values().forEach(Tensor::close);
    }
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }

  @Test
  void nullIsMissing() {
    try (Session session = Session.open(Nets.tiny(), backend)) {
      Map<String, Tensor> inputs = new HashMap<>();
      inputs.put("x", null);
      assertThatThrownBy(() -> session.run(inputs))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Session[tiny]: input x is missing; expected float32[N]; given []");
    }
  }

  @Test
  void closedInput() {
    Tensor x = Nets.random(Shape.of(3), 1);
    x.close();
    try (Session session = Session.open(Nets.tiny(), backend)) {
      assertThatThrownBy(() -> session.run(Map.of("x", x)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Session[tiny]: input x is closed; expected an open tensor of float32[3]");
    }
  }

  @Test
  void closedSession() {
    Session session = Session.open(Nets.tiny(), backend);
    session.close();
    session.close();
    String message = "Session[tiny]: is closed; expected an open session; open the graph again";
    assertThatThrownBy(() -> session.run(Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
    assertThatThrownBy(() -> session.explain(Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(message);
    assertThat(session.stats()).isEqualTo(new SessionStats(0, 0, 0, 0));
  }

  @Test
  void closedGraph() {
    Graph graph = Nets.handComputed();
    graph.close();
    long before = Tensor.liveBytes();
    assertThatThrownBy(() -> Session.open(graph, backend))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Session[hand]: constant w is closed; expected an open tensor of float32[1,1,3,3]");
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }

  @Test
  void computedDecider() {
    Graph graph =
        Graph.builder("g")
            .input(Nets.input("x", "N"))
            .node("relu", Activation.relu(), List.of("x"), List.of("shape"))
            .node(Nets.reshapeBy("shape"))
            .output("reshaped")
            .build();
    assertThatThrownBy(() -> Session.open(graph, backend))
        .isInstanceOf(OperatorException.class)
        .hasMessage(
            "Reshape[reshape]: value shape decides the operator and is computed by"
                + " Activation[relu]; expected a graph input, or nothing but constants and shapes behind it;"
                + " fold it before export");
  }

  @Test
  void unknownObservedValue() {
    SessionOptions options = SessionOptions.DEFAULT.observe(Set.of("z"));
    assertThatThrownBy(() -> Session.open(Nets.tiny(), backend, options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Session[tiny]: observed value z is unknown; expected some of [x, y]");
  }

  @Test
  void operatorsNameTheirNode() {
    long before = Tensor.liveBytes();
    try (Graph graph =
            Graph.builder("g")
                .input(Nets.input("x", 1, "C", 4, 4))
                .constant("w", Nets.random(Shape.of(8, 3, 3, 3), 1))
                .node(
                    "layer1.conv",
                    Conv2d.of(3, 8, Window2d.of(3)).bias(false),
                    List.of("x", "w"),
                    List.of("y"))
                .output("y")
                .build();
        Session session = Session.open(graph, backend);
        Tensor x = Nets.random(Shape.of(1, 2, 4, 4), 1)) {
      String message =
          "Conv2d[layer1.conv]: input has 2 channels; expected 3 (weight [8,3,3,3], groups 1)";
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(() -> session.run(Map.of("x", x)))
            .isInstanceOf(OperatorException.class)
            .hasMessage(message);
      }
      assertThat(session.stats().plans()).isZero();
    }
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }

  @Test
  void weightsThatAreNotFiniteNameTheirNode() {
    long before = Tensor.liveBytes();
    try (Graph graph =
            Graph.builder("g")
                .input(Nets.input("x", 1, 1, 1, 1))
                .constant("v", Nets.random(Shape.of(1, 1, 1, 1), 1))
                .constant("w", Tensor.of(Shape.of(1, 1, 1, 1), Float.NaN))
                .node(
                    "good",
                    Conv2d.of(1, 1, Window2d.of(1)).bias(false),
                    List.of("x", "v"),
                    List.of("y"))
                .node(
                    "bad",
                    Conv2d.of(1, 1, Window2d.of(1)).bias(false),
                    List.of("y", "w"),
                    List.of("z"))
                .output("z")
                .build();
        Session session = Session.open(graph, backend);
        Tensor x = Nets.random(Shape.of(1, 1, 1, 1), 1)) {
      assertThatThrownBy(() -> session.run(Map.of("x", x)))
          .hasMessageStartingWith("Conv2d[bad]: weights has NaN at element 0");
    }
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }

  @Test
  void explainNeedsDecidingValues() {
    try (Session session = Session.open(Nets.reshapedByInput(), backend);
        Tensor x = Nets.random(Shape.of(6), 1);
        Tensor shape = Tensor.ofLongs(Shape.of(2), 2, 3)) {
      Map<String, TensorDesc> descs = Map.of("x", x.desc(), "shape", shape.desc());
      assertThatThrownBy(() -> session.explain(descs))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Session[reshaped]: values of inputs [shape] decide operators; expected tensors;"
                  + " use explainRun");
      assertThat(session.explainRun(Map.of("x", x, "shape", shape)).steps()).hasSize(2);
    }
  }

  @Test
  void profileThatIsOff() {
    try (Session session = Session.open(Nets.tiny(), backend)) {
      assertThatThrownBy(session::profile)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "Session[tiny]: profile is off; open the session with SessionOptions.profile(true)");
    }
  }

  @Test
  void optionsOutOfRange() {
    assertThatThrownBy(() -> SessionOptions.DEFAULT.threads(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("SessionOptions: threads is 0; expected 1 or more");
    assertThatThrownBy(() -> SessionOptions.DEFAULT.maxPlans(-1))
        .hasMessage("SessionOptions: maxPlans is -1; expected 1 or more");
    assertThat(SessionOptions.DEFAULT.threads())
        .isEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(SessionOptions.DEFAULT.maxPlans()).isEqualTo(16);
    assertThatThrownBy(() -> SessionOptions.DEFAULT.maxBytes(0))
        .hasMessage("SessionOptions: maxBytes is 0; expected 1 or more");
    assertThat(SessionOptions.DEFAULT.profile()).isFalse();
    assertThat(SessionOptions.DEFAULT.optimise()).isTrue();
  }
}
