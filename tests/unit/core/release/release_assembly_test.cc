#include "ieum/core/release/release_assembly.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>

#include "ieum/core/assembly/sealed_runs.h"
#include "support/hex_vector.h"
#include "unit/core/release/example_release.h"

namespace ieum::core::testing::release_assembly_test {
namespace {

using ieum::testing::StatusIs;
using ieum::testing::TempDir;
using ::testing::HasSubstr;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

// The payload schema as the holder has it, with more than what is released.
PayloadSchema WholeSchema() {
  return PayloadSchema::FromJson(
             ieum::testing::ReadTestFile(ieum::testing::VectorPath("payload_schema.json")))
      .value();
}

ExampleRow HospitalRow(int serial, int64_t age, PayloadValue cost, int64_t sex) {
  return {.serial = Repeated(serial),
          .values = {Number(age), std::move(cost), Number(sex), Number(600), Missing(), Missing(),
                     Text(std::string(8, 'w'))}};
}

// What the example of the page is assembled from; tests change it.
struct Example {
  ReleaseDescription description = ExampleDescription();
  SourceFacts hospital = Facts("hospital-a");
  SourceFacts insurer = Facts("insurer-b");
  std::vector<LinkageRow> hospital_map = {{Repeated(0x33), JointKey(Repeated(0xcc)), 0},
                                          {Repeated(0x11), JointKey(Repeated(0xaa)), 0},
                                          {Repeated(0x22), JointKey(Repeated(0xbb)), 1},
                                          {Repeated(0x77), JointKey(Repeated(0xdd)), 0}};
  std::vector<LinkageRow> insurer_map = {{Repeated(0x44), JointKey(Repeated(0xaa)), 1},
                                         {Repeated(0x55), JointKey(Repeated(0xdd)), 0}};
  std::vector<std::vector<ExampleRow>> hospital_rows = {
      {HospitalRow(0x11, 42, Number(1250), 0), HospitalRow(0x22, 90, Missing(), 1)},
      {HospitalRow(0x33, 7, Number(-5), 1)}};
  std::vector<std::vector<ExampleRow>> insurer_rows = {
      {{Repeated(0x44), {Number(3), Number(0), Text("감기, \"심함\"")}},
       {Repeated(0x55), {Number(1), Number(1), Missing()}}}};
  PayloadSchema hospital_schema = WholeSchema();
  PayloadSchema insurer_schema = *description.holders[1].schema;
  ReleaseAssemblyOptions options = {.tell_row_counts = true,
                                    .bias_columns = {"hospital-a.sex", "insurer-b.tier"},
                                    .minimum_group_rows = 1};
  size_t source_count = 2;  // of the two holders
  std::stop_source stop;

  SourceFacts Facts(const char* holder) const {
    return {.project = description.name.project,
            .holder = InstitutionId::Parse(holder).value(),
            .manifest_digest = description.manifest_digest};
  }

