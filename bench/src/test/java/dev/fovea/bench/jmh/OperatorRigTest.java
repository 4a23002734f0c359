package dev.fovea.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.bench.FastBackends;
import dev.fovea.conformance.Problem;
import dev.fovea.conformance.Problems;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the benchmarks run, without timing it. */
class OperatorRigTest {
  @Test
  void everyLineOfEveryListIsAProblemOnce() {
    List<String> lists = new ArrayList<>(Shapes.LAYERS);
    lists.addAll(List.of(Shapes.GEMM, Shapes.KIT));
    for (String list : lists) {
      List<String> lines = Shapes.of(list);
      assertThat(lines).as(list).hasSizeGreaterThan(10).doesNotHaveDuplicates();
      for (String line : lines) {
        assertThatCode(
                () -> {
                  Problem problem = Problems.parse(line);
                  problem.op().infer(problem.inputs());
                })
            .as(list + ": " + line)
            .doesNotThrowAnyException();
      }
    }
    assertThatThrownBy(() -> Shapes.of("alexnet"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no list 'alexnet'; expected one of [resnet50");
  }

  /**
   * Every layer as often as the comment behind it says: the multiply-adds that torchvision tells.
   */
  @ParameterizedTest
  @CsvSource({
    "resnet50,4089184256",
    "vgg16,15470264320",
    "googlenet,1498376192",
    "mobilenet_v2,300774272",
    "squeezenet1_1,349151936"
  })
  void theLayersAddUpToTheNetwork(String network, long multiplyAdds) throws IOException {
    Pattern times = Pattern.compile("# (\\d+) times");
    long sum = 0;
    try (InputStream list =
        Shapes.class.getResourceAsStream("/dev/fovea/bench/shapes/" + network + ".txt")) {
      for (String line : new String(list.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        if (line.startsWith("conv2d") || line.startsWith("dense")) {
          Problem problem = Problems.parse(line);
          Matcher count = times.matcher(line);
          int occurs = count.find() ? Integer.parseInt(count.group(1)) : 1;
          sum += occurs * problem.op().multiplyAdds(problem.inputs());
        }
      }
    }
    assertThat(sum).isEqualTo(multiplyAdds);
  }

  static List<String> backends() {
    return FastBackends.names();
  }

  @ParameterizedTest
  @MethodSource("backends")
  void smallEdgesAgreeWithTheReferenceAndReleaseTheirMemory(String backend) {
    long before = Tensor.liveBytes();
    int checked = 0;
    for (String line : Shapes.of("edge")) {
      Problem problem = Problems.parse(line);
      if (problem.op().multiplyAdds(problem.inputs()) < 2_000_000) {
        try (OperatorRig rig = new OperatorRig(problem, backend, 2)) {
          rig.requireAgreement(problem);
          rig.prepare();
          assertThat(rig.algorithm()).matches("(" + backend + "|portable):.+");
          checked++;
        }
      }
    }
    assertThat(checked).isGreaterThan(5);
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }
}
