// fovea_test FAMILY: one family of kernels on every instruction set that this machine has.

#include <string>

#include "check.h"

namespace {

struct Family {
  const char *name;
  void (*run)(int32_t isa);
};

constexpr Family FAMILIES[] = {{"conv", conv_test},
                               {"depthwise", depthwise_test},
                               {"window", window_test},
                               {"elementwise", elementwise_test},
                               {"layout", layout_test},
                               {"threads", threads_test}};

}  // namespace

int main(int argc, char **argv) {
  for (const Family &family : FAMILIES) {
    if (argc == 2 && std::string(argv[1]) == family.name) {
      for (int32_t isa = FOVEA_BASELINE; isa <= fovea_best_isa(); ++isa) {
        family.run(isa);
        std::printf("%s on instruction set %d: passed\n", family.name, isa);
      }
      return 0;
    }
  }
  std::fputs("usage: fovea_test FAMILY, one of:", stderr);
  for (const Family &family : FAMILIES) {
    std::fprintf(stderr, " %s", family.name);
  }
  std::fputc('\n', stderr);
  return 2;
}
