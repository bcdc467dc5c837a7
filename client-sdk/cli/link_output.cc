#include "cli/link_output.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/output_file.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"
#include "ieum/core/matchreport/match_page.h"
#include "ieum/core/matchreport/match_report_tables.h"
#include "ieum/core/terminal/option_text.h"

namespace ieum::client {
namespace {

bool IsPage(const std::string& path) { return path.ends_with(".html"); }

absl::Status CheckModelOptions(const LinkOptions& options) {
  if (options.scoring != "model") {
    IEUM_RETURN_IF_ERROR(core::CheckNoneIsOfModel({
        {"--match-weight", options.match_weight.has_value()},
        {"--precision", options.precision.has_value()},
        {"--exhaustive", options.exhaustive},
        {"--min-completeness", options.min_completeness.has_value()},
        {"--solve optimal", options.solver == "optimal"},
        {"--duplicates", !options.duplicates.empty()},
        {"--model", !options.model_file.empty()},
        {"--save-model", !options.save_model_file.empty()},
        {"--report", !options.report_files.empty()},
    }));
  }
  IEUM_RETURN_IF_ERROR(
      core::CheckOneThreshold(options.precision.has_value(), options.match_weight.has_value()));
  if (!options.model_file.empty() && !options.save_model_file.empty()) {
    return core::InvalidArgument(
        "--save-model writes what was fitted, and with --model nothing is; leave one of them out");
  }
  for (const std::string& path : options.report_files) {
    if (!IsPage(path) && !path.ends_with(".json")) {
      return core::InvalidArgument(
          "--report writes a page to a file that ends with .html, and figures to one that ends "
          "with .json");
    }
  }
  return absl::OkStatus();
}

absl::Status WriteWhole(const std::string& path, std::string_view text) {
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> file, OutputFile::Create(path));
  IEUM_RETURN_IF_ERROR(file->Append(text));
  return file->Finish();
}

}  // namespace

absl::Status CheckLinkFiles(const LinkOptions& options) {
  IEUM_RETURN_IF_ERROR(CheckModelOptions(options));
  std::vector<std::string> written = options.report_files;
  written.push_back(options.out_file);
  if (!options.save_model_file.empty()) written.push_back(options.save_model_file);
  std::sort(written.begin(), written.end());
  if (std::adjacent_find(written.begin(), written.end()) != written.end()) {
    return core::InvalidArgument("two results would be written to one file; name another");
  }
  for (const std::string& path : written) {
    IEUM_RETURN_IF_ERROR(CheckMayWrite(path, /*force=*/true));
    IEUM_RETURN_IF_ERROR(
        CheckIsNotInput(path, {options.secret_file, options.profile, options.model_file}));
    for (const PartyOption& party : options.parties) {
      IEUM_RETURN_IF_ERROR(CheckIsNotInput(path, {party.path}));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<core::SavedModel> ReadModel(const std::string& path,
                                           const EncodingProfile& profile) {
  IEUM_ASSIGN_OR_RETURN(const std::string text, core::ReadFile(path, core::kMaxModelBytes));
  absl::StatusOr<core::SavedModel> model = core::ParseModel(text);
  if (!model.ok()) return core::WithContext(model.status(), "--model");
  IEUM_RETURN_IF_ERROR(core::CheckModelFits(*model, profile.header));
  return model;
}

core::MatchReport MatchReportOf(const LocalLinkage& linkage, const LocalLinkOptions& options,
                                const EncodingProfile& profile, int64_t model_row_count) {
  core::MatchReport found;
  found.profile_name = profile.header.name;
  found.party_names = options.labels;
  for (const core::Segment& segment : profile.header.layout.segments()) {
    found.segment_names.push_back(segment.name);
  }
  found.holds_duplicates = options.holds_duplicates;
  found.model = *linkage.model;
  found.compared_pair_count = linkage.matching.compared_pair_count;
  found.entity_count = linkage.matching.entity_count;
  found.linked_entity_count = linkage.matching.linked_entity_count;
  found.limited_row_count = linkage.matching.limited_row_count;
  found.model_row_count = model_row_count;
  return found;
}

absl::Status WriteLinkFiles(const LinkOptions& options, const EncodingProfile& profile,
                            const core::MatchReport& found) {
  const core::Language language = core::LanguageOf(options.language);
  for (const std::string& path : options.report_files) {
    IEUM_RETURN_IF_ERROR(WriteWhole(path, IsPage(path) ? core::MatchPage(found, language)
                                                       : core::MatchDocument(found).ToJson()));
  }
  if (options.save_model_file.empty()) return absl::OkStatus();
  return WriteWhole(options.save_model_file,
                    core::WriteModel(core::ModelToSave(profile.header, found.model)));
}

}  // namespace ieum::client
