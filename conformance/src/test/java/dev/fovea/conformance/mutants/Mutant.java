package dev.fovea.conformance.mutants;

/** A backend with one line wrong, and the one rule that must notice. */
public enum Mutant {
  PADDING_CAPPED("conv2d_03_padding", "padding beyond the kernel is cut to the kernel", "expected"),
  PADDING_ON_THE_WRONG_SIDE(
      "conv2d_07_asymmetric_padding", "end padding is put at the beginning", "expected"),
  DILATION_IGNORED_IN_W(
      "conv2d_05_dilation", "columns of a dilated kernel are read side by side", "expected"),
  STRIDE_OF_H_USED_FOR_W("conv2d_02_stride", "strideW is taken to be strideH", "expected"),
  BIAS_ADDED_TWICE("conv2d_04_bias", "bias is in the packed weights and added again", "expected"),
  NEIGHBOURS_GROUP("conv2d_06_groups", "a group reads the next group's channels", "expected"),
  DEPTHWISE_MULTIPLIER_ORDER(
      "conv2d_08_depthwise", "output channel oc reads input channel oc mod inChannels", "expected"),
  KERNEL_NOT_TURNED(
      "conv2d_09_true_convolution", "mode CONVOLUTION is computed as cross-correlation", ""),
  TAP_DROPPED("conv2d_10_long_sums", "the last of 4,608 products is lost", "bound 0.0"),
  FUSED_SLOPE_LOST("conv2d_11_activation", "a fused leaky ReLU is a plain one", "LEAKY_RELU"),
  RESIDUAL_BEHIND_ACTIVATION(
      "conv2d_12_residual", "the residual is added behind the activation", "expected"),
  DST_CLEARED_FIRST("conv2d_12_residual", "dst is cleared before an in-place residual is read", ""),
  LAST_IMAGE_OF_ODD_BATCH(
      "conv2d_13_batch",
      "images are taken in pairs; an odd one is read from its neighbour",
      "(n 2"),
  IMAGE_STRIDE_IGNORED(
      "conv2d_14_channel_slices", "images of src are taken to follow each other", "(n 1"),
  RESIDUAL_BY_STRIDE_OF_DST(
      "conv2d_14_channel_slices", "the residual is taken to have dst's image stride", "(n 1"),
  PROMISE_TOO_BOLD(
      "conv2d_10_long_sums", "one product is declared, whatever is summed", "Direct[products=1"),
  VARIABLE_WEIGHTS_KEPT(
      "conv2d_15_variable_parameters", "weights of the first run are kept", "second run"),
  PADDING_MULTIPLIED(
      "conv2d_16_nan_and_infinity", "padding is read from the next row and multiplied by 0", "NaN"),
  SCRATCH_NOT_CLEARED("kernel_04_scratch", "sums are added to what scratch holds", "scratch was"),
  SCRATCH_SLOT_SHARED(
      "kernel_11_scratch_of_workers", "all workers use the first slot", "was written by worker 1"),
  BUFFER_SHARED_BETWEEN_RUNS(
      "kernel_08_concurrent", "a body keeps its accumulators in a field", "came between the tasks"),
  SUM_IN_A_FIELD("kernel_08_concurrent", "a task leaves its sum in a field", "MutantConv2d.left"),
  WRITE_BEHIND_DST("kernel_03_guard_bytes", "a vector store overruns dst", "was written"),
  SUM_SPLIT_BY_WORKERS("kernel_06_threads", "each worker sums a share of the products", "workers"),
  FIRST_RUN_DIFFERS("kernel_05_repeatable", "later runs sum in another order", "run 2"),
  ORDER_BY_IMAGE("kernel_07_image_position", "odd images sum in another order", "image 1 of"),
  WEIGHTS_LEAKED("backend_02_leaks", "packed weights are never closed", "bytes are live"),
  NODE_FORGOTTEN("kernel_10_misuse", "the plan is made without the node's name", "node7"),
  ERROR_MODEL_TOO_WIDE(
      "plan_02_error_model", "twice the products are declared", "expected at most"),
  FOREIGN_NAME("plan_01_describe", "describe() names another backend", "begins with"),
  VARIABLE_FORGOTTEN(
      "plan_05_variable_parameters",
      "the plan is made without the names of variable parameters",
      "is a constant of the plan"),
  SCRATCH_GROWS("plan_03_deterministic", "each plan asks for more scratch", "scratchBytes"),

