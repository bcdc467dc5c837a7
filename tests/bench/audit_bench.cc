// What it costs to record an act: synced appends by 1 to 32 threads at a time, beside one synced
// write of the same database.
//
// usage: audit_bench FOLDER       (a new folder, on the disk in question)
#include <cstdio>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "ieum/core/base/secret.h"
#include "ieum/core/base/status.h"
#include "ieum/server/audit/audit_log.h"

namespace {

using ieum::server::AuditLog;
using ieum::server::Batch;
using ieum::server::RocksDatabase;

constexpr int kAppends = 2'000;

absl::Status Run(const std::string& folder) {
  IEUM_RETURN_IF_ERROR(ieum::core::InitSecureMemory());
  std::filesystem::create_directory(folder);
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<RocksDatabase> database,
                        RocksDatabase::Open(folder + "/store", ieum::server::StoreRole::kMatcher));
  absl::Duration started = ieum::core::MonotonicNow();
  const std::string value(300, 'x');
  for (int i = 0; i < kAppends; ++i) {
    Batch batch;
    batch.Put(*database, ieum::server::Column::kRuns, std::to_string(i),
              ieum::core::AsBytes(value));
    IEUM_RETURN_IF_ERROR(database->Write(std::move(batch), ieum::server::Durability::kSynced));
  }
  const double plain = absl::ToDoubleMicroseconds(ieum::core::MonotonicNow() - started) / kAppends;
  std::printf("plain synced write     %8.0f us each\n", plain);
  IEUM_ASSIGN_OR_RETURN(
      const std::unique_ptr<AuditLog> log,
      AuditLog::Open(*database, {.key_file = folder + "/audit.key", .name = "bench/matcher/server"},
                     ieum::core::SystemClock(), ieum::core::SystemRandom()));
  for (const int thread_count : {1, 4, 16, 32}) {
    started = ieum::core::MonotonicNow();
    std::vector<std::thread> threads;
    for (int t = 0; t < thread_count; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < kAppends / thread_count; ++i) {
          ieum::core::AuditEntry entry;
          entry.act = "Bench/Append";
          entry.principal = "ieum://bench/matcher/server";
          IEUM_CHECK(log->Append(entry).ok());
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    const double each = absl::ToDoubleMicroseconds(ieum::core::MonotonicNow() - started) / kAppends;
    std::printf("append by %2d thread(s) %8.0f us each, %.2f of a plain write\n", thread_count,
                each, each / plain);
  }
  return log->Close();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: audit_bench FOLDER\n");
    return 2;
  }
  const absl::Status status = Run(argv[1]);
  if (!status.ok()) std::fprintf(stderr, "%s\n", std::string(status.message()).c_str());
  return status.ok() ? 0 : 1;
}
