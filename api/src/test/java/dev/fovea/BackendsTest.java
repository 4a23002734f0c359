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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

  private static Backends of(BackendProvider... providers) {
    return Backends.of(List.of(providers));
  }

  @Test
  void theHighestPriorityThatIsAvailableWins() {
    Backends backends =
        of(
            new FakeProvider("slow", 0),
            FakeProvider.refusing("fastest", 100),
            new FakeProvider("fast", 50),
            new FakeProvider("mid", 9));
    try (Backend opened = backends.open()) {
      assertThat(opened.name()).isEqualTo("fast");
    }
    assertThat(backends.report().rows())
        .extracting(Row::name)
        .containsExactly("fastest", "fast", "mid", "slow");
  }

  @Test
  void theReportSaysWhatBecameOfEach() {
    Backends backends = of(new FakeProvider("fast", 50), FakeProvider.refusing("faster", 60));
    Row refused = backends.report().rows().get(0);
    assertThat(refused)
        .isEqualTo(
            new Row(
                "faster",
                FakeProvider.class.getName(),
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
    Backends backends = of(new FakeProvider("reference", 0), FakeProvider.refusing("native", 100));
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
    Backends backends = of(new FakeProvider("reference", 0), FakeProvider.refusing("native", 100));
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
    Backends backends = of(new FakeProvider("slow", 0), new FakeProvider("fast", 50));
    System.setProperty(Backends.PROPERTY, "slow");
    try (Backend opened = backends.open()) {
      assertThat(opened.name()).isEqualTo("slow");
    }
  }

  @Test
  void twoProvidersOfOneNameAreAnError() {
    Backends backends = of(new FakeProvider("fast", 50), new FakeProvider("fast", 40));
    assertThatThrownBy(() -> backends.open("fast"))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageStartingWith(
            "Backend[fast]: 2 providers have this name (" + FakeProvider.class.getName());
    assertThatThrownBy(backends::open).hasMessageContaining("2 providers have this name");
  }

  @Test
  void equalHighestPrioritiesAreAnError() {
    Backends backends =
        of(new FakeProvider("a", 50), new FakeProvider("b", 50), new FakeProvider("c", 1));
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
    try (Backend opened =
        of(new FakeProvider("a", 5), new FakeProvider("b", 5), new FakeProvider("c", 6)).open()) {
      assertThat(opened.name()).isEqualTo("c");
    }
  }

  @Test
  void onlyWhatIsNeededIsProbedAndOnce() {
    List<String> probed = new ArrayList<>();
    Backends backends =
        of(
            noting("slow", 1, probed),
            noting("fast", 3, probed),
            FakeProvider.refusing("fastest", 4),
            noting("mid", 2, probed));
    backends.open().close();
    assertThat(probed).containsExactly("fast");
    backends.open("slow").close();
    assertThat(probed).containsExactly("fast", "slow");
    assertThat(backends.report().rows()).hasSize(4);
    assertThat(backends.report().rows()).hasSize(4);
    assertThat(probed).containsExactly("fast", "slow", "mid");
  }

  private static FakeProvider noting(String name, int priority, List<String> probed) {
    return new FakeProvider(name, priority)
        .probing(
            () -> {
              probed.add(name);
              return Availability.yes(Map.of());
            });
  }

  @Test
  void anotherSpiVersionIsRefusedWithoutAProbe() {
    FakeProvider old =
        new FakeProvider("old", 50)
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
    FakeProvider unlinked =
        new FakeProvider("native", 90)
            .probing(
                () -> {
                  throw new UnsatisfiedLinkError("libopenblas.so.0: not found");
                });
    FakeProvider broken =
        new FakeProvider("broken", 95)
            .probing(
                () -> {
                  throw new IllegalStateException("outer", new IOException("disk is gone"));
                });
    FakeProvider nothing = new FakeProvider("nothing", 99).probing(() -> null);
    FakeProvider nameless = new FakeProvider(null, 98);
    Backends backends = of(unlinked, broken, nothing, nameless, new FakeProvider("reference", 0));
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
    FakeProvider fake =
        new FakeProvider("native", 1)
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
    FakeProvider fake =
        new FakeProvider("native", 1)
            .opening(
                options -> {
                  options.requireKnown("native", Set.of("threads"));
                  return FakeProvider.backend("native " + options.values());
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
    Backends backends = of(new FakeProvider("a", 1), new FakeProvider("b", 2));
    try (Backend a = backends.open("a");
        Backend b = backends.open("b");
        Backend again = backends.open("a")) {
      assertThat(a.name() + b.name() + again.name()).isEqualTo("aba");
      assertThat(a).isNotSameAs(again);
    }
  }

  @Test
  void theExceptionCarriesTheReport() {
    Backends backends = of(FakeProvider.refusing("native", 1));
    assertThatThrownBy(backends::open)
        .isInstanceOfSatisfying(
            BackendUnavailableException.class,
            e -> assertThat(e.report()).isEqualTo(backends.report()));
  }

  @ParameterizedTest
  @MethodSource("throwables")
  void noThrowableOfAProviderEndsTheSearch(Throwable thrown) {
    FakeProvider broken =
        new FakeProvider("broken", 9)
            .probing(
                () -> {
                  throw BackendsTest.<RuntimeException>sneaky(thrown);
                });
    Backends backends = of(broken, new FakeProvider("reference", 0));
    Row row = backends.report().rows().get(1);
    assertThat(row.status()).isEqualTo(Status.BROKEN);
    assertThat(row.reason()).isEqualTo(thrown.toString());
  }

  static List<Throwable> throwables() {
    return List.of(
        new AssertionError("an assertion"),
        new StackOverflowError("too deep"),
        new OutOfMemoryError("too large"),
        new IOException("unchecked"));
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @Test
  void aBrokenVirtualMachineIsNoRow() {
    FakeProvider broken =
        new FakeProvider("broken", 9)
            .probing(
                () -> {
                  throw new InternalError("broken machine");
                });
    assertThatThrownBy(() -> of(broken).report())
        .isInstanceOf(InternalError.class)
        .hasMessage("broken machine");
  }

  @Test
  void aRefusalWithoutAReasonIsBroken() {
    FakeProvider silent = new FakeProvider("silent", 1).probing(() -> Availability.no(null));
    Backends backends = of(silent);
    assertThat(backends.report().rows().get(0).status()).isEqualTo(Status.BROKEN);
    assertThat(backends.report().toString()).contains("reason is null");
    assertThatThrownBy(() -> new Availability(true, "", null)).hasMessageContaining("facts");
  }

  @Test
  void openingNothingIsUnavailable() {
    FakeProvider empty = new FakeProvider("empty", 1).opening(options -> null);
    assertThatThrownBy(() -> of(empty).open())
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContainingAll("Backend[empty]: failed to open", "open() returned null");
  }

  @Test
  void anyExceptionOfAnOpenIsUnavailableButThatOfItsOptions() {
    FakeProvider failing =
        new FakeProvider("failing", 1)
            .opening(
                options -> {
                  throw new UnsupportedOperationException("not today");
                });
    assertThatThrownBy(() -> of(failing).open("failing"))
        .isInstanceOf(BackendUnavailableException.class)
        .hasMessageContaining("not today");
  }
}
