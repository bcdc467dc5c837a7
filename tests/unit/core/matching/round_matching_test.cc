#include "ieum/core/matching/round_matching.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <utility>

#include "support/random_encodings.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::ClearSegments;
using ::ieum::testing::LayoutOf;
using ::ieum::testing::MatrixOf;
using ::ieum::testing::RandomWords;
using ::ieum::testing::StatusIs;
using ::ieum::testing::WithErrors;
using ::testing::HasSubstr;

const std::vector<SegmentEncoding> kEncodings = {{256, 0, 0}, {256, 0, 0}, {64, 0, 0}};
const EncodingLayout kLayout = LayoutOf({256, 256, 64});
constexpr size_t kRowWords = 9;

// Rows of all parties, in the order in which they arrive. Persons occur in several parties, or
// several times in one; half of the copies have an identical first segment, the last segment has
// few values, and some segments are missing.
std::vector<std::vector<uint64_t>> AllRows(int64_t row_count, int party_count, uint64_t seed) {
  std::mt19937_64 engine(seed);
  const std::vector<uint64_t> persons = RandomWords(row_count, kLayout, engine);
  std::vector<std::vector<uint64_t>> parties;
  for (int p = 0; p < party_count; ++p) {
    std::vector<uint64_t> words;
    for (int64_t i = 0; i < row_count; ++i) {
      const auto person = static_cast<ptrdiff_t>(engine() % static_cast<uint64_t>(row_count));
      const auto begin = persons.begin() + person * static_cast<ptrdiff_t>(kRowWords);
      std::vector<uint64_t> row = WithErrors({begin, begin + kRowWords}, engine);
      if (engine() % 2 == 0) std::copy(begin, begin + 4, row.begin());
      row.back() = uint64_t{0xff} << (engine() % 5);
      words.insert(words.end(), row.begin(), row.end());
    }
    ClearSegments(words, kLayout, 5, engine);
    parties.push_back(std::move(words));
  }
  return parties;
}

// m falls and u rises from level to level, as in fitted models; rare values say more.
FixedModel Model() {
  FixedModel model;
  for (size_t s = 0; s < kEncodings.size(); ++s) {
    SegmentParameters segment;
    double m = 0;
    double u = 0;
    for (size_t level = 0; level < kLevelCount; ++level) {
      segment.m[level] = level < kFrequencyClassCount ? 0.05 : 0.2 / static_cast<double>(level);
      segment.u[level] = level < kFrequencyClassCount
                             ? 1e-6 * static_cast<double>((level + 1) * (level + 1))
                             : 1e-3 * static_cast<double>(level * level);
      m += segment.m[level];
      u += segment.u[level];
    }
    for (size_t level = 0; level < kLevelCount; ++level) {
      segment.m[level] /= m;
      segment.u[level] /= u;
    }
    model.segments.push_back(segment);
    model.chances.push_back(0);
  }
  return model;
}

struct Setting {
  int party_count = 2;
  uint32_t duplicate_parties = 0;
  bool exhaustive = true;
  int thread_count = 1;
};

