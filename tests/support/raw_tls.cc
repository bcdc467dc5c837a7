#include "support/raw_tls.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

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
using Context = std::unique_ptr<SSL_CTX, FreeWith<SSL_CTX_free>>;
using Connection = std::unique_ptr<SSL, FreeWith<SSL_free>>;
using Certificate = std::unique_ptr<X509, FreeWith<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;

constexpr unsigned char kHttp2[] = {2, 'h', '2'};
constexpr timeval kPatience = {.tv_sec = 20, .tv_usec = 0};

Bio BioOver(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

void UseIdentity(SSL_CTX* context, const PemPair& identity, TlsVersion highest) {
  const Certificate certificate(
      PEM_read_bio_X509(BioOver(identity.certificate).get(), nullptr, nullptr, nullptr));
  const Key key(PEM_read_bio_PrivateKey(BioOver(identity.key).get(), nullptr, nullptr, nullptr));
  IEUM_CHECK(SSL_CTX_use_certificate(context, certificate.get()) == 1);
  IEUM_CHECK(SSL_CTX_use_PrivateKey(context, key.get()) == 1);
  if (highest == TlsVersion::k11) {
    // Else OpenSSL itself would refuse, and the server would not be asked.
    SSL_CTX_set_security_level(context, 0);
    IEUM_CHECK(SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0") == 1);
    IEUM_CHECK(SSL_CTX_set_min_proto_version(context, TLS1_1_VERSION) == 1);
  }
  const int version = highest == TlsVersion::k11   ? TLS1_1_VERSION
                      : highest == TlsVersion::k12 ? TLS1_2_VERSION
                                                   : TLS1_3_VERSION;
  IEUM_CHECK(SSL_CTX_set_max_proto_version(context, version) == 1);
}

// OpenSSL writes to sockets that the other side may have closed; that must not end the test
// program.
void IgnoreBrokenPipes() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int ChooseHttp2(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char*,
                unsigned, void*) {
  *chosen = kHttp2 + 1;
  *size = 2;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

absl::Status ProbeTls(int port, const std::string& ca, const PemPair& identity, TlsVersion highest,
                      const std::string& suites) {
  IgnoreBrokenPipes();
  const Context context(SSL_CTX_new(TLS_client_method()));
  UseIdentity(context.get(), identity, highest);
  if (!suites.empty()) {
    IEUM_CHECK(SSL_CTX_set_ciphersuites(context.get(), suites.c_str()) == 1);
  }
  const Certificate root(PEM_read_bio_X509(BioOver(ca).get(), nullptr, nullptr, nullptr));
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), root.get());
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_alpn_protos(context.get(), kHttp2, sizeof(kHttp2));
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof(kPatience));
  const sockaddr_in address = Loopback(port);
  absl::Status status;
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    status = core::Unavailable("cannot connect");
  } else {
    const Connection connection(SSL_new(context.get()));
    SSL_set_fd(connection.get(), socket);
    char byte = 0;
    // With TLS 1.3 the client is done before the server has looked at its certificate; only an
    // answer shows that it was let in.
    if (SSL_connect(connection.get()) != 1 || SSL_read(connection.get(), &byte, 1) != 1) {
      const char* reason = ERR_reason_error_string(ERR_peek_error());
      status = core::Unauthenticated("refused: %s", reason == nullptr ? "closed" : reason);
    }
  }
  ERR_clear_error();
  ::close(socket);
  return status;
}

struct RawTlsServer::State {
  Context context;
  int listener = -1;
  int port = 0;
  std::atomic<int> handshakes = 0;
  std::thread thread;

  void Serve() {
    IgnoreBrokenPipes();
    std::vector<Connection> connections;
    while (true) {
      const int socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) return;  // shut down by the destructor
      ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof(kPatience));
      connections.emplace_back(SSL_new(context.get()));
      SSL_set_fd(connections.back().get(), socket);
      if (SSL_accept(connections.back().get()) == 1) {
        ++handshakes;
      } else {
        ::close(socket);
      }
      ERR_clear_error();
    }
  }
};

RawTlsServer::RawTlsServer(const PemPair& identity, TlsVersion highest)
    : state_(std::make_unique<State>()) {
  state_->context = Context(SSL_CTX_new(TLS_server_method()));
  UseIdentity(state_->context.get(), identity, highest);
  SSL_CTX_set_alpn_select_cb(state_->context.get(), ChooseHttp2, nullptr);
  state_->listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof(address);
  IEUM_CHECK(::bind(state_->listener, reinterpret_cast<sockaddr*>(&address), size) == 0);
  IEUM_CHECK(::listen(state_->listener, SOMAXCONN) == 0);
  IEUM_CHECK(::getsockname(state_->listener, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  state_->port = ntohs(address.sin_port);
  state_->thread = std::thread([state = state_.get()] { state->Serve(); });
}

RawTlsServer::~RawTlsServer() {
  ::shutdown(state_->listener, SHUT_RDWR);
  state_->thread.join();
  ::close(state_->listener);
}

std::string RawTlsServer::address() const { return absl::StrFormat("127.0.0.1:%d", state_->port); }
int RawTlsServer::handshakes() const { return state_->handshakes; }

}  // namespace ieum::testing
