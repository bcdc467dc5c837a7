#include "ieum/core/blocking/candidate_join.h"

#include <algorithm>
#include <array>
#include <utility>

#include "ieum/core/base/mutex.h"
#include "ieum/core/base/status.h"
#include "ieum/core/base/thread_pool.h"
#include "ieum/core/blocking/block_rows.h"
#include "ieum/core/blocking/join_progress.h"
#include "ieum/core/blocking/row_partners.h"

namespace ieum::core {
namespace {

// Of the right rows of a block, copied side by side: half of a second-level cache.
constexpr int64_t kTileBytes = 256 * 1024;
constexpr int64_t kMinTileRows = 16;
constexpr int64_t kMaxTileRows = 4'096;
constexpr size_t kLeftDistance = 4;  // left rows asked for ahead
constexpr size_t kStripeCount = 1'024;

struct Worker {
  BitMatrix tile;               // right rows of a block
  std::vector<int32_t> counts;  // [tile rows, segment_count] bits shared with one left row
  std::vector<int32_t> scores;  // [tile rows]
  std::vector<CandidatePair> accepted;
};

class Join final {
 public:
  Join(const CandidatePlan& plan, const PairJudge& judge, const JoinOptions& options,
       const SimilarityKernel& kernel, JoinProgress& progress)
      : plan_(plan),
        judge_(judge),
        options_(options),
        kernel_(kernel),
        progress_(progress),
        left_rows_(plan.left().encodings()),
        right_rows_(plan.right().encodings()),
        left_lists_(left_rows_.row_count(), options.partner_limit),
        right_lists_(plan.within() ? 0 : right_rows_.row_count(), options.partner_limit) {}

  absl::Status Run(std::stop_token stop) {
    const EncodingLayout& layout = left_rows_.layout();
    const int64_t stride_bytes = int64_t{right_rows_.stride_words()} * 8;
    const int64_t tile_rows = std::clamp(kTileBytes / stride_bytes, kMinTileRows, kMaxTileRows);
    for (int w = 0; w < options_.thread_count; ++w) {
      IEUM_ASSIGN_OR_RETURN(BitMatrix tile, BitMatrix::Create(layout, tile_rows));
      workers_.push_back(
          {.tile = std::move(tile),
           .counts = std::vector<int32_t>(static_cast<size_t>(tile_rows * layout.segment_count())),
           .scores = std::vector<int32_t>(static_cast<size_t>(tile_rows)),
           .accepted = {}});
    }
    for (const RowRange& left : WindowsOf(left_rows_)) {
      for (const RowRange& right : WindowsOf(right_rows_)) {
        // Within a party every two windows meet once.
        if (plan_.within() && right.begin < left.begin) continue;
        IEUM_RETURN_IF_ERROR(JoinWindows(left, right, stop));
      }
    }
    return absl::OkStatus();
  }

  CandidateJoin TakeResult() {
    CandidateJoin result;
    result.compared_pair_count = plan_.CountPairs();
    result.limited_row_count = left_lists_.CountLimitedRows() + right_lists_.CountLimitedRows();
    result.pairs = plan_.within() ? PairsWithin() : PairsBetween();
    std::sort(result.pairs.begin(), result.pairs.end(), Before);
    return result;
  }

 private:
  std::vector<RowRange> WindowsOf(const BitMatrix& rows) const {
    const int64_t count = rows.row_count();
    const int64_t size =
        options_.window_rows > 0 ? options_.window_rows : std::max<int64_t>(1, count);
    std::vector<RowRange> windows;
    for (int64_t begin = 0; begin < count; begin += size) {
      windows.push_back({begin, std::min(count, begin + size)});
    }
    return windows;
  }

  absl::Status JoinWindows(const RowRange& left, const RowRange& right,
                           const std::stop_token& stop) {
    same_rows_ = plan_.within() && left.begin == right.begin;
    for (size_t c = 0; c < plan_.columns().size(); ++c) {
      if (plan_.columns()[c].blocks.block_count() == 0) continue;
      IEUM_RETURN_IF_ERROR(JoinColumn(c, left, right, stop));
    }
    return absl::OkStatus();
  }

