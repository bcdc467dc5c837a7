#include "ieumctl/audit_display.h"

#include <limits>
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

std::string NumbersText(uint64_t first, uint64_t end) {
  return end == first + 1 ? absl::StrFormat("%d", first) : absl::StrFormat("%d-%d", first, end - 1);
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

std::string EntriesText(const ShownEntries& shown) {
  core::Table table({"entry", "time", "who", "from", "act", "project", "run", "rows", "outcome"});
  auto erased = shown.erased.begin();
  const auto add_erased_before = [&](uint64_t sequence) {
    for (; erased != shown.erased.end() && erased->first < sequence; ++erased) {
      table.AddRow({NumbersText(erased->first, erased->end), "-", "-", "-",
                    "erased, its retention is over", "-", "-", "-", "-"});
    }
  };
  for (const core::AuditEntry& entry : shown.entries) {
    add_erased_before(entry.sequence);
    table.AddRow({absl::StrFormat("%d", entry.sequence), TimeOf(entry.time),
                  entry.principal.empty() ? "-" : entry.principal, core::PeerText(entry.peer),
                  entry.act, entry.project.has_value() ? entry.project->value() : "-",
                  entry.run == 0 || IsCount(entry) ? "-" : absl::StrFormat("%d", entry.run),
                  RowsText(entry), OutcomeText(entry)});
  }
  add_erased_before(std::numeric_limits<uint64_t>::max());
  return table.ToString();
}

std::string EntriesJson(const ShownEntries& shown) {
  Json json = {{"entries", Json::array()}, {"erased", Json::array()}};
  for (const core::AuditEntry& entry : shown.entries) json["entries"].push_back(ToJson(entry));
  for (const ShownEntries::Erased& range : shown.erased) {
    json["erased"].push_back({{"first", range.first}, {"end", range.end}});
  }
  return json.dump(2) + "\n";
}

std::string SummaryText(const core::LogSummary& summary) {
  std::string text =
      absl::StrFormat("The log of %s is whole: %d entries, %d of them refusals.\nroot    %s\n",
                      summary.checkpoint.origin, summary.checkpoint.size, summary.refused,
                      core::ToHex(summary.checkpoint.root));
  if (summary.erased > 0) {
    text += absl::StrFormat("erased  %d entries, as later ones record: their retention is over\n",
                            summary.erased);
  }
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
               {"erased", summary.erased},
               {"first_unix_micros", absl::ToUnixMicros(summary.first)},
               {"last_unix_micros", absl::ToUnixMicros(summary.last)}};
  if (summary.older.has_value()) json["older"] = ToJson(*summary.older);
  return json.dump(2) + "\n";
}

std::string ProvedText(const ProvedEntry& proved) {
  const std::string record = absl::StrFormat(
      "\nEntry %d was erased when its retention was over; entry %d above records it.\n",
      proved.index, proved.entry.sequence);
  return EntriesText({.entries = {proved.entry}, .erased = {}}) + (proved.erased ? record : "") +
         absl::StrFormat("\nEntry %d is in the log of %s, which has %d entries and the root\n%s.\n",
                         proved.index, proved.checkpoint.origin, proved.checkpoint.size,
                         core::ToHex(proved.checkpoint.root)) +
         (proved.continues_older ? "The log continues the older one.\n" : "");
}

std::string ProvedJson(const ProvedEntry& proved) {
  Json json = {{proved.erased ? "erased_by" : "entry", ToJson(proved.entry)},
               {"index", proved.index},
               {"checkpoint", ToJson(proved.checkpoint)},
               {"leaf_sha256", core::ToHex(proved.leaf_hash)},
               {"inclusion", Json::array()},
               {"continues_older", proved.continues_older}};
  for (const core::Sha256Digest& hash : proved.inclusion) {
    json["inclusion"].push_back(core::ToHex(hash));
  }
  return json.dump(2) + "\n";
}

std::string AcceptedText(const AcceptedCheckpoint& accepted) {
  return absl::StrFormat("The server is held to its first %d entries, as signed by %s.\n",
                         accepted.size, absl::StrJoin(accepted.witnesses, ", "));
}

std::string AcceptedJson(const AcceptedCheckpoint& accepted) {
  const Json json = {{"entries", accepted.size}, {"witnesses", accepted.witnesses}};
  return json.dump(2) + "\n";
}

}  // namespace ieum::server
