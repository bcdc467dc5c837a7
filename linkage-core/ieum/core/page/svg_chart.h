// A chart as inline SVG. Colours are the page's styles, so that a page has one look.
#ifndef IEUM_CORE_PAGE_SVG_CHART_H_
#define IEUM_CORE_PAGE_SVG_CHART_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ieum::core {

// Where a text stands relative to its point.
enum class TextAnchor { kStart, kMiddle, kEnd };

// Coordinates in units of the view box, from the upper left. style: a class of the page's style
// sheet. One thread at a time.
class SvgChart final {
 public:
  SvgChart(int width, int height);

  // title: shown where the pointer rests, and read aloud; empty: none.
  void Rectangle(const char* style, double x, double y, double width, double height,
                 std::string_view title = {});
  void Line(const char* style, double x1, double y1, double x2, double y2);
  void Curve(const char* style, const std::vector<std::pair<double, double>>& points);
  void Text(double x, double y, std::string_view text, TextAnchor anchor = TextAnchor::kStart);

  // The markup, for PageWriter::Markup.
  std::string Finish() &&;

 private:
  std::string svg_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_PAGE_SVG_CHART_H_
