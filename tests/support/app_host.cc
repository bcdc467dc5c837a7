#include "support/app_host.h"

#include <fcntl.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <utility>

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"
#include "ieum/v1/health_service.grpc.pb.h"
#include "support/new_keystore.h"

namespace ieum::testing {
namespace {

constexpr int kDays = 3'650;

LeafOptions Lasting(LeafOptions leaf) {
  leaf.valid_until = absl::Hours(24) * kDays - absl::Hours(2);
  return leaf;
}

}  // namespace

AppHost::AppHost(server::ServerTimes times, server::StoreRole role)
    : role_(role),
      clock_(absl::Now()),
      log_file_(::open(dir_.File("log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)),
      log_(clock_, log_file_.get()) {
  const bool joiner = role == server::StoreRole::kJoiner;
  LeafOptions leaf = Lasting(ServerLeaf(joiner ? "joiner" : "matcher"));
  if (joiner) leaf.uris = {"ieum://join-center/joiner/server"};
  const core::ChannelOptions tls = ca_.IssueTo(dir_, "server", leaf);
  (void)NewKeystore(dir_.File("keystore"));
  IEUM_CHECK(core::WriteFileDurably(dir_.File("passphrase"), "not a secret", 0600).ok());
  server::ServerOptions options;
  options.role = server::StoreRoleName(role);
  options.listen = "127.0.0.1:0";
  options.data_dir = dir_.File("data");
  options.tls = {.ca = tls.ca_file, .cert = tls.certificate_file, .key = tls.key_file};
  options.keystore = {.path = dir_.File("keystore"), .passphrase_file = dir_.File("passphrase")};
  options.threads = 2;
  options.min_free_disk_mib = 16;
  options.max_certificate_days = kDays;
  options.one_person = true;
  const auto config = server::CheckOptions(options);
  if (!config.ok()) std::fprintf(stderr, "%s\n", config.status().ToString().c_str());
  IEUM_CHECK(config.ok());
  auto app = server::ServerApp::Start(
      *config, {.clock = clock_, .random = core::SystemRandom(), .log = log_, .times = times});
  if (!app.ok()) std::fprintf(stderr, "%s\n", app.status().ToString().c_str());
  IEUM_CHECK(app.ok());
  app_ = *std::move(app);
}

std::string AppHost::Log() const { return ReadTestFile(dir_.File("log")); }

std::string AppHost::LogKey() const { return dir_.File("keystore.audit-key.pub"); }

core::ChannelOptions AppHost::Channel(const std::string& role,
                                      const std::string& institution) const {
  core::ChannelOptions options =
      ca_.IssueTo(dir_, role + "-" + institution, Lasting(ClientLeaf(role, institution)));
  options.server = address();
  return options;
}

double AppHost::Metric(const std::string& name) const {
  const bool joiner = role_ == server::StoreRole::kJoiner;
  const auto stub = v1::HealthService::NewStub(
      core::OpenChannel(Channel("auditor", joiner ? "join-center" : "linkage-center")).value());
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Minutes(1)));
  v1::GetMetricsResponse response;
  const grpc::Status status = stub->GetMetrics(&context, {}, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  double sum = 0;
  bool found = false;
  for (const v1::Metric& metric : response.metrics()) {
    if (metric.name() != name) continue;
    found = true;
    for (const v1::MetricSample& sample : metric.samples()) sum += sample.value();
  }
  EXPECT_TRUE(found) << "no metric " << name;
  return sum;
}

}  // namespace ieum::testing
