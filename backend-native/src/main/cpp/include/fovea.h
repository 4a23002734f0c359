/* Fovea's native kernels: a flat C interface. Addresses are bytes in memory the caller owns and has
 * checked; nothing here allocates, throws, or keeps an address. Every function may be called from
 * many threads at once. */
#ifndef FOVEA_H
#define FOVEA_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Instruction sets, each one better than those before. */
enum fovea_isa { FOVEA_BASELINE = 0, FOVEA_AVX2 = 1, FOVEA_AVX512 = 2 };

/* Returns the best instruction set that this CPU, its operating system and this build offer. */
int32_t fovea_best_isa(void);

/* Returns the floats in a vector of an instruction set: channels lie side by side in blocks of so
 * many (NCHWc). */
int32_t fovea_block(int32_t isa);

/* A function of one value, with two numbers that shape it. */
enum fovea_function {
  FOVEA_CLAMP = 0,        /* min(max(x, alpha), beta): identity, ReLU and Clip too */
  FOVEA_LEAKY = 1,        /* x < 0 ? alpha x : x */
  FOVEA_HARD_SIGMOID = 2, /* min(max(alpha x + beta, 0), 1) */
  FOVEA_HARD_SWISH = 3,   /* x min(max(alpha x + beta, 0), 1) */
  FOVEA_SIGMOID = 4,      /* 1 / (1 + exp(-x)) */
  FOVEA_SILU = 5,         /* x / (1 + exp(-x)) */
  /* From here on one value at a time, in double. */
  FOVEA_TANH = 6,
  FOVEA_ELU = 7,        /* x < 0 ? alpha (exp(x) - 1) : x */
  FOVEA_CELU = 8,       /* x < 0 ? alpha (exp(x / alpha) - 1) : x */
  FOVEA_SELU = 9,       /* beta (x < 0 ? alpha (exp(x) - 1) : x) */
  FOVEA_SOFTPLUS = 10,  /* log(1 + exp(x)) */
  FOVEA_SOFTSIGN = 11,  /* x / (1 + |x|) */
  FOVEA_GELU = 12,      /* x Phi(x) */
  FOVEA_GELU_TANH = 13, /* 0.5 x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) */
  FOVEA_MISH = 14,      /* x tanh(log(1 + exp(x))) */
  FOVEA_THRESHOLDED_RELU = 15, /* x <= alpha ? 0 : x */
  FOVEA_SHRINK = 16 /* x > alpha ? x - beta : x < -alpha ? x + beta : 0 */
};

typedef struct fovea_activation {
  int32_t function; /* enum fovea_function */
  float alpha;
  float beta;
} fovea_activation;

/* dst[i] = f(src[i]) for count floats; dst may be src. */
void fovea_activate(int32_t isa, const fovea_activation *f, int64_t count, int64_t src,
                    int64_t dst);

/* dst[i] = f(a[i] + b[i]) for count floats; dst may be a or b. */
void fovea_add(int32_t isa, const fovea_activation *f, int64_t count, int64_t a, int64_t b,
               int64_t dst);

/* dst[p, i] = src[p, i] * gate[p] for planes of positions blocks; gate has one block a plane. */
void fovea_scale(int32_t isa, int64_t planes, int64_t positions, int64_t src, int64_t gate,
                 int64_t dst);

/* dst[p, i] = f((src[p, i] - mean[p]) factor[p] + bias[p]) for planes of positions blocks; factors
 * has the blocks of mean, factor and bias of one plane after the other. dst may be src. */
void fovea_batch_norm(int32_t isa, const fovea_activation *f, int64_t planes, int64_t positions,
                      int64_t src, int64_t factors, int64_t dst);

/* dst[p] = mean over i of src[p, i] for planes of positions blocks. */
void fovea_mean_planes(int32_t isa, int64_t planes, int64_t positions, int64_t src, int64_t dst);

/* dst[r] = mean or maximum over i of src[r, i] for rows of count floats; NaN if one is. */
void fovea_mean_rows(int32_t isa, int64_t rows, int64_t count, int64_t src, int64_t dst);
void fovea_max_rows(int32_t isa, int64_t rows, int64_t count, int64_t src, int64_t dst);

/* dst[p] = maximum over i of src[p, i] for planes of positions blocks. */
void fovea_max_planes(int32_t isa, int64_t planes, int64_t positions, int64_t src, int64_t dst);

