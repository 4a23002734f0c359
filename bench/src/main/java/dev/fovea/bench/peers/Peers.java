package dev.fovea.bench.peers;

import dev.fovea.bench.Network;
import dev.fovea.bench.worker.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Races networks through every peer that is built. */
@Command(
    name = "peers",
    mixinStandardHelpOptions = true,
    description = {
      "Run networks on every peer that is built, each in a process of its own, in turn.",
      "Outputs are compared with ONNX Runtime's before anything is timed. Results go to"
          + " OUTPUT/results.json, OUTPUT/results.md and charts."
    },
    footer = {
      "",
      "Examples:",
      "  bench/peers/run models/squeezenet models/resnet50.onnx",
      "  bench/peers/run --read results.json --page docs/performance.md --images docs/images/performance"
    })
public final class Peers implements Callable<Integer> {
  private static final int PEAK_MILLIS = 300;

  /** Set by the script, which can ask the system; Java 17 to 25 disagree about System.console. */
  private static final boolean WATCHED = Boolean.getBoolean("fovea.interactive");

  @Parameters(
      paramLabel = "MODEL",
      arity = "0..*",
      description = "ONNX files, or folders with model.onnx.")
  private List<Path> models = List.of();

  @Option(names = "--peers", description = "The folder of peers; default: ${DEFAULT-VALUE}.")
  private Path folder = Path.of("bench/peers");

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      description =
          "Race only peers whose names contain this, in whatever case; may be given again and"
              + " again.")
  private List<String> only = List.of();

  @Option(names = "--threads", split = ",", description = "Default: ${DEFAULT-VALUE}.")
  private List<Integer> threads = List.of(1, 2);

  @Option(names = "--batch", description = "Examples at a time; default: ${DEFAULT-VALUE}.")
  private int batch = 1;

  @Option(names = "--rounds", description = "Default: ${DEFAULT-VALUE}.")
  private int rounds = 15;

  @Option(names = "--round-ms", description = "One peer's share; default: ${DEFAULT-VALUE}.")
  private int roundMillis = 300;

  @Option(names = "--warmup-ms", description = "Default: ${DEFAULT-VALUE}.")
  private int warmupMillis = 3000;

  @Option(
      names = "--starts",
      description =
          "How often each peer is started, for its cold start; default: ${DEFAULT-VALUE}.")
  private int starts = 3;

  @Option(names = "--pause-ms", description = "Between peers; default: ${DEFAULT-VALUE}.")
  private int pauseMillis = 20;

  @Option(
      names = "--longest-ms",
      description = "A peer whose first run takes longer is not raced; default: ${DEFAULT-VALUE}.")
  private int longestMillis = 60_000;

  @Option(names = "--output", description = "Default: ${DEFAULT-VALUE}.")
  private Path output = Path.of("bench/target/peers");

  @Option(names = "--read", description = "Results to show again, in place of racing.")
  private @Nullable Path read;

  @Option(names = "--compare", description = "Older results; tells how far the means have moved.")
  private @Nullable Path older;

  @Option(names = "--page", description = "A page in Markdown that takes the results.")
  private @Nullable Path page;

  @Option(names = "--images", description = "Where the page's charts go.")
  private Path images = Path.of("docs/images/performance");

  private Peers() {}

  /** Runs the command line. */
  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Peers()).setExecutionExceptionHandler(Peers::explain).execute(args));
  }

  /**
   * What the user asked for and cannot have is one line; anything else is a defect, with its trace.
   */
  private static int explain(Exception e, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    if (e instanceof IllegalArgumentException || e instanceof UncheckedIOException) {
      command.getErr().println("peers: " + e.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw e;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Results results = read == null ? race() : Results.read(read);
    Tables tables = new Tables(results);
    System.out.println(tables.machine());
    System.out.println(tables.summary());
    if (older != null) {
      System.out.println(Repetition.compare(Results.read(older), results));
    }
    if (page != null) {
      PerformancePage.write(results, page, images);
    }
    return CommandLine.ExitCode.OK;
  }

  private Results race() throws IOException, InterruptedException {
    RaceSettings settings =
        new RaceSettings(rounds, roundMillis, warmupMillis, starts, pauseMillis, longestMillis);
    List<Peer> peers = Peer.chosen(Peer.in(folder), only);
    List<Network> networks = models.stream().map(Network::of).toList();
    if (networks.isEmpty() || peers.isEmpty()) {
      throw new IllegalArgumentException(
          "there are "
              + networks.size()
              + " models and "
              + peers.size()
              + " peers; expected one or more of each");
    }
    Files.createDirectories(output);
    Files.deleteIfExists(output.resolve("log.txt"));
    Machine machine = Machine.here(settings.toString());
    List<Comparison> comparisons = new ArrayList<>();
    for (Network network : networks) {
      for (int count : threads) {
        Comparison comparison = race(network, count, settings, peers);
        comparisons.add(comparison);
        Results soFar = new Results(machine, comparisons);
        soFar.write(output.resolve("results.json"));
        System.out.println(Tables.title(comparison) + "\n");
        System.out.println(new Tables(soFar).details(comparison));
      }
    }
    Results results = new Results(machine, comparisons);
    Tables tables = new Tables(results);
    Files.writeString(output.resolve("results.md"), tables.machine() + "\n" + tables.summary());
    new Charts(results, output).draw();
    return results;
  }

  private Comparison race(Network network, int count, RaceSettings settings, List<Peer> peers)
      throws IOException, InterruptedException {
    String title = String.format(Locale.ROOT, "%s, %d threads: ", network.name(), count);
    Consumer<String> progress = what -> tell(title + what);
    progress.accept("measuring the machine");
    Peak peak = PeakProbe.measure(count, PEAK_MILLIS);
    Task task = network.task(count, batch);
    List<Row> rows = new Race(settings, output, progress).run(peers, task);
    tell("");
    return new Comparison(
        network.name(), task.shape().toString(), count, MultiplyAdds.of(task), peak, rows);
  }

  /** Where somebody watches, a line on the error stream that is written over. */
  private static void tell(String what) {
    if (WATCHED) {
      System.err.printf("\r%-78.78s\r", what);
    }
  }
}
