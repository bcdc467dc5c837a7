#include "ieum/core/checkup/surroundings.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_format.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"
#include "ieum/core/pki/certificate_details.h"
#include "ieum/core/rpc/own_certificate.h"
#include "ieum/core/terminal/terminal.h"

namespace ieum::core {
namespace {

constexpr int64_t kMaxPemBytes = int64_t{256} << 10;

constexpr CheckName kAuthorities = {"authorities", {"authority of the server", "서버 인증기관"}};
constexpr CheckName kCertificate = {"certificate", {"own certificate", "본인 인증서"}};
constexpr CheckName kKey = {"key", {"key of the certificate", "인증서 개인키"}};
constexpr CheckName kServer = {"server", {"server", "서버 연결"}};
constexpr CheckName kVersion = {"version", {"version", "버전"}};
constexpr CheckName kClock = {"clock", {"clock", "시계"}};
constexpr CheckName kDisk = {"disk", {"disk", "디스크"}};

constexpr Phrase kAskIssuer = {"ask its issuer for a new one", "발급기관에 재발급을 요청하십시오"};

// The finding about a certificate in a file; false if it is of no use.
bool CheckInTime(const CheckName& name, const std::string& file, absl::Time now, Checkup& checkup) {
  const absl::StatusOr<std::string> pem = ReadFile(file, kMaxPemBytes);
  if (!pem.ok()) {
    checkup.Fail(name, pem.status(), {"name the file that is meant", "파일 경로를 확인하십시오"});
    return false;
  }
  const absl::StatusOr<CertificateDetails> details = ReadCertificateDetails(*pem);
  if (!details.ok()) {
    checkup.Fail(name, WithContext(details.status(), file),
                 {"give a certificate in PEM form", "PEM 형식의 인증서를 지정하십시오"});
    return false;
  }
  const std::string until = absl::FormatTime("%Y-%m-%d", details->valid_until, absl::UTCTimeZone());
  const int days = DaysLeft(*details, now);
  const std::string uri = details->uris.size() == 1 ? details->uris.front() + ", " : "";
  if (now >= details->valid_until) {
    checkup.Fail(name, Unauthenticated("it has ended on %s", until), kAskIssuer);
    return false;
  }
  if (now < details->valid_from) {
    checkup.Fail(name, Unauthenticated("it is not valid yet"),
                 {"set the clock right, or wait", "시계를 맞추거나 유효 시작일을 기다리십시오"});
    return false;
  }
  const std::string what = uri + checkup.Say(absl::StrFormat("%d days left (%s)", days, until),
                                             absl::StrFormat("%d일 남음 (%s)", days, until));
  if (details->valid_until - now < kExpiryWarning) {
    checkup.Warn(name, what, kAskIssuer);
  } else {
    checkup.Ok(name, what);
  }
  return true;
}

}  // namespace

void CheckIdentity(const ChannelOptions& files, absl::Time now, Checkup& checkup) {
  CheckInTime(kAuthorities, files.ca_file, now, checkup);
  const bool certified = CheckInTime(kCertificate, files.certificate_file, now, checkup);
  const auto check_key = [&]() -> absl::Status {
    IEUM_RETURN_IF_ERROR(RequireOwnerOnly(files.key_file));
    OwnCertificate own{.certificate_file = files.certificate_file,
                       .certificate_pem = {},
                       .key_file = files.key_file,
                       .key_pem = {}};
    IEUM_ASSIGN_OR_RETURN(own.key_pem, ReadFile(files.key_file, kMaxPemBytes));
    // Without a certificate there is nothing that the key could fit.
    if (!certified) return absl::OkStatus();
    IEUM_ASSIGN_OR_RETURN(own.certificate_pem, ReadFile(files.certificate_file, kMaxPemBytes));
    return CheckOwnCertificate(own, now);
  };
  const absl::Status key = check_key();
  if (!key.ok()) {
    checkup.Fail(kKey, key,
                 {"give the key of this certificate, mode 0600, yours alone",
                  "이 인증서의 개인키를 본인만 읽을 수 있게(0600) 두십시오"});
  } else if (certified) {
    checkup.Ok(kKey, checkup.Say("fits the certificate, and is yours alone",
                                 "인증서와 일치, 본인만 접근 가능"));
  } else {
    checkup.Ok(kKey, checkup.Say("is yours alone", "본인만 접근 가능"));
  }
}

void CheckServer(const absl::StatusOr<ServerFacts>& facts, const AskedAt& at,
                 std::string_view own_version, Checkup& checkup) {
  if (!facts.ok()) {
    const Phrase mend =
        absl::IsUnavailable(facts.status())
            ? Phrase{"check address, network and firewall, and that the server runs",
                     "주소, 네트워크, 방화벽과 서버 가동 여부를 확인하십시오"}
            : Phrase{"check certificate and role with the operator of the server",
                     "인증서와 역할을 서버 운영자에게 확인하십시오"};
    checkup.Fail(kServer, facts.status(), mend);
    return;
  }
  const absl::Duration took = at.answered - at.asked;
  const std::string reached =
      facts->role + checkup.Say(", answered in ", ", 응답 시간 ") + HumanDuration(took);
  switch (facts->state) {
    case ServerState::kReady:
      checkup.Ok(kServer, reached);
      break;
    case ServerState::kReadOnly:
      checkup.Warn(kServer, reached + checkup.Say("; it only reads", "; 읽기 전용 상태"),
                   {"its operator must look: docs/operations/alerts.md",
                    "서버 운영자가 확인해야 합니다: docs/operations/alerts.md"});
      break;
    case ServerState::kStopping:
      checkup.Warn(kServer, reached + checkup.Say("; it is stopping", "; 종료 중"),
                   {"try again later", "잠시 후 다시 시도하십시오"});
      break;
  }
  if (facts->version == own_version) {
    checkup.Ok(kVersion, facts->version);
  } else {
    checkup.Warn(
        kVersion,
        checkup.Say(absl::StrFormat("%s here, %s at the server", own_version, facts->version),
                    absl::StrFormat("이 프로그램 %s, 서버 %s", own_version, facts->version)),
        {"use the same version on both sides", "양쪽에 같은 버전을 사용하십시오"});
  }
  constexpr absl::Duration kNoticeable = absl::Seconds(5);
  constexpr absl::Duration kMost = absl::Minutes(1);
  const absl::Duration ahead = facts->now - (at.asked + took / 2);
  // The answer may have been given at any time between.
  const absl::Duration surely = std::max(absl::AbsDuration(ahead) - took / 2, absl::ZeroDuration());
  const std::string difference = checkup.Say(
      absl::StrFormat("the server's is %s %s ours", HumanDuration(absl::AbsDuration(ahead)),
                      ahead < absl::ZeroDuration() ? "behind" : "ahead of"),
      absl::StrFormat("서버 시계가 %s %s", HumanDuration(absl::AbsDuration(ahead)),
                      ahead < absl::ZeroDuration() ? "느림" : "빠름"));
  const Phrase set = {"set the clock that is wrong, by a time server (timedatectl)",
                      "시간 서버로 틀린 쪽의 시계를 맞추십시오 (timedatectl)"};
  if (surely > kMost) {
    checkup.Fail(kClock, absl::FailedPreconditionError(difference), set);
  } else if (surely > kNoticeable) {
    checkup.Warn(kClock, difference, set);
  } else {
    checkup.Ok(kClock, difference);
  }
}

void CheckRoom(const std::string& folder, int64_t least, int64_t enough, Checkup& checkup) {
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(folder, error);
  if (error) {
    checkup.Fail(kDisk, NotFound("the folder '%s' cannot be looked at", folder),
                 {"name a folder that is there", "존재하는 폴더를 지정하십시오"});
    return;
  }
  const auto free = static_cast<double>(space.available);
  const std::string what = checkup.Say(RoomText(free) + " free", "여유 공간 " + RoomText(free));
  const Phrase room = {"make room, or take a larger disk",
                       "공간을 확보하거나 더 큰 디스크를 사용하십시오"};
  if (free < static_cast<double>(least)) {
    checkup.Fail(kDisk, absl::ResourceExhaustedError(what), room);
  } else if (free < static_cast<double>(enough)) {
    checkup.Warn(kDisk, what, room);
  } else {
    checkup.Ok(kDisk, what);
  }
}

std::string RoomText(double bytes) {
  constexpr double kGibibyte = 1024.0 * 1024.0 * 1024.0;
  return absl::StrFormat("%.1f GiB", bytes / kGibibyte);
}

}  // namespace ieum::core
