#include "ieum/core/similarity/kernel.h"

#include <array>
#include <string>

#include "ieum/core/base/status.h"
#include "ieum/core/similarity/kernel_variants.h"

namespace ieum::core {

// A kernel stays only if it is clearly faster than the next slower one. Comparisons per second and
// core by kernel_bench on an AMD EPYC of family 25 (other work on the machine) at 512, 1024, 2048
// and 4 x 256 bits:
//   avx2      1.5 to 3.1 times popcnt
//   popcnt    5.5 to 10.4 times portable
std::span<const SimilarityKernel* const> CompiledKernels() {
#ifdef __x86_64__
  static const std::array kernels = {&Avx2Kernel(), &PopcntKernel(), &PortableKernel()};
#else
  static const std::array kernels = {&PortableKernel()};
#endif
  return kernels;
}

const SimilarityKernel& BestKernel() {
  for (const SimilarityKernel* kernel : CompiledKernels()) {
    if (kernel->SupportedByThisCpu()) return *kernel;
  }
  return PortableKernel();
}

absl::StatusOr<const SimilarityKernel*> FindKernel(std::string_view name) {
  std::string known;
  for (const SimilarityKernel* kernel : CompiledKernels()) {
    if (kernel->name() == name) {
      if (kernel->SupportedByThisCpu()) return kernel;
      return FailedPrecondition("this processor cannot run kernel '%s'; the best it can is '%s'",
                                name, BestKernel().name());
    }
    known += (known.empty() ? "" : ", ") + std::string(kernel->name());
  }
  return NotFound("there is no kernel '%s'; this build has %s", name, known);
}

}  // namespace ieum::core
