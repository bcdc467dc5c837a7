#include "support/test_ca.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::testing {
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
using Names = std::unique_ptr<GENERAL_NAMES, FreeWith<GENERAL_NAMES_free>>;
using Key = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, FreeWith<X509_EXTENSION_free>>;

std::string TextOf(const Bio& bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return std::string(data, static_cast<size_t>(size));
}

std::string PemOf(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  IEUM_CHECK(PEM_write_bio_X509(bio.get(), certificate) == 1);
  return TextOf(bio);
}

std::string PemOf(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()));
  IEUM_CHECK(PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return TextOf(bio);
}

void AddExtension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  IEUM_CHECK(extension != nullptr);
  IEUM_CHECK(X509_add_ext(certificate, extension.get(), -1) == 1);
}

// Bytes as they are: also such as no text form could say.
void AddName(GENERAL_NAMES& names, int type, const std::string& bytes) {
  ASN1_STRING* const value =
      ASN1_STRING_type_new(type == GEN_IPADD ? V_ASN1_OCTET_STRING : V_ASN1_IA5STRING);
  IEUM_CHECK(ASN1_STRING_set(value, bytes.data(), static_cast<int>(bytes.size())) == 1);
  GENERAL_NAME* const name = GENERAL_NAME_new();
  GENERAL_NAME_set0_value(name, type, value);
  IEUM_CHECK(sk_GENERAL_NAME_push(&names, name) > 0);
}

// Unsigned, with a random serial number.
Certificate NewCertificate(const std::string& common_name, EVP_PKEY* key, absl::Duration valid_from,
                           absl::Duration valid_until) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  uint64_t serial = 0;
  IEUM_CHECK(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof(serial)) == 1);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), absl::ToInt64Seconds(valid_from));
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), absl::ToInt64Seconds(valid_until));
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                             0);
  IEUM_CHECK(X509_set_pubkey(certificate.get(), key) == 1);
  return certificate;
}

void WriteFile(const std::string& path, const std::string& content) {
  constexpr unsigned kOwnerOnly = 0600;
  IEUM_CHECK(core::WriteFileDurably(path, content, kOwnerOnly).ok());
}

}  // namespace

LeafOptions ClientLeaf(std::string_view role, std::string_view institution, std::string_view name) {
  return {.uris = {absl::StrFormat("ieum://%s/%s/%s", institution, role, name)}};
}

LeafOptions ServerLeaf(std::string_view role) {
  return {.uris = {absl::StrFormat("ieum://linkage-center/%s/server", role)},
          .local_host_names = true,
          .for_server = true};
}

struct TestCa::State {
  Key key;
  Certificate certificate;
};

TestCa::TestCa() : state_(std::make_unique<State>()) { Make(nullptr); }
TestCa::TestCa(const TestCa& root) : state_(std::make_unique<State>()) { Make(root.state_.get()); }

void TestCa::Make(const State* root) {
  state_->key = Key(EVP_EC_gen("P-256"));
  IEUM_CHECK(state_->key != nullptr);
  state_->certificate =
      NewCertificate(root == nullptr ? "Ieum test CA" : "Ieum test intermediate CA",
                     state_->key.get(), -absl::Hours(48), absl::Hours(24 * 60));
  X509* const certificate = state_->certificate.get();
  X509* const issuer = root == nullptr ? certificate : root->certificate.get();
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
  AddExtension(certificate, issuer, NID_basic_constraints, "critical,CA:TRUE");
  AddExtension(certificate, issuer, NID_key_usage, "critical,keyCertSign,cRLSign");
  AddExtension(certificate, issuer, NID_subject_key_identifier, "hash");
  EVP_PKEY* const signer = root == nullptr ? state_->key.get() : root->key.get();
  IEUM_CHECK(X509_sign(certificate, signer, EVP_sha256()) > 0);
  certificate_ = PemOf(certificate);
}

TestCa::~TestCa() = default;

PemPair TestCa::Issue(const LeafOptions& options) const {
  constexpr unsigned kRsaBits = 2048;
  const Key key(options.algorithm == KeyAlgorithm::kRsa2048 ? EVP_RSA_gen(kRsaBits)
                                                            : EVP_EC_gen("P-256"));
  IEUM_CHECK(key != nullptr);
  const Certificate certificate =
      NewCertificate("Ieum test", key.get(), options.valid_from, options.valid_until);
  if (!options.unit.empty()) {
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "OU", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(options.unit.c_str()), -1, -1,
                               0);
  }
  X509* const issuer = options.self_signed ? certificate.get() : state_->certificate.get();
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer));
  AddExtension(certificate.get(), issuer, NID_basic_constraints, "critical,CA:FALSE");
  AddExtension(certificate.get(), issuer, NID_key_usage, "critical,digitalSignature");
  const std::string usage =
      options.usage.value_or(options.for_server ? "serverAuth" : "clientAuth");
  if (!usage.empty()) AddExtension(certificate.get(), issuer, NID_ext_key_usage, usage);
  const Names names(sk_GENERAL_NAME_new_null());
  for (const std::string& uri : options.uris) AddName(*names, GEN_URI, uri);
  if (options.local_host_names) {
    AddName(*names, GEN_DNS, "localhost");
    AddName(*names, GEN_IPADD, std::string("\x7f\0\0\x01", 4));
  }
  if (sk_GENERAL_NAME_num(names.get()) > 0) {
    IEUM_CHECK(X509_add1_ext_i2d(certificate.get(), NID_subject_alt_name, names.get(), 0, 0) == 1);
  }
  EVP_PKEY* const signer = options.self_signed ? key.get() : state_->key.get();
  IEUM_CHECK(X509_sign(certificate.get(), signer, EVP_sha256()) > 0);
  return {.certificate = PemOf(certificate.get()), .key = PemOf(key.get())};
}

core::ChannelOptions TestCa::IssueTo(const TempDir& dir, const std::string& name,
                                     const LeafOptions& options) const {
  const PemPair leaf = Issue(options);
  core::ChannelOptions files{.server = {},
                             .ca_file = dir.File("ca.pem"),
                             .certificate_file = dir.File(name + ".pem"),
                             .key_file = dir.File(name + ".key")};
  WriteFile(files.ca_file, certificate_);
  WriteFile(files.certificate_file, leaf.certificate);
  WriteFile(files.key_file, leaf.key);
  return files;
}

}  // namespace ieum::testing
