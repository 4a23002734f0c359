package dev.fovea.conformance;

import java.util.ArrayList;
import java.util.List;

/** What a backend threw: where it did, and what it had been asked for. */
final class Thrown {
  private static final int FRAMES = 6;
  private static final String KIT = Thrown.class.getPackageName();

  private Thrown() {}

  /** Travels with an exception, whose type must stay for those who expect it. */
  private static final class Situation extends Exception {
    private static final long serialVersionUID = 1;

    Situation(String text) {
      super(text, null, false, false);
    }
  }

  /** Adds what was being done, in whole lines, for {@link #describe} to tell. */
  static void during(Throwable thrown, String situation) {
    if (!isFinding(thrown)) {
      thrown.addSuppressed(new Situation(situation));
    }
  }

  /** Tells whether the kit itself threw it, to say what is wrong. */
  static boolean isFinding(Throwable thrown) {
    return thrown instanceof AssertionError
        && List.of(thrown.getStackTrace()).stream()
            .map(StackTraceElement::getClassName)
            .filter(name -> !name.matches("(java|jdk|org\\.assertj)\\..*"))
            .findFirst()
            .filter(Thrown::isOfKit)
            .isPresent();
  }

  private static boolean isOfKit(String className) {
    return className.startsWith(KIT + ".") && className.lastIndexOf('.') == KIT.length();
  }

  /** Returns the exception, its first frames outside the kit, its causes, and the situation. */
  static String describe(Throwable thrown) {
    List<String> lines = new ArrayList<>();
    lines.add(thrown.toString());
    addFrames(lines, thrown);
    for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
      lines.add("  caused by " + cause);
      addFrames(lines, cause);
    }
    for (Throwable suppressed : thrown.getSuppressed()) {
      if (suppressed instanceof Situation) {
        lines.add(suppressed.getMessage());
      }
    }
    return String.join("\n", lines);
  }

  private static void addFrames(List<String> lines, Throwable thrown) {
    List.of(thrown.getStackTrace()).stream()
        .takeWhile(frame -> !isOfKit(frame.getClassName()))
        .limit(FRAMES)
        .forEach(frame -> lines.add("    at " + frame));
  }
}
