package dev.fovea.cli;

import dev.fovea.tensor.TensorAllocationException;
import java.io.UncheckedIOException;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says what went wrong in the exception's own words; a stack trace only with {@code --debug}. */
final class Failures implements IExecutionExceptionHandler {
  private final BooleanSupplier debug;

  Failures(BooleanSupplier debug) {
    this.debug = debug;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    command.getErr().println(command.getColorScheme().errorText("fovea: " + message(e)));
    if (debug.getAsBoolean()) {
      e.printStackTrace(command.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  static String message(Throwable e) {
    String message = e.getMessage();
    boolean expected =
        e instanceof IllegalArgumentException
            || e instanceof IllegalStateException
            || e instanceof TensorAllocationException
            || e instanceof UncheckedIOException;
    return message == null || !expected ? e.toString() : message;
  }
}
