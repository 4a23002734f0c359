package dev.fovea.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The processor as the operating system describes it.
 *
 * @param name model name, or the architecture where none is told
 * @param cores processors this JVM may use
 * @param features instruction sets that convolution engines care about; empty where unknown
 */
record CpuInfo(String name, int cores, List<String> features) {
  private static final Set<String> INTERESTING =
      Set.of(
          "sse4_2",
          "avx",
          "f16c",
          "fma",
          "avx2",
          "avx512f",
          "avx512bw",
          "avx512vl",
          "avx512_vnni",
          "avx_vnni",
          "avx512_bf16",
          "amx_tile",
          "asimd",
          "asimdhp",
          "asimddp",
          "sve",
          "sve2",
          "i8mm");

  /** Reads /proc/cpuinfo where there is one. */
  static CpuInfo read() {
    return parse(Path.of("/proc/cpuinfo"));
  }

  static CpuInfo parse(Path file) {
    String name = System.getProperty("os.arch");
    Set<String> features = new LinkedHashSet<>();
    if (Files.isReadable(file)) {
      try {
        for (String line : Files.readAllLines(file)) {
          int colon = line.indexOf(':');
          if (colon < 0) {
            continue;
          }
          String key = line.substring(0, colon).strip();
          String value = line.substring(colon + 1).strip();
          if (key.equals("model name")) {
            name = value;
          } else if (key.equals("flags") || key.equals("Features")) {
            features.addAll(List.of(value.split(" ", -1)));
          }
        }
      } catch (IOException e) {
        // The report is still useful without the processor's features.
        features.clear();
      }
    }
    features.retainAll(INTERESTING);
    return new CpuInfo(name, Runtime.getRuntime().availableProcessors(), new ArrayList<>(features));
  }
}
