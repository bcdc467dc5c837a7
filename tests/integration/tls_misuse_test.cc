// Everything that must not get in, or must not harm those who may: each case against the real
// server over a real connection, and after each the server serves a caller in order.
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <functional>
#include <thread>

#include "ieum/core/auditlog/audit_entry.h"
#include "ieum/core/base/clock.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/pki/certificate_details.h"
#include "ieum/v1/audit_service.grpc.pb.h"
#include "support/matcher_host.h"
#include "support/raw_tls.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using ::testing::HasSubstr;

class MisuseTest : public ::testing::Test {
 protected:
  MisuseTest() : deny_list_(dir_.File("deny")), host_(2, Options()) {}
  void TearDown() override { ExpectServes("the end"); }

  std::vector<std::string> Options() {
    WriteDenyList("");
    return {"--one-person", "--deny-list", deny_list_};
  }
  void WriteDenyList(const std::string& text) {
    EXPECT_OK(core::WriteFileDurably(deny_list_, text, 0600));
  }
  void ExpectServes(const std::string& after) {
    EXPECT_OK(host_.Operator().ListProjects().status()) << "after: " << after;
  }
  ApiClient With(const PemPair& identity) {
    return ApiClient(RawTlsChannel(host_.address(), host_.ca().certificate(), identity),
                     host_.address());
  }
  absl::Status Ask(const PemPair& identity) { return With(identity).ListProjects().status(); }
  absl::Status Ask(const LeafOptions& leaf) { return Ask(host_.ca().Issue(leaf)); }
  std::shared_ptr<grpc::Channel> GoodChannel() {
    return RawTlsChannel(host_.address(), host_.ca().certificate(),
                         host_.ca().Issue(ClientLeaf("operator", "linkage-center")));
  }
  int RawConnection() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(host_.relay().port()));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    return socket;
  }
  // Entries of refused calls, as an auditor reads them.
  std::vector<core::AuditEntry> Refusals() {
    const auto stub = v1::AuditService::NewStub(
        core::OpenChannel(host_.Channel("auditor", "linkage-center")).value());
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
    const auto reader = stub->ReadEntries(&context, {});
    std::vector<core::AuditEntry> found;
    v1::ReadEntriesResponse response;
    while (reader->Read(&response)) {
      for (const std::string& bytes : response.entries()) {
        auto entry = core::ParseAuditEntry(core::AsBytes(bytes)).value();
        if (entry.outcome == core::AuditOutcome::kRefused) found.push_back(std::move(entry));
      }
    }
    EXPECT_TRUE(reader->Finish().ok());
    return found;
  }

  TempDir dir_;
  std::string deny_list_;
  MatcherHost host_;
};

// A certificate that the right authority has signed but that is not in order.
struct BadCertificate {
  const char* what;
  LeafOptions leaf;
  const char* message;  // part of it; null: TLS itself refuses, without words
};

LeafOptions Named(const std::string& uri) { return {.uris = {uri}}; }

LeafOptions Operator() { return ClientLeaf("operator", "linkage-center"); }

