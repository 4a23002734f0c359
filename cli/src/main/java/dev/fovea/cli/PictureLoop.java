package dev.fovea.cli;

import dev.fovea.cli.Drawing.Seen;
import dev.fovea.models.vision.Bitmap;
import dev.fovea.models.vision.Bitmaps;
import dev.fovea.models.vision.ImageException;
import dev.fovea.models.vision.Preprocessing.Prepared;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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

  /**
   * Handles each picture.
   *
   * @param suffix behind the name of what is drawn
   * @param command what it draws
   * @return the exit code
   */
  int run(ModelSource source, String suffix, Function<Seen, Drawing> command) {
    List<Path> files = drawing.pictures();
    try (Backend backend = engine.open();
        VisionModel network =
            VisionModel.open(source, drawing.labels(), terminal, backend, engine.session())) {
      PictureOutput output = new PictureOutput(drawing.output(), suffix);
      if (!drawing.json()) {
        Untrained.tell(terminal, network.untrained());
      }
      try (DelayedProgress progress =
          new DelayedProgress(drawing.json() && terminal.interactive(), task, files.size())) {
        for (Path file : files) {
          try {
            draw(network, file, output, command);
          } catch (ImageException e) {
            failures.add(String.valueOf(e.getMessage()));
            terminal.err().println("fovea: " + e.getMessage());
          }
          progress.done(rows.size() + failures.size());
        }
      }
      if (drawing.json()) {
        report(network, backend);
      }
      return failures.isEmpty() ? 0 : 1;
    }
  }

  private void draw(
      VisionModel network, Path file, PictureOutput output, Function<Seen, Drawing> command) {
    Bitmap picture = Bitmaps.read(file);
    Drawing drawn;
    double milliseconds;
    try (Waiting waiting = waiting("running " + network.name());
        Prepared prepared = network.prepare(picture, false)) {
      long start = System.nanoTime();
      Map<String, Tensor> outputs = network.run(prepared.tensor());
      milliseconds = (System.nanoTime() - start) / 1e6;
      try {
        drawn = command.apply(new Seen(network, picture, prepared, outputs));
      } finally {
        outputs.values().forEach(Tensor::close);
      }
    }
    Path written = output.write(file, drawn.image());
    if (!drawing.json()) {
      terminal
          .out()
          .printf(
              Locale.ROOT, "%s: %s, %.1f ms -> %s%n", file, drawn.told(), milliseconds, written);
      drawn.lines().forEach(line -> terminal.out().println("  " + line));
    }
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("image", file.toString());
    row.putAll(drawn.row());
    row.put("picture", written.toString());
    row.put("milliseconds", milliseconds);
    rows.add(row);
  }

  /** A report has a bar of its own. */
  private @Nullable Waiting waiting(String what) {
    return drawing.json() ? null : Waiting.on(terminal, what);
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
