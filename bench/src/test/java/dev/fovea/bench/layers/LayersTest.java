package dev.fovea.bench.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fovea.bench.Agreement;
import dev.fovea.bench.jmh.OperatorRig;
import dev.fovea.bench.layers.LayerTimes.Row;
import dev.fovea.bench.peers.Machine;
import dev.fovea.bench.peers.Peak;
import dev.fovea.conformance.Problem;
import dev.fovea.conformance.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class LayersTest {
  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource({
    "conv2d n1 ic64 ih7 iw7 oc64, POINTWISE",
    "conv2d n1 ic64 ih8 iw8 oc64 s2, POINTWISE_STRIDED",
    "conv2d n1 ic64 ih7 iw7 oc64 k3 p1, SQUARE",
    "conv2d n1 ic64 ih8 iw8 oc64 k3 s2, SQUARE_STRIDED",
    "conv2d n1 ic3 ih8 iw8 oc64 k3 s2, FIRST_SQUARE",
    "conv2d n1 ic3 ih9 iw9 oc64 k7 s2, FIRST_LARGE",
    "conv2d n1 ic32 ih9 iw9 oc64 k5, OTHER",
    "conv2d n1 ic32 ih9 iw9 oc64 k3 g32, GROUPED",
    "conv2d n1 ic32 ih9 iw9 oc32 k3 g32, DEPTHWISE",
    "dense n1 in3 out4, DENSE",
    "max_pool2d n1 c4 ih8 iw8 k2, POOLING"
  })
  void layersOfAKindAreFound(String line, LayerKind kind) {
    assertThat(LayerKind.of(Problems.parse(line).op())).isEqualTo(kind);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "conv2d n1 ic16 ih9 iw9 oc16 k3 p1 bias residual act=relu",
        "conv2d n1 ic3 ih9 iw9 oc8 k3 s2 p1 bias act=clip,0,6",
        "dense n1 in30 out20 bias act=relu",
        "max_pool2d n1 c16 ih9 iw9 k3 s2 p1",
        "global_average_pool src=1x16x5x5"
      })
  void onnxRuntimeComputesTheSameLayer(String line) throws Exception {
    Problem problem = Problems.parse(line);
    try (OperatorRig reference = new OperatorRig(problem, "reference", 1);
        OnnxRuntimeLayer peer = new OnnxRuntimeLayer(problem, folder, 1)) {
      Agreement.require("ONNX Runtime", "the reference", peer.output(), reference.output());
      assertThat(peer.leastMicros()).isBetween(0.0, 1e6);
    }
  }

  @Test
  void aKindIsTheSumOfItsLayers() {
    // Bounds are 0.5 ms, of multiply-adds, and 3 times 0.8 ms, of copying.
    List<Row> rows =
        List.of(
            row("conv2d n1 a", 1, 50_000_000, 1000, 2000, 1),
            row("conv2d n1 b", 3, 10_000_000, 1000, 500, 800));
    Peak peak = new Peak(100, 20, 512);
    String table = new LayerTable(new LayerTimes(Machine.here("x"), 1, peak, rows)).toString();
    assertThat(table)
        .contains("1 thread: 100 GFLOP/s of fused multiply-adds, 20.0 GB/s of copying")
        .containsPattern(
            "\\| 1x1 +\\| +2 \\| +20\\.0 \\| +22\\.9 \\| +73 % \\| +83 % \\| +8\\.0 \\| +1\\.14 \\|"
                + " 50 %: a +\\| 2\\.00: b +\\|")
        .containsPattern("\\| a +\\| +1 \\| 1x1 .*\\| multiply-adds \\| +0\\.50 \\|")
        .containsPattern("\\| b +\\| +3 \\| 1x1 .*\\| copying +\\| +2\\.00 \\|");
    assertThat(rows.get(0).gigaflops()).isCloseTo(50, within(1e-9));
  }

  private static Row row(
      String problem, int times, long operations, double micros, double peer, double copy) {
    return new Row(
        problem, LayerKind.POINTWISE, times, "a:b", operations, 8_000_000, micros, peer, copy);
  }

  @Test
  void theCommandWritesFiguresAndPage() throws Exception {
    Path page = folder.resolve("page.md");
    Files.writeString(page, "before\n" + Layers.BEGIN + "\nstale\n" + Layers.END + "\nafter\n");
    Path json = folder.resolve("layers.json");
    String line = "conv2d n1 ic8 ih5 iw5 oc8 k3 p1 bias";
    int code =
        new CommandLine(new Layers())
            .execute(
                "--backend",
                "blas",
                "--rounds",
                "1",
                "--ms",
                "1",
                "--problem",
                line,
                "--output",
                json.toString(),
                "--page",
                page.toString());
    assertThat(code).isZero();
    JsonNode row = new ObjectMapper().readTree(json.toFile()).path("rows").path(0);
    assertThat(row.path("problem").asText()).isEqualTo(line);
    assertThat(row.path("algorithm").asText()).startsWith("blas:conv2d");
    assertThat(row.path("operations").asLong()).isEqualTo(2 * 8 * 8 * 9 * 25);
    assertThat(row.path("micros").asDouble()).isPositive();
    assertThat(Files.readString(page))
        .startsWith("before\n" + Layers.BEGIN)
        .endsWith(Layers.END + "\nafter\n")
        .doesNotContain("stale")
        .contains("| ic8 ih5 iw5 oc8 k3 p1 bias |");
  }
}
