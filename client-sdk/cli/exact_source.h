// The exact profile and its salts as commands get them: a built-in name or a file, and files of
// mode 0600.
#ifndef IEUM_CLIENT_CLI_EXACT_SOURCE_H_
#define IEUM_CLIENT_CLI_EXACT_SOURCE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "cli/command.h"
#include "ieum/client/exact/exact_key_maker.h"

namespace ieum::client {

struct ExactSource {
  ExactProfile profile;
  std::unique_ptr<ExactKeyMaker> maker;
};

// JSON text of an exact profile: the built-in one of that name, else the file. NOT_FOUND says what
// there is.
absl::StatusOr<std::string> ReadExactProfileText(const std::string& name_or_file);

// INVALID_ARGUMENT, with what to do, if a salt is needed and no file was named; or as
// ExactProfile::FromJson and ExactKeyMaker::Create. Says on context.err if keys are easy to guess.
// Others as ReadSalt.
absl::StatusOr<ExactSource> ReadExactSource(const ExactOptions& options,
                                            const CommandContext& context);

}  // namespace ieum::client

#endif  // IEUM_CLIENT_CLI_EXACT_SOURCE_H_
