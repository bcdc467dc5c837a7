#include "cli/scoring.h"

#include <string>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/cluster/evaluation.h"

namespace ieum::client {
namespace {

std::vector<std::string> LabelsOf(const StringArena& truth) {
  std::vector<std::string> labels;
  labels.reserve(static_cast<size_t>(truth.size()));
  for (int64_t row = 0; row < truth.size(); ++row) labels.emplace_back(truth[row]);
  return labels;
}

void AddFacts(const core::Evaluation& evaluation, Report& report) {
  report.AddFact("true_pairs", "pairs that are the same person", CountValue(evaluation.true_pairs));
  report.AddFact("declared_pairs", "pairs declared so", CountValue(evaluation.declared_pairs));
  report.AddFact("correct_pairs", "of these correct", CountValue(evaluation.correct_pairs));
  report.AddFact("precision", "precision", ShareValue(evaluation.precision()));
  report.AddFact("recall", "recall", ShareValue(evaluation.recall()));
  report.AddFact("f1", "F1", ShareValue(evaluation.f1()));
}

}  // namespace

absl::Status AddScore(const std::vector<std::vector<uint32_t>>& entities,
                      const std::vector<const StringArena*>& truths, Report& report) {
  std::vector<std::vector<std::string>> labels;
  for (const StringArena* truth : truths) labels.push_back(LabelsOf(*truth));
  IEUM_ASSIGN_OR_RETURN(const core::Evaluation evaluation, core::Evaluate(labels, entities));
  AddFacts(evaluation, report);
  return absl::OkStatus();
}

absl::Status AddScoreWithin(const std::vector<uint32_t>& entities, const StringArena& truth,
                            Report& report) {
  IEUM_ASSIGN_OR_RETURN(const core::Evaluation evaluation,
                        core::EvaluateWithin(LabelsOf(truth), entities));
  AddFacts(evaluation, report);
  return absl::OkStatus();
}

}  // namespace ieum::client
