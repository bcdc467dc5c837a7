#include "ieum/server/app/joiner_role.h"

#include "ieum/core/base/status.h"
#include "ieum/server/exchange/bundle_importer.h"
#include "ieum/server/exchange/joiner_taker.h"
#include "ieum/server/joiner/release_service.h"
#include "ieum/server/joining/candidate_maker.h"
#include "ieum/server/joining/release_exporter.h"
#include "ieum/server/service/bundle_service.h"
#include "ieum/server/service/project_service.h"

namespace ieum::server {
namespace {

// For sorting, of one assembly; docs/performance.md shows what more would bring.
constexpr size_t kAssemblyMemoryBytes = size_t{64} << 20;

}  // namespace

struct JoinerRole::Services {
  Services(const ServiceContext& context, JoinerStore& store, const ExchangeContext& exchange,
           const ManifestGate& gate)
      : taker(store, context.clock, context.stopping),
        importer(exchange, taker),
        maker(store, context.clock, kAssemblyMemoryBytes),
        exporter(exchange, store, maker),
        projects(context, gate),
        bundles(context, importer),
        releases(context, store, maker, exporter) {}

  JoinerTaker taker;
  BundleImporter importer;
  CandidateMaker maker;
  ReleaseExporter exporter;
  ProjectServiceImpl projects;
  BundleServiceImpl bundles;
  ReleaseServiceImpl releases;
};

JoinerRole::JoinerRole() = default;
JoinerRole::~JoinerRole() = default;

absl::StatusOr<ServerStore*> JoinerRole::OpenStore(const StoreOptions& options, Keystore& keystore,
                                                   const ServerEnvironment& environment) {
  IEUM_ASSIGN_OR_RETURN(
      store_, JoinerStore::Open(options, keystore, environment.clock, environment.random));
  return store_.get();
}

absl::Status JoinerRole::StartWork(const ServerConfig&, AuditLog&, const ServerEnvironment&) {
  return absl::OkStatus();
}

absl::Status JoinerRole::Register(const ServiceContext& context, const ExchangeContext& exchange,
                                  const ManifestGate& gate, grpc::ServerBuilder& builder) {
  services_ = std::make_unique<Services>(context, *store_, exchange, gate);
  builder.RegisterService(&services_->projects);
  builder.RegisterService(&services_->bundles);
  builder.RegisterService(&services_->releases);
  return absl::OkStatus();
}

void JoinerRole::AddMetrics(Metrics&) {}

absl::Status JoinerRole::CancelWork(uint32_t, bool) { return absl::OkStatus(); }

void JoinerRole::StopWork() {}

}  // namespace ieum::server
