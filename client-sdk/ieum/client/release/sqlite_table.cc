#include "ieum/client/release/sqlite_table.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <utility>
#include <vector>

#include "ieum/client/release/dictionary.h"
#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"
#include "ieum/core/payload/payload_value.h"

namespace ieum::client {
namespace {

using core::ValueKind;

absl::Status Failed(sqlite3* database, const std::string& path) {
  const int code = sqlite3_errcode(database);
  if (code == SQLITE_FULL) return core::ResourceExhausted("no room left for '%s'", path);
  return core::Unavailable("SQLite cannot write '%s': %s", path, sqlite3_errstr(code));
}

// Quoted, whatever it holds.
std::string Name(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? "\"\"" : std::string(1, c);
  return text + "\"";
}

// One INSERT, run again and again.
class Insert final {
 public:
  Insert(sqlite3* database, std::string path) : database_(database), path_(std::move(path)) {}
  ~Insert() { sqlite3_finalize(statement_); }
  Insert(const Insert&) = delete;
  Insert& operator=(const Insert&) = delete;

  absl::Status Prepare(const char* table, size_t column_count) {
    std::string sql = absl::StrFormat("INSERT INTO %s VALUES (", table);
    for (size_t i = 0; i < column_count; ++i) sql += i == 0 ? "?" : ", ?";
    sql += ")";
    return Check(sqlite3_prepare_v2(database_, sql.c_str(), -1, &statement_, nullptr));
  }
  // Columns of the row in order.
  absl::Status Null() { return Check(sqlite3_bind_null(statement_, ++bound_)); }
  absl::Status Integer(int64_t number) {
    return Check(sqlite3_bind_int64(statement_, ++bound_, number));
  }
  absl::Status Real(double number) {
    return Check(sqlite3_bind_double(statement_, ++bound_, number));
  }
  absl::Status Text(std::string_view text) {
    return Check(sqlite3_bind_text(statement_, ++bound_, text.data(), static_cast<int>(text.size()),
                                   SQLITE_TRANSIENT));
  }
  absl::Status Run() {
    bound_ = 0;
    if (sqlite3_step(statement_) != SQLITE_DONE) return Failed(database_, path_);
    return Check(sqlite3_reset(statement_));
  }

 private:
  absl::Status Check(int code) {
    return code == SQLITE_OK ? absl::OkStatus() : Failed(database_, path_);
  }

