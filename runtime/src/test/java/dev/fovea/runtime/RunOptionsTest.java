package dev.fovea.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fovea.op.Activation;
import dev.fovea.runtime.RunStoppedException.Reason;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.spi.ErrorModel;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunOptionsTest {
  private final long liveBefore = Tensor.liveBytes();
  private Runnable inFirstStep = () -> {};

  @AfterEach
  void nothingLeaks() {
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  private static Graph chain() {
    Graph.Builder net = Graph.builder("chain").input(Nets.input("x", "N"));
    Nets.relu(net, "first", "x");
    Nets.relu(net, "second", "first");
    Nets.relu(net, "third", "second");
    return net.output("third").build();
  }

  /** Runs the hook in the node named first, and copies nothing. */
  private Backend hooked() {
    return new DelegatingBackend() {
      @Override
      public Plan activation(Activation op, List<TensorDesc> inputs, PlanOptions options) {
        Runnable hook = options.node().equals("first") ? () -> inFirstStep.run() : () -> {};
        return Plan.of(op, inputs, options)
            .build("hooked:activation", ErrorModel.exact(), operands -> call -> hook.run());
      }
    };
  }

  private RunStoppedException stopped(RunOptions options) {
    try (Graph graph = chain();
        Backend backend = hooked();
        Session session = Session.open(graph, backend, SessionOptions.DEFAULT.threads(2));
        Tensor x = Nets.random(Shape.of(4), 1)) {
      RunStoppedException stopped =
          catchThrowableOfType(
              RunStoppedException.class, () -> session.run(Map.of("x", x), options));
      inFirstStep = () -> {};
      assertThat(Thread.interrupted()).isEqualTo(stopped.reason() == Reason.INTERRUPT);
      session.run(Map.of("x", x), options).values().forEach(Tensor::close);
      assertThat(session.stats().arenas()).isEqualTo(1);
      return stopped;
    }
  }

  @Test
  void timeIsUpBetweenTwoSteps() {
    inFirstStep = () -> sleep(600);
    RunStoppedException stopped = stopped(RunOptions.DEFAULT.timeout(Duration.ofMillis(500)));

    assertThat(stopped.reason()).isEqualTo(Reason.TIMEOUT);
    assertThat(stopped)
        .hasMessageMatching(
            "Session\\[chain\\]: run timed out after \\d+ ms before step 2 of 3"
                + " \\(Activation\\[second\\]\\); expected at most 500 ms;"
                + " raise RunOptions.timeout");
  }

  private static void sleep(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void interruptStopsBetweenTwoSteps() {
    inFirstStep = () -> Thread.currentThread().interrupt();
    RunStoppedException stopped = stopped(RunOptions.DEFAULT);

    assertThat(stopped.reason()).isEqualTo(Reason.INTERRUPT);
    assertThat(stopped)
        .hasMessage(
            "Session[chain]: run was interrupted before step 2 of 3 (Activation[second]);"
                + " expected no interrupt");
  }

  @Test
  void whatEndsInTimeIsNotStopped() {
    try (Graph graph = Nets.tiny();
        Backend backend = Nets.backend();
        Session session = Session.open(graph, backend);
        Tensor x = Tensor.of(Shape.of(2), -1, 1);
        Tensor y =
            session
                .run(Map.of("x", x), RunOptions.DEFAULT.timeout(Duration.ofDays(1_000_000)))
                .get("y")) {
      assertThat(y.toFloats()).containsExactly(0, 1);
    }
  }

  @Test
  void timeoutsArePositive() {
    assertThatThrownBy(() -> RunOptions.DEFAULT.timeout(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("RunOptions: timeout is PT0S; expected more than 0");
    assertThat(RunOptions.DEFAULT.timeout()).isNull();
  }
}
