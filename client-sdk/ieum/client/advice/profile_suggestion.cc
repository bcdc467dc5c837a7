#include "ieum/client/advice/profile_suggestion.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "absl/strings/str_format.h"
#include "ieum/client/advice/column_guess.h"
#include "ieum/client/advice/profile_draft.h"
#include "ieum/client/advice/value_sketch.h"
#include "ieum/client/encode/tokens.h"
#include "ieum/client/normalize/normalize.h"
#include "ieum/core/base/status.h"
#include "ieum/core/guard/resident_number.h"

namespace ieum::client {
namespace {

using core::FindForbiddenIdentifier;
using core::ForbiddenIdentifier;

constexpr size_t kKeptValues = 2000;
constexpr size_t kLongestKeptValue = 256;
constexpr int kMostColumns = 256;
constexpr int64_t kRowsBetweenLooks = 1024;
constexpr double kFewestFilled = 0.2;
// Fewer rows show less entropy than a person's fields have.
constexpr int64_t kRowsForEntropy = 1000;

// One column while the file is read.
struct ColumnSurvey {
  ValueSketch sketch;
  ValueForms forms;
  ForbiddenIdentifier forbidden = ForbiddenIdentifier::kNone;
  std::vector<std::string> first_values;  // at most kKeptValues, to count tokens of

  void Add(std::string_view cell) {
    const std::string_view value = TrimSpace(cell);
    if (value.empty()) return;
    sketch.Add(value);
    if (forbidden == ForbiddenIdentifier::kNone) forbidden = FindForbiddenIdentifier(value);
    if (first_values.size() == kKeptValues || value.size() > kLongestKeptValue) return;
    forms.Add(value);
    first_values.emplace_back(value);
  }
};

// Mean number of distinct tokens of the values that the normaliser takes, rounded up; 0 if it
// takes less than half of them.
int MeanTokens(const ColumnGuess& guess, const std::vector<std::string>& values) {
  size_t taken = 0;
  size_t token_count = 0;
  std::string normalized;
  std::vector<Token> tokens;
  for (const std::string& value : values) {
    if (!Normalize(guess.normalizer, {}, value, normalized).ok() || normalized.empty()) continue;
    tokens.clear();
    AppendTokens(guess.tokenizer, normalized, tokens);
    std::sort(tokens.begin(), tokens.end());
    token_count += static_cast<size_t>(std::unique(tokens.begin(), tokens.end()) - tokens.begin());
    ++taken;
  }
  if (taken * 2 < values.size() || taken == 0) return 0;
  return static_cast<int>((token_count + taken - 1) / taken);
}

// What the profile could use of a column, or in `remark` why nothing.
std::optional<DraftField> Propose(const ColumnSurvey& survey, int64_t row_count,
                                  ColumnFinding& finding) {
  if (survey.forbidden != ForbiddenIdentifier::kNone) {
    finding.remark = "holds resident numbers or CI: remove the column before you encode";
    return std::nullopt;
  }
  const double filled = static_cast<double>(finding.filled_count) / static_cast<double>(row_count);
  if (filled < kFewestFilled) {
    finding.remark = "mostly empty";
    return std::nullopt;
  }
  std::optional<ColumnGuess> guess = GuessByName(finding.column);
  if (guess.has_value()) {
    guess = survey.forms.Refine(*std::move(guess));
  } else {
    guess = survey.forms.Guess();
    if (guess.has_value()) finding.remark = "guessed by its values: check it";
  }
  if (!guess.has_value()) {
    finding.remark = survey.forms.AreDates() ? "dates: if of birth, add it by hand"
                                             : "unknown; add it by hand if all holders have it";
    return std::nullopt;
  }
  if (finding.distinct_count < 2) {
    finding.remark = "always the same";
    return std::nullopt;
  }
  const int tokens = MeanTokens(*guess, survey.first_values);
  if (tokens == 0) {
    finding.remark =
        absl::StrFormat("looks like %s by its name, not by its values", guess->field_name);
    return std::nullopt;
  }
  finding.mean_tokens = tokens;
  return DraftField{.guess = *std::move(guess),
                    .column = finding.column,
                    .tokens = tokens,
                    .entropy_bits = finding.entropy_bits,
                    .filled_share = filled,
                    .segment = ""};
}

absl::Status ReadRows(CsvReader& reader, const SuggestionOptions& options,
                      std::vector<ColumnSurvey>& surveys, ProfileSuggestion& suggestion) {
  for (int64_t i = 0;; ++i) {
    if (i % kRowsBetweenLooks == 0) {
      if (options.stop.stop_requested()) return core::Cancelled("stopped on request");
      if (options.progress) options.progress(reader.bytes_read(), reader.bytes_total());
    }
    const auto row = reader.Next();
    if (!row.ok()) {
      if (!reader.can_continue()) return row.status();
      ++suggestion.refused_count;
      continue;
    }
    if (!row->has_value()) return absl::OkStatus();
    ++suggestion.row_count;
    for (size_t c = 0; c < surveys.size(); ++c) surveys[c].Add((**row)[c]);
  }
}

}  // namespace

absl::StatusOr<ProfileSuggestion> SuggestProfile(CsvReader& reader,
                                                 const SuggestionOptions& options) {
  const std::vector<std::string> header = reader.header();
  if (header.size() > kMostColumns) {
    return core::InvalidArgument(
        "the file has %d columns and at most %d can be measured; leave out those that tell nothing "
        "of a person",
        header.size(), kMostColumns);
  }
  ProfileSuggestion suggestion{};
  std::vector<ColumnSurvey> surveys(header.size());
  IEUM_RETURN_IF_ERROR(ReadRows(reader, options, surveys, suggestion));
  if (suggestion.row_count == 0) {
    return core::InvalidArgument("no row could be read; check the export");
  }
  std::vector<DraftField> fields;
  std::vector<size_t> places;
  for (size_t c = 0; c < header.size(); ++c) {
    const ValueSketch& sketch = surveys[c].sketch;
    ColumnFinding finding{};
    finding.column = header[c];
    finding.filled_count = sketch.count();
    finding.distinct_count = sketch.EstimateDistinct();
    finding.entropy_bits = sketch.EstimateEntropyBits();
    finding.top_share = sketch.TopShare();
    std::optional<DraftField> field = Propose(surveys[c], suggestion.row_count, finding);
    if (field.has_value()) {
      fields.push_back(*std::move(field));
      places.push_back(c);
    }
    suggestion.columns.push_back(std::move(finding));
  }
  absl::StatusOr<std::string> json = DraftProfile(options.profile_name, fields);
  if (json.ok()) {
    suggestion.profile_json = *std::move(json);
  } else {
    suggestion.why_none = core::Message(json.status());
    if (suggestion.row_count < kRowsForEntropy) {
      absl::StrAppendFormat(&suggestion.why_none,
                            ". The file may only be too small: %d rows show at most %.1f bits of "
                            "any column; measure %d rows or more",
                            suggestion.row_count,
                            std::log2(static_cast<double>(suggestion.row_count)), kRowsForEntropy);
    }
  }
  for (size_t f = 0; f < fields.size(); ++f) {
    ColumnFinding& finding = suggestion.columns[places[f]];
    finding.field_name = fields[f].guess.field_name;
    finding.segment = fields[f].segment;
  }
  return suggestion;
}

}  // namespace ieum::client
