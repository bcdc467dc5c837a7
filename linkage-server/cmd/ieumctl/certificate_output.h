// Where a certificate of destruction goes that a server has sent.
#ifndef IEUM_SERVER_CMD_IEUMCTL_CERTIFICATE_OUTPUT_H_
#define IEUM_SERVER_CMD_IEUMCTL_CERTIFICATE_OUTPUT_H_

#include <string>

#include "absl/status/status.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"
#include "ieumctl/command.h"
#include "ieumctl/display.h"

namespace ieum::server {

// Writes the certificate of `response` to the file `out`, or prints it as it is if `out` is empty;
// JSON is printed in both cases. Errors as core::WriteFileDurably; the message says how to get the
// certificate again.
template <typename Response>
absl::Status PutCertificate(const Response& response, const std::string& out, OutputFormat output,
                            const CommandContext& context) {
  constexpr unsigned kMode = 0644;  // made to be shown around
  if (!out.empty()) {
    const absl::Status written = core::WriteFileDurably(out, response.certificate(), kMode);
    if (!written.ok()) {
      return core::WithContext(written,
                               "the project is destroyed, and its certificate was not written; "
                               "'ieumctl certificate show' fetches it again");
    }
  }
  if (output == OutputFormat::kJson) return PrintJson(context.out, response);
  PrintText(context.out, out.empty() ? response.certificate()
                                     : absl::StrFormat("wrote the certificate to '%s'\n", out));
  return absl::OkStatus();
}

}  // namespace ieum::server

#endif  // IEUM_SERVER_CMD_IEUMCTL_CERTIFICATE_OUTPUT_H_
