#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "capi/ieum.h"
#include "ieum/client/encode/record_encoder.h"
#include "support/seeded_random.h"
#include "support/status_matchers.h"
#include "support/temp_dir.h"

extern "C" int HeaderIsC99(void);

namespace ieum::client {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kPassphrase[] = "correct horse battery";
constexpr int kCheapScrypt = 15;

class CApiTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK(core::InitSecureMemory());
    ASSERT_OK_AND_ASSIGN(profile_, BuiltInProfile("korean-person"));
    testing::SeededRandom random(5);
    secret_ = HolderSecret::Generate(random);
    plain_ = folder_.File("plain.secret");
    ASSERT_OK(WritePlainSecretFile(plain_, secret_));
  }
  void TearDown() override { ieum_encoder_close(encoder_); }

  // Sealing and opening take a third of a second each, on purpose.
  std::string WriteSealed() {
    testing::SeededRandom random(6);
    const std::string path = folder_.File("sealed.secret");
    EXPECT_OK(WriteSecretFile(path, secret_, core::SecretBytes::CopyOf(core::AsBytes(kPassphrase)),
                              kCheapScrypt, random));
    return path;
  }

  ieum_code Open(const std::string& profile, const std::string& secret_file,
                 const char* passphrase = nullptr, const char* project = "trial") {
    ieum_encoder_close(encoder_);
    return ieum_encoder_open(profile.data(), profile.size(), secret_file.c_str(), passphrase,
                             passphrase == nullptr ? 0 : std::strlen(passphrase), project,
                             &encoder_, &message_);
  }

  // values: [n * field_count]; a null pointer is missing.
  ieum_code Encode(const std::vector<const char*>& values) {
    const size_t count = values.size() / ieum_encoder_field_count(encoder_);
    std::vector<size_t> sizes;
    for (const char* value : values) sizes.push_back(value == nullptr ? 99 : std::strlen(value));
    encodings_.assign(count * ieum_encoder_encoding_size(encoder_), 0xAA);
    keys_.assign(count * ieum_encoder_blocking_key_count(encoder_), 0xAA);
    return ieum_encoder_encode(encoder_, count, values.data(), sizes.data(), encodings_.data(),
                               keys_.empty() ? nullptr : keys_.data(), &failed_, &message_);
  }

  testing::TempDir folder_;
  std::string profile_, plain_;
  HolderSecret secret_;
  ieum_encoder* encoder_ = nullptr;
  ieum_message message_ = {};
  std::vector<uint8_t> encodings_;
  std::vector<uint64_t> keys_;
  size_t failed_ = 0;
};

const std::vector<const char*> kPersons = {"김민준",
                                           "1990-03-02",
                                           "M",
                                           "010-1234-5678",
                                           "서울특별시 중구",
                                           "이서연",
                                           "1985/11/30",
                                           "F",
                                           "+82 10 8765 4321",
                                           "부산광역시 북구",
                                           "박 지후",
                                           "20010115",
                                           "M",
                                           nullptr,
                                           "경상북도 칠곡군"};

TEST_F(CApiTest, TheHeaderIsC99AndVersionsAreThere) {
  EXPECT_EQ(HeaderIsC99(), 1);
  EXPECT_GE(std::strlen(ieum_software_version()), 5u);
}

