package dev.fovea.models.onnx;

import static dev.fovea.models.support.Models.integer;
import static dev.fovea.models.support.Models.number;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** Random single nodes of every operator that can be imported. */
final class RandomNodes {
  private static final int OLDEST = 7;
  private static final int NEWEST = 22;

  /** How an operator is made, for which opsets, and how often compared to others. */
  private record Recipe(int since, int newest, int weight, Consumer<RandomCase> make) {}

  private static final Map<String, Recipe> RECIPES = new LinkedHashMap<>();

  static {
    add("Conv", 7, 6, RandomWindows::conv);
    add("ConvTranspose", 7, 5, RandomWindows::convTranspose);
    add("MaxPool", 7, 4, RandomWindows::maxPool);
    add("AveragePool", 7, 4, RandomWindows::averagePool);
    add("GlobalAveragePool", 7, 1, RandomNodes::global);
    add("GlobalMaxPool", 7, 1, RandomNodes::global);
    add("LpPool", 7, 2, RandomWindows::lpPool);
    add("GlobalLpPool", 7, 21, 1, RandomNodes::globalLp);
    add("Gemm", 7, 3, RandomNodes::gemm);
    add("MatMul", 7, 3, RandomNodes::matMul);
    add("BatchNormalization", 7, 2, RandomNodes::batchNormalization);
    add("Softmax", 7, 2, RandomNodes::softmax);
    add("LogSoftmax", 7, 1, RandomNodes::softmax);
    add("InstanceNormalization", 7, 1, RandomStatisticsNodes::instance);
    add("GroupNormalization", 18, 1, RandomStatisticsNodes::group);
    add("LayerNormalization", 17, 1, RandomStatisticsNodes::layer);
    add("LRN", 7, 1, RandomStatisticsNodes::localResponse);
    add("Add", 7, 2, RandomNodes::add);
    add("PRelu", 7, 2, RandomNodes::prelu);
    add("Clip", 7, 2, RandomNodes::clip);
    add("Reshape", 7, 2, RandomNodes::reshape);
    add("Concat", 7, 2, RandomNodes::concat);
    add("Slice", 10, 2, RandomNodes::slice);
    add("Pad", 11, 4, RandomMovements::pad);
    add("Transpose", 7, 2, RandomMovements::transpose);
    add("Split", 7, 3, RandomMovements::split);
    add("Squeeze", 7, 1, RandomMovements::squeeze);
    add("Unsqueeze", 7, 1, RandomMovements::unsqueeze);
    add("Expand", 8, 1, RandomMovements::expand);
    add("Tile", 7, 1, RandomMovements::tile);
    add("Gather", 7, 2, RandomMovements::gather);
    add("GatherElements", 11, 1, RandomMovements::gatherElements);
    add("DepthToSpace", 7, 1, RandomMovements::depthToSpace);
    add("SpaceToDepth", 7, 1, RandomMovements::spaceToDepth);
    add("Shape", 7, 1, RandomMovements::shape);
    add("Size", 7, 1, RandomMovements::size);
    add("Range", 11, 1, RandomMovements::range);
    add("ConstantOfShape", 9, 1, RandomMovements::constantOfShape);
    add("Resize", 10, 8, RandomSampling::resize);
    add("Upsample", 7, 9, 2, RandomSampling::upsample);
    add("DeformConv", 19, 3, RandomSampling::deformConv);
    add("ReduceL1", 7, 1, RandomReductionNodes::floats);
    add("ReduceL2", 7, 1, RandomReductionNodes::floats);
    add("ReduceLogSum", 7, 1, RandomReductionNodes::logSum);
    add("ReduceLogSumExp", 7, 1, RandomReductionNodes::floats);
    add("ReduceMax", 7, 1, RandomReductionNodes::integersToo);
    add("ReduceMean", 7, 1, RandomReductionNodes::floats);
    add("ReduceMin", 7, 1, RandomReductionNodes::integersToo);
    add("ReduceProd", 7, 1, RandomReductionNodes::integersToo);
    add("ReduceSum", 7, 1, RandomReductionNodes::integersToo);
    add("ReduceSumSquare", 7, 1, RandomReductionNodes::floats);
    add("TopK", 7, 1, RandomReductionNodes::topK);
    add("ArgMax", 7, 1, RandomReductionNodes::argExtremum);
    add("ArgMin", 7, 1, RandomReductionNodes::argExtremum);
    add("Flatten", 7, 1, RandomNodes::flatten);
    add("Relu", 7, 1, RandomNodes::elementwise);
    add("Sigmoid", 7, 1, RandomNodes::elementwise);
    add("Tanh", 7, 1, RandomNodes::elementwise);
    add("HardSwish", 14, 1, RandomNodes::elementwise);
    add("LeakyRelu", 7, 1, RandomNodes::withAlpha);
    add("Elu", 7, 1, RandomNodes::withAlpha);
    add("HardSigmoid", 7, 1, RandomNodes::hardSigmoid);
    add("Identity", 7, 1, RandomNodes::elementwise);
    add("Dropout", 7, 1, RandomNodes::elementwise);
    RandomElementwise.addTo((operator, since, make) -> add(operator, since, 1, make));
  }

