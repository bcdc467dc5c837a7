#include "ieum/client/check/fill_meter.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "ieum/client/profile/preset_rules.h"
#include "ieum/core/base/status.h"

namespace ieum::client {

absl::StatusOr<std::unique_ptr<FillMeter>> FillMeter::Create(const EncodingProfile& profile,
                                                             core::Random& random) {
  std::unique_ptr<FillMeter> meter(new FillMeter(profile));
  core::ProfileHeader& header = meter->profile_.header;
  std::vector<core::Segment> filters = header.layout.segments();
  for (size_t s = 0; s < filters.size(); ++s) {
    core::SegmentHardening& hardening = header.hardenings[s];
    filters[s].bit_count = hardening.filter_bits;
    SegmentFill& fill = meter->empty_.emplace_back();
    fill.name = filters[s].name;
    fill.filter_bits = hardening.filter_bits;
    if (hardening.method == core::HardeningMethod::kDiffusion) {
      fill.least_thousandths = kLeastDiffusedFill;
      fill.most_thousandths = kMostDiffusedFill;
    }
    meter->rows_by_popcount_.emplace_back(static_cast<size_t>(fill.filter_bits) + 1);
    hardening = {.filter_bits = hardening.filter_bits};
  }
  IEUM_ASSIGN_OR_RETURN(header.layout, core::EncodingLayout::Create(std::move(filters)));
  header.blocking_key_count = 0;
  meter->profile_.blocking_keys.clear();
  IEUM_ASSIGN_OR_RETURN(const core::ProjectId project, core::ProjectId::Parse("check"));
  const HolderSecret secret = HolderSecret::Generate(random);
  IEUM_ASSIGN_OR_RETURN(meter->encoder_, RecordEncoder::Create(meter->profile_, secret, project));
  meter->row_.resize(static_cast<size_t>(header.layout.row_words()));
  return meter;
}

absl::Status FillMeter::Add(std::span<const std::string_view> values) {
  IEUM_RETURN_IF_ERROR(encoder_->Encode(values, row_));
  ++row_count_;
  const core::EncodingLayout& layout = profile_.header.layout;
  for (int s = 0; s < layout.segment_count(); ++s) {
    int popcount = 0;
    for (int w = layout.word_offset(s); w < layout.word_offset(s + 1); ++w) {
      popcount += std::popcount(row_[static_cast<size_t>(w)]);
    }
    ++rows_by_popcount_[static_cast<size_t>(s)][static_cast<size_t>(popcount)];
  }
  return absl::OkStatus();
}

std::vector<SegmentFill> FillMeter::Fills() const {
  std::vector<SegmentFill> fills = empty_;
  for (size_t s = 0; s < fills.size(); ++s) {
    SegmentFill& fill = fills[s];
    const auto bits = static_cast<size_t>(fill.filter_bits);
    int64_t set_bits = 0;
    int64_t outside = 0;
    for (size_t popcount = 0; popcount <= bits; ++popcount) {
      const int64_t rows = rows_by_popcount_[s][popcount];
      set_bits += rows * static_cast<int64_t>(popcount);
      fill.bins[std::min(popcount * SegmentFill::kBins / bits, SegmentFill::kBins - 1)] += rows;
      const size_t thousandths = 1'000 * popcount / bits;
      const bool inside = thousandths >= static_cast<size_t>(fill.least_thousandths) &&
                          thousandths <= static_cast<size_t>(fill.most_thousandths);
      if (popcount > 0 && fill.most_thousandths > 0 && !inside) outside += rows;
    }
    fill.empty_rows = rows_by_popcount_[s][0];
    if (row_count_ == 0) continue;
    fill.mean = static_cast<double>(set_bits) /
                (static_cast<double>(bits) * static_cast<double>(row_count_));
    const int64_t filled = row_count_ - fill.empty_rows;
    if (filled > 0) fill.outside_share = static_cast<double>(outside) / static_cast<double>(filled);
  }
  return fills;
}

}  // namespace ieum::client
