// Where the bytes of an input file come from: a file, a pipe, standard input or text in memory,
// compressed or not. Constant memory for any size.
#ifndef IEUM_CLIENT_INPUT_BYTE_SOURCE_H_
#define IEUM_CLIENT_INPUT_BYTE_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace ieum::client {

// One thread at a time.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Writes at least one byte and at most out.size() and returns how many; 0 at the end and only
  // there. REQUIRES: !out.empty(). INVALID_ARGUMENT: the content breaks a rule of its compression.
  // UNAVAILABLE: the system cannot read on.
  virtual absl::StatusOr<size_t> Read(std::span<char> out) = 0;
  // Bytes of the file read so far and in all (0 if not known), for progress.
  virtual int64_t bytes_read() const = 0;
  virtual int64_t bytes_total() const = 0;
};

// The path that means standard input. A file of that name is "./-".
inline constexpr std::string_view kStandardInput = "-";
// How messages call an input: "'persons.csv'", "standard input".
std::string InputName(std::string_view path);

// Bytes as they lie in the file. INVALID_ARGUMENT: a folder. NOT_FOUND, PERMISSION_DENIED,
// UNAVAILABLE: as core::SystemError.
absl::StatusOr<std::unique_ptr<ByteSource>> OpenRawBytes(const std::string& path);
// `text` must outlive the source.
std::unique_ptr<ByteSource> TextBytes(std::string_view text);
// `start`, then what follows in `rest`, whose counts it keeps: for those who looked at the first
// bytes.
std::unique_ptr<ByteSource> PutBack(std::string start, std::unique_ptr<ByteSource> rest);

enum class Compression { kNone, kGzip, kZstd };
std::string_view CompressionName(Compression compression);  // "none", "gzip", "zstd"

struct PlainBytes {
  Compression compression;  // recognised by the first bytes, never by the file's name
  std::unique_ptr<ByteSource> source;
};

// Limits against decompression bombs: memory is constant (a zstd window of at most 128 MiB), and
// from kUnlimitedOutputBytes of output on, output may be at most kMaxExpansion times as large as
// what was read.
inline constexpr int64_t kUnlimitedOutputBytes = int64_t{64} << 20;
inline constexpr int64_t kMaxExpansion = 250;

// `raw` decompressed if it is gzip (RFC 1952, also several members) or zstd (RFC 8878, also several
// frames), else as it is. INVALID_ARGUMENT, now or while reading: an Excel workbook or ZIP archive,
// damaged or cut off content, bytes behind it, more output than the limits allow.
absl::StatusOr<PlainBytes> Decompress(std::unique_ptr<ByteSource> raw);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_INPUT_BYTE_SOURCE_H_