  TRANSPOSED_OUTPUT_PADDING_ZERO(
      "conv_transpose2d_04_output_padding", "output padding is left zero", "is 0.0"),
  TRANSPOSED_DILATION_IGNORED(
      "conv_transpose2d_05_dilation", "taps are spread side by side", "expected"),
  TRANSPOSED_SAME_HALVES_SWAPPED(
      "conv_transpose2d_07_output_size_and_same", "SAME_UPPER puts the larger half first", ""),
  TRANSPOSED_DST_CLEARED_FIRST(
      "conv_transpose2d_08_epilogue", "dst is cleared before an in-place residual is read", ""),
  TRANSPOSED_BIAS_WHERE_REACHED(
      "conv_transpose2d_08_epilogue", "outputs that no window reaches get no bias", "is 0.0"),

  MAX_CEIL_OFF_BY_ONE(
      "max_pool2d_04_ceil_mode", "a window over the edge loses its last row inside", "expected"),
  MAX_STARTS_AT_ZERO("max_pool2d_09_negative_values", "maxima start at 0", "is 0.0"),
  MAX_STARTS_AT_LOWEST_FINITE(
      "max_pool2d_09_negative_values", "maxima start at -Float.MAX_VALUE", "-Infinity"),
  MAX_SWALLOWS_NAN("max_pool2d_07_nan_and_infinity", "x > max is false for NaN", "expected NaN"),
  MAX_INDEX_IN_IMAGE("max_pool2d_06_indices", "indices count within an image", "index of dst"),
  MAX_INDEX_OF_LAST("max_pool2d_06_indices", "of equal maxima the last is taken", "index of dst"),
  AVERAGE_COUNTS_PADDING(
      "average_pool2d_03_padding_not_counted", "padding always counts", "expected"),
  AVERAGE_COUNTS_BEHIND_PADDING(
      "average_pool2d_05_ceil_mode", "taps behind the end padding count", "expected"),
  AVERAGE_PROMISE_TOO_BOLD(
      "average_pool2d_01_plain",
      "one product is declared for a window of any size",
      "Direct[products=1"),
  GLOBAL_AVERAGE_OVER_SQUARE(
      "global_average_pool_01_values", "maps are taken to be square", "expected"),

