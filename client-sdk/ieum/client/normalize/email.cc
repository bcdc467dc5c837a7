#include <algorithm>

#include "ieum/client/normalize/normalize.h"
#include "ieum/client/normalize/unicode_text.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/utf8.h"

namespace ieum::client {
namespace {

constexpr std::string_view kPlaceholderUsers[] = {
    "none", "noemail", "nomail", "no-email", "noreply", "null", "test", "unknown", "na", "n/a"};
// RFC 2606 keeps the first four for examples.
constexpr std::string_view kPlaceholderDomains[] = {"example.com", "example.org", "example.net",
                                                    "localhost",   "test.com",    "none.com"};

template <size_t kSize>
bool IsOneOf(const std::string_view (&words)[kSize], std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

// Lower case and NFKC, without what cannot be seen.
absl::Status Fold(std::string_view raw, std::string& out) {
  out.clear();
  if (core::IsAscii(raw)) {
    for (const char c : raw) out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c);
    return absl::OkStatus();
  }
  IEUM_ASSIGN_OR_RETURN(const std::u32string text, Decode(raw));
  for (const char32_t c : Nfkc(Lower(Nfkc(text)))) {
    if (!IsInvisible(c)) core::AppendUtf8(c, out);
  }
  return absl::OkStatus();
}

bool IsRefusedInAddress(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte <= ' ' || byte == 0x7F || c == ',' || c == ';' || c == '<' || c == '>' || c == '"' ||
         c == '(' || c == ')' || c == ':';
}

bool IsDomain(std::string_view domain) {
  return domain.find('.') != std::string_view::npos && !domain.starts_with('.') &&
         !domain.ends_with('.') && domain.find("..") == std::string_view::npos;
}

}  // namespace

absl::Status NormalizeEmail(std::string_view raw, std::string& out) {
  IEUM_RETURN_IF_ERROR(Fold(TrimSpace(raw), out));
  const size_t at = out.find('@');
  const auto error = [] {
    return core::InvalidArgument("is not one e-mail address; want name@domain.tld");
  };
  if (at == std::string::npos || at != out.rfind('@')) return error();
  if (std::any_of(out.begin(), out.end(), IsRefusedInAddress)) return error();
  const std::string_view domain = std::string_view(out).substr(at + 1);
  // What follows a plus is a note of the owner's own; mail arrives without it.
  const size_t user_size = std::min(out.find('+'), at);
  const std::string_view user = std::string_view(out).substr(0, user_size);
  if (IsOneOf(kPlaceholderDomains, domain) || IsOneOf(kPlaceholderUsers, user)) {
    out.clear();
    return absl::OkStatus();
  }
  if (user.empty() || !IsDomain(domain)) return error();
  out.erase(user_size, at - user_size);
  return absl::OkStatus();
}

absl::Status EmailLeniently(std::string_view raw, std::string& out) {
  IEUM_RETURN_IF_ERROR(Fold(TrimSpace(raw), out));
  out.erase(std::remove_if(out.begin(), out.end(), IsRefusedInAddress), out.end());
  return absl::OkStatus();
}

}  // namespace ieum::client
