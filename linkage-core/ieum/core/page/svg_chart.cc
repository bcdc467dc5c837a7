#include "ieum/core/page/svg_chart.h"

#include "absl/strings/str_format.h"
#include "ieum/core/page/page_writer.h"

namespace ieum::core {
namespace {

const char* AnchorName(TextAnchor anchor) {
  switch (anchor) {
    case TextAnchor::kStart:
      return "start";
    case TextAnchor::kMiddle:
      return "middle";
    case TextAnchor::kEnd:
      return "end";
  }
  return "start";
}

}  // namespace

SvgChart::SvgChart(int width, int height)
    : svg_(absl::StrFormat("<svg viewBox=\"0 0 %d %d\" role=\"img\">\n", width, height)) {}

void SvgChart::Rectangle(const char* style, double x, double y, double width, double height,
                         std::string_view title) {
  absl::StrAppendFormat(&svg_,
                        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"",
                        style, x, y, width, height);
  svg_ += title.empty() ? "/>\n" : "><title>" + HtmlEscape(title) + "</title></rect>\n";
}

void SvgChart::Line(const char* style, double x1, double y1, double x2, double y2) {
  absl::StrAppendFormat(&svg_,
                        "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
                        style, x1, y1, x2, y2);
}

void SvgChart::Curve(const char* style, const std::vector<std::pair<double, double>>& points) {
  absl::StrAppendFormat(&svg_, "<polyline class=\"%s\" points=\"", style);
  for (const auto& [x, y] : points) absl::StrAppendFormat(&svg_, "%.1f,%.1f ", x, y);
  svg_ += "\"/>\n";
}

void SvgChart::Text(double x, double y, std::string_view text, TextAnchor anchor) {
  absl::StrAppendFormat(&svg_, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", x, y,
                        AnchorName(anchor), HtmlEscape(text));
}

std::string SvgChart::Finish() && {
  svg_ += "</svg>\n";
  return std::move(svg_);
}

}  // namespace ieum::core
