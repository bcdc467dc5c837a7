// A joint key that is accepted, however it was typed, has one text, which is accepted again.
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"
#include "ieum/core/jointkey/joint_key.h"

using ieum::core::JointKey;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::StatusOr<JointKey> key =
      JointKey::Parse(ieum::core::AsText(std::as_bytes(std::span(data, size))));
  if (!key.ok()) return 0;
  const std::string text = key->ToString();
  IEUM_CHECK(text.size() == JointKey::kTextSize);
  const absl::StatusOr<JointKey> again = JointKey::Parse(text);
  IEUM_CHECK(again.ok() && *again == *key);
  return 0;
}
