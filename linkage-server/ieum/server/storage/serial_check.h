// Finds serials that repeat: every row of a holder has its own, over all rounds.
#ifndef IEUM_SERVER_STORAGE_SERIAL_CHECK_H_
#define IEUM_SERVER_STORAGE_SERIAL_CHECK_H_

#include <cstdint>
#include <span>
#include <vector>

#include "absl/status/status.h"
#include "ieum/core/format/chunk.h"

namespace ieum::server {

// Holds 32 bytes for each row of the submission, none for rows of earlier rounds. One thread at a
// time.
class SerialCheck final {
 public:
  explicit SerialCheck(uint64_t row_count) { rows_.reserve(row_count); }

  // The next rows of the submission. REQUIRES: AddEarlier was not called yet.
  void AddRows(std::span<const core::Serial> serials);
  // Rows of earlier rounds, after all of the submission's.
  void AddEarlier(std::span<const core::Serial> serials);
  // INVALID_ARGUMENT if a serial repeats: how many do, and the first row that does, from 1.
  absl::Status Finish();

 private:
  enum class Repeats : uint8_t { kNothing, kOwnRow, kEarlierRound };
  struct Row {
    core::Serial serial;
    uint64_t number;  // from 1
    Repeats repeats;
  };
  // By serial, then number; once.
  void Sort();

  std::vector<Row> rows_;
  bool sorted_ = false;
};

}  // namespace ieum::server

#endif  // IEUM_SERVER_STORAGE_SERIAL_CHECK_H_
