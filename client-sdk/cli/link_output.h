// What `ieum link`, scored by model, reads and writes besides rows: the fitted model and the match
// report.
#ifndef IEUM_CLIENT_CLI_LINK_OUTPUT_H_
#define IEUM_CLIENT_CLI_LINK_OUTPUT_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/options.h"
#include "ieum/client/local/local_linker.h"
#include "ieum/client/profile/encoding_profile.h"
#include "ieum/core/matching/model_file.h"
#include "ieum/core/matchreport/match_report.h"

namespace ieum::client {

// INVALID_ARGUMENT if an option of the model is given without it or against another, a file to be
// written has an unknown ending, is written twice or is one of the files read. Nothing was read
// yet.
absl::Status CheckLinkFiles(const LinkOptions& options);

// The model of --model. INVALID_ARGUMENT: no such file or no model. FAILED_PRECONDITION: it is of
// another profile.
absl::StatusOr<core::SavedModel> ReadModel(const std::string& path, const EncodingProfile& profile);

// REQUIRES: linkage.model. model_row_count: of the model of --model, else 0.
core::MatchReport MatchReportOf(const LocalLinkage& linkage, const LocalLinkOptions& options,
                                const EncodingProfile& profile, int64_t model_row_count);

// Writes the files of --report and --save-model.
absl::Status WriteLinkFiles(const LinkOptions& options, const EncodingProfile& profile,
                            const core::MatchReport& found);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_LINK_OUTPUT_H_
