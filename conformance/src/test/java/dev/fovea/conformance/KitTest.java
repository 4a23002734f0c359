package dev.fovea.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.conformance.mutants.Mutant;
import dev.fovea.conformance.mutants.MutantBackend;
import dev.fovea.conformance.selftest.CoreOfReference;
import dev.fovea.op.Conv2d;
import dev.fovea.op.Window2d;
import dev.fovea.spi.Backend;
import dev.fovea.tensor.Tensor;
import org.junit.jupiter.api.Test;

class KitTest {

  @Test
  void rulesAreNumberedAndHaveDistinctChecks() {
    assertThat(Kit.rules()).extracting(Rule::id).doesNotHaveDuplicates();
    for (Rule rule : Kit.rules()) {
      assertThat(rule.id()).matches("[a-z0-9_]+_\\d\\d_[a-z0-9_]+");
      assertThat(rule.requirement()).endsWith(".");
      assertThat(rule.checks())
          .as(rule.id())
          .isNotEmpty()
          .extracting(Check::name)
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void everyListedShapeBelongsToARule() {
    for (String operator : Problems.operators()) {
      assertThat(Problems.of(operator))
          .isNotEmpty()
          .allSatisfy(
              problem -> {
                assertThat(problem.isValid()).as(problem.name()).isTrue();
                assertThat(Kit.rules())
                    .extracting(Rule::id)
                    .contains(problem.name().substring(0, problem.name().indexOf(' ')));
              });
    }
  }

  @Test
  void aReportNamesRuleDescriptorElementAndBound() {
    KitReport report;
    try (MutantBackend backend = new MutantBackend(Mutant.BIAS_ADDED_TWICE)) {
      report = Kit.run(backend);
    }
    assertThat(report.passed()).isFalse();
    assertThat(report.toString())
        .contains(
            "ok    conv2d_01_plain",
            "FAIL  conv2d_04_bias",
            "conv2d_04_bias: dst (n 0, c ",
            "; expected ",
            "; error ",
            ", bound ",
            "plan: reference:conv2d:mutant, Direct[products=27, ulps=0]",
            "problem: Conv2d[inChannels=3",
            "float32[1,3,5,7]",
            "seed ",
            "requirement: bias[oc] is added");
  }

  @Test
  void aBackendWithPortableDefaultsConforms() {
    try (Backend backend = new CoreOfReference()) {
      KitReport report = Kit.run(backend);
      assertThat(report.passed()).as(report::toString).isTrue();
    }
  }

  @Test
  void theAssertingBackendNamesPlanAndTensor() {
    Conv2d conv = Conv2d.of(1, 1, Window2d.of(1)).bias(false);
    Values one = Values.of(Problems.shape("1x1x1x1"), 1);
    try (Backend broken = AssertingBackend.of(new MutantBackend(Mutant.WRITE_BEHIND_DST))) {
      assertThatThrownBy(() -> new Subject(broken).floats(conv, one, one))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("Conv2d[] reference:conv2d:mutant, dst: byte 4 was written");
    }
  }

  @Test
  void theAssertingBackendLetsGoOfItsMemory() {
    Conv2d conv = Conv2d.of(1, 1, Window2d.of(1)).bias(false);
    Values one = Values.of(Problems.shape("1x1x1x1"), 1);
    long before = Tensor.liveBytes();
    try (Backend asserting = AssertingBackend.of(new CoreOfReference())) {
      assertThat(new Subject(asserting).floats(conv, one, one)).containsExactly(1);
    }
    assertThat(Tensor.liveBytes()).isEqualTo(before);
  }

  @Test
  void aListOfShapesRefusesUnknownWords() {
    assertThatThrownBy(() -> ProblemLine.parse("x n1 n2"))
        .hasMessageContaining("word is 'n2'; expected every key once");
    assertThatThrownBy(
            () -> ProblemLine.parse("x ic3 q4").requireOnly(false, java.util.Set.of("ic")))
        .hasMessageContaining("word is 'q'; expected one of [ic]");
    assertThatThrownBy(() -> ProblemLine.parse("x ic").get("ic"))
        .hasMessageContaining("expected a number");
    assertThat(ProblemLine.parse("x k3 sh2 pt1 same_lower").window().toString())
        .isEqualTo("kernel 3x3 stride 2x1 dilation 1x1 pad SAME_LOWER");
  }

  @Test
  void integersAreExactInFloat() {
    float[] data = Data.INTEGERS.values(Problems.shape("1000"), 1).data();
    for (float value : data) {
      assertThat(value).isBetween(-8f, 8f).isEqualTo((float) Math.rint(value));
    }
  }
}
