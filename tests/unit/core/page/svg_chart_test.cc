#include "ieum/core/page/svg_chart.h"

#include <gtest/gtest.h>

namespace ieum::testing {
namespace {

using core::SvgChart;
using core::TextAnchor;

TEST(SvgChartTest, WritesWhatIsDrawn) {
  SvgChart chart(100, 50);
  chart.Rectangle("bar", 1, 2, 3.25, 4);
  chart.Rectangle("bar", 1, 2, 3, 4, "5 < 6");
  chart.Line("axis", 0, 50, 100, 50);
  chart.Curve("first", {{0, 1}, {2.5, 3}});
  chart.Text(100, 10, "가 & 나", TextAnchor::kEnd);
  EXPECT_EQ(std::move(chart).Finish(),
            "<svg viewBox=\"0 0 100 50\" role=\"img\">\n"
            "<rect class=\"bar\" x=\"1.0\" y=\"2.0\" width=\"3.2\" height=\"4.0\"/>\n"
            "<rect class=\"bar\" x=\"1.0\" y=\"2.0\" width=\"3.0\" height=\"4.0\">"
            "<title>5 &lt; 6</title></rect>\n"
            "<line class=\"axis\" x1=\"0.0\" y1=\"50.0\" x2=\"100.0\" y2=\"50.0\"/>\n"
            "<polyline class=\"first\" points=\"0.0,1.0 2.5,3.0 \"/>\n"
            "<text x=\"100.0\" y=\"10.0\" text-anchor=\"end\">가 &amp; 나</text>\n"
            "</svg>\n");
}

}  // namespace
}  // namespace ieum::testing
