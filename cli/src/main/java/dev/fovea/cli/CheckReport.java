package dev.fovea.cli;

import dev.fovea.models.check.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shows outcomes as they come, or all of them as JSON at the end. */
final class CheckReport {
  private final Terminal terminal;
  private final boolean json;
  private final Map<String, Long> passed = new LinkedHashMap<>();
  private final Map<String, Long> failed = new LinkedHashMap<>();
  private final Map<String, Long> unsupported = new LinkedHashMap<>();
  private final List<Map<String, Object>> rows = new ArrayList<>();

  CheckReport(Terminal terminal, boolean json, List<String> backends) {
    this.terminal = terminal;
    this.json = json;
    for (String backend : backends) {
      passed.put(backend, 0L);
      failed.put(backend, 0L);
      unsupported.put(backend, 0L);
    }
  }

  void begin(String backend) {
    if (!json) {
      terminal.out().println("On backend " + backend + ":");
    }
  }

  void add(String backend, Path folder, Outcome outcome) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("folder", folder.toString());
    row.put("backend", backend);
    if (outcome instanceof Outcome.Passed pass) {
      count(passed, backend);
      row.put("outcome", "passed");
      row.put("error", pass.worst().error());
      row.put("bound", pass.worst().bound());
      line("green", "passed", folder, "");
    } else if (outcome instanceof Outcome.Failed fail) {
      count(failed, backend);
      row.put("outcome", "failed");
      row.put("where", fail.where());
      row.put("reason", fail.reason());
      line("red", "FAILED", folder, fail.where() + ": " + fail.reason());
    } else if (outcome instanceof Outcome.Unsupported not) {
      count(unsupported, backend);
      row.put("outcome", "unsupported");
      row.put("reason", not.reason());
      row.put("problems", not.problems().stream().map(String::valueOf).toList());
      line("yellow", "unsupported", folder, not.reason());
    }
    rows.add(row);
  }

  private static void count(Map<String, Long> counts, String backend) {
    counts.merge(backend, 1L, Long::sum);
  }

  private void line(String colour, String status, Path folder, String reason) {
    if (!json) {
      String styled = terminal.styled(String.format("@|%s %-11s|@", colour, status));
      terminal.out().println("  " + styled + "  " + folder);
      if (!reason.isEmpty()) {
        terminal.out().println("               " + reason);
      }
    }
  }

  /** Shows a backend's totals. */
  void end(String backend) {
    if (!json) {
      terminal
          .out()
          .printf(
              "%s: %d passed, %d failed, %d unsupported%n%n",
              backend, passed.get(backend), failed.get(backend), unsupported.get(backend));
    }
  }

  /** Ends the report. */
  void end() {
    if (json) {
      Map<String, Object> report = new LinkedHashMap<>();
      report.put("passed", passed);
      report.put("failed", failed);
      report.put("unsupported", unsupported);
      report.put("tests", rows);
      Json.print(terminal.out(), report);
    }
  }

  /** Returns how many outcomes there were, on all backends. */
  int size() {
    return rows.size();
  }

  long failed() {
    return failed.values().stream().mapToLong(Long::longValue).sum();
  }
}
