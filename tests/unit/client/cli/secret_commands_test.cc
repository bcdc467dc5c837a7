// ieum secret …, on files in a folder of the test's own.
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/passphrase_source.h"
#include "cli/secret_source.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

namespace ieum::client {
namespace {

using ::ieum::testing::StatusIs;
using ::ieum::testing::TempDir;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
constexpr char kPassphrase[] = "one two three four";

std::string Content(std::FILE* file) {
  std::rewind(file);
  std::string content;
  for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) {
    content.push_back(static_cast<char>(c));
  }
  return content;
}

class SecretCommandsTest : public ::testing::Test {
 protected:
  SecretCommandsTest() : passphrase_file_(Private("passphrase", std::string(kPassphrase) + "\n")) {}

  template <typename Options>
  absl::Status Run(const Options& options) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> out(std::tmpfile(), &std::fclose);
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> err(std::tmpfile(), &std::fclose);
    const absl::Status status =
        RunCommand(options, CommandContext{out.get(), err.get(), random_, {}});
    out_ = Content(out.get());
    err_ = Content(err.get());
    return status;
  }

  std::string Private(const std::string& name, std::string_view content) {
    std::string path = folder_.Write(name, content);
    EXPECT_EQ(::chmod(path.c_str(), 0600), 0);
    return path;
  }

  SecretOutOptions Out(const std::string& name) {
    return {.out_file = folder_.File(name),
            .passphrase_file = passphrase_file_,
            .scrypt_log2_n = kMinScryptLog2N};
  }

  std::string CheckValueOf(const std::string& path, const std::string& passphrase_file) {
    EXPECT_OK(Run(SecretShowCheckValueOptions{path, passphrase_file}));
    return out_;
  }

  TempDir folder_;
  testing::SeededRandom random_{5};
  std::string passphrase_file_;
  std::string out_, err_;
};

TEST_F(SecretCommandsTest, NewNeverOverwritesAndItsCheckValueRepeats) {
  ASSERT_OK(Run(SecretNewOptions{Out("s")}));
  EXPECT_THAT(out_, HasSubstr("check value"));
  const std::string value = CheckValueOf(folder_.File("s"), passphrase_file_);
  EXPECT_EQ(value.size(), 9U);
  EXPECT_EQ(err_, "") << "an encrypted file gives no reason for a note";
  EXPECT_THAT(Run(SecretNewOptions{Out("s")}),
              StatusIs(absl::StatusCode::kAlreadyExists, HasSubstr("not overwritten")));
  EXPECT_EQ(CheckValueOf(folder_.File("s"), passphrase_file_), value);
}

TEST_F(SecretCommandsTest, EveryCommandAnswersInJson) {
  SecretOutOptions out = Out("s");
  out.output = OutputFormat::kJson;
  ASSERT_OK(Run(SecretNewOptions{out}));
  const auto made = nlohmann::json::parse(out_, nullptr, false);
  EXPECT_EQ(made["encrypted"], "yes");
  ASSERT_OK(
      Run(SecretShowCheckValueOptions{folder_.File("s"), passphrase_file_, OutputFormat::kJson}));
  const auto shown = nlohmann::json::parse(out_, nullptr, false);
  EXPECT_EQ(shown["check_value"], made["check_value"]);
  out.out_file = folder_.File("copy");
  ASSERT_OK(Run(SecretImportOptions{folder_.File("s"), passphrase_file_, out}));
  EXPECT_EQ(nlohmann::json::parse(out_, nullptr, false)["check_value"], made["check_value"]);
}

TEST_F(SecretCommandsTest, AFileWithoutPassphraseIsReadWithANote) {
  ASSERT_OK(Run(SecretNewOptions{{.out_file = folder_.File("s"), .no_passphrase = true}}));
  CheckValueOf(folder_.File("s"), "");
  EXPECT_THAT(err_, AllOf(HasSubstr("not encrypted"), HasSubstr("ieum secret import --in")));
}

TEST_F(SecretCommandsTest, AWrongPassphraseIsOneClearErrorWithoutAHint) {
  ASSERT_OK(Run(SecretNewOptions{Out("s")}));
  const std::string wrong = Private("wrong", "one two three fouR\n");
  EXPECT_THAT(Run(SecretShowCheckValueOptions{folder_.File("s"), wrong}),
              StatusIs(absl::StatusCode::kPermissionDenied,
                       AllOf(HasSubstr("passphrase does not open"), Not(HasSubstr("three")))));
  EXPECT_EQ(out_, "");
}

