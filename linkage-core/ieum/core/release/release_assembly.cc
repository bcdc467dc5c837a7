#include "ieum/core/release/release_assembly.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "ieum/core/assembly/merged_runs.h"
#include "ieum/core/assembly/person_join.h"
#include "ieum/core/assembly/row_sorter.h"
#include "ieum/core/base/status.h"
#include "ieum/core/release/bias_counter.h"
#include "ieum/core/release/holder_row.h"

namespace ieum::core {
namespace {

const PayloadValue kMissing{.missing = true, .number = 0, .bytes = {}, .media_type = 0};

absl::Status CheckFacts(const ReleaseDescription& description, size_t holder,
                        const SourceFacts& facts, const char* what) {
  const std::string& name = description.holders[holder].institution.value();
  const char* other = facts.project != description.name.project              ? "project"
                      : facts.manifest_digest != description.manifest_digest ? "manifest"
                      : facts.holder.value() != name                         ? "holder"
                                                                             : nullptr;
  if (other == nullptr) return absl::OkStatus();
  return InvalidArgument("the %s given for holder '%s' is of another %s than the release", what,
                         name, other);
}

absl::Status Stopped() { return Cancelled("stopped; no release was written"); }

// Rows of one holder's linkage map in the order of serials, so that they meet those of its payload.
// What is sorted has the serial where rows of a join have their joint key, and the release key
// where they have the serial: joint keys go no further than this.
class SortedLinkage final {
 public:
  static absl::StatusOr<SortedLinkage> Open(std::span<const SortedRun> runs,
                                            SortedRunStorage& storage, std::string holder) {
    IEUM_ASSIGN_OR_RETURN(MergedRuns rows, MergedRuns::Open(runs, storage));
    SortedLinkage linkage(std::move(rows), std::move(holder));
    IEUM_RETURN_IF_ERROR(linkage.Advance());
    return linkage;
  }

  // Goes to the serial; false if the map does not have it. REQUIRES: above the one before.
  absl::StatusOr<bool> GoTo(const Serial& serial) {
    while (has_row_ && rows_.row().key.bytes() < serial) IEUM_RETURN_IF_ERROR(Advance());
    return has_row_ && rows_.row().key.bytes() == serial;
  }
  ReleaseKey release_key() const { return ReleaseKey(rows_.row().serial); }
  uint8_t band() const { return std::to_integer<uint8_t>(rows_.row().payload[0]); }

  // To the end, so that a serial that stands twice is found wherever it is.
  absl::Status Finish() {
    while (has_row_) IEUM_RETURN_IF_ERROR(Advance());
    return absl::OkStatus();
  }

 private:
  SortedLinkage(MergedRuns rows, std::string holder)
      : rows_(std::move(rows)), holder_(std::move(holder)) {}

  absl::Status Advance() {
    std::optional<Serial> last;
    uint64_t last_number = 0;
    if (has_row_) {
      last = rows_.row().key.bytes();
      last_number = LoadLittleEndian<uint64_t>(rows_.row().payload, 1);
    }
    IEUM_ASSIGN_OR_RETURN(has_row_, rows_.Next());
    if (!has_row_ || last != rows_.row().key.bytes()) return absl::OkStatus();
    const auto number = LoadLittleEndian<uint64_t>(rows_.row().payload, 1);
    return InvalidArgument(
        "rows %d and %d of the linkage map of holder '%s' have the same serial; ask the matcher "
        "for "
        "the map again",
        std::min(number, last_number), std::max(number, last_number), holder_);
  }

  MergedRuns rows_;
  std::string holder_;
  bool has_row_ = false;
};

class ReleaseAssembly final {
 public:
  ReleaseAssembly(ReleaseKeyDeriver deriver, PersonJoin join, BiasCounter bias,
                  ReleaseFileWriter& writer, SortedRunStorage& storage,
                  const ReleaseAssemblyOptions& options, std::stop_token stop)
      : deriver_(std::move(deriver)),
        join_(std::move(join)),
        bias_(std::move(bias)),
        writer_(writer),
        storage_(storage),
        options_(options),
        stop_(std::move(stop)) {}

  // Holder by holder, in order.
  absl::Status AddHolder(const HolderSources& sources);
  absl::StatusOr<AssembledRelease> Join();

 private:
  const ReleaseDescription& description() const { return writer_.description(); }
  absl::StatusOr<std::vector<SortedRun>> SortLinkage(LinkageSource& source, uint32_t holder);
  absl::Status AddRows(PayloadSource& source, SortedLinkage& linkage, RowSorter& sorter,
                       uint32_t holder);
  absl::Status WriteRow(const JointKey& key, std::span<const ByteView* const> rows);
  absl::Status CountLeftOver(uint32_t holder, const KeyedRow& row);

