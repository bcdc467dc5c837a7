// A server under load for a long time: it must hold no more at the end than soon after the start.
//
// Projects live their whole lives as fast as they can for a while, which gives the peak, and then
// at four fifths of it. IEUM_SOAK_SECONDS says for how long in all (default 20; documented: 7,200).
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <numeric>
#include <thread>

#include "ieum/core/base/mutex.h"
#include "soak/process_probe.h"
#include "soak/project_life.h"
#include "support/matcher_host.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

constexpr int kWorkers = 3;
constexpr double kShareOfPeak = 0.8;
// Growth is judged if the run is long enough for the store to have filled its buffers and tables.
constexpr absl::Duration kLongEnough = absl::Minutes(30);

// Of the two holders. Small ones let a short run see several lives, also under sanitizers.
struct FileRows {
  uint32_t each;
  uint32_t shared;
};
FileRows RowsFor(absl::Duration length) {
  return length >= kLongEnough ? FileRows{.each = 100'000, .shared = 75'000}
                               : FileRows{.each = 2'000, .shared = 1'500};
}

absl::Duration Length() {
  const char* seconds = std::getenv("IEUM_SOAK_SECONDS");
  return absl::Seconds(seconds == nullptr ? 20 : std::atoll(seconds));
}

struct Sample {
  absl::Duration at;
  uint64_t projects;  // ended so far
  ProcessState server;
  int64_t store_bytes;
};

// Lets `kWorkers` threads live projects, at most one each `interval`, until `end`.
class Load {
 public:
  Load(const ProjectCast& cast, std::atomic<uint64_t>& number, absl::Time end,
       absl::Duration interval)
      : cast_(cast), number_(number), start_(absl::Now()), end_(end), interval_(interval) {
    for (int i = 0; i < kWorkers; ++i) threads_.emplace_back([this] { Work(); });
  }
  ~Load() { Join(); }
  void Join() {
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }
  uint64_t ended() const { return ended_; }
  // Seconds of each life, once joined.
  std::vector<double> Seconds() {
    core::MutexLock lock(mutex_);
    return seconds_;
  }

 private:
  void Work() {
    for (;;) {
      const absl::Time due = start_ + interval_ * static_cast<double>(slot_.fetch_add(1));
      if (std::max(due, absl::Now()) >= end_) return;
      if (const absl::Duration early = due - absl::Now(); early > absl::ZeroDuration()) {
        std::this_thread::sleep_for(absl::ToChronoNanoseconds(early));
      }
      const absl::Time began = absl::Now();
      const absl::Status status = LiveProject(cast_, absl::StrFormat("soak-%06d", ++number_));
      EXPECT_OK(status);
      if (!status.ok()) return;
      ++ended_;
      core::MutexLock lock(mutex_);
      seconds_.push_back(absl::ToDoubleSeconds(absl::Now() - began));
    }
  }

  const ProjectCast& cast_;
  std::atomic<uint64_t>& number_;
  const absl::Time start_;
  const absl::Time end_;
  const absl::Duration interval_;
  std::atomic<uint64_t> slot_ = 0;
  std::atomic<uint64_t> ended_ = 0;
  core::Mutex mutex_;
  std::vector<double> seconds_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;  // last: they use all of the above
};

double Quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<size_t>(share * static_cast<double>(values.size() - 1))];
}

// Median of `of` over samples [first, end) fifths.
template <typename Of>
double Median(const std::vector<Sample>& samples, size_t first_fifth, Of of) {
  std::vector<double> values;
  for (size_t i = samples.size() * first_fifth / 5; i < samples.size() * (first_fifth + 1) / 5;
       ++i) {
    values.push_back(static_cast<double>(of(samples[i])));
  }
  return Quantile(values, 0.5);
}

