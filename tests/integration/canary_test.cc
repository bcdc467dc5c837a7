// A known secret and known identifiers go through everything that Ieum does; afterwards they are
// looked for wherever they must not be: on the wire, in the server's store and log, in what
// programs print, in the files that leave, and in the memory that a core dump would hold.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "ieum/core/base/bytes.h"
#include "ieum/core/base/hkdf.h"
#include "ieum/core/base/random.h"
#include "ieum/core/base/secret.h"
#include "support/matcher_host.h"

namespace ieum::testing {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

// Not a name that anybody has, so that finding it means something.
constexpr char kName[] = "선우온누리";
constexpr char kNameCp949[] = "\xbc\xb1\xbf\xec\xbf\xc2\xb4\xa9\xb8\xae";
constexpr char kNameUtf16[] = "\x20\xc1\xb0\xc6\x28\xc6\x04\xb2\xac\xb9";
constexpr char kPhone[] = "010-4773-9158";
constexpr char kPhoneDigits[] = "01047739158";
constexpr char kPassphrase[] = "canary phrase 4773 9158";
constexpr char kProject[] = "canary";
constexpr char kProfile[] = "korean-person";

std::string Upper(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

std::string Base64(core::ByteView bytes) {
  static constexpr char kDigits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  uint32_t bits = 0;
  int count = 0;
  for (const std::byte byte : bytes) {
    bits = (bits << 8) | std::to_integer<uint32_t>(byte);
    for (count += 8; count >= 6; count -= 6) text += kDigits[(bits >> (count - 6)) & 63];
  }
  return text;  // without the last digit, which padding would change
}

struct Needle {
  std::string what;
  std::string bytes;
};

// Names of the needles that are in `text`. One pass, by the first two bytes.
std::vector<std::string> Found(const std::vector<Needle>& needles, std::string_view text) {
  std::vector<uint8_t> starts(65'536);
  const auto start_of = [](const char* at) {
    return static_cast<size_t>(static_cast<unsigned char>(at[0])) << 8 |
           static_cast<unsigned char>(at[1]);
  };
  for (const Needle& needle : needles) starts[start_of(needle.bytes.data())] = 1;
  std::vector<std::string> found;
  const uint8_t* const is_start = starts.data();
  const char* const end = text.data() + text.size();
  for (const char* at = text.data(); at + 1 < end; ++at) {
    if (is_start[start_of(at)] == 0) continue;
    for (const Needle& needle : needles) {
      if (static_cast<size_t>(end - at) >= needle.bytes.size() &&
          std::memcmp(at, needle.bytes.data(), needle.bytes.size()) == 0 &&
          std::find(found.begin(), found.end(), needle.what) == found.end()) {
        found.push_back(needle.what);
      }
    }
  }
  return found;
}

std::string Content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  std::string content;
  file.seekg(0, std::ios::end);
  content.resize(static_cast<size_t>(file.tellg()));
  file.seekg(0);
  file.read(content.data(), static_cast<std::streamsize>(content.size()));
  return content;
}

class CanaryTest : public ::testing::Test {
 protected:
  CanaryTest() {
    secret_.resize(32);
    core::SystemRandom().Fill(secret_);
    secret_file_ = dir_.File("holder.secret");
    passphrase_file_ = Private("passphrase", kPassphrase);
    const std::string issued = Private("issued", core::ToHex(secret_));
    Run({IEUM_PROGRAM, "secret", "import", "--in", issued, "--out", secret_file_,
         "--passphrase-file", passphrase_file_});
    std::filesystem::remove(issued);
  }

  std::string Private(const std::string& name, std::string_view content) {
    std::string path = dir_.Write(name, content);
    EXPECT_EQ(::chmod(path.c_str(), 0600), 0);
    return path;
  }

  // Rows that all name the canary person; row ids differ.
  std::string Rows(const std::string& name, int count) {
    std::string csv = "row_id,name,birth_date,sex,phone,district\n";
    for (int i = 0; i < count; ++i) {
      csv += absl::StrFormat("%s-%d,%s,19%02d-%02d-%02d,F,%s,서울특별시 중구\n", name, i, kName,
                             40 + i % 50, 1 + i % 12, 1 + i % 28, kPhone);
    }
    return dir_.Write(name + ".csv", csv);
  }

  // Runs a program; what it prints is searched at the end.
  std::string Run(const std::vector<std::string>& argv) {
    const ProgramResult result = RunProgram(argv);
    EXPECT_EQ(result.exit_status, 0) << argv[1] << ": " << result.err;
    printed_ += result.out + result.err;
    return result.out;
  }

  std::vector<std::string> EncodeArguments(const std::string& in, const std::string& out) {
    return {"encode",
            "--profile",
            kProfile,
            "--secret-file",
            secret_file_,
            "--passphrase-file",
            passphrase_file_,
            "--project",
            kProject,
            "--in",
            in,
            "--out",
            dir_.File(out + ".ieum"),
            "--serials",
            dir_.File(out + ".serials"),
            "--threads",
            "2"};
  }

  void RunProbe(const std::string& planted, int rows) {
    std::vector<std::string> argv = {IEUM_ENCODE_PROBE, dumps_.path(), planted};
    const std::vector<std::string> encode = EncodeArguments(Rows("probe", rows), "probe");
    argv.insert(argv.end(), encode.begin(), encode.end());
    Run(argv);
  }

  std::vector<std::string> With(std::vector<std::string> argv, const core::ChannelOptions& who) {
    for (const auto& [option, value] :
         {std::pair("--server", who.server), std::pair("--ca", who.ca_file),
          std::pair("--cert", who.certificate_file), std::pair("--key", who.key_file)}) {
      argv.insert(argv.end(), {option, value});
    }
    return argv;
  }

  static void AddBytes(std::vector<Needle>& needles, const std::string& what, core::ByteView raw) {
    needles.push_back({what + ", raw", std::string(core::AsText(raw))});
    needles.push_back({what + ", hexadecimal", core::ToHex(raw)});
    needles.push_back({what + ", HEXADECIMAL", Upper(core::ToHex(raw))});
    needles.push_back({what + ", base64", Base64(raw)});
  }

  // The holder secret and every key that encoding derives from it.
  std::vector<Needle> KeyNeedles() {
    std::vector<Needle> needles;
    AddBytes(needles, "holder secret", secret_);
    std::string digest_hex = Run({IEUM_PROGRAM, "profile", "digest", kProfile});
    digest_hex = digest_hex.substr(0, 64);
    const core::Bytes digest = core::FromHex(digest_hex).value();
    for (const auto& [purpose, name] :
         {std::pair("ieum/v1/field", "name"), std::pair("ieum/v1/field", "birth_date"),
          std::pair("ieum/v1/field", "sex"), std::pair("ieum/v1/field", "phone"),
          std::pair("ieum/v1/field", "district"), std::pair("ieum/v1/diffusion", "name")}) {
      core::Bytes info;
      for (const core::ByteView part :
           {core::AsBytes(purpose), core::ByteView(digest), core::AsBytes(name)}) {
        info.insert(info.end(), part.begin(), part.end());
      }
      const core::SecretBytes key =
          core::HkdfSha256(core::SecretBytes::CopyOf(secret_), core::AsBytes(kProject), info, 32);
      AddBytes(needles, std::string("key ") + purpose + " " + name, key.view());
    }
    return needles;
  }

  static std::vector<Needle> PersonNeedles() {
    std::string utf16_big(kNameUtf16, sizeof(kNameUtf16) - 1);
    for (size_t i = 0; i + 1 < utf16_big.size(); i += 2) std::swap(utf16_big[i], utf16_big[i + 1]);
    return {{"name, UTF-8", kName},
            {"name, CP949", kNameCp949},
            {"name, UTF-16LE", std::string(kNameUtf16, sizeof(kNameUtf16) - 1)},
            {"name, UTF-16BE", utf16_big},
            {"telephone number", kPhone},
            {"telephone number, digits", kPhoneDigits}};
  }

  static std::vector<Needle> AllOf(std::vector<Needle> one, const std::vector<Needle>& other) {
    one.insert(one.end(), other.begin(), other.end());
    return one;
  }

  TempDir dir_;
  TempDir dumps_;
  core::Bytes secret_;
  std::string secret_file_;
  std::string passphrase_file_;
  std::string printed_;
};

TEST_F(CanaryTest, NothingThatLeavesOrIsPrintedHoldsSecretKeysOrPersons) {
  MatcherHost host;
  host.relay().Record();
  const std::string profile =
      dir_.Write("profile.json", Run({IEUM_PROGRAM, "profile", "show", kProfile}));
  const core::ChannelOptions operator_ = host.Channel("operator", "linkage-center");
  const std::string manifest = dir_.File("manifest");
  Run({IEUMCTL_PROGRAM,
       "project",
       "new",
       "--id",
       kProject,
       "--holder",
       "hospital-a",
       "--holder",
       "insurer-b",
       "--matcher",
       "linkage-center",
       "--profile",
       profile,
       "--title",
       "canaries",
       "--purpose",
       "to look for them",
       "--legal-basis",
       "none needed",
       "--end-date",
       "2099-12-31",
       "--minimum-rows",
       "100",
       "--joint-keys-to-holders",
       "--out",
       manifest});
  for (const core::ChannelOptions& who :
       {host.Channel("holder", "hospital-a"), host.Channel("holder", "insurer-b"), operator_}) {
    Run({IEUMCTL_PROGRAM, "project", "sign", "--manifest", manifest, "--ca", who.ca_file, "--cert",
         who.certificate_file, "--key", who.key_file});
  }
  Run(With({IEUMCTL_PROGRAM, "project", "create", "--manifest", manifest}, operator_));
  std::vector<std::string> leaving;
  for (const std::string holder : {"hospital-a", "insurer-b"}) {
    std::vector<std::string> encode = EncodeArguments(Rows(holder, 200), holder);
    encode.insert(encode.begin(), IEUM_PROGRAM);
    Run(encode);
    leaving.push_back(dir_.File(holder + ".ieum"));
    leaving.push_back(dir_.File(holder + ".serials"));
    Run(With({IEUM_PROGRAM, "submit", "--in", dir_.File(holder + ".ieum")},
             host.Channel("holder", holder)));
  }
  Run(With({IEUMCTL_PROGRAM, "project", "seal", "--id", kProject}, operator_));
  Run(With({IEUMCTL_PROGRAM, "run", "start", "--project", kProject, "--wait"}, operator_));
  for (const std::string holder : {"hospital-a", "insurer-b"}) {
    Run(With({IEUM_PROGRAM, "results", "--project", kProject, "--serials",
              dir_.File(holder + ".serials"), "--secret-file", secret_file_, "--passphrase-file",
              passphrase_file_, "--out", dir_.File(holder + ".keys.csv")},
             host.Channel("holder", holder)));
    leaving.push_back(dir_.File(holder + ".keys.csv"));
  }
  Run(With({IEUMCTL_PROGRAM, "report", "--project", kProject}, operator_));
  host.Stop();

  std::vector<Needle> needles = AllOf(KeyNeedles(), PersonNeedles());
  needles.push_back({"passphrase", kPassphrase});
  const std::string wire = host.relay().Recorded();
  EXPECT_GT(wire.size(), 100'000U) << "nothing was recorded";
  EXPECT_THAT(Found(needles, wire), IsEmpty()) << "on the wire";
  EXPECT_THAT(Found(needles, host.Log()), IsEmpty()) << "in the server's log";
  EXPECT_THAT(Found(needles, printed_), IsEmpty()) << "printed";
  leaving.push_back(secret_file_);
  for (const std::string& path : leaving) {
    EXPECT_THAT(Found(needles, Content(path)), IsEmpty()) << path;
  }
  size_t stored = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(host.dir().path())) {
    if (!entry.is_regular_file()) continue;
    stored += entry.file_size();
    EXPECT_THAT(Found(needles, Content(entry.path().string())), IsEmpty()) << entry.path();
  }
  EXPECT_GT(stored, 100'000U) << "nothing was stored";
  // The measure measures: the holder's own input has the person, and nothing else has.
  EXPECT_THAT(Found(needles, Content(dir_.File("hospital-a.csv"))),
              ::testing::UnorderedElementsAre("name, UTF-8", "telephone number"));
}

TEST_F(CanaryTest, ACoreDumpOfTheEncoderHoldsNeitherSecretNorKeys) {
  RunProbe("", 40'000);
  const std::vector<Needle> keys = KeyNeedles();
  const std::vector<Needle> needles = AllOf(keys, PersonNeedles());
  bool person_seen = false;
  int dumps = 0;
  for (const char* name : {"during.0", "during.1", "during.2"}) {
    if (!std::filesystem::exists(dumps_.File(name))) continue;
    ++dumps;
    const std::string dump = Content(dumps_.File(name));
    EXPECT_GT(dump.size(), size_t{1} << 20);
    EXPECT_THAT(Found(keys, dump), IsEmpty()) << name;
    person_seen = person_seen || !Found(PersonNeedles(), dump).empty();
  }
  EXPECT_GE(dumps, 1);
  EXPECT_TRUE(person_seen)
      << "a person who is being encoded is in memory, so the dumps see nothing";
  const std::string after = Content(dumps_.File("after"));
  EXPECT_GT(after.size(), size_t{1} << 20);
  EXPECT_THAT(Found(needles, after), IsEmpty()) << "after encoding";
}

TEST_F(CanaryTest, ASecretInOrdinaryMemoryWouldBeFound) {
  const std::string planted = Private("planted", core::AsText(secret_));
  RunProbe(planted, 10);
  EXPECT_THAT(Found(KeyNeedles(), Content(dumps_.File("after"))), Contains("holder secret, raw"));
  EXPECT_THAT(Found(KeyNeedles(), Content(dumps_.File("during.0"))),
              Contains("holder secret, raw"));
}

}  // namespace
}  // namespace ieum::testing
