package dev.fovea.cli;

import dev.fovea.Backends;
import dev.fovea.models.check.Difference;
import dev.fovea.runtime.graph.Graph;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Times a network on backends, in turn. */
@Command(
    name = "bench",
    description = {
      "Time a network on made-up inputs. Backends take turns, so that all of them suffer when the"
          + " machine slows down; their results are compared before anything is timed.",
      "A multiply-add counts as two floating-point operations. The spread is half the distance"
          + " between the quartiles."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the model or a backend could not be used, or backends do not agree",
      "2:the command line was not understood"
    },
    footer = {
      "",
      "Examples:",
      "  fovea bench squeezenet --layers",
      "  fovea bench net.onnx --backend native --backend blas --threads 1 --json",
      "  fovea bench resnet18 --batch 8"
    })
final class BenchCommand implements Callable<Integer> {
  private static final int MAX_THREADS = 1024;
  private static final int MAX_BATCH = 1 << 16;
  private static final int MAX_SECONDS = 3600;
  private static final int ROUNDS = 20;

  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private InputShapes shapes = new InputShapes();

  @Mixin private ModelArgument model = new ModelArgument();

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "A backend to time, again and again; by default the one that would run.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of one run; all processors by default.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Examples at a time, where the network leaves their number open.")
  private @Nullable Integer batch;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "3",
      description = "How long each backend is timed, a third of it before; default: 3.")
  private double seconds;

  @Option(names = "--layers", description = "Also show the layers: time, GFLOP/s, algorithm.")
  private boolean layers;

  @Option(names = "--json", description = "Write JSON; it always holds the layers.")
  private boolean json;

  BenchCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    require("--threads", threads, 1, MAX_THREADS);
    require("--batch", batch == null ? 1 : batch, 1, MAX_BATCH);
    require("--seconds", seconds, 0, MAX_SECONDS);
    List<BenchSubject> subjects = new ArrayList<>();
    Map<String, Tensor> inputs = Map.of();
    ModelSource source = model.source();
    long start = System.nanoTime();
    try (Waiting waiting = Waiting.on(terminal, "preparing " + source.name());
        Graph graph = source.open()) {
      double loadMillis = (System.nanoTime() - start) / 1e6;
      Map<String, TensorDesc> descs = shapes.of(graph);
      inputs = BenchInputs.of(batch == null ? descs : BenchInputs.batched(graph, descs, batch));
      for (String name : backends()) {
        subjects.add(BenchSubject.open(graph, name, threads, inputs));
      }
      List<@Nullable Difference> differences = differences(subjects);
      waiting.close();
      time(subjects);
      BenchReport report =
          new BenchReport(source.name(), inputs, threads, loadMillis, subjects, differences);
      if (json) {
        Json.print(terminal.out(), report.json());
      } else {
        report.print(terminal, layers);
      }
      return differences.stream().allMatch(one -> one == null || one.agrees()) ? 0 : 1;
    } finally {
      subjects.forEach(BenchSubject::close);
      inputs.values().forEach(Tensor::close);
    }
  }

  private void require(String option, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new ParameterException(
          spec.commandLine(),
          String.format(
              "fovea bench: %s is %s; expected %s to %s",
              option, number(value), number(least), number(most)));
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  private Iterable<String> backends() {
    if (!names.isEmpty()) {
      return new LinkedHashSet<>(names);
    }
    try (Backend chosen = Backends.discover().open()) {
      return List.of(chosen.name());
    }
  }

  /** Compares each backend's results with the first one's; its own place is null. */
  private static List<@Nullable Difference> differences(List<BenchSubject> subjects) {
    List<@Nullable Difference> differences = new ArrayList<>();
    Map<String, Tensor> expected = subjects.get(0).results();
    for (BenchSubject subject : subjects) {
      Difference worst = null;
      for (Map.Entry<String, Tensor> result : expected.entrySet()) {
        Tensor actual = Objects.requireNonNull(subject.results().get(result.getKey()));
        Difference one = Difference.between(result.getKey(), actual, result.getValue());
        worst = worst == null || worst.agrees() ? one : worst;
      }
      differences.add(subject == subjects.get(0) ? null : worst);
    }
    return differences;
  }

  private void time(List<BenchSubject> subjects) {
    long nanos = (long) (seconds * 1e9);
    boolean watched = terminal.interactive();
    int steps = (ROUNDS + 1) * subjects.size();
    try (DelayedProgress progress = new DelayedProgress(watched, "bench", steps)) {
      int done = 0;
      for (BenchSubject subject : subjects) {
        subject.warmUp(nanos / 3);
        progress.done(++done);
      }
      for (int round = 0; round < ROUNDS; round++) {
        for (BenchSubject subject : subjects) {
          // A run may be longer than all rounds together.
          if (round == 0 || subject.timing().sum() < nanos) {
            subject.round(nanos / ROUNDS);
          }
          progress.done(++done);
        }
      }
    }
  }
}
