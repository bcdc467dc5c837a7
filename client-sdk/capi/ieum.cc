// The C interface over RecordEncoder. No exception leaves it: the only ones that can come from
// below are those of the standard library when memory is short.
#include "capi/ieum.h"

#include <algorithm>
#include <cstring>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ieum/client/encode/record_encoder.h"
#include "ieum/client/profile/encoding_profile.h"
#include "ieum/client/secret/holder_secret.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/secret.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/strong_id.h"
#include "ieum/core/guard/resident_number.h"

struct ieum_encoder {
  std::unique_ptr<ieum::client::RecordEncoder> encoder;
  std::vector<std::string> names;    // [field_count]
  std::vector<std::string> columns;  // [field_count]
  std::string digest;
  size_t encoding_size = 0;
  size_t blocking_key_count = 0;
  bool partial_ci_allowed = false;
};

namespace ieum::client {
namespace {

using core::Explain;
using core::FindForbiddenIdentifier;
using core::FindPartOfConnectingInformation;
using core::ForbiddenIdentifier;

// Records encoded together: enough for the batch encoder to be fast, little memory.
constexpr size_t kRecordsPerBatch = 256;

ieum_code CodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return IEUM_OK;
    case absl::StatusCode::kInvalidArgument:
      return IEUM_INVALID_ARGUMENT;
    case absl::StatusCode::kNotFound:
      return IEUM_NOT_FOUND;
    case absl::StatusCode::kPermissionDenied:
      return IEUM_PERMISSION_DENIED;
    case absl::StatusCode::kResourceExhausted:
      return IEUM_RESOURCE_EXHAUSTED;
    case absl::StatusCode::kFailedPrecondition:
      return IEUM_FAILED_PRECONDITION;
    case absl::StatusCode::kUnavailable:
      return IEUM_UNAVAILABLE;
    default:
      return IEUM_INTERNAL;
  }
}

// Cuts between characters, so that the text stays UTF-8.
void Write(std::string_view text, ieum_message* message) {
  if (message == nullptr) return;
  size_t size = std::min(text.size(), sizeof(message->text) - 1);
  constexpr unsigned char kContinuationMask = 0xC0;
  constexpr unsigned char kContinuation = 0x80;
  while (size < text.size() && size > 0 &&
         (static_cast<unsigned char>(text[size]) & kContinuationMask) == kContinuation) {
    --size;
  }
  if (size > 0) std::memcpy(message->text, text.data(), size);
  message->text[size] = '\0';
}

// Runs `call` and turns its status, or an exception of the standard library, into a code.
template <typename Call>
ieum_code Guarded(ieum_message* message, const Call& call) {
  try {
    const absl::Status status = call();
    Write(core::Message(status), message);
    return CodeOf(status);
  } catch (const std::bad_alloc&) {
    Write("not enough memory; encode fewer records at a time", message);
    return IEUM_RESOURCE_EXHAUSTED;
  } catch (const std::exception&) {
    Write("an unexpected condition inside Ieum; please report it", message);
    return IEUM_INTERNAL;
  }
}

absl::Status RequireSecureMemory() {
  static std::mutex mutex;
  const std::lock_guard<std::mutex> lock(mutex);
  return core::InitSecureMemory();
}

absl::StatusOr<HolderSecret> ReadSecret(const char* path, const char* passphrase, size_t size) {
  const auto ask = [&]() -> absl::StatusOr<core::SecretBytes> {
    if (passphrase == nullptr) {
      return core::InvalidArgument("secret file '%s' is encrypted and no passphrase was given",
                                   path);
    }
    return core::SecretBytes::CopyOf(core::AsBytes({passphrase, size}));
  };
  IEUM_ASSIGN_OR_RETURN(SecretFile file, ReadSecretFile(path, ask));
  return std::move(file.secret);
}

