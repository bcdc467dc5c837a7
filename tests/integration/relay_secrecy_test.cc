// Holders agree their secret by way of the real server, and encode with it. Everything that the
// server ever received is recorded as it was before encryption on the wire, and its data folder is
// opened with its own keys: neither holds the secret, a share, or what would open one.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/support/client_interceptor.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <set>
#include <thread>

#include "ieum/client/agreement/agreement_keys.h"
#include "ieum/client/agreement/agreement_state_file.h"
#include "ieum/client/relay/relayed_agreement.h"
#include "ieum/client/submit/submitter.h"
#include "ieum/core/base/hkdf.h"
#include "ieum/server/keystore/passphrase_root_key.h"
#include "ieum/server/storage/matcher_store.h"
#include "support/matcher_host.h"
#include "support/server_process.h"
#include "support/status_matchers.h"

namespace ieum::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kProject[] = "flu";
constexpr char kProfile[] = "korean-person";
constexpr char kPassphrase[] = "the phrase of a holder";

// What every channel of this process has sent: the metadata of its calls and their messages.
class Recorder final : public grpc::experimental::Interceptor {
 public:
  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    using grpc::experimental::InterceptionHookPoints;
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      const core::MutexLock lock(mutex_);
      for (const auto& [name, value] : *methods->GetSendInitialMetadata()) {
        received_.append(name).append(value);
      }
    }
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_MESSAGE)) {
      const grpc::ByteBuffer* message = methods->GetSerializedSendMessage();
      std::vector<grpc::Slice> slices;
      IEUM_CHECK(message != nullptr && message->Dump(&slices).ok());
      const core::MutexLock lock(mutex_);
      for (const grpc::Slice& slice : slices) {
        received_.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
      }
    }
    methods->Proceed();
  }
  static std::string Received() {
    const core::MutexLock lock(mutex_);
    return received_;
  }
  // For all channels from now on.
  static void Install() {
    struct Factory final : public grpc::experimental::ClientInterceptorFactoryInterface {
     public:
      grpc::experimental::Interceptor* CreateClientInterceptor(
          grpc::experimental::ClientRpcInfo*) override {
        return new Recorder();
      }
    };
    static Factory factory;
    static const bool once = [] {
      grpc::experimental::RegisterGlobalClientInterceptorFactory(&factory);
      return true;
    }();
    (void)once;
  }

 private:
  static core::Mutex mutex_;
  static std::string received_;
};
core::Mutex Recorder::mutex_;
std::string Recorder::received_;

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

// "raw", "hexadecimal" …: the forms of these bytes that `text` holds.
std::vector<std::string> Forms(core::ByteView bytes, const std::string& text) {
  std::string upper = core::ToHex(bytes);
  for (char& c : upper) c = c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c;
  std::vector<std::string> found;
  for (const auto& [form, needle] :
       {std::pair<std::string, std::string>("raw", core::AsText(bytes)),
        std::pair<std::string, std::string>("hexadecimal", core::ToHex(bytes)),
        std::pair<std::string, std::string>("HEXADECIMAL", upper),
        std::pair<std::string, std::string>("base64", Base64(bytes))}) {
    if (text.find(needle) != std::string::npos) found.push_back(form);
  }
  return found;
}

core::SecretBytes Passphrase() { return core::SecretBytes::CopyOf(core::AsBytes(kPassphrase)); }

// Two holders and a real server, with the profile that persons are matched by.
class RelaySecrecyTest : public ::testing::Test {
 protected:
  RelaySecrecyTest() {
    Recorder::Install();
    const std::string phrase = dir_.Write("passphrase", kPassphrase);
    EXPECT_EQ(::chmod(phrase.c_str(), 0600), 0);
    for (const char* holder : {"hospital-a", "insurer-b"}) {
      channels_[holder] = host_.Channel("holder", holder);
    }
    v1::Project project;
    project.set_project_id(kProject);
    project.add_holders("hospital-a");
    project.add_holders("insurer-b");
    project.set_profile_json(Run({IEUM_PROGRAM, "profile", "show", kProfile}));
    project.set_test(true);
    const v1::Project created = host_.Operator().CreateProject(project).value();
    const core::ByteView digest = core::AsBytes(created.manifest_digest());
    for (auto& [holder, channel] : channels_) {
      std::copy(digest.begin(), digest.end(), channel.manifest.emplace().begin());
    }
  }