  absl::Status JoinColumn(size_t c, const RowRange& left_window, const RowRange& right_window,
                          const std::stop_token& stop) {
    const KeyBlocks& blocks = plan_.columns()[c].blocks;
    std::array<std::vector<BlockRows>, 2> sides;
    const auto collect = [&](size_t side, std::span<const uint32_t> of_rows,
                             const RowRange& window) {
      sides[side].emplace_back(
          of_rows.subspan(static_cast<size_t>(window.begin), static_cast<size_t>(window.size())),
          blocks.block_count(), window.begin);
    };
    IEUM_RETURN_IF_ERROR(
        ParallelFor(same_rows_ ? 1 : 2, options_.thread_count, stop, [&](int64_t side, int) {
          if (side == 0) collect(0, blocks.left_blocks, left_window);
          if (side == 1) collect(1, blocks.blocks_of_right(), right_window);
          return absl::OkStatus();
        }));
    const BlockRows& left = sides[0].front();
    const BlockRows& right = same_rows_ ? left : sides[1].front();
    const std::vector<BlockUnit> units = CutIntoUnits(blocks);
    return ParallelFor(
        static_cast<int64_t>(units.size()), options_.thread_count, stop, [&](int64_t u, int w) {
          JoinUnit(c, units[static_cast<size_t>(u)], left, right, workers_[static_cast<size_t>(w)]);
          return absl::OkStatus();
        });
  }

  void JoinUnit(size_t c, const BlockUnit& unit, const BlockRows& left, const BlockRows& right,
                Worker& worker) {
    int64_t pairs = 0;
    for (int64_t b = unit.begin; b < unit.end; ++b) {
      const std::span<const uint32_t> left_rows = left.rows(b);
      const std::span<const uint32_t> right_rows = right.rows(b);
      const size_t left_end = std::min(left_rows.size(), static_cast<size_t>(unit.left_end));
      const auto tile_rows = static_cast<size_t>(worker.tile.row_capacity());
      worker.accepted.clear();
      for (size_t tile = 0; tile < right_rows.size(); tile += tile_rows) {
        const size_t size = std::min(tile_rows, right_rows.size() - tile);
        worker.tile.Gather(right_rows_, right_rows.subspan(tile, size), right.rows_behind(b));
        for (size_t l = unit.left_begin; l < left_end; ++l) {
          if (l + kLeftDistance < left_rows.size()) {
            left_rows_.Prefetch(left_rows[l + kLeftDistance]);
          }
          // Within a party: with later rows of the block only.
          const size_t skip = same_rows_ && l + 1 > tile ? std::min(l + 1 - tile, size) : 0;
          pairs += static_cast<int64_t>(size - skip);
          Compare(c, left_rows[l], right_rows.subspan(tile + skip, size - skip),
                  static_cast<int64_t>(skip), worker);
        }
      }
      Offer(worker.accepted, unit.shares_block);
    }
    progress_.Add(pairs);
  }

  // right_numbers: the rows of the tile from `begin` on.
  void Compare(size_t c, uint32_t left, std::span<const uint32_t> right_numbers, int64_t begin,
               Worker& worker) {
    const size_t count = right_numbers.size();
    const auto segment_count = static_cast<size_t>(left_rows_.layout().segment_count());
    const std::span<int32_t> counts = std::span(worker.counts).first(count * segment_count);
    const std::span<int32_t> scores = std::span(worker.scores).first(count);
    kernel_.CommonBits(left_rows_.row(left), worker.tile,
                       {begin, begin + static_cast<int64_t>(count)}, counts);
    judge_.ScoreMany(counts, left_rows_.popcounts(left),
                     worker.tile.all_popcounts().subspan(static_cast<size_t>(begin) * segment_count,
                                                         count * segment_count),
                     scores);
    for (size_t r = 0; r < count; ++r) {
      if (scores[r] < options_.min_score) continue;
      // Few pairs get so far; looking here whether an earlier column had the pair costs less than
      // to look before comparing.
      if (plan_.Holds(left, right_numbers[r], c)) continue;
      worker.accepted.push_back({left, right_numbers[r], scores[r]});
    }
  }

