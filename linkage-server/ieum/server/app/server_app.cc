#include "ieum/server/app/server_app.h"

#include <grpc/support/log.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <malloc.h>

#include <atomic>
#include <string>

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"
#include "ieum/server/app/joiner_role.h"
#include "ieum/server/app/limits.h"
#include "ieum/server/app/listener.h"
#include "ieum/server/app/matcher_role.h"
#include "ieum/server/app/open_keystore.h"
#include "ieum/server/app/periodic_tasks.h"
#include "ieum/server/app/server_metrics.h"
#include "ieum/server/app/transport_limits.h"
#include "ieum/server/audit/log_key.h"
#include "ieum/server/audit/own_entry.h"
#include "ieum/server/audit/self_check.h"
#include "ieum/server/auth/deny_list_file.h"
#include "ieum/server/auth/intent_book.h"
#include "ieum/server/auth/tls.h"
#include "ieum/server/custody/audit_retention.h"
#include "ieum/server/custody/destroy_project.h"
#include "ieum/server/custody/retention.h"
#include "ieum/server/custody/root_rotation.h"
#include "ieum/server/custody/store_anchors.h"
#include "ieum/server/observe/process_metrics.h"
#include "ieum/server/service/audit_service.h"
#include "ieum/server/service/custody_service.h"
#include "ieum/server/service/health_service.h"
#include "ieum/server/service/intent_service.h"

namespace ieum::server {
namespace {

// gRPC writes sentences of its own to stderr, which is our log's. Its errors become events that
// give the place in its source; the sentence may hold what a peer sent, so it stays out.
std::atomic<const Log*> transport_log = nullptr;

void LogTransportError(gpr_log_func_args* args) {
  const Log* log = transport_log.load();
  if (log == nullptr || args->severity != GPR_LOG_SEVERITY_ERROR) return;
  log->Write(Event("transport_error").Count("source_line", args->line));
}

}  // namespace

struct ServerApp::State {
  explicit State(const ServerEnvironment& env) : environment(env) {}

  const ServerEnvironment environment;
  std::atomic<bool> stopping = false;
  TaskCounts task_counts;
  Metrics metrics;
  std::unique_ptr<ServerIdentity> identity;
  std::unique_ptr<Keystore> keystore;
  std::unique_ptr<ServerRole> role;
  ServerStore* store = nullptr;  // the role's
  std::unique_ptr<AuditLog> audit;
  std::unique_ptr<StoreAnchors> anchors;
  std::unique_ptr<RefusalLimit> refusals;
  std::unique_ptr<DenyListFile> deny_list;
  std::unique_ptr<IntentBook> intents;
  std::unique_ptr<RootRotation> rotation;
  std::unique_ptr<CallGuard> guard;
  std::unique_ptr<ProjectDestroyer> destroyer;
  std::unique_ptr<HealthServiceImpl> health;
  std::unique_ptr<IntentServiceImpl> intent_service;
  std::unique_ptr<ManifestGate> manifest_gate;
  std::unique_ptr<AuditServiceImpl> audits;
  std::unique_ptr<CustodyServiceImpl> custody;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor;
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<Listener> listener;
  std::unique_ptr<PeriodicTasks> tasks;
  bool closed = false;

