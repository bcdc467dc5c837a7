// Progress of several stages with different units on one terminal line.
#ifndef IEUM_CLIENT_CLI_PROGRESS_DISPLAY_H_
#define IEUM_CLIENT_CLI_PROGRESS_DISPLAY_H_

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "ieum/core/terminal/terminal.h"

namespace ieum::client {

// One thread at a time.
class ProgressDisplay final {
 public:
  explicit ProgressDisplay(std::FILE* err) : err_(err) {}

  // total 0: unknown.
  void Update(std::string_view stage, std::string_view unit, int64_t done, int64_t total) {
    if (!line_.has_value() || unit != unit_) {
      unit_ = unit;
      line_.emplace(err_, unit_);
    }
    line_->Update(stage, done, total);
  }
  // Ends the line, so that other text can follow.
  void Finish() { line_.reset(); }

 private:
  std::FILE* err_;
  std::string unit_;
  std::optional<core::ProgressLine> line_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_PROGRESS_DISPLAY_H_
