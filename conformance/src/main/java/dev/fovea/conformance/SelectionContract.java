package dev.fovea.conformance;

import dev.fovea.op.Gather;
import dev.fovea.op.GatherElements;
import dev.fovea.op.Op;
import dev.fovea.op.OperatorException;
import dev.fovea.op.Split;
import dev.fovea.spi.PlanOptions;
import dev.fovea.spi.Workers;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import java.util.List;

/** What {@link Split}, {@link Gather} and {@link GatherElements} must do. */
final class SelectionContract {
  private static final String NODE = "node7";

  private SelectionContract() {}

  static List<Rule> rules() {
    return List.of(
        new Rule(
            "split_01_equal_parts",
            "Each part holds what follows the part before, along any axis.",
            "What lies in front of the axis repeats, what lies behind it is copied in runs.",
            List.of(
                split(1, "2x6x3x5", 3, 3),
                split(0, "6", 2, 2, 2),
                split(0, "4x3", 2, 2),
                split(2, "2x3x4x20", 2, 2),
                split(3, "1x2x3x4", 1, 1, 1, 1),
                split(1, "2x3", 3))),
        new Rule(
            "split_02_sizes",
            "Parts may have different sizes, 0 among them.",
            "Where a part begins is the sum of those before.",
            List.of(
                split(1, "2x6x3x5", 1, 3, 2),
                split(0, "5x2", 2, 0, 3),
                split(2, "1x2x7", 5, 2),
                Moves.longs(new Split(0, List.of(1, 4)), "5x2"))),
        new Rule(
            "split_03_slices",
            "src and dsts may be channel slices.",
            "Images lie image stride elements apart, in each tensor its own.",
            List.of(
                Moves.inSlices(new Split(1, List.of(2, 2)), "3x4x5"),
                Moves.inSlices(new Split(0, List.of(2, 2)), "4x3x5"))),
        new Rule(
            "gather_01_along_an_axis",
            "Slices are picked by number, in any order and any number of times.",
            "The axes of the indices take the place of the axis.",
            List.of(
                gather(0, "5x3", "4"),
                gather(1, "2x5x3", "2x3"),
                gather(2, "2x3x40", "7"),
                gather(0, "9", "1x2x3"),
                gather(1, "2x3x20", "scalar"),
                longs())),
        new Rule(
            "gather_02_negative",
            "A negative index counts from the end.",
            "-1 is the last.",
            List.of(pick(new Gather(0), "4x2", -1, 0, -4, 2), pick(new Gather(1), "2x3", -3, -1))),
        new Rule(
            "gather_03_outside",
            "An index outside is an OperatorException that names the node, and nothing is read there.",
            "Indices are data: look at each one before it becomes an address.",
            List.of(outside(5), outside(-6), outside(Long.MAX_VALUE), outside(Long.MIN_VALUE))),
        new Rule(
            "gather_04_slices",
            "src, indices and dst may be channel slices.",
            "Images lie image stride elements apart, in each tensor its own.",
            List.of(
                Moves.inSlices(Moves.indexed(new Gather(1), "3x4x5", "2")),
                Moves.inSlices(Moves.indexed(new Gather(0), "3x4x5", "2x3")),
                Moves.inSlices(Moves.indexed(new Gather(0), "3x4x5", "scalar")))),
        new Rule(
            "gather_elements_01_along_an_axis",
            "Each element of dst is picked by the index at its own place.",
            "Along the other axes the indices may be fewer than src.",
            List.of(
                elements(1, "3x5", "3x2"),
                elements(0, "3x5", "7x5"),
                elements(1, "2x3x4", "2x3x3"),
                elements(0, "6", "4"))),
        new Rule(
            "gather_elements_02_negative",
            "A negative index counts from the end.",
            "-1 is the last.",
            List.of(pick(new GatherElements(0), "4", -1, 0, -4, 2))),
        new Rule(
            "gather_elements_03_slices",
            "src, indices and dst may be channel slices.",
            "Images lie image stride elements apart, in each tensor its own.",
            List.of(Moves.inSlices(Moves.indexed(new GatherElements(0), "3x4x5", "2x4x5")))));
  }

  private static Check split(int axis, String src, Integer... sizes) {
    return Moves.floats(new Split(axis, List.of(sizes)), src);
  }

  private static Check gather(int axis, String src, String indices) {
    Problem problem = Moves.indexed(new Gather(axis), src, indices);
    return ValueCheck.of(problem, Data.RANDOM).named(problem.name());
  }

  private static Check elements(int axis, String src, String indices) {
    Problem problem = Moves.indexed(new GatherElements(axis), src, indices);
    return ValueCheck.of(problem, Data.RANDOM).named(problem.name());
  }

  private static Check longs() {
    List<Values> inputs = List.of(Moves.longs(Shape.of(3, 4)), Values.ofLongs(Shape.of(2), 3, 1));
    return new ValueCheck(new Gather(1), inputs, "data: 64 bits, all of them different")
        .named("int64");
  }

  private static Check pick(Op op, String src, long... indices) {
    List<Values> inputs =
        List.of(
            Data.RANDOM.values(Problems.shape(src), 1),
            Values.ofLongs(Shape.of(indices.length), indices));
    return new ValueCheck(op, inputs, "data: RANDOM, seed 1").named(op + " " + src);
  }

  private static Check outside(long index) {
    return new Check("index " + index + " of 5", subject -> outside(subject, index));
  }

  private static void outside(Subject subject, long index) {
    try (Tensor src = Tensor.of(Shape.of(5), 1, 2, 3, 4, 5);
        Tensor indices = Tensor.ofLongs(Shape.of(2), 0, index)) {
      for (Op op : List.of(new Gather(0), new GatherElements(0))) {
        refuse(subject, op, index, List.of(src, indices));
      }
    }
  }

  private static void refuse(Subject subject, Op op, long index, List<Tensor> inputs) {
    try {
      subject.run(op, PlanOptions.named(NODE), Workers.single(), inputs).forEach(Tensor::close);
    } catch (OperatorException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.startsWith(op.type() + "[" + NODE + "]: ")
          || !message.contains(Long.toString(index))
          || !message.contains("expected -5 to 4")) {
        throw new AssertionError(
            "the message is '"
                + message
                + "'; expected node "
                + NODE
                + ", index "
                + index
                + " and the range -5 to 4",
            e);
      }
      return;
    }
    throw new AssertionError(
        "index " + index + " of an extent of 5 is accepted; expected an OperatorException; " + op);
  }
}
