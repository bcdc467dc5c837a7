// ieum bundle make | verify | open
#include <fcntl.h>

#include <cerrno>
#include <utility>

#include "cli/command.h"
#include "cli/output_file.h"
#include "cli/progress_display.h"
#include "cli/report.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"
#include "ieum/core/bundle/bundle_content.h"
#include "ieum/core/bundle/bundle_folder.h"
#include "ieum/core/format/submission_file.h"

namespace ieum::client {
namespace {

constexpr int64_t kMaxPemBytes = int64_t{1} << 20;
constexpr size_t kBlockBytes = size_t{1} << 20;

absl::StatusOr<core::Sha256Digest> ParseDigest(const std::string& hex) {
  core::Sha256Digest digest{};
  if (hex.empty()) return digest;
  const absl::StatusOr<core::Bytes> bytes = core::FromHex(hex);
  if (!bytes.ok() || bytes->size() != digest.size()) {
    return core::InvalidArgument("--manifest-digest is no digest; want 64 hexadecimal digits");
  }
  std::copy(bytes->begin(), bytes->end(), digest.begin());
  return digest;
}

absl::StatusOr<core::Certificate> ReadCertificate(const std::string& file,
                                                  const std::string& ca_pem, absl::Time now) {
  IEUM_ASSIGN_OR_RETURN(const std::string pem, core::ReadFile(file, kMaxPemBytes));
  return core::Certificate::Verify(pem, ca_pem, now, "the certificate '" + file + "'",
                                   core::CertificateUse::kAny);
}

absl::StatusOr<core::BundleTerms> TermsOf(const BundleMakeOptions& options, absl::Time now) {
  IEUM_ASSIGN_OR_RETURN(const core::BundleKind kind, core::ParseBundleKind(options.kind));
  IEUM_ASSIGN_OR_RETURN(const core::Sha256Digest digest, ParseDigest(options.manifest_digest));
  std::string project = options.project;
  if (kind == core::BundleKind::kSubmission) {
    IEUM_ASSIGN_OR_RETURN(const auto file, core::SubmissionFileReader::Open(options.in_file));
    const std::string& encoded_for = file->header().project.value();
    if (!project.empty() && project != encoded_for) {
      return core::InvalidArgument("'%s' was encoded for project '%s', not for '%s'",
                                   options.in_file, encoded_for, project);
    }
    project = encoded_for;
  }
  if (project.empty())
    return core::InvalidArgument("--project is missing; say which one it is for");
  IEUM_ASSIGN_OR_RETURN(core::ProjectId id, core::ProjectId::Parse(project));
  return core::BundleTerms{.kind = kind,
                           .project = std::move(id),
                           .project_digest = digest,
                           .created = now,
                           .part_bytes = static_cast<uint64_t>(options.part_mebibytes) << 20};
}

// Told how much has been done; CANCELLED once the user wants to stop.
class Progress {
 public:
  Progress(const CommandContext& context, std::string_view stage, uint64_t total)
      : context_(context), stage_(stage), total_(total), display_(context.err) {}
  absl::Status Update(uint64_t done) {
    if (context_.stop.stop_requested()) return core::Cancelled("stopped; nothing was written");
    display_.Update(stage_, "bytes", static_cast<int64_t>(done), static_cast<int64_t>(total_));
    return absl::OkStatus();
  }

