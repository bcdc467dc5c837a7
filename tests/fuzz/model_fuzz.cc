// A model that is read is written and read again as the same, and its weights can be used.
#include "ieum/core/base/status.h"
#include "ieum/core/matching/model_file.h"
#include "ieum/core/model/linkage_model.h"

using ieum::core::LinkageModel;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text = ieum::core::AsText(std::as_bytes(std::span(data, size)));
  const auto saved = ieum::core::ParseModel(text);
  if (!saved.ok()) return 0;
  const std::string written = ieum::core::WriteModel(*saved);
  const auto again = ieum::core::ParseModel(written);
  IEUM_CHECK(again.ok() && ieum::core::WriteModel(*again) == written);
  IEUM_CHECK(again->model.segments == saved->model.segments);
  const LinkageModel model(saved->model.segments);
  for (size_t s = 0; s < model.segment_count(); ++s) {
    const ieum::core::SegmentSimilarity similarity(saved->encodings[s], saved->model.chances[s]);
    const int percent = similarity.Percent(1, 2, 3);
    IEUM_CHECK(percent >= 0 && percent < ieum::core::kIdenticalPercent);
    for (int level = 0; level < ieum::core::kLevelCount; ++level) {
      IEUM_CHECK(model.weight(s, level) >= -LinkageModel::kMaxWeight);
      IEUM_CHECK(model.weight(s, level) <= LinkageModel::kMaxWeight);
    }
  }
  return 0;
}
