// The parts of the attack, each against a plain computation.
#include <algorithm>
#include <cmath>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "attack/correlation.h"
#include "attack/encoded_view.h"
#include "attack/landmark_attack.h"
#include "attack/nearest_rows.h"
#include "attack/pearson.h"
#include "attack/rank_features.h"
#include "attack/token_view.h"
#include "support/random_encodings.h"

namespace ieum::testing {
namespace {

using ::testing::ElementsAre;

// One group for each matrix of similarities.
class MatrixView final : public SimilarityView {
 public:
  explicit MatrixView(std::vector<std::vector<std::vector<int32_t>>> groups)
      : groups_(std::move(groups)) {}
  int64_t record_count() const override { return static_cast<int64_t>(groups_[0].size()); }
  int64_t group_count() const override { return static_cast<int64_t>(groups_.size()); }
  void Fill(int64_t record, std::span<int32_t> similarities) const override {
    auto out = similarities.begin();
    for (const auto& group : groups_) {
      out = std::copy(group[static_cast<size_t>(record)].begin(),
                      group[static_cast<size_t>(record)].end(), out);
    }
  }

 private:
  std::vector<std::vector<std::vector<int32_t>>> groups_;
};

// Similarities of points on a line; `order` says which record is which point.
std::vector<std::vector<int32_t>> Similarities(const std::vector<double>& points,
                                               const std::vector<size_t>& order) {
  std::vector<std::vector<int32_t>> matrix(order.size(), std::vector<int32_t>(order.size()));
  for (size_t i = 0; i < order.size(); ++i) {
    for (size_t j = 0; j < order.size(); ++j) {
      const double distance = std::abs(points[order[i]] - points[order[j]]);
      matrix[i][j] = static_cast<int32_t>(kMaxSimilarity * (1 - distance));
    }
  }
  return matrix;
}

TEST(RankFeaturesTest, NearNeighboursHaveTheLargestValuesAndEqualsShareTheirRank) {
  const MatrixView view({{{10'000, 9'000, 10, 10, 0},
                          {9'000, 10'000, 20, 30, 40},
                          {10, 20, 10'000, 30, 40},
                          {10, 30, 30, 10'000, 40},
                          {0, 40, 40, 40, 10'000}}});
  const std::vector<double> weights = {1};
  const FeatureMatrix features = RankFeatures(view, std::vector<int64_t>{0}, weights, 1);
  EXPECT_EQ(features.column_count, 1U);
  EXPECT_EQ(features.stride % FeatureMatrix::kColumnAlignment, 0U);
  const auto value = [](double rank) {
    return static_cast<int16_t>(std::lround(16 * (-std::log(rank / 6) - 1)));
  };
  EXPECT_EQ(features.row(0)[0], 0) << "the landmark itself";
  EXPECT_EQ(features.row(1)[0], value(2));
  EXPECT_EQ(features.row(2)[0], value(3.5));
  EXPECT_EQ(features.row(3)[0], value(3.5));
  EXPECT_EQ(features.row(4)[0], value(5));
  const std::vector<double> half = {0.5};
  const FeatureMatrix weak = RankFeatures(view, std::vector<int64_t>{0}, half, 1);
  EXPECT_EQ(weak.row(4)[0], static_cast<int16_t>(std::lround(8 * (-std::log(5.0 / 6) - 1))));
}

FeatureMatrix RandomFeatures(int64_t rows, size_t columns, uint64_t seed) {
  std::mt19937_64 engine(seed);
  FeatureMatrix features;
  features.row_count = rows;
  features.column_count = columns;
  features.stride = (columns + 31) / 32 * 32;
  features.values.assign(static_cast<size_t>(rows) * features.stride, 0);
  for (int64_t i = 0; i < rows; ++i) {
    for (size_t c = 0; c < columns; ++c) {
      features.values[static_cast<size_t>(i) * features.stride + c] =
          static_cast<int16_t>(static_cast<int>(engine() % 200) - 100);
    }
  }
  return features;
}

double Cosine(const FeatureMatrix& left, int64_t i, const FeatureMatrix& right, int64_t j) {
  double dot = 0, left_square = 0, right_square = 0;
  for (size_t c = 0; c < left.stride; ++c) {
    dot += double{left.row(i)[c] * 1.0} * right.row(j)[c];
    left_square += double{left.row(i)[c] * 1.0} * left.row(i)[c];
    right_square += double{right.row(j)[c] * 1.0} * right.row(j)[c];
  }
  return dot / std::sqrt(left_square * right_square);
}

TEST(FindNearestTest, FindsTheLargestCosineOfBothSides) {
  for (const int64_t right_count : {4, 5, 33, 70}) {
    const FeatureMatrix left = RandomFeatures(131, 45, 1);
    const FeatureMatrix right = RandomFeatures(right_count, 45, 2);
    std::vector<bool> left_skip(131, false);
    std::vector<bool> right_skip(static_cast<size_t>(right_count), false);
    left_skip[3] = true;
    right_skip[1] = true;
    const NearestRows nearest = FindNearest(left, right, left_skip, right_skip, 3);
    EXPECT_EQ(nearest.of_left[3].row, -1);
    EXPECT_EQ(nearest.of_right[1].row, -1);
    for (int64_t i = 0; i < left.row_count; ++i) {
      if (i == 3) continue;
      std::vector<double> scores;
      for (int64_t j = 0; j < right_count; ++j) {
        if (j != 1) scores.push_back(Cosine(left, i, right, j));
      }
      std::sort(scores.rbegin(), scores.rend());
      const Nearest& found = nearest.of_left[static_cast<size_t>(i)];
      EXPECT_NEAR(found.score, scores[0], 1e-12);
      EXPECT_NEAR(found.second_score, scores[1], 1e-12);
      EXPECT_NEAR(Cosine(left, i, right, found.row), scores[0], 1e-12);
    }
    for (int64_t j = 0; j < right_count; ++j) {
      if (j == 1) continue;
      double best = -2;
      for (int64_t i = 0; i < left.row_count; ++i) {
        if (i != 3) best = std::max(best, Cosine(left, i, right, j));
      }
      EXPECT_NEAR(nearest.of_right[static_cast<size_t>(j)].score, best, 1e-12);
    }
  }
}

TEST(FindNearestTest, IsTheSameForAnyNumberOfThreads) {
  const FeatureMatrix left = RandomFeatures(500, 20, 3);
  const FeatureMatrix right = RandomFeatures(300, 20, 4);
  const std::vector<bool> left_skip(500, false);
  const std::vector<bool> right_skip(300, false);
  const NearestRows one = FindNearest(left, right, left_skip, right_skip, 1);
  const NearestRows four = FindNearest(left, right, left_skip, right_skip, 4);
  for (size_t i = 0; i < 500; ++i) EXPECT_EQ(one.of_left[i].row, four.of_left[i].row);
  for (size_t j = 0; j < 300; ++j) {
    EXPECT_EQ(one.of_right[j].row, four.of_right[j].row);
    EXPECT_EQ(one.of_right[j].second_score, four.of_right[j].second_score);
  }
}

TEST(LandmarkAttackTest, FindsShuffledPointsFromAFewLandmarks) {
  std::mt19937_64 engine(5);
  constexpr size_t kCount = 200;
  std::vector<double> points(kCount);
  for (double& point : points) point = static_cast<double>(engine() % 1'000'000) / 1'000'000;
  std::vector<size_t> straight(kCount), shuffled(kCount);
  for (size_t i = 0; i < kCount; ++i) straight[i] = shuffled[i] = i;
  std::shuffle(shuffled.begin(), shuffled.end(), engine);
  const std::vector<size_t> noise_order = straight;
  std::vector<double> noise(kCount);
  for (double& point : noise) point = static_cast<double>(engine() % 1'000'000) / 1'000'000;
  // Group 0 agrees between the views, group 1 has nothing to do with the person.
  const MatrixView encoded({Similarities(points, shuffled), Similarities(noise, shuffled)});
  const MatrixView plain({Similarities(points, straight), Similarities(noise, straight)});
  const MatrixView other({Similarities(points, straight), Similarities(noise, shuffled)});
  std::vector<KnownPair> known;
  for (size_t i = 0; i < 12; ++i) {
    known.push_back({static_cast<int64_t>(i), static_cast<int64_t>(shuffled[i])});
  }
  const std::vector<double> agreement = GroupAgreement(encoded, other, known, 1);
  EXPECT_EQ(agreement[0], 1);
  EXPECT_LT(agreement[1], 0.5);
  const std::vector<int64_t> persons = LandmarkAttack(encoded, plain, known, {});
  size_t right = 0;
  for (size_t i = 0; i < kCount; ++i) right += persons[i] == static_cast<int64_t>(shuffled[i]);
  EXPECT_GE(right, kCount * 95 / 100);
  for (size_t i = 0; i < known.size(); ++i) EXPECT_EQ(persons[i], known[i].plain);
}

TEST(PearsonTest, IsOneForALineAndZeroForNothing) {
  Pearson line, fall, constant;
  for (int i = 0; i < 10; ++i) {
    line.Add(i, 3 * i + 1);
    fall.Add(i, -i);
    constant.Add(i, 7);
  }
  EXPECT_NEAR(line.Correlation(), 1, 1e-12);
  EXPECT_NEAR(fall.Correlation(), -1, 1e-12);
  EXPECT_EQ(constant.Correlation(), 0);
}

TEST(SimilarityCorrelationTest, LeavesOutWhoHasNothingInTheGroup) {
  // Record 2 is missing on one side; the others agree perfectly.
  const std::vector<std::vector<int32_t>> left = {{10'000, 5'000, 9, 100},
                                                  {5'000, 10'000, 9, 2'000},
                                                  {9, 9, 10'000, 9},
                                                  {100, 2'000, 9, 10'000}};
  std::vector<std::vector<int32_t>> right = left;
  for (size_t i = 0; i < 4; ++i) right[2][i] = right[i][2] = 0;
  EXPECT_NEAR(SimilarityCorrelation(MatrixView({left}), MatrixView({right}), 4)[0], 1, 1e-9);
}

TEST(EncodedViewTest, ComparesSegmentsAndBlockingKeys) {
  const core::ProfileHeader profile =
      core::ReadProfileHeader(R"({"profile":"view","version":1,"preset":"plain","threshold":8000,
        "segments":[{"name":"a","bits":64,"weight":1},
                    {"name":"b","bits":128,"weight":1,"hardening":{"method":"balance"}}],
        "blocking_keys":[{}]})")
          .value();
  // Segment a: 4, 4 (2 common), none. Segment b: 2, 3 (1 common), 2 (those of row 0).
  const std::vector<uint64_t> words = {0b1111, 0b11, 0, 0b111100, 0b1101, 0, 0, 0b11, 0};
  const EncodedRows rows{MatrixOf(profile.layout, words), {7, 7, 0}};
  const EncodedView view(rows, profile);
  ASSERT_EQ(view.group_count(), 3);
  std::vector<int32_t> similarities(9);
  view.Fill(0, similarities);
  EXPECT_THAT(similarities, ElementsAre(10'000, 5'000, 0,     // Dice
                                        128, 128 - 3, 128,    // equal bits
                                        10'000, 10'000, 0));  // keys
  view.Fill(2, similarities);
  EXPECT_THAT(similarities, ElementsAre(0, 0, 0, 128, 125, 128, 0, 0, 0)) << "0 is no key";
}

TEST(TokenViewTest, IsTheDiceCoefficientOfTokensByTheirBits) {
  const client::EncodingProfile profile =
      client::EncodingProfile::FromJson(
          R"({"profile":"view","version":1,"unicode":")" + client::OurUnicodeVersion() +
          R"(","icu":")" + client::OurIcuVersion() + R"(","preset":"plain","threshold":8000,
          "segments":[{"name":"s","bits":64,"weight":1}],
          "fields":[{"name":"n","segment":"s","normalizer":"latin_name","tokenizer":"bigrams",
                     "bits_per_token":1},
                    {"name":"c","segment":"s","normalizer":"code","tokenizer":"whole",
                     "bits_per_token":4}]})")
          .value();
  // Bigrams of ab: _a ab b_; of ac: _a ac c_.
  const std::vector<std::string> values = {"ab", "X", "ac", "X", "ab", "", "", ""};
  const TokenView view(profile, values, {});
  ASSERT_EQ(view.record_count(), 4);
  std::vector<int32_t> similarities(4);
  view.Fill(0, similarities);
  EXPECT_THAT(similarities, ElementsAre(10'000, 2 * 10'000 * (1 + 4) / 14, 2 * 10'000 * 3 / 10, 0));
  view.Fill(3, similarities);
  EXPECT_THAT(similarities, ElementsAre(0, 0, 0, 0)) << "nothing is like nothing";
}

}  // namespace
}  // namespace ieum::testing
