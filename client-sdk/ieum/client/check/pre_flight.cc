#include "ieum/client/check/pre_flight.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "absl/container/flat_hash_set.h"
#include "ieum/client/check/distinct_counter.h"
#include "ieum/client/check/value_inspector.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr int64_t kRowsBetweenLooks = 4096;
// Values that a counter holds, of up to 9 MiB. There are two for each field and one for all: 100
// MiB for the usual five fields, and below 300 MiB for any number, since many fields get smaller
// ones.
constexpr size_t kCounterCapacity = size_t{1} << 18;
constexpr size_t kManyFields = 16;

double ShareOf(int64_t part, int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

class PreFlight final {
 public:
  PreFlight(const EncodingProfile& profile, const PreFlightOptions& options,
            std::unique_ptr<FillMeter> fill_meter, std::vector<ValueInspector> inspectors)
      : profile_(profile),
        options_(options),
        fill_meter_(std::move(fill_meter)),
        inspectors_(std::move(inspectors)),
        all_fields_(Capacity(profile)),
        hashes_(profile.fields.size()),
        weights_(FieldWeights(profile)) {
    for (const FieldSpec& field : profile.fields) {
      FieldCheck& check = report_.fields.emplace_back();
      check.name = field.name;
      check.column = field.column;
      check.policy = field.invalid;
      check.profile_entropy_bits = field.entropy_bits;
      check.excluded =
          std::find(options.input.excluded_columns.begin(), options.input.excluded_columns.end(),
                    field.column) != options.input.excluded_columns.end();
      values_.emplace_back(Capacity(profile));
      without_.emplace_back(Capacity(profile));
    }
  }

  // OK also if encoding refuses the row; then `refused` says why.
  void Add(const InputRecord& record, absl::Status& refused) {
    double weight = 0;
    uint64_t sum = 0;
    bool any = false;
    for (size_t f = 0; f < profile_.fields.size(); ++f) {
      FieldCheck& field = report_.fields[f];
      ValueInspector& inspector = inspectors_[f];
      const Defect defect = inspector.Inspect(record.values[f]);
      Count(field.defects[static_cast<size_t>(defect)], record.row_number, defect);
      if (!inspector.refusal().empty() && defect != Defect::kPlaceholder) {
        ++field.refusals[inspector.refusal()];
      }
      if (defect == Defect::kNone) weight += weights_[f];
      const std::string& normalized = inspector.normalized();
      hashes_[f] = StableHash(normalized, f + 1);
      sum += hashes_[f];
      if (normalized.empty()) continue;
      any = true;
      values_[f].Add(hashes_[f]);
    }
    refused = fill_meter_->Add(record.values);
    if (!refused.ok()) return;
    ++usable_;
    if (weight >= 1) ++enough_;
    const uint64_t combination = StableMix(sum);
    all_fields_.Add(combination);
    for (size_t f = 0; f < hashes_.size(); ++f) without_[f].Add(StableMix(sum - hashes_[f]));
    // Rows without any value are no duplicates: they are empty.
    if (any && !combinations_.insert(combination).second) {
      Count(report_.duplicates, record.row_number, Defect::kInvalid);
    }
  }

  void AddRefusal(const RowRefusal& refusal, const std::vector<std::string>& header) {
    const auto column = static_cast<size_t>(refusal.column);
    const bool known = refusal.column >= 0 && column < header.size();
    Count(report_.refusals[{refusal.kind, known ? header[column] : ""}], refusal.row_number,
          Defect::kInvalid);
  }

  PreFlightReport Finish(const RecordReader& reader) {
    report_.input = reader.description();
    report_.rows = reader.report();
    report_.segments = fill_meter_->Fills();
    report_.is_exact = all_fields_.is_exact();
    report_.unique_share = ShareOf(all_fields_.LoneValues(), usable_);
    report_.enough_share = ShareOf(enough_, report_.row_count());
    for (size_t f = 0; f < report_.fields.size(); ++f) {
      FieldCheck& field = report_.fields[f];
      field.distinct_values = values_[f].DistinctValues();
      field.entropy_bits = values_[f].EntropyBits();
      field.unique_share_without = ShareOf(without_[f].LoneValues(), usable_);
      field.expected_loss =
          ShareOf(field.unsound_count(), report_.row_count()) * (1 - field.unique_share_without);
      report_.expected_loss += field.expected_loss;
      report_.is_exact = report_.is_exact && values_[f].is_exact() && without_[f].is_exact();
    }
    report_.linkable_share =
        std::max(0.0, report_.enough_share * report_.unique_share - report_.expected_loss);
    return std::move(report_);
  }

 private:
  static size_t Capacity(const EncodingProfile& profile) {
    return profile.fields.size() <= kManyFields ? kCounterCapacity : kCounterCapacity / 4;
  }

  // Of each field, such that a row whose sound fields have 1 together can reach the threshold: a
  // segment's share of all weight, divided among its fields, over the threshold.
  static std::vector<double> FieldWeights(const EncodingProfile& profile) {
    const core::ProfileHeader& header = profile.header;
    double total = 0;
    for (const int weight : header.weights) total += weight;
    std::vector<int> field_counts(header.weights.size());
    for (const FieldSpec& field : profile.fields)
      ++field_counts[static_cast<size_t>(field.segment)];
    std::vector<double> weights;
    for (const FieldSpec& field : profile.fields) {
      const auto segment = static_cast<size_t>(field.segment);
      weights.push_back(header.weights[segment] / total / field_counts[segment] * 10'000 /
                        header.threshold_basis_points);
    }
    return weights;
  }

  void Count(Tally& tally, int64_t row, Defect defect) const {
    ++tally.count;
    if (defect != Defect::kNone &&
        tally.rows.size() < static_cast<size_t>(options_.max_example_rows)) {
      tally.rows.push_back(row);
    }
  }

  const EncodingProfile& profile_;
  const PreFlightOptions& options_;
  std::unique_ptr<FillMeter> fill_meter_;
  std::vector<ValueInspector> inspectors_;  // [field_count]
  std::vector<DistinctCounter> values_;     // [field_count], normalised values
  std::vector<DistinctCounter> without_;    // [field_count], of all fields but one
  DistinctCounter all_fields_;
  absl::flat_hash_set<uint64_t> combinations_;  // of all fields, of every row
  std::vector<uint64_t> hashes_;                // [field_count], of the row
  const std::vector<double> weights_;           // [field_count]
  int64_t usable_ = 0;
  int64_t enough_ = 0;
  PreFlightReport report_;
};

}  // namespace