std::vector<BadCertificate> BadCertificates() {
  static constexpr char kForm[] = "the form ieum://";
  std::vector<BadCertificate> cases;
  const auto changed = [&cases](const char* what, const char* message, auto change) {
    LeafOptions leaf = Operator();
    change(leaf);
    cases.push_back({what, leaf, message});
  };
  changed("expired", nullptr, [](LeafOptions& leaf) {
    leaf.valid_from = -absl::Hours(2);
    leaf.valid_until = -absl::Minutes(1);
  });
  changed("not valid yet", nullptr, [](LeafOptions& leaf) { leaf.valid_from = absl::Hours(1); });
  changed("for servers", nullptr, [](LeafOptions& leaf) { leaf.for_server = true; });
  changed("for mail", nullptr, [](LeafOptions& leaf) { leaf.usage = "emailProtection"; });
  changed("for code", nullptr, [](LeafOptions& leaf) { leaf.usage = "codeSigning"; });
  changed("self-signed", nullptr, [](LeafOptions& leaf) { leaf.self_signed = true; });
  changed("without extended key usage", "not for clients",
          [](LeafOptions& leaf) { leaf.usage = ""; });
  changed("valid for too long", "more than 400 days",
          [](LeafOptions& leaf) { leaf.valid_until = absl::Hours(24 * 401); });
  changed("without names", "0 URI names", [](LeafOptions& leaf) { leaf.uris = {}; });
  changed("host names only", "0 URI names", [](LeafOptions& leaf) {
    leaf.uris = {};
    leaf.local_host_names = true;
  });
  changed("two names", "2 URI names",
          [](LeafOptions& leaf) { leaf.uris.push_back("ieum://hospital-a/holder/test"); });
  changed("the same name twice", "2 URI names",
          [](LeafOptions& leaf) { leaf.uris.push_back(leaf.uris.front()); });
  changed("another name beside it", "2 URI names",
          [](LeafOptions& leaf) { leaf.uris.push_back("https://example.org/"); });
  for (const auto& [what, uri] : std::initializer_list<std::pair<const char*, std::string>>{
           {"another scheme", "https://linkage-center/operator/test"},
           {"a scheme of another product", "spiffe://linkage-center/operator/test"},
           {"a scheme in capitals", "IEUM://linkage-center/operator/test"},
           {"one slash", "ieum:/linkage-center/operator/test"},
           {"an unknown role", "ieum://linkage-center/root/test"},
           {"a role in capitals", "ieum://linkage-center/Operator/test"},
           {"a role with a space", "ieum://linkage-center/operator /test"},
           {"no role", "ieum://linkage-center//test"},
           {"no name", "ieum://linkage-center/operator/"},
           {"no institution", "ieum:///operator/test"},
           {"a wildcard institution", "ieum://*/operator/test"},
           {"a wildcard role", "ieum://linkage-center/*/test"},
           {"a look-alike letter", "ieum://link\xd0\xb0ge-center/operator/test"},
           {"an institution with a dot", "ieum://linkage-center./operator/test"},
           {"an institution in capitals", "ieum://Linkage-Center/operator/test"},
           {"a percent-encoded role", "ieum://linkage-center/%6fperator/test"},
           {"a percent-encoded slash", "ieum://linkage-center%2foperator/test/x"},
           {"a user", "ieum://root@linkage-center/operator/test"},
           {"a port", "ieum://linkage-center:1/operator/test"},
           {"a query", "ieum://linkage-center/operator/test?role=auditor"},
           {"a fragment", "ieum://linkage-center/operator/test#x"},
           {"a fourth part", "ieum://linkage-center/operator/test/auditor"},
           {"a path upward", "ieum://x/../linkage-center/operator/test"},
           {"NUL at the end", std::string("ieum://linkage-center/operator/test\0", 36)},
           {"NUL in the middle", std::string("ieum://linkage-center/operator\0/test", 36)},
           {"NUL and another name", std::string("ieum://linkage-center/operator/test\0.evil", 41)},
           {"a line feed", "ieum://linkage-center/operator/te\nst"},
           {"a name of 64 letters", "ieum://linkage-center/operator/" + std::string(64, 'a')},
           {"a name of 10,000 letters",
            "ieum://linkage-center/operator/" + std::string(10'000, 'a')},
       }) {
    cases.push_back({what, Named(uri), kForm});
  }
  return cases;
}

TEST_F(MisuseTest, CertificatesOutOfOrderAreRefusedAndRecorded) {
  const std::vector<BadCertificate> cases = BadCertificates();
  EXPECT_GE(cases.size(), 40U);
  size_t recorded = 0;
  for (const BadCertificate& bad : cases) {
    const absl::Status status = Ask(bad.leaf);
    if (bad.message == nullptr) {
      EXPECT_THAT(status,
                  ::testing::AnyOf(StatusIs(absl::StatusCode::kUnavailable, ::testing::_),
                                   StatusIs(absl::StatusCode::kUnauthenticated, ::testing::_)))
          << bad.what;
    } else {
      EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr(bad.message)))
          << bad.what;
      ++recorded;
    }
    ExpectServes(bad.what);
  }
  const std::vector<core::AuditEntry> refusals = Refusals();
  EXPECT_EQ(refusals.size(), recorded);
  for (const core::AuditEntry& entry : refusals) {
    EXPECT_EQ(entry.rule, core::AuditRule::kIdentity);
    EXPECT_EQ(entry.act, "ProjectService/ListProjects");
    EXPECT_TRUE(entry.principal.empty()) << "a name that is not in order is nobody's";
    EXPECT_NE(entry.certificate, core::Sha256Digest{});
  }
}

