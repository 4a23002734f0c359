package dev.fovea;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.BackendReport.Row;
import dev.fovea.BackendReport.Status;
import dev.fovea.spi.BackendProvider;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackendDiscoveryTest {
  private static final String HEALTHY =
      """
      package plugin;

      import dev.fovea.spi.*;
      import java.util.Map;

      public class %s implements BackendProvider {
        %s

        public String name() { return "healthy"; }
        public int spiVersion() { return SPI_VERSION; }
        public int priority() { return 7; }
        public Availability probe() { return Availability.yes(Map.of()); }
        public Backend open(BackendOptions options) { return null; }
      }
      """;

  @TempDir Path plugin;

  private void compile(String type, String member) throws IOException, URISyntaxException {
    Path source = plugin.resolve(type + ".java");
    Files.writeString(source, HEALTHY.formatted(type, member));
    Path api =
        Path.of(BackendProvider.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int result =
        compiler.run(
            null,
            null,
            null,
            "-proc:none",
            "-classpath",
            api.toString(),
            "-d",
            plugin.toString(),
            source.toString());
    assertThat(result).isZero();
  }

  private void register(String... types) throws IOException {
    Path services = Files.createDirectories(plugin.resolve("META-INF/services"));
    Files.write(services.resolve(BackendProvider.class.getName()), List.of(types));
  }

  private BackendReport discover() throws IOException {
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {plugin.toUri().toURL()}, BackendDiscoveryTest.class.getClassLoader())) {
      return Backends.discover(loader).report();
    }
  }

  private static Row row(BackendReport report, String provider) {
    return report.rows().stream()
        .filter(r -> r.provider().contains(provider))
        .findFirst()
        .orElseThrow(() -> new AssertionError(provider + " in\n" + report));
  }

  @Test
  void brokenProvidersOnTheClassPathAreRowsAndTheOthersSurvive() throws Exception {
    compile("Healthy", "");
    compile(
        "BadStatic", "static { if (true) throw new IllegalStateException(\"static trouble\"); }");
    compile(
        "BadConstructor",
        "public BadConstructor() { throw new UnsupportedOperationException(\"new trouble\"); }");
    compile("Unlinked", "private static final Gone GONE = new Gone();\n  static class Gone {}");
    Files.delete(plugin.resolve("plugin/Unlinked$Gone.class"));
    register(
        "plugin.Missing",
        "plugin.BadStatic",
        "plugin.Healthy",
        "plugin.BadConstructor",
        "dev.fovea.BackendDiscoveryTest",
        "plugin.Unlinked");
    BackendReport report = discover();
    assertThat(row(report, "plugin.Healthy"))
        .extracting(Row::name, Row::status, Row::priority)
        .containsExactly("healthy", Status.AVAILABLE, 7);
    for (String broken :
        List.of(
            "plugin.Missing",
            "plugin.BadStatic",
            "plugin.BadConstructor",
            "dev.fovea.BackendDiscoveryTest",
            "plugin.Unlinked")) {
      assertThat(row(report, broken).status()).as(broken).isEqualTo(Status.BROKEN);
    }
    assertThat(row(report, "plugin.BadStatic").reason()).contains("static trouble");
    assertThat(row(report, "plugin.BadConstructor").reason()).contains("new trouble");
    assertThat(row(report, "plugin.Missing").reason()).contains("not found");
    assertThat(row(report, "plugin.Unlinked").reason()).contains("Gone");
    assertThat(report.rows().get(0).status()).isEqualTo(Status.AVAILABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"this is not a class name", "plugin.A plugin.B"})
  void aMalformedServicesFileIsARow(String line) throws Exception {
    register(line);
    BackendReport report = discover();
    assertThat(report.rows()).isNotEmpty();
    assertThat(report.rows()).extracting(Row::status).contains(Status.BROKEN);
  }
}
