package dev.fovea.conformance;

import dev.fovea.conformance.ValueCheck.Placement;
import dev.fovea.op.Op;
import dev.fovea.op.Port;
import dev.fovea.spi.PlanOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomGenerator;

/**
 * Random problems of every operator without end, each made from a seed: for runs longer than the
 * properties of {@link BackendConformance}, which shrink what fails. Here channels fill several
 * blocks of vectors, tensors are slices or hardly aligned, and parameters vary.
 *
 * <p>Make and call it inside a jqwik test or session, from one thread; a check may run on another.
 */
public final class RandomChecks {
  private record Family(RandomGenerator<Problem> problems, List<Data> data) {
    static Family of(Arbitrary<Problem> problems, Data... data) {
      return new Family(problems.generator(1000, false), List.of(data));
    }
  }

  private static final List<Placement> PLACEMENTS =
      List.of(
          Placement.DENSE,
          Placement.CHANNEL_SLICES,
          Placement.WEIGHTS_IN_SLICES,
          Placement.HARDLY_ALIGNED);

  /** Convolutions, which have the most ways to be wrong, come more often. */
  private final List<Family> families =
      List.of(
          Family.of(RandomProblems.conv2d(), Data.RANDOM, Data.INTEGERS),
          Family.of(RandomProblems.wideConv2d(), Data.RANDOM, Data.INTEGERS),
          Family.of(RandomProblems.convTranspose2d(), Data.RANDOM, Data.INTEGERS),
          Family.of(RandomProblems.wideConvTranspose2d(), Data.RANDOM, Data.INTEGERS),
          Family.of(RandomProblems.pooling(), Data.RANDOM, Data.TIES),
          Family.of(RandomProblems.dense(), Data.RANDOM, Data.INTEGERS),
          Family.of(RandomProblems.elementwise(), Data.RANDOM, Data.TIES),
          Family.of(RandomProblems.moving(), Data.RANDOM));

  /** Creates the generators. */
  public RandomChecks() {}

  /**
   * Returns a check that compares a backend with the reference; the reference computes once,
   * however often it runs.
   *
   * @param seed decides everything; the check's name tells it
   */
  public Check of(long seed) {
    Random random = new Random(seed);
    Family family = one(families, random);
    Problem problem = family.problems().next(random).value();
    return ValueCheck.of(problem, one(family.data(), random), seed)
        .placement(one(PLACEMENTS, random))
        .options(options(problem.op(), random))
        .named("seed " + seed);
  }

  /** In one of four problems, some parameters come with the run. */
  private static PlanOptions options(Op op, Random random) {
    List<String> variable = new ArrayList<>();
    boolean varies = random.nextInt(4) == 0;
    for (Port port : op.inputs()) {
      if (varies && port.isParameter() && random.nextBoolean()) {
        variable.add(port.name());
      }
    }
    return PlanOptions.DEFAULT.variable(variable.toArray(String[]::new));
  }

  private static <T> T one(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }
}
