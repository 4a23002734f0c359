package dev.fovea.cli;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Says what went wrong in the exception's own words; a stack trace only where FOVEA_DEBUG is set.
 */
final class Failures implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    command.getErr().println(command.getColorScheme().errorText("fovea: " + message(e)));
    if (System.getenv("FOVEA_DEBUG") != null) {
      e.printStackTrace(command.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  static String message(Throwable e) {
    String message = e.getMessage();
    boolean expected = e instanceof IllegalArgumentException || e instanceof IllegalStateException;
    return message == null || !expected ? e.toString() : message;
  }
}
