package dev.fovea.cli;

import dev.fovea.models.vision.ImageException;
import dev.fovea.spi.Backend;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pictures one by one: one that cannot be read is named and does not stop the others. */
final class PictureLoop {
  private final Terminal terminal;
  private final String task;
  private final EngineOptions engine;
  private final DrawingOptions drawing;
  private final List<Map<String, Object>> rows = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  PictureLoop(Terminal terminal, String task, EngineOptions engine, DrawingOptions drawing) {
    this.terminal = terminal;
    this.task = task;
    this.engine = engine;
    this.drawing = drawing;
  }

  /** What is done with a picture. */
  interface Handler {
    /** Runs the network, draws what it says, and returns a row of the report. */
    Map<String, Object> handle(VisionModel network, Path picture, PictureOutput drawn);
  }

  /**
   * Handles each picture.
   *
   * @param suffix behind the name of what is drawn
   * @return the exit code
   */
  int run(ModelSource source, String suffix, Handler handler) {
    List<Path> files = drawing.pictures();
    try (Backend backend = engine.open();
        VisionModel network =
            VisionModel.open(source, drawing.labels(), terminal, backend, engine.session())) {
      PictureOutput drawn = new PictureOutput(drawing.output(), suffix);
      if (!drawing.json()) {
        Untrained.tell(terminal, network.untrained());
      }
      run(files, network, drawn, handler);
      if (drawing.json()) {
        report(network, backend);
      }
      return failures.isEmpty() ? 0 : 1;
    }
  }

  private void run(List<Path> files, VisionModel network, PictureOutput drawn, Handler handler) {
    try (DelayedProgress progress =
        new DelayedProgress(drawing.json() && terminal.interactive(), task, files.size())) {
      for (Path file : files) {
        try {
          rows.add(handler.handle(network, file, drawn));
        } catch (ImageException e) {
          failures.add(String.valueOf(e.getMessage()));
          terminal.err().println("fovea: " + e.getMessage());
        }
        progress.done(rows.size() + failures.size());
      }
    }
  }

  private void report(VisionModel network, Backend backend) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("model", network.name());
    Untrained.mark(report, network.untrained());
    report.put("backend", backend.name());
    report.put("threads", engine.threads());
    report.put("images", rows);
    report.put("failures", failures);
    Json.print(terminal.out(), report);
  }
}
