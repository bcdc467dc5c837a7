// Exact keys of a whole file, and what linking by them finds.
#ifndef IEUM_CLIENT_EXACT_EXACT_KEYS_H_
#define IEUM_CLIENT_EXACT_EXACT_KEYS_H_

#include <cstdint>
#include <functional>
#include <span>
#include <stop_token>
#include <vector>

#include "absl/status/statusor.h"
#include "ieum/client/batch/string_arena.h"
#include "ieum/client/exact/exact_key_maker.h"
#include "ieum/client/input/record_reader.h"

namespace ieum::client {

// A reader of the columns that `profile` names, with all checks of RecordReader. Errors as
// RecordReader::Open.
absl::StatusOr<std::unique_ptr<RecordReader>> OpenForExactKeys(const ExactProfile& profile,
                                                               const RecordReaderOptions& options);

// One party.
struct ExactKeys {
  StringArena row_ids;                 // [row_count], in the order of the file
  StringArena keys;                    // [row_count], empty: the row has none
  int64_t rows_without_key = 0;        // a field is missing
  int64_t rows_with_repeated_key = 0;  // an earlier row of the party has the key
};

// Reads `reader` to its end; rows that `maker` refuses go to reader.Refuse(). Keys are written by
// the thread that calls. progress: bytes read so far and in all; may be empty. INVALID_ARGUMENT: a
// row breaks a rule. CANCELLED: `stop`.
absl::StatusOr<ExactKeys> MakeExactKeys(RecordReader& reader, ExactKeyMaker& maker,
                                        const std::function<void(int64_t, int64_t)>& progress,
                                        std::stop_token stop);

// Who has the same key is the same person, at most one row of a party: the first that has the key;
// later ones stand alone, as do rows without key. parties: keys of each, [row_count], empty: none.
// Returns [party][row] entity numbers, dense, in order of first appearance by party, then row.
std::vector<std::vector<uint32_t>> LinkByKey(std::span<const StringArena* const> parties);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_EXACT_EXACT_KEYS_H_