absl::Status Open(std::string_view profile_json, const char* secret_file, const char* passphrase,
                  size_t passphrase_size, const char* project, ieum_encoder** result) {
  IEUM_RETURN_IF_ERROR(RequireSecureMemory());
  absl::StatusOr<EncodingProfile> profile = EncodingProfile::FromJson(profile_json);
  if (!profile.ok()) return core::WithContext(profile.status(), "profile");
  IEUM_ASSIGN_OR_RETURN(const core::ProjectId id, core::ProjectId::Parse(project));
  IEUM_ASSIGN_OR_RETURN(const HolderSecret secret,
                        ReadSecret(secret_file, passphrase, passphrase_size));
  auto encoder = std::make_unique<ieum_encoder>();
  IEUM_ASSIGN_OR_RETURN(encoder->encoder, RecordEncoder::Create(*profile, secret, id));
  for (const FieldSpec& field : profile->fields) {
    encoder->names.push_back(field.name);
    encoder->columns.push_back(field.column);
  }
  encoder->digest = core::ToHex(profile->header.digest);
  encoder->encoding_size = static_cast<size_t>(profile->header.layout.row_bytes());
  encoder->blocking_key_count = static_cast<size_t>(profile->header.blocking_key_count);
  encoder->partial_ci_allowed = profile->allow_partial_ci;
  *result = encoder.release();
  return absl::OkStatus();
}

// As RecordReader checks the cells of a file.
absl::Status CheckValues(const ieum_encoder& encoder, std::span<const std::string_view> values) {
  for (size_t f = 0; f < values.size(); ++f) {
    ForbiddenIdentifier found = FindForbiddenIdentifier(values[f]);
    if (found == ForbiddenIdentifier::kNone) {
      found = FindPartOfConnectingInformation(values[f], encoder.partial_ci_allowed);
    }
    if (found == ForbiddenIdentifier::kNone) continue;
    return core::InvalidArgument("field '%s': %s", encoder.names[f], Explain(found));
  }
  return absl::OkStatus();
}

// Borrowed arrays of one call.
struct Records {
  size_t count;
  const char* const* values;
  const size_t* sizes;
  uint8_t* encodings;
  uint64_t* blocking_keys;  // null: not wanted
};

// One batch, reused.
struct Scratch {
  std::vector<std::string_view> values;  // [kRecordsPerBatch, field_count]
  std::vector<uint64_t> rows;            // [kRecordsPerBatch, row_words]
  std::vector<uint64_t> keys;            // [kRecordsPerBatch, blocking_key_count]
  std::vector<absl::Status> statuses;    // [kRecordsPerBatch]
};

// Encodes records [first, first + count). Returns how many are whole; below `count`, `error` says
// what the next one breaks.
absl::StatusOr<size_t> EncodeBatch(ieum_encoder& encoder, const Records& records, size_t first,
                                   size_t count, Scratch& scratch, absl::Status& error) {
  const size_t field_count = encoder.names.size();
  for (size_t i = 0; i < count * field_count; ++i) {
    const size_t at = first * field_count + i;
    const char* value = records.values[at];
    scratch.values[i] =
        value == nullptr ? std::string_view() : std::string_view(value, records.sizes[at]);
  }
  const std::span values(scratch.values.data(), count * field_count);
  const std::span keys(scratch.keys.data(),
                       records.blocking_keys == nullptr ? 0 : count * encoder.blocking_key_count);
  const std::span rows(scratch.rows.data(), count * encoder.encoding_size / sizeof(uint64_t));
  const std::span statuses(scratch.statuses.data(), count);
  IEUM_RETURN_IF_ERROR(encoder.encoder->EncodeBatch(values, rows, keys, statuses));
  size_t whole = 0;
  for (; whole < count; ++whole) {
    error = CheckValues(encoder, values.subspan(whole * field_count, field_count));
    if (error.ok()) error = statuses[whole];
    if (!error.ok()) break;
  }
  if (whole > 0) {
    std::memcpy(records.encodings + first * encoder.encoding_size, rows.data(),
                whole * encoder.encoding_size);
    if (!keys.empty()) {
      std::copy_n(keys.data(), whole * encoder.blocking_key_count,
                  records.blocking_keys + first * encoder.blocking_key_count);
    }
  }
  return whole;
}

