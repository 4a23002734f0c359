package dev.fovea.conformance.mutants;

import dev.fovea.backend.reference.ReferenceProvider;
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
import dev.fovea.op.Op;
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
import dev.fovea.spi.BackendOptions;
import dev.fovea.spi.Plan;
import dev.fovea.spi.PlanOptions;
import dev.fovea.tensor.DType;
import dev.fovea.tensor.TensorDesc;
import java.util.List;

/** The reference, except for the operator that the mutant breaks. */
public final class MutantBackend implements Backend {
  private final Backend reference = new ReferenceProvider().open(BackendOptions.DEFAULT);
  private final Mutant mutant;

  /** Creates the broken backend. */
  public MutantBackend(Mutant mutant) {
    this.mutant = mutant;
  }

  @Override
  public String name() {
    return reference.name();
  }

  @Override
  public Plan conv2d(Conv2d op, List<TensorDesc> inputs, PlanOptions options) {
    return mutant.compareTo(Mutant.SCRATCH_GROWS) <= 0
        ? MutantConv2d.plan(mutant, op, inputs, options)
        : MutantStrides.plan(mutant, reference, op, inputs, options);
  }

  @Override
  public Plan convTranspose2d(ConvTranspose2d op, List<TensorDesc> inputs, PlanOptions options) {
    return mutant.name().startsWith("TRANSPOSED_")
        ? MutantConvTranspose2d.plan(mutant, op, inputs, options)
        : MutantStrides.plan(mutant, reference, op, inputs, options);
  }

  @Override
  public Plan maxPool2d(MaxPool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return mutant.name().startsWith("MAX_") && mutant != Mutant.MAX_STRIDE_OF_INDICES
        ? MutantPooling.max(mutant, op, inputs, options)
        : MutantStrides.plan(mutant, reference, op, inputs, options);
  }

  @Override
  public Plan averagePool2d(AveragePool2d op, List<TensorDesc> inputs, PlanOptions options) {
    return mutant.name().startsWith("AVERAGE_")
        ? MutantPooling.average(mutant, op, inputs, options)
        : MutantStrides.plan(mutant, reference, op, inputs, options);
  }

  @Override
  public Plan globalAveragePool(
      GlobalAveragePool op, List<TensorDesc> inputs, PlanOptions options) {
    return mutant == Mutant.GLOBAL_AVERAGE_OVER_SQUARE
        ? MutantPooling.globalAverage(op, inputs, options)
        : MutantStrides.plan(mutant, reference, op, inputs, options);
  }

  @Override
  public Plan globalMaxPool(GlobalMaxPool op, List<TensorDesc> inputs, PlanOptions options) {
    return MutantStrides.plan(mutant, reference, op, inputs, options);
  }

  @Override
  public Plan dense(Dense op, List<TensorDesc> inputs, PlanOptions options) {
    return mutant == Mutant.DENSE_CHANNELS_LAST
        ? MutantDense.dense(reference, op, inputs, options)
        : MutantStrides.plan(mutant, reference, op, inputs, options);
  }

  @Override
  public Plan activation(Activation op, List<TensorDesc> inputs, PlanOptions options) {
    return switch (mutant) {
      case SILU_AT_MINUS_INFINITY,
          SOFTPLUS_OVERFLOWS,
          GELU_CANCELS,
          ZEROS_NOT_WRITTEN,
          SRC_CHANGED,
          VECTORS_ALIGNED_DOWN,
          EMPTY_BATCH_DIVIDED,
          TENSOR_ALLOCATED_IN_RUN ->
          MutantElementwise.activation(mutant, reference, op, inputs, options);
      default -> reference.activation(op, inputs, options);
    };
  }

  @Override
  public Plan prelu(PRelu op, List<TensorDesc> inputs, PlanOptions options) {
    return mutant == Mutant.SLOPE_BY_COLUMN
        ? MutantElementwise.prelu(op, inputs, options)
        : MutantStrides.plan(mutant, reference, op, inputs, options);
  }

