#include "ieum/core/matchreport/match_charts.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "ieum/core/matchreport/match_words.h"
#include "ieum/core/page/page_writer.h"
#include "ieum/core/page/svg_chart.h"

namespace ieum::core {
namespace {

using Points = std::vector<std::pair<double, double>>;

constexpr int kWidth = 900;
constexpr int kHeight = 260;
constexpr double kTop = 22;  // below the legend
constexpr double kBase = 236;
constexpr double kLabelY = 254;
constexpr int kRowHeight = 22;
constexpr double kBarHeight = 16;
constexpr double kTextDrop = 13;  // from the top of a row to its text's base line
constexpr size_t kMostOverlapBars = 20;
constexpr size_t kMostNameBytes = 40;

// From values to coordinates.
class Scale final {
 public:
  Scale(double first, double last, double from, double to)
      : first_(first), width_(std::max(last - first, 1e-9)), from_(from), to_(to) {}
  double operator()(double value) const {
    return from_ + (to_ - from_) * std::clamp((value - first_) / width_, 0.0, 1.0);
  }

 private:
  double first_, width_, from_, to_;
};

// A round step that cuts `width` into four to ten parts.
int64_t RoundStep(int64_t width) {
  int64_t step = 1;
  for (const int64_t most = std::max<int64_t>(width / 4, 1);;) {
    for (const int64_t factor : {1, 2, 5}) {
      if (step * factor * 2 > most) return step * factor;
    }
    step *= 10;
  }
}

void DrawWeightAxis(SvgChart& chart, const Scale& x, int64_t first, int64_t last) {
  chart.Line("axis", 0, kBase, kWidth, kBase);
  const int64_t step = RoundStep(last - first);
  for (int64_t weight = (first / step) * step; weight <= last; weight += step) {
    const double at = x(static_cast<double>(weight));
    if (weight < first || at < 20 || at > kWidth - 20) continue;
    chart.Line("axis", at, kBase, at, kBase + 4);
    chart.Text(at, kLabelY, GroupedText(weight), TextAnchor::kMiddle);
  }
}

void DrawThreshold(SvgChart& chart, const Scale& x, const MatchReport& report) {
  const double at = x(report.model.estimate.threshold);
  chart.Line("threshold", at, kTop, at, kBase);
}

void DrawLegend(SvgChart& chart, const std::vector<std::pair<const char*, MatchWord>>& entries,
                Language language) {
  constexpr double kSample = 26;
  constexpr double kEntry = 220;
  double x = 4;
  for (const auto& [style, word] : entries) {
    chart.Line(style, x, 10, x + kSample, 10);
    chart.Text(x + kSample + 6, 14, Say(word, language));
    x += kEntry;
  }
}

// Names of datasets and segments, cut where the chart has no room.
std::string Shortened(const std::string& name) {
  if (name.size() <= kMostNameBytes) return name;
  size_t end = kMostNameBytes;
  // Not inside a character of several bytes.
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
  return name.substr(0, end) + "…";
}

}  // namespace

std::string HistogramChart(const MatchReport& report, Language language) {
  const WeightHistogram& histogram = report.model.statistics.histogram;
  const int64_t width = WeightHistogram::kBinWidth;
  const int64_t first = std::min<int64_t>(histogram.first, report.model.estimate.threshold);
  const int64_t last =
      std::max<int64_t>(histogram.first + width * static_cast<int64_t>(histogram.bins.size()),
                        report.model.estimate.threshold);
  int64_t highest = 1;
  for (const auto& bin : histogram.bins) highest = std::max(highest, bin.pair_count);
  const Scale x(static_cast<double>(first), static_cast<double>(last), 0, kWidth);
  const Scale y(0, static_cast<double>(highest), kBase, kTop);
  SvgChart chart(kWidth, kHeight);
  Points matches;
  Points others;
  for (size_t b = 0; b < histogram.bins.size(); ++b) {
    const WeightHistogram::Bin& bin = histogram.bins[b];
    const auto from = static_cast<double>(histogram.first + width * static_cast<int64_t>(b));
    const double left = x(from);
    const double right = x(from + static_cast<double>(width));
    const auto count = static_cast<double>(bin.pair_count);
    if (bin.pair_count > 0) {
      chart.Rectangle("pale", left, y(count), right - left, kBase - y(count),
                      GroupedText(static_cast<int64_t>(from)) + ": " + GroupedText(bin.pair_count));
    }
    matches.emplace_back((left + right) / 2, y(bin.expected_matches));
    others.emplace_back((left + right) / 2, y(count - bin.expected_matches));
  }
  chart.Curve("first", matches);
  chart.Curve("second", others);
  DrawThreshold(chart, x, report);
  DrawWeightAxis(chart, x, first, last);
  DrawLegend(chart,
             {{"first", MatchWord::kExpectedMatches},
              {"second", MatchWord::kExpectedOthers},
              {"threshold", MatchWord::kThreshold}},
             language);
  return std::move(chart).Finish();
}

std::string CurveChart(const MatchReport& report, Language language) {
  const std::vector<ThresholdEstimate>& curve = report.model.curve;
  const int64_t first = curve.front().threshold;
  const int64_t last = curve.back().threshold;
  const Scale x(static_cast<double>(first), static_cast<double>(last), 0, kWidth);
  const Scale y(0, 1, kBase, kTop);
  SvgChart chart(kWidth, kHeight);
  for (const double share : {0.25, 0.5, 0.75, 1.0}) {
    chart.Rectangle("pale", 0, y(share), kWidth, 0.5);
    chart.Text(kWidth, y(share) + 12, absl::StrFormat("%.2f", share), TextAnchor::kEnd);
  }
  Points precision;
  Points recall;
  Points f1;
  for (const ThresholdEstimate& estimate : curve) {
    const double at = x(estimate.threshold);
    precision.emplace_back(at, y(estimate.precision()));
    recall.emplace_back(at, y(estimate.recall()));
    f1.emplace_back(at, y(estimate.f1()));
  }
  chart.Curve("first", precision);
  chart.Curve("second", recall);
  chart.Curve("third", f1);
  DrawThreshold(chart, x, report);
  DrawWeightAxis(chart, x, first, last);
  DrawLegend(chart,
             {{"first", MatchWord::kPrecision},
              {"third", MatchWord::kF1},
              {"threshold", MatchWord::kThreshold},
              {"second", MatchWord::kRecall}},
             language);
  return std::move(chart).Finish();
}

std::string WaterfallChart(const MatchReport& report, const AgreementClass& pairs,
                           Language language) {
  struct Step {
    std::string name;
    int64_t from;
    int64_t to;
  };
  int64_t sum = pairs.pair_weight;
  for (const int32_t weight : pairs.weights) sum -= weight;
  std::vector<Step> steps = {{std::string(Say(MatchWord::kPrior, language)), 0, sum}};
  for (size_t s = 0; s < pairs.weights.size(); ++s) {
    steps.push_back(
        {Shortened(report.segment_names[s]) + ": " + std::string(Say(pairs.segments[s], language)),
         sum, sum + pairs.weights[s]});
    sum += pairs.weights[s];
  }
  steps.push_back({std::string(Say(MatchWord::kTotal, language)), 0, sum});
  int64_t least = std::min<int64_t>(0, report.model.estimate.threshold);
  int64_t most = std::max<int64_t>(0, report.model.estimate.threshold);
  for (const Step& step : steps) {
    least = std::min(least, step.to);
    most = std::max(most, step.to);
  }
  constexpr double kLeft = 260;
  constexpr double kRight = 820;
  const Scale x(static_cast<double>(least), static_cast<double>(most), kLeft, kRight);
  const double height = kRowHeight * static_cast<double>(steps.size()) + 4;
  SvgChart chart(kWidth, static_cast<int>(height));
  double y = 2;
  for (const Step& step : steps) {
    const double from = x(static_cast<double>(std::min(step.from, step.to)));
    const double to = x(static_cast<double>(std::max(step.from, step.to)));
    const bool is_total = &step == &steps.back();
    chart.Text(0, y + kTextDrop, step.name);
    chart.Rectangle(is_total               ? "bar"
                    : step.to >= step.from ? "sound"
                                           : "wrong",
                    from, y, std::max(to - from, 1.0), kBarHeight);
    chart.Text(kWidth, y + kTextDrop, GroupedText(step.to - step.from), TextAnchor::kEnd);
    y += kRowHeight;
  }
  const double threshold = x(report.model.estimate.threshold);
  chart.Line("threshold", threshold, 0, threshold, height);
  return std::move(chart).Finish();
}

std::string OverlapChart(const MatchReport& report) {
  const std::vector<PartyOverlap>& overlaps = report.model.statistics.overlaps;
  const size_t bars = std::min(overlaps.size(), kMostOverlapBars);
  int64_t highest = 1;
  for (const PartyOverlap& overlap : overlaps) {
    highest = std::max(highest, overlap.entity_count);
  }
  constexpr double kLeft = 260;
  constexpr double kRight = 800;
  const Scale x(0, static_cast<double>(highest), 0, kRight - kLeft);
  SvgChart chart(kWidth, static_cast<int>(bars) * kRowHeight + 4);
  double y = 2;
  for (size_t i = 0; i < bars; ++i) {
    const PartyOverlap& overlap = overlaps[i];
    const bool several = (overlap.parties & (overlap.parties - 1)) != 0;
    const std::string name = OverlapName(report, overlap.parties);
    chart.Text(0, y + kTextDrop, Shortened(name));
    chart.Rectangle(several ? "bar" : "absent", kLeft, y,
                    x(static_cast<double>(overlap.entity_count)), kBarHeight, name);
    chart.Text(kWidth, y + kTextDrop, GroupedText(overlap.entity_count), TextAnchor::kEnd);
    y += kRowHeight;
  }
  return std::move(chart).Finish();
}

std::string OverlapName(const MatchReport& report, uint32_t parties) {
  std::string name;
  for (size_t p = 0; p < report.party_names.size(); ++p) {
    if ((parties >> p & 1) == 0) continue;
    name += (name.empty() ? "" : " + ") + report.party_names[p];
  }
  return name;
}

}  // namespace ieum::core