TEST_F(MisuseTest, ACertificateThatExpiresDuringItsConnectionIsLetInNoMore) {
  LeafOptions leaf = Operator();
  leaf.valid_until = absl::Seconds(4);
  ApiClient client(RawTlsChannel(host_.address(), host_.ca().certificate(), host_.ca().Issue(leaf)),
                   host_.address());
  EXPECT_OK(client.ListProjects().status());
  absl::SleepFor(absl::Seconds(5));
  EXPECT_THAT(client.ListProjects().status(),
              StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("expired since")));
}

TEST_F(MisuseTest, OtherAuthoritiesAreNotBelieved) {
  const auto refused = ::testing::AnyOf(StatusIs(absl::StatusCode::kUnavailable, ::testing::_),
                                        StatusIs(absl::StatusCode::kUnauthenticated, ::testing::_));
  EXPECT_THAT(Ask(PemPair{}), refused) << "no certificate";
  const TestCa other;
  EXPECT_THAT(Ask(other.Issue(Operator())), refused) << "another authority of the same name";
  const TestCa intermediate(host_.ca());
  PemPair leaf = intermediate.Issue(Operator());
  EXPECT_THAT(Ask(leaf), refused) << "the intermediate is missing";
  leaf.certificate += other.certificate();
  EXPECT_THAT(Ask(leaf), refused) << "a wrong intermediate";
  leaf = intermediate.Issue(Operator());
  leaf.certificate += intermediate.certificate();
  EXPECT_OK(Ask(leaf)) << "else the cases before prove nothing";
  // A certificate is no authority.
  const PemPair mine = host_.ca().Issue(Operator());
  leaf = other.Issue(Operator());
  leaf.certificate += mine.certificate;
  EXPECT_THAT(Ask(leaf), refused) << "a leaf as intermediate";
}

TEST_F(MisuseTest, RolesGetNoMoreThanTheirs) {
  size_t expected = 0;
  for (const char* role : {"matcher", "joiner", "researcher", "reviewer", "auditor", "key-issuer",
                           "joiner-operator"}) {
    EXPECT_THAT(Ask(ClientLeaf(role, "linkage-center")),
                StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr(role)))
        << role;
    ++expected;
  }
  size_t by_role = 0;
  for (const core::AuditEntry& entry : Refusals()) {
    by_role += entry.rule == core::AuditRule::kRole && !entry.principal.empty() ? 1 : 0;
  }
  EXPECT_EQ(by_role, expected);
}

TEST_F(MisuseTest, WhoIsDeniedIsOutFromTheNextCallOn) {
  const PemPair by_serial = host_.ca().Issue(Operator());
  const PemPair by_key = host_.ca().Issue(Operator());
  ApiClient first = With(by_serial);
  ApiClient second = With(by_key);
  EXPECT_OK(first.ListProjects().status());
  EXPECT_OK(second.ListProjects().status());
  const auto serial = core::ReadCertificateDetails(by_serial.certificate).value().serial;
  const auto key = core::ReadCertificateDetails(by_key.certificate).value().public_key;
  WriteDenyList("# lost\nserial 00" + serial + "\nspki " + core::ToHex(key) + " # stolen\n");
  const auto denied = StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("no longer accepted"));
  EXPECT_THAT(first.ListProjects().status(), denied) << "on the connection that was there";
  EXPECT_THAT(second.ListProjects().status(), denied);
  EXPECT_THAT(Ask(by_serial), denied) << "on a new, or a resumed, one";
  EXPECT_THAT(Ask(by_key), denied);
  const std::vector<core::AuditEntry> refusals = Refusals();
  EXPECT_EQ(refusals.size(), 4U);
  for (const core::AuditEntry& entry : refusals) {
    EXPECT_EQ(entry.principal, "ieum://linkage-center/operator/test");
    EXPECT_EQ(entry.rule, core::AuditRule::kIdentity);
  }
  // Nobody knows who must not get in: then nobody does.
  WriteDenyList("serial what\n");
  EXPECT_THAT(host_.Operator().ListProjects().status(),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("deny list")));
  std::filesystem::remove(deny_list_);
  EXPECT_THAT(host_.Operator().ListProjects().status(),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("deny list")));
  WriteDenyList("");
  EXPECT_OK(first.ListProjects().status()) << "let in again";
}