  @Override
  public Plan softmax(Softmax op, List<TensorDesc> inputs, PlanOptions options) {
    return mutant == Mutant.SOFTMAX_WITHOUT_MAXIMUM
        ? MutantElementwise.softmax(op, inputs, options)
        : MutantStrides.plan(mutant, reference, op, inputs, options);
  }

  @Override
  public Plan batchNorm(BatchNorm op, List<TensorDesc> inputs, PlanOptions options) {
    // The record without its epsilon is the fault.
    BatchNorm used = mutant == Mutant.EPSILON_FORGOTTEN ? new BatchNorm(op.channels(), 0) : op;
    return MutantStrides.plan(mutant, reference, used, inputs, options);
  }

  @Override
  public Plan add(Add op, List<TensorDesc> inputs, PlanOptions options) {
    boolean floats = !inputs.isEmpty() && inputs.get(0).dtype() == DType.FLOAT32;
    return mutant == Mutant.ADD_WITHOUT_BROADCASTING && floats
        ? MutantElementwise.add(op, inputs, options)
        : elementwise(op, inputs, options);
  }

  @Override
  public Plan unary(Unary op, List<TensorDesc> inputs, PlanOptions options) {
    return elementwise(op, inputs, options);
  }

  @Override
  public Plan arithmetic(Arithmetic op, List<TensorDesc> inputs, PlanOptions options) {
    return elementwise(op, inputs, options);
  }

  @Override
  public Plan compare(Compare op, List<TensorDesc> inputs, PlanOptions options) {
    return elementwise(op, inputs, options);
  }

  @Override
  public Plan where(Where op, List<TensorDesc> inputs, PlanOptions options) {
    return elementwise(op, inputs, options);
  }

  @Override
  public Plan cast(Cast op, List<TensorDesc> inputs, PlanOptions options) {
    return elementwise(op, inputs, options);
  }

  private Plan elementwise(Op op, List<TensorDesc> inputs, PlanOptions options) {
    return mutant.name().startsWith("IMAGE_STRIDE_")
        ? MutantStrides.plan(mutant, reference, op, inputs, options)
        : MutantPairs.plan(mutant, reference, op, inputs, options);
  }

  @Override
  public Plan concat(Concat op, List<TensorDesc> inputs, PlanOptions options) {
    return mutant == Mutant.CONCAT_ALWAYS_ALONG_CHANNELS && op.axis() > 1
        ? MutantElementwise.concat(op, inputs, options)
        : reference.concat(op, inputs, options);
  }

  @Override
  public Plan stridedSlice(StridedSlice op, List<TensorDesc> inputs, PlanOptions options) {
    return mutant == Mutant.SLICE_STEP_IGNORED
        ? MutantElementwise.stridedSlice(reference, op, inputs, options)
        : reference.stridedSlice(op, inputs, options);
  }

  @Override
  public Plan pad(Pad op, List<TensorDesc> inputs, PlanOptions options) {
    boolean zeros =
        mutant == Mutant.PAD_ALWAYS_ZERO && inputs.stream().allMatch(MutantBackend::isFloat);
    Pad used = zeros ? new Pad(op.begins(), op.ends(), op.mode(), 0) : op;
    return MutantMoves.plan(mutant, reference, used, inputs, options);
  }

  private static boolean isFloat(TensorDesc desc) {
    return desc.dtype() == DType.FLOAT32;
  }

  @Override
  public Plan split(Split op, List<TensorDesc> inputs, PlanOptions options) {
    return MutantMoves.plan(mutant, reference, op, inputs, options);
  }

  @Override
  public Plan transpose(Transpose op, List<TensorDesc> inputs, PlanOptions options) {
    return MutantMoves.plan(mutant, reference, op, inputs, options);
  }

