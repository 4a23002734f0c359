package dev.fovea.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitingTest {
  private final StringWriter err = new StringWriter();

  private Terminal terminal(boolean interactive) {
    return new Terminal(
        new PrintWriter(new StringWriter()), new PrintWriter(err), true, interactive);
  }

  @Test
  void a_person_sees_that_something_goes_on() throws InterruptedException {
    try (Waiting waiting = Waiting.on(terminal(true), "reading model.onnx", 1)) {
      while (!err.toString().contains("fovea: reading model.onnx ... 0.")) {
        Thread.sleep(1);
      }
    }
    assertThat(err.toString()).endsWith(" \r");
  }

  @Test
  void nothing_is_said_of_what_is_quick_or_to_programs() throws InterruptedException {
    Waiting.on(terminal(true), "reading").close();
    try (Waiting waiting = Waiting.on(terminal(false), "reading", 1)) {
      Thread.sleep(20);
    }
    assertThat(err.toString()).isEmpty();
  }
}
