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

/* What is done to a sum before it is stored, in this order: residual added, then the function. */
enum fovea_function {
  FOVEA_CLAMP = 0, /* min(max(x, alpha), beta): identity, ReLU and Clip too */
  FOVEA_LEAKY = 1, /* x < 0 ? alpha x : x */
};

/* One convolution as a list of taps, see docs/native.md. Strides and offsets count floats. */
typedef struct fovea_conv {
  int32_t rows;        /* output rows of a tile */
  int32_t columns;     /* output positions of a row */
  int32_t taps;        /* entries of the offset list */
  int32_t lanes;       /* input channels at each tap: a block, or 1 */
  int32_t oc_blocks;   /* blocks of output channels */
  int32_t function;    /* enum fovea_function */
  float alpha;
  float beta;
  int64_t src_row;     /* from one output row's first tap to the next's */
  int64_t src_column;  /* from one output position's first tap to the next's */
  int64_t dst_row;
  int64_t dst_column;
  int64_t dst_block;   /* from one block of output channels to the next */
} fovea_conv;

/* dst[b, r, c, lane] = f(bias + residual + sum over taps t and lanes l of src[r, c, offsets[t] + l]
 * * weights[b, t, l, lane]). Addresses: src floats; offsets int64; weights packed in pairs of
 * blocks; bias oc_blocks * block floats; residual as dst, or 0; dst floats, which may be residual. */
void fovea_conv_run(int32_t isa, const fovea_conv *conv, int64_t src, int64_t offsets,
                    int64_t weights, int64_t bias, int64_t residual, int64_t dst);

#ifdef __cplusplus
}
#endif

#endif