  static std::string Run(const std::vector<std::string>& argv) {
    const ProgramResult result = RunProgram(argv);
    EXPECT_EQ(result.exit_status, 0) << argv[1] << " " << argv[2] << ": " << result.err;
    return result.out;
  }

  // One look at the server, as a holder that does not wait.
  absl::StatusOr<client::RelayedAgreement> Agree(const std::string& holder) {
    const core::ChannelOptions& own = channels_[holder];
    client::RelayedAgreementOptions options{
        .relay = {.channel = own},
        .project = core::ProjectId::Parse(kProject).value(),
        .holders = {core::InstitutionId::Parse("hospital-a").value(),
                    core::InstitutionId::Parse("insurer-b").value()},
        .state_file = dir_.File(holder + ".state"),
        .secret_file = dir_.File(holder + ".secret"),
        .scrypt_log2_n = client::kMinScryptLog2N};
    options.wait = absl::ZeroDuration();
    const client::AgreementIdentity identity{
        .certificate = {own.certificate_file, ReadTestFile(own.certificate_file)},
        .key = {own.key_file, ReadTestFile(own.key_file)}};
    return client::AgreeThroughRelay(options, identity, ReadTestFile(own.ca_file), Passphrase(), {},
                                     core::SystemRandom(), {});
  }

  // The file that the holder submits, encoded under the secret in `secret_file`.
  std::string Encode(const std::string& holder, const std::string& secret_file,
                     const std::string& out) {
    std::string csv = "row_id,name,birth_date,sex,phone,district\n";
    for (int i = 0; i < 60; ++i) {
      csv += absl::StrFormat("%d,김%c%c,19%02d-0%d-%02d,F,010-%04d-%04d,서울특별시 중구\n", i,
                             'a' + i % 26, 'k' + i % 13, 40 + i, 1 + i % 9, 1 + i % 28,
                             1'000 + 37 * i, 2'000 + 91 * i);
    }
    std::string path = dir_.File(out + ".ieum");
    Run({IEUM_PROGRAM, "encode", "--profile", kProfile, "--secret-file", secret_file,
         "--passphrase-file", dir_.File("passphrase"), "--project", kProject, "--in",
         dir_.Write(holder + ".csv", csv), "--out", path, "--serials",
         dir_.File(out + ".serials")});
    return path;
  }
  absl::Status Submit(const std::string& holder, const std::string& file) {
    const auto submitter = client::Submitter::Create({.channel = channels_[holder]});
    IEUM_RETURN_IF_ERROR(submitter.status());
    return (*submitter)->Submit(file, /*replace=*/false, {}, {}).status();
  }

  // Everything in the data folder of the stopped server: the files as they are, and all that its
  // keys open.
  std::string Stored(std::set<std::string>* columns) {
    std::string stored;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(host_.dir().File("data"))) {
      if (entry.is_regular_file()) stored += ReadTestFile(entry.path().string());
    }
    core::Random& random = core::SystemRandom();
    const auto keystore =
        server::Keystore::Open(
            host_.dir().File("data.keystore"),
            [&](const server::RootKeyParameters& parameters) {
              return server::FindPassphraseRootKey(
                  core::SecretBytes::CopyOf(core::AsBytes("passphrase of a test")), parameters,
                  random);
            },
            core::SystemClock(), random)
            .value();
    const auto store =
        server::MatcherStore::Open({.data_dir = host_.dir().File("data"), .min_free_disk_bytes = 0},
                                   *keystore, core::SystemClock(), random)
            .value();
    for (const server::Column column : server::ProjectColumns(server::StoreRole::kMatcher)) {
      EXPECT_OK(store->database().Scan(column, "", [&](std::string_view key, core::ByteView value) {
        stored.append(key).append(core::AsText(value));
        columns->insert(std::string(server::ColumnName(column)));
        return absl::OkStatus();
      }));
    }
    for (const server::Column column :
         {server::Column::kMeta, server::Column::kAuditEntries, server::Column::kAuditNodes,
          server::Column::kAuditCheckpoints}) {
      EXPECT_OK(store->unsealed_database().Scan(column, "",
                                                [&](std::string_view key, core::ByteView value) {
                                                  stored.append(key).append(core::AsText(value));
                                                  return absl::OkStatus();
                                                }));
    }
    EXPECT_OK(store->Close());
    return stored;
  }

  TempDir dir_;
  MatcherHost host_;
  std::map<std::string, core::ChannelOptions> channels_;
};

