#include <algorithm>
#include <map>

#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "ieum/core/base/status.h"
#include "ieum/core/checkup/surroundings.h"
#include "ieum/core/terminal/terminal.h"
#include "ieumctl/doctor_checks.h"

namespace ieum::server {
namespace {

using core::CheckName;
using core::Phrase;

constexpr CheckName kCertificate = {"server_certificate",
                                    {"certificate of the server", "서버 인증서"}};
constexpr CheckName kDisk = {"server_disk", {"disk of the server", "서버 디스크"}};
constexpr CheckName kStore = {"store", {"store", "저장소"}};
constexpr CheckName kAudit = {"audit_log", {"audit log", "감사로그"}};
constexpr CheckName kRoot = {"root_key", {"root key", "루트 키"}};
constexpr CheckName kRetention = {"retention", {"retention", "보관기간"}};

// Metrics that have one sample; 0 for one that is not there.
class Values final {
 public:
  explicit Values(const v1::GetMetricsResponse& metrics) {
    for (const v1::Metric& metric : metrics.metrics()) {
      if (metric.samples_size() == 1) values_[metric.name()] = metric.samples(0).value();
    }
  }
  double operator()(const char* name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? 0 : found->second;
  }

 private:
  std::map<std::string, double> values_;
};

void CheckCertificate(const Values& value, core::Checkup& checkup) {
  constexpr double kDay = 86'400;
  constexpr int kSoon = 30;
  const double left =
      value("ieum_certificate_end_time_seconds") - value("ieum_metrics_time_seconds");
  const auto days = static_cast<int>(left / kDay);
  const std::string what =
      checkup.Say(absl::StrFormat("%d days left", days), absl::StrFormat("%d일 남음", days));
  const Phrase mend = {"put a new certificate and its key in place of the old files",
                       "새 인증서와 개인키를 기존 파일 자리에 두십시오"};
  if (left <= 0) {
    checkup.Fail(kCertificate, absl::UnauthenticatedError(what), mend);
  } else if (days < kSoon) {
    checkup.Warn(kCertificate, what, mend);
  } else {
    checkup.Ok(kCertificate, what);
  }
}

void CheckDisk(const Values& value, core::Checkup& checkup) {
  const double free = value("ieum_disk_free_bytes");
  const double reserve = value("ieum_disk_reserve_bytes");
  const std::string what = checkup.Say(
      absl::StrFormat("%s free, reserve %s", core::RoomText(free), core::RoomText(reserve)),
      absl::StrFormat("여유 %s, 예비 %s", core::RoomText(free), core::RoomText(reserve)));
  const Phrase mend = {"make room: docs/operations/alerts.md#ieumdiskreservereached",
                       "공간을 확보하십시오: docs/operations/alerts.md#ieumdiskreservereached"};
  if (free < reserve) {
    checkup.Fail(kDisk, absl::ResourceExhaustedError(what), mend);
  } else if (free < 2 * reserve) {
    checkup.Warn(kDisk, what, mend);
  } else {
    checkup.Ok(kDisk, what);
  }
}

void CheckAudit(const Values& value, core::Checkup& checkup) {
  constexpr absl::Duration kOld = absl::Hours(3);
  const auto entries = static_cast<int64_t>(value("ieum_audit_log_entries"));
  const absl::Duration age = std::max(absl::Seconds(value("ieum_metrics_time_seconds") -
                                                    value("ieum_audit_log_checked_time_seconds")),
                                      absl::ZeroDuration());
  const std::string what =
      checkup.Say(absl::StrFormat("%s entries, found whole %s ago", core::WithThousands(entries),
                                  core::HumanDuration(age)),
                  absl::StrFormat("항목 %s건, %s 전 무결성 확인", core::WithThousands(entries),
                                  core::HumanDuration(age)));
  if (value("ieum_audit_log_halted") != 0) {
    checkup.Fail(kAudit,
                 absl::DataLossError(checkup.Say("it was found changed; the server has halted",
                                                 "변경이 발견되어 서버가 정지함")),
                 {"docs/operations/alerts.md#ieumauditloghalted",
                  "docs/operations/alerts.md#ieumauditloghalted"});
  } else if (value("ieum_audit_log_writes_failed_total") > 0 || age > kOld) {
    checkup.Warn(kAudit, what,
                 {"look at the server's log and disk: docs/operations/alerts.md",
                  "서버 로그와 디스크를 확인하십시오: docs/operations/alerts.md"});
  } else {
    checkup.Ok(kAudit, what);
  }
}

}  // namespace

void CheckMetrics(const v1::GetMetricsResponse& metrics, core::Checkup& checkup) {
  const Values value(metrics);
  CheckCertificate(value, checkup);
  CheckDisk(value, checkup);
  if (value("ieum_store_read_only") != 0) {
    checkup.Fail(kStore,
                 absl::UnavailableError(checkup.Say("a write has failed, and it only reads",
                                                    "쓰기 실패 후 읽기 전용 상태")),
                 {"mend the disk, then start the server again",
                  "디스크를 복구한 뒤 서버를 다시 시작하십시오"});
  } else {
    checkup.Ok(kStore, checkup.Say("reads and writes, ", "읽기·쓰기 가능, ") +
                           core::RoomText(value("ieum_store_bytes")));
  }
  CheckAudit(value, checkup);
  if (value("ieum_root_key_pending") != 0) {
    checkup.Warn(kRoot, checkup.Say("two persons have to agree to it", "두 사람의 승인 대기"),
                 {"ieumctl keystore agree --propose, ieumctl intent sign",
                  "ieumctl keystore agree --propose, ieumctl intent sign"});
  } else {
    checkup.Ok(kRoot, checkup.Say("agreed to", "승인됨"));
  }
  const auto over = static_cast<int>(value("ieum_projects_retention_over"));
  if (over > 0) {
    checkup.Warn(kRetention,
                 checkup.Say(absl::StrFormat("%d projects must be destroyed", over),
                             absl::StrFormat("파기해야 할 과제 %d건", over)),
                 {"ieumctl project list, ieumctl project destroy --propose",
                  "ieumctl project list, ieumctl project destroy --propose"});
  } else {
    checkup.Ok(kRetention, checkup.Say("of no project is over", "경과한 과제 없음"));
  }
}

}  // namespace ieum::server
