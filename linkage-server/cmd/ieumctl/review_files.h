// The files of a review.
#ifndef IEUM_SERVER_CMD_IEUMCTL_REVIEW_FILES_H_
#define IEUM_SERVER_CMD_IEUMCTL_REVIEW_FILES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/core/base/digest.h"
#include "ieum/core/review/statement_check.h"

namespace ieum::server {

// Errors as core::ReadFile and core::ReadReviewCase, with the file's name.
absl::StatusOr<core::ReviewCase> ReadCaseFile(const std::string& file);
// As they are: what is no statement is refused where statements are checked. Errors as
// core::ReadFile; INVALID_ARGUMENT also: the file is longer than a statement may be.
absl::StatusOr<std::vector<core::GivenStatement>> ReadStatementFiles(
    const std::vector<std::string>& files);
// SHA-256 of a file of any size. Codes of core::SystemError.
absl::StatusOr<core::Sha256Digest> DigestOfFile(const std::string& file);
// Errors as core::ReadFile and core::ReadPackFacts, with the file's name.
absl::StatusOr<core::PackFacts> ReadPackFile(const std::string& file);

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_REVIEW_FILES_H_
