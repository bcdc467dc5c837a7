#include "ieum/server/keystore/token_root_key.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

class TokenRootKey final : public RootKey {
 public:
  TokenRootKey(std::unique_ptr<TokenSession> session, const TokenKeyId& id, core::Random& random)
      : session_(std::move(session)), id_(id), random_(random) {}

  RootKeyParameters parameters() const override {
    return {.kind = RootKeyKind::kToken, .bytes = core::Bytes(id_.begin(), id_.end())};
  }

  absl::StatusOr<core::Bytes> Seal(core::ByteView associated, core::ByteView plaintext) override {
    TokenSession::Nonce nonce;
    random_.Fill(nonce);
    IEUM_ASSIGN_OR_RETURN(const core::Bytes text, session_->Seal(nonce, associated, plaintext));
    core::Bytes sealed(nonce.begin(), nonce.end());
    sealed.insert(sealed.end(), text.begin(), text.end());
    return sealed;
  }

  absl::StatusOr<core::SecretBytes> Open(core::ByteView associated,
                                         core::ByteView sealed) override {
    IEUM_CHECK(sealed.size() >= kRootOverheadBytes);
    TokenSession::Nonce nonce;
    std::copy_n(sealed.begin(), nonce.size(), nonce.begin());
    return session_->Open(nonce, associated, sealed.subspan(nonce.size()));
  }

 private:
  const std::unique_ptr<TokenSession> session_;
  const TokenKeyId id_;
  core::Random& random_;
};

absl::StatusOr<std::unique_ptr<RootKey>> Use(std::unique_ptr<TokenSession> session,
                                             const TokenKeyId& id, core::Random& random) {
  IEUM_RETURN_IF_ERROR(session->UseKey(id));
  return std::make_unique<TokenRootKey>(std::move(session), id, random);
}

}  // namespace

absl::StatusOr<std::unique_ptr<RootKey>> NewTokenRootKey(const TokenPlace& place,
                                                         const core::SecretBytes& pin,
                                                         core::Random& random) {
  IEUM_ASSIGN_OR_RETURN(std::unique_ptr<TokenSession> session, TokenSession::Open(place, pin));
  TokenKeyId id;
  random.Fill(id);
  IEUM_RETURN_IF_ERROR(session->MakeKey(id));
  return Use(std::move(session), id, random);
}

absl::StatusOr<std::unique_ptr<RootKey>> FindTokenRootKey(const TokenPlace& place,
                                                          const core::SecretBytes& pin,
                                                          const RootKeyParameters& parameters,
                                                          core::Random& random) {
  TokenKeyId id;
  if (parameters.kind != RootKeyKind::kToken || parameters.bytes.size() != id.size()) {
    return core::InvalidArgument(
        "the keystore is not under a key of a token; leave the token out and give its passphrase");
  }
  std::copy(parameters.bytes.begin(), parameters.bytes.end(), id.begin());
  IEUM_ASSIGN_OR_RETURN(std::unique_ptr<TokenSession> session, TokenSession::Open(place, pin));
  return Use(std::move(session), id, random);
}

}  // namespace ieum::server