TEST_F(CApiTest, BytesAndBlockingKeysEqualThoseOfTheSdk) {
  int compared_profiles = 0;
  int compared_keys = 0;
  for (const std::string& name : BuiltInProfileNames()) {
    ASSERT_OK_AND_ASSIGN(const std::string json, BuiltInProfile(name));
    ASSERT_OK_AND_ASSIGN(const EncodingProfile profile, EncodingProfile::FromJson(json));
    ASSERT_EQ(Open(json, plain_), IEUM_OK) << name << ": " << message_.text;
    const size_t fields = profile.fields.size();
    ASSERT_EQ(ieum_encoder_field_count(encoder_), fields);
    EXPECT_EQ(ieum_encoder_field_column(encoder_, 0), profile.fields[0].column);
    EXPECT_EQ(ieum_encoder_field_name(encoder_, fields), nullptr);
    EXPECT_EQ(ieum_encoder_profile_digest(encoder_), core::ToHex(profile.header.digest));

    // More records than one batch, some alike; a first field alone is enough of a person here.
    std::vector<std::string> texts;
    constexpr size_t kCount = 300;
    for (size_t i = 0; i < kCount; ++i) texts.push_back("abc" + std::to_string(i % 100));
    std::vector<const char*> values(kCount * fields, nullptr);
    const Normalizer first = profile.fields[0].normalizer;
    const bool letters = first != Normalizer::kDate && first != Normalizer::kPhone;
    for (size_t i = 0; letters && i < kCount; ++i) values[i * fields] = texts[i].c_str();
    const ieum_code code = Encode(values);
    if (code == IEUM_INVALID_ARGUMENT) continue;  // the first field takes other texts
    ASSERT_EQ(code, IEUM_OK) << name << ": " << message_.text;
    EXPECT_EQ(failed_, kCount);

    ASSERT_OK_AND_ASSIGN(const core::ProjectId project, core::ProjectId::Parse("trial"));
    ASSERT_OK_AND_ASSIGN(const auto encoder, RecordEncoder::Create(profile, secret_, project));
    std::vector<uint64_t> row(static_cast<size_t>(profile.header.layout.row_words()));
    std::vector<uint64_t> keys(ieum_encoder_blocking_key_count(encoder_));
    for (size_t i = 0; i < kCount; ++i) {
      std::vector<std::string_view> record(fields);
      if (letters) record[0] = texts[i];
      ASSERT_OK(encoder->Encode(record, row, keys));
      const size_t bytes = row.size() * sizeof(uint64_t);
      ASSERT_EQ(bytes, ieum_encoder_encoding_size(encoder_));
      ASSERT_EQ(std::memcmp(row.data(), &encodings_[i * bytes], bytes), 0) << name << " " << i;
      for (size_t k = 0; k < keys.size(); ++k) ASSERT_EQ(keys[k], keys_[i * keys.size() + k]);
    }
    ++compared_profiles;
    compared_keys += static_cast<int>(keys.size());
  }
  EXPECT_GE(compared_profiles, 5);
  EXPECT_GE(compared_keys, 1);
}

TEST_F(CApiTest, APassphraseOpensTheSameSecret) {
  ASSERT_EQ(Open(profile_, plain_), IEUM_OK);
  ASSERT_EQ(Encode(kPersons), IEUM_OK) << message_.text;
  const std::vector<uint8_t> plain = encodings_;
  ASSERT_EQ(Open(profile_, WriteSealed(), kPassphrase), IEUM_OK) << message_.text;
  ASSERT_EQ(Encode(kPersons), IEUM_OK);
  EXPECT_EQ(encodings_, plain);
  ASSERT_EQ(Open(profile_, plain_, nullptr, "other-project"), IEUM_OK);
  ASSERT_EQ(Encode(kPersons), IEUM_OK);
  EXPECT_NE(encodings_, plain);
}

TEST_F(CApiTest, OpeningSaysWhatIsWrongAndShowsNoSecret) {
  const std::string sealed = WriteSealed();
  EXPECT_EQ(Open(profile_, sealed), IEUM_INVALID_ARGUMENT);
  EXPECT_THAT(message_.text, HasSubstr("no passphrase was given"));
  EXPECT_EQ(Open(profile_, sealed, "another passphrase"), IEUM_PERMISSION_DENIED);
  EXPECT_THAT(message_.text, Not(HasSubstr("another passphrase")));
  EXPECT_EQ(Open(profile_, folder_.File("none")), IEUM_NOT_FOUND);
  EXPECT_EQ(Open(profile_, plain_, nullptr, "Bad Project"), IEUM_INVALID_ARGUMENT);
  EXPECT_EQ(Open("{}", plain_), IEUM_INVALID_ARGUMENT);
  EXPECT_THAT(message_.text, StartsWith("profile: "));
  EXPECT_EQ(Open("", plain_), IEUM_INVALID_ARGUMENT);
  EXPECT_EQ(encoder_, nullptr);
  ASSERT_EQ(::chmod(plain_.c_str(), 0644), 0);
  EXPECT_EQ(Open(profile_, plain_), IEUM_PERMISSION_DENIED);
  EXPECT_EQ(ieum_encoder_open(nullptr, 0, plain_.c_str(), nullptr, 0, "trial", &encoder_, nullptr),
            IEUM_INVALID_ARGUMENT);
  EXPECT_EQ(ieum_encoder_open(profile_.data(), profile_.size(), plain_.c_str(), nullptr, 0, "trial",
                              nullptr, nullptr),
            IEUM_INVALID_ARGUMENT);
}

