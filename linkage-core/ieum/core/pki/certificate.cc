#include "ieum/core/pki/certificate.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <optional>
#include <utility>
#include <vector>

#include "ieum/core/base/status.h"
#include "ieum/core/pki/ec_point.h"
#include "ieum/core/pki/free_with.h"

namespace ieum::core {
namespace {

using Bio = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;
using Names = std::unique_ptr<GENERAL_NAMES, FreeWith<GENERAL_NAMES_free>>;
using PrivateKey = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;
using Store = std::unique_ptr<X509_STORE, FreeWith<X509_STORE_free>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, FreeWith<X509_STORE_CTX_free>>;
using X509Handle = std::unique_ptr<X509, FreeWith<X509_free>>;

constexpr std::string_view kScheme = "ieum://";
constexpr int kMinSecurityBits = 112;
constexpr size_t kMaxChainLength = 8;
constexpr int kPssSaltBytes = 32;

// A key with a passphrase must fail, not ask at the terminal.
int NoPassphrase(char*, int, int, void*) { return 0; }

Bio BioOver(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// All certificates of a PEM text; nothing if one of them is damaged or there are too many.
std::optional<std::vector<X509Handle>> ReadCertificates(std::string_view pem, size_t limit) {
  std::vector<X509Handle> certificates;
  const Bio bio = BioOver(pem);
  ERR_clear_error();
  while (X509* certificate = PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr)) {
    certificates.emplace_back(certificate);
    if (certificates.size() > limit) return std::nullopt;
  }
  const unsigned long error = ERR_peek_last_error();
  ERR_clear_error();
  const bool at_end =
      ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
  if (!at_end || certificates.empty()) return std::nullopt;
  return certificates;
}

std::vector<std::string> IeumNames(const X509& certificate) {
  std::vector<std::string> found;
  const Names names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names != nullptr && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) continue;
    const ASN1_IA5STRING* uri = name->d.uniformResourceIdentifier;
    const std::string_view text(reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
                                static_cast<size_t>(ASN1_STRING_length(uri)));
    if (text.starts_with(kScheme)) found.emplace_back(text.substr(kScheme.size()));
  }
  return found;
}

absl::StatusOr<CertifiedName> NameOf(const X509& certificate, std::string_view what) {
  const std::vector<std::string> names = IeumNames(certificate);
  if (names.size() == 1) {
    const std::string& text = names.front();
    const size_t first = text.find('/');
    const size_t second = first == std::string::npos ? first : text.find('/', first + 1);
    if (second != std::string::npos && text.find('/', second + 1) == std::string::npos) {
      auto institution = InstitutionId::Parse(text.substr(0, first));
      if (institution.ok()) {
        return CertifiedName{.institution = *std::move(institution),
                             .role = text.substr(first + 1, second - first - 1),
                             .name = text.substr(second + 1)};
      }
    }
  }
  return Unauthenticated(
      "%s has %d names of the form ieum://<institution>/<role>/<name>; want exactly one in order, "
      "ask its issuer for a new certificate",
      what, names.size());
}

std::string PemOf(const std::vector<X509Handle>& certificates) {
  const Bio bio(BIO_new(BIO_s_mem()));
  for (const X509Handle& certificate : certificates) {
    IEUM_CHECK(PEM_write_bio_X509(bio.get(), certificate.get()) == 1);
  }
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<size_t>(size));
}

bool IsSigningKey(const EVP_PKEY& key) {
  const int type = EVP_PKEY_get_base_id(&key);
  return (type == EVP_PKEY_EC || type == EVP_PKEY_RSA) &&
         EVP_PKEY_get_security_bits(&key) >= kMinSecurityBits;
}

absl::Status CheckTrust(const std::vector<X509Handle>& chain, std::string_view ca_pem,
                        absl::Time now, std::string_view what, CertificateUse use) {
  constexpr size_t kMaxAuthorities = 100;
  const auto authorities = ReadCertificates(ca_pem, kMaxAuthorities);
  if (!authorities.has_value()) {
    return InvalidArgument("the file of authorities holds no certificates in PEM form");
  }
  const Store store(X509_STORE_new());
  for (const X509Handle& authority : *authorities) {
    IEUM_CHECK(X509_STORE_add_cert(store.get(), authority.get()) == 1);
  }
  // Borrows the certificates.
  const std::unique_ptr<STACK_OF(X509), void (*)(STACK_OF(X509)*)> others(
      sk_X509_new_null(), [](STACK_OF(X509) * stack) { sk_X509_free(stack); });
  for (size_t i = 1; i < chain.size(); ++i) sk_X509_push(others.get(), chain[i].get());
  const StoreContext context(X509_STORE_CTX_new());
  IEUM_CHECK(X509_STORE_CTX_init(context.get(), store.get(), chain[0].get(), others.get()) == 1);
  X509_STORE_CTX_set_purpose(
      context.get(), use == CertificateUse::kClient ? X509_PURPOSE_SSL_CLIENT : X509_PURPOSE_ANY);
  X509_STORE_CTX_set_time(context.get(), 0, absl::ToTimeT(now));
  ERR_clear_error();
  const int verified = X509_verify_cert(context.get());
  ERR_clear_error();
  if (verified == 1) return absl::OkStatus();
  return Unauthenticated("%s is not accepted: %s; ask its owner for a certificate in order", what,
                         X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get())));
}

