#include "ieum/core/rpc/own_certificate.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <memory>
#include <string_view>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

template <auto Free>
struct FreeWith {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Bio = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;
using Certificate = std::unique_ptr<X509, FreeWith<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using Names = std::unique_ptr<GENERAL_NAMES, FreeWith<GENERAL_NAMES_free>>;

Bio BioOver(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// A key with a passphrase must fail, not ask at the terminal.
int NoPassphrase(char*, int, int, void*) { return 0; }

std::string DateOf(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return "an unknown time";
  return absl::FormatTime("%Y-%m-%d %H:%M UTC", absl::FromTM(parts, absl::UTCTimeZone()),
                          absl::UTCTimeZone());
}

std::vector<std::string> IeumNamesOf(const X509& certificate) {
  const Names names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
  std::vector<std::string> found;
  for (int i = 0; names != nullptr && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) continue;
    const ASN1_IA5STRING* uri = name->d.uniformResourceIdentifier;
    const std::string_view text(reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
                                static_cast<size_t>(ASN1_STRING_length(uri)));
    if (text.starts_with("ieum://")) found.emplace_back(text);
  }
  return found;
}

}  // namespace

absl::Status CheckOwnCertificate(const OwnCertificate& own, absl::Time now) {
  ERR_clear_error();
  const Certificate certificate(
      PEM_read_bio_X509(BioOver(own.certificate_pem).get(), nullptr, NoPassphrase, nullptr));
  const Key key(
      PEM_read_bio_PrivateKey(BioOver(own.key_pem).get(), nullptr, NoPassphrase, nullptr));
  const bool key_fits = certificate != nullptr && key != nullptr &&
                        X509_check_private_key(certificate.get(), key.get()) == 1;
  ERR_clear_error();
  if (certificate == nullptr) {
    return InvalidArgument("%s holds no certificate in PEM form", own.certificate_file);
  }
  if (key == nullptr) {
    return InvalidArgument("%s holds no private key in PEM form without passphrase", own.key_file);
  }
  if (!key_fits) {
    return InvalidArgument("the key %s does not belong to the certificate %s", own.key_file,
                           own.certificate_file);
  }
  std::time_t seconds = absl::ToTimeT(now);
  if (X509_cmp_time(X509_get0_notBefore(certificate.get()), &seconds) > 0) {
    return Unauthenticated("the certificate %s is not valid before %s; check this machine's clock",
                           own.certificate_file, DateOf(X509_get0_notBefore(certificate.get())));
  }
  if (X509_cmp_time(X509_get0_notAfter(certificate.get()), &seconds) < 0) {
    return Unauthenticated("the certificate %s has expired on %s; ask its issuer for a new one",
                           own.certificate_file, DateOf(X509_get0_notAfter(certificate.get())));
  }
  if (const size_t count = IeumNamesOf(*certificate).size(); count != 1) {
    return Unauthenticated(
        "the certificate %s has %d names of the form ieum://<institution>/<role>/<name>; servers "
        "want exactly one, ask its issuer for a new one",
        own.certificate_file, count);
  }
  return absl::OkStatus();
}

absl::StatusOr<CertificateFacts> ReadCertificateFacts(const std::string& pem) {
  ERR_clear_error();
  const Certificate certificate(
      PEM_read_bio_X509(BioOver(pem).get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  if (certificate == nullptr) return InvalidArgument("not a certificate in PEM form");
  CertificateFacts facts{.fingerprint = {}, .ieum_names = IeumNamesOf(*certificate)};
  unsigned size = 0;
  IEUM_CHECK(X509_digest(certificate.get(), EVP_sha256(),
                         reinterpret_cast<unsigned char*>(facts.fingerprint.data()), &size) == 1);
  IEUM_CHECK(size == facts.fingerprint.size());
  return facts;
}

}  // namespace ieum::core
