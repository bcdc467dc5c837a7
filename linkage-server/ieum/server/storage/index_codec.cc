#include "ieum/server/storage/index_codec.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/digest.h"
#include "ieum/core/base/status.h"
#include "ieum/server/storage/record_bytes.h"

namespace ieum::server {
namespace {

// Of blocks and of the head. Older indexes are built again, never read as something else.
constexpr uint8_t kBlockVersion = 1;
constexpr uint32_t kHeadVersion = 1;

absl::Status DamagedBlock() {
  return core::DataLoss(
      "a part of the match index is damaged; start a run from scratch to build it again");
}

// Seven bits a byte from the lowest, the high bit set in all but the last.
void AppendVarint(core::Bytes& out, uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<std::byte>(value | 0x80));
  out.push_back(static_cast<std::byte>(value));
}

// Reads varints; after the first that is none, cut off or longer than need be, ok() is false.
class VarintReader final {
 public:
  explicit VarintReader(core::ByteView bytes) : next_(bytes.data()), end_(next_ + bytes.size()) {}
  uint64_t Take() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64 && next_ != end_; shift += 7) {
      const auto byte = static_cast<uint64_t>(*next_++);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        ok_ &= (byte != 0 || shift == 0) && (shift < 63 || byte == 1);
        return value;
      }
    }
    ok_ = false;
    return 0;
  }
  bool ok() const { return ok_; }
  bool at_end() const { return next_ == end_; }

 private:
  const std::byte* next_;
  const std::byte* end_;
  bool ok_ = true;
};

void AddColumn(const core::KeyColumn& column, RecordWriter& writer) {
  writer.Add(static_cast<int32_t>(column.holder_key));
  writer.Add(static_cast<uint32_t>(column.equal_segments.size()));
  for (const int segment : column.equal_segments) writer.Add(static_cast<uint32_t>(segment));
  writer.Add(static_cast<uint32_t>(column.sampled_bits.size()));
  for (const int bit : column.sampled_bits) writer.Add(static_cast<uint32_t>(bit));
}

core::KeyColumn TakeColumn(RecordReader& reader) {
  core::KeyColumn column;
  column.holder_key = reader.Take<int32_t>();
  for (uint32_t left = reader.TakeCount(); left > 0; --left) {
    column.equal_segments.push_back(static_cast<int>(reader.Take<uint32_t>()));
  }
  for (uint32_t left = reader.TakeCount(); left > 0; --left) {
    column.sampled_bits.push_back(static_cast<int>(reader.Take<uint32_t>()));
  }
  return column;
}

void AddModel(const core::RoundModel& model, RecordWriter& writer) {
  writer.Add(static_cast<uint32_t>(model.model.segments.size()));
  for (size_t s = 0; s < model.model.segments.size(); ++s) {
    writer.Add(model.model.chances[s]);
    for (const double m : model.model.segments[s].m) writer.Add(m);
    for (const double u : model.model.segments[s].u) writer.Add(u);
  }
  writer.Add(model.threshold);
  writer.Add(model.duplicate_parties);
  writer.Add(model.shape.party_count);
  for (const int64_t count : model.counted_row_counts) writer.Add(count);
  writer.Add(static_cast<uint32_t>(model.shape.columns.size()));
  for (const core::KeyColumn& column : model.shape.columns) AddColumn(column, writer);
  writer.Add(static_cast<uint32_t>(model.party_pairs.size()));
  for (const core::KnownPartyPair& pair : model.party_pairs) {
    writer.Add(pair.left_party);
    writer.Add(pair.right_party);
    writer.Add(pair.prior_weight);
    writer.Add(static_cast<uint32_t>(pair.columns.size()));
    for (const core::KnownColumn& known : pair.columns) {
      writer.Add(static_cast<uint32_t>(known.column));
      writer.Add(known.largest.left);
      writer.Add(known.largest.right);
    }
  }
}

