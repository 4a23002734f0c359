package dev.fovea.spi;

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
import dev.fovea.spi.portable.PortableActivation;
import dev.fovea.spi.portable.PortableAdd;
import dev.fovea.spi.portable.PortableArgExtremum;
import dev.fovea.spi.portable.PortableArithmetic;
import dev.fovea.spi.portable.PortableBatchNorm;
import dev.fovea.spi.portable.PortableCast;
import dev.fovea.spi.portable.PortableChannelShuffle;
import dev.fovea.spi.portable.PortableCompare;
import dev.fovea.spi.portable.PortableConcat;
import dev.fovea.spi.portable.PortableDeformConv2d;
import dev.fovea.spi.portable.PortableDepthToSpace;
import dev.fovea.spi.portable.PortableExpand;
import dev.fovea.spi.portable.PortableGather;
import dev.fovea.spi.portable.PortableGatherElements;
import dev.fovea.spi.portable.PortableGemm;
import dev.fovea.spi.portable.PortableGlobalLpPool;
import dev.fovea.spi.portable.PortableGroupNorm;
import dev.fovea.spi.portable.PortableLayerNorm;
import dev.fovea.spi.portable.PortableLocalResponseNorm;
import dev.fovea.spi.portable.PortableLogSoftmax;
import dev.fovea.spi.portable.PortableLpPool2d;
import dev.fovea.spi.portable.PortableMatMul;
import dev.fovea.spi.portable.PortablePRelu;
import dev.fovea.spi.portable.PortablePad;
import dev.fovea.spi.portable.PortableRange;
import dev.fovea.spi.portable.PortableReduce;
import dev.fovea.spi.portable.PortableReorder;
import dev.fovea.spi.portable.PortableReshape;
import dev.fovea.spi.portable.PortableResize;
import dev.fovea.spi.portable.PortableShapeQuery;
import dev.fovea.spi.portable.PortableSoftmax;
import dev.fovea.spi.portable.PortableSpaceToDepth;
import dev.fovea.spi.portable.PortableSplit;
import dev.fovea.spi.portable.PortableStridedSlice;
import dev.fovea.spi.portable.PortableTile;
import dev.fovea.spi.portable.PortableTopK;
import dev.fovea.spi.portable.PortableTranspose;
import dev.fovea.spi.portable.PortableUnary;
import dev.fovea.spi.portable.PortableWhere;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/**
 * An engine: one method per operator, each of which plans it.
 *
 * <p>Inputs are listed in the order of the record's {@link dev.fovea.op.Op#inputs()}. A plan
 * depends on its arguments and the backend's options only. A method throws {@link
 * dev.fovea.op.OperatorException} if the inputs do not fit; {@link Plan#of} does it. The core has
 * no default; everything else has a portable one, so that a backend is complete after the core.
 * Safe to use from any thread.
 */
public interface Backend extends AutoCloseable {

  /** Returns the provider's name. */
  String name();

  /** Plans a convolution: stride, padding, dilation, groups and depthwise included. */
  Plan conv2d(Conv2d op, List<TensorDesc> inputs, PlanOptions options);

  /** Plans a transposed convolution. */
  Plan convTranspose2d(ConvTranspose2d op, List<TensorDesc> inputs, PlanOptions options);

  /** Plans max pooling, indices included. */
  Plan maxPool2d(MaxPool2d op, List<TensorDesc> inputs, PlanOptions options);

  /** Plans average pooling. */
  Plan averagePool2d(AveragePool2d op, List<TensorDesc> inputs, PlanOptions options);

  /** Plans global average pooling. */
  Plan globalAveragePool(GlobalAveragePool op, List<TensorDesc> inputs, PlanOptions options);

  /** Plans global max pooling. */
  Plan globalMaxPool(GlobalMaxPool op, List<TensorDesc> inputs, PlanOptions options);

  /** Plans a fully connected layer. */
  Plan dense(Dense op, List<TensorDesc> inputs, PlanOptions options);

  /** Plans an activation. */
  default Plan activation(Activation op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableActivation.plan(op, inputs, options);
  }

  /** Plans a parametric ReLU. */
  default Plan prelu(PRelu op, List<TensorDesc> inputs, PlanOptions options) {
    return PortablePRelu.plan(op, inputs, options);
  }

  /** Plans softmax. */
  default Plan softmax(Softmax op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableSoftmax.plan(op, inputs, options);
  }

  /** Plans batch normalisation with fixed statistics. */
  default Plan batchNorm(BatchNorm op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableBatchNorm.plan(op, inputs, options);
  }

  /** Plans an elementwise sum with broadcasting. */
  default Plan add(Add op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableAdd.plan(op, inputs, options);
  }

  /** Plans another function of one value, element by element. */
  default Plan unary(Unary op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableUnary.plan(op, inputs, options);
  }

  /** Plans other arithmetic of two values with broadcasting. */
  default Plan arithmetic(Arithmetic op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableArithmetic.plan(op, inputs, options);
  }

