#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "ieum/core/auditlog/destruction_certificate.h"
#include "ieum/core/record/catalogue.h"
#include "ieum/core/record/processing_record.h"
#include "support/hex_vector.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;
using Json = nlohmann::json;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

Manifest TheManifest() {
  return ReadManifest(testing::ReadTestFile(testing::VectorPath("manifest.json"))).value();
}

absl::Time KoreanNoon(int year, int month, int day) {
  return absl::FromCivil(absl::CivilHour(year, month, day, 12), KoreanTime());
}

// A project of two logs: created on 1 December 2026, released on 11 January 2027, destroyed in
// February.
class Logs final {
 public:
  Logs() {
    EXPECT_TRUE(builder_.Begin("agency/matcher/server").ok());
    Done("ProjectService/CreateProject", KoreanNoon(2026, 12, 1)).decided = manifest_.digest;
    Add();
    for (const char* holder : {"hospital-a", "insurer-b"}) {
      Done("SubmissionService/SealSubmission", KoreanNoon(2026, 12, 3)).rows = {
          {InstitutionId::Parse(holder).value(), 0, 1'500}};
      Add();
    }
    Refused("MatchingService/StartRun", AuditRule::kSecondPerson, KoreanNoon(2026, 12, 4));
    Done("Run/End", KoreanNoon(2026, 12, 5));
    Add();
    EXPECT_TRUE(builder_.Begin("join-center/joiner/server").ok());
    Begun("Release/Export", KoreanNoon(2027, 1, 11)).principal =
        "ieum://university-c/researcher/lee";
    Add();
    Done(kDestructionAct, KoreanNoon(2027, 2, 1));
    Add();
  }

  const Histories& histories() const { return builder_.histories(); }
  const Manifest& manifest() const { return manifest_; }

  explicit Logs(HistoryWindow window) : Logs() {
    HistoryBuilder again(window);
    EXPECT_TRUE(again.Begin("agency/matcher/server").ok());
    for (const AuditEntry& entry : entries_) again.Add(entry);
    builder_ = again;
  }

 private:
  AuditEntry& Begun(const char* act, absl::Time time) {
    entry_ = {};
    entry_.sequence = entries_.size();
    entry_.act = act;
    entry_.time = time;
    entry_.project = manifest_.project;
    return entry_;
  }
  AuditEntry& Done(const char* act, absl::Time time) {
    Begun(act, time).outcome = AuditOutcome::kDone;
    return entry_;
  }
  void Refused(const char* act, AuditRule rule, absl::Time time) {
    Begun(act, time).outcome = AuditOutcome::kRefused;
    entry_.rule = rule;
    Add();
  }
  void Add() {
    builder_.Add(entry_);
    entries_.push_back(entry_);
  }

  Manifest manifest_ = TheManifest();
  HistoryBuilder builder_;
  AuditEntry entry_;
  std::vector<AuditEntry> entries_;
};

std::vector<VerifiedLog> TwoLogs() { return {{"agency/matcher/server", {}}, {"b/joiner/s", {}}}; }

TEST(RecordTest, ARecordHasPurposeUseRecipientsAndEnd) {
  const Logs logs;
  const std::string schema_json = testing::ReadTestFile(testing::VectorPath("payload_schema.json"));
  const PayloadSchema schema = PayloadSchema::FromJson(schema_json).value();
  const std::vector<HolderSchema> schemas = {{InstitutionId::Parse("hospital-a").value(), &schema}};
  ASSERT_OK_AND_ASSIGN(const Report report, ProcessingRecord(logs.manifest(), schemas, TwoLogs(),
                                                             logs.histories(), Language::kEnglish));
  const Json record = Json::parse(report.ToJson());
  EXPECT_EQ(record["purpose"], logs.manifest().purpose);
  EXPECT_EQ(record["items"].size(), schema.columns.size());
  EXPECT_EQ(record["refused"], 1);
  ASSERT_EQ(record["handovers"].size(), 1U);
  EXPECT_EQ(record["handovers"][0]["principal"], "ieum://university-c/researcher/lee");
  EXPECT_EQ(record["handovers"][0]["entry"], 5);
  EXPECT_EQ(record["holders"][0]["submitted_rows"], 1'500);
  // One log has not destroyed it: nothing says until when the record is kept.
  EXPECT_EQ(record["kept_until"], "3 years after the destruction");
  const std::vector<VerifiedLog> one = {{"join-center/joiner/server", {}}};
  const Report ended =
      ProcessingRecord(logs.manifest(), {}, one, logs.histories(), Language::kKorean).value();
  EXPECT_EQ(Json::parse(ended.ToJson())["kept_until"], "2030-02-01");
  EXPECT_THAT(ended.ToPage("기록", Language::kKorean), HasSubstr("처리 목적"));
}

TEST(RecordTest, RefusesAnotherManifestAndOtherLogs) {
  const Logs logs;
  Manifest other = logs.manifest();
  other.digest[0] ^= std::byte{1};
  constexpr auto kPrecondition = absl::StatusCode::kFailedPrecondition;
  EXPECT_THAT(ProcessingRecord(other, {}, TwoLogs(), logs.histories(), Language::kEnglish),
              StatusIs(kPrecondition, HasSubstr("not created with this manifest")));
  EXPECT_THAT(ProcessingRecord(logs.manifest(), {}, {}, Histories(), Language::kEnglish),
              StatusIs(kPrecondition, HasSubstr("no entry")));
  HistoryBuilder builder;
  EXPECT_THAT(builder.Begin("agency/witness/server"), StatusIs(kInvalid, HasSubstr("neither")));
  EXPECT_THAT(builder.Begin("agency"), StatusIs(kInvalid, HasSubstr("neither")));
}

TEST(RecordTest, TheDaysOfAllStepsAddUp) {
  const Logs logs;
  const ProjectId& project = logs.manifest().project;
  ASSERT_OK_AND_ASSIGN(const ProgressClock clock,
                       ReadProgressClock(logs.histories(), project, absl::CivilDay(2026, 11, 1)));
  double sum = 0;
  for (const StepDays& step : clock.steps) sum += step.days;
  EXPECT_TRUE(clock.released);
  EXPECT_DOUBLE_EQ(clock.days, 71.5);  // 1 November, midnight, to 11 January, noon
  EXPECT_DOUBLE_EQ(sum, clock.days);
  const Json said = Json::parse(ProgressReport(project, clock, 71, Language::kEnglish).ToJson());
  EXPECT_EQ(said["outcome"], "too late");
  EXPECT_EQ(said["days_left"], -0.5);
  EXPECT_THAT(ProgressChart(clock, 100, Language::kKorean), HasSubstr("<svg"));
  EXPECT_THAT(ReadProgressClock(logs.histories(), project, absl::CivilDay(2026, 12, 2)),
              StatusIs(kInvalid, HasSubstr("behind the first entry")));
  EXPECT_THAT(ReadProgressClock(logs.histories(), ProjectId::Parse("other").value(), {}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("other")));
}

TEST(RecordTest, AYearHasItsEntriesOnly) {
  const Logs logs(WindowOfYear(2026));
  const Json year = Json::parse(
      AnnualReport(2026, {&logs.manifest(), 1}, {}, logs.histories(), Language::kEnglish).ToJson());
  EXPECT_EQ(year["created"], 1);
  EXPECT_EQ(year["rows"], 3'000);
  EXPECT_EQ(year["runs"], 1);
  EXPECT_EQ(year["releases"], 0);
  EXPECT_EQ(year["projects"][0]["title"], logs.manifest().title);
  EXPECT_EQ(year["refusals"][0]["rule"], "second-person");
  EXPECT_EQ(year["months"].size(), 1U);
  // Midnight in Korea, not elsewhere.
  EXPECT_EQ(absl::FormatTime(WindowOfYear(2026).to, absl::UTCTimeZone()),
            "2026-12-31T15:00:00+00:00");
}

TEST(RecordTest, FeesFollowTheTariff) {
  const Logs logs;
  ASSERT_OK_AND_ASSIGN(
      const Tariff tariff,
      Tariff::FromJson(R"({"currency":"KRW","per_project":7,"per_thousand_rows":100,)"
                       R"("per_release":5000})"));
  const Json usage =
      Json::parse(UsageReport(logs.histories(), &tariff, Language::kEnglish).ToJson());
  EXPECT_EQ(usage["usage"][0]["rows"], 3'000);
  EXPECT_EQ(usage["total"], 7 + 3 * 100 + 5'000);
  EXPECT_THAT(Tariff::FromJson(R"({"currency":"KRW","per_run":-1})"),
              StatusIs(kInvalid, HasSubstr("per_run")));
  EXPECT_THAT(Tariff::FromJson(R"({"currency":"KRW","per_row":1})"),
              StatusIs(kInvalid, HasSubstr("tariff")));
  EXPECT_THAT(Tariff::FromJson("[]"), StatusIs(kInvalid, HasSubstr("tariff")));
}

TEST(RecordTest, ACatalogueRecordHasSchemasAndNoData) {
  const Manifest manifest = TheManifest();
  const PayloadSchema schema =
      PayloadSchema::FromJson(testing::ReadTestFile(testing::VectorPath("payload_schema.json")))
          .value();
  const std::vector<HolderSchema> schemas = {{InstitutionId::Parse("hospital-a").value(), &schema}};
  const Json record = Json::parse(CatalogueRecord(manifest, schemas, "linkage-center"));
  EXPECT_EQ(record["@type"], "dcat:Catalog");
  EXPECT_EQ(record["dct:publisher"]["foaf:name"], "linkage-center");
  ASSERT_EQ(record["dcat:dataset"].size(), 1U);
  EXPECT_EQ(record["dcat:dataset"][0]["csvw:tableSchema"]["csvw:columns"].size(),
            schema.columns.size());
  // Every prefix that stands in the record is explained in it.
  for (const auto& [name, value] : record.items()) {
    const size_t colon = name.find(':');
    if (colon == std::string::npos) continue;
    EXPECT_TRUE(record["@context"].contains(name.substr(0, colon))) << name;
  }
}

}  // namespace
}  // namespace ieum::core
