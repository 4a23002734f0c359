// Batch normalisation with fixed statistics. Included inside the anonymous namespace of one file
// per instruction set, behind its vectors and functions.

/** The mean is subtracted first: folded into the bias, it would cancel where x is near it. */
void batch_norm(const fovea_activation &f, int64_t planes, int64_t positions, const float *src,
                const float *factors, float *dst) {
  for (int64_t p = 0; p < planes; ++p) {
    const V mean = load(factors);
    const V factor = load(factors + BLOCK);
    const V bias = load(factors + 2 * BLOCK);
    factors += 3 * BLOCK;
    if (f.function == FOVEA_CLAMP) {
      for (int64_t i = 0; i < positions; ++i) {
        store(dst + i * BLOCK, clamped(f, fma(sub(load(src + i * BLOCK), mean), factor, bias)));
      }
    } else {
      for (int64_t i = 0; i < positions; ++i) {
        store(dst + i * BLOCK, activated(f, fma(sub(load(src + i * BLOCK), mean), factor, bias)));
      }
    }
    src += positions * BLOCK;
    dst += positions * BLOCK;
  }
}
