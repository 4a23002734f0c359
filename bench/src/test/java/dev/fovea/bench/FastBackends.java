package dev.fovea.bench;

import dev.fovea.BackendReport.Row;
import dev.fovea.BackendReport.Status;
import dev.fovea.Backends;
import java.util.List;

/** The backends that are worth timing here: all that can run, but the specification. */
public final class FastBackends {
  private FastBackends() {}

  /** Their names, the fastest first. */
  public static List<String> names() {
    return Backends.discover().report().rows().stream()
        .filter(row -> row.status() == Status.AVAILABLE)
        .map(Row::name)
        .filter(name -> !name.equals("reference"))
        .toList();
  }
}