  private RandomNodes() {}

  private static void add(String operator, int since, int weight, Consumer<RandomCase> make) {
    add(operator, since, NEWEST, weight, make);
  }

  private static void add(
      String operator, int since, int newest, int weight, Consumer<RandomCase> make) {
    RECIPES.put(operator, new Recipe(since, newest, weight, make));
  }

  /** Returns the operator whose turn it is, each as often as its weight says. */
  static String operator(int index) {
    int turn = index % RECIPES.values().stream().mapToInt(Recipe::weight).sum();
    for (Map.Entry<String, Recipe> entry : RECIPES.entrySet()) {
      turn -= entry.getValue().weight();
      if (turn < 0) {
        return entry.getKey();
      }
    }
    throw new AssertionError(index);
  }

  static RandomCase make(String operator, long seed) {
    Recipe recipe = RECIPES.get(operator);
    Random random = new Random(seed);
    int oldest = Math.max(OLDEST, recipe.since());
    int opset = oldest + random.nextInt(recipe.newest() - oldest + 1);
    RandomCase made = new RandomCase(operator, opset, random);
    recipe.make().accept(made);
    return made;
  }

  private static void elementwise(RandomCase made) {
    made.input("x", false, made.dims(made.between(1, 4), 5));
  }

  private static void withAlpha(RandomCase made) {
    elementwise(made);
    if (made.chance(70)) {
      made.with(number("alpha", made.random.nextFloat() * 2));
    }
  }

  private static void hardSigmoid(RandomCase made) {
    withAlpha(made);
    if (made.chance(50)) {
      made.with(number("beta", made.random.nextFloat()));
    }
  }

  private static void global(RandomCase made) {
    made.input("x", false, made.dims(made.between(3, 5), 5));
  }

  private static void globalLp(RandomCase made) {
    global(made);
    if (made.chance(70)) {
      made.with(integer("p", made.between(1, 4)));
    }
  }

  private static void gemm(RandomCase made) {
    boolean transposeA = made.chance(30);
    boolean transposeB = made.chance(50);
    int m = made.between(1, 6);
    int k = made.between(1, 9);
    int n = made.between(1, 6);
    made.input("a", false, transposeA ? new int[] {k, m} : new int[] {m, k});
    made.input("b", true, transposeB ? new int[] {n, k} : new int[] {k, n});
    if (made.opset < 11 || made.chance(80)) {
      int[][] addends = {{n}, {1, n}, {m, n}, {m, 1}, {1}, {}, {n}, {n}};
      made.input("c", true, addends[made.between(0, addends.length - 1)]);
    }
    if (transposeA || made.chance(20)) {
      made.with(integer("transA", transposeA ? 1 : 0));
    }
    if (transposeB || made.chance(20)) {
      made.with(integer("transB", transposeB ? 1 : 0));
    }
    if (made.chance(30)) {
      made.with(number("alpha", made.random.nextFloat() * 2 - 1));
    }
    if (made.chance(30)) {
      made.with(number("beta", made.chance(30) ? 0 : made.random.nextFloat() * 2 - 1));
    }
  }

  private static void matMul(RandomCase made) {
    int k = made.between(1, 9);
    int[] a = {made.between(1, 3), made.between(1, 3), made.between(1, 6), k};
    int[] b = {a[0], a[1], k, made.between(1, 6)};
    int rankA = made.between(1, 4);
    int rankB = made.between(1, 4);
    made.input("a", false, factor(made, a, rankA));
    made.input("b", true, rankB == 1 ? new int[] {k} : factor(made, b, rankB));
  }

  /** Returns the last axes, some of those before the matrix 1. */
  private static int[] factor(RandomCase made, int[] dims, int rank) {
    int[] last = Arrays.copyOfRange(dims, dims.length - rank, dims.length);
    for (int axis = 0; axis < rank - 2; axis++) {
      last[axis] = made.chance(30) ? 1 : last[axis];
    }
    return last;
  }

  private static void batchNormalization(RandomCase made) {
    int[] dims = made.dims(made.between(2, 5), 4);
    int[] channels = {dims[1]};
    made.input("x", false, dims);
    boolean constant = made.chance(60);
    for (String parameter : new String[] {"scale", "bias", "mean"}) {
      made.input(parameter, constant, channels, made.values(channels, -1, 1));
    }
    made.input("variance", constant, channels, made.values(channels, 0.1f, 2));
    if (made.chance(50)) {
      made.with(number("epsilon", made.random.nextFloat() * 0.1f));
    }
    if (made.chance(30)) {
      made.with(number("momentum", 0.5f));
    }
    if (made.opset >= 14 && made.chance(30)) {
      made.with(integer("training_mode", 0));
    }
    if (made.opset < 9 && made.chance(30)) {
      made.with(integer("spatial", 1));
    }
  }