// Sets the padding that the kind of key wants.
bool SetPadding(EVP_PKEY_CTX* context, const EVP_PKEY& key) {
  if (EVP_PKEY_get_base_id(&key) != EVP_PKEY_RSA) return true;
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, kPssSaltBytes) == 1;
}

const unsigned char* Data(ByteView bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

struct Certificate::State {
  X509Handle x509;
  CertifiedName name;
  std::string chain_pem;
};

struct SigningKey::State {
  PrivateKey key;
};

Certificate::Certificate(std::unique_ptr<State> state) : state_(std::move(state)) {}
Certificate::~Certificate() = default;
Certificate::Certificate(Certificate&&) noexcept = default;
Certificate& Certificate::operator=(Certificate&&) noexcept = default;

absl::StatusOr<Certificate> Certificate::Verify(std::string_view chain_pem, std::string_view ca_pem,
                                                absl::Time now, std::string_view what,
                                                CertificateUse use) {
  auto chain = ReadCertificates(chain_pem, kMaxChainLength);
  if (!chain.has_value()) return InvalidArgument("%s is not a certificate in PEM form", what);
  IEUM_RETURN_IF_ERROR(CheckTrust(*chain, ca_pem, now, what, use));
  X509& leaf = *chain->front();
  const EVP_PKEY* key = X509_get0_pubkey(&leaf);
  if (key == nullptr || !IsSigningKey(*key)) {
    return Unauthenticated(
        "%s has a key that cannot sign here; want EC P-256 or RSA of 2048 bits, or stronger", what);
  }
  IEUM_ASSIGN_OR_RETURN(CertifiedName name, NameOf(leaf, what));
  std::string pem = PemOf(*chain);
  return Certificate(std::make_unique<State>(State{
      .x509 = std::move(chain->front()), .name = std::move(name), .chain_pem = std::move(pem)}));
}

const CertifiedName& Certificate::name() const { return state_->name; }

std::string Certificate::uri() const {
  const CertifiedName& name = state_->name;
  return absl::StrFormat("ieum://%s/%s/%s", name.institution.value(), name.role, name.name);
}

const std::string& Certificate::chain_pem() const { return state_->chain_pem; }

absl::StatusOr<EcPublicKey> Certificate::AgreementKey(std::string_view what) const {
  absl::StatusOr<EcPublicKey> key = PointOf(*X509_get0_pubkey(state_->x509.get()));
  return key.ok() ? std::move(key) : WithContext(key.status(), what);
}

bool Certificate::HasSigned(ByteView message, ByteView signature) const {
  EVP_PKEY* key = X509_get0_pubkey(state_->x509.get());
  const DigestContext context(EVP_MD_CTX_new());
  IEUM_CHECK(context != nullptr);
  EVP_PKEY_CTX* key_context = nullptr;
  ERR_clear_error();
  const bool good =
      EVP_DigestVerifyInit(context.get(), &key_context, EVP_sha256(), nullptr, key) == 1 &&
      SetPadding(key_context, *key) &&
      EVP_DigestVerify(context.get(), Data(signature), signature.size(), Data(message),
                       message.size()) == 1;
  ERR_clear_error();
  return good;
}

SigningKey::SigningKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
SigningKey::~SigningKey() = default;
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;

absl::StatusOr<SigningKey> SigningKey::Load(std::string_view key_pem,
                                            const Certificate& certificate, std::string_view what) {
  ERR_clear_error();
  PrivateKey key(PEM_read_bio_PrivateKey(BioOver(key_pem).get(), nullptr, NoPassphrase, nullptr));
  const bool fits =
      key != nullptr && X509_check_private_key(certificate.state_->x509.get(), key.get()) == 1;
  ERR_clear_error();
  if (key == nullptr) {
    return InvalidArgument("%s holds no private key in PEM form without passphrase", what);
  }
  if (!fits) return InvalidArgument("%s is not the key of the certificate", what);
  return SigningKey(std::make_unique<State>(State{.key = std::move(key)}));
}

absl::StatusOr<SigningKey> SigningKey::Load(std::string_view key_pem, std::string_view what) {
  ERR_clear_error();
  PrivateKey key(PEM_read_bio_PrivateKey(BioOver(key_pem).get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  if (key == nullptr || !IsSigningKey(*key)) {
    return InvalidArgument("%s holds no private key for signatures in PEM form without passphrase",
                           what);
  }
  return SigningKey(std::make_unique<State>(State{.key = std::move(key)}));
}

Bytes SigningKey::Sign(ByteView message) const {
  EVP_PKEY* key = state_->key.get();
  const DigestContext context(EVP_MD_CTX_new());
  IEUM_CHECK(context != nullptr);
  EVP_PKEY_CTX* key_context = nullptr;
  IEUM_CHECK(EVP_DigestSignInit(context.get(), &key_context, EVP_sha256(), nullptr, key) == 1);
  IEUM_CHECK(SetPadding(key_context, *key));
  size_t size = 0;
  IEUM_CHECK(EVP_DigestSign(context.get(), nullptr, &size, Data(message), message.size()) == 1);
  Bytes signature(size);
  IEUM_CHECK(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()),
                            &size, Data(message), message.size()) == 1);
  signature.resize(size);
  return signature;
}

}  // namespace ieum::core
