// ieumctl deny add | list | remove: works on the file, whether a server runs or not.
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"
#include "ieum/core/pki/deny_list.h"
#include "ieumctl/command.h"
#include "ieumctl/display.h"

namespace ieum::server {
namespace {

constexpr int64_t kMaxPemBytes = int64_t{256} << 10;
constexpr unsigned kMode = 0644;

absl::StatusOr<core::DenyList> Read(const std::string& file) {
  IEUM_ASSIGN_OR_RETURN(const std::string text, core::ReadFile(file, core::kMaxDenyListBytes));
  absl::StatusOr<core::DenyList> list = core::DenyList::Parse(text);
  return list.ok() ? std::move(list) : core::WithContext(list.status(), file);
}

// The one thing that was named. A certificate is denied by its key: a new certificate for the same
// key would be as bad.
template <typename Options>
absl::StatusOr<core::DenyEntry> EntryOf(const Options& options) {
  const int given = (options.certificate_file.empty() ? 0 : 1) + (options.serial.empty() ? 0 : 1) +
                    (options.public_key.empty() ? 0 : 1);
  if (given != 1) {
    return core::InvalidArgument("give one of --certificate, --serial and --spki");
  }
  if (!options.serial.empty()) return core::ParseDenyEntry("serial " + options.serial);
  if (!options.public_key.empty()) return core::ParseDenyEntry("spki " + options.public_key);
  IEUM_ASSIGN_OR_RETURN(const std::string pem,
                        core::ReadFile(options.certificate_file, kMaxPemBytes));
  const absl::StatusOr<core::CertificateDetails> details = core::ReadCertificateDetails(pem);
  if (!details.ok()) return core::WithContext(details.status(), options.certificate_file);
  return core::ParseDenyEntry("spki " + core::ToHex(details->public_key));
}

}  // namespace

absl::Status RunCommand(const DenyAddOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(core::DenyEntry entry, EntryOf(options));
  if (options.note.find_first_of("\n\r") != std::string::npos) {
    return core::InvalidArgument("--note: want one line");
  }
  entry.note = options.note;
  absl::StatusOr<core::DenyList> list = Read(options.file);
  if (absl::IsNotFound(list.status())) list = core::DenyList();
  if (!list.ok()) return list.status();
  const bool added = list->Add(entry);
  if (added) IEUM_RETURN_IF_ERROR(core::WriteFileDurably(options.file, list->ToString(), kMode));
  PrintText(context.out,
            absl::StrFormat("%s %s; a server that uses '%s' refuses it from its next "
                            "call on\n",
                            added ? "denied" : "already denied:", entry.hex, options.file));
  return absl::OkStatus();
}

absl::Status RunCommand(const DenyRemoveOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::DenyEntry entry, EntryOf(options));
  IEUM_ASSIGN_OR_RETURN(core::DenyList list, Read(options.file));
  if (!list.Remove(entry)) return core::NotFound("'%s' does not deny that", options.file);
  IEUM_RETURN_IF_ERROR(core::WriteFileDurably(options.file, list.ToString(), kMode));
  PrintText(context.out, absl::StrFormat("'%s' no longer denies %s\n", options.file, entry.hex));
  return absl::OkStatus();
}

absl::Status RunCommand(const DenyListOptions& options, const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const core::DenyList list, Read(options.file));
  core::Table table({"kind", "value", "note"});
  for (const core::DenyEntry& entry : list.entries()) {
    table.AddRow({entry.kind == core::DenyKind::kSerial ? "serial" : "spki", entry.hex,
                  entry.note.empty() ? "-" : entry.note});
  }
  PrintText(context.out, table.ToString());
  return absl::OkStatus();
}

}  // namespace ieum::server
