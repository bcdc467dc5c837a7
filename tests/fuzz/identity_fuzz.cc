// Who a caller says to be, and whom a list shuts out: certificates, their names, deny lists. What
// is accepted is written again as what it was.
#include <string>
#include <vector>

#include "ieum/core/base/bytes.h"
#include "ieum/core/base/status.h"
#include "ieum/core/pki/deny_list.h"
#include "ieum/server/auth/principal.h"

namespace {

void TryDenyList(std::string_view text) {
  const auto list = ieum::core::DenyList::Parse(text);
  if (!list.ok()) return;
  const std::string written = list->ToString();
  const auto again = ieum::core::DenyList::Parse(written);
  IEUM_CHECK(again.ok());
  IEUM_CHECK(again->entries() == list->entries());
  IEUM_CHECK(again->ToString() == written);
}

void TryName(std::string_view uri) {
  const std::vector<std::string_view> uris = {uri};
  const auto principal = ieum::server::ParsePrincipal(uris);
  if (principal.ok()) IEUM_CHECK(ieum::server::UriOf(*principal) == uri);
}

void TryCertificate(std::string_view pem) {
  const auto details = ieum::core::ReadCertificateDetails(pem);
  if (!details.ok()) return;
  IEUM_CHECK(details->serial.find_first_not_of("0123456789abcdef") == std::string::npos);
  for (const std::string& uri : details->uris) TryName(uri);
  // What it says of itself can be denied.
  ieum::core::DenyList list;
  const auto entry = ieum::core::ParseDenyEntry("spki " + ieum::core::ToHex(details->public_key));
  IEUM_CHECK(entry.ok());
  list.Add(*entry);
  IEUM_CHECK(list.Denies(*details));
}

// So that what is changed is the certificate, and not its text form.
std::string ToPem(ieum::core::ByteView der) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr size_t kLine = 48;
  std::string pem = "-----BEGIN CERTIFICATE-----\n";
  for (size_t i = 0; i < der.size(); i += 3) {
    uint32_t three = 0;
    for (size_t j = 0; j < 3; ++j) {
      three = three << 8 | (i + j < der.size() ? std::to_integer<uint32_t>(der[i + j]) : 0);
    }
    for (size_t j = 0; j < 4; ++j) {
      pem += i + j > der.size() ? '=' : kDigits[three >> (18 - 6 * j) & 63];
    }
    if ((i + 3) % kLine == 0) pem += '\n';
  }
  return pem + (pem.ends_with('\n') ? "" : "\n") + "-----END CERTIFICATE-----\n";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ieum::core::ByteView bytes = std::as_bytes(std::span(data, size));
  const std::string_view text = ieum::core::AsText(bytes);
  TryDenyList(text);
  TryName(text);
  TryCertificate(text);
  TryCertificate(ToPem(bytes));
  return 0;
}
