package dev.fovea.bench.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where and how something was measured.
 *
 * @param date when, in UTC
 * @param commit of the sources, with a + if they were changed
 * @param cpu the processor's name
 * @param isa its instruction sets that matter here
 * @param cores processors this JVM may use
 * @param java the JVM
 * @param os the operating system
 * @param settings of the instrument
 */
public record Machine(
    String date,
    String commit,
    String cpu,
    List<String> isa,
    int cores,
    String java,
    String os,
    String settings) {
  private static final Set<String> INTERESTING =
      Set.of(
          "avx",
          "fma",
          "avx2",
          "avx512f",
          "avx512bw",
          "avx512vl",
          "avx512_vnni",
          "amx_tile",
          "asimd",
          "sve",
          "sve2");

  /** Creates a description. */
  public Machine {
    isa = List.copyOf(isa);
  }

  /** Describes this one. */
  public static Machine here(String settings) {
    return new Machine(
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        checkedOut(),
        cpuInfo("model name").findFirst().orElse(System.getProperty("os.arch")),
        Stream.concat(cpuInfo("flags"), cpuInfo("Features"))
            .flatMap(flags -> Stream.of(flags.split(" ", -1)))
            .filter(INTERESTING::contains)
            .distinct()
            .toList(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        settings);
  }

  private static Stream<String> cpuInfo(String key) {
    Path file = Path.of("/proc/cpuinfo");
    try {
      return (Files.isReadable(file) ? Files.readAllLines(file) : List.<String>of())
          .stream()
              .filter(line -> line.startsWith(key) && line.contains(":"))
              .map(line -> line.substring(line.indexOf(':') + 1).strip());
    } catch (IOException e) {
      // The figures count without it.
      return Stream.of();
    }
  }

  private static String checkedOut() {
    String changed = git("status", "--porcelain", "--untracked-files=no").isEmpty() ? "" : "+";
    String hash = git("rev-parse", "--short=12", "HEAD");
    return hash.isEmpty() ? "unknown" : hash + changed;
  }

  private static String git(String... arguments) {
    try {
      Process process =
          new ProcessBuilder(
                  Stream.concat(Stream.of("git"), Stream.of(arguments)).toArray(String[]::new))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "";
    }
  }
}
