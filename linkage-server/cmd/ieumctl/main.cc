// ieumctl: the operator's program.
#include <cstdio>
#include <variant>

#include "ieum/core/base/file_io.h"
#include "ieum/core/pki/certificate_details.h"
#include "ieum/core/terminal/terminal.h"
#include "ieumctl/command.h"
#include "ieumctl/connection.h"
#include "ieumctl/display.h"
#include "ieumctl/parse_args.h"

namespace ieum::server {

absl::Status RunCommand(const ShowText& text, const CommandContext& context) {
  PrintText(context.out, text.text);
  return absl::OkStatus();
}

void WarnOfExpiry(const std::string& certificate_file) {
  constexpr int64_t kMaxPemBytes = int64_t{256} << 10;
  const absl::StatusOr<std::string> pem = core::ReadFile(certificate_file, kMaxPemBytes);
  if (!pem.ok()) return;
  const auto details = core::ReadCertificateDetails(*pem);
  const absl::Time now = absl::Now();
  if (!details.ok() || details->valid_until - now >= core::kExpiryWarning) return;
  std::fprintf(stderr,
               "ieumctl: your certificate expires in %d days; ask its issuer for a new one\n",
               core::DaysLeft(*details, now));
}

namespace {

int Main(int argc, char** argv) {
  const CommandContext context{.out = stdout, .err = stderr};
  const absl::StatusOr<Command> command = ParseArgs(argc, argv);
  const absl::Status status =
      command.ok()
          ? std::visit([&](const auto& options) { return RunCommand(options, context); }, *command)
          : command.status();
  if (!status.ok()) core::PrintError(stderr, "ieumctl", status);
  return core::ExitCode(status);
}

}  // namespace
}  // namespace ieum::server

int main(int argc, char** argv) { return ieum::server::Main(argc, argv); }
