#include "ieumctl/display.h"

#include <google/protobuf/util/json_util.h>

#include <cstdlib>
#include <string_view>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"
#include "ieum/core/terminal/terminal.h"

namespace ieum::server {
namespace {

// "PROJECT_STATE_OPEN" → "open".
std::string ShortName(std::string name, std::string_view prefix) {
  if (name.empty() || name.ends_with("_UNSPECIFIED")) return "unknown";
  name.erase(0, prefix.size());
  for (char& c : name) c = c == '_' ? ' ' : static_cast<char>(std::tolower(c));
  return name;
}

std::string CountText(int64_t count) { return core::WithThousands(count); }

std::string RateText(int64_t work, int64_t elapsed_micros) {
  if (work == 0 || elapsed_micros == 0) return "-";
  constexpr double kMicrosPerSecond = 1e6;
  const double rate =
      static_cast<double>(work) * kMicrosPerSecond / static_cast<double>(elapsed_micros);
  return core::WithThousands(static_cast<int64_t>(rate)) + "/s";
}

}  // namespace

absl::Status PrintJson(std::FILE* out, const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) {
    return core::Internal("the server's answer cannot be written as JSON");
  }
  PrintText(out, json);
  return absl::OkStatus();
}

void PrintText(std::FILE* out, const std::string& text) { std::fputs(text.c_str(), out); }

std::string NameOf(v1::ProjectState state) {
  return ShortName(v1::ProjectState_Name(state), "PROJECT_STATE_");
}
std::string NameOf(v1::SubmissionState state) {
  return ShortName(v1::SubmissionState_Name(state), "SUBMISSION_STATE_");
}
std::string NameOf(v1::RunState state) { return ShortName(v1::RunState_Name(state), "RUN_STATE_"); }
std::string NameOf(v1::RunStage stage) {
  if (stage == v1::RUN_STAGE_UNSPECIFIED) return "-";
  return ShortName(v1::RunStage_Name(stage), "RUN_STAGE_");
}

std::string TimeText(int64_t unix_micros) {
  return absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", absl::FromUnixMicros(unix_micros),
                          absl::UTCTimeZone());
}

std::string BasisPointsText(uint32_t basis_points) {
  constexpr uint32_t kOne = 10'000;
  return absl::StrFormat("%d.%04d", basis_points / kOne, basis_points % kOne);
}

std::string RetentionText(const v1::Project& project) {
  if (project.retention_end_unix_micros() == 0) return "-";
  const std::string end = TimeText(project.retention_end_unix_micros());
  return project.retention_over() ? "since " + end + ": nothing is added any more" : "by " + end;
}

std::string ProjectText(const v1::Project& project) {
  std::string segments;
  for (const v1::Segment& segment : project.segments()) {
    if (!segments.empty()) segments += ", ";
    segments += absl::StrFormat("%s (%d bits, weight %d)", segment.name(), segment.bit_count(),
                                segment.weight());
  }
  core::Table table({"project", project.project_id()});
  table.AddRow({"state", NameOf(project.state())});
  table.AddRow({"round of submissions", CountText(project.round())});
  table.AddRow({"holders", absl::StrJoin(project.holders(), ", ")});
  table.AddRow({"manifest", core::ToHex(core::AsBytes(project.manifest_digest()))});
  table.AddRow({"fewest rows of a holder", core::WithThousands(project.minimum_file_rows())});
  table.AddRow({"ends at the latest", project.end_date()});
  table.AddRow({"kept after release", absl::StrFormat("%d days", project.retention_days())});
  table.AddRow({"must be destroyed", RetentionText(project)});
  table.AddRow({"profile digest", core::ToHex(core::AsBytes(project.profile_digest()))});
  table.AddRow({"segments", segments});
  table.AddRow({"threshold", BasisPointsText(project.threshold_basis_points())});
  table.AddRow({"test project", project.test() ? "yes: no real persons" : "no"});
  table.AddRow({"field level approved", project.field_level_approved() ? "yes" : "no"});
  table.AddRow({"joint keys to holders", project.joint_keys_to_holders() ? "yes" : "no"});
  table.AddRow({"created", TimeText(project.created_unix_micros())});
  return table.ToString();
}

