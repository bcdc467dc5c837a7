// Time and peak memory of the whole review pack on made-up rows: six quasi-identifiers, four
// sensitive columns, one earlier release, one holder's file.
//
// usage: disclosure_bench [ROWS]      (default 1,000,000)
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string>

#include "ieum/core/base/status.h"
#include "ieum/core/disclosure/review_document.h"

namespace ieum::core {
namespace {

// Of normal spread around the middle of [0, count).
int Around(std::mt19937_64& random, int count) {
  std::normal_distribution<double> spread(count / 2.0, count / 6.0);
  const auto drawn = static_cast<int>(spread(random));
  return drawn < 0 ? 0 : drawn >= count ? count - 1 : drawn;
}

CandidateTable MakeTable(size_t rows, uint64_t seed) {
  using Role = ColumnRole;
  using Kind = ColumnKind;
  CandidateTableBuilder builder(
      {{"age", Role::kQuasiIdentifier, Kind::kNumber, "bench", true},
       {"sex", Role::kQuasiIdentifier, Kind::kCategory, "bench", true},
       {"district", Role::kQuasiIdentifier, Kind::kCategory, "bench", true},
       {"work", Role::kQuasiIdentifier, Kind::kCategory, "bench", true},
       {"visit", Role::kQuasiIdentifier, Kind::kDate, "bench", true},
       {"family", Role::kQuasiIdentifier, Kind::kNumber, "bench", true},
       {"disease", Role::kSensitive, Kind::kCategory, "bench", true},
       {"drug", Role::kSensitive, Kind::kCategory, "bench", true},
       {"income", Role::kSensitive, Kind::kNumber, "bench", true},
       {"spent", Role::kSensitive, Kind::kNumber, "bench", true}});
  std::mt19937_64 random(seed);
  for (size_t row = 0; row < rows; ++row) {
    const std::string cells[] = {
        std::to_string(Around(random, 100)),
        random() % 2 == 0 ? "M" : "F",
        "district " + std::to_string(Around(random, 250)),
        "work " + std::to_string(Around(random, 20)),
        absl::StrFormat("2025-%02d-%02d", 1 + random() % 12, 1 + random() % 28),
        std::to_string(Around(random, 8)),
        "disease " + std::to_string(Around(random, 300)),
        "drug " + std::to_string(Around(random, 1'000)),
        std::to_string(100 * Around(random, 2'000)),
        std::to_string(Around(random, 1'000'000))};
    const std::vector<std::string_view> views(std::begin(cells), std::end(cells));
    IEUM_CHECK(builder.AddRow(views).ok());
  }
  return std::move(builder).Build();
}

double PeakMebibytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// Of this process, on all processors: what a machine that others use too does not change.
double ProcessorSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

class Watch final {
 public:
  void Say(std::string_view stage) {
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - last_;
    std::printf("%-28s %8.2f s   processor %8.2f s   peak %8.0f MiB\n", std::string(stage).c_str(),
                passed.count(), ProcessorSeconds() - processor_, PeakMebibytes());
    std::fflush(stdout);
    last_ = std::chrono::steady_clock::now();
    processor_ = ProcessorSeconds();
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
  double processor_ = ProcessorSeconds();
};

void Run(size_t rows) {
  Watch watch;
  const CandidateTable table = MakeTable(rows, 1);
  const CandidateTable earlier = MakeTable(rows / 2, 2);
  watch.Say("made-up rows (not counted)");
  ReviewDeclaration declaration;
  declaration.purpose = "bench";
  for (const CandidateColumn& column : table.columns) {
    declaration.columns.push_back({column.declared, DefaultSteps(column.declared.kind)});
  }
  declaration.tables = {{"sex", "disease"}, {"work", "age"}};
  const DisclosurePolicy policy;
  ReviewInput input;
  input.candidate = &table;
  input.declaration = &declaration;
  input.policy = &policy;
  input.earlier_releases = {{"earlier", &earlier}};
  input.holder_files = {{"holder", &earlier}};
  input.population = 50e6;
  const auto start = std::chrono::steady_clock::now();
  const double processor = ProcessorSeconds();
  std::string stage;
  auto review = ReviewDisclosure(input, [&](int64_t, int64_t, std::string_view next) {
    if (!stage.empty()) watch.Say(stage);
    stage = next;
  });
  IEUM_CHECK(review.ok());
  watch.Say(stage);
  const auto suggestion = SuggestFix(table, declaration, policy);
  IEUM_CHECK(suggestion.ok());
  watch.Say("suggestion");
  const size_t bytes = ReviewDocument(*review, &*suggestion).ToJson().size() +
                       ReviewPage(*review, &*suggestion, Language::kEnglish).size() +
                       ReviewPage(*review, &*suggestion, Language::kKorean).size();
  watch.Say("JSON and two pages");
  const std::chrono::duration<double> whole = std::chrono::steady_clock::now() - start;
  std::printf(
      "%zu rows, %zu bytes of reports: review pack %.1f s (processor %.1f s), peak %.2f GiB\n",
      rows, bytes, whole.count(), ProcessorSeconds() - processor, PeakMebibytes() / 1024);
}

}  // namespace
}  // namespace ieum::core

int main(int argc, char** argv) {
  constexpr size_t kRows = 1'000'000;
  ieum::core::Run(argc > 1 ? std::strtoull(argv[1], nullptr, 10) : kRows);
  return 0;
}
