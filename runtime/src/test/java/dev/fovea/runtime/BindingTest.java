package dev.fovea.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.Flatten;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BindingTest {
  private final long before = Tensor.liveBytes();
  private final Backend backend = Nets.backend();
  private final Graph graph = Nets.residual();
  private final Session session = Session.open(graph, backend, SessionOptions.DEFAULT.threads(2));
  private final Tensor image = Nets.random(Shape.of(1, 4, 7, 7), 1);
  private float[] expected;

  @BeforeEach
  void runOnce() {
    expected = run();
  }

  @AfterEach
  void everythingIsReleased() {
    image.close();
    session.close();
    graph.close();
    backend.close();
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }

  private float[] run() {
    try (Tensor result = session.run(Map.of("image", image)).get("relu2")) {
      return result.toFloats();
    }
  }

  private Binding bind(Map<String, Tensor> results) {
    return session.bind(Map.of("image", image), results);
  }

  @Test
  void resultsAreThoseOfARun() {
    try (Binding binding = session.bind(Map.of("image", image))) {
      for (int i = 0; i < 3; i++) {
        binding.run();
        assertThat(binding.results().get("relu2").toFloats()).isEqualTo(expected);
      }
    }
  }

  @Test
  void everyRunReadsWhatTheInputsHoldThen() {
    try (Binding binding = session.bind(Map.of("image", image))) {
      binding.run();
      try (Tensor other = Nets.random(image.shape(), 2)) {
        image.copyFrom(other.toFloats());
      }
      binding.run();
      assertThat(binding.results().get("relu2").toFloats()).isEqualTo(run()).isNotEqualTo(expected);
    }
  }

  @Test
  void resultsLieInTheCallersMemory() {
    try (Tensor mine = Tensor.allocate(TensorDesc.of(Shape.of(1, 4, 7, 7)))) {
      try (Binding binding = bind(Map.of("relu2", mine))) {
        binding.run();
      }
      assertThat(mine.toFloats()).isEqualTo(expected);
    }
  }

  @Test
  void memoryStaysUntilTheBindingIsClosed() {
    Tensor mine = Tensor.allocate(TensorDesc.of(Shape.of(1, 4, 7, 7)));
    try (Binding binding = bind(Map.of("relu2", mine))) {
      mine.close();
      image.close();
      binding.run();
      assertThat(binding.results().get("relu2").toFloats()).isEqualTo(expected);
    }
  }

  @Test
  void bindingsRunSideBySide() {
    try (Binding first = session.bind(Map.of("image", image));
        Binding second = session.bind(Map.of("image", image))) {
      first.run();
      second.run();
      assertThat(first.results().get("relu2").toFloats()).isEqualTo(expected);
      assertThat(second.results().get("relu2").toFloats()).isEqualTo(expected);
      assertThat(session.stats().arenas()).isEqualTo(2);
    }
    assertThat(session.stats().plans()).isEqualTo(1);
  }

  @Test
  void inputsAndConstantsThatAreResultsAreCopiedEveryTime() {
    try (Graph copies =
            Graph.builder("copies")
                .input(Nets.input("x", 2))
                .constant("c", Tensor.of(Shape.of(2), 5, 6))
                .node("flat", new Flatten(0), List.of("x"), List.of("f"))
                .output("x")
                .output("c")
                .output("f")
                .build();
        Session open = Session.open(copies, backend);
        Tensor x = Tensor.of(Shape.of(2), 1, 2);
        Binding binding = open.bind(Map.of("x", x))) {
      binding.run();
      assertThat(binding.results().get("x").toFloats()).containsExactly(1, 2);
      x.copyFrom(3, 4);
      binding.run();
      assertThat(binding.results().get("x").toFloats()).containsExactly(3, 4);
      assertThat(binding.results().get("f").toFloats()).containsExactly(3, 4);
      assertThat(binding.results().get("c").toFloats()).containsExactly(5, 6);
    }
  }

  @Test
  void badResultsAreRefused() {
    try (Tensor small = Tensor.allocate(TensorDesc.of(1, 4, 7, 6));
        Tensor closed = Tensor.allocate(TensorDesc.of(1, 4, 7, 7))) {
      closed.close();
      assertThatThrownBy(() -> bind(Map.of("relu3", small)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Session[residual]: result relu3 is unknown; expected some of [relu2]");
      assertThatThrownBy(() -> bind(Map.of("relu2", small)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Session[residual]: result relu2 is float32[1,4,7,6];"
                  + " expected float32[1,4,7,7], dense");
      assertThatThrownBy(() -> bind(Map.of("relu2", closed)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("Session[residual]: result relu2 is closed; expected an open tensor");
      assertThatThrownBy(() -> bind(Map.of("relu2", image)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "Session[residual]: result relu2 overlaps input image; expected memory of its own");
    }
  }

  @Test
  void closedBindingsAndSessionsRefuseToRun() {
    Binding binding = session.bind(Map.of("image", image));
    session.close();
    assertThatThrownBy(binding::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Session[residual]: is closed");
    binding.close();
    binding.close();
    assertThatThrownBy(binding::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("binding is closed or runs on another thread");
  }

  @Test
  void runsStopWhenTheirTimeIsUp() {
    try (Binding binding = session.bind(Map.of("image", image))) {
      assertThatThrownBy(() -> binding.run(RunOptions.DEFAULT.timeout(Duration.ofNanos(1))))
          .isInstanceOf(RunStoppedException.class);
      binding.run();
      assertThat(binding.results().get("relu2").toFloats()).isEqualTo(expected);
    }
  }

  @Test
  void valuesThatDecideAnOperatorCannotBeBound() {
    try (Graph reshaping = Nets.reshapedByInput();
        Session open = Session.open(reshaping, backend);
        Tensor x = Nets.random(Shape.of(12), 1);
        Tensor shape = Tensor.ofLongs(Shape.of(2), 3, 4)) {
      assertThatThrownBy(() -> open.bind(Map.of("x", x, "shape", shape)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("values of inputs [shape] decide operators")
          .hasMessageContaining("use run");
    }
  }
}
