#include <algorithm>
#include <utility>

#include "absl/strings/str_format.h"
#include "ieum/core/base/status.h"
#include "ieum/core/page/svg_chart.h"
#include "ieum/core/record/processing_record.h"
#include "ieum/core/record/record_words.h"

namespace ieum::core {
namespace {

double DaysBetween(absl::Time from, absl::Time to) {
  return absl::ToDoubleSeconds(to - from) / (24 * 60 * 60);
}

}  // namespace

absl::StatusOr<ProgressClock> ReadProgressClock(const Histories& histories,
                                                const ProjectId& project,
                                                std::optional<absl::CivilDay> applied) {
  const auto found = histories.projects.find(project.value());
  if (found == histories.projects.end()) {
    return NotFound("no entry of the logs is about project '%s'", project.value());
  }
  const ProjectHistory& history = found->second;
  ProgressClock clock{.applied = applied, .steps = {}, .begin = {}, .end = {}};
  for (size_t i = 0; i < kProjectStepCount; ++i) {
    const auto step = static_cast<ProjectStep>(i);
    // Destroying what was released is no part of the way to the release.
    if (!history.steps[i].has_value() || step == ProjectStep::kDestruction) continue;
    clock.steps.push_back({.step = step, .times = *history.steps[i], .days = 0});
  }
  std::stable_sort(clock.steps.begin(), clock.steps.end(),
                   [](const auto& a, const auto& b) { return a.times.last < b.times.last; });
  clock.begin = histories.last;
  for (const StepDays& step : clock.steps) clock.begin = std::min(clock.begin, step.times.first);
  if (applied.has_value()) {
    const absl::Time day = absl::FromCivil(*applied, KoreanTime());
    if (day > clock.begin) {
      return InvalidArgument("the day of the application is behind the first entry of '%s'",
                             project.value());
    }
    clock.begin = day;
  }
  absl::Time before = clock.begin;
  for (StepDays& step : clock.steps) {
    step.days = DaysBetween(before, step.times.last);
    before = step.times.last;
  }
  const auto& release = history.step(ProjectStep::kRelease);
  clock.released = release.has_value();
  clock.end = clock.released ? release->last : histories.last;
  clock.days = DaysBetween(clock.begin, clock.end);
  return clock;
}

Report ProgressReport(const ProjectId& project, const ProgressClock& clock, int target_days,
                      Language language) {
  const RecordWords say{language};
  Report report;
  report.AddFact("project", say({"project", "결합 과제"}), TextValue(project.value()));
  report.AddFact("begin", say({"began", "시작"}), TextValue(TimeText(clock.begin)));
  report.AddFact("end", clock.released ? say({"released", "반출"}) : say({"as of", "기준 시각"}),
                 TextValue(TimeText(clock.end)));
  report.AddFact("days", say({"days", "경과 일수"}), DaysValue(clock.days));
  report.AddFact("target_days", say({"days aimed at", "목표 일수"}), CountValue(target_days));
  report.AddFact("days_left", say({"days left", "남은 일수"}), DaysValue(target_days - clock.days));
  report.AddFact("outcome", say({"outcome", "결과"}),
                 TextValue(clock.days > target_days ? say({"too late", "목표 초과"})
                           : clock.released         ? say({"in time", "목표 내 완료"})
                                                    : say({"under way", "진행 중"})));
  const size_t table = report.AddTable("steps",
                                       {{"step", say({"step", "단계"})},
                                        {"first", say({"first", "시작"})},
                                        {"last", say({"last", "마지막"})},
                                        {"days", say({"days", "일수"})}},
                                       say({"Steps, as they ended", "단계별 소요"}));
  for (const StepDays& step : clock.steps) {
    report.AddRow(table, {TextValue(SayProjectStep(step.step, language)),
                          TextValue(TimeText(step.times.first)),
                          TextValue(TimeText(step.times.last)), DaysValue(step.days)});
  }
  return report;
}

std::string ProgressChart(const ProgressClock& clock, int target_days, Language language) {
  constexpr int kWidth = 900;
  constexpr int kRow = 22;
  constexpr double kLeft = 220;
  constexpr double kRight = 840;
  const double whole = std::max<double>(target_days, clock.days);
  const auto x = [&](double days) {
    return whole > 0 ? kLeft + (kRight - kLeft) * days / whole : kLeft;
  };
  SvgChart chart(kWidth, kRow * static_cast<int>(clock.steps.size() + 1) + 4);
  double y = 2;
  double begin = 0;
  for (const StepDays& step : clock.steps) {
    const std::string name(SayProjectStep(step.step, language));
    const std::string days = absl::StrFormat("%.1f", step.days);
    chart.Text(kLeft - 8, y + 13, name, TextAnchor::kEnd);
    chart.Rectangle("bar", x(begin), y, std::max(1.0, x(begin + step.days) - x(begin)), 16,
                    name + ": " + days);
    chart.Text(x(begin + step.days) + 6, y + 13, days);
    begin += step.days;
    y += kRow;
  }
  chart.Line("threshold", x(target_days), 0, x(target_days), y);
  chart.Text(x(target_days), y + 14, std::to_string(target_days), TextAnchor::kMiddle);
  return std::move(chart).Finish();
}

}  // namespace ieum::core
