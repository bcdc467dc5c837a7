// A release from files, some thousand persons at three holders, against what the words say.
#include "ieum/core/release/release_sources.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include "ieum/core/assembly/sealed_runs.h"
#include "ieum/core/jointkey/joint_key_file.h"
#include "ieum/core/payload/payload_file.h"
#include "ieum/core/release/release_assembly.h"
#include "unit/core/release/example_release.h"

namespace ieum::core::testing::release_sources_test {
namespace {

using ieum::testing::StatusIs;
using ieum::testing::TempDir;
using ::testing::HasSubstr;

constexpr char kSchema[] =
    R"({"format":"ieum-payload-schema","schema":"numbers","version":1,"columns":[
        {"name":"person","purpose":"p","role":"other","type":"integer"},
        {"name":"name","purpose":"p","role":"other","type":"text","max_bytes":20,"nullable":true}]})";
constexpr const char* kHolders[] = {"a1", "b2", "c3"};

// What holds of a person, whoever has it.
std::array<std::byte, 16> KeyOf(uint32_t person) {
  std::array<std::byte, 16> bytes{};
  for (size_t i = 0; i < 4; ++i) bytes[i] = static_cast<std::byte>(person >> (8 * (3 - i)));
  return bytes;
}

class ReleaseFromFiles : public ::testing::Test {
 protected:
  // Each holder has some persons, some of them with two rows.
  void SetUp() override {
    std::mt19937 random(7);
    for (size_t h = 0; h < 3; ++h) {
      std::vector<std::pair<Serial, uint32_t>> rows;
      for (uint32_t person = 0; person < 3000; ++person) {
        for (uint32_t copies = random() % 8; copies >= 5 && copies < 7; ++copies) {
          Serial serial;
          for (std::byte& byte : serial) byte = static_cast<std::byte>(random());
          rows.emplace_back(serial, person);
        }
      }
      Write(h, rows);
    }
  }

  std::string File(size_t holder, const char* suffix) const {
    return dir_.File(std::string(kHolders[holder]) + suffix);
  }

  void Write(size_t holder, std::vector<std::pair<Serial, uint32_t>>& rows) {
    const InstitutionId id = InstitutionId::Parse(kHolders[holder]).value();
    std::ofstream file(File(holder, ".keys"), std::ios::binary);
    JointKeyFileWriter keys([&file](ByteView bytes) {
      file << AsText(bytes);
      return absl::OkStatus();
    });
    ASSERT_OK(
        keys.Begin({.project = project_, .holder = id, .run_number = 1, .row_count = rows.size()}));
    for (const auto& [serial, person] : rows) {
      const KeyedSerial row{.serial = serial, .joint_key = JointKey(KeyOf(person))};
      ASSERT_OK(keys.Append(std::span(&row, 1)));
      ++counts_[person][holder];
    }
    ASSERT_OK(keys.Finish());
    std::sort(rows.begin(), rows.end());
    ASSERT_OK_AND_ASSIGN(
        const auto payload,
        PayloadFileWriter::Create(
            File(holder, ".payload"),
            {.project = project_, .holder = id, .schema = *PayloadSchema::FromJson(kSchema)}));
    for (const auto& [serial, person] : rows) {
      const std::vector<PayloadValue> values = {
          Number(person), person % 3 == 0 ? Missing() : Text("p" + std::to_string(person))};
      ASSERT_OK(payload->Append(serial, values));
    }
    ASSERT_OK_AND_ASSIGN(const PayloadTrailer trailer, payload->Finish());
    digests_[holder] = trailer.payload_digest;
  }

  ReleaseDescription Describe(ManifestJoin join, const char* recipient) const {
    ReleaseDraft draft{.name = {.project = project_,
                                .recipient = InstitutionId::Parse(recipient).value(),
                                .number = 4},
                       .manifest_digest = manifest_,
                       .join = std::move(join),
                       .holders = {},
                       .provenance = {.software = "ieum",
                                      .profile_digest = {},
                                      .run_number = 1,
                                      .rule = "of a test",
                                      .date = "2026-01-31"}};
    for (size_t h = 0; h < 3; ++h) {
      draft.holders.push_back({.institution = InstitutionId::Parse(kHolders[h]).value(),
                               .payload_digest = digests_[h],
                               .schema = *PayloadSchema::FromJson(kSchema)});
    }
    return DescribeRelease(draft).value();
  }

