// Bytes of a file in whatever encoding it has to UTF-8, in constant memory.
#ifndef IEUM_CLIENT_INPUT_TEXT_DECODER_H_
#define IEUM_CLIENT_INPUT_TEXT_DECODER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ieum/client/input/byte_source.h"
#include "ieum/client/input/cp949_table.h"

namespace ieum::client {

enum class TextEncoding { kUtf8, kUtf16Le, kUtf16Be, kCp949 };
std::string_view TextEncodingName(TextEncoding encoding);  // "utf-8", "utf-16le", …, "cp949"

// What a holder says about a file.
enum class DeclaredEncoding {
  kAuto,
  kUtf8,
  kCp949,
  kEucKr,  // read as CP949, which has every EUC-KR text in it
  kUtf16,  // the byte order mark says which
  kUtf16Le,
  kUtf16Be,
};
// "auto", "utf-8", "cp949", "euc-kr", "utf-16", "utf-16le", "utf-16be". INVALID_ARGUMENT lists
// them.
absl::StatusOr<DeclaredEncoding> ParseDeclaredEncoding(std::string_view word);

// What was read, for reports.
struct EncodingFacts {
  TextEncoding encoding = TextEncoding::kUtf8;
  bool declared = false;  // by the holder; else detected
  bool byte_order_mark = false;
  // Detection found nothing but ASCII so far, which UTF-8 and CP949 have in common.
  bool ascii_only = true;
};

// Detection (kAuto): a byte order mark decides; else the first kWindowBytes from the first byte
// that is not ASCII: UTF-8 if they are strictly UTF-8, else CP949 if they are strictly CP949, else
// UTF-8. What follows is read in the encoding so chosen and not looked at again.
//
// CP949 and EUC-KR: syllables spelled in eight bytes become one (ComposeSpelledSyllable). A lone
// 80 or FF and user-defined characters are undecodable.
//
// Each undecodable byte (UTF-16: unit, or half of one at the end) becomes the byte FF, which no
// UTF-8 text has, so that whoever checks UTF-8 finds it in its row and column. Bytes of files that
// are UTF-8 pass unchecked and unchanged, at the source's speed.
//
// One thread at a time.
class TextDecoder final {
 public:
  static constexpr size_t kWindowBytes = size_t{64} << 10;

  // INVALID_ARGUMENT: the byte order mark contradicts what was declared, or UTF-16 was declared
  // without either. Other errors as ByteSource::Read and Cp949Table::Get.
  static absl::StatusOr<std::unique_ptr<TextDecoder>> Create(std::unique_ptr<ByteSource> source,
                                                             DeclaredEncoding declared);

  // As ByteSource::Read, but UTF-8.
  absl::StatusOr<size_t> Read(std::span<char> out);
  const EncodingFacts& facts() const { return facts_; }
  // Bytes of the file behind what was returned so far, and in all (0 if not known).
  int64_t bytes_read() const { return source_->bytes_read() - static_cast<int64_t>(end_ - begin_); }
  int64_t bytes_total() const { return source_->bytes_total(); }

 private:
  explicit TextDecoder(std::unique_ptr<ByteSource> source);

  std::string_view window() const { return {window_.data() + begin_, end_ - begin_}; }
  absl::Status Fill(size_t count);
  absl::Status ReadByteOrderMark(DeclaredEncoding declared);
  absl::Status Detect();
  size_t Take(std::span<char> out, size_t count);
  size_t Decode(std::span<char> out);
  size_t DecodeCp949(std::span<char> out);
  size_t DecodeUtf16(std::span<char> out);

  std::unique_ptr<ByteSource> source_;
  const Cp949Table* cp949_ = nullptr;  // if needed
  EncodingFacts facts_;                // ascii_only: the encoding is still to be detected
  std::string window_;  // [begin_, end_) was read from the source and not yet decoded
  size_t begin_ = 0;
  size_t end_ = 0;
  bool source_ended_ = false;
  std::string pending_;  // decoded, but the caller had no room
};

}  // namespace ieum::client

#endif  // IEUM_CLIENT_INPUT_TEXT_DECODER_H_
