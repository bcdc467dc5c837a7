// Data-parallel loops whose result does not depend on the number of threads.
#ifndef IEUM_CORE_BASE_THREAD_POOL_H_
#define IEUM_CORE_BASE_THREAD_POOL_H_

#include <cstdint>
#include <functional>
#include <stop_token>

#include "absl/status/status.h"

namespace ieum::core {

// Number of threads to use when the caller has no wish: the processors this process may run on.
int DefaultThreadCount();

// Runs work(unit, worker) once for every unit in [0, unit_count) on `thread_count` threads (the
// calling one included; worker in [0, thread_count) tells them apart for scratch space). Units are
// handed out in order; which worker gets one is not determined, so results must be stored by unit.
// Returns when all threads have ended: OK; CANCELLED if `stop` was requested; else the first error
// by unit number, after which no further unit was started. RESOURCE_EXHAUSTED if a unit ran out of
// memory.
absl::Status ParallelFor(int64_t unit_count, int thread_count, std::stop_token stop,
                         const std::function<absl::Status(int64_t unit, int worker)>& work);

}  // namespace ieum::core

#endif  // IEUM_CORE_BASE_THREAD_POOL_H_