TEST_F(CApiTest, ABadRecordIsNamedAndTheOnesBeforeItAreWhole) {
  ASSERT_EQ(Open(profile_, plain_), IEUM_OK);
  ASSERT_EQ(Encode(kPersons), IEUM_OK) << message_.text;
  EXPECT_STREQ(message_.text, "");
  const std::vector<uint8_t> good = encodings_;
  const size_t size = ieum_encoder_encoding_size(encoder_);
  std::vector<const char*> values = kPersons;
  values[9] = "801212-1234567";
  ASSERT_EQ(Encode(values), IEUM_INVALID_ARGUMENT);
  EXPECT_EQ(failed_, 1u);
  EXPECT_THAT(message_.text, AllOf(StartsWith("record 1: field '"), HasSubstr("resident"),
                                   Not(HasSubstr("1234567"))));
  EXPECT_TRUE(
      std::equal(good.begin(), good.begin() + static_cast<ptrdiff_t>(size), encodings_.begin()));
  EXPECT_EQ(std::count(encodings_.begin() + static_cast<ptrdiff_t>(size), encodings_.end(), 0),
            static_cast<ptrdiff_t>(2 * size));
  // The encoder goes on.
  ASSERT_EQ(Encode(kPersons), IEUM_OK);
  EXPECT_EQ(encodings_, good);
}

TEST_F(CApiTest, HostileArgumentsAreErrors) {
  ASSERT_EQ(Open(profile_, plain_), IEUM_OK);
  std::vector<const char*> values = kPersons;
  const std::string long_text(1 << 20, 'x');
  for (const char* value : {"\xff\xfe", "\xed\xa0\x80", long_text.c_str()}) {
    values[0] = value;
    EXPECT_EQ(Encode(values), IEUM_INVALID_ARGUMENT);
    EXPECT_THAT(message_.text, StartsWith("record 0: field 'name'"));
  }
  EXPECT_EQ(ieum_encoder_encode(encoder_, 0, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr),
            IEUM_OK);
  EXPECT_EQ(ieum_encoder_encode(encoder_, 1, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr),
            IEUM_INVALID_ARGUMENT);
  EXPECT_EQ(ieum_encoder_encode(nullptr, 0, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr),
            IEUM_INVALID_ARGUMENT);
  ieum_encoder_close(nullptr);
}

TEST_F(CApiTest, EachThreadHasItsEncoder) {
  constexpr int kThreads = 4;
  ASSERT_EQ(Open(profile_, plain_), IEUM_OK);
  ASSERT_EQ(Encode(kPersons), IEUM_OK);
  std::vector<std::vector<uint8_t>> results(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([this, &result = results[static_cast<size_t>(t)]] {
      ieum_encoder* own = nullptr;
      if (ieum_encoder_open(profile_.data(), profile_.size(), plain_.c_str(), nullptr, 0, "trial",
                            &own, nullptr) != IEUM_OK) {
        return;
      }
      std::vector<size_t> sizes;
      for (const char* value : kPersons) {
        sizes.push_back(value == nullptr ? 0 : std::strlen(value));
      }
      result.resize(encodings_.size());
      ieum_encoder_encode(own, 3, kPersons.data(), sizes.data(), result.data(), nullptr, nullptr,
                          nullptr);
      ieum_encoder_close(own);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::vector<uint8_t>& result : results) EXPECT_EQ(result, encodings_);
}

}  // namespace
}  // namespace ieum::client
