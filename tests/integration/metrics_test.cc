// What a real server tells of itself, and that everything that is written about it elsewhere, in
// alert rules, dashboard and documents, names what is really there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>

#include "integration/joiner_fixture.h"

namespace ieum::testing {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using Labels = std::map<std::string, std::string>;

struct Family {
  std::string type;
  std::map<std::string, double> samples;  // by name and labels, as written
  std::set<std::string> labels;           // names that occur
};

// Text exposition format 0.0.4, strictly: a family is HELP, TYPE and then its samples, each once.
class Exposition final {
 public:
  explicit Exposition(const std::string& text) {
    std::istringstream in(text);
    EXPECT_TRUE(text.ends_with('\n'));
    for (std::string line; std::getline(in, line);) Take(line);
  }
  const std::map<std::string, Family>& families() const { return families_; }
  std::set<std::string> Names() const {
    std::set<std::string> names;
    for (const auto& [name, family] : families_) names.insert(name);
    return names;
  }
  double Value(const std::string& sample) const {
    const std::string family = sample.substr(0, sample.find('{'));
    const auto found = families_.find(family);
    if (found == families_.end() || !found->second.samples.contains(sample)) {
      ADD_FAILURE() << "no " << sample;
      return -1;
    }
    return found->second.samples.at(sample);
  }

 private:
  void Take(const std::string& line) {
    static const std::regex kHelp(R"(# HELP ([a-z][a-z0-9_]*) [ -\[\]-~]+)");
    static const std::regex kType(R"(# TYPE ([a-z][a-z0-9_]*) (counter|gauge|histogram))");
    static const std::regex kSample(
        R"re(([a-z][a-z0-9_]*)\{((?:[a-z]+="[A-Za-z0-9/_.+ -]*",?)+)\} (-?[0-9][0-9.e+-]*))re");
    std::smatch match;
    if (std::regex_match(line, match, kHelp)) {
      at_ = match[1];
      EXPECT_TRUE(families_.emplace(at_, Family{}).second) << at_ << " twice";
    } else if (std::regex_match(line, match, kType)) {
      EXPECT_EQ(match[1], at_) << "HELP comes first";
      families_[at_].type = match[2];
    } else if (std::regex_match(line, match, kSample)) {
      Family& family = families_[at_];
      const std::string name = match[1];
      const std::string suffix = name.starts_with(at_) ? name.substr(at_.size()) : "another";
      const std::set<std::string> allowed = family.type == "histogram"
                                                ? std::set<std::string>{"_bucket", "_sum", "_count"}
                                                : std::set<std::string>{""};
      EXPECT_THAT(allowed, Contains(suffix)) << line;
      EXPECT_EQ(family.type == "counter", at_.ends_with("_total")) << line;
      const std::string labels = match[2];
      EXPECT_TRUE(family.samples.emplace(name + "{" + labels + "}", std::stod(match[3])).second)
          << line << " twice";
      static const std::regex kLabel(R"re(([a-z]+)=")re");
      for (std::sregex_iterator i(labels.begin(), labels.end(), kLabel), end; i != end; ++i) {
        family.labels.insert((*i)[1]);
      }
    } else {
      ADD_FAILURE() << "not of the format: " << line;
    }
  }

  std::string at_;
  std::map<std::string, Family> families_;
};

std::string Source(const std::string& file) {
  return ReadTestFile(std::string(IEUM_SOURCE_DIR) + "/" + file);
}

// Every metric that a text names, and in its selectors every label.
void ExpectKnown(const std::string& text, const Exposition& metrics, const std::string& where) {
  static const std::regex kName(R"(\b(ieum_[a-z_]+[a-z])(\\?\{[^}]*\})?)");
  static const std::regex kLabel(R"(([a-z_]+)=~?\\?")");
  int found = 0;
  for (std::sregex_iterator i(text.begin(), text.end(), kName), end; i != end; ++i, ++found) {
    std::string name = (*i)[1];
    for (const char* suffix : {"_bucket", "_sum", "_count"}) {
      const std::string base = name.substr(0, name.size() - std::string(suffix).size());
      const auto histogram = metrics.families().find(base);
      const bool is_part = name.ends_with(suffix) && histogram != metrics.families().end() &&
                           histogram->second.type == "histogram";
      if (is_part) name = base;
    }
    const auto family = metrics.families().find(name);
    ASSERT_NE(family, metrics.families().end()) << where << " names " << name;
    const std::string selector = (*i)[2];
    for (std::sregex_iterator at(selector.begin(), selector.end(), kLabel); at != end; ++at) {
      if ((*at)[1] == "instance") continue;  // of Prometheus
      EXPECT_THAT(family->second.labels, Contains((*at)[1].str())) << where << ": " << name;
    }
  }
  EXPECT_GT(found, 20) << where;
}

std::set<std::string> AllMatches(const std::string& text, const std::string& pattern) {
  std::set<std::string> all;
  const std::regex regex(pattern);
  for (std::sregex_iterator i(text.begin(), text.end(), regex), end; i != end; ++i) {
    EXPECT_TRUE(all.insert((*i)[1]).second) << (*i)[1] << " twice";
  }
  return all;
}

ProgramResult Control(const core::ChannelOptions& channel, std::vector<std::string> more) {
  more.insert(more.begin(),
              {IEUMCTL_PROGRAM, "metrics", "--server", channel.server, "--ca", channel.ca_file,
               "--cert", channel.certificate_file, "--key", channel.key_file});
  return RunProgram(more);
}

class MetricsTest : public JoinerFixture {
 protected:
  Exposition Scrape(const core::ChannelOptions& channel) {
    const std::string file = dir_.File("ieum.prom");
    const ProgramResult done = Control(channel, {"--textfile", file});
    EXPECT_EQ(done.exit_status, 0) << done.err;
    EXPECT_THAT(done.out, IsEmpty());
    text_ = ReadTestFile(file);
    return Exposition(text_);
  }
  Exposition ScrapeMatcher(const std::string& role = "operator") {
    return Scrape(matcher_->Channel(role, "linkage-center"));
  }

