#include "ieum/core/base/random.h"

#include <openssl/rand.h>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

class OpenSslRandom final : public Random {
 public:
  void Fill(std::span<std::byte> out) override {
    IEUM_CHECK(RAND_bytes(reinterpret_cast<unsigned char*>(out.data()),
                          static_cast<int>(out.size())) == 1);
  }
};

}  // namespace

std::array<std::byte, 16> Random::Next128() {
  std::array<std::byte, 16> value;
  Fill(value);
  return value;
}

Random& SystemRandom() {
  static OpenSslRandom random;
  return random;
}

}  // namespace ieum::core