  DENSE_CHANNELS_LAST("dense_06_higher_rank", "a map is read channels last", "expected"),
  GEMM_BETA_SCALES_ALL("gemm_03_alpha_beta", "beta scales the product too", "expected"),
  ADD_WITHOUT_BROADCASTING("add_02_broadcasting", "b repeats from its start", "expected"),
  SLOPE_BY_COLUMN("prelu_02_broadcasting", "slopes repeat along the last axis", "expected"),
  ROUND_HALF_UP("unary_06_round", "halves are rounded up", "expected"),
  ERF_OF_SHORT_SERIES("unary_11_erf", "the series of erf ends behind x^5", "error"),
  SIGN_OF_INT32("unary_24_int64", "sign reads the lower half of an int64", "expected"),
  POWER_OF_NAN("arithmetic_04_pow", "1 to the power of NaN is NaN", "is NaN; expected 1.0"),
  QUOTIENT_ROUNDED_DOWN("arithmetic_09_int64", "int64 quotients are rounded down", "expected"),
  SUM_OF_INT64_IN_DOUBLE("add_04_int64", "int64 is added in float64", "expected"),
  AT_MOST_IS_NOT_ABOVE("compare_03_less_or_equal", "a <= b is taken for not a > b", "is 1"),
  INT64_COMPARED_IN_DOUBLE("compare_10_int64", "int64 is compared in float64", "is 1; expected 0"),
  TRUTH_IS_ONE("compare_06_and", "2 is not taken for true", "is 0; expected 1"),
  CHOICE_BY_PRODUCT("where_01_values", "what is not chosen is multiplied by 0", "is NaN"),
  CAST_ROUNDS_TO_NEAREST("cast_03_int64", "float32 is rounded to int64", "expected"),
  HALF_CUT_OFF("cast_02_float16", "bits that float16 does not have are cut off", "expected"),
  SOFTPLUS_OVERFLOWS("activation_15_softplus", "ln(1 + exp(x)) for large x", "is Infinity"),
  GELU_CANCELS("activation_17_gelu", "1 + erf(x / sqrt(2)) far below zero", "expected"),
  SILU_AT_MINUS_INFINITY("activation_09_silu", "x / (1 + exp(-x)) at minus infinity", "is NaN"),
  ZEROS_NOT_WRITTEN(
      "kernel_02_outputs_complete", "ReLU skips zeros in fresh memory", "not written"),
  VECTORS_ALIGNED_DOWN(
      "kernel_12_alignment", "ReLU reads from the multiple of 16 bytes below", "expected"),
  EMPTY_BATCH_DIVIDED(
      "kernel_13_empty_batch", "ReLU divides by the number of images", "ArithmeticException"),
  TENSOR_ALLOCATED_IN_RUN("kernel_14_allocation", "ReLU allocates a tensor", "off the heap"),
  SRC_CHANGED("kernel_01_inputs_unchanged", "ReLU works in place and copies", "was changed"),
  SOFTMAX_WITHOUT_MAXIMUM("softmax_04_large_numbers", "the maximum is not subtracted", "is NaN"),
  EPSILON_FORGOTTEN("batch_norm_02_epsilon", "epsilon is not added", "expected"),
  INT64_THROUGH_FLOAT("reshape_02_int64", "int64 elements are copied as floats", "expected [2,3]"),
  CONCAT_ALWAYS_ALONG_CHANNELS("concat_02_axes", "axes behind the channels are taken for them", ""),
  SLICE_STEP_IGNORED("strided_slice_02_steps", "indices follow each other", "expected"),
  SIGNED_POWERS("lp_pool2d_01_values", "powers of x are added, not of |x|", "expected"),
  LP_DILATION_IGNORED("lp_pool2d_05_dilation", "taps are read side by side", "expected"),
  ALWAYS_THE_EUCLIDEAN_NORM("global_lp_pool_01_values", "p is taken to be 2", "expected"),
  BATCHES_IN_TURN("mat_mul_03_broadcasting", "matrices of b repeat from the first", "expected"),
  TRANSPOSE_IGNORED("mat_mul_05_transposed", "b is read as if it were not transposed", "expected"),
  PRODUCTS_LEFT_OVER(
      "mat_mul_06_long_sums", "products behind the last block of four are lost", "2x1023"),
  LOG_OF_ROUNDED_SOFTMAX(
      "log_softmax_03_large_numbers", "softmax is rounded before its logarithm", "-Infinity"),
  GROUPS_IGNORED("group_norm_01_groups", "every channel is its own group", "expected"),
  GROUP_EPSILON_FORGOTTEN("group_norm_03_epsilon", "epsilon is not added", "expected"),
  VARIANCE_OF_SQUARES(
      "group_norm_04_large_mean", "the mean's square is subtracted in float", "around"),
  DEVIATION_NOT_INVERTED(
      "layer_norm_04_statistics", "the deviation stands for its inverse", "further"),
  EVEN_WINDOW_FORWARD(
      "local_response_norm_02_even_size", "one channel more before than behind", "expected"),
  MEAN_NOT_DIVIDED("reduce_02_mean", "a mean of floats is their sum", "expected"),
  LOG_SUM_EXP_WITHOUT_MAXIMUM(
      "reduce_06_logarithms", "exponentials are added as they are", "LOG_SUM_EXP"),
  MINIMUM_PASSES_OVER_NAN("reduce_09_nan_and_infinity", "a NaN does not count", "expected NaN"),
  EMPTY_PRODUCT_ZERO("reduce_10_no_value", "a product of nothing is 0", "is 0.0; expected 1.0"),
  ALWAYS_THE_LARGEST("top_k_02_smallest", "the largest are given whatever is asked", "expected"),
  LATER_OF_EQUAL_VALUES("top_k_03_ties", "the higher index comes first", "expected"),
  OTHER_OF_EQUAL_VALUES("arg_extremum_02_ties", "the first counts as the last", "expected"),
  NAN_PASSED_OVER("arg_extremum_03_nan", "a NaN is never the extreme", "expected"),
  PAD_ALWAYS_ZERO("pad_02_value", "zeros are put whatever the value", "is 0.0"),
  EDGE_MIRRORED("pad_05_edge", "src is mirrored in mode edge", "expected"),
  TRANSPOSE_INVERTED("transpose_01_any_order", "the permutation tells where to", "expected"),
  DEPTH_ALWAYS_FIRST("depth_to_space_02_column_first", "the order is not looked at", "expected"),
  BLOCKS_OF_CHANNELS(
      "space_to_depth_01_blocks",
      "the places of a block lie together, not its channels",
      "expected"),
  SHUFFLED_BACK("channel_shuffle_01_groups", "groups and their channels change parts", "expected"),
  PADDING_LANES_ARE_LEFT(
      "reorder_01_to_blocks", "lanes that pad a block are not written", "float "),
  EXPAND_REPEATS_FROM_ITS_START("expand_02_inner_axes", "src repeats from its start", "expected"),
  TILE_REPEATS_ELEMENTS("tile_01_copies", "each element stands beside itself", "expected"),
  SPLIT_ALWAYS_EQUAL("split_02_sizes", "parts begin at equal distances", "expected"),
  NEGATIVE_INDEX_IS_FIRST("gather_02_negative", "a negative index is taken for 0", "expected"),
  OUTSIDE_INDEX_IS_FIRST("gather_03_outside", "an index outside is taken for 0", "is accepted"),
  NEGATIVE_ELEMENT_IS_FIRST(
      "gather_elements_02_negative", "a negative index is taken for 0", "expected"),
  SHAPE_FROM_THE_FIRST_AXIS("shape_of_02_some_axes", "start is 0, whatever it says", "expected"),
  RANGE_ADDS_UP("range_02_many", "each number is made of the one before", "expected"),

