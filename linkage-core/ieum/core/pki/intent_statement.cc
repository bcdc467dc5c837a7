#include "ieum/core/pki/intent_statement.h"

#include <algorithm>
#include <string_view>

#include "ieum/core/base/status.h"
#include "ieum/core/base/strong_id.h"
#include "ieum/core/base/utf8.h"

namespace ieum::core {
namespace {

constexpr std::string_view kDomain("ieum intent v1\0", 15);
constexpr size_t kMaxMethodBytes = 100;

void AppendText(Bytes& out, std::string_view text) {
  AppendLittleEndian(out, static_cast<uint32_t>(text.size()));
  const ByteView bytes = AsBytes(text);
  out.insert(out.end(), bytes.begin(), bytes.end());
}

void AppendRaw(Bytes& out, ByteView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

bool IsMethodCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/';
}

}  // namespace

Bytes IntentMessage(const IntentStatement& statement, IntentPart part) {
  Bytes out;
  AppendRaw(out, AsBytes(kDomain));
  out.push_back(static_cast<std::byte>(part));
  AppendRaw(out, statement.id);
  AppendText(out, statement.method);
  AppendText(out, statement.project);
  AppendRaw(out, statement.request);
  AppendText(out, statement.reason);
  AppendLittleEndian(out, absl::ToUnixMicros(statement.created));
  AppendRaw(out, statement.proposer);
  return out;
}

absl::Status CheckIntent(const IntentStatement& statement) {
  const std::string& method = statement.method;
  if (method.empty() || method.size() > kMaxMethodBytes ||
      !std::all_of(method.begin(), method.end(), IsMethodCharacter)) {
    return InvalidArgument("the method of an intent is not of the form Service/Method");
  }
  if (!statement.project.empty()) {
    IEUM_RETURN_IF_ERROR(ProjectId::Parse(statement.project).status());
  }
  const std::string& reason = statement.reason;
  const bool plain = std::none_of(reason.begin(), reason.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  if (reason.empty() || reason.size() > kMaxReasonBytes || !plain || !IsUtf8(reason)) {
    return InvalidArgument(
        "the reason of an intent is one line of 1 to %d bytes of UTF-8, without control characters",
        kMaxReasonBytes);
  }
  return absl::OkStatus();
}

}  // namespace ieum::core
