package dev.fovea.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Help.Ansi;

/**
 * Where output goes and what it can show.
 *
 * @param out answers
 * @param err messages and progress
 * @param unicode whether block characters can be read there
 * @param interactive whether a person watches: colour and progress make sense
 */
record Terminal(PrintWriter out, PrintWriter err, boolean unicode, boolean interactive) {

  /** Set by the launcher, which can ask the system; Java 17 to 25 disagree about System.console. */
  private static final String INTERACTIVE = "fovea.interactive";

  static Terminal system() {
    Map<String, String> env = System.getenv();
    boolean unicode = locale(env).contains("utf");
    Charset charset = unicode ? StandardCharsets.UTF_8 : Charset.defaultCharset();
    return new Terminal(
        writer(FileDescriptor.out, charset),
        writer(FileDescriptor.err, charset),
        unicode,
        Boolean.getBoolean(INTERACTIVE)
            && !env.containsKey("NO_COLOR")
            && !env.getOrDefault("TERM", "dumb").equals("dumb"));
  }

  private static String locale(Map<String, String> env) {
    for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      String value = env.getOrDefault(name, "");
      if (!value.isEmpty()) {
        return value.toLowerCase(Locale.ROOT);
      }
    }
    return Charset.defaultCharset().name().toLowerCase(Locale.ROOT);
  }

  private static PrintWriter writer(FileDescriptor descriptor, Charset charset) {
    OutputStream stream = new FileOutputStream(descriptor);
    return new PrintWriter(new OutputStreamWriter(stream, charset), true);
  }

  /**
   * Asks the system why standard output takes no more; nothing if the reader has just seen enough,
   * as {@code head} does.
   */
  static Optional<String> whyOutputIsLost() {
    // Not closed: the descriptor is the process's.
    FileOutputStream probe = new FileOutputStream(FileDescriptor.out);
    try {
      probe.write('\n');
      return Optional.empty();
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      return why.contains("Broken pipe") ? Optional.empty() : Optional.of(why);
    }
  }

  Ansi ansi() {
    return interactive ? Ansi.ON : Ansi.OFF;
  }

  /** Returns text with picocli's markup, {@code @|green right|@}, shown or dropped. */
  String styled(String markup) {
    return ansi().string(markup);
  }
}