  absl::StatusOr<AssembledRelease> Assemble(const std::string& path) const {
    MemoryLinkage a_map(hospital, hospital_map), b_map(insurer, insurer_map);
    MemoryPayload a(hospital, hospital_schema, hospital_rows);
    MemoryPayload b(insurer, insurer_schema, insurer_rows);
    const std::vector<HolderSources> sources = {{&a_map, &a}, {&b_map, &b}};
    IEUM_ASSIGN_OR_RETURN(const auto storage, SealedRuns::Create(path, SystemRandom()));
    return AssembleRelease(description, ExampleSecret(), std::span(sources).first(source_count),
                           *storage, options, path, stop.get_token());
  }
};

TEST(ReleaseAssemblyTest, MakesTheGoldenVector) {
  const TempDir dir;
  for (const size_t memory : {size_t{1}, size_t{1} << 20}) {
    Example example;
    example.options.memory_bytes = memory;
    ASSERT_OK_AND_ASSIGN(const AssembledRelease made, example.Assemble(dir.File("a.release")));
    EXPECT_EQ(made.trailer.row_count, 3U);
    EXPECT_EQ(made.figures.joined_person_count, 3U);
    EXPECT_EQ(ToHex(AsBytes(ieum::testing::ReadTestFile(dir.File("a.release")))),
              ToHex(ieum::testing::ReadHexVector("release_file.hex")));
  }
}

TEST(ReleaseAssemblyTest, TheAccountTellsOnlyWhatItMay) {
  const TempDir dir;
  Example example;
  example.options = {};
  ASSERT_OK_AND_ASSIGN(const AssembledRelease made, example.Assemble(dir.File("a.release")));
  EXPECT_EQ(made.trailer.account, ReleaseAccount());
  EXPECT_EQ(AccountJson(example.description, made.trailer.account), "{}");
}

// Every way to be refused: nothing is at the path then, and no value is said.
TEST(ReleaseAssemblyTest, RefusesSourcesThatDoNotBelongTogether) {
  const auto other_project = ProjectId::Parse("other").value();
  struct Case {
    const char* said;
    std::function<void(Example&)> change;
  };
  const Case cases[] = {
      {"linkage map given for holder 'hospital-a' is of another project",
       [&](Example& e) { e.hospital.project = other_project; }},
      {"linkage map given for holder 'insurer-b' is of another manifest",
       [](Example& e) { e.insurer.manifest_digest[0] ^= std::byte{1}; }},
      {"linkage map given for holder 'hospital-a' is of another holder",
       [](Example& e) { e.hospital.holder = e.insurer.holder; }},
      {"'hospital-a' has another digest",
       [](Example& e) { e.description.holders[0].payload_digest[0] ^= std::byte{1}; }},
      {"columns to be released of holder 'insurer-b'",
       [](Example& e) { e.insurer_schema = e.hospital_schema; }},
      {"row 3 of the payload of holder 'hospital-a' has a serial that the linkage map does not "
       "have",
       [](Example& e) { e.hospital_map.erase(e.hospital_map.begin()); }},
      {"row 2 of the payload of holder 'insurer-b' has a serial that the linkage map does not have",
       [](Example& e) { e.insurer_map.pop_back(); }},
      {"rows 1 and 5 of the linkage map of holder 'hospital-a' have the same serial",
       [](Example& e) {
         e.hospital_map.push_back({Repeated(0x33), JointKey(Repeated(1)), 0});
       }},
      {"rows 4 and 5 of the linkage map of holder 'hospital-a' have the same serial",
       [](Example& e) { e.hospital_map.push_back(e.hospital_map.back()); }},
      {"row 3 of the payload of holder 'hospital-a' has the serial of the row before",
       [](Example& e) { e.hospital_rows[1][0].serial = Repeated(0x22); }},
      {"row 3 of the payload of holder 'hospital-a' has the serial of the row before",
       [](Example& e) { e.hospital_rows[1][0].serial = Repeated(0x11); }},
      {"row 1 of the linkage map of holder 'insurer-b' has a band",
       [](Example& e) { e.insurer_map[0].band = 2; }},
      {"bias table", [](Example& e) { e.options.bias_columns = {"sex"}; }},
      {"sources of 1 holders for a release of 2", [](Example& e) { e.source_count = 1; }},
  };
  const TempDir dir;
  for (const Case& each : cases) {
    Example example;
    each.change(example);
    EXPECT_THAT(example.Assemble(dir.File("a.release")), StatusIs(kInvalid, HasSubstr(each.said)));
    EXPECT_FALSE(std::filesystem::exists(dir.File("a.release")));
  }
}

TEST(ReleaseAssemblyTest, RefusesTooFewRowsAndStops) {
  const TempDir dir;
  Example example;
  example.options.minimum_row_count = 4;
  EXPECT_THAT(
      example.Assemble(dir.File("a.release")),
      StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("3 rows, fewer than the 4")));
  EXPECT_FALSE(std::filesystem::exists(dir.File("a.release")));
  example.options.minimum_row_count = 3;
  example.stop.request_stop();
  EXPECT_THAT(example.Assemble(dir.File("a.release")),
              StatusIs(absl::StatusCode::kCancelled, HasSubstr("no release")));
}

}  // namespace
}  // namespace ieum::core::testing::release_assembly_test
