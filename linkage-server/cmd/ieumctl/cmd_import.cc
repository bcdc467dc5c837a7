// ieumctl import; ieumctl imports list | drop
#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "ieum/core/base/bytes.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/bundle/bundle_folder.h"
#include "ieum/core/terminal/terminal.h"
#include "ieum/v1/bundle_service.grpc.pb.h"
#include "ieumctl/command.h"
#include "ieumctl/connection.h"
#include "ieumctl/display.h"
#include "ieumctl/project_channel.h"

namespace ieum::server {
namespace {

using Bundles = Connection<v1::BundleService>;

constexpr absl::Duration kStreamTimeout = absl::Hours(1);
// Checks, decrypts and stores the whole content.
constexpr absl::Duration kFinishTimeout = absl::Hours(12);
constexpr uint64_t kPieceBytes = uint64_t{1} << 20;
// After so many bytes the server is asked to acknowledge, so that little is sent twice.
constexpr uint64_t kWindowBytes = uint64_t{256} << 20;

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

// What is not there, or not whole, is better found before anything is sent.
absl::Status CheckSizes(const core::BundleCover& cover, core::BundleParts& parts) {
  for (uint32_t part = 1; part <= cover.parts.size(); ++part) {
    const absl::StatusOr<uint64_t> size = parts.SizeOf(part);
    if (absl::IsNotFound(size.status())) {
      return core::DataLoss("part %d of %d of the bundle, %s, is missing; copy it again", part,
                            cover.parts.size(), parts.NameOf(part));
    }
    IEUM_RETURN_IF_ERROR(size.status());
    if (*size != cover.parts[part - 1].size_bytes) {
      return core::DataLoss(
          "part %d of %d of the bundle, %s, has %d bytes instead of %d; copy it "
          "again",
          part, cover.parts.size(), parts.NameOf(part), *size, cover.parts[part - 1].size_bytes);
    }
  }
  return absl::OkStatus();
}

// Sends what the server has not.
class PartSender {
 public:
  PartSender(Bundles& bundles, const std::string& project, core::BundleParts& parts)
      : bundles_(bundles), project_(project), parts_(parts) {}

  absl::Status SendAll(v1::BundleImport view) {
    while (true) {
      IEUM_ASSIGN_OR_RETURN(const bool more, SendWindow(view));
      if (!more) return absl::OkStatus();
    }
  }

 private:
  // False if there was nothing to send.
  absl::StatusOr<bool> SendWindow(v1::BundleImport& view) {
    uint64_t missing = 0;
    for (int i = 0; i < view.part_bytes_size(); ++i) {
      missing += view.part_bytes(i) - std::min(view.part_bytes(i), view.received_bytes(i));
    }
    if (missing == 0) return false;
    v1::SendPartsResponse response;
    core::Call call(kStreamTimeout, {});
    const auto writer = bundles_.stub().SendParts(call.context(), &response);
    const absl::Status read = WritePieces(view, *writer);
    if (!read.ok()) call.Cancel();
    writer->WritesDone();
    const absl::Status sent = call.Outcome(writer->Finish(), bundles_.server());
    IEUM_RETURN_IF_ERROR(read);
    IEUM_RETURN_IF_ERROR(sent);
    view = response.bundle();
    return true;
  }

  absl::Status WritePieces(const v1::BundleImport& view,
                           grpc::ClientWriter<v1::SendPartsRequest>& writer) {
    v1::SendPartsRequest request;
    request.set_project_id(project_);
    request.set_bundle_id(view.bundle_id());
    uint64_t sent = 0;
    for (int i = 0; i < view.part_bytes_size(); ++i) {
      for (uint64_t offset = view.received_bytes(i); offset < view.part_bytes(i);) {
        if (sent >= kWindowBytes) return absl::OkStatus();
        piece_.resize(std::min(kPieceBytes, view.part_bytes(i) - offset));
        const auto number = static_cast<uint32_t>(i) + 1;
        IEUM_RETURN_IF_ERROR(parts_.Read(number, offset, piece_));
        request.set_part(number);
        request.set_offset(offset);
        request.set_content(piece_.data(), piece_.size());
        // False means that the call has failed; its outcome says why.
        if (!writer.Write(request)) return absl::OkStatus();
        offset += piece_.size();
        sent += piece_.size();
      }
    }
    return absl::OkStatus();
  }

  Bundles& bundles_;
  const std::string& project_;
  core::BundleParts& parts_;
  core::Bytes piece_;
};

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
  IEUM_ASSIGN_OR_RETURN(const std::string file, core::ReadFile(path, core::kMaxBundleCoverBytes));
  const absl::StatusOr<core::BundleCover> cover = core::ParseBundleCover(core::AsBytes(file));
  if (!cover.ok()) return core::WithContext(cover.status(), "'" + path + "'");
  core::BundleFileParts parts(path);
  IEUM_RETURN_IF_ERROR(CheckSizes(*cover, parts));
  IEUM_ASSIGN_OR_RETURN(const core::ChannelOptions channel,
                        ProjectChannel(options.common, options.project));
  IEUM_ASSIGN_OR_RETURN(Bundles bundles, Bundles::Open(channel));
  v1::OpenImportRequest open;
  open.set_project_id(options.project);
  open.set_cover(file);
  IEUM_ASSIGN_OR_RETURN(v1::OpenImportResponse opened,
                        bundles.Ask(&Bundles::Stub::OpenImport, open));
  PartSender sender(bundles, options.project, parts);
  IEUM_RETURN_IF_ERROR(sender.SendAll(opened.bundle()));
  v1::FinishImportRequest finish;
  finish.set_project_id(options.project);
  finish.set_bundle_id(opened.bundle().bundle_id());
  IEUM_ASSIGN_OR_RETURN(const v1::FinishImportResponse response,
                        bundles.Ask(&Bundles::Stub::FinishImport, finish, kFinishTimeout));
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
