package dev.fovea.backend.reference;

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
import dev.fovea.op.PRelu;
import dev.fovea.op.Pad;
import dev.fovea.op.Range;
import dev.fovea.op.Reduce;
import dev.fovea.op.Reorder;
import dev.fovea.op.Reshaping;
import dev.fovea.op.Resize;
import dev.fovea.op.ShapeQuery;
import dev.fovea.op.Softmax;
import dev.fovea.op.SpaceToDepth;
import dev.fovea.op.Split;
import dev.fovea.op.StridedSlice;
import dev.fovea.op.Tile;
import dev.fovea.op.TopK;
import dev.fovea.op.Transpose;
import dev.fovea.op.Unary;
import dev.fovea.op.Where;
import dev.fovea.spi.Backend;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * Every operator as plain loops. No portable default is inherited, so that agreeing with this
 * backend means something.
 */
final class ReferenceBackend implements Backend {

  @Override
  public String name() {
    return ReferenceProvider.NAME;
  }

  @Override
  public Plan conv2d(Conv2d op, List<TensorDesc> inputs, PlanOptions options) {
    return Conv2dReference.plan(op, inputs, options);
  }

  @Override
  public Plan convTranspose2d(ConvTranspose2d op, List<TensorDesc> inputs, PlanOptions options) {
    return ConvTranspose2dReference.plan(op, inputs, options);
  }

  @Override
  public Plan maxPool2d(MaxPool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return MaxPool2dReference.plan(op, inputs, options);
  }

  @Override
  public Plan averagePool2d(AveragePool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return AveragePool2dReference.plan(op, inputs, options);
  }

  @Override
  public Plan globalAveragePool(
      GlobalAveragePool op, List<TensorDesc> inputs, PlanOptions options) {
    return GlobalAveragePoolReference.plan(op, inputs, options);
  }

  @Override
  public Plan globalMaxPool(GlobalMaxPool op, List<TensorDesc> inputs, PlanOptions options) {
    return GlobalMaxPoolReference.plan(op, inputs, options);
  }

  @Override
  public Plan dense(Dense op, List<TensorDesc> inputs, PlanOptions options) {
    return DenseReference.plan(op, inputs, options);
  }

  @Override
  public Plan activation(Activation op, List<TensorDesc> inputs, PlanOptions options) {
    return ActivationReference.plan(op, inputs, options);
  }

  @Override
  public Plan prelu(PRelu op, List<TensorDesc> inputs, PlanOptions options) {
    return PReluReference.plan(op, inputs, options);
  }

  @Override
  public Plan softmax(Softmax op, List<TensorDesc> inputs, PlanOptions options) {
    return SoftmaxReference.plan(op, inputs, options);
  }

  @Override
  public Plan batchNorm(BatchNorm op, List<TensorDesc> inputs, PlanOptions options) {
    return BatchNormReference.plan(op, inputs, options);
  }

  @Override
  public Plan add(Add op, List<TensorDesc> inputs, PlanOptions options) {
    return AddReference.plan(op, inputs, options);
  }

  @Override
  public Plan unary(Unary op, List<TensorDesc> inputs, PlanOptions options) {
    return UnaryReference.plan(op, inputs, options);
  }

  @Override
  public Plan arithmetic(Arithmetic op, List<TensorDesc> inputs, PlanOptions options) {
    return ArithmeticReference.plan(op, inputs, options);
  }

  @Override
  public Plan compare(Compare op, List<TensorDesc> inputs, PlanOptions options) {
    return CompareReference.plan(op, inputs, options);
  }

  @Override
  public Plan where(Where op, List<TensorDesc> inputs, PlanOptions options) {
    return WhereReference.plan(op, inputs, options);
  }

  @Override
  public Plan cast(Cast op, List<TensorDesc> inputs, PlanOptions options) {
    return CastReference.plan(op, inputs, options);
  }

  @Override
  public Plan concat(Concat op, List<TensorDesc> inputs, PlanOptions options) {
    return ConcatReference.plan(op, inputs, options);
  }

  @Override
  public Plan stridedSlice(StridedSlice op, List<TensorDesc> inputs, PlanOptions options) {
    return StridedSliceReference.plan(op, inputs, options);
  }

  @Override
  public Plan pad(Pad op, List<TensorDesc> inputs, PlanOptions options) {
    return PadReference.plan(op, inputs, options);
  }

  @Override
  public Plan reorder(Reorder op, List<TensorDesc> inputs, PlanOptions options) {
    return ReorderReference.plan(op, inputs, options);
  }

