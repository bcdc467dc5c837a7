#include "ieum/server/exchange/joinable_source.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "ieum/core/assembly/person_join.h"
#include "ieum/core/base/hkdf.h"
#include "ieum/core/base/hmac.h"
#include "ieum/core/base/status.h"
#include "ieum/server/exchange/joint_key_source.h"

namespace ieum::server {
namespace {

constexpr std::string_view kDecoyInfo = "ieum/v1/decoys";

using Id = std::array<std::byte, 16>;  // a serial, or the bytes of a joint key

struct PersonRow {
  Id person;
  uint32_t holder;
};
struct OwnRow {
  Id person;
  Id serial;
};

struct Rows {
  std::vector<PersonRow> all;  // of all holders
  std::vector<OwnRow> own;     // of the holder that asks
};

absl::StatusOr<Rows> ReadRows(MatcherStore& store, const ProjectRecord& project, uint32_t holder,
                              Constant method, const std::atomic<bool>& stopping) {
  Rows rows;
  for (uint32_t h = 0; h < project.terms.holders.size(); ++h) {
    IEUM_ASSIGN_OR_RETURN(JointKeySource source,
                          JointKeySource::Open(store, project, h, KeyAudience::kJoiner));
    rows.all.reserve(rows.all.size() + source.row_count());
    for (uint32_t sequence = 0; sequence < source.chunk_count(); ++sequence) {
      if (stopping.load()) {
        return core::Unavailable("the server is stopping; ask again when it is back");
      }
      IEUM_ASSIGN_OR_RETURN(const std::vector<core::KeyedSerial> chunk,
                            source.Read(method, sequence));
      for (const core::KeyedSerial& row : chunk) {
        rows.all.push_back({.person = row.joint_key.bytes(), .holder = h});
        if (h == holder)
          rows.own.push_back({.person = row.joint_key.bytes(), .serial = row.serial});
      }
    }
  }
  std::sort(rows.all.begin(), rows.all.end(), [](const PersonRow& a, const PersonRow& b) {
    return a.person != b.person ? a.person < b.person : a.holder < b.holder;
  });
  std::sort(rows.own.begin(), rows.own.end(), [](const OwnRow& a, const OwnRow& b) {
    return a.person != b.person ? a.person < b.person : a.serial < b.serial;
  });
  return rows;
}

// The holder's serials, of persons whom a join takes and of others.
struct Parted {
  std::vector<Id> joinable;
  std::vector<Id> others;
};

Parted Part(const Rows& rows, const std::vector<core::PersonJoin>& joins, size_t holder_count) {
  Parted parted;
  std::vector<uint32_t> row_counts(holder_count);
  auto own = rows.own.begin();
  for (auto first = rows.all.begin(); first != rows.all.end();) {
    std::fill(row_counts.begin(), row_counts.end(), 0);
    auto end = first;
    for (; end != rows.all.end() && end->person == first->person; ++end) ++row_counts[end->holder];
    const bool joined =
        std::any_of(joins.begin(), joins.end(), [&row_counts](const core::PersonJoin& join) {
          return join.Decide(row_counts) == core::PersonOutcome::kJoined;
        });
    for (; own != rows.own.end() && own->person == first->person; ++own) {
      (joined ? parted.joinable : parted.others).push_back(own->serial);
    }
    first = end;
  }
  return parted;
}

// The `count` serials whose tags are the smallest.
void ChooseDecoys(const core::SecretBytes& secret, size_t count, std::vector<Id>& serials) {
  if (count >= serials.size()) return;
  const core::HmacSha256 hmac(
      core::HkdfSha256(secret, {}, core::AsBytes(kDecoyInfo), sizeof(core::Sha256Digest)).view());
  std::vector<std::pair<core::Sha256Digest, Id>> tagged;
  tagged.reserve(serials.size());
  for (const Id& serial : serials) tagged.emplace_back(hmac.Tag(serial), serial);
  std::nth_element(tagged.begin(), tagged.begin() + static_cast<ptrdiff_t>(count), tagged.end());
  serials.resize(count);
  for (size_t i = 0; i < count; ++i) serials[i] = tagged[i].second;
}

absl::Status CheckMayLearn(const core::Manifest& manifest, const core::InstitutionId& holder) {
  const auto& extraction = manifest.extraction;
  if (extraction.has_value() && std::find(extraction->holders.begin(), extraction->holders.end(),
                                          holder) != extraction->holders.end()) {
    return absl::OkStatus();
  }
  return core::PermissionDenied(
      "the manifest does not let '%s' learn which of its rows are joinable; rule: 'extraction' "
      "names the holders that may",
      holder.value());
}

}  // namespace

absl::StatusOr<core::JoinableSerials> FindJoinableSerials(MatcherStore& store,
                                                          const ProjectRecord& project,
                                                          const core::Manifest& manifest,
                                                          uint32_t holder, Constant method,
                                                          const std::atomic<bool>& stopping) {
  const std::vector<core::InstitutionId>& holders = project.terms.holders;
  IEUM_RETURN_IF_ERROR(CheckMayLearn(manifest, holders[holder]));
  std::vector<core::PersonJoin> joins;
  for (const core::ManifestJoin& join : manifest.joins) {
    IEUM_ASSIGN_OR_RETURN(core::PersonJoin person_join, core::PersonJoin::Create(join, holders));
    joins.push_back(std::move(person_join));
  }
  IEUM_ASSIGN_OR_RETURN(const Rows rows, ReadRows(store, project, holder, method, stopping));
  Parted parted = Part(rows, joins, holders.size());
  const size_t joinable = parted.joinable.size();
  if (joinable < static_cast<uint64_t>(manifest.minimum_matched_rows)) {
    return core::FailedPrecondition(
        "fewer rows of '%s' are joinable than the manifest's minimum_matched_rows, %d; rule: "
        "nothing is said of so few",
        holders[holder].value(), manifest.minimum_matched_rows);
  }
  const auto percent = static_cast<size_t>(manifest.extraction->decoy_percent);
  IEUM_ASSIGN_OR_RETURN(const core::SecretBytes secret,
                        store.projects().JointSecret(project.number));
  ChooseDecoys(secret, (joinable * percent + 99) / 100, parted.others);
  core::JoinableSerials found{.project = project.terms.id,
                              .holder = holders[holder],
                              .run_number = project.result_run,
                              .serials = std::move(parted.joinable)};
  found.serials.insert(found.serials.end(), parted.others.begin(), parted.others.end());
  std::sort(found.serials.begin(), found.serials.end());
  return found;
}

}  // namespace ieum::server