  RESIZE_ROUNDS_ALIKE("resize_01_nearest", "every rounding is to the nearest", "expected"),
  RESIZE_HALF_PIXEL_FORGOTTEN("resize_02_linear", "places lie at x / scale", "expected"),
  RESIZE_CUBIC_OF_ONE_KIND("resize_03_cubic", "the coefficient is always -0.75", "expected"),
  RESIZE_FILTER_NOT_STRETCHED("resize_04_antialias", "the filter is never stretched", "expected"),
  RESIZE_BORDER_REPEATED(
      "resize_05_exclude_outside", "the nearest input stands in for those outside", "expected"),
  RESIZE_EXTRAPOLATES_ZERO("resize_07_extrapolation", "zero is put outside", "is 0.0"),
  RESIZE_INT64_THROUGH_FLOAT(
      "resize_08_int64", "int64 elements are copied as floats", "9007199254740993"),
  DEFORM_OFFSETS_ROUNDED(
      "deform_conv2d_02_offsets", "a tap reads the value nearest to its place", "expected"),
  DEFORM_MASK_OF_FIRST_GROUP(
      "deform_conv2d_03_mask", "all channels have the first group's mask", "expected"),
  DEFORM_OFFSETS_OF_FIRST_GROUP(
      "deform_conv2d_04_groups", "all channels have the first group's offsets", "expected"),

