// A keystore as bytes. FORMAT: docs/formats/keystore.md.
#ifndef IEUM_SERVER_KEYSTORE_KEYSTORE_FILE_H_
#define IEUM_SERVER_KEYSTORE_KEYSTORE_FILE_H_

#include <array>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/base/bytes.h"
#include "ieum/server/keystore/root_key.h"

namespace ieum::server {

// Random names of 128 bits that mean nothing: of a keystore, a database, a project, a key.
using OpaqueId = std::array<std::byte, 16>;

inline constexpr size_t kProjectKeyBytes = 32;
using WrappedKey = std::array<std::byte, kProjectKeyBytes + kRootOverheadBytes>;

// FORMAT: the numbers are stored.
enum class ProjectKeyState : uint8_t {
  kPending = 1,  // made, while the database does not have the project for certain
  kLive = 2,
  kErased = 3,  // a tombstone: the key is gone for ever
};

struct ProjectKeyEntry {
  ProjectKeyState state = ProjectKeyState::kPending;
  uint32_t number = 0;  // of the project, never used twice
  OpaqueId project{};   // what the database calls the project
  OpaqueId key_id{};
  absl::Time created;
  absl::Time erased = absl::UnixEpoch();  // kErased only
  WrappedKey wrapped{};                   // zeros if erased
};

// All that a file holds.
struct KeystoreContent {
  OpaqueId keystore{};
  OpaqueId database{};    // zeros until a database is bound to it
  uint64_t revision = 0;  // grows with every change
  RootKeyParameters root;
  std::array<std::byte, kRootOverheadBytes> root_check{};  // an empty text under the root key
  std::vector<ProjectKeyEntry> entries;                    // by number
  std::array<std::byte, kRootOverheadBytes> seal{};        // an empty text with all before it
};

inline constexpr size_t kMaxKeystoreBytes = size_t{16} << 20;

// What the checks are sealed with; the wrapped keys likewise.
core::Bytes RootCheckAssociated(const KeystoreContent& content);
core::Bytes WrappedKeyAssociated(const OpaqueId& keystore, const ProjectKeyEntry& entry);
// The bytes that `seal` covers: everything in front of it.
core::Bytes SealedPart(const KeystoreContent& content);

core::Bytes SerializeKeystore(const KeystoreContent& content);
// Form and checksum only; that nobody has changed it on purpose shows under the root key.
// DATA_LOSS: cut off or damaged. INVALID_ARGUMENT: not a keystore. FAILED_PRECONDITION: one of
// another version.
absl::StatusOr<KeystoreContent> ParseKeystore(core::ByteView bytes);

}  // namespace ieum::server

#endif  // IEUM_SERVER_KEYSTORE_KEYSTORE_FILE_H_
