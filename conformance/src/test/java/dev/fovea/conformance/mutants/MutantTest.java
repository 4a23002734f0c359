package dev.fovea.conformance.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.conformance.Kit;
import dev.fovea.conformance.KitReport;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The kit is itself tested: every mutant fails exactly its rule, and says why. */
class MutantTest {

  @TestFactory
  Stream<DynamicTest> everyMutantFailsExactlyItsRule() {
    String only = System.getProperty("fovea.mutants", "");
    return Stream.of(Mutant.values())
        .filter(mutant -> mutant.name().matches(only.isEmpty() ? ".*" : only))
        .map(mutant -> DynamicTest.dynamicTest(mutant.name(), () -> check(mutant)));
  }

  private static void check(Mutant mutant) {
    KitReport report;
    try (MutantBackend backend = new MutantBackend(mutant)) {
      report = Kit.run(backend);
    }
    assertThat(report.failedRules())
        .as(() -> mutant.fault() + "\n" + failures(report))
        .containsExactly(mutant.rule());
    assertThat(messages(report, mutant.rule()))
        .as("message of %s", mutant)
        .anySatisfy(
            message ->
                assertThat(message).startsWith(mutant.rule() + ": ").contains(mutant.message()));
  }

  private static List<String> messages(KitReport report, String rule) {
    return report.results().stream()
        .filter(result -> result.rule().equals(rule))
        .flatMap(result -> result.failures().stream())
        .toList();
  }

  private static String failures(KitReport report) {
    StringBuilder text = new StringBuilder();
    for (KitReport.Result result : report.results()) {
      if (!result.passed()) {
        text.append(result.rule()).append(": ").append(result.failures().get(0)).append('\n');
      }
    }
    return text.toString();
  }
}
