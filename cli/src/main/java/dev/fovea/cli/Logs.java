package dev.fovea.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.logging.LogManager;

/**
 * What the command logs: warnings. That a backend was passed over is what {@code fovea backends}
 * tells, not something to read before every answer.
 *
 * <p>The JDK's log manager makes it when the first thing is logged, so that nobody waits for a log
 * manager that nobody needs.
 */
public final class Logs {
  private static final String CLASS = "java.util.logging.config.class";
  private static final String FILE = "java.util.logging.config.file";

  /** Configures the log manager. */
  public Logs() throws IOException {
    String settings = "handlers=java.util.logging.ConsoleHandler\n.level=WARNING\n";
    LogManager.getLogManager()
        .readConfiguration(new ByteArrayInputStream(settings.getBytes(UTF_8)));
  }

  /** Lets warnings alone through, unless the user has a configuration of his own. */
  static void onlyWarnings() {
    if (System.getProperty(CLASS) == null && System.getProperty(FILE) == null) {
      System.setProperty(CLASS, Logs.class.getName());
    }
  }
}
