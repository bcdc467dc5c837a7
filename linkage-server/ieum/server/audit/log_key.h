// The key an audit log signs with: a file of its own, outside the database, so that whoever can
// write the database cannot sign what it then holds.
#ifndef IEUM_SERVER_AUDIT_LOG_KEY_H_
#define IEUM_SERVER_AUDIT_LOG_KEY_H_

#include <string>

#include "absl/status/statusor.h"
#include "ieum/core/auditlog/signed_note.h"
#include "ieum/core/base/random.h"

namespace ieum::server {

// Reads the key. NOT_FOUND if there is no such file; PERMISSION_DENIED if others can read it;
// INVALID_ARGUMENT if it is no key.
absl::StatusOr<core::NoteSigner> LoadLogKey(const std::string& path);

// The public key of a witness, of type kCosignature. INVALID_ARGUMENT: not one. Codes of ReadFile.
absl::StatusOr<core::NoteVerifier> LoadWitnessKey(const std::string& path);

// Makes a key for the log of this name, durably, in a file of mode 0600, and beside it, in
// <path>.pub, the public key for those who verify. The name of the log is part of the key.
absl::StatusOr<core::NoteSigner> MakeLogKey(const std::string& path, const std::string& name,
                                            core::Random& random);

}  // namespace ieum::server

#endif  // IEUM_SERVER_AUDIT_LOG_KEY_H_
