package dev.fovea.cli;

import dev.fovea.BackendReport.Row;
import dev.fovea.BackendReport.Status;
import dev.fovea.Backends;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows which backends were found, which can run here and why the others cannot. */
@Command(
    name = "backends",
    description = "Show which backends were found, which can run here, and why the others cannot.",
    mixinStandardHelpOptions = true)
final class BackendsCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--json", description = "Write JSON.")
  private boolean json;

  BackendsCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    List<Row> rows = Backends.discover().report().rows();
    CpuInfo cpu = CpuInfo.read();
    if (json) {
      printJson(rows, cpu);
    } else {
      print(rows, cpu);
    }
    return 0;
  }

  private void print(List<Row> rows, CpuInfo cpu) {
    for (Row row : rows) {
      String colour = row.status() == Status.AVAILABLE ? "green" : "yellow";
      terminal
          .out()
          .println(
              terminal.styled(
                  String.format(
                      "@|bold %-12s|@ @|%s %-9s|@ priority %d",
                      row.name(), colour, row.status(), row.priority())));
      if (!row.reason().isEmpty()) {
        terminal.out().println("             " + row.reason());
      }
      terminal.out().println("             " + row.provider());
      new TreeMap<>(row.facts())
          .forEach((key, value) -> terminal.out().println("             " + key + ": " + value));
    }
    if (rows.isEmpty()) {
      terminal.out().println("No backend found; add one to the class path.");
    }
    terminal.out().println();
    terminal.out().printf("CPU   %s, %d cores%n", cpu.name(), cpu.cores());
    if (!cpu.features().isEmpty()) {
      terminal.out().println("      " + String.join(" ", cpu.features()));
    }
    for (String line : new Version().getVersion()) {
      terminal.out().println("      " + line);
    }
  }

  private void printJson(List<Row> rows, CpuInfo cpu) {
    List<Map<String, Object>> backends = new ArrayList<>();
    for (Row row : rows) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("name", row.name());
      entry.put("status", row.status().name());
      entry.put("reason", row.reason());
      entry.put("priority", row.priority());
      entry.put("spiVersion", row.spiVersion());
      entry.put("provider", row.provider());
      entry.put("facts", new TreeMap<>(row.facts()));
      backends.add(entry);
    }
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("backends", backends);
    report.put("cpu", Map.of("name", cpu.name(), "cores", cpu.cores(), "features", cpu.features()));
    report.put("versions", List.of(new Version().getVersion()));
    Json.print(terminal.out(), report);
  }
}
