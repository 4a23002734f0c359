package dev.fovea.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fovea.spi.Availability;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
  @TempDir private Path cache;

  @BeforeEach
  void built() {
    Availability availability = new SimdProvider().probe();
    assumeTrue(availability.available(), availability.reason());
  }

  @Test
  void liesInAFolderNamedByItsContent() throws Exception {
    assertThat(probe(1)).containsExactly("available");

    assertThat(files()).hasSize(1);
    Path file = files().get(0);
    assertThat(file.getParent().getFileName().toString()).matches("[0-9a-f]{64}");
    assertThat(file.getParent().getParent()).isEqualTo(cache.resolve("fovea-native"));
    assertThat(Files.size(file)).isLessThan(2 << 20);
  }

  @Test
  void severalJvmsStartAtOnce() throws Exception {
    assertThat(probe(4)).containsOnly("available").hasSize(4);

    assertThat(files()).hasSize(1);
  }

  @Test
  void aDamagedCopyIsReplaced() throws Exception {
    probe(1);
    Path file = files().get(0);
    byte[] whole = Files.readAllBytes(file);
    byte[] flipped = whole.clone();
    flipped[whole.length / 2] ^= 1;
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);
    for (byte[] damaged :
        List.of(new byte[0], Arrays.copyOf(whole, whole.length / 2), flipped, longer)) {
      Files.write(file, damaged);

      assertThat(probe(1)).containsExactly("available");
      assertThat(file).hasBinaryContent(whole);
    }
  }

  @Test
  void severalJvmsReplaceADamagedCopyAtOnce() throws Exception {
    probe(1);
    Path file = files().get(0);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));

    assertThat(probe(4)).containsOnly("available").hasSize(4);
    assertThat(file).hasBinaryContent(whole);
    assertThat(files()).hasSize(1);
  }

  @Test
  void whatAKilledJvmLeftIsNoObstacle() throws Exception {
    probe(1);
    Path file = files().get(0);
    Files.move(file, file.resolveSibling(file.getFileName() + "123.part"));

    assertThat(probe(1)).containsExactly("available");
    assertThat(file).exists();
  }

  @Test
  void aReadOnlyCacheThatHoldsTheCopyIsEnough() throws Exception {
    probe(1);
    Path file = files().get(0);
    Set<PosixFilePermission> writable = Files.getPosixFilePermissions(file.getParent());
    Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assertThat(probe(1)).containsExactly("available");
    } finally {
      Files.setPosixFilePermissions(file.getParent(), writable);
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws Exception {
    Path file = Files.createFile(cache.resolve("file"));

    assertThat(probe(1, file).get(0)).contains("cannot be copied", file.toString(), "-Dfovea");
  }

  @Test
  void eachClassLoaderHasItsOwn() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    ClassLoader platform = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader first = new URLClassLoader(urls.toArray(URL[]::new), platform);
        URLClassLoader second = new URLClassLoader(urls.toArray(URL[]::new), platform)) {
      // Both stay loaded, this test's own too.
      for (ClassLoader loader : List.of(first, second)) {
        Class<?> provider = loader.loadClass(SimdProvider.class.getName());
        Object availability =
            provider.getMethod("probe").invoke(provider.getConstructor().newInstance());
        Method reason = availability.getClass().getMethod("reason");
        assertThat(reason.invoke(availability)).isEqualTo("");
      }
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> walk = Files.walk(cache)) {
      return walk.filter(Files::isRegularFile).toList();
    }
  }

  private List<String> probe(int jvms) throws Exception {
    return probe(jvms, cache);
  }

  /** Starts JVMs that probe the backend, and returns what each one printed. */
  private static List<String> probe(int jvms, Path cache) throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < jvms; i++) {
      processes.add(
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Dfovea.native.cache=" + cache,
                  "-cp",
                  System.getProperty("java.class.path"),
                  Probe.class.getName())
              .redirectErrorStream(true)
              .start());
    }
    List<String> printed = new ArrayList<>();
    for (Process process : processes) {
      byte[] bytes = process.getInputStream().readAllBytes();
      printed.add(new String(bytes, StandardCharsets.UTF_8).trim());
      process.waitFor();
    }
    return printed;
  }

  /** Prints whether the backend is available, or why not. */
  static final class Probe {
    private Probe() {}

    public static void main(String[] args) {
      Availability availability = new SimdProvider().probe();
      System.out.println(availability.available() ? "available" : availability.reason());
    }
  }
}
