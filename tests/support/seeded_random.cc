#include "support/seeded_random.h"

namespace ieum::testing {

void SeededRandom::Fill(std::span<std::byte> out) {
  const core::MutexLock lock(mutex_);
  for (std::byte& byte : out) byte = static_cast<std::byte>(engine_() & 0xff);
}

}  // namespace ieum::testing
