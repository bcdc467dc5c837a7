#include "ieum/server/storage/index_codec.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/digest.h"
#include "ieum/core/base/status.h"
#include "ieum/server/storage/record_bytes.h"

namespace ieum::server {
namespace {

// Of blocks and of the head. Older indexes are built again, never read as something else.
constexpr uint8_t kBlockVersion = 2;
constexpr uint32_t kHeadVersion = 2;

absl::Status DamagedBlock() {
  return core::DataLoss(
      "a part of the match index is damaged; start a run from scratch to build it again");
}

// Of a block: version, bytes of a key, number of the block, entries, first key.
constexpr size_t kBlockHeaderBytes = 1 + 1 + 4 + 4 + 8;

template <typename Step>
void AppendSteps(core::Bytes& out, std::span<const core::IndexEntry> entries) {
  for (const core::IndexEntry& entry : entries) {
    core::AppendLittleEndian(out, static_cast<Step>(entry.key - entries.front().key));
  }
}

template <typename Step>
void ReadSteps(core::ByteView steps, uint64_t first_key, std::span<core::IndexEntry> entries) {
  for (size_t i = 0; i < entries.size(); ++i) {
    entries[i].key = first_key + core::LoadLittleEndian<Step>(steps, i * sizeof(Step));
  }
}

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
  const uint64_t first_key = entries.front().key;
  const bool wide = entries.back().key - first_key > UINT32_MAX;
  core::Bytes bytes;
  bytes.reserve(kBlockHeaderBytes + 12 * entries.size() + sizeof(uint32_t));
  core::AppendLittleEndian(bytes, kBlockVersion);
  core::AppendLittleEndian(bytes, static_cast<uint8_t>(wide ? 8 : 4));
  core::AppendLittleEndian(bytes, ordinal);
  core::AppendLittleEndian(bytes, static_cast<uint32_t>(entries.size()));
  core::AppendLittleEndian(bytes, first_key);
  wide ? AppendSteps<uint64_t>(bytes, entries) : AppendSteps<uint32_t>(bytes, entries);
  for (const core::IndexEntry& entry : entries) core::AppendLittleEndian(bytes, entry.number);
  core::AppendLittleEndian(bytes, core::Crc32c(bytes));
  return bytes;
}

absl::StatusOr<uint32_t> ParseIndexBlock(core::ByteView bytes,
                                         std::vector<core::IndexEntry>& entries) {
  if (bytes.size() < kBlockHeaderBytes + sizeof(uint32_t)) return DamagedBlock();
  const core::ByteView body = bytes.first(bytes.size() - sizeof(uint32_t));
  const auto key_bytes = core::LoadLittleEndian<uint8_t>(body, 1);
  const auto count = core::LoadLittleEndian<uint32_t>(body, 6);
  const auto first_key = core::LoadLittleEndian<uint64_t>(body, 10);
  if (core::LoadLittleEndian<uint32_t>(bytes, body.size()) != core::Crc32c(body) ||
      core::LoadLittleEndian<uint8_t>(body) != kBlockVersion ||
      (key_bytes != 4 && key_bytes != 8) || count == 0 || count > kMaxEntriesPerBlock ||
      body.size() != kBlockHeaderBytes + size_t{count} * (key_bytes + sizeof(uint32_t))) {
    return DamagedBlock();
  }
  const core::ByteView steps = body.subspan(kBlockHeaderBytes, size_t{count} * key_bytes);
  const core::ByteView numbers = body.subspan(kBlockHeaderBytes + steps.size());
  const size_t size_before = entries.size();
  entries.resize(size_before + count);
  const std::span<core::IndexEntry> read = std::span(entries).subspan(size_before);
  key_bytes == 8 ? ReadSteps<uint64_t>(steps, first_key, read)
                 : ReadSteps<uint32_t>(steps, first_key, read);
  for (size_t i = 0; i < count; ++i) {
    read[i].number = core::LoadLittleEndian<uint32_t>(numbers, i * sizeof(uint32_t));
  }
  bool fits = read.front().key == first_key;
  for (size_t i = 1; i < count; ++i) fits &= read[i - 1] < read[i];
  fits &= (read.back().key - first_key > UINT32_MAX) == (key_bytes == 8);
  if (!fits) {
    entries.resize(size_before);
    return DamagedBlock();
  }
  return core::LoadLittleEndian<uint32_t>(body, 2);
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
