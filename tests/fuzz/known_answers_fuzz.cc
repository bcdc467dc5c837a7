// What was read is written and read again as the same, and is equal to itself.
#include "ieum/client/advice/known_answers.h"
#include "ieum/core/base/status.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = ieum::core::AsText(std::as_bytes(std::span(data, size)));
  const auto answers = ieum::client::ParseKnownAnswers(text);
  if (!answers.ok()) return 0;
  const std::string written = ieum::client::WriteKnownAnswers(*answers);
  const auto again = ieum::client::ParseKnownAnswers(written);
  IEUM_CHECK(again.ok() && ieum::client::WriteKnownAnswers(*again) == written);
  IEUM_CHECK(ieum::client::CompareKnownAnswers(*answers, *again).ok());
  return 0;
}
