#include "ieumctl/audit_display.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_join.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/terminal/terminal.h"
#include "ieumctl/display.h"

namespace ieum::server {
namespace {

using Json = nlohmann::ordered_json;

std::string TimeOf(absl::Time time) { return TimeText(absl::ToUnixMicros(time)); }

std::string CodeText(const core::AuditEntry& entry) {
  return absl::StatusCodeToString(static_cast<absl::StatusCode>(entry.code));
}

// Its `run` is a number of calls.
bool IsCount(const core::AuditEntry& entry) { return entry.act == core::kMoreRefusedAct; }

std::string OutcomeText(const core::AuditEntry& entry) {
  std::string text(core::NameOf(entry.outcome));
  if (entry.outcome == core::AuditOutcome::kRefused) {
    text += absl::StrFormat(" (%s)", core::NameOf(entry.rule));
    if (IsCount(entry)) text += absl::StrFormat(", %d calls more", entry.run);
  } else if (entry.outcome == core::AuditOutcome::kFailed) {
    text += absl::StrFormat(" (%s)", CodeText(entry));
  }
  return text;
}

std::string RowsText(const core::AuditEntry& entry) {
  std::vector<std::string> parts;
  for (const core::AuditRows& rows : entry.rows) {
    parts.push_back(absl::StrFormat("%s %d-%d", rows.party.value(), rows.first, rows.end));
  }
  return parts.empty() ? "-" : absl::StrJoin(parts, ", ");
}

Json ToJson(const core::AuditEntry& entry) {
  Json json = {{"sequence", entry.sequence},
               {"time_unix_micros", absl::ToUnixMicros(entry.time)},
               {"time", TimeOf(entry.time)},
               {"moment", core::NameOf(entry.moment)}};
  if (entry.moment == core::AuditMoment::kAfter) json["begun_by"] = entry.begun_by;
  json["principal"] = entry.principal;
  json["certificate_sha256"] =
      entry.certificate == core::Sha256Digest{} ? "" : core::ToHex(entry.certificate);
  json["peer"] = core::PeerText(entry.peer);
  json["act"] = entry.act;
  if (entry.project.has_value()) json["project"] = entry.project->value();
  if (entry.run != 0) json[IsCount(entry) ? "calls" : "run"] = entry.run;
  json["rows"] = Json::array();
  for (const core::AuditRows& rows : entry.rows) {
    json["rows"].push_back(
        {{"party", rows.party.value()}, {"first", rows.first}, {"end", rows.end}});
  }
  json["outcome"] = core::NameOf(entry.outcome);
  json["rule"] = core::NameOf(entry.rule);
  json["code"] = CodeText(entry);
  json["retention"] = core::NameOf(entry.retention);
  if (entry.decided.has_value()) json["decided_sha256"] = core::ToHex(*entry.decided);
  return json;
}

Json ToJson(const core::Checkpoint& checkpoint) {
  return {{"origin", checkpoint.origin},
          {"entries", checkpoint.size},
          {"root_sha256", core::ToHex(checkpoint.root)}};
}

}  // namespace

std::string EntriesText(const std::vector<core::AuditEntry>& entries) {
  core::Table table({"entry", "time", "who", "from", "act", "project", "run", "rows", "outcome"});
  for (const core::AuditEntry& entry : entries) {
    table.AddRow({absl::StrFormat("%d", entry.sequence), TimeOf(entry.time),
                  entry.principal.empty() ? "-" : entry.principal, core::PeerText(entry.peer),
                  entry.act, entry.project.has_value() ? entry.project->value() : "-",
                  entry.run == 0 || IsCount(entry) ? "-" : absl::StrFormat("%d", entry.run),
                  RowsText(entry), OutcomeText(entry)});
  }
  return table.ToString();
}

std::string EntriesJson(const std::vector<core::AuditEntry>& entries) {
  Json json = {{"entries", Json::array()}};
  for (const core::AuditEntry& entry : entries) json["entries"].push_back(ToJson(entry));
  return json.dump(2) + "\n";
}

std::string SummaryText(const core::LogSummary& summary) {
  std::string text =
      absl::StrFormat("The log of %s is whole: %d entries, %d of them refusals.\nroot    %s\n",
                      summary.checkpoint.origin, summary.checkpoint.size, summary.refused,
                      core::ToHex(summary.checkpoint.root));
  if (summary.checkpoint.size > 0) {
    text +=
        absl::StrFormat("first   %s\nlast    %s\n", TimeOf(summary.first), TimeOf(summary.last));
  }
  if (summary.older.has_value()) {
    text += absl::StrFormat("It continues the older log of %d entries.\n", summary.older->size);
  }
  return text;
}

std::string SummaryJson(const core::LogSummary& summary) {
  Json json = {{"checkpoint", ToJson(summary.checkpoint)},
               {"refused", summary.refused},
               {"first_unix_micros", absl::ToUnixMicros(summary.first)},
               {"last_unix_micros", absl::ToUnixMicros(summary.last)}};
  if (summary.older.has_value()) json["older"] = ToJson(*summary.older);
  return json.dump(2) + "\n";
}

std::string ProvedText(const ProvedEntry& proved) {
  return EntriesText({proved.entry}) +
         absl::StrFormat("\nEntry %d is in the log of %s, which has %d entries and the root\n%s.\n",
                         proved.entry.sequence, proved.checkpoint.origin, proved.checkpoint.size,
                         core::ToHex(proved.checkpoint.root)) +
         (proved.continues_older ? "The log continues the older one.\n" : "");
}

std::string ProvedJson(const ProvedEntry& proved) {
  Json json = {{"entry", ToJson(proved.entry)},
               {"checkpoint", ToJson(proved.checkpoint)},
               {"leaf_sha256", core::ToHex(proved.leaf_hash)},
               {"inclusion", Json::array()},
               {"continues_older", proved.continues_older}};
  for (const core::Sha256Digest& hash : proved.inclusion) {
    json["inclusion"].push_back(core::ToHex(hash));
  }
  return json.dump(2) + "\n";
}

}  // namespace ieum::server
