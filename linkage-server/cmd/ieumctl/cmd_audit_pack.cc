// ieumctl audit pack | unpack
#include <utility>

#include "ieum/core/auditlog/log_archive.h"
#include "ieum/core/auditlog/log_folder.h"
#include "ieum/core/auditlog/note_key_file.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/format/part_file.h"
#include "ieumctl/audit_display.h"
#include "ieumctl/command.h"
#include "ieumctl/display.h"

namespace ieum::server {
namespace {

absl::StatusOr<core::LogSummary> Verify(const PackedLogOptions& options) {
  IEUM_ASSIGN_OR_RETURN(core::NoteVerifier key, core::ReadNoteKeyFile(options.log_key_file));
  return core::VerifyLogFolder(
      {.folder = options.folder, .log = std::move(key), .witnesses = {}, .older_checkpoint = {}});
}

void Print(const core::LogSummary& summary, OutputFormat output, std::FILE* out) {
  PrintText(out, output == OutputFormat::kJson ? SummaryJson(summary) : SummaryText(summary));
}

}  // namespace

absl::Status RunCommand(const AuditPackOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::LogSummary summary, Verify(options));
  IEUM_ASSIGN_OR_RETURN(core::PartFile file, core::PartFile::Create(options.file));
  IEUM_RETURN_IF_ERROR(core::PackLog(
      [&options](const std::string& path, int64_t limit_bytes) {
        return core::ReadFile(options.folder + "/" + path, limit_bytes);
      },
      [&file](core::ByteView bytes) { return file.Append(bytes); }));
  IEUM_RETURN_IF_ERROR(file.Finish());
  Print(summary, options.output, context.out);
  return absl::OkStatus();
}

absl::Status RunCommand(const AuditUnpackOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<core::ByteSource> archive,
                        core::OpenByteSource(options.file));
  IEUM_RETURN_IF_ERROR(core::MakeLogFolder(options.folder));
  IEUM_RETURN_IF_ERROR(
      core::UnpackLog(*archive, [&options](const std::string& path, std::string_view content) {
        return core::WriteLogFile(options.folder, path, content);
      }));
  IEUM_ASSIGN_OR_RETURN(const core::LogSummary summary, Verify(options));
  Print(summary, options.output, context.out);
  return absl::OkStatus();
}

}  // namespace ieum::server
