#include "ieum/core/pki/certificate_details.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>
#include <memory>
#include <optional>

#include "ieum/core/base/status.h"
#include "ieum/core/pki/free_with.h"

namespace ieum::core {
namespace {

using Bio = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;
using Names = std::unique_ptr<GENERAL_NAMES, FreeWith<GENERAL_NAMES_free>>;
using Number = std::unique_ptr<BIGNUM, FreeWith<BN_free>>;
using Usages = std::unique_ptr<EXTENDED_KEY_USAGE, FreeWith<EXTENDED_KEY_USAGE_free>>;
using X509Handle = std::unique_ptr<X509, FreeWith<X509_free>>;

// A key with a passphrase must fail, not ask at the terminal.
int NoPassphrase(char*, int, int, void*) { return 0; }

std::vector<std::string> UrisOf(const X509& certificate) {
  std::vector<std::string> found;
  const Names names(static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names != nullptr && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) continue;
    const ASN1_IA5STRING* uri = name->d.uniformResourceIdentifier;
    found.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
                       static_cast<size_t>(ASN1_STRING_length(uri)));
  }
  return found;
}

std::vector<std::string> UnitsOf(const X509& certificate) {
  std::vector<std::string> found;
  const X509_NAME* subject = X509_get_subject_name(&certificate);
  int at = -1;
  while ((at = X509_NAME_get_index_by_NID(subject, NID_organizationalUnitName, at)) >= 0) {
    const ASN1_STRING* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
    unsigned char* text = nullptr;
    const int size = ASN1_STRING_to_UTF8(&text, value);
    if (size < 0) continue;
    found.emplace_back(reinterpret_cast<const char*>(text), static_cast<size_t>(size));
    OPENSSL_free(text);
  }
  return found;
}

bool IsForClients(const X509& certificate) {
  const Usages usages(static_cast<EXTENDED_KEY_USAGE*>(
      X509_get_ext_d2i(&certificate, NID_ext_key_usage, nullptr, nullptr)));
  for (int i = 0; usages != nullptr && i < sk_ASN1_OBJECT_num(usages.get()); ++i) {
    if (OBJ_obj2nid(sk_ASN1_OBJECT_value(usages.get(), i)) == NID_client_auth) return true;
  }
  return false;
}

// Empty if it is below 0: no deny list could name it.
std::string SerialOf(const X509& certificate) {
  const Number number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(&certificate), nullptr));
  if (number != nullptr && BN_is_negative(number.get())) return "";
  char* hex = number == nullptr ? nullptr : BN_bn2hex(number.get());
  if (hex == nullptr) return "";
  std::string serial(hex);
  OPENSSL_free(hex);
  std::transform(serial.begin(), serial.end(), serial.begin(), [](char c) {
    return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  serial.erase(0, std::min(serial.find_first_not_of('0'), serial.size() - 1));
  return serial;
}

std::optional<absl::Time> TimeOf(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  return absl::FromTM(parts, absl::UTCTimeZone());
}

}  // namespace

absl::StatusOr<CertificateDetails> ReadCertificateDetails(std::string_view pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  ERR_clear_error();
  const X509Handle certificate(PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr));
  ERR_clear_error();
  if (certificate == nullptr) return InvalidArgument("not a certificate in PEM form");
  const std::optional<absl::Time> from = TimeOf(X509_get0_notBefore(certificate.get()));
  const std::optional<absl::Time> until = TimeOf(X509_get0_notAfter(certificate.get()));
  if (!from.has_value() || !until.has_value()) {
    return InvalidArgument("a certificate without readable times");
  }
  CertificateDetails details;
  details.serial = SerialOf(*certificate);
  if (details.serial.empty()) {
    return InvalidArgument(
        "a certificate whose serial number is below 0 (RFC 5280, 4.1.2.2); have it issued again");
  }
  details.valid_from = *from;
  details.valid_until = *until;
  details.for_clients = IsForClients(*certificate);
  details.uris = UrisOf(*certificate);
  details.units = UnitsOf(*certificate);
  unsigned size = 0;
  IEUM_CHECK(X509_digest(certificate.get(), EVP_sha256(),
                         reinterpret_cast<unsigned char*>(details.fingerprint.data()), &size) == 1);
  unsigned char* key = nullptr;
  const int key_size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate.get()), &key);
  IEUM_CHECK(key_size > 0);
  details.public_key =
      Sha256({reinterpret_cast<const std::byte*>(key), static_cast<size_t>(key_size)});
  OPENSSL_free(key);
  ERR_clear_error();
  return details;
}

int DaysLeft(const CertificateDetails& certificate, absl::Time now) {
  return static_cast<int>(
      absl::ToInt64Hours(absl::Floor(certificate.valid_until - now, absl::Hours(24))) / 24);
}

}  // namespace ieum::core
