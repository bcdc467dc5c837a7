// How wide a text stands on a terminal.
#ifndef IEUM_CORE_TERMINAL_DISPLAY_WIDTH_H_
#define IEUM_CORE_TERMINAL_DISPLAY_WIDTH_H_

#include <cstddef>
#include <string_view>

namespace ieum::core {

// Columns that `text` takes: Hangul two, combining marks none. Text that is not UTF-8 counts a
// column for each byte.
size_t DisplayWidth(std::string_view text);

}  // namespace ieum::core

#endif  // IEUM_CORE_TERMINAL_DISPLAY_WIDTH_H_
