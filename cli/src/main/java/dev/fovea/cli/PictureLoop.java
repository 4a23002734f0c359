package dev.fovea.cli;

import dev.fovea.models.vision.ImageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Pictures one by one: one that cannot be read is named and does not stop the others. */
final class PictureLoop {
  private final Terminal terminal;
  private final String task;
  private final boolean json;
  private final List<Map<String, Object>> rows = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  PictureLoop(Terminal terminal, String task, boolean json) {
    this.terminal = terminal;
    this.task = task;
    this.json = json;
  }

  /** Handles each picture; what {@code one} returns becomes its row in the report. */
  void run(List<Path> files, Function<Path, Map<String, Object>> one) {
    try (DelayedProgress progress =
        new DelayedProgress(json && terminal.interactive(), task, files.size())) {
      for (Path file : files) {
        try {
          rows.add(one.apply(file));
        } catch (ImageException e) {
          failures.add(String.valueOf(e.getMessage()));
          terminal.err().println("fovea: " + e.getMessage());
        }
        progress.done(rows.size() + failures.size());
      }
    }
  }

  /** Writes the report, if it is JSON that is wanted, and returns the exit code. */
  int report(String model, String backend, int threads) {
    if (json) {
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("model", model);
      report.put("backend", backend);
      report.put("threads", threads);
      report.put("images", rows);
      report.put("failures", failures);
      Json.print(terminal.out(), report);
    }
    return failures.isEmpty() ? 0 : 1;
  }
}