  // A row has one block in a column, so whoever has the whole block has its rows to itself.
  void Offer(std::span<const CandidatePair> pairs, bool shares_block) {
    RowPartners& right_lists = plan_.within() ? left_lists_ : right_lists_;
    const auto offer = [&](RowPartners& lists, uint32_t row, Partner partner) {
      if (!shares_block) return lists.Offer(row, partner);
      MutexLock lock(stripes_[row % kStripeCount]);
      lists.Offer(row, partner);
    };
    for (const CandidatePair& pair : pairs) {
      offer(left_lists_, pair.left, {pair.right, pair.score});
      offer(right_lists, pair.right, {pair.left, pair.score});
    }
  }

  std::vector<CandidatePair> PairsBetween() const {
    std::vector<CandidatePair> pairs;
    const auto visit = [&](const auto& take) {
      for (int64_t l = 0; l < left_lists_.row_count(); ++l) {
        for (const Partner& partner : left_lists_.partners(l)) {
          take({static_cast<uint32_t>(l), partner.row, partner.score});
        }
      }
      for (int64_t r = 0; r < right_lists_.row_count(); ++r) {
        const auto right = static_cast<uint32_t>(r);
        for (const Partner& partner : right_lists_.partners(r)) {
          if (left_lists_.Keeps(partner.row, {right, partner.score})) continue;
          take({partner.row, right, partner.score});
        }
      }
    };
    CollectOnce(visit, pairs);
    return pairs;
  }

  std::vector<CandidatePair> PairsWithin() const {
    std::vector<CandidatePair> pairs;
    const auto visit = [&](const auto& take) {
      for (int64_t i = 0; i < left_lists_.row_count(); ++i) {
        const auto row = static_cast<uint32_t>(i);
        for (const Partner& partner : left_lists_.partners(i)) {
          if (partner.row > row) {
            take({row, partner.row, partner.score});
          } else if (!left_lists_.Keeps(partner.row, {row, partner.score})) {
            take({partner.row, row, partner.score});
          }
        }
      }
    };
    CollectOnce(visit, pairs);
    return pairs;
  }

  // Counts before it collects: a vector that grows needs three times the memory.
  template <typename Visit>
  static void CollectOnce(const Visit& visit, std::vector<CandidatePair>& pairs) {
    size_t count = 0;
    visit([&count](const CandidatePair&) { ++count; });
    pairs.reserve(count);
    visit([&pairs](const CandidatePair& pair) { pairs.push_back(pair); });
  }

  static bool Before(const CandidatePair& a, const CandidatePair& b) {
    return a.left != b.left ? a.left < b.left : a.right < b.right;
  }

  const CandidatePlan& plan_;
  const PairJudge& judge_;
  const JoinOptions& options_;
  const SimilarityKernel& kernel_;
  JoinProgress& progress_;
  bool same_rows_ = false;  // the windows at work are one
  const BitMatrix& left_rows_;
  const BitMatrix& right_rows_;
  RowPartners left_lists_;  // of all rows, within a party
  RowPartners right_lists_;
  std::array<Mutex, kStripeCount> stripes_;  // for rows whose block several units share
  std::vector<Worker> workers_;
};

absl::Status CheckOptions(const JoinOptions& options) {
  if (options.thread_count < 1) {
    return InvalidArgument("%d threads were asked for; want at least 1", options.thread_count);
  }
  if (options.window_rows < 0) return InvalidArgument("a window of rows is negative");
  if (options.partner_limit < 1) {
    return InvalidArgument("the partner limit is %d; want at least 1", options.partner_limit);
  }
  if (options.kernel != nullptr && !options.kernel->SupportedByThisCpu()) {
    return InvalidArgument("this processor cannot run kernel '%s'", options.kernel->name());
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CandidateJoin> JoinCandidates(
    const CandidatePlan& plan, const PairJudge& judge, const JoinOptions& options,
    const std::function<void(int64_t done, int64_t total)>& progress, std::stop_token stop) {
  IEUM_RETURN_IF_ERROR(CheckOptions(options));
  JoinProgress join_progress(plan.CountPairs(), progress);
  Join join(plan, judge, options, options.kernel != nullptr ? *options.kernel : BestKernel(),
            join_progress);
  IEUM_RETURN_IF_ERROR(join.Run(stop));
  join_progress.Finish();
  return join.TakeResult();
}

}  // namespace ieum::core
