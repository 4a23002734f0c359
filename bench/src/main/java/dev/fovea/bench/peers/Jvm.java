package dev.fovea.bench.peers;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The JVM that processes are started with: this one, and the same options for every engine. */
final class Jvm {
  private static final int WARNS_ABOUT_NATIVE_ACCESS = 24;

  private Jvm() {}

  static List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // By default native memory may be as large as the heap: too little for a large model.
    command.add("-XX:MaxDirectMemorySize=" + memory() / 4 * 3);
    if (Runtime.version().feature() >= WARNS_ABOUT_NATIVE_ACCESS) {
      command.add("--enable-native-access=ALL-UNNAMED");
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    return command;
  }

  private static long memory() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
        .getTotalMemorySize();
  }
}
