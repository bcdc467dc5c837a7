#include "ieum/core/bundle/bundle_parts.h"

#include <algorithm>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

constexpr size_t kBlockBytes = size_t{1} << 20;
constexpr char kCopyAgain[] = "copy it again, or ask the sender for it";

// What the part is instead, if it says so.
std::string TakenFor(const Bytes& start, const BundleHeader& header) {
  if (start.size() < kBundlePartHeaderBytes) return "";
  const ByteView named = ByteView(start).first(kBundlePartHeaderBytes);
  const auto number = LoadLittleEndian<uint32_t>(named, kBundlePartHeaderBytes - 4);
  if (std::ranges::equal(named, BundlePartHeader(header.id, number))) {
    return absl::StrFormat(" (it says that it is part %d)", number);
  }
  return " (it does not say that it is of this bundle)";
}

absl::Status CheckPart(const VerifiedCover& cover, BundleParts& parts, uint32_t number,
                       uint64_t& done, const BundleProgress& progress) {
  const BundlePart& expected = cover.cover().parts[number - 1];
  const std::string what = absl::StrFormat("part %d of %d of the bundle, %s,", number,
                                           cover.cover().parts.size(), parts.NameOf(number));
  const absl::StatusOr<uint64_t> size = parts.SizeOf(number);
  if (size.status().code() == absl::StatusCode::kNotFound) {
    return DataLoss("%s is missing; %s", what, kCopyAgain);
  }
  IEUM_RETURN_IF_ERROR(size.status());
  if (*size != expected.size_bytes) {
    return DataLoss("%s has %d bytes instead of %d; %s", what, *size, expected.size_bytes,
                    kCopyAgain);
  }
  Sha256Stream digest;
  Bytes block, start;
  for (uint64_t offset = 0; offset < expected.size_bytes; offset += block.size()) {
    block.resize(std::min<uint64_t>(kBlockBytes, expected.size_bytes - offset));
    IEUM_RETURN_IF_ERROR(parts.Read(number, offset, block));
    digest.Update(block);
    if (offset == 0) {
      start.assign(block.begin(), block.begin() + std::min<std::ptrdiff_t>(std::ssize(block),
                                                                           kBundlePartHeaderBytes));
    }
    done += block.size();
    if (progress) IEUM_RETURN_IF_ERROR(progress(done));
  }
  if (digest.Finish() == expected.digest) return absl::OkStatus();
  const std::string named = TakenFor(start, cover.header());
  const bool right_name = named == absl::StrFormat(" (it says that it is part %d)", number);
  return DataLoss("%s was changed or is another one%s; %s", what, right_name ? "" : named,
                  kCopyAgain);
}

}  // namespace

absl::Status CheckBundleParts(const VerifiedCover& cover, BundleParts& parts,
                              const BundleProgress& progress) {
  uint64_t done = 0;
  for (uint32_t number = 1; number <= cover.cover().parts.size(); ++number) {
    IEUM_RETURN_IF_ERROR(CheckPart(cover, parts, number, done, progress));
  }
  return absl::OkStatus();
}

}  // namespace ieum::core
