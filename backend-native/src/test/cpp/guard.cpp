// Memory that ends, or begins, at a page nobody may touch, for tests in Java: GuardPages. What JNI
// passes is an environment and a class, which are not looked at, so that jni.h is not needed.

#include "guarded.h"

#define EXPORT extern "C" __attribute__((visibility("default")))

/** Returns a buffer of bytes against a guard page, to be given to unmap. */
EXPORT int64_t Java_dev_fovea_backend_simd_GuardPages_map(void *, void *, int64_t bytes,
                                                          int32_t last) {
  return reinterpret_cast<int64_t>(new Guarded<char>(bytes, last ? Edge::LAST : Edge::FIRST));
}

EXPORT int64_t Java_dev_fovea_backend_simd_GuardPages_address(void *, void *, int64_t buffer) {
  return reinterpret_cast<Guarded<char> *>(buffer)->address();
}

EXPORT void Java_dev_fovea_backend_simd_GuardPages_unmap(void *, void *, int64_t buffer) {
  delete reinterpret_cast<Guarded<char> *>(buffer);
}
