#include "cli/exact_comparison.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "ieum/client/exact/exact_keys.h"
#include "ieum/core/base/status.h"
#include "ieum/core/cluster/evaluation.h"

namespace ieum::client {
namespace {

using Entities = std::vector<std::vector<uint32_t>>;

// How the exact profile reads a file that the encoding profile read with `input`. What is left out
// or renamed for one profile need not be in the other.
RecordReaderOptions InputForKeys(const RecordReaderOptions& input, const ExactProfile& profile) {
  RecordReaderOptions own = input;
  own.excluded_columns.clear();
  own.skip_invalid = true;
  std::erase_if(own.column_map, [&profile](const auto& renamed) {
    return std::none_of(
        profile.fields.begin(), profile.fields.end(),
        [&renamed](const ExactField& field) { return field.column == renamed.first; });
  });
  return own;
}

struct PartyKeys {
  StringArena keys;  // [row_count] of the linkage's dataset, empty: none
  int64_t with_key = 0;
  int64_t repeated = 0;
};

absl::StatusOr<PartyKeys> KeysOf(const RecordReaderOptions& input, const LocalDataset& dataset,
                                 const ExactSource& exact, std::stop_token stop) {
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<RecordReader> reader,
                        OpenForExactKeys(exact.profile, InputForKeys(input, exact.profile)));
  IEUM_ASSIGN_OR_RETURN(const ExactKeys made, MakeExactKeys(*reader, *exact.maker, {}, stop));
  std::unordered_map<std::string_view, int64_t> row_of_id;
  for (int64_t row = 0; row < made.row_ids.size(); ++row) row_of_id.emplace(made.row_ids[row], row);
  PartyKeys party;
  party.repeated = made.rows_with_repeated_key;
  for (int64_t row = 0; row < dataset.row_ids.size(); ++row) {
    const auto found = row_of_id.find(dataset.row_ids[row]);
    const std::string_view key =
        found == row_of_id.end() ? std::string_view() : made.keys[found->second];
    party.keys.Append(key);
    if (!key.empty()) ++party.with_key;
  }
  return party;
}

// Rows are of one entity here if they are in both.
Entities Intersection(const Entities& a, const Entities& b) {
  std::unordered_map<uint64_t, uint32_t> entity_of_both;
  Entities result;
  for (size_t party = 0; party < a.size(); ++party) {
    std::vector<uint32_t>& entities = result.emplace_back();
    for (size_t row = 0; row < a[party].size(); ++row) {
      const uint64_t both = (uint64_t{a[party][row]} << 32) | b[party][row];
      entities.push_back(
          entity_of_both.emplace(both, static_cast<uint32_t>(entity_of_both.size())).first->second);
    }
  }
  return result;
}

core::Evaluation Without(const core::Evaluation& all, const core::Evaluation& part) {
  return {.true_pairs = all.true_pairs,
          .declared_pairs = all.declared_pairs - part.declared_pairs,
          .correct_pairs = all.correct_pairs - part.correct_pairs};
}

void AddMethods(const core::Evaluation& exact, const core::Evaluation& fuzzy,
                const core::Evaluation& both, bool scored, Report& report) {
  std::vector<ReportColumn> columns = {{"method", "found by"}, {"pairs", "pairs"}};
  if (scored) {
    for (const char* name : {"correct", "precision", "recall"}) columns.push_back({name, name});
    columns.push_back({"f1", "F1"});
  }
  const size_t table = report.AddTable("comparison", std::move(columns));
  const auto add = [&](std::string_view name, const core::Evaluation& found) {
    std::vector<ReportValue> row = {TextValue(name), CountValue(found.declared_pairs)};
    if (scored) {
      row.push_back(CountValue(found.correct_pairs));
      row.push_back(ShareValue(found.precision()));
      row.push_back(ShareValue(found.recall()));
      row.push_back(ShareValue(found.f1()));
    }
    report.AddRow(table, std::move(row));
  };
  add("exact", exact);
  add("fuzzy", fuzzy);
  add("both", both);
  add("exact only", Without(exact, both));
  add("fuzzy only", Without(fuzzy, both));
}

}  // namespace

absl::Status CheckCanCompare(const LocalLinkOptions& linker, const ExactSource& exact) {
  for (const RecordReaderOptions& input : linker.inputs) {
    if (input.path == "-") {
      return core::InvalidArgument(
          "--exact reads every file twice, which standard input does not allow; name a file");
    }
    // Opening says at once which column is missing, before the linkage has run for an hour.
    IEUM_RETURN_IF_ERROR(
        OpenForExactKeys(exact.profile, InputForKeys(input, exact.profile)).status());
  }
  return absl::OkStatus();
}

absl::Status AddExactComparison(const LocalLinkOptions& linker, const LocalLinkage& linkage,
                                const ExactSource& exact, bool scored, std::stop_token stop,
                                Report& report) {
  const size_t table = report.AddTable("exact_keys", {{"dataset", "exact keys of"},
                                                      {"rows", "rows"},
                                                      {"with_key", "with key"},
                                                      {"without_key", "without"},
                                                      {"repeated", "repeated"}});
  std::vector<PartyKeys> parties;
  std::vector<std::vector<std::string>> truths;
  for (size_t d = 0; d < linkage.datasets.size(); ++d) {
    const LocalDataset& dataset = linkage.datasets[d];
    IEUM_ASSIGN_OR_RETURN(PartyKeys party, KeysOf(linker.inputs[d], dataset, exact, stop));
    report.AddRow(
        table,
        {TextValue(dataset.label), CountValue(dataset.row_ids.size()), CountValue(party.with_key),
         CountValue(dataset.row_ids.size() - party.with_key), CountValue(party.repeated)});
    parties.push_back(std::move(party));
    std::vector<std::string>& truth = truths.emplace_back();
    for (int64_t row = 0; row < dataset.truths.size(); ++row) {
      truth.emplace_back(dataset.truths[row]);
    }
  }
  std::vector<const StringArena*> keys;
  for (const PartyKeys& party : parties) keys.push_back(&party.keys);
  const Entities by_key = LinkByKey(keys);
  const Entities& by_encoding = linkage.matching.entities;
  IEUM_ASSIGN_OR_RETURN(const core::Evaluation exact_pairs, core::Evaluate(truths, by_key));
  IEUM_ASSIGN_OR_RETURN(const core::Evaluation fuzzy_pairs, core::Evaluate(truths, by_encoding));
  IEUM_ASSIGN_OR_RETURN(const core::Evaluation both,
                        core::Evaluate(truths, Intersection(by_key, by_encoding)));
  AddMethods(exact_pairs, fuzzy_pairs, both, scored, report);
  return absl::OkStatus();
}

}  // namespace ieum::client
