package dev.fovea.models.onnx.export;

import dev.fovea.op.Activation;
import dev.fovea.op.Add;
import dev.fovea.op.ArgExtremum;
import dev.fovea.op.Arithmetic;
import dev.fovea.op.AveragePool2d;
import dev.fovea.op.BatchNorm;
import dev.fovea.op.Cast;
import dev.fovea.op.ChannelShuffle;
import dev.fovea.op.Compare;
import dev.fovea.op.Concat;
import dev.fovea.op.Conv2d;
import dev.fovea.op.ConvTranspose2d;
import dev.fovea.op.DeformConv2d;
import dev.fovea.op.Dense;
import dev.fovea.op.DepthToSpace;
import dev.fovea.op.Expand;
import dev.fovea.op.Flatten;
import dev.fovea.op.Gather;
import dev.fovea.op.GatherElements;
import dev.fovea.op.Gemm;
import dev.fovea.op.GlobalAveragePool;
import dev.fovea.op.GlobalLpPool;
import dev.fovea.op.GlobalMaxPool;
import dev.fovea.op.GroupNorm;
import dev.fovea.op.LayerNorm;
import dev.fovea.op.LocalResponseNorm;
import dev.fovea.op.LogSoftmax;
import dev.fovea.op.LpPool2d;
import dev.fovea.op.MatMul;
import dev.fovea.op.MaxPool2d;
import dev.fovea.op.Op;
import dev.fovea.op.PRelu;
import dev.fovea.op.Pad;
import dev.fovea.op.Range;
import dev.fovea.op.Reduce;
import dev.fovea.op.Reorder;
import dev.fovea.op.Reshape;
import dev.fovea.op.Resize;
import dev.fovea.op.ShapeOf;
import dev.fovea.op.SizeOf;
import dev.fovea.op.Softmax;
import dev.fovea.op.SpaceToDepth;
import dev.fovea.op.Split;
import dev.fovea.op.StridedSlice;
import dev.fovea.op.Tile;
import dev.fovea.op.TopK;
import dev.fovea.op.Transpose;
import dev.fovea.op.Unary;
import dev.fovea.op.Where;
import java.util.Map;
import java.util.Set;

/** The table of operators that can be written: all of {@link dev.fovea.op}. */
final class OperatorWriters {

  /** A writer that knows its kind of operator. */
  private interface NodeWriter {
    void write(ExportNode node, ExportContext out);
  }

  private static final Map<Class<?>, NodeWriter> TABLE =
      Map.ofEntries(
          entry(Activation.class, ActivationWriters::activation),
          entry(Add.class, ElementwiseWriters::add),
          entry(ArgExtremum.class, ReductionWriters::argExtremum),
          entry(Arithmetic.class, ElementwiseWriters::arithmetic),
          entry(AveragePool2d.class, PoolingWriters::average),
          entry(BatchNorm.class, NormalizationWriters::batch),
          entry(Cast.class, ElementwiseWriters::cast),
          entry(ChannelShuffle.class, ShapeWriters::channelShuffle),
          entry(Compare.class, ElementwiseWriters::compare),
          entry(Concat.class, MovementWriters::concat),
          entry(Conv2d.class, LinearWriters::conv),
          entry(ConvTranspose2d.class, LinearWriters::convTranspose),
          entry(DeformConv2d.class, MatrixWriters::deformConv),
          entry(Dense.class, LinearWriters::dense),
          entry(DepthToSpace.class, MovementWriters::depthToSpace),
          entry(Expand.class, MovementWriters::expand),
          entry(Flatten.class, ShapeWriters::flatten),
          entry(Gather.class, MovementWriters::gather),
          entry(GatherElements.class, MovementWriters::gatherElements),
          entry(Gemm.class, MatrixWriters::gemm),
          entry(GlobalAveragePool.class, PoolingWriters::globalAverage),
          entry(GlobalLpPool.class, PoolingWriters::globalNorm),
          entry(GlobalMaxPool.class, PoolingWriters::globalMax),
          entry(GroupNorm.class, NormalizationWriters::group),
          entry(LayerNorm.class, NormalizationWriters::layer),
          entry(LocalResponseNorm.class, NormalizationWriters::localResponse),
          entry(LogSoftmax.class, NormalizationWriters::logSoftmax),
          entry(LpPool2d.class, PoolingWriters::norm),
          entry(MatMul.class, MatrixWriters::matMul),
          entry(MaxPool2d.class, PoolingWriters::max),
          entry(Pad.class, MovementWriters::pad),
          entry(PRelu.class, ActivationWriters::prelu),
          entry(Range.class, ShapeWriters::range),
          entry(Reduce.class, ReductionWriters::reduce),
          entry(Reorder.class, ShapeWriters::reorder),
          entry(Reshape.class, ShapeWriters::reshape),
          entry(Resize.class, ResizeWriter::resize),
          entry(ShapeOf.class, ShapeWriters::shapeOf),
          entry(SizeOf.class, ShapeWriters::sizeOf),
          entry(Softmax.class, NormalizationWriters::softmax),
          entry(SpaceToDepth.class, MovementWriters::spaceToDepth),
          entry(Split.class, MovementWriters::split),
          entry(StridedSlice.class, MovementWriters::slice),
          entry(Tile.class, MovementWriters::tile),
          entry(TopK.class, ReductionWriters::topK),
          entry(Transpose.class, MovementWriters::transpose),
          entry(Unary.class, ElementwiseWriters::unary),
          entry(Where.class, ElementwiseWriters::where));

  private OperatorWriters() {}

  private static <T extends Op> Map.Entry<Class<?>, NodeWriter> entry(
      Class<T> type, OperatorWriter<T> writer) {
    return Map.entry(type, (node, out) -> writer.write(type.cast(node.op()), node, out));
  }

  /** Returns the kinds of operators that can be written. */
  static Set<Class<?>> written() {
    return TABLE.keySet();
  }

  /**
   * Writes a node.
   *
   * @throws UnwritableNodeException if ONNX has no way to say it
   */
  static void write(ExportNode node, ExportContext out) {
    NodeWriter writer = TABLE.get(node.op().getClass());
    if (writer == null) {
      throw new UnwritableNodeException("has no form in ONNX; expected one of Fovea's operators");
    }
    writer.write(node, out);
  }
}
