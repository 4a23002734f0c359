package dev.fovea.models.onnx;

import dev.fovea.op.Reduce.Kind;
import java.util.Map;

/** The table of ONNX operators that can be imported; elementwise ones have one of their own. */
final class OperatorMappings {

  /**
   * How an operator is mapped.
   *
   * @param since the oldest opset whose attributes the mapping knows
   * @param mapping makes the nodes
   */
  record Entry(int since, OperatorMapping mapping) {}

  private static final Map<String, Entry> TABLE =
      Map.ofEntries(
          Map.entry("ArgMax", new Entry(1, ReductionMappings::argMax)),
          Map.entry("ArgMin", new Entry(1, ReductionMappings::argMin)),
          Map.entry("AveragePool", new Entry(1, PoolingMappings::average)),
          Map.entry("BatchNormalization", new Entry(6, NormalizationMappings::batch)),
          Map.entry("Clip", new Entry(6, ClipMapping::clip)),
          Map.entry("Concat", new Entry(1, ShapeMappings::concat)),
          Map.entry("Constant", new Entry(1, ShapeMappings::constant)),
          Map.entry("ConstantOfShape", new Entry(9, ShapeArithmeticMappings::constantOfShape)),
          Map.entry("Conv", new Entry(1, ConvolutionMappings::conv)),
          Map.entry("ConvTranspose", new Entry(1, ConvolutionMappings::convTranspose)),
          Map.entry("DeformConv", new Entry(19, DeformConvMapping::deformConv)),
          Map.entry("DepthToSpace", new Entry(1, MovementMappings::depthToSpace)),
          Map.entry("Dropout", new Entry(6, ShapeMappings::dropout)),
          Map.entry("Elu", new Entry(6, ActivationMappings::elu)),
          Map.entry("Expand", new Entry(8, MovementMappings::expand)),
          Map.entry("Flatten", new Entry(1, ShapeMappings::flatten)),
          Map.entry("Gather", new Entry(1, MovementMappings::gather)),
          Map.entry("GatherElements", new Entry(11, MovementMappings::gatherElements)),
          Map.entry("Gemm", new Entry(6, MatrixMappings::gemm)),
          Map.entry("GlobalAveragePool", new Entry(1, PoolingMappings::globalAverage)),
          Map.entry("GlobalLpPool", new Entry(1, PoolingMappings::globalNorm)),
          Map.entry("GlobalMaxPool", new Entry(1, PoolingMappings::globalMax)),
          Map.entry("GroupNormalization", new Entry(18, StatisticsMappings::group)),
          Map.entry("HardSigmoid", new Entry(6, ActivationMappings::hardSigmoid)),
          Map.entry("HardSwish", new Entry(14, ActivationMappings::hardSwish)),
          Map.entry("Identity", new Entry(1, ShapeMappings::identity)),
          Map.entry("InstanceNormalization", new Entry(1, StatisticsMappings::instance)),
          Map.entry("LayerNormalization", new Entry(17, StatisticsMappings::layer)),
          Map.entry("LeakyRelu", new Entry(6, ActivationMappings::leakyRelu)),
          Map.entry("LogSoftmax", new Entry(1, NormalizationMappings::logSoftmax)),
          Map.entry("LpPool", new Entry(1, PoolingMappings::norm)),
          Map.entry("LRN", new Entry(1, StatisticsMappings::localResponse)),
          Map.entry("MatMul", new Entry(1, MatrixMappings::matMul)),
          Map.entry("MaxPool", new Entry(1, PoolingMappings::max)),
          Map.entry("NonMaxSuppression", new Entry(10, OperatorMappings::outsideTheGraph)),
          Map.entry("Pad", new Entry(2, RegionMappings::pad)),
          Map.entry("PRelu", new Entry(6, ActivationMappings::prelu)),
          Map.entry("Range", new Entry(11, ShapeArithmeticMappings::range)),
          Map.entry("ReduceL1", new Entry(1, ReductionMappings.reduce(Kind.L1))),
          Map.entry("ReduceL2", new Entry(1, ReductionMappings.reduce(Kind.L2))),
          Map.entry("ReduceLogSum", new Entry(1, ReductionMappings.reduce(Kind.LOG_SUM))),
          Map.entry("ReduceLogSumExp", new Entry(1, ReductionMappings.reduce(Kind.LOG_SUM_EXP))),
          Map.entry("ReduceMax", new Entry(1, ReductionMappings.reduce(Kind.MAX))),
          Map.entry("ReduceMean", new Entry(1, ReductionMappings.reduce(Kind.MEAN))),
          Map.entry("ReduceMin", new Entry(1, ReductionMappings.reduce(Kind.MIN))),
          Map.entry("ReduceProd", new Entry(1, ReductionMappings.reduce(Kind.PROD))),
          Map.entry("ReduceSum", new Entry(1, ReductionMappings.reduce(Kind.SUM))),
          Map.entry("ReduceSumSquare", new Entry(1, ReductionMappings.reduce(Kind.SUM_SQUARE))),
          Map.entry("Relu", new Entry(6, ActivationMappings::relu)),
          Map.entry("Reshape", new Entry(5, ShapeMappings::reshape)),
          Map.entry("Resize", new Entry(10, ResizeMappings::resize)),
          Map.entry("Shape", new Entry(1, ShapeArithmeticMappings::shape)),
          Map.entry("Sigmoid", new Entry(6, ActivationMappings::sigmoid)),
          Map.entry("Size", new Entry(1, ShapeArithmeticMappings::size)),
          Map.entry("Slice", new Entry(1, RegionMappings::slice)),
          Map.entry("Softmax", new Entry(1, NormalizationMappings::softmax)),
          Map.entry("SpaceToDepth", new Entry(1, MovementMappings::spaceToDepth)),
          Map.entry("Split", new Entry(2, MovementMappings::split)),
          Map.entry("Squeeze", new Entry(1, ShapeArithmeticMappings::squeeze)),
          Map.entry("Tanh", new Entry(6, ActivationMappings::tanh)),
          Map.entry("TopK", new Entry(1, ReductionMappings::topK)),
          Map.entry("Tile", new Entry(6, MovementMappings::tile)),
          Map.entry("Transpose", new Entry(1, MovementMappings::transpose)),
          Map.entry("Unsqueeze", new Entry(1, ShapeArithmeticMappings::unsqueeze)),
          Map.entry("Upsample", new Entry(7, ResizeMappings::upsample)));

  private OperatorMappings() {}

  /**
   * Returns the mapping of an operator of the default domain.
   *
   * @throws UnsupportedNodeException if there is none for this opset
   */
  static OperatorMapping find(String operator, int opset) {
    Entry entry = TABLE.getOrDefault(operator, ElementwiseMappings.TABLE.get(operator));
    if (entry == null) {
      throw new UnsupportedNodeException("operator is not supported");
    }
    if (opset < entry.since()) {
      throw new UnsupportedNodeException(
          "opset is " + opset + "; expected " + entry.since() + " or newer for this operator");
    }
    return entry.mapping();
  }

  /** How many boxes remain depends on their values, so that no shape behind is known. */
  private static void outsideTheGraph(OnnxNode node, GraphContext context) {
    throw new UnsupportedNodeException(
        "makes an output whose shape depends on values; cut the graph before it and run"
            + " dev.fovea.models.vision.NonMaxSuppression on boxes and scores");
  }
}