  @Override
  public Plan split(Split op, List<TensorDesc> inputs, PlanOptions options) {
    return SplitReference.plan(op, inputs, options);
  }

  @Override
  public Plan transpose(Transpose op, List<TensorDesc> inputs, PlanOptions options) {
    return TransposeReference.plan(op, inputs, options);
  }

  @Override
  public Plan expand(Expand op, List<TensorDesc> inputs, PlanOptions options) {
    return ExpandReference.plan(op, inputs, options);
  }

  @Override
  public Plan tile(Tile op, List<TensorDesc> inputs, PlanOptions options) {
    return TileReference.plan(op, inputs, options);
  }

  @Override
  public Plan gather(Gather op, List<TensorDesc> inputs, PlanOptions options) {
    return GatherReference.plan(op, inputs, options);
  }

  @Override
  public Plan gatherElements(GatherElements op, List<TensorDesc> inputs, PlanOptions options) {
    return GatherElementsReference.plan(op, inputs, options);
  }

  @Override
  public Plan depthToSpace(DepthToSpace op, List<TensorDesc> inputs, PlanOptions options) {
    return DepthToSpaceReference.plan(op, inputs, options);
  }

  @Override
  public Plan spaceToDepth(SpaceToDepth op, List<TensorDesc> inputs, PlanOptions options) {
    return SpaceToDepthReference.plan(op, inputs, options);
  }

  @Override
  public Plan channelShuffle(ChannelShuffle op, List<TensorDesc> inputs, PlanOptions options) {
    return ChannelShuffleReference.plan(op, inputs, options);
  }

  @Override
  public Plan shapeQuery(ShapeQuery op, List<TensorDesc> inputs, PlanOptions options) {
    return ShapeQueryReference.plan(op, inputs, options);
  }

  @Override
  public Plan range(Range op, List<TensorDesc> inputs, PlanOptions options) {
    return RangeReference.plan(op, inputs, options);
  }

  @Override
  public Plan gemm(Gemm op, List<TensorDesc> inputs, PlanOptions options) {
    return GemmReference.plan(op, inputs, options);
  }

  @Override
  public Plan logSoftmax(LogSoftmax op, List<TensorDesc> inputs, PlanOptions options) {
    return LogSoftmaxReference.plan(op, inputs, options);
  }

  @Override
  public Plan groupNorm(GroupNorm op, List<TensorDesc> inputs, PlanOptions options) {
    return GroupNormReference.plan(op, inputs, options);
  }

  @Override
  public Plan layerNorm(LayerNorm op, List<TensorDesc> inputs, PlanOptions options) {
    return LayerNormReference.plan(op, inputs, options);
  }

  @Override
  public Plan localResponseNorm(
      LocalResponseNorm op, List<TensorDesc> inputs, PlanOptions options) {
    return LocalResponseNormReference.plan(op, inputs, options);
  }

  @Override
  public Plan matMul(MatMul op, List<TensorDesc> inputs, PlanOptions options) {
    return MatMulReference.plan(op, inputs, options);
  }

  @Override
  public Plan lpPool2d(LpPool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return LpPool2dReference.plan(op, inputs, options);
  }

  @Override
  public Plan globalLpPool(GlobalLpPool op, List<TensorDesc> inputs, PlanOptions options) {
    return GlobalLpPoolReference.plan(op, inputs, options);
  }

  @Override
  public Plan topK(TopK op, List<TensorDesc> inputs, PlanOptions options) {
    return TopKReference.plan(op, inputs, options);
  }

  @Override
  public Plan reduce(Reduce op, List<TensorDesc> inputs, PlanOptions options) {
    return ReduceReference.plan(op, inputs, options);
  }

  @Override
  public Plan argExtremum(ArgExtremum op, List<TensorDesc> inputs, PlanOptions options) {
    return ArgExtremumReference.plan(op, inputs, options);
  }

  @Override
  public Plan reshape(Reshaping op, List<TensorDesc> inputs, PlanOptions options) {
    return ReshapeReference.plan(op, inputs, options);
  }

  @Override
  public Plan resize(Resize op, List<TensorDesc> inputs, PlanOptions options) {
    return ResizeReference.plan(op, inputs, options);
  }

  @Override
  public Plan deformConv2d(DeformConv2d op, List<TensorDesc> inputs, PlanOptions options) {
    return DeformConv2dReference.plan(op, inputs, options);
  }

  @Override
  public void close() {}
}
