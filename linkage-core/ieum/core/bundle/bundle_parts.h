// The parts of a bundle that somebody received, and whether they are those of its cover.
#ifndef IEUM_CORE_BUNDLE_BUNDLE_PARTS_H_
#define IEUM_CORE_BUNDLE_BUNDLE_PARTS_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "ieum/core/bundle/bundle_trust.h"

namespace ieum::core {

// Parts are numbered from 1. One thread at a time.
class BundleParts {
 public:
  virtual ~BundleParts() = default;
  // For messages: "'NAME.002'".
  virtual std::string NameOf(uint32_t number) const = 0;
  // NOT_FOUND: it is not there.
  virtual absl::StatusOr<uint64_t> SizeOf(uint32_t number) = 0;
  // Fills `out`. DATA_LOSS: the part ends before.
  virtual absl::Status Read(uint32_t number, uint64_t offset, std::span<std::byte> out) = 0;
};

// Told how many bytes have been read; an error ends the work and is returned.
using BundleProgress = std::function<absl::Status(uint64_t bytes)>;

// OK if all parts are there and none was changed, swapped or cut. DATA_LOSS names the part and says
// what to do.
absl::Status CheckBundleParts(const VerifiedCover& cover, BundleParts& parts,
                              const BundleProgress& progress);

}  // namespace ieum::core

#endif  // IEUM_CORE_BUNDLE_BUNDLE_PARTS_H_
