// What sealing costs when holders submit: chunks of random encodings stored and acknowledged, in
// turn without sealing (as bytes under the same keys, with the same syncs) and with each cipher.
//
//   seal_bench [chunks = 200] [rows per chunk = 4096] [folder = /tmp]
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "ieum/core/base/clock.h"
#include "ieum/core/base/random.h"
#include "ieum/core/base/status.h"
#include "ieum/core/format/chunk.h"
#include "ieum/server/storage/keys.h"
#include "ieum/server/storage/sealed_database.h"
#include "support/new_keystore.h"

namespace ieum {
namespace {

constexpr size_t kRowBytes = 256;

template <typename T>
T OrDie(absl::StatusOr<T> value) {
  if (!value.ok()) {
    std::fprintf(stderr, "seal_bench: %s\n", std::string(core::Message(value.status())).c_str());
    std::exit(1);
  }
  return *std::move(value);
}
void OrDie(const absl::Status& status) {
  OrDie(status.ok() ? absl::StatusOr<int>(0) : absl::StatusOr<int>(status));
}

// One store with one project, like a server's.
class Store final {
 public:
  Store(const std::string& folder, core::GcmCipher cipher)
      : keystore_(testing::NewKeystore(folder + "/keystore")) {
    database_ = OrDie(server::RocksDatabase::Open(folder + "/store", server::StoreRole::kMatcher));
    sealed_ =
        OrDie(server::SealedDatabase::Open(*database_, *keystore_, cipher, core::SystemRandom()));
    number_ = OrDie(sealed_->AddProject());
  }
  ~Store() { (void)database_->Close(); }

  // A chunk and its two records, as SubmissionStore writes them.
  void PutSealed(uint32_t sequence, core::ByteView chunk) {
    server::SealedBatch batch;
    Put(batch, *sealed_, sequence, chunk);
    OrDie(sealed_->Write(std::move(batch), server::Durability::kSynced));
  }
  void PutPlain(uint32_t sequence, core::ByteView chunk) {
    server::Batch batch;
    Put(batch, *database_, sequence, chunk);
    OrDie(database_->Write(std::move(batch), server::Durability::kSynced));
  }

 private:
  template <typename AnyBatch, typename Database>
  void Put(AnyBatch& batch, const Database& database, uint32_t sequence, core::ByteView chunk) {
    // What the server does in both cases: the identity of the chunk.
    const core::Sha256Digest digest = core::Sha256(chunk);
    const std::string key = server::MakeKey({number_, 0, sequence});
    batch.Put(database, server::Column::kChunks, key, chunk);
    batch.Put(database, server::Column::kChunkRecords, key, digest);
    batch.Put(database, server::Column::kSubmissions, server::MakeKey({number_, 0, 1}), digest);
  }

  std::unique_ptr<server::Keystore> keystore_;
  std::unique_ptr<server::RocksDatabase> database_;
  std::unique_ptr<server::SealedDatabase> sealed_;
  uint32_t number_ = 0;
};

int Main(int argc, char** argv) {
  const int chunks = argc > 1 ? std::atoi(argv[1]) : 200;
  const int rows = argc > 2 ? std::atoi(argv[2]) : 4'096;
  const std::string folder =
      std::string(argc > 3 ? argv[3] : "/tmp") + "/seal_bench." + std::to_string(::getpid());
  core::Bytes chunk(static_cast<size_t>(rows) * (kRowBytes + sizeof(core::Serial)));
  core::SystemRandom().Fill(chunk);
  absl::Duration plain_time;
  absl::Duration aes_time;
  absl::Duration aria_time;
  {
    Store plain(folder + "/plain", core::GcmCipher::kAes256);
    Store aes(folder + "/aes", core::GcmCipher::kAes256);
    Store aria(folder + "/aria", core::GcmCipher::kAria256);
    // One after the other for each chunk, so that what else the machine does meets all alike.
    for (int sequence = 0; sequence < chunks; ++sequence) {
      const auto number = static_cast<uint32_t>(sequence);
      const absl::Duration start = core::MonotonicNow();
      plain.PutPlain(number, chunk);
      const absl::Duration after_plain = core::MonotonicNow();
      aes.PutSealed(number, chunk);
      const absl::Duration after_aes = core::MonotonicNow();
      aria.PutSealed(number, chunk);
      plain_time += after_plain - start;
      aes_time += after_aes - after_plain;
      aria_time += core::MonotonicNow() - after_aes;
    }
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  const auto print = [&](const char* name, absl::Duration time) {
    std::printf("%-14s %8.1f MiB/s %10.0f rows/s   ratio %.2f\n", name,
                static_cast<double>(chunk.size()) * chunks / absl::ToDoubleSeconds(time) / 0x1p20,
                static_cast<double>(rows) * chunks / absl::ToDoubleSeconds(time),
                absl::ToDoubleSeconds(plain_time) / absl::ToDoubleSeconds(time));
  };
  print("not sealed", plain_time);
  print("aes-256-gcm", aes_time);
  print("aria-256-gcm", aria_time);
  return 0;
}

}  // namespace
}  // namespace ieum

int main(int argc, char** argv) { return ieum::Main(argc, argv); }
