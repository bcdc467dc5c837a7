// ieum doctor
#include <optional>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cli/command.h"
#include "cli/manifest_source.h"
#include "cli/profile_source.h"
#include "ieum/client/secret/holder_secret.h"
#include "ieum/client/submit/server_health.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"
#include "ieum/core/checkup/surroundings.h"
#include "ieum/core/similarity/kernel.h"

namespace ieum::client {
namespace {

using core::CheckName;

constexpr CheckName kSecret = {"secret", {"holder secret", "보유기관 비밀"}};
constexpr CheckName kProfile = {"profile", {"profile", "프로파일"}};
constexpr CheckName kManifest = {"manifest", {"manifest", "프로젝트 명세서"}};
constexpr CheckName kProcessor = {"processor", {"processor", "프로세서"}};
// An encoded file of ten million rows takes about two gibibytes.
constexpr int64_t kLeastRoom = int64_t{256} << 20;
constexpr int64_t kEnoughRoom = int64_t{4} << 30;

void CheckServerOf(const ServerOptions& options, const CommandContext& context,
                   core::Checkup& checkup) {
  const core::ChannelOptions channel{.server = options.server,
                                     .ca_file = options.ca_file,
                                     .certificate_file = options.certificate_file,
                                     .key_file = options.key_file};
  core::CheckIdentity(channel, absl::Now(), checkup);
  const absl::StatusOr<ServerHealth> health = AskServerHealth(channel, context.stop);
  if (!health.ok()) {
    core::CheckServer(health.status(), {}, IEUM_VERSION, checkup);
    return;
  }
  core::CheckServer(core::ServerFacts{.role = health->role,
                                      .version = health->version,
                                      .state = health->ready       ? core::ServerState::kReady
                                               : health->read_only ? core::ServerState::kReadOnly
                                                                   : core::ServerState::kStopping,
                                      .now = health->now},
                    {.asked = health->asked, .answered = health->answered}, IEUM_VERSION, checkup);
}

// That the file is there, in order and its owner's alone; whether its passphrase is known shows
// when it is used.
void CheckSecret(const std::string& file, core::Checkup& checkup) {
  if (file.empty()) return;
  bool encrypted = false;
  const absl::StatusOr<SecretFile> read =
      ReadSecretFile(file, [&encrypted]() -> absl::StatusOr<core::SecretBytes> {
        encrypted = true;
        return absl::CancelledError("not asked for");
      });
  if (encrypted) {
    checkup.Ok(kSecret, checkup.Say("encrypted, and yours alone", "암호화됨, 본인만 접근 가능"));
  } else if (read.ok()) {
    checkup.Warn(kSecret, checkup.Say("not encrypted", "암호화되지 않음"),
                 {"ieum secret import --in FILE --out NEW_FILE",
                  "ieum secret import --in 파일 --out 새_파일"});
  } else {
    checkup.Fail(kSecret, read.status(),
                 {"name the secret that the holders agreed on; chmod 0600 if it is that one",
                  "합의한 비밀 파일을 지정하십시오; 맞는 파일이면 chmod 0600"});
  }
}

// Returns the profile's digest, if there is one.
std::optional<core::Sha256Digest> CheckProfile(const std::string& name, core::Checkup& checkup) {
  if (name.empty()) return std::nullopt;
  const absl::StatusOr<EncodingProfile> profile = ReadProfile(name);
  if (!profile.ok()) {
    checkup.Fail(kProfile, profile.status(),
                 {"'ieum profile list' shows those that are built in",
                  "내장 프로파일은 'ieum profile list'로 확인하십시오"});
    return std::nullopt;
  }
  checkup.Ok(kProfile, checkup.Say("digest ", "다이제스트 ") + core::ToHex(profile->header.digest));
  return profile->header.digest;
}

// profile: the digest of the one that was named, if one was.
void CheckManifest(const std::string& file, const std::optional<core::Sha256Digest>& profile,
                   core::Checkup& checkup) {
  if (file.empty()) return;
  const absl::StatusOr<core::SignedManifest> read = ReadManifestFile(file);
  if (!read.ok()) {
    checkup.Fail(kManifest, read.status(),
                 {"ask the operator for the manifest that you signed",
                  "서명한 프로젝트 명세서를 운영자에게 요청하십시오"});
    return;
  }
  const core::Manifest& manifest = read->manifest;
  if (profile.has_value() && *profile != manifest.profile.digest) {
    checkup.Fail(kManifest,
                 core::FailedPrecondition("names profile %s", core::ToHex(manifest.profile.digest)),
                 {"encode with the profile that was agreed on; the manifest holds it whole",
                  "합의한 프로파일로 인코딩하십시오; 명세서에 전체가 들어 있습니다"});
    return;
  }
  const std::string what = checkup.Say("digest ", "다이제스트 ") + core::ToHex(manifest.digest);
  const std::string today = absl::FormatTime("%Y-%m-%d", absl::Now(), absl::LocalTimeZone());
  if (manifest.end_date < today) {
    checkup.Warn(kManifest, what + checkup.Say("; has ended: ", "; 종료됨: ") + manifest.end_date,
                 {"nothing more is taken for it; agree on another project",
                  "더 이상 접수되지 않습니다; 새 과제를 합의하십시오"});
    return;
  }
  checkup.Ok(kManifest, what);
}

void CheckProcessor(core::Checkup& checkup) {
  const std::string kernel(core::BestKernel().name());
  const std::string what = checkup.Say("kernel ", "커널 ") + kernel;
  if (kernel == "portable") {
    checkup.Warn(kProcessor, what,
                 {"it works, and slowly; a processor with AVX2 compares about ten times as fast",
                  "동작하지만 느립니다; AVX2 지원 프로세서는 약 10배 빠릅니다"});
  } else {
    checkup.Ok(kProcessor, what);
  }
}

}  // namespace

absl::Status RunCommand(const DoctorOptions& options, const CommandContext& context) {
  IEUM_RETURN_IF_ERROR(core::InitSecureMemory());
  const ServerOptions& server = options.server;
  if (!server.server.empty() &&
      (server.ca_file.empty() || server.certificate_file.empty() || server.key_file.empty())) {
    return core::InvalidArgument("--server wants --ca, --cert and --key too");
  }
  core::Checkup checkup(core::LanguageOf(options.language));
  if (!server.server.empty()) CheckServerOf(server, context, checkup);
  CheckSecret(options.secret_file, checkup);
  CheckManifest(server.manifest_file, CheckProfile(options.profile, checkup), checkup);
  core::CheckRoom(options.folder, kLeastRoom, kEnoughRoom, checkup);
  CheckProcessor(checkup);
  checkup.Print(context.out, options.output);
  return checkup.Outcome();
}

}  // namespace ieum::client