std::string ThresholdText(const v1::Run& run) {
  if (run.scoring() != v1::SCORING_MODEL) return BasisPointsText(run.threshold_basis_points());
  if (!run.report().has_model()) return "found by the model";
  return absl::StrFormat("match weight %.3f",
                         run.report().model().match_weight_millinats() / 1'000.0);
}

std::string RoundsText(uint32_t round) {
  return round <= 1 ? "1" : absl::StrFormat("1 to %d", round);
}

std::string WishesText(const v1::Run& run) {
  const v1::ModelWishes& wishes = run.wishes();
  std::vector<std::string> words;
  const auto share = [](uint32_t millionths) { return absl::StrFormat("%g", millionths / 1e6); };
  if (wishes.has_match_weight_millinats()) {
    words.push_back(
        absl::StrFormat("match weight %.3f", wishes.match_weight_millinats() / 1'000.0));
  }
  if (wishes.precision_millionths() != 0) {
    words.push_back("precision " + share(wishes.precision_millionths()));
  }
  if (wishes.exhaustive()) words.push_back("exhaustive");
  if (wishes.min_completeness_millionths() != 0) {
    words.push_back("completeness " + share(wishes.min_completeness_millionths()));
  }
  if (wishes.solver() == v1::SOLVER_OPTIMAL) words.push_back("optimal solution");
  if (run.memory_bytes() != 0) {
    words.push_back(absl::StrFormat("memory %s MiB", CountText(run.memory_bytes() >> 20)));
  }
  return absl::StrJoin(words, ", ");
}

std::string RunText(const v1::Run& run) {
  core::Table table(
      {"run", absl::StrFormat("%d of project %s", run.run_number(), run.project_id())});
  table.AddRow({"state", NameOf(run.state())});
  if (run.state() == v1::RUN_STATE_RUNNING) {
    table.AddRow(
        {"stage", absl::StrFormat("%s, %s of %s", NameOf(run.stage()), CountText(run.stage_done()),
                                  CountText(run.stage_total()))});
  }
  table.AddRow({"rounds of submissions", RoundsText(run.round())});
  table.AddRow({"threshold", ThresholdText(run)});
  if (const std::string wishes = WishesText(run); !wishes.empty()) {
    table.AddRow({"asked for", wishes});
  }
  table.AddRow({"created", TimeText(run.created_unix_micros())});
  if (!run.error().empty()) table.AddRow({"error", run.error()});
  std::string text = table.ToString();
  if (run.state() == v1::RUN_STATE_SUCCEEDED) text += "\n" + ReportText(run);
  return text;
}

void AddModel(const v1::ModelFigures& model, core::Table& counts) {
  const auto share = [](uint32_t millionths) { return absl::StrFormat("%.4f", millionths / 1e6); };
  counts.AddRow({"estimated precision", share(model.estimated_precision_millionths())});
  counts.AddRow(
      {"estimated recall of detectable matches", share(model.estimated_recall_millionths())});
  counts.AddRow({"candidate pairs", CountText(model.candidate_count())});
  counts.AddRow(
      {"completeness of candidates",
       model.exhaustive()
           ? "1, all pairs were compared"
           : absl::StrFormat("%s, at least %s (95 %%)", share(model.completeness_millionths()),
                             share(model.completeness_bound_millionths()))});
}

std::string ReportText(const v1::Run& run) {
  const v1::RunReport& report = run.report();
  core::Table holders({"holder", "rows", "linked rows"});
  for (const v1::HolderCount& holder : report.holders()) {
    holders.AddRow(
        {holder.holder(), CountText(holder.row_count()), CountText(holder.linked_row_count())});
  }
  core::Table counts({"entities", CountText(report.entity_count())});
  counts.AddRow({"linked entities", CountText(report.linked_entity_count())});
  counts.AddRow({"pairs compared", CountText(report.compared_pair_count())});
  counts.AddRow({"pairs accepted", CountText(report.accepted_pair_count())});
  counts.AddRow({"rows over the partner limit", CountText(report.limited_row_count())});
  counts.AddRow({"threshold", ThresholdText(run)});
  if (report.fitted_run() != 0) {
    counts.AddRow({"model of", absl::StrFormat("run %d", report.fitted_run())});
    counts.AddRow({"new rows compared", CountText(report.new_row_count())});
  }
  if (report.has_model()) AddModel(report.model(), counts);
  counts.AddRow(
      {"kernel, threads", absl::StrFormat("%s, %d", report.kernel(), report.thread_count())});
  core::Table stages({"stage", "rows or pairs", "time", "rate", "bytes", ""});
  for (const v1::StageTime& stage : report.stages()) {
    stages.AddRow({stage.name(), CountText(stage.work_count()),
                   core::HumanDuration(absl::Microseconds(stage.elapsed_micros())),
                   RateText(stage.work_count(), stage.elapsed_micros()),
                   stage.byte_count() == 0 ? "-" : CountText(stage.byte_count()),
                   stage.resumed() ? "resumed" : ""});
  }
  std::string text = holders.ToString() + "\n" + counts.ToString() + "\n" + stages.ToString();
  if (report.limited_row_count() > 0) {
    text += "\nSome rows have more possible partners than are kept: the threshold is too low.\n";
  }
  return text;
}

}  // namespace ieum::server