void Print(const Sample& sample) {
  std::printf(
      "%7.0f s  %7llu projects  %8.1f MiB  %4lld descriptors  %3lld threads  %8.1f MiB stored\n",
      absl::ToDoubleSeconds(sample.at), static_cast<unsigned long long>(sample.projects),
      static_cast<double>(sample.server.anonymous_kib) / 1024,
      static_cast<long long>(sample.server.descriptors),
      static_cast<long long>(sample.server.threads),
      static_cast<double>(sample.store_bytes) / (1 << 20));
  std::fflush(stdout);
}

TEST(Soak, MemoryAndDescriptorsStayFlatAtFourFifthsOfThePeak) {
  const absl::Duration length = Length();
  const FileRows rows = RowsFor(length);
  MatcherHost host;
  const ProjectCast cast = {
      .project_operator = host.Channel("operator", "linkage-center"),
      .first_holder = host.Channel("holder", "hospital-a"),
      .second_holder = host.Channel("holder", "insurer-b"),
      .stranger = host.Channel("holder", "hospital-z"),
      .first = MakeParty(SyntheticProfile(), Persons(0, rows.each), 1),
      .second = MakeParty(SyntheticProfile(), Persons(rows.each - rows.shared, rows.each), 2),
      .shared_persons = rows.shared};
  const absl::Duration at_peak = std::min(length / 4, absl::Minutes(3));
  const absl::Time start = absl::Now();
  std::atomic<uint64_t> number = 0;

  Load peak(cast, number, start + at_peak, absl::ZeroDuration());
  peak.Join();
  ASSERT_FALSE(HasFailure());
  const double peak_rate =
      static_cast<double>(peak.ended()) / absl::ToDoubleSeconds(absl::Now() - start);
  ASSERT_GT(peak_rate, 0);
  std::printf("peak: %.2f projects/s of twice %u rows, whole lives\n", peak_rate, rows.each);

  const absl::Time begin = absl::Now();
  const absl::Duration paced = length - at_peak;
  Load load(cast, number, begin + paced, absl::Seconds(1 / (kShareOfPeak * peak_rate)));
  std::vector<Sample> samples;
  const int count = std::max(10, static_cast<int>(absl::ToDoubleSeconds(paced) / 60));
  for (int i = 1; i <= count && !HasFailure(); ++i) {
    const absl::Duration early = begin + paced * i / count - absl::Now();
    std::this_thread::sleep_for(absl::ToChronoNanoseconds(std::max(early, absl::ZeroDuration())));
    samples.push_back({.at = absl::Now() - begin,
                       .projects = load.ended(),
                       .server = LookAt(host.server_pid()),
                       .store_bytes = FolderBytes(host.dir().File("data"))});
    Print(samples.back());
  }
  load.Join();
  ASSERT_FALSE(HasFailure());
  const double rate = static_cast<double>(load.ended()) / absl::ToDoubleSeconds(paced);
  std::printf("%.2f projects/s, %.0f %% of the peak; a life took %.2f s, 99 %% at most %.2f s\n",
              rate, 100 * rate / peak_rate, Quantile(load.Seconds(), 0.5),
              Quantile(load.Seconds(), 0.99));

  const auto memory = [](const Sample& sample) { return sample.server.anonymous_kib; };
  const auto descriptors = [](const Sample& sample) { return sample.server.descriptors; };
  std::printf("second fifth to last: %.1f to %.1f MiB, %.0f to %.0f descriptors\n",
              Median(samples, 1, memory) / 1024, Median(samples, 4, memory) / 1024,
              Median(samples, 1, descriptors), Median(samples, 4, descriptors));
  if (length >= kLongEnough) {
    // The store's tables come and go with its compactions.
    EXPECT_LE(Median(samples, 4, descriptors), Median(samples, 1, descriptors) + 32);
    EXPECT_LE(Median(samples, 4, memory), 1.1 * Median(samples, 1, memory) + 8 * 1024);
  }
  host.Stop();
}

}  // namespace
}  // namespace ieum::testing
