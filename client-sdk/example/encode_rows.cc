// Encodes three rows with the C++ SDK and prints each encoding in hexadecimal.
//
// usage: encode_rows PROFILE.json SECRET_FILE PROJECT
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "ieum/client/encode/record_encoder.h"
#include "ieum/client/profile/encoding_profile.h"
#include "ieum/client/secret/holder_secret.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/secret.h"
#include "ieum/core/base/status.h"
#include "ieum/core/format/profile_header.h"

namespace {

using ieum::client::EncodingProfile;
using ieum::client::RecordEncoder;

absl::Status Run(const std::string& profile_file, const std::string& secret_file,
                 const std::string& project_id) {
  // Keys live in locked memory, which is prepared once.
  IEUM_RETURN_IF_ERROR(ieum::core::InitSecureMemory());
  IEUM_ASSIGN_OR_RETURN(const std::string json,
                        ieum::core::ReadFile(profile_file, ieum::core::kMaxProfileBytes));
  IEUM_ASSIGN_OR_RETURN(const EncodingProfile profile, EncodingProfile::FromJson(json));
  const auto no_passphrase = []() -> absl::StatusOr<ieum::core::SecretBytes> {
    return ieum::core::InvalidArgument("the secret file is encrypted; this example asks nobody");
  };
  IEUM_ASSIGN_OR_RETURN(const ieum::client::SecretFile secret,
                        ieum::client::ReadSecretFile(secret_file, no_passphrase));
  IEUM_ASSIGN_OR_RETURN(const auto project, ieum::core::ProjectId::Parse(project_id));
  IEUM_ASSIGN_OR_RETURN(const auto encoder, RecordEncoder::Create(profile, secret.secret, project));

  // Values stand in the order of the profile's fields; empty means missing.
  const std::vector<std::vector<std::string_view>> rows = {
      {"김민준", "1990-03-02", "M", "010-1234-5678", "서울특별시 중구"},
      {"이서연", "1985/11/30", "F", "+82 10 8765 4321", "부산광역시 북구"},
      {"박 지후", "20010115", "M", "", "경상북도 칠곡군"},
  };
  std::vector<uint64_t> encoding(static_cast<size_t>(profile.header.layout.row_words()));
  for (const std::vector<std::string_view>& row : rows) {
    IEUM_RETURN_IF_ERROR(encoder->Encode(row, encoding));
    std::puts(ieum::core::ToHex(std::as_bytes(std::span(encoding))).c_str());
  }
  return absl::OkStatus();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: encode_rows PROFILE.json SECRET_FILE PROJECT\n");
    return 2;
  }
  const absl::Status status = Run(argv[1], argv[2], argv[3]);
  if (status.ok()) return 0;
  std::fprintf(stderr, "encode_rows: %s\n", std::string(status.message()).c_str());
  return 1;
}
