// Randomness as a dependency. Production code gets SystemRandom(); tests inject a seeded source.
#ifndef IEUM_CORE_BASE_RANDOM_H_
#define IEUM_CORE_BASE_RANDOM_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace ieum::core {

// Thread-safe.
class Random {
 public:
  virtual ~Random() = default;
  // Overwrites every byte of `out`.
  virtual void Fill(std::span<std::byte> out) = 0;

  // A fresh 128-bit value (serials, entity ids, submission ids).
  std::array<std::byte, 16> Next128();
};

// OpenSSL's generator, seeded by the operating system. Ends the process if OpenSSL has no entropy.
Random& SystemRandom();

}  // namespace ieum::core

#endif  // IEUM_CORE_BASE_RANDOM_H_