/* Copies one image between plain [channels, positions] and blocked order; lanes beyond the channels
 * become zero. */
void fovea_to_blocked(int64_t block, int64_t channels, int64_t positions, int64_t src,
                      int64_t dst);
void fovea_to_plain(int64_t block, int64_t channels, int64_t positions, int64_t src, int64_t dst);

/* Zeroes the lanes from first on in the blocks of rows and columns; steps count floats. */
void fovea_zero_lanes(int64_t block, int64_t first, int64_t rows, int64_t columns,
                      int64_t row_step, int64_t column_step, int64_t at);

/* dst[r * dst_step + i] = src[r * src_step + i] for i below count; steps count floats. */
void fovea_copy_rows(int64_t rows, int64_t count, int64_t src_step, int64_t dst_step, int64_t src,
                     int64_t dst);

/* Packs weights for fovea_conv_run: pair of blocks by pair, dst[sum, channel] = src[(first +
 * channel) * oc_step + sources[sum]], or 0 beyond oc channels and where a source is negative. */
void fovea_pack(int64_t block, int64_t oc, int64_t sums, int64_t oc_step, int64_t src,
                int64_t sources, int64_t dst);

/* A tile of a map with what lies around it; outside the map there is fill. */
typedef struct fovea_gather {
  int32_t planes; /* channels, or blocks of them */
  int32_t lanes;  /* channels side by side: 1, or a block */
  int32_t height; /* of the map */
  int32_t width;
  int32_t rows; /* of the tile */
  int32_t columns;
  int32_t first_column; /* of the map; may be negative */
  float fill;
} fovea_gather;

/* tile[p, y, x, lane] = src[p, first_row + y, first_column + x, lane], or fill. */
void fovea_gather_run(const fovea_gather *gather, int32_t first_row, int64_t src, int64_t tile);

/* One convolution as a list of taps. Strides and offsets count floats. */
typedef struct fovea_conv {
  int32_t rows;      /* output rows */
  int32_t columns;   /* output positions of a row */
  int32_t taps;      /* entries of the offset list */
  int32_t lanes;     /* input channels at each tap: a block, or 1 */
  int32_t oc_blocks; /* blocks of output channels */
  int64_t src_row;   /* from one output row's first tap to the next's */
  int64_t src_column;
  int64_t dst_row;
  int64_t dst_column;
  int64_t dst_block; /* from one block of output channels to the next */
  fovea_activation f;
} fovea_conv;

/* dst[b, r, c, lane] = f(bias[b, lane] + residual[b, r, c, lane] + sum over taps t and lanes l of
 * src[r, c, offsets[t] + l] * weights[b, t, l, lane]). Offsets are int64; weights are packed pair of
 * blocks by pair of blocks, a last one alone; residual lies as dst does, and may be dst, or 0. */
void fovea_conv_run(int32_t isa, const fovea_conv *conv, int64_t src, int64_t offsets,
                    int64_t weights, int64_t bias, int64_t residual, int64_t dst);

/* A window that slides over each plane by itself. Strides count floats. */
typedef struct fovea_window {
  int32_t planes;
  int32_t rows;
  int32_t columns;
  int32_t taps;
  int64_t src_plane;
  int64_t src_row;
  int64_t src_column;
  int64_t dst_plane;
  int64_t dst_row;
  fovea_activation f;
} fovea_window;

/* dst = f(bias[p] + residual + sum over taps of src * weights[p, t]); see fovea_conv_run. */
void fovea_depthwise_run(int32_t isa, const fovea_window *window, int64_t src, int64_t offsets,
                         int64_t weights, int64_t bias, int64_t residual, int64_t dst);

/* dst = the largest tap, NaN if one is. */
void fovea_max_run(int32_t isa, const fovea_window *window, int64_t src, int64_t offsets,
                   int64_t dst);

/* dst = sum over taps of scale src / (row_counts[r] column_counts[c]), where the f of the window has
 * the scale as its alpha, so that large values do not overflow; the counts are floats, and one of
 * them holds the scale too. */
void fovea_average_run(int32_t isa, const fovea_window *window, int64_t src, int64_t offsets,
                       int64_t row_counts, int64_t column_counts, int64_t dst);

#ifdef __cplusplus
}
#endif

#endif
