#include "ieum/core/cluster/evaluation.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "ieum/core/base/status.h"

namespace ieum::core {
namespace {

struct Member {
  uint64_t group;
  uint32_t party;
  friend auto operator<=>(const Member&, const Member&) = default;
};

// Rows by truth, by entity, and by both.
class Members final {
 public:
  void Add(uint32_t party, std::string_view label, uint32_t entity) {
    of_entity_.push_back({entity, party});
    if (label.empty()) return;
    const auto next = static_cast<uint32_t>(label_numbers_.size());
    const uint64_t number = label_numbers_.try_emplace(label, next).first->second;
    of_truth_.push_back({number, party});
    of_both_.push_back({uint64_t{entity} << 32 | number, party});
  }
  Evaluation Count();

 private:
  std::unordered_map<std::string_view, uint32_t> label_numbers_;
  std::vector<Member> of_truth_;
  std::vector<Member> of_entity_;
  std::vector<Member> of_both_;
};

// Pairs of members of one group and two parties.
int64_t CrossPairs(std::vector<Member> members) {
  std::sort(members.begin(), members.end());
  int64_t pairs = 0;
  int64_t group_size = 0;    // members of this group so far
  int64_t earlier_size = 0;  // of them, those of earlier parties
  for (size_t i = 0; i < members.size(); ++i) {
    if (i == 0 || members[i].group != members[i - 1].group) {
      group_size = 0;
      earlier_size = 0;
    } else if (members[i].party != members[i - 1].party) {
      earlier_size = group_size;
    }
    pairs += earlier_size;
    ++group_size;
  }
  return pairs;
}

Evaluation Members::Count() {
  return {.true_pairs = CrossPairs(std::move(of_truth_)),
          .declared_pairs = CrossPairs(std::move(of_entity_)),
          .correct_pairs = CrossPairs(std::move(of_both_))};
}

}  // namespace

double Evaluation::precision() const {
  if (declared_pairs == 0) return true_pairs == 0 ? 1.0 : 0.0;
  return static_cast<double>(correct_pairs) / static_cast<double>(declared_pairs);
}

double Evaluation::recall() const {
  if (true_pairs == 0) return 1.0;
  return static_cast<double>(correct_pairs) / static_cast<double>(true_pairs);
}

double Evaluation::f1() const {
  const double sum = precision() + recall();
  return sum > 0 ? 2 * precision() * recall() / sum : 0.0;
}

absl::StatusOr<Evaluation> Evaluate(std::span<const std::vector<std::string>> truth,
                                    std::span<const std::vector<uint32_t>> entities) {
  if (truth.size() != entities.size()) {
    return InvalidArgument("truth of %d parties for entities of %d parties", truth.size(),
                           entities.size());
  }
  Members members;
  for (uint32_t party = 0; party < truth.size(); ++party) {
    if (truth[party].size() != entities[party].size()) {
      return InvalidArgument("party %d has truth for %d rows and entities for %d rows", party,
                             truth[party].size(), entities[party].size());
    }
    for (size_t row = 0; row < truth[party].size(); ++row) {
      members.Add(party, truth[party][row], entities[party][row]);
    }
  }
  return members.Count();
}

absl::StatusOr<Evaluation> EvaluateWithin(std::span<const std::string> truth,
                                          std::span<const uint32_t> entities) {
  if (truth.size() != entities.size()) {
    return InvalidArgument("truth for %d rows and entities for %d rows", truth.size(),
                           entities.size());
  }
  // Every row counts as a party of its own, so all pairs are cross pairs.
  Members members;
  for (uint32_t row = 0; row < truth.size(); ++row) members.Add(row, truth[row], entities[row]);
  return members.Count();
}

}  // namespace ieum::core
