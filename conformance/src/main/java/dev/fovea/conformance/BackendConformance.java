package dev.fovea.conformance;

import dev.fovea.spi.Backend;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;

/**
 * The test a backend author extends, once for each way to open the backend:
 *
 * <pre>
 * class MyBackendConformanceTest extends BackendConformance {
 *   &#64;Override
 *   protected Backend open() {
 *     return new MyProvider().open(BackendOptions.DEFAULT);
 *   }
 * }
 * </pre>
 *
 * <p>Every numbered rule of {@code docs/spec.md} becomes a container of tests; none can be skipped.
 * Beside them random problems are compared with the reference: 200 of each operator, 2,000 with
 * {@code -Dfovea.full=true}. A random failure is shrunk, and printed with descriptor and seed; the
 * surefire provider must run the jqwik engine beside JUnit Jupiter, which it does by itself when
 * both are on the class path.
 */
public abstract class BackendConformance {

  /**
   * Opens the backend; called often, and what it returns is closed after each use. Where it cannot
   * run on this machine, a failed JUnit assumption skips all checks.
   */
  protected abstract Backend open();

  /** Returns one container for each rule. */
  @TestFactory
  public final Stream<DynamicContainer> rules() {
    return Kit.rules().stream()
        .map(
            rule ->
                DynamicContainer.dynamicContainer(
                    rule.id(), rule.checks().stream().map(check -> test(rule, check))));
  }

  private DynamicTest test(Rule rule, Check check) {
    return DynamicTest.dynamicTest(
        rule.id() + ": " + check.name(),
        () -> {
          try (Backend backend = open()) {
            Kit.run(rule, check, new Subject(backend));
          }
        });
  }

  /** Random convolutions agree with the reference. */
  @Property(tries = RandomTries.FULL, edgeCases = EdgeCasesMode.NONE)
  @AddLifecycleHook(RandomTries.class)
  public final void random_conv2d(@ForAll("conv2d") Problem problem, @ForAll int seed) {
    compare(problem, seed, Data.RANDOM, Data.INTEGERS);
  }

  /** Random transposed convolutions agree with the reference. */
  @Property(tries = RandomTries.FULL, edgeCases = EdgeCasesMode.NONE)
  @AddLifecycleHook(RandomTries.class)
  public final void random_conv_transpose2d(
      @ForAll("convTranspose2d") Problem problem, @ForAll int seed) {
    compare(problem, seed, Data.RANDOM, Data.INTEGERS);
  }

  /** Random poolings, max, average and global, agree with the reference. */
  @Property(tries = RandomTries.FULL, edgeCases = EdgeCasesMode.NONE)
  @AddLifecycleHook(RandomTries.class)
  public final void random_pooling(@ForAll("pooling") Problem problem, @ForAll int seed) {
    compare(problem, seed, Data.RANDOM, Data.TIES);
  }

  /** Random dense layers and matrix products agree with the reference. */
  @Property(tries = RandomTries.FULL, edgeCases = EdgeCasesMode.NONE)
  @AddLifecycleHook(RandomTries.class)
  public final void random_dense(@ForAll("dense") Problem problem, @ForAll int seed) {
    compare(problem, seed, Data.RANDOM, Data.INTEGERS);
  }

  /** Random activations, sums and normalisations agree with the reference. */
  @Property(tries = RandomTries.FULL, edgeCases = EdgeCasesMode.NONE)
  @AddLifecycleHook(RandomTries.class)
  public final void random_elementwise(@ForAll("elementwise") Problem problem, @ForAll int seed) {
    compare(problem, seed, Data.RANDOM, Data.TIES);
  }

  /** Random transpositions, repetitions, parts and picks agree with the reference. */
  @Property(tries = RandomTries.FULL, edgeCases = EdgeCasesMode.NONE)
  @AddLifecycleHook(RandomTries.class)
  public final void random_moving(@ForAll("moving") Problem problem, @ForAll int seed) {
    compare(problem, seed, Data.RANDOM);
  }

  private void compare(Problem problem, int seed, Data... kinds) {
    try (Backend backend = open()) {
      for (Data data : List.of(kinds)) {
        ValueCheck.of(problem, data, seed).run(new Subject(backend));
      }
    } catch (TestAbortedException e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      throw new AssertionError(Thrown.describe(e), e);
    }
  }

  /** Returns random convolutions. */
  @Provide
  public final Arbitrary<Problem> conv2d() {
    return RandomProblems.conv2d();
  }

  /** Returns random transposed convolutions. */
  @Provide
  public final Arbitrary<Problem> convTranspose2d() {
    return RandomProblems.convTranspose2d();
  }

  /** Returns random poolings. */
  @Provide
  public final Arbitrary<Problem> pooling() {
    return RandomProblems.pooling();
  }

  /** Returns random dense layers and matrix products. */
  @Provide
  public final Arbitrary<Problem> dense() {
    return RandomProblems.dense();
  }

  /** Returns random activations, sums and normalisations. */
  @Provide
  public final Arbitrary<Problem> elementwise() {
    return RandomProblems.elementwise();
  }

  /** Returns random problems of moving elements. */
  @Provide
  public final Arbitrary<Problem> moving() {
    return RandomProblems.moving();
  }
}