int64_t FieldCheck::unsound_count() const {
  int64_t sum = 0;
  for (size_t d = 0; d < defects.size(); ++d) {
    if (IsUnsound(static_cast<Defect>(d))) sum += defects[d].count;
  }
  return sum;
}

absl::StatusOr<PreFlightReport> RunPreFlight(const EncodingProfile& profile,
                                             const PreFlightOptions& options, core::Random& random,
                                             const std::function<void(int64_t, int64_t)>& progress,
                                             std::stop_token stop) {
  RecordReaderOptions input = options.input;
  input.skip_invalid = true;
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<RecordReader> reader,
                        RecordReader::Open(profile, input));
  IEUM_ASSIGN_OR_RETURN(std::unique_ptr<FillMeter> fill_meter, FillMeter::Create(profile, random));
  std::vector<ValueInspector> inspectors;
  for (const FieldSpec& field : profile.fields) {
    IEUM_ASSIGN_OR_RETURN(ValueInspector inspector, ValueInspector::Create(field, options.today));
    inspectors.push_back(std::move(inspector));
  }
  PreFlight check(profile, options, std::move(fill_meter), std::move(inspectors));
  reader->OnRefusal(
      [&](const RowRefusal& refusal) { check.AddRefusal(refusal, reader->header()); });
  for (int64_t i = 0;; ++i) {
    if (i % kRowsBetweenLooks == 0) {
      if (stop.stop_requested()) return core::Cancelled("stopped on request");
      if (progress) progress(reader->bytes_read(), reader->bytes_total());
    }
    IEUM_ASSIGN_OR_RETURN(const std::optional<InputRecord> record, reader->Next());
    if (!record.has_value()) break;
    absl::Status refused;
    check.Add(*record, refused);
    if (!refused.ok()) IEUM_RETURN_IF_ERROR(reader->Refuse(record->row_number, refused));
  }
  return check.Finish(*reader);
}

}  // namespace ieum::client