  sqlite3* database_;
  std::string path_;
  sqlite3_stmt* statement_ = nullptr;
  int bound_ = 0;
};

// The part file and what is open in it; gone unless finished.
class Database final {
 public:
  explicit Database(std::string path) : path_(std::move(path)), part_(path_ + ".part") {}
  ~Database() {
    sqlite3_close_v2(database_);
    if (created_) ::unlink(part_.c_str());
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  sqlite3* get() const { return database_; }
  const std::string& path() const { return path_; }

  absl::Status Open() {
    ::unlink(part_.c_str());
    const core::FileDescriptor file(
        ::open(part_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (file.get() < 0) return core::SystemError("create", part_, errno);
    created_ = true;
    if (sqlite3_open_v2(part_.c_str(), &database_, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) {
      return Failed(database_, path_);
    }
    // Nobody reads the part: it is whole and synced, or removed.
    return Run("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 8192;");
  }
  absl::Status Run(const std::string& sql) {
    if (sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) {
      return absl::OkStatus();
    }
    return Failed(database_, path_);
  }
  absl::Status Finish() {
    if (sqlite3_close(std::exchange(database_, nullptr)) != SQLITE_OK) {
      return core::Internal("SQLite kept a statement of '%s' open", path_);
    }
    const core::FileDescriptor file(::open(part_.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) return core::SystemError("open", part_, errno);
    IEUM_RETURN_IF_ERROR(core::SyncFile(file.get(), part_));
    if (::rename(part_.c_str(), path_.c_str()) != 0) {
      return core::SystemError("rename", part_, errno);
    }
    created_ = false;
    return core::SyncFolderOf(path_);
  }

 private:
  std::string path_;
  std::string part_;
  bool created_ = false;
  sqlite3* database_ = nullptr;
};

std::string ColumnSql(const core::ReleaseDescription& description,
                      const core::TableColumn& column) {
  const std::string name = Name(column.name);
  switch (column.kind) {
    case core::TableColumnKind::kHasHolder:
      return name + " INTEGER NOT NULL CHECK (" + name + " IN (0, 1))";
    case core::TableColumnKind::kValue: {
      const ValueKind kind = description.column(column.index).sent_type.kind;
      const char* type = kind == ValueKind::kInteger   ? " INTEGER"
                         : kind == ValueKind::kDecimal ? " REAL"
                                                       : " TEXT";
      return name + type + (description.columns[column.index].nullable ? "" : " NOT NULL");
    }
    default:
      return name + " TEXT NOT NULL";
  }
}

absl::Status WriteLinked(core::ReleaseFileReader& reader, Database& database,
                         const std::vector<core::TableColumn>& columns, const RowProgress& progress,
                         const std::stop_token& stop) {
  const core::ReleaseDescription& description = reader.description();
  std::string sql = "CREATE TABLE linked (";
  for (size_t c = 0; c < columns.size(); ++c) {
    sql += (c == 0 ? "" : ", ") + ColumnSql(description, columns[c]);
  }
  IEUM_RETURN_IF_ERROR(database.Run(sql + ") STRICT"));
  Insert insert(database.get(), database.path());
  IEUM_RETURN_IF_ERROR(insert.Prepare("linked", columns.size()));
  std::string cell;
  const auto bind = [&](const core::ReleaseChunk& chunk, size_t row,
                        const core::TableColumn& column) {
    if (column.kind == core::TableColumnKind::kHasHolder) {
      return insert.Integer(chunk.HasHolder(row, column.index) ? 1 : 0);
    }
    if (column.kind == core::TableColumnKind::kValue) {
      const core::PayloadValue& value = chunk.column(column.index)[row];
      const core::ValueType& type = description.column(column.index).sent_type;
      if (value.missing) return insert.Null();
      if (type.kind == ValueKind::kInteger) return insert.Integer(value.number);
      if (type.kind == ValueKind::kDecimal) {
        return insert.Real(static_cast<double>(value.number) / std::pow(10.0, type.places));
      }
    }
    cell.clear();
    AppendCell(description, chunk, row, column, cell);
    return insert.Text(cell);
  };
  return VisitChunks(
      reader,
      [&](const core::ReleaseChunk& chunk) {
        for (size_t row = 0; row < chunk.row_count(); ++row) {
          for (const core::TableColumn& column : columns) {
            IEUM_RETURN_IF_ERROR(bind(chunk, row, column));
          }
          IEUM_RETURN_IF_ERROR(insert.Run());
        }
        return absl::OkStatus();
      },
      progress, stop);
}

absl::Status WriteDictionary(const core::ReleaseDescription& description, Database& database) {
  IEUM_RETURN_IF_ERROR(database.Run(
      "CREATE TABLE dictionary (\"column\" TEXT PRIMARY KEY, holder TEXT, name TEXT NOT NULL, "
      "type TEXT NOT NULL, unit TEXT, nullable INTEGER NOT NULL, role TEXT, purpose TEXT, "
      "description TEXT, transforms TEXT) STRICT;"
      "CREATE TABLE codes (\"column\" TEXT NOT NULL, code TEXT NOT NULL, label TEXT, "
      "PRIMARY KEY (\"column\", code)) STRICT;"));
  Insert entries(database.get(), database.path()), codes(database.get(), database.path());
  IEUM_RETURN_IF_ERROR(entries.Prepare("dictionary", 10));
  IEUM_RETURN_IF_ERROR(codes.Prepare("codes", 3));
  const auto text = [](Insert& insert, const std::string& value) {
    return value.empty() ? insert.Null() : insert.Text(value);
  };
  for (const DictionaryEntry& entry : Dictionary(description)) {
    for (const std::string* value :
         {&entry.column, &entry.holder, &entry.name, &entry.type, &entry.unit}) {
      IEUM_RETURN_IF_ERROR(text(entries, *value));
    }
    IEUM_RETURN_IF_ERROR(entries.Integer(entry.nullable ? 1 : 0));
    for (const std::string* value :
         {&entry.role, &entry.purpose, &entry.description, &entry.transforms}) {
      IEUM_RETURN_IF_ERROR(text(entries, *value));
    }
    IEUM_RETURN_IF_ERROR(entries.Run());
    for (const core::CategoryCode& code : entry.codes) {
      IEUM_RETURN_IF_ERROR(codes.Text(entry.column));
      IEUM_RETURN_IF_ERROR(codes.Text(code.code));
      IEUM_RETURN_IF_ERROR(text(codes, code.label));
      IEUM_RETURN_IF_ERROR(codes.Run());
    }
  }
  return absl::OkStatus();
}

absl::Status WriteOrigin(const core::ReleaseDescription& description,
                         const core::ReleaseTrailer& trailer, Database& database) {
  IEUM_RETURN_IF_ERROR(database.Run(
      "CREATE TABLE provenance (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;"
      "CREATE TABLE holders (holder TEXT PRIMARY KEY, row_count INTEGER NOT NULL, "
      "matched_rows INTEGER NOT NULL, released_rows INTEGER NOT NULL) STRICT;"
      "CREATE TABLE bias (\"column\" TEXT NOT NULL, \"group\" TEXT NOT NULL, row_count INTEGER "
      "NOT NULL, released_rows INTEGER NOT NULL) STRICT;"));
  Insert provenance(database.get(), database.path()), holders(database.get(), database.path());
  Insert bias(database.get(), database.path());
  IEUM_RETURN_IF_ERROR(provenance.Prepare("provenance", 2));
  IEUM_RETURN_IF_ERROR(holders.Prepare("holders", 4));
  IEUM_RETURN_IF_ERROR(bias.Prepare("bias", 4));
  for (const ProvenanceFact& fact : Provenance(description, trailer)) {
    IEUM_RETURN_IF_ERROR(provenance.Text(fact.key));
    IEUM_RETURN_IF_ERROR(provenance.Text(fact.value));
    IEUM_RETURN_IF_ERROR(provenance.Run());
  }
  for (size_t h = 0; h < trailer.account.holders.size(); ++h) {
    const core::ReleasedRows& rows = trailer.account.holders[h];
    IEUM_RETURN_IF_ERROR(holders.Text(description.holders[h].institution.value()));
    for (const uint64_t count : {rows.row_count, rows.matched_row_count, rows.released_row_count}) {
      IEUM_RETURN_IF_ERROR(holders.Integer(static_cast<int64_t>(count)));
    }
    IEUM_RETURN_IF_ERROR(holders.Run());
  }
  for (const core::BiasRow& row : trailer.account.bias) {
    IEUM_RETURN_IF_ERROR(bias.Text(description.columns[row.column].name));
    IEUM_RETURN_IF_ERROR(bias.Text(core::BiasGroup(description, row)));
    IEUM_RETURN_IF_ERROR(bias.Integer(static_cast<int64_t>(row.row_count)));
    IEUM_RETURN_IF_ERROR(bias.Integer(static_cast<int64_t>(row.released_row_count)));
    IEUM_RETURN_IF_ERROR(bias.Run());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status WriteSqlite(core::ReleaseFileReader& reader, const std::string& path,
                         const RowProgress& progress, const std::stop_token& stop) {
  const std::vector<core::TableColumn> columns = core::TableColumns(reader.description());
  if (columns.size() > kMaxSqliteColumns) {
    return core::InvalidArgument(
        "the release has %d columns and a SQLite table at most %d; write CSV: ieum release csv",
        columns.size(), kMaxSqliteColumns);
  }
  Database database(path);
  IEUM_RETURN_IF_ERROR(database.Open());
  IEUM_RETURN_IF_ERROR(database.Run("BEGIN"));
  IEUM_RETURN_IF_ERROR(WriteDictionary(reader.description(), database));
  IEUM_RETURN_IF_ERROR(WriteOrigin(reader.description(), reader.trailer(), database));
  IEUM_RETURN_IF_ERROR(WriteLinked(reader, database, columns, progress, stop));
  IEUM_RETURN_IF_ERROR(database.Run("COMMIT"));
  return database.Finish();
}

}  // namespace ieum::client