  ReleaseKeyDeriver deriver_;
  PersonJoin join_;
  BiasCounter bias_;
  ReleaseFileWriter& writer_;
  SortedRunStorage& storage_;
  const ReleaseAssemblyOptions& options_;
  std::stop_token stop_;

  std::vector<HolderRowForm> forms_ = {};  // [holders]
  std::vector<SortedRun> runs_ = {};       // of rows under release keys
  uint32_t next_run_ = 0;
  ReleaseRow row_{};
};

absl::StatusOr<std::vector<SortedRun>> ReleaseAssembly::SortLinkage(LinkageSource& source,
                                                                    uint32_t holder) {
  RowSorter sorter(holder, options_.memory_bytes, next_run_, storage_);
  const size_t band_count = std::max<size_t>(description().bands.size(), 1);
  uint64_t number = 0;
  Bytes rest;
  while (true) {
    if (stop_.stop_requested()) return Stopped();
    IEUM_ASSIGN_OR_RETURN(const std::span<const LinkageRow> rows, source.Next());
    if (rows.empty()) break;
    for (const LinkageRow& row : rows) {
      ++number;
      if (row.band >= band_count) {
        return InvalidArgument(
            "row %d of the linkage map of holder '%s' has a band of confidence that the release "
            "does not name",
            number, description().holders[holder].institution.value());
      }
      rest.clear();
      rest.push_back(static_cast<std::byte>(row.band));
      AppendLittleEndian(rest, number);
      IEUM_RETURN_IF_ERROR(sorter.Add({.key = JointKey(row.serial),
                                       .serial = deriver_.Derive(row.joint_key).bytes(),
                                       .payload = rest}));
    }
  }
  IEUM_ASSIGN_OR_RETURN(std::vector<SortedRun> runs, sorter.Finish());
  next_run_ += static_cast<uint32_t>(runs.size());
  return runs;
}

absl::Status ReleaseAssembly::AddRows(PayloadSource& source, SortedLinkage& linkage,
                                      RowSorter& sorter, uint32_t holder) {
  const HolderRowForm& form = forms_[holder];
  const std::string& name = description().holders[holder].institution.value();
  std::optional<Serial> last;
  uint64_t number = 0;
  Bytes bytes;
  std::vector<PayloadValue> values(form.column_count());
  while (true) {
    if (stop_.stop_requested()) return Stopped();
    IEUM_ASSIGN_OR_RETURN(const PayloadChunk* chunk, source.Next());
    if (chunk == nullptr) return linkage.Finish();
    for (size_t r = 0; r < chunk->row_count(); ++r) {
      const Serial& serial = chunk->serials()[r];
      ++number;
      if (last.has_value() && !(*last < serial)) {
        return InvalidArgument(
            "row %d of the payload of holder '%s' has the serial of the row before or one below "
            "it; each row has its own, in ascending order",
            number, name);
      }
      last = serial;
      IEUM_ASSIGN_OR_RETURN(const bool is_known, linkage.GoTo(serial));
      if (!is_known) {
        return InvalidArgument(
            "row %d of the payload of holder '%s' has a serial that the linkage map does not have; "
            "it was made of another submission",
            number, name);
      }
      bytes.clear();
      form.Write(*chunk, r, linkage.band(), bytes);
      if (!bias_.empty()) {
        IEUM_RETURN_IF_ERROR(form.Read(bytes, values).status());
        bias_.AddRow(holder, values);
      }
      // The release key stands where the join expects a joint key.
      IEUM_RETURN_IF_ERROR(sorter.Add(
          {.key = JointKey(linkage.release_key().bytes()), .serial = serial, .payload = bytes}));
    }
  }
}

absl::Status ReleaseAssembly::AddHolder(const HolderSources& sources) {
  const auto holder = static_cast<uint32_t>(forms_.size());
  const ReleasedHolder& released = description().holders[holder];
  IEUM_RETURN_IF_ERROR(CheckFacts(description(), holder, sources.linkage->facts(), "linkage map"));
  IEUM_RETURN_IF_ERROR(CheckFacts(description(), holder, sources.payload->facts(), "payload"));
  if (sources.payload->payload_digest() != released.payload_digest) {
    return InvalidArgument(
        "the payload given for holder '%s' has another digest than the one that the release names",
        released.institution.value());
  }
  IEUM_ASSIGN_OR_RETURN(HolderRowForm form,
                        HolderRowForm::Create(released, sources.payload->schema()));
  forms_.push_back(std::move(form));
  IEUM_ASSIGN_OR_RETURN(const std::vector<SortedRun> map, SortLinkage(*sources.linkage, holder));
  IEUM_ASSIGN_OR_RETURN(SortedLinkage linkage,
                        SortedLinkage::Open(map, storage_, released.institution.value()));
  RowSorter sorter(holder, options_.memory_bytes, next_run_, storage_);
  IEUM_RETURN_IF_ERROR(AddRows(*sources.payload, linkage, sorter, holder));
  IEUM_ASSIGN_OR_RETURN(const std::vector<SortedRun> runs, sorter.Finish());
  next_run_ += static_cast<uint32_t>(runs.size());
  runs_.insert(runs_.end(), runs.begin(), runs.end());
  return absl::OkStatus();
}

absl::Status ReleaseAssembly::WriteRow(const JointKey& key, std::span<const ByteView* const> rows) {
  row_.key = ReleaseKey(key.bytes());
  row_.holder_bits = 0;
  row_.band = 0;
  row_.values.resize(description().columns.size());
  std::span<PayloadValue> rest(row_.values);
  for (size_t h = 0; h < rows.size(); ++h) {
    const std::span<PayloadValue> values = rest.first(forms_[h].column_count());
    rest = rest.subspan(values.size());
    if (rows[h] == nullptr) {
      std::fill(values.begin(), values.end(), kMissing);
      continue;
    }
    row_.holder_bits |= 1U << h;
    IEUM_ASSIGN_OR_RETURN(const uint8_t band, forms_[h].Read(*rows[h], values));
    row_.band = std::max(row_.band, band);  // no surer than its least sure link
  }
  return writer_.Append(row_);
}

absl::Status ReleaseAssembly::CountLeftOver(uint32_t holder, const KeyedRow& row) {
  if (bias_.empty()) return absl::OkStatus();
  std::vector<PayloadValue> values(forms_[holder].column_count());
  IEUM_RETURN_IF_ERROR(forms_[holder].Read(row.payload, values).status());
  bias_.AddLeftOut(holder, values);
  return absl::OkStatus();
}

absl::StatusOr<AssembledRelease> ReleaseAssembly::Join() {
  const AssemblySink sink{
      .joined = [this](const JointKey& key,
                       std::span<const ByteView* const> rows) { return WriteRow(key, rows); },
      .left_over = [this](uint32_t holder,
                          const KeyedRow& row) { return CountLeftOver(holder, row); }};
  IEUM_ASSIGN_OR_RETURN(AssemblyFigures figures, JoinRuns(runs_, storage_, join_, sink, stop_));
  if (figures.joined_row_count < options_.minimum_row_count) {
    return FailedPrecondition(
        "the release would have %d rows, fewer than the %d that the manifest asks for; nothing was "
        "written",
        figures.joined_row_count, options_.minimum_row_count);
  }
  ReleaseAccount account;
  if (options_.tell_row_counts) {
    for (const HolderFigures& of : figures.holders) {
      account.holders.push_back({.row_count = of.row_count,
                                 .matched_row_count = of.matched_row_count,
                                 .released_row_count = of.joined_row_count});
    }
  }
  account.bias = bias_.Table(options_.minimum_group_rows);
  IEUM_ASSIGN_OR_RETURN(ReleaseTrailer trailer, writer_.Finish(std::move(account)));
  return AssembledRelease{.trailer = std::move(trailer), .figures = std::move(figures)};
}

}  // namespace

absl::StatusOr<AssembledRelease> AssembleRelease(
    ReleaseFileWriter& writer, const SecretBytes& secret, std::span<const HolderSources> sources,
    SortedRunStorage& storage, const ReleaseAssemblyOptions& options, std::stop_token stop) {
  const ReleaseDescription& description = writer.description();
  if (sources.size() != description.holders.size()) {
    return InvalidArgument("sources of %d holders for a release of %d", sources.size(),
                           description.holders.size());
  }
  std::vector<InstitutionId> holders;
  for (const ReleasedHolder& holder : description.holders) holders.push_back(holder.institution);
  IEUM_ASSIGN_OR_RETURN(ReleaseKeyDeriver deriver,
                        ReleaseKeyDeriver::Create(secret, description.name, description.key_life));
  IEUM_ASSIGN_OR_RETURN(PersonJoin join, PersonJoin::Create(description.join, holders));
  IEUM_ASSIGN_OR_RETURN(BiasCounter bias, BiasCounter::Create(description, options.bias_columns));
  ReleaseAssembly assembly(std::move(deriver), std::move(join), std::move(bias), writer, storage,
                           options, std::move(stop));
  for (const HolderSources& of_holder : sources)
    IEUM_RETURN_IF_ERROR(assembly.AddHolder(of_holder));
  return assembly.Join();
}

absl::StatusOr<AssembledRelease> AssembleRelease(ReleaseDescription description,
                                                 const SecretBytes& secret,
                                                 std::span<const HolderSources> sources,
                                                 SortedRunStorage& storage,
                                                 const ReleaseAssemblyOptions& options,
                                                 const std::string& path, std::stop_token stop) {
  IEUM_ASSIGN_OR_RETURN(const std::unique_ptr<ReleaseFileWriter> writer,
                        ReleaseFileWriter::Create(path, std::move(description)));
  return AssembleRelease(*writer, secret, sources, storage, options, std::move(stop));
}

}  // namespace ieum::core
