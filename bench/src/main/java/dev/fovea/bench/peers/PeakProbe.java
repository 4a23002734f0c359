package dev.fovea.bench.peers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures what the machine can do, in a process of its own.
 *
 * <p>Plain Java does not reach the peak of fused multiply-adds; its Vector API does. That is an
 * incubating module, so the program that uses it, {@value #PROGRAM}, is compiled when it runs.
 */
public final class PeakProbe {
  private static final String PROGRAM = "MachinePeak.java";

  private PeakProbe() {}

  /**
   * Measures.
   *
   * @throws IllegalStateException if the program fails, for example on a JRE without a compiler
   */
  public static Peak measure(int threads, int millis) {
    try {
      Path folder = Files.createTempDirectory("fovea-peak");
      Path source = folder.resolve(PROGRAM);
      Path log = folder.resolve("log");
      try (InputStream program = PeakProbe.class.getResourceAsStream(PROGRAM)) {
        if (program == null) {
          throw new IllegalStateException("resource " + PROGRAM + " is missing");
        }
        Files.copy(program, source);
        return run(source, log, threads, millis);
      } finally {
        Files.deleteIfExists(source);
        Files.deleteIfExists(log);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new IllegalStateException(PROGRAM + " cannot be run", e);
    }
  }

  private static Peak run(Path source, Path log, int threads, int millis) throws IOException {
    List<String> command = new ArrayList<>(Jvm.command());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", source.toString()));
    command.addAll(List.of(String.valueOf(threads), String.valueOf(millis)));
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    String answer =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    String[] words = answer.split(" ", -1);
    if (words.length != 3) {
      throw new IllegalStateException(
          PROGRAM + " failed; expected a JDK with jdk.incubator.vector; " + Files.readString(log));
    }
    return new Peak(
        Double.parseDouble(words[1]), Double.parseDouble(words[2]), Integer.parseInt(words[0]));
  }
}