  @Override
  public Plan expand(Expand op, List<TensorDesc> inputs, PlanOptions options) {
    return MutantMoves.plan(mutant, reference, op, inputs, options);
  }

  @Override
  public Plan tile(Tile op, List<TensorDesc> inputs, PlanOptions options) {
    return MutantMoves.plan(mutant, reference, op, inputs, options);
  }

  @Override
  public Plan depthToSpace(DepthToSpace op, List<TensorDesc> inputs, PlanOptions options) {
    return MutantMoves.plan(mutant, reference, op, inputs, options);
  }

  @Override
  public Plan spaceToDepth(SpaceToDepth op, List<TensorDesc> inputs, PlanOptions options) {
    return MutantMoves.plan(mutant, reference, op, inputs, options);
  }

  @Override
  public Plan shapeQuery(ShapeQuery op, List<TensorDesc> inputs, PlanOptions options) {
    return MutantMoves.plan(mutant, reference, op, inputs, options);
  }

  @Override
  public Plan range(Range op, List<TensorDesc> inputs, PlanOptions options) {
    return MutantMoves.plan(mutant, reference, op, inputs, options);
  }

  @Override
  public Plan channelShuffle(ChannelShuffle op, List<TensorDesc> inputs, PlanOptions options) {
    return mutant == Mutant.SHUFFLED_BACK
        ? MutantMoves.shuffledBack(reference, op, inputs, options)
        : reference.channelShuffle(op, inputs, options);
  }

  @Override
  public Plan reorder(Reorder op, List<TensorDesc> inputs, PlanOptions options) {
    return mutant == Mutant.PADDING_LANES_ARE_LEFT
        ? MutantMoves.withoutPadding(op, inputs, options)
        : reference.reorder(op, inputs, options);
  }

  @Override
  public Plan gather(Gather op, List<TensorDesc> inputs, PlanOptions options) {
    boolean broken =
        mutant == Mutant.NEGATIVE_INDEX_IS_FIRST || mutant == Mutant.OUTSIDE_INDEX_IS_FIRST;
    return broken
        ? MutantMoves.picking(mutant, op, inputs, options)
        : reference.gather(op, inputs, options);
  }

  @Override
  public Plan gatherElements(GatherElements op, List<TensorDesc> inputs, PlanOptions options) {
    return mutant == Mutant.NEGATIVE_ELEMENT_IS_FIRST
        ? MutantMoves.picking(mutant, op, inputs, options)
        : reference.gatherElements(op, inputs, options);
  }

  @Override
  public Plan gemm(Gemm op, List<TensorDesc> inputs, PlanOptions options) {
    boolean scaled = mutant == Mutant.GEMM_BETA_SCALES_ALL && op.addend();
    Gemm used =
        scaled
            ? new Gemm(op.transposeA(), op.transposeB(), op.alpha() * op.beta(), op.beta(), true)
            : op;
    return MutantStrides.plan(mutant, reference, used, inputs, options);
  }

  @Override
  public Plan logSoftmax(LogSoftmax op, List<TensorDesc> inputs, PlanOptions options) {
    return mutant == Mutant.LOG_OF_ROUNDED_SOFTMAX
        ? MutantStatistics.logSoftmax(reference, op, inputs, options)
        : MutantStrides.plan(mutant, reference, op, inputs, options);
  }

  @Override
  public Plan groupNorm(GroupNorm op, List<TensorDesc> inputs, PlanOptions options) {
    if (mutant == Mutant.VARIANCE_OF_SQUARES) {
      return MutantStatistics.groupNorm(op, inputs, options);
    }
    // The record with another number of groups, or without its epsilon, is the fault.
    int groups = mutant == Mutant.GROUPS_IGNORED ? op.channels() : op.groups();
    float epsilon = mutant == Mutant.GROUP_EPSILON_FORGOTTEN ? 0 : op.epsilon();
    GroupNorm used = new GroupNorm(op.channels(), groups, epsilon);
    return MutantStrides.plan(mutant, reference, used, inputs, options);
  }