TEST_F(MisuseTest, OnlyTls13AndItsGoodSuitesAreSpoken) {
  const PemPair good = host_.ca().Issue(Operator());
  const int port = host_.relay().port();
  const std::string& ca = host_.ca().certificate();
  const auto refused = StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("refused"));
  EXPECT_OK(ProbeTls(port, ca, good, TlsVersion::k13)) << "else the rest proves nothing";
  EXPECT_THAT(ProbeTls(port, ca, good, TlsVersion::k12), refused);
  EXPECT_THAT(ProbeTls(port, ca, good, TlsVersion::k11), refused);
  EXPECT_THAT(ProbeTls(port, ca, good, TlsVersion::k13, "TLS_AES_128_CCM_8_SHA256"), refused);
  EXPECT_THAT(ApiClient(PlaintextChannel(host_.address()), host_.address()).GetHealth(),
              StatusIs(absl::StatusCode::kUnavailable, ::testing::_));
}

// Statuses of calls that no well-behaved client makes.
class RawCall {
 public:
  explicit RawCall(std::shared_ptr<grpc::Channel> channel) : stub_(channel) {}
  grpc::ClientContext& context() { return context_; }
  grpc::Status Send(const std::string& method, const std::string& bytes) {
    const grpc::Slice slice(bytes);
    const grpc::ByteBuffer request(&slice, 1);
    grpc::ByteBuffer response;
    grpc::CompletionQueue queue;
    const auto call = stub_.PrepareUnaryCall(&context_, method, request, &queue);
    call->StartCall();
    grpc::Status status;
    call->Finish(&response, &status, nullptr);
    void* tag = nullptr;
    bool ok = false;
    EXPECT_TRUE(queue.Next(&tag, &ok));
    return status;
  }
  void SetDeadline() { context_.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20))); }

 private:
  grpc::GenericStub stub_;
  grpc::ClientContext context_;
};