  std::string text_;
};

TEST_F(MetricsTest, SayWhatHasHappened) {
  ScrapeMatcher();
  ApiClient holder(matcher_->Channel("holder", "hospital-a"));
  EXPECT_FALSE(holder.ListSubmissions("flu").ok());
  const Exposition metrics = ScrapeMatcher();
  const auto value = [&](const std::string& sample) { return metrics.Value(sample); };
  EXPECT_EQ(value(R"(ieum_projects{server="matcher",state="matched"})"), 1);
  EXPECT_EQ(value(R"(ieum_projects{server="matcher",state="open"})"), 0);
  EXPECT_EQ(value(R"(ieum_rows_accepted_total{server="matcher"})"), kJoinerRows + 1'000.0);
  EXPECT_EQ(value(R"(ieum_runs_ended_total{server="matcher",state="succeeded"})"), 1);
  EXPECT_EQ(value(R"(ieum_runs_unfinished{server="matcher"})"), 0);
  EXPECT_GE(value(R"(ieum_refusals_total{server="matcher",rule="role"})"), 1);
  EXPECT_GE(value(R"(ieum_calls_total{server="matcher",method="SubmissionService/ListSubmissions",)"
                  R"(code="PERMISSION_DENIED"})"),
            1);
  EXPECT_GE(value(R"(ieum_calls_total{server="matcher",method="SubmissionService/SubmitChunks",)"
                  R"(code="OK"})"),
            2);
  EXPECT_GE(
      value(R"(ieum_calls_total{server="matcher",method="HealthService/GetMetrics",code="OK"})"),
      1);
  EXPECT_EQ(value(R"(ieum_calls_under_way{server="matcher"})"), 1) << "this one";
  EXPECT_EQ(
      value(R"(ieum_build_info{server="matcher",version=")" + std::string(IEUM_VERSION) + "\"}"),
      1);
  EXPECT_GT(value(R"(ieum_audit_log_entries{server="matcher"})"), 5);
  EXPECT_EQ(value(R"(ieum_audit_log_cosigned_entries{server="matcher"})"), 0);
  for (const char* zero : {"ieum_audit_log_halted", "ieum_store_read_only", "ieum_root_key_pending",
                           "ieum_projects_retention_over", "ieum_connections_refused_total"}) {
    EXPECT_EQ(value(std::string(zero) + R"({server="matcher"})"), 0);
  }
  const double now = absl::ToDoubleSeconds(absl::Now() - absl::UnixEpoch());
  EXPECT_NEAR(value(R"(ieum_metrics_time_seconds{server="matcher"})"), now, 60);
  EXPECT_NEAR(value(R"(ieum_audit_log_checked_time_seconds{server="matcher"})"), now, 600);
  EXPECT_GT(value(R"(ieum_certificate_end_time_seconds{server="matcher"})"), now);
  EXPECT_GT(value(R"(ieum_store_bytes{server="matcher"})"), 100'000);
  EXPECT_GT(value(R"(ieum_disk_free_bytes{server="matcher"})"),
            value(R"(ieum_disk_reserve_bytes{server="matcher"})"));
}

TEST_F(MetricsTest, HistogramsAreCumulative) {
  const Exposition metrics = ScrapeMatcher();
  const Exposition again = ScrapeMatcher();
  const std::string of = R"(ieum_call_seconds{server="matcher",method="HealthService/GetMetrics")";
  const auto& samples = again.families().at("ieum_call_seconds").samples;
  const std::string labels = of.substr(of.find('{'));
  const double count = samples.at("ieum_call_seconds_count" + labels + "}");
  double before = 0;
  for (const char* bound : {"0.001", "0.01", "0.1", "0.5", "1", "5", "30", "300", "3600", "+Inf"}) {
    const double within =
        samples.at("ieum_call_seconds_bucket" + labels + ",le=\"" + bound + "\"}");
    EXPECT_GE(within, before) << bound;
    before = within;
  }
  EXPECT_EQ(before, count);
  EXPECT_GE(count, 1);
  EXPECT_GT(samples.at("ieum_call_seconds_sum" + labels + "}"), 0);
}

TEST_F(MetricsTest, NameNobodyAndAreForThoseWhoKeepServersRunning) {
  for (const char* role : {"operator", "auditor", "security-officer"}) ScrapeMatcher(role);
  for (const char* name :
       {"flu", "hospital", "insurer", "center", "linkage-", "ieum://", "127.0"}) {
    EXPECT_THAT(text_, Not(HasSubstr(name)));
  }
  for (const char* role : {"project-admin", "reviewer", "joiner-operator"}) {
    const ProgramResult refused = Control(matcher_->Channel(role, "linkage-center"), {});
    EXPECT_EQ(refused.exit_status, 5) << role;
    EXPECT_THAT(refused.err, HasSubstr("may not call HealthService/GetMetrics"));
  }
  const ProgramResult holder =
      Control(matcher_->Channel("holder", "hospital-a"), {"--textfile", dir_.File("no.prom")});
  EXPECT_EQ(holder.exit_status, 5);
  EXPECT_FALSE(std::filesystem::exists(dir_.File("no.prom")));
}

TEST_F(MetricsTest, AreATableAndJsonToo) {
  const core::ChannelOptions channel = matcher_->Channel("operator", "linkage-center");
  const ProgramResult table = Control(channel, {});
  EXPECT_EQ(table.exit_status, 0) << table.err;
  EXPECT_THAT(table.out,
              AllOf(::testing::ContainsRegex("ieum_projects +state=matched +1\n"),
                    ::testing::ContainsRegex("ieum_metrics_time_seconds +- +20[0-9-]+ [0-9:]+ UTC"),
                    ::testing::ContainsRegex("ieum_call_seconds +method=.* in [0-9]")));
  const auto json = nlohmann::json::parse(Control(channel, {"--output", "json"}).out);
  EXPECT_EQ(json.at("role"), "matcher");
  EXPECT_GT(json.at("metrics").size(), 25U);
  const ProgramResult named = Control(channel, {"--textfile", dir_.File("ieum.txt")});
  EXPECT_EQ(named.exit_status, 2);
  EXPECT_THAT(named.err, HasSubstr("'.prom'"));
}

TEST_F(MetricsTest, DocumentsRulesAndDashboardNameWhatIsThere) {
  ScrapeMatcher();
  const Exposition matcher = ScrapeMatcher();
  ScrapeMatcher();
  Scrape(JoinerChannel("joiner-operator", "join-center"));
  const Exposition joiner = Scrape(JoinerChannel("joiner-operator", "join-center"));

  const std::string page = Source("docs/operations/metrics.md");
  EXPECT_EQ(AllMatches(page, R"(\n\| `(ieum_[a-z_]+)` \|)"), matcher.Names());
  std::set<std::string> of_both = matcher.Names();
  for (const std::string& name :
       AllMatches(page, R"(\n\| `(ieum_[a-z_]+)` \|[^|]*\| matcher \|)")) {
    of_both.erase(name);
  }
  EXPECT_EQ(joiner.Names(), of_both);

  const std::string rules = Source("deploy/monitoring/ieum.rules.yml");
  ExpectKnown(rules, matcher, "ieum.rules.yml");
  const std::set<std::string> alerts = AllMatches(rules, R"(- alert: ([A-Za-z]+)\n)");
  EXPECT_EQ(alerts, AllMatches(Source("docs/operations/alerts.md"), R"(\n## ([A-Za-z]+)\n)"));
  std::set<std::string> anchors;
  for (std::string alert : alerts) {
    std::transform(alert.begin(), alert.end(), alert.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    anchors.insert(alert);
  }
  EXPECT_EQ(anchors, AllMatches(rules, R"(runbook: docs/operations/alerts\.md#([a-z]+)\n)"));

  const std::string dashboard = Source("deploy/monitoring/ieum-dashboard.json");
  ExpectKnown(dashboard, matcher, "ieum-dashboard.json");
  EXPECT_GT(nlohmann::json::parse(dashboard).at("panels").size(), 15U);
}

}  // namespace
}  // namespace ieum::testing
