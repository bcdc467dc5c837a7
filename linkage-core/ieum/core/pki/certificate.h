// Signatures by certificates: who signed, according to an authority that is trusted for it. Names
// are URIs ieum://<institution>/<role>/<name>, as in TLS between the programs.
#ifndef IEUM_CORE_PKI_CERTIFICATE_H_
#define IEUM_CORE_PKI_CERTIFICATE_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/strong_id.h"
#include "ieum/core/pki/key_agreement.h"

namespace ieum::core {

struct CertifiedName {
  InstitutionId institution;
  std::string role;
  std::string name;
};

// What the certificate must be for: a client of a server, or any end of a connection.
enum class CertificateUse { kClient, kAny };

// A certificate that an authority vouches for. Immutable, share freely; move-only.
class Certificate final {
 public:
  // chain_pem: the certificate, then any intermediate ones. ca_pem: authorities. `what` names the
  // certificate in messages. Signing keys are EC or RSA of at least 112 bits of strength.
  // INVALID_ARGUMENT: not PEM. UNAUTHENTICATED: nobody trusted vouches for it, not valid at `now`,
  // not for this use, a weak or other kind of key, or not exactly one ieum:// name.
  static absl::StatusOr<Certificate> Verify(std::string_view chain_pem, std::string_view ca_pem,
                                            absl::Time now, std::string_view what,
                                            CertificateUse use = CertificateUse::kClient);
  ~Certificate();
  Certificate(Certificate&&) noexcept;
  Certificate& operator=(Certificate&&) noexcept;

  const CertifiedName& name() const;
  // ieum://<institution>/<role>/<name>.
  std::string uri() const;
  // The certificates of `chain_pem` and nothing else that the text held.
  const std::string& chain_pem() const;
  // To agree keys with the owner. INVALID_ARGUMENT unless it is a key of P-256; `what` as above.
  absl::StatusOr<EcPublicKey> AgreementKey(std::string_view what) const;
  // True if the owner of this certificate has signed the message: ECDSA with SHA-256, or RSA-PSS
  // with SHA-256 and a salt of 32 bytes, as the key is.
  bool HasSigned(ByteView message, ByteView signature) const;

 private:
  friend class SigningKey;
  struct State;
  explicit Certificate(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The private key of a certificate. Immutable; move-only.
class SigningKey final {
 public:
  // INVALID_ARGUMENT: not PEM without passphrase, or not the key of `certificate`. `what` names the
  // key in messages.
  static absl::StatusOr<SigningKey> Load(std::string_view key_pem, const Certificate& certificate,
                                         std::string_view what);
  // The same for whoever else checks that key and certificate belong together.
  static absl::StatusOr<SigningKey> Load(std::string_view key_pem, std::string_view what);
  ~SigningKey();
  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;

  Bytes Sign(ByteView message) const;

 private:
  struct State;
  explicit SigningKey(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_PKI_CERTIFICATE_H_