TEST_F(MisuseTest, CallsOutOfBoundsAreRefused) {
  constexpr char kList[] = "/ieum.v1.ProjectService/ListProjects";
  const auto send = [this](const char* method, const std::string& bytes,
                           const std::function<void(grpc::ClientContext&)>& change) {
    RawCall call(GoodChannel());
    call.SetDeadline();
    change(call.context());
    return call.Send(method, bytes);
  };
  const auto unchanged = [](grpc::ClientContext&) {};
  EXPECT_TRUE(send(kList, "", unchanged).ok()) << "else the rest proves nothing";
  EXPECT_EQ(send("/ieum.v1.ProjectService/DropEverything", "", unchanged).error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
  EXPECT_EQ(send("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", "", unchanged)
                .error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
  EXPECT_EQ(send("/", "", unchanged).error_code(), grpc::StatusCode::UNIMPLEMENTED);
  EXPECT_FALSE(send("/ieum.v1.ProjectService/GetProject", "\xff\xff\xff", unchanged).ok())
      << "not a message";
  EXPECT_EQ(send(kList, std::string(5 << 20, 'x'), unchanged).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED)
      << "more than 4 MiB";
  EXPECT_FALSE(send(kList, "",
                    [](grpc::ClientContext& context) {
                      context.AddMetadata("x-large", std::string(20'000, 'x'));
                    })
                   .ok())
      << "more than 8 KiB of metadata";
  EXPECT_EQ(send(kList, "\x0a\xe8\x07" + std::string(1'000, 'x'),
                 [](grpc::ClientContext& context) {
                   context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
                 })
                .error_code(),
            grpc::StatusCode::UNIMPLEMENTED)
      << "packed messages";
  // Who calls is said by the certificate; what the call says of hosts changes nothing.
  EXPECT_TRUE(send(kList, "", [](grpc::ClientContext& context) {
                context.set_authority("localhost");
              }).ok());
  EXPECT_TRUE(send(kList, "", [](grpc::ClientContext& context) {
                context.AddMetadata("authorization", "Bearer root");
                context.AddMetadata("x-forwarded-client-cert", "URI=ieum://a/auditor/b");
              }).ok());
  RawCall endless(GoodChannel());
  const grpc::Status no_deadline = endless.Send(kList, "");
  EXPECT_EQ(no_deadline.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(no_deadline.error_message(), HasSubstr("deadline"));
  EXPECT_EQ(Refusals().size(), 1U) << "that one reached the guard";
}

TEST_F(MisuseTest, FloodsAreContained) {
  // Connections that say nothing, and some that talk nonsense.
  std::vector<int> sockets;
  for (int i = 0; i < 150; ++i) sockets.push_back(RawConnection());
  for (size_t i = 0; i < sockets.size(); i += 3) {
    constexpr std::string_view kNonsense = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    EXPECT_GT(::send(sockets[i], kNonsense.data(), kNonsense.size(), MSG_NOSIGNAL), 0);
  }
  ExpectServes("150 connections that never shake hands");
  // More streams than a connection may have: the rest waits its turn, nobody is starved.
  const auto channel = GoodChannel();
  std::vector<std::thread> callers;
  std::atomic<int> answered = 0;
  for (int i = 0; i < 40; ++i) {
    callers.emplace_back([&] {
      RawCall call(channel);
      call.SetDeadline();
      const grpc::Status status = call.Send("/ieum.v1.ProjectService/ListProjects", "");
      if (status.ok() || status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) ++answered;
    });
  }
  ApiClient holder = host_.Holder("hospital-a");
  EXPECT_OK(holder.ListProjects().status()) << "another institution, meanwhile";
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(answered, 40);
  // Streams that are opened and given up at once.
  for (int i = 0; i < 200; ++i) {
    RawCall call(channel);
    call.context().set_deadline(absl::ToChronoTime(absl::Now() + absl::Milliseconds(1)));
    (void)call.Send("/ieum.v1.ProjectService/ListProjects", "");
  }
  ExpectServes("200 calls given up");
  for (const int socket : sockets) ::close(socket);
}

TEST_F(MisuseTest, ASlowHandshakeIsEnded) {
  const int socket = RawConnection();
  const timeval patience = {.tv_sec = 20, .tv_usec = 0};
  ::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  const absl::Duration started = core::MonotonicNow();
  char byte = 0;
  // Closed or reset, not waited for in vain.
  const bool ended = ::recv(socket, &byte, 1, 0) == 0 || errno == ECONNRESET;
  EXPECT_TRUE(ended) << "the server closes it";
  EXPECT_LT(core::MonotonicNow() - started, absl::Seconds(15));
  ::close(socket);
}

TEST_F(MisuseTest, ACertificateThatIsRenewedIsServedWithoutARestart) {
  const std::string file = host_.dir().File("server.pem");
  const std::string before = ReadTestFile(file);
  const TestCa other;
  ExpectServes("the start");
  // A certificate without its key changes nothing.
  (void)host_.dir().Write("server.pem", other.Issue(ServerLeaf()).certificate);
  ExpectServes("a certificate without its key");
  EXPECT_THAT(host_.Log(), HasSubstr("certificate_not_reloaded"));
  // Another authority's certificate with its key is what the next connection gets.
  const PemPair renewed = other.Issue(ServerLeaf());
  (void)host_.dir().Write("server.pem", renewed.certificate);
  EXPECT_OK(core::WriteFileDurably(host_.dir().File("server.key"), renewed.key, 0600));
  const PemPair good = host_.ca().Issue(Operator());
  ApiClient sees_new(RawTlsChannel(host_.address(), other.certificate(), good), host_.address());
  EXPECT_OK(sees_new.ListProjects().status());
  EXPECT_THAT(host_.Log(), HasSubstr("certificate_reloaded"));
  // And back, so that the end of the test finds what it knows.
  const PemPair again = host_.ca().Issue(ServerLeaf());
  (void)host_.dir().Write("server.pem", again.certificate);
  EXPECT_OK(core::WriteFileDurably(host_.dir().File("server.key"), again.key, 0600));
}

}  // namespace
}  // namespace ieum::testing
