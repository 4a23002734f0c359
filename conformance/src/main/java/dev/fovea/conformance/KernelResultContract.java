package dev.fovea.conformance;

import dev.fovea.conformance.Examples.Example;
import dev.fovea.conformance.Oracle.Output;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.WorkerPool;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** For one descriptor the bits are the same, however and wherever a kernel runs. */
final class KernelResultContract {
  private KernelResultContract() {}

  static List<Rule> rules() {
    return List.of(
        new Rule(
            "kernel_05_repeatable",
            "Running a kernel again gives the same bits.",
            "Nothing may be tuned, cached or kept between runs.",
            Examples.checks(KernelResultContract::repeatable)),
        new Rule(
            "kernel_06_threads",
            "Any number of workers, in any order of tasks, gives the same bits.",
            "A sum that is split across tasks depends on how many there are; so does a field that two"
                + " tasks write.",
            Examples.checks(KernelResultContract::threads)),
        new Rule(
            "kernel_07_image_position",
            "An image gives the same bits alone and at every place of a batch, where describe()"
                + " agrees.",
            "A server may batch requests without changing an answer.",
            imagePosition()));
  }

  private static void repeatable(Subject subject, Problem problem) {
    try (Rig rig = rig(subject, problem)) {
      Output first = Output.of(rig.run(Workers.single()));
      for (int run = 2; run <= 3; run++) {
        Output again = Output.of(rig.run(Workers.single()));
        Comparison.identical(rig.plan(), first, again, "run " + run + " against run 1");
      }
    }
  }

  private static Rig rig(Subject subject, Problem problem) {
    List<Values> inputs = Data.RANDOM.inputs(problem.op(), problem.inputs(), 9);
    return Rig.of(subject.backend(), problem.op(), PlanOptions.DEFAULT, inputs);
  }

  private static Output firstRun(Subject subject, Problem problem, Workers workers) {
    try (Rig rig = rig(subject, problem)) {
      return Output.of(rig.run(workers));
    }
  }

  private static void threads(Subject subject, Problem problem) {
    try (Rig rig = rig(subject, problem)) {
      Output alone = Output.of(rig.run(Workers.single()));
      for (int threads = 1; threads <= 4; threads++) {
        try (WorkerPool pool = new WorkerPool(threads)) {
          Output shared = firstRun(subject, problem, pool);
          Comparison.identical(rig.plan(), alone, shared, threads + " threads against one");
        }
      }
      Output reversed = firstRun(subject, problem, AdversarialWorkers.reversed(3));
      Comparison.identical(rig.plan(), alone, reversed, "3 workers, tasks in reverse order");
      Output shuffled = firstRun(subject, problem, AdversarialWorkers.shuffled(4));
      Comparison.identical(rig.plan(), alone, shuffled, "4 workers, tasks shuffled");
    }
  }

  private static List<Check> imagePosition() {
    List<Check> checks = new ArrayList<>();
    for (Example example : Examples.all()) {
      if (example.hasBatch()) {
        checks.add(new Check(example.name(), subject -> imagePosition(subject, example)));
      }
    }
    return checks;
  }

  private static void imagePosition(Subject subject, Example example) {
    int batch = 5;
    Problem one = example.ofBatch().apply(1);
    Problem many = example.ofBatch().apply(batch);
    List<Values> single = Data.RANDOM.inputs(one.op(), one.inputs(), 9);
    List<Values> copies = new ArrayList<>(single);
    copies.set(0, repeat(single.get(0), batch));
    try (Rig alone = Rig.of(subject.backend(), one.op(), PlanOptions.DEFAULT, single);
        Rig together = Rig.of(subject.backend(), many.op(), PlanOptions.DEFAULT, copies)) {
      if (!alone.plan().describe().equals(together.plan().describe())) {
        return;
      }
      Output expected = Output.of(alone.run(Workers.single()));
      Output actual = Output.of(together.run(Workers.single()));
      for (int n = 0; n < batch; n++) {
        Comparison.identical(
            alone.plan(),
            withoutIndices(expected),
            withoutIndices(image(actual, n, expected)),
            "image " + n + " of " + batch + " equal ones against the image alone");
      }
    }
  }

  private static Output image(Output batch, int n, Output one) {
    int floats = one.values().length;
    int longs = one.longs().length;
    return new Output(
        one.shape(),
        Arrays.copyOfRange(batch.values(), n * floats, (n + 1) * floats),
        Arrays.copyOfRange(batch.longs(), n * longs, (n + 1) * longs));
  }

  /** Indices beside values tell the place in the batch. */
  private static Output withoutIndices(Output output) {
    boolean beside = output.values().length > 0;
    return new Output(output.shape(), output.values(), beside ? new long[0] : output.longs());
  }

  private static Values repeat(Values image, int times) {
    float[] data = new float[image.data().length * times];
    long[] longs = new long[image.longs().length * times];
    for (int n = 0; n < times; n++) {
      System.arraycopy(image.data(), 0, data, n * image.data().length, image.data().length);
      System.arraycopy(image.longs(), 0, longs, n * image.longs().length, image.longs().length);
    }
    TensorDesc many = TensorDesc.of(image.desc().dtype(), image.shape().with(0, times));
    return new Values(many, data, longs);
  }
}
