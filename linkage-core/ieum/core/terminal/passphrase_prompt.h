// Asking for a passphrase at the terminal, where nothing typed is shown.
#ifndef IEUM_CORE_TERMINAL_PASSPHRASE_PROMPT_H_
#define IEUM_CORE_TERMINAL_PASSPHRASE_PROMPT_H_

#include <stop_token>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "ieum/core/base/secret.h"

namespace ieum::core {

// The controlling terminal of the process, whatever its standard streams are.
inline constexpr char kControllingTerminal[] = "/dev/tty";

// Shows `question` on the terminal and returns the line typed, without its end. The terminal is as
// it was afterwards, also if `stop` is requested meanwhile; keys that would end or suspend the
// process at once, without that, do nothing during the question.
// FAILED_PRECONDITION: there is no terminal. CANCELLED: stopped, or the input ended.
// INVALID_ARGUMENT: the line has more than `limit_bytes`.
absl::StatusOr<SecretBytes> AskPassphraseAt(const std::string& terminal, std::string_view question,
                                            size_t limit_bytes, const std::stop_token& stop);

}  // namespace ieum::core

#endif  // IEUM_CORE_TERMINAL_PASSPHRASE_PROMPT_H_