 private:
  const CommandContext& context_;
  std::string_view stage_;
  uint64_t total_;
  ProgressDisplay display_;
};

absl::Status AppendFile(const std::string& path, core::BundleWriter& writer,
                        const CommandContext& context) {
  const core::FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return core::SystemError("open", path, errno);
  Progress progress(context, "encrypt", 0);
  core::Bytes block(kBlockBytes);
  uint64_t done = 0;
  while (true) {
    const ssize_t got = ::read(file.get(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return core::SystemError("read", path, errno);
    if (got == 0) return absl::OkStatus();
    const auto size = static_cast<size_t>(got);
    IEUM_RETURN_IF_ERROR(writer.Append(core::ByteView(block).first(size)));
    done += size;
    IEUM_RETURN_IF_ERROR(progress.Update(done));
  }
}

void AddFacts(const core::BundleCover& cover, Report& report) {
  const core::BundleHeader& header = cover.header;
  report.AddFact("kind", "kind", TextValue(core::FactsOf(header.kind).name));
  report.AddFact("project", "project", TextValue(header.project.value()));
  if (header.project_digest != core::Sha256Digest{}) {
    report.AddFact("manifest_digest", "manifest digest",
                   TextValue(core::ToHex(header.project_digest)));
  }
  report.AddFact("bundle_id", "bundle id", TextValue(core::ToHex(header.id)));
  report.AddFact(
      "created", "made",
      TextValue(absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", header.created, absl::UTCTimeZone())));
  report.AddFact("sender", "from", TextValue(header.sender));
  report.AddFact("recipient", "for", TextValue(header.recipient));
  report.AddFact("content_bytes", "bytes of content",
                 CountValue(static_cast<int64_t>(cover.content_bytes)));
  report.AddFact("parts", "parts", CountValue(static_cast<int64_t>(cover.parts.size())));
}

// The cover and all parts, believed.
absl::StatusOr<core::VerifiedCover> Verify(const BundleExpectedOptions& options,
                                           core::BundleParts& parts,
                                           const CommandContext& context) {
  IEUM_RETURN_IF_ERROR(core::CheckBundlePath(options.in_file));
  IEUM_ASSIGN_OR_RETURN(const std::string ca, core::ReadFile(options.ca_file, kMaxPemBytes));
  IEUM_ASSIGN_OR_RETURN(const std::string file,
                        core::ReadFile(options.in_file, core::kMaxBundleCoverBytes));
  core::BundleExpectation expected;
  if (!options.kind.empty()) {
    IEUM_ASSIGN_OR_RETURN(expected.kind, core::ParseBundleKind(options.kind));
  }
  if (!options.project.empty()) {
    IEUM_ASSIGN_OR_RETURN(expected.project, core::ProjectId::Parse(options.project));
  }
  if (!options.manifest_digest.empty()) {
    IEUM_ASSIGN_OR_RETURN(expected.project_digest, ParseDigest(options.manifest_digest));
  }
  IEUM_ASSIGN_OR_RETURN(
      core::VerifiedCover cover,
      core::VerifiedCover::Verify(core::AsBytes(file),
                                  {.ca_pem = ca, .now = core::SystemClock().Now(), .denies = {}},
                                  expected, "'" + options.in_file + "'"));
  uint64_t total = 0;
  for (const core::BundlePart& part : cover.cover().parts) total += part.size_bytes;
  Progress progress(context, "verify", total);
  IEUM_RETURN_IF_ERROR(core::CheckBundleParts(
      cover, parts, [&progress](uint64_t bytes) { return progress.Update(bytes); }));
  return cover;
}

absl::Status WriteContent(core::BundleContent& content, uint64_t total, const std::string& path,
                          const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<OutputFile> out, OutputFile::Create(path));
  Progress progress(context, "decrypt", total);
  uint64_t done = 0;
  while (true) {
    IEUM_ASSIGN_OR_RETURN(const std::optional<core::ByteView> bytes, content.Next());
    if (!bytes.has_value()) return out->Finish();
    IEUM_RETURN_IF_ERROR(out->Append(core::AsText(*bytes)));
    done += bytes->size();
    IEUM_RETURN_IF_ERROR(progress.Update(done));
  }
}

}  // namespace

absl::Status RunCommand(const BundleMakeOptions& options, const CommandContext& context) {
  const absl::Time now = core::SystemClock().Now();
  IEUM_ASSIGN_OR_RETURN(const core::BundleTerms terms, TermsOf(options, now));
  IEUM_RETURN_IF_ERROR(core::RequireOwnerOnly(options.key_file));
  IEUM_ASSIGN_OR_RETURN(const std::string ca, core::ReadFile(options.ca_file, kMaxPemBytes));
  IEUM_ASSIGN_OR_RETURN(const core::Certificate sender,
                        ReadCertificate(options.certificate_file, ca, now));
  IEUM_ASSIGN_OR_RETURN(const core::Certificate recipient,
                        ReadCertificate(options.recipient_file, ca, now));
  IEUM_ASSIGN_OR_RETURN(std::string key_pem, core::ReadFile(options.key_file, kMaxPemBytes));
  const absl::StatusOr<core::SigningKey> key =
      core::SigningKey::Load(key_pem, sender, "'" + options.key_file + "'");
  core::Cleanse(std::as_writable_bytes(std::span(key_pem)));
  IEUM_RETURN_IF_ERROR(key.status());
  IEUM_ASSIGN_OR_RETURN(const auto sink, core::BundleFileSink::Create(options.out_file));
  IEUM_ASSIGN_OR_RETURN(
      const std::unique_ptr<core::BundleWriter> writer,
      core::BundleWriter::Create(terms, sender, *key, recipient, context.random, *sink));
  IEUM_RETURN_IF_ERROR(AppendFile(options.in_file, *writer, context));
  IEUM_ASSIGN_OR_RETURN(const core::BundleCover cover, writer->Finish());
  Report report;
  AddFacts(cover, report);
  report.AddFact("out", "cover", TextValue(options.out_file));
  report.AddFact(
      "last_part", "last part",
      TextValue(core::BundlePartPath(options.out_file, static_cast<uint32_t>(cover.parts.size()))));
  report.Print(context.out, options.output);
  absl::FPrintF(context.err, "Send the cover and all parts; they open for their recipient only.\n");
  return absl::OkStatus();
}

absl::Status RunCommand(const BundleVerifyOptions& options, const CommandContext& context) {
  core::BundleFileParts parts(options.in_file);
  IEUM_ASSIGN_OR_RETURN(const core::VerifiedCover cover, Verify(options, parts, context));
  Report report;
  AddFacts(cover.cover(), report);
  report.AddFact("verified", "signature, date and all parts", TextValue("in order"));
  report.Print(context.out, options.output);
  return absl::OkStatus();
}

absl::Status RunCommand(const BundleOpenOptions& options, const CommandContext& context) {
  IEUM_RETURN_IF_ERROR(CheckMayWrite(options.out_file, /*force=*/false));
  IEUM_RETURN_IF_ERROR(core::RequireOwnerOnly(options.key_file));
  core::BundleFileParts parts(options.in_file);
  IEUM_ASSIGN_OR_RETURN(const core::VerifiedCover cover, Verify(options, parts, context));
  IEUM_ASSIGN_OR_RETURN(std::string key_pem, core::ReadFile(options.key_file, kMaxPemBytes));
  const absl::StatusOr<core::KeyAgreement> key =
      core::KeyAgreement::FromPem(key_pem, "'" + options.key_file + "'");
  core::Cleanse(std::as_writable_bytes(std::span(key_pem)));
  IEUM_RETURN_IF_ERROR(key.status());
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<core::BundleContent> content,
                        core::BundleContent::Open(cover, parts, *key));
  IEUM_RETURN_IF_ERROR(
      WriteContent(*content, cover.cover().content_bytes, options.out_file, context));
  Report report;
  AddFacts(cover.cover(), report);
  report.AddFact("out", "content", TextValue(options.out_file));
  report.Print(context.out, options.output);
  return absl::OkStatus();
}

}  // namespace ieum::client