  @Override
  public Plan layerNorm(LayerNorm op, List<TensorDesc> inputs, PlanOptions options) {
    return mutant == Mutant.DEVIATION_NOT_INVERTED && op.statistics()
        ? MutantStatistics.layerNorm(reference, op, inputs, options)
        : MutantStrides.plan(mutant, reference, op, inputs, options);
  }

  @Override
  public Plan localResponseNorm(
      LocalResponseNorm op, List<TensorDesc> inputs, PlanOptions options) {
    return mutant == Mutant.EVEN_WINDOW_FORWARD && op.size() % 2 == 0
        ? MutantStatistics.localResponseNorm(op, inputs, options)
        : MutantStrides.plan(mutant, reference, op, inputs, options);
  }

  @Override
  public Plan matMul(MatMul op, List<TensorDesc> inputs, PlanOptions options) {
    return switch (mutant) {
      case BATCHES_IN_TURN, TRANSPOSE_IGNORED, PRODUCTS_LEFT_OVER ->
          MutantMatMul.plan(mutant, op, inputs, options);
      default -> MutantStrides.plan(mutant, reference, op, inputs, options);
    };
  }

  @Override
  public Plan lpPool2d(LpPool2d op, List<TensorDesc> inputs, PlanOptions options) {
    if (mutant == Mutant.SIGNED_POWERS || mutant == Mutant.LP_DILATION_IGNORED) {
      return MutantPooling.norm(mutant, op, inputs, options);
    }
    return MutantStrides.plan(mutant, reference, op, inputs, options);
  }

  @Override
  public Plan globalLpPool(GlobalLpPool op, List<TensorDesc> inputs, PlanOptions options) {
    if (mutant == Mutant.ALWAYS_THE_EUCLIDEAN_NORM) {
      return reference.globalLpPool(new GlobalLpPool(2), inputs, options);
    }
    return MutantStrides.plan(mutant, reference, op, inputs, options);
  }

  @Override
  public Plan topK(TopK op, List<TensorDesc> inputs, PlanOptions options) {
    if (mutant == Mutant.LATER_OF_EQUAL_VALUES) {
      return MutantReduction.topK(op, inputs, options);
    }
    boolean largest = op.largest() || mutant == Mutant.ALWAYS_THE_LARGEST;
    TopK used = new TopK(op.k(), op.axis(), largest);
    return MutantStrides.plan(mutant, reference, used, inputs, options);
  }

  @Override
  public Plan reduce(Reduce op, List<TensorDesc> inputs, PlanOptions options) {
    return MutantReduction.isBroken(mutant, op, inputs)
        ? MutantReduction.reduce(mutant, reference, op, inputs, options)
        : MutantStrides.plan(mutant, reference, op, inputs, options);
  }

  @Override
  public Plan argExtremum(ArgExtremum op, List<TensorDesc> inputs, PlanOptions options) {
    return switch (mutant) {
      case OTHER_OF_EQUAL_VALUES, NAN_PASSED_OVER ->
          MutantReduction.argExtremum(mutant, reference, op, inputs, options);
      default -> MutantStrides.plan(mutant, reference, op, inputs, options);
    };
  }

  @Override
  public Plan reshape(Reshaping op, List<TensorDesc> inputs, PlanOptions options) {
    return mutant == Mutant.INT64_THROUGH_FLOAT
        ? MutantElementwise.reshape(op, inputs, options)
        : reference.reshape(op, inputs, options);
  }

  @Override
  public Plan resize(Resize op, List<TensorDesc> inputs, PlanOptions options) {
    return MutantSampling.resize(mutant, reference, op, inputs, options);
  }

  @Override
  public Plan deformConv2d(DeformConv2d op, List<TensorDesc> inputs, PlanOptions options) {
    return MutantSampling.deform(mutant, reference, op, inputs, options);
  }

  @Override
  public void close() {
    reference.close();
  }
}
