package dev.fovea.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fovea.spi.Backend;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.Layout;
import dev.fovea.tensor.Shape;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OpTest {

  @Test
  void everyRecordPlansItselfByTheMethodOfItsOwn() {
    Map<Op, String> methods = new LinkedHashMap<>();
    methods.put(Conv2d.of(1, 1, Window2d.of(1)), "conv2d");
    methods.put(ConvTranspose2d.of(1, 1, Window2d.of(1)), "convTranspose2d");
    methods.put(MaxPool2d.of(Window2d.of(1)), "maxPool2d");
    methods.put(AveragePool2d.of(Window2d.of(1)), "averagePool2d");
    methods.put(new GlobalAveragePool(), "globalAveragePool");
    methods.put(new GlobalMaxPool(), "globalMaxPool");
    methods.put(Dense.of(1, 1), "dense");
    methods.put(Activation.relu(), "activation");
    methods.put(new PRelu(Shape.of(1)), "prelu");
    methods.put(Softmax.along(0), "softmax");
    methods.put(new BatchNorm(1, 0), "batchNorm");
    methods.put(new Add(), "add");
    methods.put(new Unary(Unary.Function.EXP), "unary");
    methods.put(new Arithmetic(Arithmetic.Function.MUL), "arithmetic");
    methods.put(new Compare(Compare.Function.LESS), "compare");
    methods.put(new Where(), "where");
    methods.put(new Cast(Cast.Target.BOOL), "cast");
    methods.put(new Concat(0, 1), "concat");
    methods.put(new StridedSlice(List.of()), "stridedSlice");
    methods.put(new Pad(List.of(), List.of(), 0), "pad");
    methods.put(LogSoftmax.along(0), "logSoftmax");
    methods.put(GroupNorm.instance(1, 0), "groupNorm");
    methods.put(new LayerNorm(Shape.of(1), 0, false, false), "layerNorm");
    methods.put(new LocalResponseNorm(1, 1, 1, 1), "localResponseNorm");
    methods.put(new MatMul(false), "matMul");
    methods.put(LpPool2d.of(Window2d.of(1), 2), "lpPool2d");
    methods.put(new GlobalLpPool(2), "globalLpPool");
    methods.put(new TopK(1, 0, true), "topK");
    methods.put(Reduce.of(Reduce.Kind.SUM), "reduce");
    methods.put(new ArgExtremum(ArgExtremum.Extreme.MAX, 0, true, false), "argExtremum");
    methods.put(new Split(0, List.of(1)), "split");
    methods.put(Transpose.of(0), "transpose");
    methods.put(new Expand(Shape.of()), "expand");
    methods.put(new Tile(List.of()), "tile");
    methods.put(new Gather(0), "gather");
    methods.put(new GatherElements(0), "gatherElements");
    methods.put(new DepthToSpace(1, DepthToSpace.Order.DEPTH_FIRST), "depthToSpace");
    methods.put(new SpaceToDepth(1), "spaceToDepth");
    methods.put(new ChannelShuffle(1), "channelShuffle");
    methods.put(ShapeOf.all(), "shapeQuery");
    methods.put(new SizeOf(), "shapeQuery");
    methods.put(new Range(0), "range");
    methods.put(new Gemm(false, false, 1, 1, false), "gemm");
    methods.put(Reshape.to(1), "reshape");
    methods.put(new Reorder(Layout.PLAIN), "reorder");
    methods.put(new Flatten(1), "reshape");
    methods.put(Resize.of(Sampling.Linear.PLAIN, Resize.Coordinates.HALF_PIXEL), "resize");
    methods.put(DeformConv2d.of(1, 1, Window2d.of(1)), "deformConv2d");
    List<String> called = new ArrayList<>();
    Backend backend =
        (Backend)
            Proxy.newProxyInstance(
                Backend.class.getClassLoader(),
                new Class<?>[] {Backend.class},
                (proxy, method, arguments) -> {
                  called.add(method.getName());
                  return null;
                });
    methods.forEach(
        (op, method) -> {
          called.clear();
          op.planOn(backend, List.of(), PlanOptions.DEFAULT);
          assertThat(called).as(op.type()).containsExactly(method);
        });
    Set<String> all = new TreeSet<>();
    for (Method method : Backend.class.getDeclaredMethods()) {
      if (Arrays.asList(method.getParameterTypes()).contains(PlanOptions.class)) {
        all.add(method.getName());
      }
    }
    assertThat(new TreeSet<>(methods.values())).isEqualTo(all);
  }

  @Test
  void messagesNameOperatorAndNode() {
    OperatorException bare = new OperatorException("Conv2d", "groups is 0; expected 1");
    assertThat(bare).hasMessage("Conv2d: groups is 0; expected 1");
    OperatorException named = bare.at("layer1.conv");
    assertThat(named).hasMessage("Conv2d[layer1.conv]: groups is 0; expected 1").hasCause(bare);
    assertThat(named.at("other")).isSameAs(named);
    assertThat(bare.at("")).isSameAs(bare);
    assertThat(named.operator()).isEqualTo("Conv2d");
    assertThat(named.problem()).isEqualTo("groups is 0; expected 1");
  }
}