core::RoundModel TakeModel(RecordReader& reader) {
  core::RoundModel model;
  for (uint32_t left = reader.TakeCount(); left > 0; --left) {
    model.model.chances.push_back(reader.Take<double>());
    core::SegmentParameters& segment = model.model.segments.emplace_back();
    for (double& m : segment.m) m = reader.Take<double>();
    for (double& u : segment.u) u = reader.Take<double>();
  }
  model.shape.segment_count = model.model.segments.size();
  model.threshold = reader.Take<int32_t>();
  model.duplicate_parties = reader.Take<uint32_t>();
  model.shape.party_count = reader.TakeCount();
  for (uint32_t left = model.shape.party_count; left > 0; --left) {
    model.counted_row_counts.push_back(reader.Take<int64_t>());
  }
  for (uint32_t left = reader.TakeCount(); left > 0; --left) {
    model.shape.columns.push_back(TakeColumn(reader));
  }
  for (uint32_t left = reader.TakeCount(); left > 0; --left) {
    core::KnownPartyPair& pair = model.party_pairs.emplace_back();
    pair.left_party = reader.Take<uint32_t>();
    pair.right_party = reader.Take<uint32_t>();
    pair.prior_weight = reader.Take<int32_t>();
    for (uint32_t columns = reader.TakeCount(); columns > 0; --columns) {
      core::KnownColumn& known = pair.columns.emplace_back();
      known.column = reader.Take<uint32_t>();
      known.largest.left = reader.Take<uint32_t>();
      known.largest.right = reader.Take<uint32_t>();
    }
  }
  return model;
}

// The checksum fits, so only a bug of ours can break these; whoever indexes by them is safe still.
bool Consistent(const IndexHead& head) {
  const core::RoundModel& model = head.model;
  const auto in_model = [&](const core::KnownPartyPair& pair) {
    return pair.left_party < pair.right_party && pair.right_party < model.shape.party_count &&
           std::all_of(pair.columns.begin(), pair.columns.end(),
                       [&](const core::KnownColumn& known) {
                         return known.column < model.shape.columns.size();
                       });
  };
  return model.shape.party_count >= 2 && model.shape.party_count <= 31 &&
         std::all_of(model.party_pairs.begin(), model.party_pairs.end(), in_model) &&
         std::all_of(head.pieces.begin(), head.pieces.end(), [&](const IndexPiece& piece) {
           return piece.lists.size() == model.shape.list_count() &&
                  piece.row_counts.size() == model.shape.party_count;
         });
}

}  // namespace

core::Bytes SerializeIndexBlock(uint32_t ordinal, std::span<const core::IndexEntry> entries) {
  core::Bytes bytes;
  bytes.reserve(16 + 8 * entries.size());
  core::AppendLittleEndian(bytes, kBlockVersion);
  AppendVarint(bytes, ordinal);
  AppendVarint(bytes, entries.size());
  core::IndexEntry before{0, 0};
  for (const core::IndexEntry& entry : entries) {
    const uint64_t step = entry.key - before.key;
    AppendVarint(bytes, step);
    AppendVarint(bytes, step == 0 ? entry.number - before.number : entry.number);
    before = entry;
  }
  core::AppendLittleEndian(bytes, core::Crc32c(bytes));
  return bytes;
}

absl::StatusOr<uint32_t> ParseIndexBlock(core::ByteView bytes,
                                         std::vector<core::IndexEntry>& entries) {
  if (bytes.size() < 1 + sizeof(uint32_t)) return DamagedBlock();
  const core::ByteView body = bytes.first(bytes.size() - sizeof(uint32_t));
  if (core::LoadLittleEndian<uint32_t>(bytes, body.size()) != core::Crc32c(body) ||
      core::LoadLittleEndian<uint8_t>(body) != kBlockVersion) {
    return DamagedBlock();
  }
  VarintReader reader(body.subspan(1));
  const uint64_t ordinal = reader.Take();
  const uint64_t count = reader.Take();
  if (!reader.ok() || ordinal > UINT32_MAX || count == 0 || count > kMaxEntriesPerBlock) {
    return DamagedBlock();
  }
  const size_t size_before = entries.size();
  entries.reserve(size_before + count);
  core::IndexEntry before{0, 0};
  bool fits = true;
  for (uint64_t i = 0; i < count; ++i) {
    const uint64_t step = reader.Take();
    uint64_t number = reader.Take();
    const uint64_t key = before.key + step;
    if (step == 0) {
      // The first entry may be {0, 0}; all others differ from the one before.
      fits &= number != 0 || i == 0;
      number += before.number;
    }
    fits &= key >= before.key && number <= UINT32_MAX;
    before = {key, static_cast<uint32_t>(number)};
    entries.push_back(before);
  }
  if (!fits || !reader.ok() || !reader.at_end()) {
    entries.resize(size_before);
    return DamagedBlock();
  }
  return static_cast<uint32_t>(ordinal);
}

