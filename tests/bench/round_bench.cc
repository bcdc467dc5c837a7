// What a later round costs: two holders of invented persons, half of them in both, matched by the
// model in the server's job and store; then new rows of both, through the index and from scratch.
// Prints the stages of each run. Persons have values of skewed frequency in four segments; a copy
// of a row has errors in one of two segments.
//
//   round_bench [rows per holder = 100000] [new rows per holder = 5000] [threads = processors]
//               [folder = /tmp]
#include <fcntl.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "ieum/core/base/clock.h"
#include "ieum/core/base/random.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"
#include "ieum/server/jobs/matching_job.h"
#include "support/new_keystore.h"

namespace ieum {
namespace {

constexpr char kProfile[] =
    R"({"profile":"bench","version":1,"preset":"plain","threshold":8000,"segments":[)"
    R"({"name":"name","bits":512,"weight":1},{"name":"birth","bits":256,"weight":1},)"
    R"({"name":"contact","bits":256,"weight":1},{"name":"address","bits":256,"weight":1}]})";
constexpr int kWords[] = {8, 4, 4, 4};
constexpr uint64_t kValues[] = {200'000, 25'000, 3'000'000, 40'000};

template <typename T>
T OrDie(absl::StatusOr<T> value) {
  if (!value.ok()) {
    std::fprintf(stderr, "round_bench: %s\n", std::string(core::Message(value.status())).c_str());
    std::exit(1);
  }
  return *std::move(value);
}
void OrDie(const absl::Status& status) {
  OrDie(status.ok() ? absl::StatusOr<int>(0) : absl::StatusOr<int>(status));
}

// Row of a person as one holder has it: filters a quarter full, made of the numbers of values.
void AppendRow(uint64_t person, uint64_t copy, core::Bytes& bytes) {
  std::mt19937_64 of_person(person);
  std::mt19937_64 of_copy(person * 31 + copy + 1);
  for (size_t s = 0; s < 4; ++s) {
    // Small numbers are frequent.
    const double uniform = static_cast<double>(of_person() >> 11) * 0x1p-53;
    const auto value =
        static_cast<uint64_t>(std::pow(uniform, 3) * static_cast<double>(kValues[s]));
    std::mt19937_64 bits(value * 4 + s);
    const bool wrong = copy != 0 && of_copy() % 8 == 0;
    for (int w = 0; w < kWords[s]; ++w) {
      uint64_t word = bits() & bits();
      if (wrong) word ^= of_copy() & of_copy() & of_copy() & of_copy();
      core::AppendLittleEndian(bytes, word);
    }
  }
}

class Bench final {
 public:
  Bench(const std::string& folder, int threads)
      : folder_(folder + "/round_bench." + std::to_string(::getpid())),
        threads_(threads),
        log_(core::SystemClock(), null_),
        id_(*core::ProjectId::Parse("bench")),
        profile_(OrDie(core::ReadProfileHeader(kProfile))),
        keystore_(testing::NewKeystore(folder_ + "/keystore")),
        store_(OrDie(
            server::MatcherStore::Open({.data_dir = folder_ + "/data", .min_free_disk_bytes = 0},
                                       *keystore_, core::SystemClock(), core::SystemRandom()))) {
    OrDie(store_->projects()
              .Create({.id = id_,
                       .holders = {*core::InstitutionId::Parse("hospital-a"),
                                   *core::InstitutionId::Parse("insurer-b")},
                       .profile = profile_,
                       .threshold_basis_points = 8'000,
                       .test = true,
                       .field_level_approved = false,
                       .joint_keys_to_holders = true})
              .status());
  }
  ~Bench() {
    (void)store_->Close();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
    ::close(null_);
  }

  // Persons [first, first + count) of one holder, as a sealed submission of the project's round.
  void Submit(uint32_t holder, uint64_t first, uint64_t count) {
    const core::SubmissionId submission = core::SystemRandom().Next128();
    core::SubmissionDigest digest;
    uint32_t sequence = 0;
    for (uint64_t begin = 0; begin < count; begin += core::kDefaultRowsPerChunk, ++sequence) {
      const uint64_t rows = std::min<uint64_t>(core::kDefaultRowsPerChunk, count - begin);
      core::Bytes encodings;
      std::vector<core::Serial> serials;
      for (uint64_t row = 0; row < rows; ++row) {
        AppendRow(first + begin + row, holder, encodings);
        serials.push_back(core::SystemRandom().Next128());
      }
      const core::Bytes chunk =
          core::SerializeChunk(submission, sequence, profile_.digest, serials, encodings, {});
      digest.AddChunk(core::Sha256(chunk));
      OrDie(store_->submissions().AddChunk(id_, holder, chunk, std::nullopt));
    }
    OrDie(store_->submissions()
              .Seal(id_, holder, {.id = submission, .row_count = count, .digest = digest.Finish()})
              .status());
  }

  void Match(const char* what, bool from_scratch) {
    const server::ProjectRecord project = OrDie(store_->submissions().SealProject(id_));
    server::RunRecord run = OrDie(store_->runs().Create(
        project, {.scoring = server::Scoring::kModel, .from_scratch = from_scratch}));
    const absl::Duration start = core::MonotonicNow();
    run.report = OrDie(server::RunMatchingJob(*store_, core::SystemRandom(), log_, project, run,
                                              threads_, [](const auto&) {}, {}));
    run.state = server::RunState::kSucceeded;
    OrDie(store_->runs().SaveSucceeded(id_, run));
    const absl::Duration elapsed = core::MonotonicNow() - start;
    std::printf("%s: %.2f s, %lld entities of both, model of run %u, %lld new rows\n", what,
                absl::ToDoubleSeconds(elapsed),
                static_cast<long long>(run.report->linked_entity_count), run.report->fitted_run,
                static_cast<long long>(run.report->new_row_count));
    for (const server::RunStageLine& line : run.report->stages) {
      std::printf("  %-10s %14lld rows or pairs %8.3f s %12lld bytes\n", line.name.c_str(),
                  static_cast<long long>(line.work_count), absl::ToDoubleSeconds(line.elapsed),
                  static_cast<long long>(line.byte_count));
    }
    std::fflush(stdout);
  }
  void Reopen(uint32_t round) { OrDie(store_->runs().ReopenProject(id_, round).status()); }

 private:
  const std::string folder_;
  const int threads_;
  const int null_ = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  const server::Log log_;
  const core::ProjectId id_;
  const core::ProfileHeader profile_;
  std::unique_ptr<server::Keystore> keystore_;
  std::unique_ptr<server::MatcherStore> store_;
};

}  // namespace
}  // namespace ieum

int main(int argc, char** argv) {
  const auto number = [&](int i, uint64_t fallback) {
    return argc > i ? std::strtoull(argv[i], nullptr, 10) : fallback;
  };
  const uint64_t rows = number(1, 100'000);
  const uint64_t added = number(2, 5'000);
  ieum::Bench bench(
      argc > 4 ? argv[4] : "/tmp",
      static_cast<int>(number(3, static_cast<uint64_t>(ieum::core::DefaultThreadCount()))));
  bench.Submit(0, 0, rows);
  bench.Submit(1, rows / 2, rows);
  bench.Match("first round", false);
  bench.Reopen(2);
  // Half of the new rows of the first holder are persons that the second has; the other half comes
  // to both.
  bench.Submit(0, rows + rows / 2 - added / 2, added);
  bench.Submit(1, rows + rows / 2, added);
  bench.Match("second round", false);
  bench.Match("second round, from scratch", true);
  return 0;
}
