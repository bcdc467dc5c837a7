#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <system_error>

#include "absl/strings/str_format.h"
#include "ieum/core/auditlog/checkpoint.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"
#include "ieum/core/checkup/surroundings.h"
#include "ieum/core/pki/deny_list.h"
#include "ieum/core/terminal/terminal.h"
#include "ieum/server/keystore/keystore_file.h"
#include "ieumctl/doctor_checks.h"

namespace ieum::server {
namespace {

using core::CheckName;

constexpr CheckName kDenyList = {"deny_list", {"deny list", "차단 목록"}};
constexpr CheckName kKeystore = {"keystore", {"keystore", "키 저장소"}};
constexpr CheckName kCheckpoint = {"checkpoint",
                                   {"checkpoint of the audit log", "감사로그 체크포인트"}};
constexpr CheckName kData = {"data_folder", {"data folder", "데이터 폴더"}};
// Those of ieum-server --min-free-disk-mib, where nothing else is known.
constexpr int64_t kLeastRoom = int64_t{512} << 20;

std::optional<struct stat> StatOf(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return std::nullopt;
  return found;
}

// "12 days ago", by when the file was changed.
std::string ChangedText(const std::string& file, absl::Time now, const core::Checkup& checkup) {
  const auto found = StatOf(file);
  if (!found.has_value()) return "";
  const absl::Duration age =
      std::max(now - absl::TimeFromTimespec(found->st_mtim), absl::ZeroDuration());
  constexpr int64_t kHoursOfDay = 24;
  const int64_t days = absl::ToInt64Hours(age) / kHoursOfDay;
  if (days == 0) {
    return checkup.Say(", changed " + core::HumanDuration(age) + " ago",
                       ", " + core::HumanDuration(age) + " 전 변경");
  }
  return checkup.Say(absl::StrFormat(", changed %d days ago", days),
                     absl::StrFormat(", %d일 전 변경", days));
}

bool IsWithin(const std::string& file, const std::string& folder) {
  std::error_code error;
  const auto inner = std::filesystem::weakly_canonical(file, error);
  const auto outer = std::filesystem::weakly_canonical(folder, error);
  if (error || folder.empty()) return false;
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

}  // namespace

void CheckDenyList(const std::string& file, absl::Time now, core::Checkup& checkup) {
  if (file.empty()) return;
  const auto read = [&]() -> absl::StatusOr<core::DenyList> {
    IEUM_ASSIGN_OR_RETURN(const std::string text, core::ReadFile(file, core::kMaxDenyListBytes));
    return core::DenyList::Parse(text);
  };
  const absl::StatusOr<core::DenyList> list = read();
  if (!list.ok()) {
    checkup.Fail(kDenyList, list.status(),
                 {"put it in order: with such a list the server lets nobody in",
                  "파일을 바로잡으십시오: 이 상태로는 서버가 아무도 받아들이지 않습니다"});
    return;
  }
  const size_t count = list->entries().size();
  checkup.Ok(kDenyList, checkup.Say(absl::StrFormat("%d entries", count),
                                    absl::StrFormat("항목 %d건", count)) +
                            ChangedText(file, now, checkup));
}

void CheckKeystore(const std::string& file, const std::string& data_dir, core::Checkup& checkup) {
  if (file.empty()) return;
  const auto read = [&]() -> absl::StatusOr<KeystoreContent> {
    IEUM_RETURN_IF_ERROR(core::RequireOwnerOnly(file));
    IEUM_ASSIGN_OR_RETURN(const std::string bytes,
                          core::ReadFile(file, static_cast<int64_t>(kMaxKeystoreBytes)));
    return ParseKeystore(core::AsBytes(bytes));
  };
  const absl::StatusOr<KeystoreContent> content = read();
  if (!content.ok()) {
    checkup.Fail(kKeystore, content.status(),
                 {"put back the newest copy of it; without it nothing can be read",
                  "최신 사본으로 복구하십시오; 키 저장소 없이는 아무것도 읽을 수 없습니다"});
    return;
  }
  const auto erased = std::count_if(
      content->entries.begin(), content->entries.end(),
      [](const ProjectKeyEntry& entry) { return entry.state == ProjectKeyState::kErased; });
  const auto keys = static_cast<int64_t>(content->entries.size()) - erased;
  const std::string what = checkup.Say(
      absl::StrFormat("whole, revision %d, %d keys, %d erased", content->revision, keys, erased),
      absl::StrFormat("정상, 개정 %d, 키 %d개, 삭제 %d개", content->revision, keys, erased));
  if (IsWithin(file, data_dir)) {
    checkup.Warn(kKeystore, what,
                 {"move it out of the data folder: who copies that has both",
                  "데이터 폴더 밖으로 옮기십시오: 폴더를 복사하면 둘 다 유출됩니다"});
  } else {
    checkup.Ok(kKeystore, what);
  }
}

void CheckCheckpoint(const std::string& file, absl::Time now, core::Checkup& checkup) {
  if (file.empty()) return;
  const auto read = [&]() -> absl::StatusOr<core::Checkpoint> {
    IEUM_ASSIGN_OR_RETURN(const std::string text,
                          core::ReadFile(file, static_cast<int64_t>(core::kMaxNoteBytes)));
    IEUM_ASSIGN_OR_RETURN(const core::SignedNote note, core::SignedNote::Parse(text));
    return core::ParseCheckpointText(note.text);
  };
  const absl::StatusOr<core::Checkpoint> checkpoint = read();
  if (!checkpoint.ok()) {
    checkup.Fail(
        kCheckpoint, checkpoint.status(),
        {"without it an older store cannot be told from the newest; ask an auditor for one",
         "없으면 오래된 저장소를 구별할 수 없습니다; 감사자가 보관한 것을 받으십시오"});
    return;
  }
  const std::string size = core::WithThousands(static_cast<int64_t>(checkpoint->size));
  checkup.Ok(kCheckpoint, checkup.Say("of " + size + " entries", "항목 " + size + "건") +
                              ChangedText(file, now, checkup));
}

void CheckDataFolder(const std::string& folder, core::Checkup& checkup) {
  if (folder.empty()) return;
  const auto found = StatOf(folder);
  std::error_code error;
  if (!found.has_value() || !std::filesystem::exists(folder + "/store/CURRENT", error)) {
    checkup.Fail(kData, core::NotFound("'%s' holds no store", folder),
                 {"name the data folder; as its own user, or as root",
                  "데이터 폴더를 지정하고, 소유 사용자나 root로 실행하십시오"});
    return;
  }
  constexpr unsigned kOthers = 0077;
  if ((found->st_mode & kOthers) != 0) {
    checkup.Warn(kData, checkup.Say("others may read it", "다른 사용자가 읽을 수 있음"),
                 {"chmod 0700", "chmod 0700"});
  } else {
    checkup.Ok(kData, checkup.Say("there, its owner's alone; 'ieum-server fsck' checks all of it",
                                  "있음, 소유자 전용; 전체 검사는 'ieum-server fsck'"));
  }
  core::CheckRoom(folder, kLeastRoom, 2 * kLeastRoom, checkup);
}

}  // namespace ieum::server
