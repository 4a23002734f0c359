package dev.fovea.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is computed, written and drawn from measurements. */
class ResultsTest {
  @TempDir Path folder;

  private static Row row(String peer, double... millis) {
    List<Double> nanos = Arrays.stream(millis).mapToObj(ms -> ms * 1e6).toList();
    double least = Arrays.stream(millis).min().orElseThrow() * 1e6;
    return new Row(peer, "v1", null, nanos, least, 5e6, 6e6, 7e8, 80_000_000, 9_000_000);
  }

  private static Row failed(String peer) {
    return new Row(
        peer,
        "",
        "/home/me/src/a.cpp:7: operator Warp, 1/2, is unknown",
        List.of(),
        0,
        0,
        0,
        0,
        0,
        9_000_000);
  }

  private static Results results() {
    Machine machine =
        new Machine("now", "abc+", "CPU", List.of("avx2"), 2, "Java", "Linux", "3 rounds");
    Peak peak = new Peak(100, 20, 256);
    return new Results(
        machine,
        List.of(
            new Comparison(
                "one",
                "[1, 3]",
                1,
                50_000_000,
                peak,
                List.of(
                    row(Peer.JUDGE, 2, 4, 2),
                    row("Fovea blas", 4, 8, 4),
                    row("Other", 1, 2, 1),
                    failed("Third"))),
            new Comparison(
                "two",
                "[1, 3]",
                1,
                50_000_000,
                peak,
                List.of(
                    row(Peer.JUDGE, 2, 2, 2),
                    row("Fovea blas", 16, 16, 16),
                    failed("Other"),
                    failed("Third")))));
  }

  @Test
  void ratiosAreTakenRoundByRoundAndMeansAreGeometric() {
    Results results = results();
    Comparison one = results.comparisons().get(0);
    Row ours = one.row("Fovea blas").orElseThrow();
    assertThat(Figures.toJudge(one, ours)).hasValue(2);
    assertThat(Figures.toBest(one, ours)).hasValue(4);
    assertThat(one.gigaflops(ours)).isCloseTo(25, within(1e-9));
    assertThat(one.shareOfPeak(ours)).isCloseTo(0.25, within(1e-9));
    Figures.Ratios ratios = new Figures(results).ratios("Fovea blas", 1);
    assertThat(ratios.geometricMean()).isCloseTo(4, within(1e-9));
    assertThat(ratios.worst()).isEqualTo(8);
    assertThat(ratios.count()).isEqualTo(2);
    assertThat(new Figures(results).ratios("Other", 1).count()).isEqualTo(1);
    assertThat(new Figures(results).ratios("Third", 1).count()).isZero();
  }

  @Test
  void oursIsNoPeerToBeat() {
    Comparison alone =
        new Comparison(
            "net", "[1]", 1, 1, new Peak(1, 1, 128), List.of(row("Fovea blas", 1), row("X", 3)));
    assertThat(alone.best()).map(Row::peer).contains("X");
    assertThat(Figures.toJudge(alone, alone.rows().get(0))).isEmpty();
  }

  @Test
  void jsonComesBack() throws Exception {
    Path file = folder.resolve("results.json");
    results().write(file);
    assertThat(Results.read(file)).isEqualTo(results());
    assertThat(Files.readString(file)).contains("\"medianMillis\" : 4.0").contains("\"spread\"");
  }

  @Test
  void thePageTakesTheResultsAndKeepsItsText() throws Exception {
    Path page = folder.resolve("page.md");
    Files.writeString(
        page, "before\n" + PerformancePage.BEGIN + "\nstale\n" + PerformancePage.END + "\nafter\n");
    Path images = folder.resolve("images");
    PerformancePage.write(results(), page, images);
    String text = Files.readString(page);
    assertThat(text)
        .startsWith("before\n" + PerformancePage.BEGIN)
        .endsWith(PerformancePage.END + "\nafter\n")
        .doesNotContain("stale")
        .contains("100 GFLOP/s of fused multiply-adds, 20.0 GB/s of copying")
        .containsPattern("\\| Fovea blas +\\| +1 \\| +4\\.00 \\| +8\\.00 \\| +2 of 2 \\|")
        .containsPattern("\\| Third +\\| +1 \\| +- \\| +- \\| +0 of 2 \\|")
        .contains("Third: a.cpp:7: operator Warp, 1/2, is unknown")
        .contains("](images/ratios-1.svg)");
    try (Stream<Path> drawn = Files.list(images)) {
      assertThat(drawn.map(file -> file.getFileName().toString()))
          .contains("ratios-1.png", "ratios-1.svg", "gigaflops-1.svg", "cold-start-1.png");
    }
    assertThat(Files.readString(images.resolve("ratios-1.svg"))).contains("<svg");
    PerformancePage.write(results(), page, images);
    assertThat(Files.readString(page)).isEqualTo(text);

    Files.writeString(page, "nothing");
    assertThatThrownBy(() -> PerformancePage.write(results(), page, images))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no place for results");
  }

  @Test
  void withoutTheJudgeThereAreNoCharts() throws Exception {
    Comparison alone =
        new Comparison(
            "net", "[1]", 1, 1, new Peak(1, 1, 128), List.of(row("Fovea blas", 1), row("X", 3)));
    Results results = new Results(results().machine(), List.of(alone));
    assertThat(new Charts(results, folder).draw()).isEmpty();
    assertThat(new Tables(results).summary()).contains("0 of 1");
  }

  @Test
  void peersAreChosenByPartsOfTheirNames() {
    Peer blas = new Peer("Fovea blas", "E", "", List.of(), 0);
    Peer judge = new Peer(Peer.JUDGE, "E", "", List.of(), 0);
    List<Peer> all = List.of(judge, blas);
    assertThat(Peer.chosen(all, List.of())).isEqualTo(all);
    assertThat(Peer.chosen(all, List.of("BLAS"))).containsExactly(blas);
    assertThat(Peer.chosen(all, List.of("fovea", "onnx"))).isEqualTo(all);
    assertThatThrownBy(() -> Peer.chosen(all, List.of("blas", "torch")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no peer is called torch")
        .hasMessageContaining("ONNX Runtime, Fovea blas");
  }

  @Test
  void repetitionsCompareWhatBothRan() {
    Results all = results();
    Results one = new Results(all.machine(), all.comparisons().subList(0, 1));
    assertThat(Repetition.compare(all, one))
        .containsPattern(
            "\\| Fovea blas +\\| +1 +\\| +1 \\| +2\\.000 \\| +2\\.000 \\| +\\+0\\.0 % \\|")
        .doesNotContain("Third");
  }

  @Test
  void repetitionsTellHowFarTheMeansMoved() {
    assertThat(Repetition.compare(results(), results()))
        .containsPattern(
            "\\| Fovea blas +\\| +1 \\| +2 \\| +4\\.000 \\| +4\\.000 \\| +\\+0\\.0 % \\|");
  }

  @Test
  void theMachineCanDoSomething() {
    Peak peak = PeakProbe.measure(1, 1);
    assertThat(peak.gigaflops()).isPositive();
    assertThat(peak.gigabytes()).isPositive();
    assertThat(peak.bits()).isGreaterThanOrEqualTo(64);
    Machine here = Machine.here("settings");
    assertThat(here.cores()).isPositive();
    assertThat(here.commit()).isNotEmpty();
  }
}