core::Bytes SerializeIndexHead(const IndexHead& head) {
  RecordWriter writer;
  writer.Add(kHeadVersion);
  writer.AddRaw(head.profile_digest);
  writer.Add(head.fitted_run);
  writer.Add(head.link_count);
  AddModel(head.model, writer);
  writer.Add(static_cast<uint32_t>(head.pieces.size()));
  for (const IndexPiece& piece : head.pieces) {
    writer.Add(piece.run_number);
    for (const int64_t count : piece.row_counts) writer.Add(count);
    writer.Add(static_cast<uint32_t>(piece.lists.size()));
    for (const IndexList& list : piece.lists) {
      writer.Add(list.entry_count);
      writer.Add(list.block_count);
      writer.Add(list.last.key);
      writer.Add(list.last.number);
    }
  }
  return writer.Finish();
}

absl::StatusOr<IndexHead> ParseIndexHead(core::ByteView bytes) {
  IEUM_ASSIGN_OR_RETURN(RecordReader reader, RecordReader::Open(bytes));
  if (reader.Take<uint32_t>() != kHeadVersion) {
    return core::FailedPrecondition("the match index is one of another version of the software");
  }
  IndexHead head;
  head.profile_digest = reader.TakeArray<32>();
  head.fitted_run = reader.Take<uint32_t>();
  head.link_count = reader.Take<uint64_t>();
  head.model = TakeModel(reader);
  for (uint32_t left = reader.TakeCount(); left > 0; --left) {
    IndexPiece& piece = head.pieces.emplace_back();
    piece.run_number = reader.Take<uint32_t>();
    for (uint32_t p = 0; p < head.model.shape.party_count; ++p) {
      piece.row_counts.push_back(reader.Take<int64_t>());
    }
    for (uint32_t lists = reader.TakeCount(); lists > 0; --lists) {
      IndexList& list = piece.lists.emplace_back();
      list.entry_count = reader.Take<uint64_t>();
      list.block_count = reader.Take<uint32_t>();
      list.last.key = reader.Take<uint64_t>();
      list.last.number = reader.Take<uint32_t>();
    }
  }
  IEUM_RETURN_IF_ERROR(reader.Finish());
  if (!Consistent(head)) return DamagedRecord();
  return head;
}

core::Bytes SerializeLinks(std::span<const core::ScoredPair> pairs) {
  RecordWriter writer;
  for (const core::ScoredPair& pair : pairs) {
    writer.Add(static_cast<uint8_t>(pair.left.party));
    writer.Add(static_cast<uint8_t>(pair.right.party));
    writer.Add(pair.left.row);
    writer.Add(pair.right.row);
    writer.Add(pair.score);
  }
  return writer.Finish();
}

absl::Status ParseLinks(core::ByteView bytes, std::vector<core::ScoredPair>& pairs) {
  constexpr size_t kPairBytes = 2 + 3 * sizeof(uint32_t);
  IEUM_ASSIGN_OR_RETURN(RecordReader reader, RecordReader::Open(bytes));
  const core::ByteView rest = reader.TakeRest();
  if (rest.empty() || rest.size() % kPairBytes != 0) return DamagedRecord();
  for (size_t at = 0; at < rest.size(); at += kPairBytes) {
    const core::ScoredPair pair = {.left = {core::LoadLittleEndian<uint8_t>(rest, at),
                                            core::LoadLittleEndian<uint32_t>(rest, at + 2)},
                                   .right = {core::LoadLittleEndian<uint8_t>(rest, at + 1),
                                             core::LoadLittleEndian<uint32_t>(rest, at + 6)},
                                   .score = core::LoadLittleEndian<int32_t>(rest, at + 10)};
    if (!pairs.empty() &&
        std::pair(pairs.back().left, pairs.back().right) >= std::pair(pair.left, pair.right)) {
      return DamagedRecord();
    }
    pairs.push_back(pair);
  }
  return absl::OkStatus();
}

}  // namespace ieum::server