  IMAGE_STRIDE_OF_WEIGHTS(
      "conv2d_14_channel_slices", "kernels of constant weights are taken to be dense", "is NaN"),
  IMAGE_STRIDE_OF_VARIABLE_WEIGHTS(
      "conv2d_14_channel_slices", "kernels of variable weights are taken to be dense", "is NaN"),
  IMAGE_STRIDE_OF_TRANSPOSED_WEIGHTS(
      "conv_transpose2d_09_batch_and_slices",
      "constant weights are taken to be dense",
      "image stride"),
  IMAGE_STRIDE_OF_VARIABLE_TRANSPOSED_WEIGHTS(
      "conv_transpose2d_09_batch_and_slices",
      "variable weights are taken to be dense",
      "image stride"),
  IMAGE_STRIDE_OF_DENSE_WEIGHTS(
      "dense_07_slices", "rows of constant weights are taken to be dense", "image stride 12"),
  IMAGE_STRIDE_OF_VARIABLE_DENSE_WEIGHTS(
      "dense_07_slices", "rows of variable weights are taken to be dense", "image stride 12"),
  IMAGE_STRIDE_OF_RESIDUAL(
      "conv2d_14_channel_slices", "the residual is taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_TRANSPOSED_RESIDUAL(
      "conv_transpose2d_09_batch_and_slices", "the residual is taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_DENSE_RESIDUAL(
      "dense_07_slices", "the residual is taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_DENSE_MAPS(
      "dense_07_slices", "maps of src are taken to follow each other", "image stride"),
  IMAGE_STRIDE_OF_PRELU_SRC("prelu_03_slices", "src is taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_PRELU_DST("prelu_03_slices", "dst is taken to be dense", "image stride"),
  MAX_STRIDE_OF_INDICES("max_pool2d_06_indices", "indices are taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_SLOPE("prelu_03_slices", "the slope is taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_MAPS_MAXIMUM(
      "global_max_pool_04_batch_and_slices", "src is taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_MAPS_MEAN(
      "global_average_pool_04_batch_and_slices", "src is taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_WINDOWS_MEAN(
      "average_pool2d_07_slices_and_batch", "src is taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_SOFTMAX("softmax_07_slices", "src is taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_NORMALISED(
      "batch_norm_04_batch_and_slices", "src is taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_MINUEND("arithmetic_11_slices", "a is taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_CONDITION(
      "where_04_slices", "the condition is taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_CAST("cast_06_slices", "src is taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_UNARY("unary_25_shapes", "src is taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_ANSWERS("compare_11_slices", "dst is taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_RESIZED("resize_09_slices", "src is taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_OFFSETS(
      "deform_conv2d_06_slices", "offsets are taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_MASKS("deform_conv2d_06_slices", "masks are taken to be dense", "image stride"),
  VARIABLE_DEFORM_WEIGHTS_KEPT(
      "deform_conv2d_05_variable_parameters", "weights of the first run are kept", "second run"),
  IMAGE_STRIDE_OF_B("gemm_05_slices", "rows of b are taken to be dense", "image stride"),

  IMAGE_STRIDE_OF_FACTORS("mat_mul_08_slices", "b is taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_WINDOWS_NORM(
      "lp_pool2d_07_slices_and_batch", "src is taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_MAPS_NORM(
      "global_lp_pool_02_slices_and_batch", "src is taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_LOG_SOFTMAX("log_softmax_05_slices", "src is taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_GROUPS(
      "group_norm_06_slices_and_variable", "src is taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_LAYERS(
      "layer_norm_07_slices_and_variable", "src is taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_RESPONSES(
      "local_response_norm_06_slices", "src is taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_REDUCED("reduce_11_slices", "src is taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_SORTED("top_k_06_slices", "src is taken to be dense", "image stride"),
  IMAGE_STRIDE_OF_COMPARED("arg_extremum_05_slices", "src is taken to be dense", "image stride"),

  VARIABLE_DEPTHWISE_WEIGHTS_KEPT(
      "conv2d_15_variable_parameters", "depthwise weights of the first run are kept", "second run"),
  VARIABLE_SLOPE_KEPT("prelu_03_slices", "the slope of the first run is kept", "second run");

  private final String rule;
  private final String fault;
  private final String message;

  Mutant(String rule, String fault, String message) {
    this.rule = rule;
    this.fault = fault;
    this.message = message;
  }

  /** Returns the one rule that must fail. */
  public String rule() {
    return rule;
  }

  /** Returns what is wrong, in one line. */
  public String fault() {
    return fault;
  }

  /** Returns what the failure's message must contain. */
  public String message() {
    return message;
  }
}
