// ieumctl doctor
#include "ieum/core/base/status.h"
#include "ieum/core/checkup/surroundings.h"
#include "ieum/v1/health_service.grpc.pb.h"
#include "ieumctl/command.h"
#include "ieumctl/connection.h"
#include "ieumctl/doctor_checks.h"

namespace ieum::server {
namespace {

using Health = Connection<v1::HealthService>;

constexpr absl::Duration kPatience = absl::Seconds(10);

core::ServerFacts FactsOf(const v1::GetHealthResponse& health) {
  return {.role = health.role(),
          .version = health.version(),
          .state = health.readiness() == v1::READINESS_READY       ? core::ServerState::kReady
                   : health.readiness() == v1::READINESS_READ_ONLY ? core::ServerState::kReadOnly
                                                                   : core::ServerState::kStopping,
          .now = absl::FromUnixMicros(health.now_unix_micros())};
}

void CheckRunning(const core::ChannelOptions& channel, core::Checkup& checkup) {
  core::CheckIdentity(channel, absl::Now(), checkup);
  core::AskedAt at{.asked = absl::Now(), .answered = {}};
  absl::StatusOr<Health> health = Health::Open(channel);
  if (!health.ok()) {
    at.answered = absl::Now();
    core::CheckServer(health.status(), at, IEUM_VERSION, checkup);
    return;
  }
  // The connection is made by the first call, which is not what the clock is compared with.
  absl::StatusOr<v1::GetHealthResponse> answer =
      health->Ask(&Health::Stub::GetHealth, {}, kPatience);
  if (answer.ok()) {
    at.asked = absl::Now();
    answer = health->Ask(&Health::Stub::GetHealth, {}, kPatience);
  }
  at.answered = absl::Now();
  if (!answer.ok()) {
    core::CheckServer(answer.status(), at, IEUM_VERSION, checkup);
    return;
  }
  core::CheckServer(FactsOf(*answer), at, IEUM_VERSION, checkup);
  const auto metrics = health->Ask(&Health::Stub::GetMetrics, {}, kPatience);
  if (metrics.ok()) {
    CheckMetrics(*metrics, checkup);
  } else {
    checkup.Warn({"metrics", {"metrics", "지표"}}, std::string(core::Message(metrics.status())),
                 {"ask as operator, auditor or security officer to have the rest checked",
                  "나머지 점검은 운영자, 감사자, 보안책임자 인증서로 실행하십시오"});
  }
}

}  // namespace

absl::Status RunCommand(const DoctorOptions& options, const CommandContext& context) {
  const core::ChannelOptions& channel = options.common.channel;
  const bool online = !channel.server.empty();
  if (online &&
      (channel.ca_file.empty() || channel.certificate_file.empty() || channel.key_file.empty())) {
    return core::InvalidArgument("--server wants --ca, --cert and --key too");
  }
  if (!online && options.deny_list.empty() && options.keystore.empty() &&
      options.checkpoint.empty() && options.data_dir.empty()) {
    return core::InvalidArgument(
        "nothing is named to look at; give --server, --data-dir, --keystore, --checkpoint or "
        "--deny-list");
  }
  core::Checkup checkup(core::LanguageOf(options.language));
  if (online) CheckRunning(channel, checkup);
  CheckDenyList(options.deny_list, absl::Now(), checkup);
  CheckKeystore(options.keystore, options.data_dir, checkup);
  CheckCheckpoint(options.checkpoint, absl::Now(), checkup);
  CheckDataFolder(options.data_dir, checkup);
  checkup.Print(context.out, options.common.output);
  return checkup.Outcome();
}

}  // namespace ieum::server