  // The bytes of the release.
  absl::StatusOr<std::string> Assemble(const ReleaseDescription& description, size_t memory) const {
    std::vector<std::unique_ptr<LinkageSource>> maps;
    std::vector<std::unique_ptr<PayloadSource>> payloads;
    std::vector<HolderSources> sources;
    for (size_t h = 0; h < 3; ++h) {
      IEUM_ASSIGN_OR_RETURN(auto map, OpenLinkageFile(File(h, ".keys"), manifest_));
      IEUM_ASSIGN_OR_RETURN(auto payload, OpenPayloadFile(File(h, ".payload"), manifest_));
      sources.push_back({map.get(), payload.get()});
      maps.push_back(std::move(map));
      payloads.push_back(std::move(payload));
    }
    const std::string path = dir_.File("a.release");
    IEUM_ASSIGN_OR_RETURN(const auto storage, SealedRuns::Create(path, SystemRandom()));
    IEUM_RETURN_IF_ERROR(AssembleRelease(description, ExampleSecret(), sources, *storage,
                                         {.memory_bytes = memory}, path, {})
                             .status());
    return ieum::testing::ReadTestFile(path);
  }

  // Persons by release key, with the number of their rows.
  std::map<ReleaseKey, std::pair<int64_t, size_t>> Read() const {
    std::map<ReleaseKey, std::pair<int64_t, size_t>> persons;
    const auto reader = ReleaseFileReader::Open(dir_.File("a.release")).value();
    while (const ReleaseChunk* chunk = reader->Next().value()) {
      for (size_t r = 0; r < chunk->row_count(); ++r) {
        int64_t person = -1;
        for (size_t h = 0; h < 3; ++h) {
          if (!chunk->HasHolder(r, h)) continue;
          EXPECT_TRUE(person == -1 || person == chunk->column(2 * h)[r].number);
          person = chunk->column(2 * h)[r].number;
          EXPECT_EQ(chunk->column(2 * h + 1)[r].missing, person % 3 == 0);
        }
        auto& of_key = persons.try_emplace(chunk->keys()[r], person, 0).first->second;
        EXPECT_EQ(of_key.first, person);
        ++of_key.second;
      }
    }
    return persons;
  }

  const TempDir dir_;
  const ProjectId project_ = ProjectId::Parse("demo").value();
  const Sha256Digest manifest_ = Sha256(AsBytes("manifest"));
  std::array<Sha256Digest, 3> digests_{};
  std::map<uint32_t, std::array<size_t, 3>> counts_;  // rows of each person at each holder
};

TEST_F(ReleaseFromFiles, HoldsWhatTheWordsSayWhateverTheMemory) {
  const ManifestJoin join{
      .type = JoinType::kAny, .at_least = 2, .several_rows = SeveralRows::kCombine};
  const ReleaseDescription description = Describe(join, "univ-c");
  ASSERT_OK_AND_ASSIGN(const std::string bytes, Assemble(description, size_t{64} << 20));
  std::map<int64_t, size_t> expected;
  for (const auto& [person, counts] : counts_) {
    const auto holders =
        std::count_if(counts.begin(), counts.end(), [](size_t n) { return n > 0; });
    if (holders < 2) continue;
    size_t rows = 1;
    for (const size_t count : counts) rows *= std::max<size_t>(count, 1);
    expected[person] = rows;
  }
  std::map<int64_t, size_t> found;
  for (const auto& [key, person] : Read()) EXPECT_TRUE(found.insert(person).second);
  EXPECT_EQ(found, expected);
  for (const size_t memory : {size_t{1}, size_t{20'000}}) {
    ASSERT_OK_AND_ASSIGN(const std::string again, Assemble(description, memory));
    EXPECT_TRUE(again == bytes) << memory;
  }
}

// Persons were numbered, and their joint keys ascend with the numbers. In the order of the release
// a number is as often below the one before as above it: of n steps, n/2 with variance (n+1)/12.
TEST_F(ReleaseFromFiles, TheOrderSaysNothingAndNoReleaseIsLikeAnother) {
  const ManifestJoin join{.type = JoinType::kFull, .unmatched_to = UnmatchedTo::kResearchers};
  std::set<ReleaseKey> keys;
  size_t key_count = 0;
  for (const char* recipient : {"univ-c", "univ-d"}) {
    ASSERT_OK(Assemble(Describe(join, recipient), size_t{64} << 20));
    int64_t last = -1;
    double descents = 0, steps = 0;
    for (const auto& [key, person] : Read()) {
      keys.insert(key);
      ++key_count;
      if (last >= 0) ++steps;
      if (last > person.first) ++descents;
      last = person.first;
    }
    ASSERT_GT(steps, 500);
    // Six standard deviations; the input is seeded, so this fails always or never.
    EXPECT_NEAR(descents, steps / 2, 6 * std::sqrt((steps + 1) / 12));
  }
  EXPECT_EQ(keys.size(), key_count);
}

TEST_F(ReleaseFromFiles, NamesFilesThatAreNone) {
  const std::string other = dir_.Write("other", "no such file");
  constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  EXPECT_THAT(OpenLinkageFile(other, manifest_), StatusIs(kInvalid, HasSubstr("joint key file")));
  EXPECT_THAT(OpenPayloadFile(other, manifest_), StatusIs(kInvalid, HasSubstr("payload file")));
}

}  // namespace
}  // namespace ieum::core::testing::release_sources_test
