#include "ieum/core/terminal/display_width.h"

#include <algorithm>
#include <iterator>

namespace ieum::core {
namespace {

struct CodePointRange {
  char32_t first;
  char32_t last;
};

// Shown two columns wide: East Asian Width W and F of UAX #11, in coarse blocks.
constexpr CodePointRange kWide[] = {
    {0x1100, 0x115F},   {0x2E80, 0x303E},   {0x3041, 0x4DBF},   {0x4E00, 0xA4CF}, {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6},
    {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
};
// Drawn over the character before: combining marks, and medial and final jamo.
constexpr CodePointRange kZeroWidth[] = {{0x0300, 0x036F}, {0x1160, 0x11FF}, {0x200B, 0x200F}};

template <size_t n>
bool In(const CodePointRange (&ranges)[n], char32_t code_point) {
  return std::any_of(std::begin(ranges), std::end(ranges), [&](const CodePointRange& range) {
    return range.first <= code_point && code_point <= range.last;
  });
}

}  // namespace

size_t DisplayWidth(std::string_view text) {
  size_t width = 0;
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    size_t length = 1;
    if (lead >= 0xF0) {
      length = 4;
    } else if (lead >= 0xE0) {
      length = 3;
    } else if (lead >= 0xC0) {
      length = 2;
    }
    char32_t code_point = lead;
    if (length > 1 && i + length <= text.size()) {
      code_point = lead & (0xFFU >> (length + 1));
      for (size_t j = 1; j < length; ++j) {
        code_point = (code_point << 6U) | (static_cast<unsigned char>(text[i + j]) & 0x3FU);
      }
    }
    i += length;
    if (In(kWide, code_point)) {
      width += 2;
    } else if (!In(kZeroWidth, code_point)) {
      width += 1;
    }
  }
  return width;
}

}  // namespace ieum::core