  absl::Status Listen(const ServerConfig& config);
  absl::Status OpenAudit(const ServerConfig& config);
  absl::Status OpenGuard(const ServerConfig& config);
  absl::Status OpenRotation(Persons persons);
  void Anchor();
  void CheckOwnLog();
  void ReportRetention();
  void EraseAuditEntries();
  void AddMetrics(const ServerConfig& config);
  void StartTasks();
  absl::Status CloseAudit();
  absl::Status Close();
};

absl::Status ServerApp::State::OpenAudit(const ServerConfig& config) {
  IEUM_ASSIGN_OR_RETURN(audit, AuditLog::Open(store->unsealed_database(),
                                              {.key_file = config.audit_key,
                                               .name = identity->name(),
                                               .store_has_content = store->projects().count() > 0},
                                              environment.clock, environment.random));
  anchors = std::make_unique<StoreAnchors>(*store, *audit);
  refusals = std::make_unique<RefusalLimit>(*audit);
  IEUM_RETURN_IF_ERROR(anchors->Check().status());
  return audit->Append(OwnEntry(*audit, "Server/Start")).status();
}

absl::Status ServerApp::State::OpenGuard(const ServerConfig& config) {
  const Persons persons = config.one_person ? Persons::kOne : Persons::kTwo;
  if (config.one_person) {
    environment.log.Write(Event("one_person_may_do_what_takes_two"));
    IEUM_RETURN_IF_ERROR(audit->Append(OwnEntry(*audit, "Server/OnePerson")).status());
  }
  deny_list = std::make_unique<DenyListFile>(
      config.deny_list, [this](const core::Sha256Digest& content) -> absl::Status {
        environment.log.Write(Event("deny_list_read"));
        core::AuditEntry entry = OwnEntry(*audit, "Server/DenyList");
        entry.decided = content;
        return audit->Append(std::move(entry)).status();
      });
  IEUM_RETURN_IF_ERROR(deny_list->CheckFile());
  IEUM_ASSIGN_OR_RETURN(intents, IntentBook::Open(store->unsealed_database(), environment.clock));
  IEUM_RETURN_IF_ERROR(OpenRotation(persons));
  guard = std::make_unique<CallGuard>(
      GuardContext{.log = environment.log,
                   .audit = *audit,
                   .clock = environment.clock,
                   .refusals = *refusals,
                   .projects = store->projects(),
                   .deny_list = *deny_list,
                   .intents = *intents,
                   .rotation = *rotation,
                   .persons = persons,
                   .server = config.role,
                   .max_certificate_life = absl::Hours(24) * config.max_certificate_days});
  return absl::OkStatus();
}

absl::Status ServerApp::State::OpenRotation(Persons persons) {
  IEUM_ASSIGN_OR_RETURN(rotation,
                        RootRotation::Open(store->unsealed_database(), *keystore, *audit));
  if (!rotation->pending()) return absl::OkStatus();
  environment.log.Write(Event("root_key_to_be_agreed"));
  return persons == Persons::kOne ? rotation->Agree(rotation->root()) : absl::OkStatus();
}

void ServerApp::State::Anchor() {
  const absl::Status anchored = anchors->AnchorChanged();
  if (!anchored.ok()) {
    environment.log.Write(Event("anchor_not_written").Code(anchored.code()));
    task_counts.audit_writes_failed.Add();
  }
  const absl::Status flushed = refusals->Flush();
  if (!flushed.ok()) {
    environment.log.Write(Event("refusals_not_written").Code(flushed.code()));
    task_counts.audit_writes_failed.Add();
  }
}

void ServerApp::State::CheckOwnLog() {
  const absl::Duration started = core::MonotonicNow();
  const absl::StatusOr<uint64_t> entries = CheckLog(*audit);
  Event event("audit_log_checked");
  if (entries.ok()) event.Count("entries", static_cast<int64_t>(*entries));
  environment.log.Write(
      event.Code(entries.status().code()).Elapsed(core::MonotonicNow() - started));
  if (entries.ok()) task_counts.log_checked = absl::ToUnixSeconds(environment.clock.Now());
  // A disk that cannot be read now is no proof; the next write fails if it stays so.
  if (entries.ok() || absl::IsUnavailable(entries.status())) return;
  guard->Halt();
  role->StopWork();
}

void ServerApp::State::ReportRetention() {
  const absl::Time now = environment.clock.Now();
  for (const ProjectRecord& project : store->projects().List()) {
    const absl::Time end = RetentionEnd(project.terms);
    if (project.state == ProjectState::kDestroyed || now < end) continue;
    environment.log.Write(Event("retention_ended")
                              .Id("project", project.terms.id)
                              .Count("days_over", absl::ToInt64Hours(now - end) / 24));
  }
}

void ServerApp::State::EraseAuditEntries() {
  // Of a log that is not what was signed nothing is taken away.
  if (guard->halted() || store->read_only()) return;
  const absl::StatusOr<ErasedAuditEntries> done =
      EraseOutlivedEntries(*store, *audit, environment.clock.Now());
  Event event("audit_entries_erased");
  if (done.ok()) {
    if (done->recorded == 0 && done->erased == 0) return;
    event.Count("recorded", static_cast<int64_t>(done->recorded))
        .Count("erased", static_cast<int64_t>(done->erased));
    task_counts.audit_entries_erased.Add(done->erased);
  } else {
    task_counts.audit_writes_failed.Add();
  }
  environment.log.Write(event.Code(done.status().code()));
}

void ServerApp::State::AddMetrics(const ServerConfig& config) {
  // As the start has found it.
  task_counts.log_checked = absl::ToUnixSeconds(environment.clock.Now());
  AddProcessMetrics(environment.clock.Now(), metrics);
  AddServerMetrics({.store = *store,
                    .audit = *audit,
                    .identity = *identity,
                    .rotation = *rotation,
                    .halted = [this] { return guard->halted(); },
                    .tasks = task_counts,
                    .clock = environment.clock,
                    .min_free_disk_bytes = config.min_free_disk_bytes},
                   metrics);
  guard->metrics().AddTo(config.role, metrics);
  listener->AddMetrics(metrics);
  role->AddMetrics(metrics);
}

void ServerApp::State::StartTasks() {
  const ServerTimes& times = environment.times;
  ReportRetention();
  tasks = std::make_unique<PeriodicTasks>(std::vector<PeriodicTask>{
      {.interval = times.anchor, .run = [this] { Anchor(); }},
      {.interval = times.log_check, .run = [this] { CheckOwnLog(); }},
      {.interval = times.audit_erasure, .run = [this] { EraseAuditEntries(); }},
      {.interval = times.retention, .run = [this] { ReportRetention(); }},
      {.interval = kTrimInterval, .run = [] { ::malloc_trim(0); }}});
}

absl::Status ServerApp::State::CloseAudit() {
  // A start that failed early has nothing to say, and a store that failed cannot.
  if (server != nullptr && !store->read_only()) {
    IEUM_RETURN_IF_ERROR(refusals->Flush());
    IEUM_RETURN_IF_ERROR(anchors->AnchorChanged());
    IEUM_RETURN_IF_ERROR(audit->Append(OwnEntry(*audit, "Server/Stop")).status());
  }
  return audit->Close();
}

absl::Status ServerApp::State::Listen(const ServerConfig& config) {
  const ServiceContext context{.store = *store,
                               .guard = *guard,
                               .audit = *audit,
                               .clock = environment.clock,
                               .stopping = stopping};
  health = std::make_unique<HealthServiceImpl>(context, metrics);
  manifest_gate = std::make_unique<ManifestGate>(config.role, *identity, *deny_list);
  std::vector<core::NoteVerifier> witnesses;
  for (const std::string& file : config.witnesses) {
    IEUM_ASSIGN_OR_RETURN(core::NoteVerifier witness, LoadWitnessKey(file));
    witnesses.push_back(std::move(witness));
  }
  audits = std::make_unique<AuditServiceImpl>(context, std::move(witnesses));
  custody = std::make_unique<CustodyServiceImpl>(
      context, [this](uint32_t number, bool wait) { return role->CancelWork(number, wait); },
      *destroyer, *keystore, *anchors, *rotation, config.backup_dir);
  intent_service = std::make_unique<IntentServiceImpl>(
      context, *intents, *identity, config.one_person ? Persons::kOne : Persons::kTwo);
  const ExchangeContext exchange{
      .store = *store,
      .audit = *audit,
      .deny_list = *deny_list,
      .identity = *identity,
      .clock = environment.clock,
      .random = environment.random,
      .max_certificate_life = absl::Hours(24) * config.max_certificate_days,
      .stopping = stopping};
  grpc::ServerBuilder builder;
  SetTransportLimits(builder, environment.times);
  acceptor = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD,
      identity->credentials());
  builder.RegisterService(health.get());
  builder.RegisterService(intent_service.get());
  builder.RegisterService(audits.get());
  builder.RegisterService(custody.get());
  IEUM_RETURN_IF_ERROR(role->Register(context, exchange, *manifest_gate, builder));
  IEUM_ASSIGN_OR_RETURN(listener, Listener::Open(config.listen, environment.log));
  AddMetrics(config);
  server = builder.BuildAndStart();
  if (server == nullptr) return core::Unavailable("the transport does not start");
  listener->Start(*acceptor);
  if (config.port_file.empty()) return absl::OkStatus();
  return core::WriteFileDurably(config.port_file, absl::StrFormat("%d\n", listener->port()), 0644);
}

