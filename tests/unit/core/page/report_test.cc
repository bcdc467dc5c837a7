#include "ieum/core/page/report.h"

#include <gtest/gtest.h>

namespace ieum::core {
namespace {

Report Example() {
  Report report;
  report.AddFact("rows", "rows", CountValue(1234));
  report.AddFact("seconds", "time", SecondsValue(absl::Milliseconds(1500)));
  report.AddFact("f1", "F1", ShareValue(2.0 / 3));
  const size_t table = report.AddTable("steps", {{"step", "step"}, {"rate", "rate"}});
  report.AddRow(table, {TextValue("encode"), RateValue(100, absl::Seconds(2))});
  report.AddTable("empty", {{"x", "x"}});
  return report;
}

TEST(ReportTest, ShowsPeopleFactsThenTables) {
  EXPECT_EQ(Example().ToText(),
            "rows  1,234\n"
            "time  1.5 s\n"
            "F1    0.6667\n"
            "\n"
            "step    rate\n"
            "encode  50 /s\n");
}

TEST(ReportTest, GivesProgramsOneDocumentInTheOrderAdded) {
  EXPECT_EQ(Example().ToJson(),
            "{\n"
            "  \"rows\": 1234,\n"
            "  \"seconds\": 1.5,\n"
            "  \"f1\": 0.666667,\n"
            "  \"steps\": [\n"
            "    {\n"
            "      \"step\": \"encode\",\n"
            "      \"rate\": 50.0\n"
            "    }\n"
            "  ],\n"
            "  \"empty\": []\n"
            "}\n");
}

TEST(ReportTest, BytesThatAreNotUtf8DoNotBreakTheDocument) {
  Report report;
  report.AddFact("out", "out", TextValue("a\xff.csv"));
  EXPECT_EQ(report.ToJson(), "{\n  \"out\": \"a\xEF\xBF\xBD.csv\"\n}\n");
}

TEST(ReportTest, ShowsSharesAsPercentages) {
  EXPECT_EQ(PercentValue(0.12345).text, "12.35 %");
  EXPECT_EQ(ShareValue(1).text, "1.0000");
}

}  // namespace
}  // namespace ieum::core
