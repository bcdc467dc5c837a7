#include "ieumctl/bundle_receiver.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/bundle/bundle_folder.h"
#include "ieum/core/bundle/bundle_kind.h"

namespace ieum::server {
namespace {

absl::Status OutOfOrder() {
  return core::DataLoss(
      "what the server sent is no whole bundle; nothing was written. Ask for it again");
}

}  // namespace

absl::Status BundleReceiver::Take(uint32_t part, const std::string& content,
                                  const std::string& cover, uint64_t expected_bytes) {
  if (cover_.has_value()) return OutOfOrder();
  if (part == 0) return TakeCover(cover);
  return TakeContent(part, core::AsBytes(content), expected_bytes);
}

absl::StatusOr<core::BundleCover> BundleReceiver::Finish() {
  if (!cover_.has_value()) return OutOfOrder();
  progress_.Finish();
  IEUM_RETURN_IF_ERROR(sink_.WriteCover(core::SerializeBundleCover(*cover_)));
  return *std::move(cover_);
}

absl::Status BundleReceiver::TakeContent(uint32_t part, core::ByteView content,
                                         uint64_t expected_bytes) {
  if (part != number_) {
    IEUM_RETURN_IF_ERROR(EndPart());
    if (part != number_ + 1) return OutOfOrder();
    number_ = part;
    digest_.emplace();
    part_bytes_ = 0;
    IEUM_RETURN_IF_ERROR(sink_.BeginPart(part));
  }
  digest_->Update(content);
  part_bytes_ += content.size();
  all_bytes_ += content.size();
  progress_.Update("receive", static_cast<int64_t>(all_bytes_),
                   static_cast<int64_t>(std::max(all_bytes_, expected_bytes)));
  return sink_.Write(content);
}

absl::Status BundleReceiver::EndPart() {
  if (!digest_.has_value()) return absl::OkStatus();
  parts_.push_back({.size_bytes = part_bytes_, .digest = digest_->Finish()});
  digest_.reset();
  return sink_.EndPart();
}

absl::Status BundleReceiver::TakeCover(const std::string& file) {
  IEUM_RETURN_IF_ERROR(EndPart());
  absl::StatusOr<core::BundleCover> cover = core::ParseBundleCover(core::AsBytes(file));
  if (!cover.ok() || cover->parts.size() != parts_.size()) return OutOfOrder();
  for (size_t i = 0; i < parts_.size(); ++i) {
    if (cover->parts[i].size_bytes != parts_[i].size_bytes ||
        cover->parts[i].digest != parts_[i].digest) {
      return OutOfOrder();
    }
  }
  cover_ = *std::move(cover);
  return absl::OkStatus();
}

void AddBundleFacts(const core::BundleCover& cover, core::Report& report) {
  const core::BundleHeader& header = cover.header;
  report.AddFact("kind", "kind", core::TextValue(core::FactsOf(header.kind).name));
  report.AddFact("project", "project", core::TextValue(header.project.value()));
  report.AddFact("bundle_id", "bundle id", core::TextValue(core::ToHex(header.id)));
  report.AddFact("sender", "from", core::TextValue(header.sender));
  report.AddFact("recipient", "for", core::TextValue(header.recipient));
  report.AddFact("content_bytes", "bytes of content",
                 core::CountValue(static_cast<int64_t>(cover.content_bytes)));
  report.AddFact("parts", "parts", core::CountValue(static_cast<int64_t>(cover.parts.size())));
}

void AddBundleFiles(const core::BundleCover& cover, const std::string& out, core::Report& report) {
  report.AddFact("out", "cover", core::TextValue(out));
  report.AddFact(
      "last_part", "last part",
      core::TextValue(core::BundlePartPath(out, static_cast<uint32_t>(cover.parts.size()))));
}

}  // namespace ieum::server
