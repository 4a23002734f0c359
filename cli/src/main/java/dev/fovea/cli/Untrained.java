package dev.fovea.cli;

import java.util.Map;

/** Says wherever a network answers that it has learned nothing, lest its answers be believed. */
final class Untrained {
  private Untrained() {}

  /** For people. */
  static void tell(Terminal terminal, boolean untrained) {
    if (untrained) {
      terminal
          .out()
          .println(
              terminal.styled(
                  "@|yellow untrained|@: the weights are random, what it answers means nothing"));
    }
  }

  /** For programs: {@code "untrained": true}; a file does not say whether it is trained. */
  static void mark(Map<String, Object> report, boolean untrained) {
    if (untrained) {
      report.put("untrained", true);
    }
  }
}