  private static void softmax(RandomCase made) {
    int rank = made.between(1, 4);
    made.input("x", false, made.dims(rank, 5));
    // The default of old opsets, 1, is outside a vector.
    if (rank == 1 || made.chance(80)) {
      made.with(integer("axis", made.between(made.opset < 11 ? 0 : -rank, rank - 1)));
    }
  }

  private static void add(RandomCase made) {
    int[] dims = made.dims(made.between(1, 4), 4);
    made.input("a", false, stretched(made, dims));
    made.input("b", true, stretched(made, dims));
  }

  /** Returns the dims, some of them 1, some leading ones left out. */
  static int[] stretched(RandomCase made, int[] dims) {
    int from = made.chance(60) ? 0 : made.between(0, dims.length);
    int[] some = Arrays.copyOfRange(dims, from, dims.length);
    for (int axis = 0; axis < some.length; axis++) {
      some[axis] = made.chance(25) ? 1 : some[axis];
    }
    return some;
  }

  private static void prelu(RandomCase made) {
    int[] dims = made.dims(made.between(1, 4), 5);
    made.input("x", false, dims);
    made.input("slope", true, stretched(made, dims));
  }

  private static void clip(RandomCase made) {
    made.input("x", false, made.dims(made.between(1, 4), 5));
    float min = made.random.nextFloat() * 2 - 1.5f;
    float max = min + made.random.nextFloat() * 2 - (made.chance(10) ? 1 : 0);
    boolean hasMin = made.chance(75);
    boolean hasMax = made.chance(75);
    if (made.opset < 11) {
      if (hasMin) {
        made.with(number("min", min));
      }
      if (hasMax) {
        made.with(number("max", max));
      }
      return;
    }
    if (hasMin) {
      made.input("min", made.chance(60), new int[] {}, new float[] {min});
    } else if (hasMax) {
      made.absentInput();
    }
    if (hasMax) {
      made.input("max", made.chance(60), new int[] {}, new float[] {max});
    }
  }

  private static void concat(RandomCase made) {
    int[] dims = made.dims(made.between(1, 4), 4);
    int axis = made.between(0, dims.length - 1);
    int count = made.between(1, 4);
    for (int i = 0; i < count; i++) {
      int[] part = dims.clone();
      part[axis] = made.between(1, 3);
      made.input("x" + i, i > 0, part);
    }
    boolean fromEnd = made.opset >= 11 && made.chance(40);
    made.with(integer("axis", fromEnd ? axis - dims.length : axis));
  }

  private static void slice(RandomCase made) {
    int[] dims = made.dims(made.between(1, 4), 6);
    made.input("x", false, dims);
    int axis = made.between(0, dims.length - 1);
    int step = made.chance(70) ? made.between(1, 3) : -made.between(1, 2);
    int low = made.between(0, dims[axis] - 1);
    long end = step > 0 ? (made.chance(30) ? Long.MAX_VALUE : dims[axis]) : Long.MIN_VALUE;
    made.longs("starts", made.chance(70), made.chance(30) ? low - dims[axis] : low);
    made.longs("ends", made.chance(70), end);
    made.longs("axes", made.chance(70), made.chance(30) ? axis - dims.length : axis);
    made.longs("steps", made.chance(70), step);
  }

  private static void reshape(RandomCase made) {
    int[] dims = made.dims(made.between(1, 4), 4);
    made.input("x", false, dims);
    int[] shuffled = dims.clone();
    for (int i = shuffled.length - 1; i > 0; i--) {
      int j = made.between(0, i);
      int kept = shuffled[i];
      shuffled[i] = shuffled[j];
      shuffled[j] = kept;
    }
    long[] shape = Arrays.stream(shuffled).asLongStream().toArray();
    boolean zeros = made.opset < 14 || made.chance(70);
    for (int axis = 0; zeros && axis < shape.length; axis++) {
      shape[axis] = shape[axis] == dims[axis] && made.chance(40) ? 0 : shape[axis];
    }
    if (made.chance(50)) {
      shape[made.between(0, shape.length - 1)] = -1;
    }
    made.longs("shape", made.chance(60), shape);
    if (!zeros && made.chance(70)) {
      made.with(integer("allowzero", 1));
    }
  }

  private static void flatten(RandomCase made) {
    int rank = made.between(1, 4);
    made.input("x", false, made.dims(rank, 4));
    if (made.chance(80)) {
      made.with(integer("axis", made.between(made.opset < 11 ? 0 : -rank, rank)));
    }
  }
}
