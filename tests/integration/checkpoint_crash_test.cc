// kill -9 at random instants while a run scored by model is under way: stages that had finished are
// not repeated, and persons get the keys of an undisturbed run.
//
// IEUM_CRASH_CYCLES sets the number of kills (default 6), IEUM_CRASH_SEED repeats their instants.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <thread>

#include "support/matcher_host.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

constexpr int kDefaultCycles = 6;

int64_t Variable(const char* name, int64_t fallback) {
  const char* text = std::getenv(name);
  return text == nullptr ? fallback : std::atoll(text);
}

std::string TextOf(const std::vector<client::JointKeyRow>& keys) {
  std::string text;
  for (const client::JointKeyRow& row : keys) {
    text += core::ToHex(row.serial) + " " + row.joint_key.ToString() + "\n";
  }
  return text;
}

TEST(CheckpointCrash, AKilledRunGoesOnBehindTheStagesThatHadFinished) {
  const int64_t seed = Variable("IEUM_CRASH_SEED", std::random_device()());
  std::printf("IEUM_CRASH_SEED=%lld\n", static_cast<long long>(seed));
  std::mt19937_64 engine(static_cast<uint64_t>(seed));
  MatcherHost host(/*threads=*/1);
  host.CreateProject("flu");
  const SyntheticParty a = MakeParty(SyntheticProfile(), Persons(0, 8'000), 1);
  const SyntheticParty b = MakeParty(SyntheticProfile(), Persons(4'000, 8'000), 2);
  host.Submit("flu", "hospital-a", a, 2'000);
  host.Submit("flu", "insurer-b", b, 2'000);
  const absl::Time start = absl::Now();
  const v1::Run undisturbed = host.Match("flu", v1::SCORING_MODEL);
  const absl::Duration life = absl::Now() - start;
  const auto keys = [&] {
    return TextOf(host.ReadKeys("flu", "hospital-a")) + TextOf(host.ReadKeys("flu", "insurer-b"));
  };
  const std::string keys_of_first_run = keys();
  for (const v1::StageTime& stage : undisturbed.report().stages()) {
    EXPECT_FALSE(stage.resumed()) << stage.name();
  }

  int kills_during_run = 0;
  int resumed_stages = 0;
  const auto cycles = static_cast<int>(Variable("IEUM_CRASH_CYCLES", kDefaultCycles));
  for (int cycle = 0; cycle < cycles; ++cycle) {
    SCOPED_TRACE(absl::StrFormat("cycle %d", cycle));
    const auto started = host.Operator().StartRun("flu", v1::SCORING_MODEL);
    ASSERT_OK(started);
    // Once pairs are compared, the stage before has finished.
    for (;;) {
      const auto now = host.Operator().GetRun("flu", started->run_number());
      ASSERT_OK(now);
      if (now->state() == v1::RUN_STATE_SUCCEEDED || now->stage() > v1::RUN_STAGE_COMPARE) break;
      if (now->stage() == v1::RUN_STAGE_COMPARE && now->stage_done() > 0) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    const auto micros = static_cast<uint64_t>(absl::ToInt64Microseconds(life));
    // The first kill is at once: it hits.
    const uint64_t longest = cycle == 0 ? 1 : micros * 3 / 4;
    std::this_thread::sleep_for(std::chrono::microseconds(engine() % longest));
    host.Kill();
    host.Start();
    // Asked afterwards: a run may end between a question and the kill.
    const auto seen = host.Operator().GetRun("flu", started->run_number());
    ASSERT_OK(seen);
    kills_during_run += seen->state() == v1::RUN_STATE_SUCCEEDED ? 0 : 1;
    const auto ended = host.Operator().WatchRun("flu", started->run_number());
    ASSERT_OK(ended);
    ASSERT_EQ(ended->state(), v1::RUN_STATE_SUCCEEDED) << ended->error();
    for (const v1::StageTime& stage : ended->report().stages()) resumed_stages += stage.resumed();
    EXPECT_EQ(ended->report().linked_entity_count(), 4'000);
    EXPECT_EQ(ended->report().entity_count(), undisturbed.report().entity_count());
    EXPECT_EQ(keys(), keys_of_first_run);
  }
  std::printf("%d kills, %d during a run, %d stages resumed\n", cycles, kills_during_run,
              resumed_stages);
  EXPECT_GE(resumed_stages, kills_during_run);
  EXPECT_GE(kills_during_run, std::min(cycles, 1)) << "no kill hit a run";
}

}  // namespace
}  // namespace ieum::testing