absl::Status Encode(ieum_encoder& encoder, const Records& records, size_t& done) {
  const size_t most = std::min(kRecordsPerBatch, records.count);
  Scratch scratch;
  scratch.values.resize(most * encoder.names.size());
  scratch.rows.resize(most * encoder.encoding_size / sizeof(uint64_t));
  scratch.keys.resize(most * encoder.blocking_key_count);
  scratch.statuses.resize(most);
  while (done < records.count) {
    const size_t count = std::min(most, records.count - done);
    absl::Status error;
    IEUM_ASSIGN_OR_RETURN(const size_t whole,
                          EncodeBatch(encoder, records, done, count, scratch, error));
    done += whole;
    if (whole < count) return core::WithContext(error, absl::StrFormat("record %d", done));
  }
  return absl::OkStatus();
}

void ZeroFrom(size_t first, const ieum_encoder& encoder, const Records& records) {
  const size_t count = records.count - first;
  if (count == 0) return;
  std::memset(records.encodings + first * encoder.encoding_size, 0, count * encoder.encoding_size);
  if (records.blocking_keys == nullptr) return;
  std::fill_n(records.blocking_keys + first * encoder.blocking_key_count,
              count * encoder.blocking_key_count, 0);
}

}  // namespace
}  // namespace ieum::client

extern "C" {

int ieum_api_version(void) { return IEUM_API_VERSION; }

const char* ieum_software_version(void) { return IEUM_VERSION; }

ieum_code ieum_encoder_open(const char* profile_json, size_t profile_size, const char* secret_file,
                            const char* passphrase, size_t passphrase_size, const char* project,
                            ieum_encoder** encoder, ieum_message* message) {
  return ieum::client::Guarded(message, [&]() -> absl::Status {
    if (encoder == nullptr) return ieum::core::InvalidArgument("'encoder' is NULL");
    *encoder = nullptr;
    if (profile_json == nullptr || secret_file == nullptr || project == nullptr) {
      return ieum::core::InvalidArgument("profile, secret file or project is NULL; all are needed");
    }
    return ieum::client::Open({profile_json, profile_size}, secret_file, passphrase,
                              passphrase_size, project, encoder);
  });
}

void ieum_encoder_close(ieum_encoder* encoder) { delete encoder; }

size_t ieum_encoder_field_count(const ieum_encoder* encoder) { return encoder->names.size(); }

const char* ieum_encoder_field_name(const ieum_encoder* encoder, size_t field) {
  return field < encoder->names.size() ? encoder->names[field].c_str() : nullptr;
}

const char* ieum_encoder_field_column(const ieum_encoder* encoder, size_t field) {
  return field < encoder->columns.size() ? encoder->columns[field].c_str() : nullptr;
}

size_t ieum_encoder_encoding_size(const ieum_encoder* encoder) { return encoder->encoding_size; }

size_t ieum_encoder_blocking_key_count(const ieum_encoder* encoder) {
  return encoder->blocking_key_count;
}

const char* ieum_encoder_profile_digest(const ieum_encoder* encoder) {
  return encoder->digest.c_str();
}

ieum_code ieum_encoder_encode(ieum_encoder* encoder, size_t record_count, const char* const* values,
                              const size_t* sizes, uint8_t* encodings, uint64_t* blocking_keys,
                              size_t* failed_record, ieum_message* message) {
  if (failed_record != nullptr) *failed_record = record_count;
  const bool absent =
      encoder == nullptr ||
      (record_count > 0 && (values == nullptr || sizes == nullptr || encodings == nullptr));
  if (absent) {
    ieum::client::Write("encoder, values, sizes or encodings is NULL; all are needed", message);
    return IEUM_INVALID_ARGUMENT;
  }
  const ieum::client::Records records{record_count, values, sizes, encodings, blocking_keys};
  size_t done = 0;
  const ieum_code code =
      ieum::client::Guarded(message, [&] { return ieum::client::Encode(*encoder, records, done); });
  if (code != IEUM_OK) ieum::client::ZeroFrom(done, *encoder, records);
  if (failed_record != nullptr && code == IEUM_INVALID_ARGUMENT) *failed_record = done;
  return code;
}

}  // extern "C"
