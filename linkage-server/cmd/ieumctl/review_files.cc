#include "ieumctl/review_files.h"

#include <cerrno>
#include <cstdio>
#include <memory>

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

constexpr int64_t kMaxPackBytes = int64_t{16} << 20;
constexpr size_t kPieceBytes = size_t{1} << 18;

}  // namespace

absl::StatusOr<core::ReviewCase> ReadCaseFile(const std::string& file) {
  IEUM_ASSIGN_OR_RETURN(const std::string text, core::ReadFile(file, core::kMaxCaseBytes));
  absl::StatusOr<core::ReviewCase> review = core::ReadReviewCase(text);
  if (!review.ok()) return core::WithContext(review.status(), file);
  return review;
}

absl::StatusOr<std::vector<core::GivenStatement>> ReadStatementFiles(
    const std::vector<std::string>& files) {
  std::vector<core::GivenStatement> given;
  for (const std::string& file : files) {
    IEUM_ASSIGN_OR_RETURN(std::string text, core::ReadFile(file, core::kMaxStatementBytes));
    given.push_back({.name = file, .text = std::move(text)});
  }
  return given;
}

absl::StatusOr<core::Sha256Digest> DigestOfFile(const std::string& file) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> in(std::fopen(file.c_str(), "rb"),
                                                           std::fclose);
  if (in == nullptr) return core::SystemError("cannot open", file, errno);
  core::Sha256Stream digest;
  std::vector<std::byte> piece(kPieceBytes);
  for (size_t got = piece.size(); got == piece.size();) {
    got = std::fread(piece.data(), 1, piece.size(), in.get());
    digest.Update(core::ByteView(piece.data(), got));
  }
  if (std::ferror(in.get()) != 0) return core::SystemError("cannot read", file, errno);
  return digest.Finish();
}

absl::StatusOr<core::PackFacts> ReadPackFile(const std::string& file) {
  IEUM_ASSIGN_OR_RETURN(const std::string text, core::ReadFile(file, kMaxPackBytes));
  absl::StatusOr<core::PackFacts> facts = core::ReadPackFacts(text);
  if (!facts.ok()) return core::WithContext(facts.status(), file);
  return facts;
}

}  // namespace ieum::server
