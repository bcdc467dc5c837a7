#include "ieum/core/join/plane_kernel.h"

#include <array>

#include "ieum/core/join/plane_kernel_variants.h"

namespace ieum::core {

std::span<const PlaneKernel* const> CompiledPlaneKernels() {
#ifdef __x86_64__
  static const std::array kernels = {&Avx2PlaneKernel(), &PortablePlaneKernel()};
#else
  static const std::array kernels = {&PortablePlaneKernel()};
#endif
  return kernels;
}

const PlaneKernel& BestPlaneKernel() {
  for (const PlaneKernel* kernel : CompiledPlaneKernels()) {
    if (kernel->SupportedByThisCpu()) return *kernel;
  }
  return PortablePlaneKernel();
}

}  // namespace ieum::core
