package dev.fovea.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.conformance.mutants.Mutant;
import dev.fovea.conformance.mutants.MutantBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.RandomGenerator;

/**
 * How many mutants random problems alone would find: a measure of what the rules add. Memory,
 * threads and messages are out of their reach.
 */
class MutantRandomTest {
  private static final int PROBLEMS = 80;

  @Example
  void randomProblemsFindMostWrongFormulas() {
    List<ValueCheck> checks = new ArrayList<>();
    Random random = new Random(1);
    for (Arbitrary<Problem> problems :
        List.of(
            RandomProblems.conv2d(),
            RandomProblems.convTranspose2d(),
            RandomProblems.pooling(),
            RandomProblems.dense(),
            RandomProblems.elementwise(),
            RandomProblems.moving())) {
      RandomGenerator<Problem> generator = problems.generator(1000, true);
      for (int i = 0; i < PROBLEMS; i++) {
        Problem problem = generator.next(random).value();
        checks.add(ValueCheck.of(problem, Data.RANDOM, i));
        checks.add(ValueCheck.of(problem, Data.TIES, i));
      }
    }
    List<Mutant> formulas =
        Stream.of(Mutant.values())
            .filter(m -> !m.rule().matches("(kernel|plan|backend)_.*|.*slices"))
            .toList();
    List<Mutant> missed = formulas.stream().filter(mutant -> !isFound(mutant, checks)).toList();
    int found = formulas.size() - missed.size();
    System.out.println(
        "Random problems find "
            + found
            + " of "
            + formulas.size()
            + " wrong formulas, not "
            + missed);
    assertThat(found).isGreaterThanOrEqualTo(25);
  }

  private static boolean isFound(Mutant mutant, List<ValueCheck> checks) {
    try (MutantBackend backend = new MutantBackend(mutant)) {
      Subject subject = new Subject(backend);
      for (ValueCheck check : checks) {
        try {
          check.run(subject);
        } catch (AssertionError e) {
          return true;
        }
      }
      return false;
    }
  }
}
