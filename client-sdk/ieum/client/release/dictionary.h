// What a researcher must know of a release to work with it: the meaning of each column, and where
// the rows come from.
#ifndef IEUM_CLIENT_RELEASE_DICTIONARY_H_
#define IEUM_CLIENT_RELEASE_DICTIONARY_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "ieum/core/payload/value_type.h"
#include "ieum/core/release/release_file.h"

namespace ieum::client {

// One column of the table (release_table.h).
struct DictionaryEntry {
  std::string column;  // its name in the table
  std::string holder;  // empty: of the release itself
  std::string name;    // in the holder's schema
  std::string type;    // "decimal, 2 places"
  std::string unit;    // "0.01", "month"; empty: none
  bool nullable = false;
  std::string role;
  std::string purpose;
  std::string description;
  std::string transforms;                 // as done by the holder, in order
  std::vector<core::CategoryCode> codes;  // of a category
};

std::vector<DictionaryEntry> Dictionary(const core::ReleaseDescription& description);

// A header line and a line for each column, ended by CR LF; codes as "M = male; F = female".
std::string DictionaryCsv(const std::vector<DictionaryEntry>& entries);
// {"columns": [{"column": …, "codes": [{"code", "label"}], …}]}
std::string DictionaryJson(const std::vector<DictionaryEntry>& entries);

// One fact of where a release comes from.
struct ProvenanceFact {
  std::string key;    // "manifest_digest"
  std::string title;  // for people
  std::string value;
};
std::vector<ProvenanceFact> Provenance(const core::ReleaseDescription& description,
                                       const core::ReleaseTrailer& trailer);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_RELEASE_DICTIONARY_H_
