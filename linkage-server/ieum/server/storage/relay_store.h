// What holders send each other by way of the server to agree their secret, durable. The content is
// not looked at: shares are sealed to keys that never leave the holders. FORMAT:
// docs/formats/storage.md.
#ifndef IEUM_SERVER_STORAGE_RELAY_STORE_H_
#define IEUM_SERVER_STORAGE_RELAY_STORE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/bytes.h"
#include "ieum/server/storage/claims.h"
#include "ieum/server/storage/project_store.h"
#include "ieum/server/storage/records.h"

namespace ieum::server {

inline constexpr size_t kMaxParcelBytes = size_t{64} << 10;

// FORMAT: the numbers are stored; never renumber.
enum class ParcelKind : uint8_t { kOffer = 1, kSealedShares = 2 };

struct Parcel {
  uint32_t holder;  // index in the project's holders
  std::string content;
};

// A holder has one parcel of a kind in a project. They lie under the project's key and go with it.
// Thread-safe; OK of a change means that it is on disk.
class RelayStore final {
 public:
  explicit RelayStore(const StoreContext& context) : context_(context) {}
  RelayStore(const RelayStore&) = delete;
  RelayStore& operator=(const RelayStore&) = delete;

  // The same content again is OK. INVALID_ARGUMENT: empty, or above kMaxParcelBytes.
  // ALREADY_EXISTS: other content is there, and not `replace`. An offer that replaces another one
  // removes all parcels of the project, of all holders: the agreement starts again.
  absl::Status Leave(const ProjectRecord& project, uint32_t holder, ParcelKind kind,
                     core::ByteView content, bool replace);
  // By holder. DATA_LOSS: a stored parcel is damaged.
  absl::StatusOr<std::vector<Parcel>> Collect(const ProjectRecord& project, ParcelKind kind) const;

 private:
  const StoreContext context_;
  Claims claims_;  // by project number
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_RELAY_STORE_H_
