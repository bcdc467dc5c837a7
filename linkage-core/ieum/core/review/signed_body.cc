#include "ieum/core/review/signed_body.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/core/format/profile_header.h"

namespace ieum::core {
namespace {

using Json = nlohmann::json;

constexpr char kFormat[] = "ieum-signed-review";
constexpr std::string_view kDomain("ieum review v1\0", 15);
constexpr size_t kMaxSignatureBytes = 1024;  // RSA of 8192 bits

std::string TextOf(const SignedBody& signed_body) {
  const Json document = {{"format", kFormat},
                         {"version", 1},
                         {"body", Json::parse(signed_body.body)},
                         {"certificate", signed_body.certificate_pem},
                         {"signature", ToHex(signed_body.signature)}};
  return document.dump() + "\n";
}

}  // namespace

Bytes ReviewMessage(std::string_view body) {
  Bytes message;
  const ByteView domain = AsBytes(kDomain);
  message.insert(message.end(), domain.begin(), domain.end());
  const Sha256Digest digest = Sha256(AsBytes(body));
  message.insert(message.end(), digest.begin(), digest.end());
  return message;
}

SignedBody SignBody(std::string body, const Certificate& certificate, const SigningKey& key) {
  SignedBody signed_body{.text = {},
                         .body = std::move(body),
                         .certificate_pem = certificate.chain_pem(),
                         .signature = {}};
  signed_body.signature = key.Sign(ReviewMessage(signed_body.body));
  signed_body.text = TextOf(signed_body);
  signed_body.digest = Sha256(AsBytes(signed_body.text));
  return signed_body;
}

absl::StatusOr<SignedBody> ReadSignedBody(std::string_view text) {
  IEUM_ASSIGN_OR_RETURN(const std::string canonical, CanonicalJson(text, kMaxStatementBytes));
  const auto refused = [](const char* why) {
    return InvalidArgument(
        "not a signed statement of a review: %s; take the file as 'ieumctl review' wrote it", why);
  };
  if (canonical + "\n" != text) return refused("its bytes are not in the canonical form");
  const Json document = Json::parse(canonical, nullptr, /*allow_exceptions=*/false);
  if (!document.is_object() || document.size() != 5 || !document.contains("format") ||
      document["format"] != kFormat || !document.contains("version") || document["version"] != 1) {
    return refused("it is of another format or version");
  }
  if (!document.contains("body") || !document["body"].is_object() ||
      !document.contains("certificate") || !document["certificate"].is_string() ||
      !document.contains("signature") || !document["signature"].is_string()) {
    return refused("it has not a body, a certificate and a signature");
  }
  const auto hex = document["signature"].get<std::string>();
  absl::StatusOr<Bytes> signature = FromHex(hex);
  if (!signature.ok() || signature->empty() || signature->size() > kMaxSignatureBytes ||
      ToHex(*signature) != hex) {
    return refused("its signature is not in lower-case hexadecimal");
  }
  return SignedBody{.text = std::string(text),
                    .digest = Sha256(AsBytes(text)),
                    .body = document["body"].dump(),
                    .certificate_pem = document["certificate"].get<std::string>(),
                    .signature = *std::move(signature)};
}

absl::StatusOr<Certificate> CheckSignedBody(const SignedBody& signed_body, std::string_view ca_pem,
                                            absl::Time at, std::string_view what) {
  IEUM_ASSIGN_OR_RETURN(Certificate certificate,
                        Certificate::Verify(signed_body.certificate_pem, ca_pem, at, what));
  if (certificate.chain_pem() != signed_body.certificate_pem) {
    return InvalidArgument("%s has more in it than certificates; have it signed again", what);
  }
  if (!certificate.HasSigned(ReviewMessage(signed_body.body), signed_body.signature)) {
    return InvalidArgument(
        "the signature is not over this statement: it was changed since; have "
        "it signed again");
  }
  return certificate;
}

}  // namespace ieum::core
