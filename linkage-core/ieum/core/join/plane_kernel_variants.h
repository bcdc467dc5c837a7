// The plane kernels of this build one by one, for the registry in plane_kernel.cc. Everyone else
// uses plane_kernel.h.
#ifndef IEUM_CORE_JOIN_PLANE_KERNEL_VARIANTS_H_
#define IEUM_CORE_JOIN_PLANE_KERNEL_VARIANTS_H_

#include "ieum/core/join/plane_kernel.h"

namespace ieum::core {

// One shared instance each, alive for the whole process.
const PlaneKernel& PortablePlaneKernel();
#ifdef __x86_64__
const PlaneKernel& Avx2PlaneKernel();
#endif

}  // namespace ieum::core

#endif  // IEUM_CORE_JOIN_PLANE_KERNEL_VARIANTS_H_
