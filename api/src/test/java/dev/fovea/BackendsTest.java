package dev.fovea;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.BackendReport.Row;
import dev.fovea.BackendReport.Status;
import dev.fovea.spi.Availability;
import dev.fovea.spi.Backend;
import dev.fovea.spi.BackendOptions;
import dev.fovea.spi.BackendProvider;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackendsTest {
  private String propertyBefore;

  @BeforeEach
  void clearProperty() {
    propertyBefore = System.clearProperty(Backends.PROPERTY);
  }

  @AfterEach
  void restoreProperty() {
    System.clearProperty(Backends.PROPERTY);
    if (propertyBefore != null) {
      System.setProperty(Backends.PROPERTY, propertyBefore);
    }
  }

  /** A provider that answers as told. */
  private static final class Fake implements BackendProvider {
    private final String name;
    private final int priority;
    private int version = SPI_VERSION;
    private Supplier<Availability> probe = () -> Availability.yes(Map.of("fact", "yes"));
    private Function<BackendOptions, Backend> open;

    Fake(String name, int priority) {
      this.name = name;
      this.priority = priority;
      this.open = options -> backend(name);
    }

    Fake version(int changed) {
      version = changed;
      return this;
    }

    Fake probing(Supplier<Availability> changed) {
      probe = changed;
      return this;
    }

    Fake opening(Function<BackendOptions, Backend> changed) {
      open = changed;
      return this;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public int spiVersion() {
      return version;
    }

    @Override
    public int priority() {
      return priority;
    }

    @Override
    public Availability probe() {
      return probe.get();
    }

    @Override
    public Backend open(BackendOptions options) {
      return open.apply(options);
    }
  }

  private static Backend backend(String name) {
    return (Backend)
        Proxy.newProxyInstance(
            Backend.class.getClassLoader(),
            new Class<?>[] {Backend.class},
            (proxy, method, arguments) -> method.getName().equals("name") ? name : null);
  }

  private static Backends of(BackendProvider... providers) {
    return Backends.of(List.of(providers));
  }

  private static Fake refusing(String name, int priority) {
    return new Fake(name, priority).probing(() -> Availability.no("needs AVX2"));
  }

  @Test
  void theHighestPriorityThatIsAvailableWins() {
    Backends backends =
        of(new Fake("slow", 0), refusing("fastest", 100), new Fake("fast", 50), new Fake("mid", 9));
    try (Backend opened = backends.open()) {
      assertThat(opened.name()).isEqualTo("fast");
    }
    assertThat(backends.report().rows())
        .extracting(Row::name)
        .containsExactly("fastest", "fast", "mid", "slow");
  }

  @Test
  void theReportSaysWhatBecameOfEach() {
    Backends backends = of(new Fake("fast", 50), refusing("faster", 60));
    Row refused = backends.report().rows().get(0);
    assertThat(refused)
        .isEqualTo(
            new Row(
                "faster",
                Fake.class.getName(),
                60,
                BackendProvider.SPI_VERSION,
                Status.REFUSED,
                "needs AVX2",
                Map.of()));
    assertThat(backends.report().toString())
        .isEqualTo(
            "  faster       REFUSED   priority 60: needs AVX2\n"
                + "  fast         AVAILABLE priority 50 {fact=yes}");
  }

  @Test
  void anUnknownNameListsWhatThereIs() {
    Backends backends = of(new Fake("reference", 0), refusing("native", 100));
    assertThatThrownBy(() -> backends.open("natve"))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContainingAll(
            "Backend[natve]: no such backend",
            "reference    AVAILABLE",
            "native       REFUSED",
            "needs AVX2");
  }

  @Test
  void anEmptyClassPathSaysWhatToAdd() {
    assertThatThrownBy(() -> of().open())
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContainingAll("none is available", "fovea-backend-reference");
  }

  @Test
  void aNamedBackendThatCannotRunIsAnErrorNotAFallBack() {
    Backends backends = of(new Fake("reference", 0), refusing("native", 100));
    assertThatThrownBy(() -> backends.open("native"))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageStartingWith("Backend[native]: cannot be opened: needs AVX2");
    System.setProperty(Backends.PROPERTY, "native");
    assertThatThrownBy(backends::open)
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageStartingWith("Backend[native]: cannot be opened: needs AVX2");
  }

  @Test
  void thePropertyDecides() {
    Backends backends = of(new Fake("slow", 0), new Fake("fast", 50));
    System.setProperty(Backends.PROPERTY, "slow");
    try (Backend opened = backends.open()) {
      assertThat(opened.name()).isEqualTo("slow");
    }
  }

  @Test
  void twoProvidersOfOneNameAreAnError() {
    Backends backends = of(new Fake("fast", 50), new Fake("fast", 40));
    assertThatThrownBy(() -> backends.open("fast"))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageStartingWith(
            "Backend[fast]: 2 providers have this name (" + Fake.class.getName());
    assertThatThrownBy(backends::open).hasMessageContaining("2 providers have this name");
  }

  @Test
  void equalHighestPrioritiesAreAnError() {
    Backends backends = of(new Fake("a", 50), new Fake("b", 50), new Fake("c", 1));
    assertThatThrownBy(backends::open)
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageStartingWith("Backend: a and b share priority 50")
        .hasMessageContaining("-Dfovea.backend=<name>");
    try (Backend opened = backends.open("b")) {
      assertThat(opened.name()).isEqualTo("b");
    }
  }

  @Test
  void equalPrioritiesBelowTheHighestAreFine() {
    try (Backend opened = of(new Fake("a", 5), new Fake("b", 5), new Fake("c", 6)).open()) {
      assertThat(opened.name()).isEqualTo("c");
    }
  }

  @Test
  void anotherSpiVersionIsRefusedWithoutAProbe() {
    Fake old =
        new Fake("old", 50)
            .version(BackendProvider.SPI_VERSION - 1)
            .probing(
                () -> {
                  throw new AssertionError("probed");
                });
    Row row = of(old).report().rows().get(0);
    assertThat(row.status()).isEqualTo(Status.REFUSED);
    assertThat(row.reason()).contains("SPI version 0; expected 1");
    assertThatThrownBy(() -> of(old).open("old")).hasMessageContaining("SPI version 0");
  }

  @Test
  void whateverAProviderThrowsIsARow() {
    Fake unlinked =
        new Fake("native", 90)
            .probing(
                () -> {
                  throw new UnsatisfiedLinkError("libopenblas.so.0: not found");
                });
    Fake broken =
        new Fake("broken", 95)
            .probing(
                () -> {
                  throw new IllegalStateException("outer", new IOException("disk is gone"));
                });
    Fake nothing = new Fake("nothing", 99).probing(() -> null);
    Fake nameless = new Fake(null, 98);
    Backends backends = of(unlinked, broken, nothing, nameless, new Fake("reference", 0));
    List<Row> rows = backends.report().rows();
    assertThat(rows.get(0).name()).isEqualTo("reference");
    assertThat(rows.subList(1, 5)).extracting(Row::status).containsOnly(Status.BROKEN);
    assertThat(rows).extracting(Row::reason).anyMatch(r -> r.contains("libopenblas.so.0"));
    assertThat(rows).extracting(Row::reason).anyMatch(r -> r.contains("disk is gone"));
    assertThat(rows).extracting(Row::reason).anyMatch(r -> r.contains("name() returned null"));
    try (Backend opened = backends.open()) {
      assertThat(opened.name()).isEqualTo("reference");
    }
  }

  @Test
  void aFailingOpenIsUnavailableWithItsCause() {
    UnsatisfiedLinkError cause = new UnsatisfiedLinkError("no symbol");
    Fake fake =
        new Fake("native", 1)
            .opening(
                options -> {
                  throw cause;
                });
    assertThatThrownBy(() -> of(fake).open())
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContainingAll("Backend[native]: failed to open", "no symbol")
        .hasCause(cause);
  }

  @Test
  void optionsReachTheProviderAndItsRefusalTheCaller() {
    Fake fake =
        new Fake("native", 1)
            .opening(
                options -> {
                  options.requireKnown("native", Set.of("threads"));
                  return backend("native " + options.values());
                });
    BackendOptions threads = new BackendOptions(Map.of("threads", "2"));
    try (Backend opened = of(fake).open("native", threads)) {
      assertThat(opened.name()).isEqualTo("native {threads=2}");
    }
    assertThatThrownBy(() -> of(fake).open("native", new BackendOptions(Map.of("thread", "2"))))
        .isExactlyInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[thread]");
  }

  @Test
  void severalBackendsAreOpenAtOnce() {
    Backends backends = of(new Fake("a", 1), new Fake("b", 2));
    try (Backend a = backends.open("a");
        Backend b = backends.open("b");
        Backend again = backends.open("a")) {
      assertThat(a.name() + b.name() + again.name()).isEqualTo("aba");
      assertThat(a).isNotSameAs(again);
    }
  }

  @Test
  void theExceptionCarriesTheReport() {
    Backends backends = of(refusing("native", 1));
    assertThatThrownBy(backends::open)
        .isInstanceOfSatisfying(
            BackendUnavailableException.class,
            e -> assertThat(e.report()).isEqualTo(backends.report()));
  }

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
            new URL[] {plugin.toUri().toURL()}, BackendsTest.class.getClassLoader())) {
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
        "dev.fovea.BackendsTest",
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
            "dev.fovea.BackendsTest",
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