absl::Status ServerApp::State::Close() {
  if (closed) return absl::OkStatus();
  closed = true;
  stopping.store(true);
  const absl::Duration started = core::MonotonicNow();
  // Before the queue, which a task may stop too.
  if (tasks != nullptr) tasks->Stop();
  // Before the calls: its watchers are some that would else last as long as their run.
  if (role != nullptr) role->StopWork();
  if (listener != nullptr) listener->Stop();
  if (server != nullptr) {
    server->Shutdown(absl::ToChronoTime(absl::Now() + kShutdownGrace));
    server->Wait();
  }
  absl::Status status = audit == nullptr ? absl::OkStatus() : CloseAudit();
  if (store != nullptr) {
    const absl::Status store_closed = store->Close();
    if (status.ok()) status = store_closed;
  }
  // A start that failed has its own message.
  if (server != nullptr) {
    const CallCounts counts = guard->metrics().counts();
    environment.log.Write(Event("server_stopped")
                              .Code(status.code())
                              .Count("calls_ok", counts.ok)
                              .Count("calls_refused", counts.refused)
                              .Count("calls_failed", counts.failed)
                              .Elapsed(core::MonotonicNow() - started));
  }
  transport_log.store(nullptr);
  return status;
}

absl::StatusOr<std::unique_ptr<ServerApp>> ServerApp::Start(const ServerConfig& config,
                                                            const ServerEnvironment& environment) {
  transport_log.store(&environment.log);
  gpr_set_log_function(LogTransportError);
  std::unique_ptr<ServerApp> app(new ServerApp(std::make_unique<State>(environment)));
  State& state = *app->state_;
  IEUM_ASSIGN_OR_RETURN(state.identity,
                        ServerIdentity::Load(config.tls, environment.clock, environment.log));
  IEUM_ASSIGN_OR_RETURN(state.keystore, OpenKeystore(config.keystore, config.data_dir,
                                                     environment.clock, environment.random));
  if (config.role == StoreRole::kMatcher) {
    state.role = std::make_unique<MatcherRole>();
  } else {
    state.role = std::make_unique<JoinerRole>();
  }
  IEUM_ASSIGN_OR_RETURN(
      state.store,
      state.role->OpenStore(
          {.data_dir = config.data_dir,
           .min_free_disk_bytes = config.min_free_disk_bytes,
           .cipher = config.storage_cipher,
           .holder_limits = {.rows = static_cast<uint64_t>(config.max_rows_per_holder)}},
          *state.keystore, environment));
  IEUM_RETURN_IF_ERROR(state.OpenAudit(config));
  IEUM_RETURN_IF_ERROR(state.OpenGuard(config));
  state.destroyer = std::make_unique<ProjectDestroyer>(*state.store, *state.keystore, *state.audit,
                                                       config.keystore.copies, environment.clock,
                                                       environment.log);
  // Before runs of a project that is being destroyed are queued again.
  IEUM_RETURN_IF_ERROR(state.destroyer->FinishInterrupted());
  IEUM_RETURN_IF_ERROR(state.role->StartWork(config, *state.audit, environment));
  IEUM_RETURN_IF_ERROR(state.Listen(config));
  state.StartTasks();
  environment.log.Write(
      Event("server_started")
          .Count("port", state.listener->port())
          .Count("threads", config.threads)
          .Count("projects", static_cast<int64_t>(state.store->projects().count())));
  return app;
}

ServerApp::ServerApp(std::unique_ptr<State> state) : state_(std::move(state)) {}

ServerApp::~ServerApp() { (void)Shutdown(); }

int ServerApp::port() const { return state_->listener->port(); }

absl::Status ServerApp::Shutdown() { return state_->Close(); }

}  // namespace ieum::server
