#include "cli/exact_source.h"

#include <utility>

#include "ieum/core/base/file_io.h"
#include "ieum/core/base/status.h"
#include "ieum/core/format/profile_header.h"

namespace ieum::client {
namespace {

// Below this many bytes of salt, trying all salts is possible.
constexpr size_t kShortSaltBytes = 16;

absl::StatusOr<Salt> ReadSaltFor(const std::string& path, bool needed, const char* option) {
  if (!path.empty()) return ReadSalt(path);
  if (!needed) return Salt{};
  return core::InvalidArgument(
      "the exact profile hashes a salt and no %s was given.\n"
      "Make one with 'ieum exact salt --out project.salt', or put the one that the parties agreed "
      "on into a file of mode 0600, and add '%s project.salt'.",
      option, option);
}

void WarnOfGuessing(const ExactProfile& profile, const ExactSalts& salts, std::FILE* err) {
  if (!profile.needs_salt()) {
    absl::FPrintF(err,
                  "Note: this exact profile hashes no salt; whoever has a list of residents can "
                  "read every key.\n");
    return;
  }
  if (salts.first.content.size() + salts.second.content.size() >= kShortSaltBytes) return;
  absl::FPrintF(err,
                "Note: the salt is shorter than %d bytes; whoever tries all salts can read every "
                "key.\n",
                kShortSaltBytes);
}

}  // namespace

absl::StatusOr<std::string> ReadExactProfileText(const std::string& name_or_file) {
  absl::StatusOr<std::string> built_in = BuiltInExactProfile(name_or_file);
  if (built_in.ok()) return built_in;
  absl::StatusOr<std::string> text = core::ReadFile(name_or_file, core::kMaxProfileBytes);
  if (absl::IsNotFound(text.status())) {
    return core::NotFound("no file '%s', and %s", name_or_file, core::Message(built_in.status()));
  }
  return text;
}

absl::StatusOr<ExactSource> ReadExactSource(const ExactOptions& options,
                                            const CommandContext& context) {
  IEUM_ASSIGN_OR_RETURN(const std::string text, ReadExactProfileText(options.profile));
  absl::StatusOr<ExactProfile> profile = ExactProfile::FromJson(text);
  if (!profile.ok()) {
    return core::WithContext(profile.status(),
                             absl::StrFormat("exact profile '%s'", options.profile));
  }
  ExactSalts salts;
  IEUM_ASSIGN_OR_RETURN(salts.first,
                        ReadSaltFor(options.salt_file, profile->needs_salt(), "--salt-file"));
  IEUM_ASSIGN_OR_RETURN(
      salts.second,
      ReadSaltFor(options.second_salt_file, profile->needs_second_salt(), "--second-salt-file"));
  IEUM_ASSIGN_OR_RETURN(std::unique_ptr<ExactKeyMaker> maker,
                        ExactKeyMaker::Create(*profile, salts));
  WarnOfGuessing(*profile, salts, context.err);
  return ExactSource{*std::move(profile), std::move(maker)};
}

}  // namespace ieum::client