  /** Plans a comparison with broadcasting. */
  default Plan compare(Compare op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableCompare.plan(op, inputs, options);
  }

  /** Plans a choice with broadcasting. */
  default Plan where(Where op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableWhere.plan(op, inputs, options);
  }

  /** Plans a conversion to another type of numbers. */
  default Plan cast(Cast op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableCast.plan(op, inputs, options);
  }

  /** Plans joining along an axis. */
  default Plan concat(Concat op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableConcat.plan(op, inputs, options);
  }

  /** Plans picking every so many-th index along each axis. */
  default Plan stridedSlice(StridedSlice op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableStridedSlice.plan(op, inputs, options);
  }

  /** Plans surrounding with a constant or with elements. */
  default Plan pad(Pad op, List<TensorDesc> inputs, PlanOptions options) {
    return PortablePad.plan(op, inputs, options);
  }

  /** Plans cutting along an axis. */
  default Plan split(Split op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableSplit.plan(op, inputs, options);
  }

  /** Plans ordering the axes anew. */
  default Plan transpose(Transpose op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableTranspose.plan(op, inputs, options);
  }

  /** Plans repeating along axes of extent 1. */
  default Plan expand(Expand op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableExpand.plan(op, inputs, options);
  }

  /** Plans laying copies side by side. */
  default Plan tile(Tile op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableTile.plan(op, inputs, options);
  }

  /** Plans picking slices by number. */
  default Plan gather(Gather op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableGather.plan(op, inputs, options);
  }

  /** Plans picking elements by number. */
  default Plan gatherElements(GatherElements op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableGatherElements.plan(op, inputs, options);
  }

  /** Plans spreading channels over positions. */
  default Plan depthToSpace(DepthToSpace op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableDepthToSpace.plan(op, inputs, options);
  }

  /** Plans stacking positions into channels. */
  default Plan spaceToDepth(SpaceToDepth op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableSpaceToDepth.plan(op, inputs, options);
  }

  /** Plans taking channels from every group in turn. */
  default Plan channelShuffle(ChannelShuffle op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableChannelShuffle.plan(op, inputs, options);
  }

  /** Plans what looks at a shape only. */
  default Plan shapeQuery(ShapeQuery op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableShapeQuery.plan(op, inputs, options);
  }

  /** Plans numbers at equal distances. */
  default Plan range(Range op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableRange.plan(op, inputs, options);
  }

  /** Plans a general matrix product. */
  default Plan gemm(Gemm op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableGemm.plan(op, inputs, options);
  }

  /** Plans the logarithm of softmax. */
  default Plan logSoftmax(LogSoftmax op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableLogSoftmax.plan(op, inputs, options);
  }

  /** Plans normalisation by the statistics of groups of channels. */
  default Plan groupNorm(GroupNorm op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableGroupNorm.plan(op, inputs, options);
  }

  /** Plans normalisation by the statistics of the last axes. */
  default Plan layerNorm(LayerNorm op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableLayerNorm.plan(op, inputs, options);
  }

  /** Plans normalisation by neighbouring channels. */
  default Plan localResponseNorm(
      LocalResponseNorm op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableLocalResponseNorm.plan(op, inputs, options);
  }

  /** Plans products of matrices. */
  default Plan matMul(MatMul op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableMatMul.plan(op, inputs, options);
  }

  /** Plans pooling by a p-norm. */
  default Plan lpPool2d(LpPool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableLpPool2d.plan(op, inputs, options);
  }

  /** Plans global pooling by a p-norm. */
  default Plan globalLpPool(GlobalLpPool op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableGlobalLpPool.plan(op, inputs, options);
  }

  /** Plans taking all values along some axes together. */
  default Plan reduce(Reduce op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableReduce.plan(op, inputs, options);
  }

  /** Plans finding the largest or smallest value along an axis. */
  default Plan argExtremum(ArgExtremum op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableArgExtremum.plan(op, inputs, options);
  }

  /** Plans finding the largest or smallest values along an axis. */
  default Plan topK(TopK op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableTopK.plan(op, inputs, options);
  }

  /** Plans a copy under another shape. */
  default Plan reshape(Reshaping op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableReshape.plan(op, inputs, options);
  }

  /** Plans a copy in another layout: the one the record names. */
  default Plan reorder(Reorder op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableReorder.plan(op, inputs, options);
  }

  /** Plans resampling along some axes. */
  default Plan resize(Resize op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableResize.plan(op, inputs, options);
  }

  /** Plans a convolution whose taps have offsets. */
  default Plan deformConv2d(DeformConv2d op, List<TensorDesc> inputs, PlanOptions options) {
    return PortableDeformConv2d.plan(op, inputs, options);
  }

  /** Releases what the backend holds; kernels built from it must be closed before. Idempotent. */
  @Override
  void close();
}