// Whether this key opens the sealed share.
bool Opens(const core::SecretBytes& key, const client::SealedShares& shares) {
  std::array<std::byte, client::kShareBytes> share;
  const client::SealedShare& sealed = shares.shares[0];
  return core::Aes256Gcm(key).Open(sealed.nonce, client::SealedSharesPrefix(shares), sealed.sealed,
                                   share);
}

TEST_F(RelaySecrecyTest, AllThatAServerEverGetsDoesNotSufficeToDeriveTheSecret) {
  // a offers, b offers and seals, a seals and finishes, b finishes.
  EXPECT_EQ(Agree("hospital-a").status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(Agree("insurer-b").status().code(), absl::StatusCode::kDeadlineExceeded);
  std::map<std::string, client::AgreementState> states;
  for (const char* holder : {"hospital-a", "insurer-b"}) {
    states.emplace(
        holder, client::ReadAgreementState(dir_.File(std::string(holder) + ".state"), Passphrase())
                    .value());
  }
  ASSERT_OK_AND_ASSIGN(const client::RelayedAgreement agreed, Agree("hospital-a"));
  ASSERT_OK_AND_ASSIGN(const client::RelayedAgreement of_b, Agree("insurer-b"));
  ASSERT_EQ(of_b.secret.CheckValue(), agreed.secret.CheckValue());
  for (const std::string holder : {"hospital-a", "insurer-b"}) {
    ASSERT_OK(Submit(holder, Encode(holder, dir_.File(holder + ".secret"), holder)));
  }
  const auto parcels = [&](v1::ParcelKind kind) {
    return host_.Holder("insurer-b").CollectParcels(kProject, kind).value();
  };
  const v1::CollectParcelsResponse offers = parcels(v1::PARCEL_KIND_OFFER);
  const v1::CollectParcelsResponse sealed = parcels(v1::PARCEL_KIND_SEALED_SHARES);
  host_.Match(kProject);
  const std::string log = host_.Log();
  host_.Stop();

  std::set<std::string> columns;
  const std::string received = Recorder::Received();
  const std::string stored = Stored(&columns);
  const std::string all = received + stored + log + ReadTestFile(host_.dir().File("server.key"));
  // It has been looked at: what the server may have is there, once received and once stored.
  for (const char* column : {"relay", "agreement_tags", "chunks", "submissions", "results"}) {
    EXPECT_TRUE(columns.contains(column)) << column;
  }
  ASSERT_EQ(sealed.parcels_size(), 2);
  for (const v1::Parcel& parcel : sealed.parcels()) {
    EXPECT_NE(received.find(parcel.content()), std::string::npos);
    EXPECT_NE(stored.find(parcel.content()), std::string::npos);
  }

  // Nothing that is secret, in any form.
  const core::SecretBytes check_key = core::HkdfSha256(
      agreed.secret.bytes, core::AsBytes(kProject), core::AsBytes("ieum/v1/submission check"), 32);
  EXPECT_THAT(Forms(agreed.secret.bytes.view(), all), IsEmpty()) << "the secret";
  EXPECT_THAT(Forms(check_key.view(), all), IsEmpty()) << "the key of the agreement tag";
  EXPECT_EQ(all.find(agreed.secret.CheckValue()), std::string::npos) << "the check value";
  for (const auto& [holder, state] : states) {
    EXPECT_THAT(Forms(state.share.view(), all), IsEmpty()) << "share of " << holder;
    EXPECT_THAT(Forms(state.private_key.view(), all), IsEmpty()) << "private key of " << holder;
  }

  // Nothing that opens a share. Every 32 bytes that the server ever got, keeps or is given at its
  // start are tried as the key, as what the key is derived from, and as a private key of one side.
  ASSERT_OK_AND_ASSIGN(const client::SealedShares of_a,
                       client::ParseSealedShares(core::AsBytes(sealed.parcels(0).content())));
  ASSERT_OK_AND_ASSIGN(const client::Offer offer_of_b,
                       client::ParseOffer(core::AsBytes(offers.parcels(1).content())));
  const auto seal_key = [&](const core::SecretBytes& shared) {
    return client::SealKey(shared, of_a.offers_digest, /*from=*/0, /*to=*/1);
  };
  const auto own = core::KeyAgreement::FromPrivateKey(
      core::SecretBytes::CopyOf(states.at("hospital-a").private_key.view()));
  ASSERT_TRUE(Opens(seal_key(own->Agree(offer_of_b.public_key).value()), of_a))
      << "the holder's own key opens it, so the measure measures";
  const auto servers =
      core::KeyAgreement::FromPem(ReadTestFile(host_.dir().File("server.key")), "");
  ASSERT_OK(servers.status());
  EXPECT_FALSE(Opens(seal_key(servers->Agree(offer_of_b.public_key).value()), of_a));
  std::set<std::string_view> tried;
  for (const std::string_view text : {std::string_view(received), std::string_view(stored)}) {
    // Keys stand behind tags and lengths, so every place is tried; what repeats is tried once.
    const size_t step = std::max<size_t>(1, text.size() / 60'000);
    for (size_t at = 0; at + 32 <= text.size(); at += step) {
      const std::string_view window = text.substr(at, 32);
      if (!tried.insert(window).second) continue;
      const core::SecretBytes candidate = core::SecretBytes::CopyOf(core::AsBytes(window));
      ASSERT_FALSE(Opens(candidate, of_a) || Opens(seal_key(candidate), of_a)) << at;
    }
  }
  EXPECT_GT(tried.size(), 10'000U);
}

TEST_F(RelaySecrecyTest, AnotherSecretIsNoticedAtTheFirstSubmissionAndNothingIsStored) {
  for (const char* name : {"one", "two"}) {
    Run({IEUM_PROGRAM, "secret", "new", "--out", dir_.File(name), "--passphrase-file",
         dir_.File("passphrase")});
  }
  ASSERT_OK(Submit("hospital-a", Encode("hospital-a", dir_.File("one"), "a")));
  EXPECT_THAT(Submit("insurer-b", Encode("insurer-b", dir_.File("two"), "b")),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       AllOf(HasSubstr("'hospital-a'"), HasSubstr("secret"),
                             HasSubstr("Nothing was stored"))));
  EXPECT_THAT(host_.Operator().ListSubmissions(kProject).value(), SizeIs(1));
  // With the right secret nothing stands in the way.
  EXPECT_OK(Submit("insurer-b", Encode("insurer-b", dir_.File("one"), "b2")));
}

TEST_F(RelaySecrecyTest, AnotherProfileIsNoticedAtTheFirstSubmissionAndNothingIsStored) {
  // A client that does not ask first, and sends what was encoded under another profile.
  const core::ProfileHeader other = SyntheticProfile();
  const std::vector<core::Bytes> chunks = ChunksOf(MakeParty(other, Persons(0, 50), 1), 50);
  EXPECT_THAT(host_.Holder("insurer-b").SubmitChunks(kProject, chunks).status(),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("another profile")));
  EXPECT_THAT(host_.Operator().ListSubmissions(kProject).value(), IsEmpty());
}

// The command as holders type it, both at once.
TEST_F(RelaySecrecyTest, HoldersAgreeByTheCommand) {
  std::map<std::string, ProgramResult> results;
  core::Mutex mutex;
  {
    std::vector<std::jthread> holders;
    for (const std::string holder : {"hospital-a", "insurer-b"}) {
      holders.emplace_back([&, holder] {
        const core::ChannelOptions& own = channels_.at(holder);
        const ProgramResult result = RunProgram({IEUM_PROGRAM,
                                                 "secret",
                                                 "agree",
                                                 "--server",
                                                 own.server,
                                                 "--ca",
                                                 own.ca_file,
                                                 "--cert",
                                                 own.certificate_file,
                                                 "--key",
                                                 own.key_file,
                                                 "--project",
                                                 kProject,
                                                 "--holder",
                                                 "hospital-a",
                                                 "--holder",
                                                 "insurer-b",
                                                 "--state",
                                                 dir_.File(holder + ".state"),
                                                 "--out",
                                                 dir_.File(holder + ".secret"),
                                                 "--passphrase-file",
                                                 dir_.File("passphrase")});
        const core::MutexLock lock(mutex);
        results.emplace(holder, result);
      });
    }
  }
  std::set<std::string> values;
  for (const auto& [holder, result] : results) {
    EXPECT_EQ(result.exit_status, 0) << holder << ": " << result.err;
    const std::string shown =
        Run({IEUM_PROGRAM, "secret", "show-check-value", "--secret-file",
             dir_.File(holder + ".secret"), "--passphrase-file", dir_.File("passphrase")});
    values.insert(shown.substr(shown.find_last_of(' ') + 1));
    EXPECT_FALSE(std::filesystem::exists(dir_.File(holder + ".state"))) << "deleted at the end";
  }
  EXPECT_THAT(values, SizeIs(1));
}

}  // namespace
}  // namespace ieum::testing
