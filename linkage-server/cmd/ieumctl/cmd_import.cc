// ieumctl import; ieumctl imports list | drop
#include <filesystem>
#include <system_error>
#include <utility>

#include "ieum/core/base/bytes.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/bundle/bundle_folder.h"
#include "ieum/core/handover/bundle_sender.h"
#include "ieum/core/terminal/terminal.h"
#include "ieum/v1/bundle_service.grpc.pb.h"
#include "ieumctl/command.h"
#include "ieumctl/connection.h"
#include "ieumctl/display.h"
#include "ieumctl/project_channel.h"

namespace ieum::server {
namespace {

using Bundles = Connection<v1::BundleService>;

// The path itself, or that of the only bundle in the folder.
absl::StatusOr<std::string> FindCover(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) {
    IEUM_RETURN_IF_ERROR(core::CheckBundlePath(path));
    return path;
  }
  std::vector<std::string> covers;
  for (std::filesystem::directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error)) {
    if (core::CheckBundlePath(entry->path().string()).ok())
      covers.push_back(entry->path().string());
  }
  if (error) return core::SystemError("read", path, error.value());
  if (covers.size() == 1) return covers[0];
  return core::InvalidArgument("'%s' holds %d bundles; name the one to import, NAME.bundle", path,
                               covers.size());
}

std::string StateText(const v1::BundleImport& import) {
  if (import.state() == v1::IMPORT_STATE_DONE) {
    return "done " + TimeText(import.done_unix_micros());
  }
  uint64_t received = 0, whole = 0;
  for (const uint64_t bytes : import.received_bytes()) received += bytes;
  for (const uint64_t bytes : import.part_bytes()) whole += bytes;
  return absl::StrFormat("open, %s of %s bytes",
                         core::WithThousands(static_cast<int64_t>(received)),
                         core::WithThousands(static_cast<int64_t>(whole)));
}

void PrintTaken(const v1::FinishImportResponse& response, std::FILE* out) {
  const v1::BundleImport& import = response.bundle();
  core::Table table({"bundle", core::ToHex(core::AsBytes(import.bundle_id()))});
  table.AddRow({"kind", import.kind()});
  table.AddRow({"from", import.sender()});
  table.AddRow({"state", StateText(import)});
  if (response.has_submission()) {
    const v1::Submission& submission = response.submission();
    table.AddRow({"holder", submission.holder()});
    table.AddRow({"submission", NameOf(submission.state())});
    table.AddRow({"rows", core::WithThousands(static_cast<int64_t>(submission.row_count()))});
    table.AddRow({"round", core::WithThousands(submission.round())});
    table.AddRow({"digest", core::ToHex(core::AsBytes(submission.submission_digest()))});
  }
  PrintText(out, table.ToString());
}

}  // namespace

absl::Status RunCommand(const ImportOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const std::string path, FindCover(options.in));
  IEUM_ASSIGN_OR_RETURN(core::BundleFiles files, core::OpenBundleFiles(path));
  files.project = options.project;
  IEUM_ASSIGN_OR_RETURN(const core::ChannelOptions channel,
                        ProjectChannel(options.common, options.project));
  WarnOfExpiry(channel.certificate_file);
  IEUM_ASSIGN_OR_RETURN(const auto sender, core::BundleSender::Create(channel));
  v1::FinishImportResponse response;
  {
    core::ProgressLine line(context.err, "bytes");
    const auto show = [&line](uint64_t bytes, uint64_t total) {
      line.Update("import", static_cast<int64_t>(bytes), static_cast<int64_t>(total));
    };
    IEUM_ASSIGN_OR_RETURN(response, sender->Send(files, show, {}));
  }
  if (options.common.output == OutputFormat::kJson) return PrintJson(context.out, response);
  PrintTaken(response, context.out);
  return absl::OkStatus();
}

absl::Status RunCommand(const ImportsListOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::ChannelOptions channel,
                        ProjectChannel(options.common, options.project));
  IEUM_ASSIGN_OR_RETURN(Bundles bundles, Bundles::Open(channel));
  v1::ListImportsRequest request;
  request.set_project_id(options.project);
  IEUM_ASSIGN_OR_RETURN(const v1::ListImportsResponse response,
                        bundles.Ask(&Bundles::Stub::ListImports, request));
  if (options.common.output == OutputFormat::kJson) return PrintJson(context.out, response);
  core::Table table({"bundle", "kind", "from", "state"});
  for (const v1::BundleImport& import : response.imports()) {
    table.AddRow({core::ToHex(core::AsBytes(import.bundle_id())), import.kind(), import.sender(),
                  StateText(import)});
  }
  PrintText(context.out, table.ToString());
  return absl::OkStatus();
}

absl::Status RunCommand(const ImportsDropOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::Bytes id, core::FromHex(options.bundle));
  IEUM_ASSIGN_OR_RETURN(const core::ChannelOptions channel,
                        ProjectChannel(options.common, options.project));
  IEUM_ASSIGN_OR_RETURN(Bundles bundles, Bundles::Open(channel));
  v1::DropImportRequest request;
  request.set_project_id(options.project);
  request.set_bundle_id(id.data(), id.size());
  IEUM_ASSIGN_OR_RETURN(const v1::DropImportResponse response,
                        bundles.Ask(&Bundles::Stub::DropImport, request));
  if (options.common.output == OutputFormat::kJson) return PrintJson(context.out, response);
  PrintText(context.out, "nothing of the bundle waits to be imported\n");
  return absl::OkStatus();
}

}  // namespace ieum::server
