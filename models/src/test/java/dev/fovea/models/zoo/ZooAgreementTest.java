package dev.fovea.models.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import dev.fovea.models.check.Difference;
import dev.fovea.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * ONNX Runtime runs every network of the zoo from the file we write, and agrees with every backend;
 * read again, the file computes the same bits.
 *
 * <p>With {@code -Dfovea.full=true -Dfovea.updateDocs=true} the errors are written into {@code
 * docs/zoo.md}.
 */
class ZooAgreementTest {
  private static final Map<String, ZooAgreement> RESULTS = new LinkedHashMap<>();

  static List<Architecture> all() {
    return ZooCases.all();
  }

  @ParameterizedTest
  @MethodSource("all")
  void onnxRuntimeAgrees(Architecture architecture) throws OrtException {
    long live = Tensor.liveBytes();
    ZooAgreement agreement = ZooAgreement.of(architecture);
    RESULTS.put(architecture.name(), agreement);
    System.out.println(line(architecture, agreement));
    assertThat(agreement.scores()).isPositive();
    assertThat(agreement.worst()).isNotEmpty();
    agreement
        .worst()
        .forEach(
            (backend, worst) ->
                assertThat(worst).as(backend).matches(Difference::agrees, "agrees"));
    assertThat(Tensor.liveBytes()).isEqualTo(live);
  }

  private static String line(Architecture architecture, ZooAgreement agreement) {
    StringBuilder line =
        new StringBuilder(
            String.format(
                "%-20s %dx%d, %,d parameters, largest score %.2f;",
                architecture.name(),
                agreement.options().input().h(),
                agreement.options().input().w(),
                agreement.cost().parameters(),
                agreement.scores()));
    agreement
        .worst()
        .forEach(
            (backend, worst) ->
                line.append(
                    String.format(
                        " %s %.1e of %.1e (%.1f s)",
                        backend, worst.error(), worst.bound(), agreement.seconds().get(backend))));
    return line.toString();
  }

  @AfterAll
  static void tellThePage() throws IOException {
    if (ZooCases.FULL && Boolean.getBoolean("fovea.updateDocs")) {
      Files.writeString(ZooPage.FILE, ZooPage.of(RESULTS).text());
    }
  }
}
