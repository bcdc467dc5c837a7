// The kernels of this build one by one, for the registry in kernel.cc. Everyone else uses kernel.h.
#ifndef IEUM_CORE_SIMILARITY_KERNEL_VARIANTS_H_
#define IEUM_CORE_SIMILARITY_KERNEL_VARIANTS_H_

#include "ieum/core/similarity/kernel.h"

namespace ieum::core {

// One shared instance each, alive for the whole process.
const SimilarityKernel& PortableKernel();
#ifdef __x86_64__
const SimilarityKernel& PopcntKernel();
const SimilarityKernel& Avx2Kernel();
#endif

}  // namespace ieum::core

#endif  // IEUM_CORE_SIMILARITY_KERNEL_VARIANTS_H_
