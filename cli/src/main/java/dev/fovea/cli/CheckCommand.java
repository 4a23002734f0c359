package dev.fovea.cli;

import dev.fovea.BackendReport.Row;
import dev.fovea.BackendReport.Status;
import dev.fovea.Backends;
import dev.fovea.models.check.ModelCheck;
import dev.fovea.models.check.Outcome;
import dev.fovea.models.check.TestFolder;
import dev.fovea.runtime.SessionOptions;
import dev.fovea.spi.Backend;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs recorded tests and says whether backends agree with them. */
@Command(
    name = "check",
    description = {
      "Run models on recorded inputs and compare with the recorded outputs.",
      "A test is a folder in the layout of ONNX's backend tests: model.onnx, and beside it"
          + " test_data_set_0/input_0.pb, output_0.pb, ... . Outputs agree within 1e-5 + 1e-4 of"
          + " the largest recorded value; integers are equal."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every test passed or is unsupported",
      "1:a test failed, or a folder holds no tests, or a backend could not be used",
      "2:the command line was not understood"
    },
    footer = {
      "",
      "Examples:",
      "  fovea check models/squeezenet",
      "  fovea check --backend blas /usr/share/libonnx-testdata/data/node"
    })
final class CheckCommand implements Callable<Integer> {
  private static final int MAX_THREADS = 1024;

  private final Terminal terminal;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      arity = "1..*",
      description = "Folders that hold a test, or folders of such.")
  private List<Path> folders = new ArrayList<>();

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "The backend to run on; all that can run here by default.")
  private @Nullable String backendName;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads to use; all processors by default.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--json", description = "Write JSON.")
  private boolean json;

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
    this.spec = CommandSpec.create();
  }

  @Override
  public Integer call() {
    if (threads < 1 || threads > MAX_THREADS) {
      throw new ParameterException(
          spec.commandLine(),
          "fovea check: --threads is " + threads + "; expected 1 to " + MAX_THREADS);
    }
    Set<TestFolder> tests = new LinkedHashSet<>();
    folders.forEach(folder -> tests.addAll(TestFolder.in(folder)));
    List<String> backends = backends();
    CheckReport report = new CheckReport(terminal, json, backends);
    try (DelayedProgress progress =
        new DelayedProgress(
            json && terminal.interactive(), "check", (long) tests.size() * backends.size())) {
      for (String name : backends) {
        try (Backend backend = Backends.discover().open(name)) {
          report.begin(name);
          ModelCheck check = new ModelCheck(backend, SessionOptions.DEFAULT.threads(threads));
          for (TestFolder test : tests) {
            Outcome outcome = check.run(test);
            report.add(name, test.path(), outcome);
            progress.done(report.size());
          }
          report.end(name);
        }
      }
    }
    report.end();
    return report.failed() == 0 ? 0 : 1;
  }

  private List<String> backends() {
    if (backendName != null) {
      return List.of(backendName);
    }
    return Backends.discover().report().rows().stream()
        .filter(row -> row.status() == Status.AVAILABLE)
        .map(Row::name)
        .toList();
  }
}
