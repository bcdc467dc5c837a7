// How `ieumctl` prints what a server answers.
#ifndef IEUM_SERVER_CMD_IEUMCTL_DISPLAY_H_
#define IEUM_SERVER_CMD_IEUMCTL_DISPLAY_H_

#include <google/protobuf/message.h>

#include <cstdint>
#include <cstdio>
#include <string>

#include "absl/status/status.h"
#include "ieum/v1/common.pb.h"
#include "ieum/v1/matching_service.pb.h"
#include "ieum/v1/project_service.pb.h"

namespace ieum::server {

// Protobuf JSON with proto field names, one message, indented. INTERNAL if it cannot be made.
absl::Status PrintJson(std::FILE* out, const google::protobuf::Message& message);
void PrintText(std::FILE* out, const std::string& text);

// "open", "running", "compare"; "unknown" for values of a newer server.
std::string NameOf(v1::ProjectState state);
std::string NameOf(v1::SubmissionState state);
std::string NameOf(v1::RunState state);
std::string NameOf(v1::RunStage stage);
// "2026-11-22 05:37:12 UTC".
std::string TimeText(int64_t unix_micros);
// "0.8000" for 8000.
std::string BasisPointsText(uint32_t basis_points);

// When the project must be destroyed, and whether that is over: "by 2027-01-30 15:00:00 UTC"; "-":
// no day is known.
std::string RetentionText(const v1::Project& project);
std::string ProjectText(const v1::Project& project);
// The threshold of a run in the unit of its scoring.
std::string ThresholdText(const v1::Run& run);
// The rounds that a run is over: "1", "1 to 3".
std::string RoundsText(uint32_t round);
// What was asked of a run, "precision 0.99, memory 512 MiB"; empty: nothing.
std::string WishesText(const v1::Run& run);
std::string RunText(const v1::Run& run);
// Rows per holder, links, and time and rate of each stage.
std::string ReportText(const v1::Run& run);

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_DISPLAY_H_