RoundModel ModelFor(const Setting& setting, std::vector<int64_t> counted) {
  RoundModel model;
  model.model = Model();
  model.threshold = 3'000;
  model.duplicate_parties = setting.duplicate_parties;
  model.counted_row_counts = std::move(counted);
  model.shape.party_count = static_cast<uint32_t>(setting.party_count);
  model.shape.segment_count = kEncodings.size();
  if (!setting.exhaustive) {
    model.shape.columns = {{.equal_segments = {0}, .sampled_bits = {}},
                           {.equal_segments = {2}, .sampled_bits = {3, 77, 140}},
                           {.equal_segments = {}, .sampled_bits = {256, 300, 301, 330, 400}}};
  }
  for (uint32_t a = 0; a < model.shape.party_count; ++a) {
    for (uint32_t b = a + 1; b < model.shape.party_count; ++b) {
      KnownPartyPair pair{.left_party = a, .right_party = b, .prior_weight = -5'000, .columns = {}};
      for (size_t c = 0; c < model.shape.columns.size(); ++c) {
        pair.columns.push_back({.column = c, .largest = {1'000, 1'000}});
      }
      model.party_pairs.push_back(std::move(pair));
    }
  }
  return model;
}

// Rounds of one linkage: of party p, round r brings the rows up to ends[r][p].
class Rounds {
 public:
  Rounds(const Setting& setting, std::vector<std::vector<uint64_t>> rows,
         std::vector<int64_t> counted)
      : setting_(setting), rows_(std::move(rows)), model_(ModelFor(setting, counted)) {
    known_.assign(static_cast<size_t>(setting.party_count), 0);
    // Values are counted before any round, as by the run that fitted the model.
    index_ = IndexOf(counted);
  }

  void Add(const std::vector<int64_t>& ends) {
    const std::vector<BitMatrix> matrices = Matrices(ends);
    std::vector<RoundParty> parties;
    for (size_t p = 0; p < matrices.size(); ++p) {
      parties.push_back({.rows = {.encodings = &matrices[p]}, .known_row_count = known_[p]});
    }
    RoundOptions options;
    options.thread_count = setting_.thread_count;
    options.candidate_limit = 1'000;  // no row has more
    auto found =
        MatchRound(parties, kEncodings, model_, *this->Index(), accepted_, options, {}, {});
    ASSERT_OK(found);
    accepted_ = found->accepted;
    last_ = *std::move(found);
    known_ = ends;
  }

  const RoundMatching& last() const { return last_; }

 private:
  // Rows known so far in the columns, counted rows in the values.
  std::unique_ptr<RowIndex> Index() const {
    class Joint final : public RowIndex {
     public:
      Joint(const RowIndexShape& shape, MemoryRowIndex rows, const RowIndex& values)
          : first_value_(shape.value_list(0)), rows_(std::move(rows)), values_(values) {}
      absl::Status Find(size_t list, std::span<const uint64_t> keys,
                        std::vector<IndexEntry>& found) const override {
        return list >= first_value_ ? values_.Find(list, keys, found)
                                    : rows_.Find(list, keys, found);
      }

     private:
      size_t first_value_;
      MemoryRowIndex rows_;
      const RowIndex& values_;
    };
    return std::make_unique<Joint>(model_.shape, *IndexOf(known_), *index_);
  }

  std::unique_ptr<MemoryRowIndex> IndexOf(const std::vector<int64_t>& ends) const {
    const std::vector<BitMatrix> matrices = Matrices(ends);
    std::vector<KeyMaker> makers;
    for (const BitMatrix& matrix : matrices) {
      makers.push_back(*KeyMaker::Create({.encodings = &matrix}, 1, {}));
    }
    std::vector<const KeyMaker*> borrowed;
    for (const KeyMaker& maker : makers) borrowed.push_back(&maker);
    return std::make_unique<MemoryRowIndex>(
        *MakeRowIndex(model_.shape, borrowed, std::vector<uint32_t>(matrices.size(), 0), 1, {}));
  }

  std::vector<BitMatrix> Matrices(const std::vector<int64_t>& ends) const {
    std::vector<BitMatrix> matrices;
    for (size_t p = 0; p < rows_.size(); ++p) {
      matrices.push_back(MatrixOf(
          kLayout,
          {rows_[p].begin(), rows_[p].begin() + ends[p] * static_cast<int64_t>(kRowWords)}));
    }
    return matrices;
  }

  Setting setting_;
  std::vector<std::vector<uint64_t>> rows_;
  RoundModel model_;
  std::vector<int64_t> known_;
  std::unique_ptr<MemoryRowIndex> index_;
  std::vector<ScoredPair> accepted_;
  RoundMatching last_;
};

void ExpectSame(const RoundMatching& a, const RoundMatching& b) {
  ASSERT_EQ(a.accepted.size(), b.accepted.size());
  for (size_t i = 0; i < a.accepted.size(); ++i) {
    EXPECT_EQ(a.accepted[i].left, b.accepted[i].left);
    EXPECT_EQ(a.accepted[i].right, b.accepted[i].right);
    EXPECT_EQ(a.accepted[i].score, b.accepted[i].score);
  }
  EXPECT_EQ(a.matching.entities, b.matching.entities);
  EXPECT_EQ(a.matching.linked_entity_count, b.matching.linked_entity_count);
}

class RoundMatchingTest : public ::testing::TestWithParam<Setting> {};

TEST_P(RoundMatchingTest, RoundByRoundGivesWhatOneRoundOverAllRowsGives) {
  constexpr int64_t kRows = 110;
  const Setting setting = GetParam();
  size_t pairs = 0;
  int64_t new_pairs = 0;
  for (uint64_t seed = 1; seed <= 3; ++seed) {
    SCOPED_TRACE(seed);
    const auto parties = static_cast<size_t>(setting.party_count);
    const std::vector<std::vector<uint64_t>> rows = AllRows(kRows, setting.party_count, seed);
    const std::vector<int64_t> counted(parties, 60);
    Rounds scratch(setting, rows, counted);
    scratch.Add(std::vector<int64_t>(parties, kRows));
    // The second round brings rows of the last party only, the third of all.
    Rounds rounds(setting, rows, counted);
    std::vector<int64_t> ends(parties, 60);
    rounds.Add(ends);
    ends.back() = 90;
    rounds.Add(ends);
    new_pairs += rounds.last().new_pair_count;
    rounds.Add(std::vector<int64_t>(parties, kRows));
    pairs += scratch.last().accepted.size();
    ExpectSame(scratch.last(), rounds.last());
  }
  EXPECT_GT(pairs, 40U);
  EXPECT_GT(new_pairs, 0);
}

TEST_P(RoundMatchingTest, DoesNotDependOnThreads) {
  Setting setting = GetParam();
  const auto parties = static_cast<size_t>(setting.party_count);
  const std::vector<std::vector<uint64_t>> rows = AllRows(100, setting.party_count, 9);
  std::vector<Rounds> outcomes;
  for (const int threads : {1, 3}) {
    setting.thread_count = threads;
    Rounds rounds(setting, rows, std::vector<int64_t>(parties, 50));
    rounds.Add(std::vector<int64_t>(parties, 50));
    rounds.Add(std::vector<int64_t>(parties, 100));
    outcomes.push_back(std::move(rounds));
  }
  ExpectSame(outcomes[0].last(), outcomes[1].last());
}

INSTANTIATE_TEST_SUITE_P(
    Settings, RoundMatchingTest,
    ::testing::Values(Setting{}, Setting{.exhaustive = false},
                      Setting{.party_count = 3, .exhaustive = false},
                      Setting{.duplicate_parties = 2},
                      Setting{.party_count = 3, .duplicate_parties = 7, .exhaustive = false}));

TEST(RoundMatchingTest, ARoundWithoutNewRowsChangesNothing) {
  const std::vector<std::vector<uint64_t>> rows = AllRows(60, 2, 5);
  Rounds rounds({}, rows, {60, 60});
  rounds.Add({60, 60});
  const RoundMatching before = rounds.last();
  rounds.Add({60, 60});
  ExpectSame(before, rounds.last());
  EXPECT_EQ(rounds.last().new_row_count, 0);
  EXPECT_EQ(rounds.last().matching.compared_pair_count, 0);
}

TEST(RoundMatchingTest, ContinuesARunThatFittedTheModel) {
  const std::vector<std::vector<uint64_t>> rows = AllRows(300, 2, 6);
  std::vector<BitMatrix> matrices;
  std::vector<KeyMaker> makers;
  for (const auto& words : rows) matrices.push_back(MatrixOf(kLayout, words));
  for (const BitMatrix& matrix : matrices) {
    makers.push_back(*KeyMaker::Create({.encodings = &matrix}, 1, {}));
  }
  const std::vector<PartyRows> parties = {{.encodings = &matrices[0]}, {.encodings = &matrices[1]}};
  ASSERT_OK_AND_ASSIGN(const ModelMatching fitted,
                       RunModelMatching(parties, kEncodings, {}, {}, {}));
  ASSERT_GT(fitted.accepted.size(), 20U);
  const RoundModel model = RoundModelOf(fitted, std::vector<int64_t>{300, 300}, 0);
  const std::vector<const KeyMaker*> borrowed = {&makers[0], &makers[1]};
  ASSERT_OK_AND_ASSIGN(const MemoryRowIndex index,
                       MakeRowIndex(model.shape, borrowed, std::vector<uint32_t>{0, 0}, 1, {}));
  // All rows as if they were new, with the model's own counts: the same pairs are found.
  ASSERT_OK_AND_ASSIGN(const RoundMatching again,
                       MatchRound(std::vector<RoundParty>{{parties[0], 0}, {parties[1], 0}},
                                  kEncodings, model, index, {}, {}, {}, {}));
  ASSERT_EQ(again.accepted.size(), fitted.accepted.size());
  for (size_t i = 0; i < again.accepted.size(); ++i) {
    EXPECT_EQ(again.accepted[i].left, fitted.accepted[i].left);
    EXPECT_EQ(again.accepted[i].right, fitted.accepted[i].right);
    EXPECT_EQ(again.accepted[i].score, fitted.accepted[i].score);
  }
  EXPECT_EQ(again.matching.entities, fitted.matching.entities);
}

TEST(RoundMatchingTest, RefusesAModelOfOtherPartiesAndStopsWhenAsked) {
  const BitMatrix rows = MatrixOf(kLayout, AllRows(50, 1, 1)[0]);
  const std::vector<RoundParty> parties = {{{.encodings = &rows}, 0}, {{.encodings = &rows}, 20}};
  const MemoryRowIndex index(std::vector<std::vector<IndexEntry>>(3));
  EXPECT_THAT(MatchRound(parties, kEncodings, ModelFor({.party_count = 3}, {0, 0, 0}), index, {},
                         {}, {}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("other parties")));
  const RoundModel model = ModelFor({}, {0, 0});
  EXPECT_EQ(CountExhaustivePairs(parties, model), 50 * 50);
  EXPECT_THAT(MatchRound(std::vector<RoundParty>{parties[0], {{.encodings = &rows}, 51}},
                         kEncodings, model, index, {}, {}, {}, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("party 1 has 50 rows")));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THAT(MatchRound(parties, kEncodings, model, index, {}, {}, {}, stop.get_token()),
              StatusIs(absl::StatusCode::kCancelled, HasSubstr("stopped")));
}

}  // namespace
}  // namespace ieum::core
