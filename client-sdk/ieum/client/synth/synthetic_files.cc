#include "ieum/client/synth/synthetic_files.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "ieum/client/synth/changes.h"
#include "ieum/client/synth/field_text.h"
#include "ieum/client/synth/random_streams.h"
#include "ieum/core/base/bytes.h"
#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"

namespace ieum::client {
namespace {

constexpr int64_t kRowsPerWrite = 4096;
constexpr int kIdDigits = 6;

int64_t ShareOf(int64_t count, int basis_points) { return count * basis_points / 10'000; }

int64_t InPair(const SynthesisOptions& options) {
  if (options.file_count < 3) return 0;
  return ShareOf(options.person_count, options.overlap) / 2 / (options.file_count - 1);
}

int64_t InAll(const SynthesisOptions& options) {
  if (options.file_count < 2) return 0;
  return ShareOf(options.person_count, options.overlap) -
         InPair(options) * (options.file_count - 1);
}

void AppendRowId(int file, int64_t row, std::string& out) {
  out += static_cast<char>('a' + file);
  AppendPadded(out, row + 1, kIdDigits);
}

class OutputFile final {
 public:
  static absl::StatusOr<OutputFile> Create(const std::string& path) {
    core::FileDescriptor fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (fd.get() < 0) return core::SystemError("create", path, errno);
    return OutputFile(path, std::move(fd));
  }
  // Writes `text` and empties it.
  absl::Status Write(std::string& text) {
    IEUM_RETURN_IF_ERROR(core::WriteAll(fd_.get(), core::AsBytes(text), path_));
    text.clear();
    return absl::OkStatus();
  }

 private:
  OutputFile(std::string path, core::FileDescriptor fd)
      : path_(std::move(path)), fd_(std::move(fd)) {}

  std::string path_;
  core::FileDescriptor fd_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<const SyntheticFiles>> SyntheticFiles::Create(
    const SynthesisOptions& options) {
  IEUM_RETURN_IF_ERROR(CheckSynthesisOptions(options));
  return std::unique_ptr<const SyntheticFiles>(new SyntheticFiles(options));
}

SyntheticFiles::SyntheticFiles(const SynthesisOptions& options)
    : options_(options),
      culture_(MakeCulture(options.people)),
      duplicate_count_(ShareOf(options.person_count, options.rates.duplicate)),
      in_pair_(InPair(options)),
      in_all_(InAll(options)),
      in_one_(options.person_count - in_all_ - in_pair_ * (options.file_count - 1)),
      pair_count_(int64_t{options.file_count} * (options.file_count - 1) / 2),
      person_count_(in_all_ + pair_count_ * in_pair_ + options.file_count * in_one_),
      population_(*culture_, options, person_count_),
      person_order_(options.seed, NumberOf(RandomStream::kPersonOrder), person_count_),
      entity_order_(options.seed, NumberOf(RandomStream::kEntityOrder), person_count_) {
  for (int file = 0; file < options.file_count; ++file) {
    row_orders_.emplace_back(options.seed, NumberOf(RandomStream::kRowOrder, file),
                             row_count(file));
    duplicate_orders_.emplace_back(options.seed, NumberOf(RandomStream::kDuplicates, file),
                                   options.person_count);
  }
}

int64_t SyntheticFiles::PersonPlace(int file, int64_t place) const {
  if (place < in_all_) return place;
  place -= in_all_;
  const int64_t files = options_.file_count;
  if (place < in_pair_ * (files - 1)) {
    // The pairs of files in order: 0-1, 0-2, …, 1-2, …
    const int64_t partner = place / in_pair_;
    const int64_t other = partner < file ? partner : partner + 1;
    const int64_t low = std::min<int64_t>(file, other);
    const int64_t high = std::max<int64_t>(file, other);
    const int64_t pair = low * files - low * (low + 1) / 2 + high - low - 1;
    return in_all_ + pair * in_pair_ + place % in_pair_;
  }
  place -= in_pair_ * (files - 1);
  return in_all_ + pair_count_ * in_pair_ + file * in_one_ + place;
}

SyntheticRow SyntheticFiles::RowAt(int file, int64_t row) const {
  int64_t place = row_orders_[static_cast<size_t>(file)].At(row);
  PortableRandom random(options_.seed, NumberOf(RandomStream::kChanges, file),
                        static_cast<uint64_t>(place));
  const bool duplicate = place >= options_.person_count;
  if (duplicate) {
    place = duplicate_orders_[static_cast<size_t>(file)].At(place - options_.person_count);
  }
  const int64_t person_place = PersonPlace(file, place);
  SyntheticRow result{
      entity_order_.At(person_place) + 1, population_.PersonAt(person_order_.At(person_place)), {}};
  if (duplicate) result.changes.Add(ChangeKind::kDuplicate);
  if (duplicate || file > 0) {
    const bool romanized = file == options_.file_count - 1;
    ChangePerson(*culture_, options_.rates, romanized, random, result.person, result.changes);
  }
  LoseValues(*culture_, options_.rates, random, result.person, result.changes);
  return result;
}

std::string SyntheticFiles::RowId(int file, int64_t row) const {
  std::string id;
  AppendRowId(file, row, id);
  return id;
}

std::string SyntheticFiles::Header() const {
  std::string header = "row_id,entity_id,";
  header += culture_->ColumnNames(options_.full_columns);
  header += '\n';
  return header;
}

void SyntheticFiles::AppendCsvRows(int file, int64_t begin, int64_t end, std::string& out) const {
  const int form = options_.mixed_forms ? file % kFormCount : 0;
  for (int64_t row = begin; row < end; ++row) {
    const SyntheticRow drawn = RowAt(file, row);
    AppendRowId(file, row, out);
    out += ",p";
    AppendPadded(out, drawn.entity, kIdDigits);
    out += ',';
    culture_->AppendFields(drawn.person, form, options_.full_columns, out);
    out += '\n';
  }
}

void SyntheticFiles::AppendTruthRows(int file, int64_t begin, int64_t end, std::string& out) const {
  for (int64_t row = begin; row < end; ++row) {
    AppendRowId(file, row, out);
    out += ',';
    const ChangeSet changes = RowAt(file, row).changes;
    std::string_view separator;
    for (int kind = 0; kind < kChangeKindCount; ++kind) {
      if (!changes.Has(static_cast<ChangeKind>(kind))) continue;
      out += separator;
      out += NameOf(static_cast<ChangeKind>(kind));
      separator = " ";
    }
    out += '\n';
  }
}

absl::Status WriteSyntheticFiles(const SyntheticFiles& files, std::span<const std::string> paths,
                                 const std::string& truth_path) {
  std::string text;
  for (size_t file = 0; file < paths.size(); ++file) {
    IEUM_ASSIGN_OR_RETURN(OutputFile output, OutputFile::Create(paths[file]));
    text = files.Header();
    const int64_t rows = files.row_count(static_cast<int>(file));
    for (int64_t row = 0; row < rows; row += kRowsPerWrite) {
      files.AppendCsvRows(static_cast<int>(file), row, std::min(row + kRowsPerWrite, rows), text);
      IEUM_RETURN_IF_ERROR(output.Write(text));
    }
  }
  if (truth_path.empty()) return absl::OkStatus();
  IEUM_ASSIGN_OR_RETURN(OutputFile output, OutputFile::Create(truth_path));
  text = "row_id,changes\n";
  for (int file = 0; file < files.options().file_count; ++file) {
    const int64_t rows = files.row_count(file);
    for (int64_t row = 0; row < rows; row += kRowsPerWrite) {
      files.AppendTruthRows(file, row, std::min(row + kRowsPerWrite, rows), text);
      IEUM_RETURN_IF_ERROR(output.Write(text));
    }
  }
  return absl::OkStatus();
}

}  // namespace ieum::client