TEST_F(SecretCommandsTest, AShortPassphraseIsRefusedAndSaysWhatToTake) {
  SecretOutOptions out = Out("s");
  out.passphrase_file = Private("short", "elevenchars\n");
  EXPECT_THAT(Run(SecretNewOptions{out}),
              StatusIs(kInvalid, AllOf(HasSubstr("11 characters"), HasSubstr("five or six words"),
                                       Not(HasSubstr("eleven")))));
  EXPECT_NE(::access(out.out_file.c_str(), F_OK), 0) << "nothing was written";
}

TEST_F(SecretCommandsTest, PassphraseFilesMustBePrivateAndHoldOneLine) {
  const std::string open = folder_.Write("open", "one two three four\n");
  EXPECT_EQ(::chmod(open.c_str(), 0644), 0);
  SecretOutOptions out = Out("s");
  out.passphrase_file = open;
  EXPECT_THAT(Run(SecretNewOptions{out}),
              StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("chmod 600")));
  for (const char* content : {"", "\n", "one two three\nfour five six\n"}) {
    out.passphrase_file = Private("lines", content);
    EXPECT_THAT(Run(SecretNewOptions{out}), StatusIs(kInvalid, HasSubstr("want one line")));
  }
  out.passphrase_file = Private("long", std::string(2000, 'x'));
  EXPECT_THAT(Run(SecretNewOptions{out}), StatusIs(kInvalid, HasSubstr("larger than")));
}

TEST_F(SecretCommandsTest, APassphraseCanComeThroughAPipe) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ASSERT_EQ(::write(ends[1], kPassphrase, sizeof(kPassphrase) - 1),
            static_cast<ssize_t>(sizeof(kPassphrase) - 1));
  ::close(ends[1]);
  SecretOutOptions out = Out("s");
  out.passphrase_file = absl::StrFormat("/dev/fd/%d", ends[0]);
  ASSERT_OK(Run(SecretNewOptions{out}));
  ::close(ends[0]);
  CheckValueOf(out.out_file, passphrase_file_);
}

TEST_F(SecretCommandsTest, ImportTakesHexadecimalAndBase64Alike) {
  std::string hex, check_value;
  for (int i = 0; i < 32; ++i) hex += absl::StrFormat("%02X", i);
  const std::pair<const char*, std::string> inputs[] = {
      {"hex", hex + "\n"},
      {"base64", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\r\n"},
      {"plain", "ieum holder secret 1\n" + hex + "\n"},
  };
  for (const auto& [name, content] : inputs) {
    const std::string file = Private(name, content);
    ASSERT_OK(Run(SecretImportOptions{file, "", Out(std::string("out-") + name)})) << name;
    EXPECT_EQ(CheckValueOf(folder_.File(std::string("out-") + name), passphrase_file_),
              "23bcf9d0\n")
        << name;
  }
}

TEST_F(SecretCommandsTest, ImportRefusesEverythingElseWithoutShowingIt) {
  const std::string digits(63, 'a');
  for (const std::string& content :
       {std::string(), digits, digits + "g", std::string(44, 'A'), std::string(64, '0'),
        std::string("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9="), digits + "b\nmore"}) {
    const std::string file = Private("issued", content);
    EXPECT_THAT(Run(SecretImportOptions{file, "", Out("s")}),
                StatusIs(kInvalid, AllOf(HasSubstr("issued"), Not(HasSubstr("aaaa")))))
        << content.size();
  }
}

TEST_F(SecretCommandsTest, ImportChangesThePassphrase) {
  ASSERT_OK(Run(SecretNewOptions{Out("old")}));
  const std::string value = CheckValueOf(folder_.File("old"), passphrase_file_);
  SecretOutOptions out = Out("new");
  out.passphrase_file = Private("other", "five six seven eight");
  ASSERT_OK(Run(SecretImportOptions{folder_.File("old"), passphrase_file_, out}));
  EXPECT_EQ(CheckValueOf(out.out_file, out.passphrase_file), value);
  EXPECT_THAT(Run(SecretShowCheckValueOptions{out.out_file, passphrase_file_}),
              StatusIs(absl::StatusCode::kPermissionDenied, HasSubstr("passphrase")));
}

}  // namespace
}  // namespace ieum::client
