// An offer or a file of sealed shares that is accepted is written the same again: no byte of it is
// ignored, so the signature, which is over those bytes, covers all.
#include "ieum/client/agreement/agreement_files.h"
#include "ieum/core/base/status.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ieum::core::ByteView bytes = std::as_bytes(std::span(data, size));
  const auto same = [bytes](const ieum::core::Bytes& written) {
    return std::equal(written.begin(), written.end(), bytes.begin(), bytes.end());
  };
  if (const auto offer = ieum::client::ParseOffer(bytes); offer.ok()) {
    IEUM_CHECK(same(ieum::client::SerializeOffer(*offer)));
  }
  if (const auto shares = ieum::client::ParseSealedShares(bytes); shares.ok()) {
    IEUM_CHECK(same(ieum::client::SerializeSealedShares(*shares)));
  }
  return 0;
}
