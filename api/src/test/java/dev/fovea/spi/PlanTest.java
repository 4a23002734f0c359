package dev.fovea.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fovea.op.Activation;
import dev.fovea.op.Conv2d;
import dev.fovea.op.OperatorException;
import dev.fovea.op.Window2d;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.Shape;
import dev.fovea.tensor.Tensor;
import dev.fovea.tensor.TensorDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlanTest {
  private static final Conv2d CONV = Conv2d.of(2, 3, Window2d.of(1));
  private static final TensorDesc SRC = TensorDesc.of(1, 2, 4, 4);
  private static final TensorDesc WEIGHTS = TensorDesc.of(3, 2, 1, 1);
  private static final TensorDesc BIAS = TensorDesc.of(3);
  private static final List<TensorDesc> INPUTS = List.of(SRC, WEIGHTS, BIAS);
  private static final PlanOptions NAMED = PlanOptions.named("layer1.conv");

  private final List<Tensor> opened = new ArrayList<>();
  private long liveBefore;

  @BeforeEach
  void rememberLiveBytes() {
    liveBefore = Tensor.liveBytes();
  }

  @AfterEach
  void everythingWasReleased() {
    opened.forEach(Tensor::close);
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore);
  }

  private Tensor open(TensorDesc desc) {
    Tensor tensor = Tensor.allocate(desc);
    opened.add(tensor);
    return tensor;
  }

  private static Plan plan(PlanOptions options) {
    return Plan.of(CONV, INPUTS, options)
        .build("test:conv2d:nothing", ErrorModel.exact(), operands -> call -> {});
  }

  @Test
  void constantParametersAreNotRead() {
    Plan plan = plan(PlanOptions.DEFAULT);
    assertThat(plan.srcs()).containsExactly(SRC);
    assertThat(plan.inputs()).isEqualTo(INPUTS);
    assertThat(plan.dsts()).containsExactly(TensorDesc.of(1, 3, 4, 4));
    assertThat(plan.isConstant(0)).isFalse();
    assertThat(plan.isConstant(1)).isTrue();
    assertThat(plan.describe()).isEqualTo("test:conv2d:nothing");
    assertThat(plan.scratchBytes(4)).isZero();
    assertThat(plan)
        .hasToString(
            "test:conv2d:nothing [float32[1,2,4,4], float32[3,2,1,1], float32[3]]"
                + " -> [float32[1,3,4,4]]");
  }

  @Test
  void variableParametersAreReadInOrder() {
    Plan plan = plan(PlanOptions.DEFAULT.variable("weights"));
    assertThat(plan.srcs()).containsExactly(SRC, WEIGHTS);
    assertThat(plan.isConstant(1)).isFalse();
    assertThat(plan.isConstant(2)).isTrue();
  }

  @Test
  void inputsThatDoNotFitNameTheNode() {
    assertThatThrownBy(
            () -> Plan.of(CONV, List.of(TensorDesc.of(1, 5, 4, 4), WEIGHTS, BIAS), NAMED))
        .isInstanceOf(OperatorException.class)
        .hasMessage(
            "Conv2d[layer1.conv]: input has 5 channels; expected 2 (weight [3,2,1,1], groups 1)");
  }

  @Test
  void blockedInputsAreAskedForPlainUnlessTheBackendSaysOtherwise() {
    TensorDesc blocked = TensorDesc.of(DType.FLOAT32, SRC.shape(), Layout.blocked(8));
    TensorDesc slice = new TensorDesc(DType.FLOAT32, Shape.of(2, 3), Layout.PLAIN, 9);
    List<TensorDesc> offered = List.of(blocked, WEIGHTS, BIAS);
    Plan.Builder builder = Plan.of(CONV, offered, PlanOptions.DEFAULT);
    Plan plain = builder.build("test", ErrorModel.exact(), operands -> call -> {});
    assertThat(plain.inputs()).isEqualTo(INPUTS);
    assertThat(plain.srcs()).containsExactly(SRC);
    Plan accepting =
        builder.inputs(offered).build("test", ErrorModel.exact(), operands -> call -> {});
    assertThat(accepting.srcs()).containsExactly(blocked);
    Plan strided =
        Plan.of(Activation.relu(), List.of(slice), PlanOptions.DEFAULT)
            .build("test", ErrorModel.exact(), operands -> call -> {});
    assertThat(strided.srcs()).containsExactly(slice);
  }

  @Test
  void aBackendChoosesLayoutsOnly() {
    Plan.Builder builder = Plan.of(CONV, INPUTS, PlanOptions.DEFAULT);
    TensorDesc blocked = TensorDesc.of(DType.FLOAT32, Shape.of(1, 3, 4, 4), Layout.blocked(8));
    Plan plan =
        builder
            .dsts(List.of(blocked))
            .scratch(workers -> 64L * workers)
            .build("test", ErrorModel.exact(), operands -> call -> {});
    assertThat(plan.dsts()).containsExactly(blocked);
    assertThat(plan.scratchBytes(3)).isEqualTo(192);
    assertThatThrownBy(() -> builder.dsts(List.of(TensorDesc.of(1, 3, 4, 5))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("outputs changed", "[1,3,4,4]", "[1,3,4,5]", "new layouts only");
    assertThatThrownBy(() -> builder.inputs(List.of(SRC)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("inputs changed");
  }

  @Test
  void buildRefusesMissingAndUnexpectedConstants() {
    Plan plan = plan(NAMED);
    Tensor weights = open(WEIGHTS);
    Tensor bias = open(BIAS);
    assertThatThrownBy(() -> plan.build(Map.of("weights", weights)))
        .isInstanceOf(OperatorException.class)
        .hasMessage("Conv2d[layer1.conv]: constant bias is missing; expected float32[3]");
    assertThatThrownBy(() -> plan.build(Map.of("weights", weights, "bias", bias, "scale", bias)))
        .isInstanceOf(OperatorException.class)
        .hasMessageContainingAll("Conv2d[layer1.conv]", "scale", "expected only [weights, bias]");
  }

  @Test
  void buildRefusesConstantsOfOtherShapesAndClosedOnes() {
    Plan plan = plan(NAMED);
    Tensor weights = open(WEIGHTS);
    Tensor wrong = open(TensorDesc.of(2));
    Tensor closed = open(BIAS);
    closed.close();
    assertThatThrownBy(() -> plan.build(Map.of("weights", weights, "bias", wrong)))
        .isInstanceOf(OperatorException.class)
        .hasMessage("Conv2d[layer1.conv]: bias is float32[2]; expected float32[3]");
    assertThatThrownBy(() -> plan.build(Map.of("weights", weights, "bias", closed)))
        .isInstanceOf(OperatorException.class)
        .hasMessage("Conv2d[layer1.conv]: bias is closed; expected an open tensor");
  }

  @Test
  void buildRefusesWeightsThatAreNotFinite() {
    Plan plan = plan(NAMED);
    Tensor bias = open(BIAS);
    for (float bad : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      Tensor weights = open(WEIGHTS).copyFrom(0, 0, 0, bad, 0, 0);
      assertThatThrownBy(() -> plan.build(Map.of("weights", weights, "bias", bias)))
          .isInstanceOf(OperatorException.class)
          .hasMessageContainingAll(
              "Conv2d[layer1.conv]: weights has " + bad + " at element 3", "finite weights");
    }
  }

  @Test
  void onlyTheElementsOfASliceMustBeFinite() {
    Plan plan = plan(NAMED);
    Tensor bias = open(BIAS);
    Tensor whole = open(TensorDesc.of(3, 3, 1, 1)).copyFrom(0, 0, Float.NaN, 0, 0, 0, 0, 0, 0);
    Tensor weights = whole.channelSlice(0, 2);
    opened.add(weights);
    plan.build(Map.of("weights", weights, "bias", bias)).close();
    Tensor bad = whole.channelSlice(1, 2);
    opened.add(bad);
    assertThatThrownBy(() -> plan.build(Map.of("weights", bad, "bias", bias)))
        .isInstanceOf(OperatorException.class)
        .hasMessageContaining("weights has NaN at element 1");
  }

  @Test
  void constantsMayBeClosedAfterTheBuild() {
    Tensor weights = open(WEIGHTS).copyFrom(1, 2, 3, 4, 5, 6);
    Tensor bias = open(BIAS);
    float[] seen = new float[1];
    Plan plan =
        Plan.of(CONV, INPUTS, PlanOptions.DEFAULT)
            .build(
                "test",
                ErrorModel.exact(),
                operands -> call -> seen[0] = operands.get(1, call).floats().get(5));
    Tensor src = open(SRC);
    Tensor dst = open(plan.dsts().get(0));
    Tensor scratch = open(TensorDesc.of(0));
    try (Kernel kernel = plan.build(Map.of("weights", weights, "bias", bias))) {
      weights.close();
      bias.close();
      kernel.run(List.of(src), List.of(dst), scratch, Workers.single());
      assertThat(seen[0]).isEqualTo(6);
      assertThat(Tensor.liveBytes())
          .isEqualTo(
              liveBefore
                  + WEIGHTS.bytes()
                  + BIAS.bytes()
                  + SRC.bytes()
                  + plan.dsts().get(0).bytes());
    }
    assertThat(Tensor.liveBytes()).isEqualTo(liveBefore + SRC.bytes() + plan.dsts().get(0).bytes());
  }

  private static Plan packing(AtomicInteger packs) {
    return Plan.of(CONV, INPUTS, PlanOptions.DEFAULT)
        .build(
            "test",
            ErrorModel.exact(),
            operands -> {
              operands.packed(
                  1,
                  "test:twice",
                  source -> {
                    packs.incrementAndGet();
                    return Tensor.allocate(TensorDesc.of(2, 6));
                  });
              return call -> {};
            });
  }

  @Test
  void kernelsOfOneStoreShareWhatTheyPack() {
    AtomicInteger packs = new AtomicInteger();
    Map<String, Tensor> constants = Map.of("weights", open(WEIGHTS), "bias", open(BIAS));
    WeightStore store = new WeightStore();
    Kernel first = packing(packs).build(constants, store);
    Kernel second = packing(packs).build(constants, store);
    assertThat(packs).hasValue(1);
    assertThat(store.bytes()).isEqualTo(48);
    first.close();
    first.close();
    assertThat(store.bytes()).isEqualTo(48);
    second.close();
    assertThat(store.bytes()).isZero();
  }

  @Test
  void kernelsOfDifferentStoresShareNothing() {
    AtomicInteger packs = new AtomicInteger();
    Map<String, Tensor> constants = Map.of("weights", open(WEIGHTS), "bias", open(BIAS));
    try (Kernel first = packing(packs).build(constants);
        Kernel second = packing(packs).build(constants)) {
      assertThat(first).isNotSameAs(second);
      assertThat(packs).hasValue(2);
    }
  }

  @Test
  void aFailedBuildReleasesWhatItPacked() {
    WeightStore store = new WeightStore();
    Map<String, Tensor> constants = Map.of("weights", open(WEIGHTS), "bias", open(BIAS));
    Plan plan =
        Plan.of(CONV, INPUTS, PlanOptions.DEFAULT)
            .build(
                "test",
                ErrorModel.exact(),
                operands -> {
                  operands.packed(1, "test", source -> Tensor.allocate(TensorDesc.of(4)));
                  throw new UnsupportedOperationException("no body");
                });
    assertThatThrownBy(() -> plan.build(constants, store)).hasMessage("no body");
    assertThat(store.bytes()).isZero();
  }

  @Test
  void onlyConstantsArePacked() {
    Plan plan =
        Plan.of(CONV, INPUTS, PlanOptions.DEFAULT.variable("weights"))
            .build(
                "test",
                ErrorModel.exact(),
                operands -> {
                  operands.packed(1, "test", source -> source);
                  return call -> {};
                });
    assertThatThrownBy(() -> plan.build(Map.of("bias", open(BIAS))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("input 1 is not constant");
  }

  @Test
  void variableParametersMustBeParametersOfTheOperator() {
    assertThatThrownBy(() -> Plan.of(CONV, INPUTS, NAMED.variable("wieghts")))
        .isInstanceOf(OperatorException.class)
        .hasMessage(
            "Conv2d[layer1.conv]: variable parameters are [wieghts];"
                + " expected some of [weights, bias]");
  }
}
