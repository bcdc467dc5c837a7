// The bytes of a text, as the parties of an exact linkage agreed on: the same characters have other
// bytes in UTF-8 and CP949, and others again when decomposed, and each gives another hash.
#ifndef IEUM_CLIENT_EXACT_TEXT_ENCODING_H_
#define IEUM_CLIENT_EXACT_TEXT_ENCODING_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace ieum::client {

enum class KeyEncoding {
  kUtf8,   // "utf-8"
  kCp949,  // "cp949": Microsoft's extension of EUC-KR, all 11,172 syllables
  kEucKr,  // "euc-kr": KS X 1001 only, 2,350 syllables
};

enum class UnicodeForm {
  kAsIs,  // "as_is"
  kNfc,   // "nfc"
  kNfd,   // "nfd": what macOS file systems make of names; only in UTF-8
};

// Holds a converter, so it is one thread at a time.
class TextEncoder final {
 public:
  // FAILED_PRECONDITION: this machine's ICU has no table for `encoding`. REQUIRES: kNfd only with
  // kUtf8.
  static absl::StatusOr<std::unique_ptr<TextEncoder>> Create(KeyEncoding encoding,
                                                             UnicodeForm form);
  ~TextEncoder();
  TextEncoder(const TextEncoder&) = delete;
  TextEncoder& operator=(const TextEncoder&) = delete;

  // Appends the bytes of `text` (UTF-8). Leaves no copy of `text` elsewhere in memory.
  // INVALID_ARGUMENT, as a predicate ("has a character …") without the character: not UTF-8, or a
  // character that the encoding cannot write; nothing is ever replaced by '?'. `out` then holds
  // what it held.
  absl::Status Append(std::string_view text, std::string& out);

 private:
  struct State;
  explicit TextEncoder(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_EXACT_TEXT_ENCODING_H_
