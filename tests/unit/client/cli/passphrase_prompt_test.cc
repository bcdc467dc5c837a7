// Questions at a terminal that the test holds the other end of.
#include "ieum/core/terminal/passphrase_prompt.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#include <optional>
#include <thread>

#include "ieum/core/base/file_descriptor.h"
#include "ieum/core/base/status.h"
#include "support/status_matchers.h"

namespace ieum::core {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;

class PassphrasePromptTest : public ::testing::Test {
 protected:
  PassphrasePromptTest() : person_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    EXPECT_EQ(::grantpt(person_.get()), 0);
    EXPECT_EQ(::unlockpt(person_.get()), 0);
    terminal_ = ::ptsname(person_.get());
    // With nobody at the other end, reads would fail and the settings be forgotten.
    keeps_open_.emplace(::open(terminal_.c_str(), O_RDWR | O_NOCTTY));
    before_ = Settings();
  }

  termios Settings() {
    const FileDescriptor fd(::open(terminal_.c_str(), O_RDWR | O_NOCTTY));
    termios settings{};
    EXPECT_EQ(::tcgetattr(fd.get(), &settings), 0);
    return settings;
  }

  // Reads what the terminal shows until `text` is there.
  void WaitFor(const std::string& text) {
    while (shown_.find(text) == std::string::npos) {
      pollfd waiting{.fd = person_.get(), .events = POLLIN, .revents = 0};
      ASSERT_EQ(::poll(&waiting, 1, 5'000), 1) << "shown so far: " << shown_;
      char buffer[256];
      const ssize_t got = ::read(person_.get(), buffer, sizeof(buffer));
      ASSERT_GT(got, 0);
      shown_.append(buffer, static_cast<size_t>(got));
    }
  }

  void Type(std::string_view text) {
    ASSERT_EQ(::write(person_.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }

  // Asks in a thread of its own while `person` acts.
  template <typename Person>
  absl::StatusOr<SecretBytes> Ask(Person person, std::stop_token stop = {}) {
    absl::StatusOr<SecretBytes> answer = Internal("not asked");
    std::thread asking([&] { answer = AskPassphraseAt(terminal_, "Passphrase: ", 20, stop); });
    WaitFor("Passphrase: ");
    person();
    asking.join();
    return answer;
  }

  FileDescriptor person_;
  std::string terminal_;
  std::optional<FileDescriptor> keeps_open_;
  termios before_{};
  std::string shown_;
};

TEST_F(PassphrasePromptTest, TakesTheLineAndShowsNothingOfIt) {
  const auto answer = Ask([this] {
    EXPECT_EQ(Settings().c_lflag & ECHO, 0U);
    Type("tulip wrong\x7f\x7f\x7f\x7f\x7fgate\n");
  });
  ASSERT_OK(answer);
  EXPECT_EQ(AsText(answer->view()), "tulip gate") << "the erase key works";
  WaitFor("\n");
  EXPECT_THAT(shown_, Not(HasSubstr("tulip")));
  EXPECT_EQ(Settings().c_lflag, before_.c_lflag);
  EXPECT_EQ(Settings().c_cc[VQUIT], before_.c_cc[VQUIT]);
}

TEST_F(PassphrasePromptTest, AStopLeavesTheTerminalAsItWas) {
  std::stop_source stop;
  EXPECT_THAT(Ask([&stop] { stop.request_stop(); }, stop.get_token()),
              StatusIs(absl::StatusCode::kCancelled, HasSubstr("stopped")));
  EXPECT_EQ(Settings().c_lflag, before_.c_lflag);
}

TEST_F(PassphrasePromptTest, TheEndOfInputIsNoPassphrase) {
  EXPECT_THAT(Ask([this] { Type("\x04"); }),
              StatusIs(absl::StatusCode::kCancelled, HasSubstr("ended")));
  EXPECT_EQ(Settings().c_lflag, before_.c_lflag);
}

TEST_F(PassphrasePromptTest, ALineThatIsTooLongIsRefused) {
  EXPECT_THAT(Ask([this] { Type(std::string(21, 'x') + "\n"); }),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("longer than 20 bytes")));
}

TEST_F(PassphrasePromptTest, WithoutTerminalItSaysWhatToGive) {
  for (const char* no_terminal : {"/dev/null", "/nonexistent/tty"}) {
    EXPECT_THAT(AskPassphraseAt(no_terminal, "?", 20, {}),
                StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("--passphrase-file")));
  }
}

}  // namespace
}  // namespace ieum::core
