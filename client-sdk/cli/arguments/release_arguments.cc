#include "cli/arguments/arguments.h"
#include "cli/arguments/shared_arguments.h"

namespace ieum::client {
namespace {

void DeclareIn(OptionSet& set, std::string& target) {
  set.Text({"--in", "FILE", "Release, as 'ieum bundle open' wrote it"}, target,
           Presence::kRequired);
}

void DeclareMark(OptionSet& set, bool& target) {
  set.Flag({"--bom", "", "Begin with a byte order mark, which spreadsheet programs want"}, target);
}

void DeclareForce(OptionSet& set, bool& target) {
  set.Flag({"--force", "", "Replace the file if it is there"}, target);
}

void DeclareShow(ReleaseShowOptions& options, OptionSet& set) {
  DeclareIn(set, options.in_file);
  DeclareOutput(set, options.output);
}

void DeclareCsv(ReleaseCsvOptions& options, OptionSet& set) {
  DeclareIn(set, options.in_file);
  set.Text({"--out", "FILE", "CSV file"}, options.out_file, Presence::kRequired);
  DeclareMark(set, options.byte_order_mark);
  DeclareForce(set, options.force);
  DeclareOutput(set, options.output);
}

void DeclareSqlite(ReleaseSqliteOptions& options, OptionSet& set) {
  DeclareIn(set, options.in_file);
  set.Text({"--out", "FILE", "SQLite file"}, options.out_file, Presence::kRequired);
  DeclareForce(set, options.force);
  DeclareOutput(set, options.output);
}

void DeclareDictionary(ReleaseDictionaryOptions& options, OptionSet& set) {
  DeclareIn(set, options.in_file);
  set.Text({"--out", "FILE", "Dictionary: .csv or .json"}, options.out_file, Presence::kRequired);
  DeclareMark(set, options.byte_order_mark);
  DeclareForce(set, options.force);
}

}  // namespace

void AddReleaseCommands(CommandTree& tree) {
  tree.AddGroup("release");
  tree.Add<ReleaseShowOptions>("release show", DeclareShow);
  tree.Add<ReleaseCsvOptions>("release csv", DeclareCsv);
  tree.Add<ReleaseSqliteOptions>("release sqlite", DeclareSqlite);
  tree.Add<ReleaseDictionaryOptions>("release dictionary", DeclareDictionary);
}

}  // namespace ieum::client
