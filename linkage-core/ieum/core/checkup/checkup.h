// Checks that a person runs before or when something does not work: what was found, and how to mend
// it, one line each.
#ifndef IEUM_CORE_CHECKUP_CHECKUP_H_
#define IEUM_CORE_CHECKUP_CHECKUP_H_

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "ieum/core/page/language.h"
#include "ieum/core/page/report.h"

namespace ieum::core {

enum class Standing { kOk, kWarn, kFail };

struct CheckName {
  std::string_view id;  // for programs, in every language the same: "certificate"
  Phrase title;
};

struct Finding {
  std::string id;
  std::string title;
  Standing standing;
  std::string what;  // was found
  std::string mend;  // what to do; empty if nothing
};

// One thread at a time.
class Checkup final {
 public:
  explicit Checkup(Language language) : language_(language) {}

  // One of the two, by language.
  std::string Say(std::string english, std::string korean) const;

  void Ok(const CheckName& name, std::string what);
  void Warn(const CheckName& name, std::string what, const Phrase& mend);
  // why: not OK; its message is what was found.
  void Fail(const CheckName& name, const absl::Status& why, const Phrase& mend);

  const std::vector<Finding>& findings() const { return findings_; }
  // For people: a line for each check, then what to do about those that are not in order. For
  // programs: one table.
  void Print(std::FILE* out, OutputFormat format) const;
  // OK if nothing has failed; else of the first code that a check has failed with.
  absl::Status Outcome() const;

 private:
  std::string ToText() const;
  Report ToReport() const;
  void Add(const CheckName& name, Standing standing, std::string what, const Phrase& mend);

  const Language language_;
  std::vector<Finding> findings_;
  int failed_ = 0;
  absl::Status first_;
};

}  // namespace ieum::core

#endif  // IEUM_CORE_CHECKUP_CHECKUP_H_
