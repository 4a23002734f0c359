package dev.fovea.cli;

import java.io.PrintWriter;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Entry point of the {@code fovea} command. */
@Command(
    name = "fovea",
    description = "Convolutional networks on the JVM, on the engine of your choice.",
    subcommands = {
      ClassifyCommand.class,
      DetectCommand.class,
      SegmentCommand.class,
      HeatMapCommand.class,
      RunCommand.class,
      CheckCommand.class,
      SummaryCommand.class,
      ExplainCommand.class,
      ExportCommand.class,
      BenchCommand.class,
      ZooCommand.class,
      BackendsCommand.class,
      GenerateCompletion.class,
      HelpCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:an image, a model or a backend could not be used, or a check failed; the message says"
          + " which and why",
      "2:the command line was not understood"
    },
    footer = {
      "",
      "Start with: fovea classify",
      "Networks without an ONNX file: fovea zoo",
      "The backend is chosen by --backend, else -Dfovea.backend, else FOVEA_BACKEND, else priority."
    })
public final class Main {
  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show where in the program a failure comes from.")
  private boolean debug;

  private Main() {}

  /** Runs the command line and ends the JVM with its exit code. */
  public static void main(String[] args) {
    Logs.onlyWarnings();
    Terminal terminal = Terminal.system();
    int exitCode = run(terminal, args);
    if (terminal.out().checkError()) {
      Terminal.whyOutputIsLost()
          .ifPresent(why -> terminal.err().println("fovea: the output is lost: " + why));
    }
    System.exit(exitCode);
  }

  /** Runs the command line and returns its exit code. */
  static int run(Terminal terminal, String... args) {
    Main main = new Main();
    CommandLine commands = new CommandLine(main, new CommandFactory(terminal));
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    PrintWriter out = terminal.out();
    commands.setOut(out);
    commands.setErr(terminal.err());
    commands.setExecutionExceptionHandler(new Failures(() -> main.debug));
    commands.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.ansi()));
    int exitCode = args.length == 0 ? usage(commands) : commands.execute(args);
    terminal.err().flush();
    // checkError also flushes; a full disk or a closed pipe shows here and nowhere else.
    return out.checkError() ? CommandLine.ExitCode.SOFTWARE : exitCode;
  }

  private static int usage(CommandLine commands) {
    commands.usage(commands.getOut());
    return CommandLine.ExitCode.OK;
  }
}
