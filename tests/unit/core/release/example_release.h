// The release of docs/formats/release-file.md, and what it is assembled from.
#ifndef IEUM_TESTS_UNIT_CORE_RELEASE_EXAMPLE_RELEASE_H_
#define IEUM_TESTS_UNIT_CORE_RELEASE_EXAMPLE_RELEASE_H_

#include <array>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "ieum/core/base/secret.h"
#include "ieum/core/release/release_description.h"
#include "ieum/core/release/release_sources.h"
#include "support/hex_vector.h"

namespace ieum::core::testing {

inline SecretBytes ExampleSecret() {
  SecretBytes secret(32);
  for (size_t i = 0; i < secret.size(); ++i) secret.mutable_view()[i] = static_cast<std::byte>(i);
  return secret;
}

inline std::array<std::byte, 16> Repeated(int value) {
  std::array<std::byte, 16> bytes;
  bytes.fill(static_cast<std::byte>(value));
  return bytes;
}

inline std::string ExampleJson() {
  return ieum::testing::ReadTestFile(ieum::testing::VectorPath("release_description.json"));
}

inline ReleaseDescription ExampleDescription() {
  return ReleaseDescription::FromJson(ExampleJson()).value();
}

// `json` with the first `from` replaced, which must be there.
inline std::string Replaced(std::string json, std::string_view from, std::string_view to) {
  const size_t place = json.find(from);
  EXPECT_NE(place, std::string::npos) << from;
  return json.replace(place, from.size(), to);
}

inline PayloadValue Number(int64_t number) {
  PayloadValue value;
  value.number = number;
  return value;
}
inline PayloadValue Text(std::string text) {
  PayloadValue value;
  value.bytes = std::move(text);
  return value;
}
inline PayloadValue Missing() {
  PayloadValue value;
  value.missing = true;
  return value;
}

// A row of a payload in memory.
struct ExampleRow {
  Serial serial;
  std::vector<PayloadValue> values;
};

class MemoryLinkage final : public LinkageSource {
 public:
  MemoryLinkage(SourceFacts facts, std::vector<LinkageRow> rows)
      : facts_(std::move(facts)), rows_(std::move(rows)) {}

  const SourceFacts& facts() const override { return facts_; }
  absl::StatusOr<std::span<const LinkageRow>> Next() override {
    const bool first = !std::exchange(given_, true);
    return std::span<const LinkageRow>(rows_.data(), first ? rows_.size() : 0);
  }

 private:
  SourceFacts facts_;
  std::vector<LinkageRow> rows_;
  bool given_ = false;
};

class MemoryPayload final : public PayloadSource {
 public:
  // Each of `chunks` becomes a chunk.
  MemoryPayload(SourceFacts facts, PayloadSchema schema,
                std::vector<std::vector<ExampleRow>> chunks)
      : facts_(std::move(facts)),
        schema_(std::move(schema)),
        digest_(Sha256(AsBytes(facts_.holder.value()))),
        chunks_(std::move(chunks)) {}

  const SourceFacts& facts() const override { return facts_; }
  const PayloadSchema& schema() const override { return schema_; }
  const Sha256Digest& payload_digest() const override { return digest_; }
  absl::StatusOr<const PayloadChunk*> Next() override {
    if (next_ == chunks_.size()) return nullptr;
    PayloadChunkBuilder builder(schema_);
    for (const ExampleRow& row : chunks_[next_]) builder.Append(row.serial, row.values);
    chunk_ = std::make_unique<PayloadChunk>(
        PayloadChunk::Parse(schema_, builder.Serialize(static_cast<uint32_t>(next_))).value());
    ++next_;
    return chunk_.get();
  }

 private:
  SourceFacts facts_;
  PayloadSchema schema_;
  Sha256Digest digest_;
  std::vector<std::vector<ExampleRow>> chunks_;
  size_t next_ = 0;
  std::unique_ptr<PayloadChunk> chunk_;
};

}  // namespace ieum::core::testing

#endif  // IEUM_TESTS_UNIT_CORE_RELEASE_EXAMPLE_RELEASE_H_
