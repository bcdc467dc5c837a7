#include "ieum/server/storage/sealed_database.h"

#include <algorithm>
#include <utility>

#include "ieum/core/base/status.h"
#include "ieum/server/storage/keys.h"
#include "ieum/server/storage/sealed_value.h"

namespace ieum::server {
namespace {

constexpr size_t kNumberBytes = 4;
constexpr size_t kIdBytes = std::tuple_size_v<OpaqueId>;

// FORMAT: what a digest knows of an act.
enum class Act : uint8_t { kPut = 1, kDelete = 2, kDeleteRange = 3 };

// The key in the database: the project's opaque id for its number.
std::string ToRaw(const SealedProject& project, std::string_view key) {
  std::string raw(core::AsText(project.project));
  raw += key.substr(kNumberBytes);
  return raw;
}

std::string FromRaw(uint32_t number, std::string_view raw) {
  return MakeKey({number}) + std::string(raw.substr(kIdBytes));
}

uint32_t NumberIn(Column column, std::string_view key) {
  IEUM_CHECK(column != Column::kMeta && key.size() >= kNumberBytes);
  return KeyPart(key, 0);
}

void AppendText(core::Bytes& out, std::string_view text) {
  core::AppendLittleEndian(out, static_cast<uint32_t>(text.size()));
  const core::ByteView bytes = core::AsBytes(text);
  out.insert(out.end(), bytes.begin(), bytes.end());
}

// witness: of a value its header and tag, which no other value has.
void NoteAct(Act act, Column column, std::string_view key, std::string_view witness,
             core::Bytes& out) {
  core::AppendLittleEndian(out, static_cast<uint8_t>(act));
  AppendText(out, ColumnName(column));
  AppendText(out, key);
  AppendText(out, witness);
}

}  // namespace

void SealedBatch::Put(const SealedDatabase& database, Column column, std::string_view key,
                      core::ByteView value) {
  const absl::StatusOr<SealedProject> project = database.Find(NumberIn(column, key));
  if (!project.ok()) {
    status_.Update(project.status());
    return;
  }
  const std::string raw = ToRaw(*project, key);
  const absl::StatusOr<core::Bytes> sealed = database.Seal(column, *project, raw, value, acts_);
  status_.Update(sealed.status());
  if (sealed.ok()) batch_.Put(database.database_, column, raw, *sealed);
}

void SealedBatch::Delete(const SealedDatabase& database, Column column, std::string_view key) {
  const absl::StatusOr<SealedProject> project = database.Find(NumberIn(column, key));
  status_.Update(project.status());
  if (!project.ok()) return;
  const std::string raw = ToRaw(*project, key);
  NoteAct(Act::kDelete, column, raw, "", acts_[project->project]);
  batch_.Delete(database.database_, column, raw);
}

void SealedBatch::DeletePrefix(const SealedDatabase& database, Column column,
                               std::string_view prefix) {
  DeletePrefixFrom(database, column, prefix, prefix);
}

void SealedBatch::DeletePrefixFrom(const SealedDatabase& database, Column column,
                                   std::string_view prefix, std::string_view first) {
  const absl::StatusOr<SealedProject> project = database.Find(NumberIn(column, prefix));
  status_.Update(project.status());
  if (!project.ok()) return;
  const std::string raw = ToRaw(*project, prefix);
  const std::string raw_first = ToRaw(*project, first);
  NoteAct(Act::kDeleteRange, column, raw, raw_first, acts_[project->project]);
  batch_.DeletePrefixFrom(database.database_, column, raw, raw_first);
}

void SealedBatch::LinkProject(const SealedDatabase& database, uint32_t number) {
  const absl::StatusOr<SealedProject> project = database.Find(number);
  status_.Update(project.status());
  if (project.ok()) PutProjectLink(database.database_, database.keystore_, *project, batch_);
}

absl::Status SealedFile::Add(std::string_view key, core::ByteView value) {
  IEUM_ASSIGN_OR_RETURN(const SealedProject project, database_->Find(NumberIn(column_, key)));
  const std::string raw = ToRaw(project, key);
  IEUM_ASSIGN_OR_RETURN(const core::Bytes sealed,
                        database_->Seal(column_, project, raw, value, acts_));
  return file_.Add(raw, sealed);
}

void SealedCursor::TakeKey() {
  key_ = cursor_.valid() ? FromRaw(number_, cursor_.key()) : std::string();
}

void SealedCursor::SeekBefore(std::string_view key) {
  const absl::StatusOr<SealedProject> project = database_->Find(number_);
  IEUM_CHECK(project.ok());
  cursor_.SeekBefore(ToRaw(*project, key));
  TakeKey();
}

void SealedCursor::Next() {
  cursor_.Next();
  TakeKey();
}

absl::StatusOr<std::string> SealedCursor::Value() const {
  IEUM_ASSIGN_OR_RETURN(const SealedProject project, database_->Find(number_));
  return database_->Open(column_, project, cursor_.key(), cursor_.value());
}

absl::StatusOr<std::unique_ptr<SealedDatabase>> SealedDatabase::Open(RocksDatabase& database,
                                                                     Keystore& keystore,
                                                                     core::GcmCipher cipher,
                                                                     core::Random& random) {
  IEUM_ASSIGN_OR_RETURN(const std::vector<SealedProject> projects,
                        BindStore(database, keystore, random));
  std::unique_ptr<SealedDatabase> sealed(new SealedDatabase(database, keystore, cipher, random));
  for (const SealedProject& project : projects) {
    IEUM_RETURN_IF_ERROR(sealed->LoadDigest(project));
    const core::MutexLock lock(sealed->mutex_);
    sealed->projects_.emplace(project.number, project);
  }
  return sealed;
}

absl::Status SealedDatabase::LoadDigest(const SealedProject& project) {
  ProjectAnchor last{.project = project.project, .counter = 0, .digest = {}};
  Cursor cursor = database_.NewCursor(Column::kMeta, DigestPrefix(project.project));
  cursor.SeekBefore(DigestKey(project.project, UINT64_MAX));
  IEUM_RETURN_IF_ERROR(cursor.status());
  if (cursor.valid()) {
    const std::string_view counter = cursor.key().substr(DigestPrefix(project.project).size());
    if (counter.size() != kDigestCounterBytes || cursor.value().size() != last.digest.size()) {
      return core::DataLoss(
          "the digest of project number %d is damaged; restore the store from a backup",
          project.number);
    }
    last.counter = uint64_t{KeyPart(counter, 0)} << 32 | KeyPart(counter, 1);
    std::copy_n(cursor.value().begin(), last.digest.size(), last.digest.begin());
  }
  digests_.Set(last);
  return absl::OkStatus();
}

absl::StatusOr<SealedProject> SealedDatabase::Find(uint32_t number) const {
  const core::MutexLock lock(mutex_);
  const auto found = projects_.find(number);
  if (found != projects_.end()) return found->second;
  return core::NotFound("project number %d has no key; it was destroyed, or never there", number);
}

absl::StatusOr<core::Bytes> SealedDatabase::Seal(Column column, const SealedProject& project,
                                                 const std::string& key, core::ByteView value,
                                                 std::map<OpaqueId, core::Bytes>& acts) const {
  IEUM_ASSIGN_OR_RETURN(const core::SecretBytes project_key, keystore_.CopyKey(project.number));
  core::Bytes sealed = SealValue(cipher_, project_key,
                                 {.column = ColumnName(column),
                                  .project = project.project,
                                  .key_id = project.key_id,
                                  .key = key},
                                 value, random_);
  const core::ByteView bytes = sealed;
  std::string witness(core::AsText(bytes.first(kSealedHeaderBytes)));
  witness += core::AsText(bytes.last(core::Gcm::kTagBytes));
  NoteAct(Act::kPut, column, key, witness, acts[project.project]);
  return sealed;
}

absl::StatusOr<std::string> SealedDatabase::Open(Column column, const SealedProject& project,
                                                 std::string_view key,
                                                 core::ByteView sealed) const {
  IEUM_ASSIGN_OR_RETURN(const core::SecretBytes project_key, keystore_.CopyKey(project.number));
  return OpenValue(project_key,
                   {.column = ColumnName(column),
                    .project = project.project,
                    .key_id = project.key_id,
                    .key = key},
                   sealed);
}

absl::StatusOr<std::optional<std::string>> SealedDatabase::Get(Column column,
                                                               std::string_view key) const {
  const absl::StatusOr<SealedProject> project = Find(NumberIn(column, key));
  if (!project.ok()) return std::optional<std::string>();
  const std::string raw = ToRaw(*project, key);
  IEUM_ASSIGN_OR_RETURN(const std::optional<std::string> sealed, database_.Get(column, raw));
  if (!sealed.has_value()) return std::optional<std::string>();
  IEUM_ASSIGN_OR_RETURN(std::string value, Open(column, *project, raw, core::AsBytes(*sealed)));
  return std::optional<std::string>(std::move(value));
}

absl::Status SealedDatabase::Scan(Column column, std::string_view prefix,
                                  const Visit& visit) const {
  if (!prefix.empty()) return ScanFrom(column, prefix, prefix, visit);
  std::vector<uint32_t> numbers;
  {
    const core::MutexLock lock(mutex_);
    for (const auto& [number, project] : projects_) numbers.push_back(number);
  }
  for (const uint32_t number : numbers) {
    IEUM_RETURN_IF_ERROR(ScanFrom(column, MakeKey({number}), MakeKey({number}), visit));
  }
  return absl::OkStatus();
}

absl::Status SealedDatabase::ScanFrom(Column column, std::string_view prefix,
                                      std::string_view first, const Visit& visit) const {
  const absl::StatusOr<SealedProject> project = Find(NumberIn(column, prefix));
  if (!project.ok()) return absl::OkStatus();
  return database_.ScanFrom(column, ToRaw(*project, prefix), ToRaw(*project, first),
                            Opening(column, *project, visit));
}

absl::Status SealedDatabase::ScanRange(Column column, std::string_view first, std::string_view end,
                                       const Visit& visit) const {
  const absl::StatusOr<SealedProject> project = Find(NumberIn(column, first));
  if (!project.ok()) return absl::OkStatus();
  return database_.ScanRange(column, ToRaw(*project, first), ToRaw(*project, end),
                             Opening(column, *project, visit));
}

SealedDatabase::Visit SealedDatabase::Opening(Column column, const SealedProject& project,
                                              const Visit& visit) const {
  return [this, column, &project, &visit](std::string_view raw,
                                          core::ByteView sealed) -> absl::Status {
    IEUM_ASSIGN_OR_RETURN(const std::string value, Open(column, project, raw, sealed));
    return visit(FromRaw(project.number, raw), core::AsBytes(value));
  };
}

absl::StatusOr<bool> SealedDatabase::Holds(Column column, std::string_view prefix) const {
  const absl::StatusOr<SealedProject> project = Find(NumberIn(column, prefix));
  if (!project.ok()) return false;
  const std::string raw = ToRaw(*project, prefix);
  Cursor cursor = database_.NewCursor(column, raw);
  cursor.SeekBefore(raw);  // there is none before it, so this is the first
  IEUM_RETURN_IF_ERROR(cursor.status());
  return cursor.valid();
}

absl::Status SealedDatabase::Write(SealedBatch batch, Durability durability) {
  IEUM_RETURN_IF_ERROR(batch.status_);
  std::vector<ProjectAnchor> links;
  for (const auto& [project, acts] : batch.acts_) {
    const core::Sha256Digest digest = core::Sha256(acts);
    if (durability == Durability::kBuffered) {
      digests_.Fold(project, digest);
      continue;
    }
    links.push_back(digests_.Advance(project, digest));
    batch.batch_.Put(database_, Column::kMeta, DigestKey(project, links.back().counter),
                     links.back().digest);
  }
  IEUM_RETURN_IF_ERROR(database_.Write(std::move(batch.batch_), durability));
  for (const ProjectAnchor& link : links) digests_.Complete(link);
  return absl::OkStatus();
}

SealedCursor SealedDatabase::NewCursor(Column column, std::string_view prefix) const {
  const absl::StatusOr<SealedProject> project = Find(NumberIn(column, prefix));
  IEUM_CHECK(project.ok());
  return {*this, column, project->number, database_.NewCursor(column, ToRaw(*project, prefix))};
}

absl::StatusOr<SealedFile> SealedDatabase::NewSortedFile(Column column) const {
  IEUM_ASSIGN_OR_RETURN(SortedFile file, database_.NewSortedFile(column));
  return SealedFile(*this, column, std::move(file));
}

absl::Status SealedDatabase::Ingest(Column column, std::vector<SealedFile> files) {
  std::vector<SortedFile> raw;
  for (SealedFile& file : files) {
    for (const auto& [project, acts] : file.acts_) digests_.Fold(project, core::Sha256(acts));
    raw.push_back(std::move(file.file_));
  }
  return database_.Ingest(column, std::move(raw));
}

absl::StatusOr<uint32_t> SealedDatabase::AddProject() {
  IEUM_ASSIGN_OR_RETURN(const ProjectKeyEntry entry, keystore_.AddProject());
  const core::MutexLock lock(mutex_);
  projects_.emplace(
      entry.number,
      SealedProject{.number = entry.number, .project = entry.project, .key_id = entry.key_id});
  return entry.number;
}

absl::Status SealedDatabase::ConfirmProject(uint32_t number) {
  return keystore_.ConfirmProject(number);
}

absl::Status SealedDatabase::EraseProjectKey(uint32_t number) {
  IEUM_RETURN_IF_ERROR(keystore_.EraseProject(number));
  {
    const core::MutexLock lock(mutex_);
    const auto found = projects_.find(number);
    if (found != projects_.end()) {
      digests_.Forget(found->second.project);
      projects_.erase(found);
    }
  }
  Batch batch;
  PutBinding(database_, keystore_, batch);
  return database_.Write(std::move(batch), Durability::kSynced);
}

absl::StatusOr<SealedDatabase::Figures> SealedDatabase::Count(Column column,
                                                              const OpaqueId& project) const {
  Figures figures;
  IEUM_RETURN_IF_ERROR(database_.Scan(column, core::AsText(project),
                                      [&](std::string_view key, core::ByteView value) {
                                        ++figures.key_count;
                                        figures.byte_count += key.size() + value.size();
                                        return absl::OkStatus();
                                      }));
  return figures;
}

absl::Status SealedDatabase::DeleteProject(const OpaqueId& project) {
  std::vector<KeyRange> ranges;
  for (const Column column : ProjectColumns(database_.role())) {
    ranges.push_back({column, std::string(core::AsText(project))});
  }
  ranges.push_back({Column::kMeta, DigestPrefix(project)});
  Batch batch;
  for (const KeyRange& range : ranges) batch.DeletePrefix(database_, range.column, range.prefix);
  IEUM_RETURN_IF_ERROR(database_.Write(std::move(batch), Durability::kSynced));
  return database_.Compact(ranges);
}

absl::Status SealedDatabase::Compact(uint32_t number, const std::vector<Column>& columns) {
  IEUM_ASSIGN_OR_RETURN(const SealedProject project, Find(number));
  std::vector<KeyRange> ranges;
  for (const Column column : columns) {
    ranges.push_back({column, std::string(core::AsText(project.project))});
  }
  return database_.Compact(ranges);
}

}  // namespace ieum::server
