#include "ieum/server/app/matcher_role.h"

#include "ieum/core/base/status.h"
#include "ieum/server/exchange/bundle_exporter.h"
#include "ieum/server/exchange/bundle_importer.h"
#include "ieum/server/exchange/matcher_taker.h"
#include "ieum/server/matcher/matcher_bundle_service.h"
#include "ieum/server/matcher/matcher_project_service.h"
#include "ieum/server/matcher/matching_service.h"
#include "ieum/server/matcher/precheck_service.h"
#include "ieum/server/matcher/relay_service.h"
#include "ieum/server/matcher/result_service.h"
#include "ieum/server/matcher/submission_service.h"

namespace ieum::server {

struct MatcherRole::Services {
  Services(const MatcherContext& context, const ExchangeContext& exchange, const ManifestGate& gate)
      : taker(context.store, exchange.stopping),
        importer(exchange, taker),
        exporter(exchange, context.store),
        projects(context, gate),
        submissions(context),
        matching(context),
        results(context),
        prechecks(context),
        relay(context),
        bundles(context, importer, exporter) {}

  MatcherTaker taker;
  BundleImporter importer;
  BundleExporter exporter;
  MatcherProjectServiceImpl projects;
  SubmissionServiceImpl submissions;
  MatchingServiceImpl matching;
  ResultServiceImpl results;
  PrecheckServiceImpl prechecks;
  RelayServiceImpl relay;
  MatcherBundleServiceImpl bundles;
};

MatcherRole::MatcherRole() = default;
MatcherRole::~MatcherRole() = default;

absl::StatusOr<ServerStore*> MatcherRole::OpenStore(const StoreOptions& options, Keystore& keystore,
                                                    const ServerEnvironment& environment) {
  IEUM_ASSIGN_OR_RETURN(
      store_, MatcherStore::Open(options, keystore, environment.clock, environment.random));
  return store_.get();
}

absl::Status MatcherRole::StartWork(const ServerConfig& config, AuditLog& audit,
                                    const ServerEnvironment& environment) {
  IEUM_ASSIGN_OR_RETURN(queue_, RunQueue::Start({.thread_count = config.threads,
                                                 .memory_bytes = config.memory_bytes,
                                                 .audit = &audit},
                                                *store_, environment.random, environment.log));
  return absl::OkStatus();
}

absl::Status MatcherRole::Register(const ServiceContext& context, const ExchangeContext& exchange,
                                   const ManifestGate& gate, grpc::ServerBuilder& builder) {
  services_ = std::make_unique<Services>(MatcherContext{.store = *store_,
                                                        .queue = *queue_,
                                                        .guard = context.guard,
                                                        .audit = context.audit,
                                                        .clock = context.clock,
                                                        .stopping = context.stopping},
                                         exchange, gate);
  builder.RegisterService(&services_->projects);
  builder.RegisterService(&services_->submissions);
  builder.RegisterService(&services_->matching);
  builder.RegisterService(&services_->results);
  builder.RegisterService(&services_->prechecks);
  builder.RegisterService(&services_->relay);
  builder.RegisterService(&services_->bundles);
  return absl::OkStatus();
}

void MatcherRole::AddMetrics(Metrics& metrics) {
  queue_->AddMetrics(metrics);
  metrics.Add(
      "ieum_rows_accepted_total", "Rows of submissions that were stored", MetricKind::kCounter,
      [this](std::vector<MetricSample>& samples) {
        samples.push_back({.value = static_cast<double>(store_->submissions().accepted_rows())});
      });
}

absl::Status MatcherRole::CancelWork(uint32_t project_number, bool wait) {
  return queue_->CancelProject(project_number, wait);
}

void MatcherRole::StopWork() {
  if (queue_ != nullptr) queue_->Stop();
}

}  // namespace ieum::server
