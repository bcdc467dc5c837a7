// The files of `ieum disclosure …` as tables.
#ifndef IEUM_CLIENT_CLI_DISCLOSURE_SOURCE_H_
#define IEUM_CLIENT_CLI_DISCLOSURE_SOURCE_H_

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/disclosure_options.h"
#include "ieum/core/disclosure/disclosure_review.h"

namespace ieum::client {

// All that a review takes, read and checked. Pointers of `input` point into the rest; do not move.
struct DisclosureFiles {
  core::ReviewDeclaration declaration;
  core::DisclosurePolicy policy;
  core::CandidateTable candidate;
  std::vector<core::CandidateTable> earlier;
  std::vector<core::CandidateTable> holders;
  core::CandidateTable population;
  core::ReviewInput input;
};

// progress: bytes done and in all of the file being read. INVALID_ARGUMENT names file, row and
// column: a file that is no table, a number or date that is none, a declaration or policy that
// breaks a rule. CANCELLED if stopped.
absl::StatusOr<std::unique_ptr<DisclosureFiles>> ReadDisclosureFiles(
    const DisclosureInputOptions& options, const std::function<void(int64_t, int64_t)>& progress,
    std::stop_token stop);

// The policy of a file, or the defaults if `path` is empty.
absl::StatusOr<core::DisclosurePolicy> ReadDisclosurePolicy(const std::string& path);

// The table as CSV (RFC 4180) with a header line.
std::string TableCsvHeader(const core::CandidateTable& table);
void AppendTableCsvRow(const core::CandidateTable& table, size_t row, std::string& out);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_DISCLOSURE_SOURCE_H_
