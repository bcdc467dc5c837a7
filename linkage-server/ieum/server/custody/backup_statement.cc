#include "ieum/server/custody/backup_statement.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <nlohmann/json.hpp>
#include <optional>

#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

using nlohmann::json;

constexpr char kFormat[] = "ieum backup 1";
constexpr size_t kHexDigest = 64;
constexpr size_t kPieceBytes = size_t{1} << 20;

absl::Status NoStatement() {
  return core::InvalidArgument("the backup's statement is none, or of another version");
}

std::optional<core::Bytes> FromHex(std::string_view text) {
  core::Bytes bytes;
  if (text.size() % 2 != 0) return std::nullopt;
  const auto nibble = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  for (size_t i = 0; i < text.size(); i += 2) {
    const int high = nibble(text[i]);
    const int low = nibble(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<std::byte>(high << 4 | low));
  }
  return bytes;
}

template <size_t size>
bool TakeHex(const json& object, const char* name, std::array<std::byte, size>& out) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return false;
  const std::optional<core::Bytes> bytes = FromHex(found->get<std::string>());
  if (!bytes.has_value() || bytes->size() != size) return false;
  std::copy(bytes->begin(), bytes->end(), out.begin());
  return true;
}

bool TakeNumber(const json& object, const char* name, uint64_t& out) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number_unsigned()) return false;
  out = found->get<uint64_t>();
  return true;
}

// Relative, and down only.
bool IsInside(std::string_view path) {
  return !path.empty() && path.front() != '/' &&
         ("/" + std::string(path) + "/").find("/../") == std::string::npos;
}

}  // namespace

std::string SerializeStatement(const BackupStatement& statement) {
  const json object = {{"format", kFormat},
                       {"created_unix_micros", absl::ToUnixMicros(statement.created)},
                       {"keystore", core::ToHex(statement.keystore)},
                       {"keystore_revision", statement.keystore_revision},
                       {"database", core::ToHex(statement.database)},
                       {"audit_size", statement.audit_size},
                       {"files", statement.file_count},
                       {"bytes", statement.byte_count},
                       {"sums", core::ToHex(statement.sums)}};
  return object.dump() + "\n";
}

absl::StatusOr<BackupStatement> ParseStatement(std::string_view line) {
  const json object = json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object() || object.value("format", json()) != kFormat) return NoStatement();
  BackupStatement statement;
  uint64_t created = 0;
  if (object.size() != 9 || !TakeNumber(object, "created_unix_micros", created) ||
      !TakeHex(object, "keystore", statement.keystore) ||
      !TakeNumber(object, "keystore_revision", statement.keystore_revision) ||
      !TakeHex(object, "database", statement.database) ||
      !TakeNumber(object, "audit_size", statement.audit_size) ||
      !TakeNumber(object, "files", statement.file_count) ||
      !TakeNumber(object, "bytes", statement.byte_count) ||
      !TakeHex(object, "sums", statement.sums)) {
    return NoStatement();
  }
  statement.created = absl::FromUnixMicros(static_cast<int64_t>(created));
  return statement;
}

std::string SerializeSums(const std::vector<BackupFile>& files) {
  std::string text;
  for (const BackupFile& file : files) {
    text += core::ToHex(file.digest) + "  " + file.path + "\n";
  }
  return text;
}

absl::StatusOr<std::vector<BackupFile>> ParseSums(std::string_view text) {
  std::vector<BackupFile> files;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    if (end == std::string_view::npos || line.size() <= kHexDigest + 2 ||
        line.substr(kHexDigest, 2) != "  " || !IsInside(line.substr(kHexDigest + 2))) {
      return core::InvalidArgument("the backup's list of files has a line of no form");
    }
    const std::optional<core::Bytes> digest = FromHex(line.substr(0, kHexDigest));
    if (!digest.has_value()) {
      return core::InvalidArgument("the backup's list of files has a hash of no form");
    }
    BackupFile& file = files.emplace_back();
    file.path = std::string(line.substr(kHexDigest + 2));
    std::copy(digest->begin(), digest->end(), file.digest.begin());
    text.remove_prefix(end + 1);
  }
  return files;
}

absl::StatusOr<HashedFile> HashFile(const std::string& path) {
  const core::FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (file.get() < 0) return core::SystemError("open", path, errno);
  core::Sha256Stream stream;
  HashedFile hashed;
  core::Bytes piece(kPieceBytes);
  for (;;) {
    const ssize_t got = ::read(file.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return core::SystemError("read", path, errno);
    if (got == 0) break;
    stream.Update(core::ByteView(piece).first(static_cast<size_t>(got)));
    hashed.byte_count += static_cast<uint64_t>(got);
  }
  hashed.digest = stream.Finish();
  return hashed;
}

}  // namespace ieum::server
