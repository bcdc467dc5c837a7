// What the commands of `ieumctl review` were asked to do. All of them work on files.
#ifndef IEUM_SERVER_CMD_IEUMCTL_OPTIONS_REVIEW_OPTIONS_H_
#define IEUM_SERVER_CMD_IEUMCTL_OPTIONS_REVIEW_OPTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ieumctl/options/shared_options.h"

namespace ieum::server {

// Whose certificate signs.
struct SignerOptions {
  std::string ca_file;
  std::string certificate_file;
  std::string key_file;
};

struct ReviewCaseOptions {
  std::string manifest_file;
  std::string candidate_file;
  std::string pack_file;
  uint32_t release = 1;
  std::vector<std::string> recipients;
  std::vector<std::string> members;  // URI,UNIT,inside|outside
  std::vector<std::string> conditions;
  uint32_t days = 14;
  std::string exception_basis;
  std::string exception_reason;
  std::string out;
};

struct ReviewShowOptions {
  std::string case_file;
  std::string language;  // empty: by locale
  OutputFormat output = OutputFormat::kTable;
};

struct ReviewDeclareOptions {
  std::string case_file;
  SignerOptions signer;
  std::string conflict;
  std::string note;
  std::string out;
};

struct ReviewVoteOptions {
  std::string case_file;
  SignerOptions signer;
  std::string pack_file;
  std::string verdict;
  std::vector<std::string> conditions;
  std::string reason;
  std::string out;
};

struct ReviewSatisfyOptions {
  std::string case_file;
  SignerOptions signer;
  std::string condition;
  std::string how;
  std::string out;
};

struct ReviewTallyOptions {
  std::string case_file;
  std::vector<std::string> statement_files;
  SignerOptions signer;  // certificate and key only to record
  std::string record_file;
  std::string language;  // empty: by locale
  OutputFormat output = OutputFormat::kTable;
};

struct ReviewVerifyOptions {
  std::string record_file;
  std::string case_file;
  std::vector<std::string> statement_files;
  std::string manifest_file;
  std::string candidate_file;
  std::string pack_file;
  std::string ca_file;
  std::string language;  // empty: by locale
  OutputFormat output = OutputFormat::kTable;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_OPTIONS_REVIEW_OPTIONS_H_
