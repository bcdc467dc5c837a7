// A relay that lies: whatever it does, holders notice and make no secret; and nothing that it ever
// gets opens a share.
#include <algorithm>
#include <string_view>

#include "ieum/client/agreement/agreement_files.h"
#include "relay_fixture.h"

namespace ieum::client {
namespace {

using ::ieum::testing::StatusIs;
using ::testing::AnyOf;
using ::testing::HasSubstr;

constexpr v1::ParcelKind kOffer = v1::PARCEL_KIND_OFFER;
constexpr v1::ParcelKind kShares = v1::PARCEL_KIND_SEALED_SHARES;

class MaliciousRelayTest : public RelayTest {
 protected:
  // Everybody runs the command until it makes no difference any more; nobody may get a secret.
  // Returns what the first holder that noticed said.
  absl::Status NoticedBySomebody() {
    absl::Status noticed;
    for (int turn = 0; turn < 3; ++turn) {
      for (const std::string& holder : kHolders) {
        const absl::Status status = Agree(holder);
        EXPECT_FALSE(status.ok()) << holder;
        if (noticed.ok() && !absl::IsDeadlineExceeded(status)) noticed = status;
      }
    }
    for (const std::string& holder : kHolders) EXPECT_FALSE(HasSecret(holder)) << holder;
    return noticed;
  }
  static std::string* Find(v1::CollectParcelsResponse& response, const std::string& holder) {
    for (v1::Parcel& parcel : *response.mutable_parcels()) {
      if (parcel.holder() == holder) return parcel.mutable_content();
    }
    return nullptr;
  }
  static bool IsOffer(const std::string& content) { return content.starts_with("IEUMAGO1"); }
};

TEST_F(MaliciousRelayTest, SwapsOffersBetweenHolders) {
  relay_.lie = [](const std::string&, v1::CollectParcelsResponse& response) {
    std::string* a = Find(response, "a");
    std::string* b = Find(response, "b");
    if (a != nullptr && b != nullptr && IsOffer(*a)) a->swap(*b);
  };
  EXPECT_THAT(NoticedBySomebody(),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("as another holder's")));
}

TEST_F(MaliciousRelayTest, DropsAParcel) {
  for (const v1::ParcelKind kind : {kOffer, kShares}) {
    relay_.lie = [&](const std::string& caller, v1::CollectParcelsResponse& response) {
      std::string* b = Find(response, "b");
      if (caller != "b" && b != nullptr && IsOffer(*b) == (kind == kOffer)) {
        auto& parcels = *response.mutable_parcels();
        parcels.erase(std::find_if(parcels.begin(), parcels.end(), [](const v1::Parcel& parcel) {
          return parcel.holder() == "b";
        }));
      }
    };
    (void)Agree("b");
    EXPECT_THAT(Agree("a"), StatusIs(absl::StatusCode::kDeadlineExceeded, HasSubstr("'b'")));
    EXPECT_THAT(Agree("c"), StatusIs(absl::StatusCode::kDeadlineExceeded, HasSubstr("'b'")));
    EXPECT_FALSE(HasSecret("a") || HasSecret("c"));
  }
}

TEST_F(MaliciousRelayTest, BringsAParcelTwice) {
  relay_.lie = [](const std::string&, v1::CollectParcelsResponse& response) {
    if (response.parcels_size() > 0) *response.add_parcels() = response.parcels(0);
  };
  EXPECT_THAT(NoticedBySomebody(),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("two parcels of 'a'")));
}

TEST_F(MaliciousRelayTest, GivesOneOfferOutAsThatOfTwo) {
  relay_.lie = [](const std::string&, v1::CollectParcelsResponse& response) {
    std::string* b = Find(response, "b");
    std::string* c = Find(response, "c");
    if (b != nullptr && c != nullptr && IsOffer(*b)) *c = *b;
  };
  EXPECT_THAT(NoticedBySomebody(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       // By another holder, or by the one whose offer was replaced.
                       AnyOf(HasSubstr("both offers of 'b'"), HasSubstr("your own offer"))));
}

TEST_F(MaliciousRelayTest, NamesAHolderThatNobodyKnows) {
  relay_.lie = [](const std::string&, v1::CollectParcelsResponse& response) {
    v1::Parcel& parcel = *response.add_parcels();
    parcel.set_holder("stranger");
    parcel.set_content("x");
  };
  EXPECT_THAT(NoticedBySomebody(),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("not named")));
}

TEST_F(MaliciousRelayTest, ChangesAnyByteOfAnOffer) {
  for (const std::string& holder : kHolders) (void)Agree(holder);
  const std::string offer = Parcel(kOffer, "b");
  for (size_t place = 0; place < offer.size(); place += 7) {
    relay_.lie = [&](const std::string&, v1::CollectParcelsResponse& response) {
      std::string* b = Find(response, "b");
      if (b != nullptr && IsOffer(*b)) (*b)[place] = static_cast<char>((*b)[place] ^ 1);
    };
    const absl::Status status = Agree("a");
    EXPECT_FALSE(status.ok() || absl::IsDeadlineExceeded(status)) << place;
  }
  EXPECT_FALSE(HasSecret("a"));
}

TEST_F(MaliciousRelayTest, ReplaysAnOfferOfAnEarlierAgreement) {
  for (const std::string& holder : kHolders) (void)Agree(holder);
  const std::string earlier = Parcel(kOffer, "b");
  for (const std::string& holder : kHolders) (void)Agree(holder, /*restart=*/true);
  relay_.lie = [&](const std::string& caller, v1::CollectParcelsResponse& response) {
    std::string* b = Find(response, "b");
    if (caller == "a" && b != nullptr && IsOffer(*b)) *b = earlier;
  };
  EXPECT_THAT(NoticedBySomebody(), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("")));
}

TEST_F(MaliciousRelayTest, ReplaysSharesOfAnEarlierAgreement) {
  for (int turn = 0; turn < 2; ++turn) {
    for (const char* holder : {"a", "b", "c"}) {
      if (!HasSecret(holder)) (void)Agree(holder);
    }
  }
  ASSERT_TRUE(HasSecret("c"));
  const std::string earlier = Parcel(kShares, "b");
  for (const std::string& holder : kHolders) {
    for (const char* suffix : {".secret", ".state", ".state.offer", ".state.shares"}) {
      std::filesystem::remove(folder_.File(holder + suffix));
    }
  }
  relay_.parcels.clear();
  relay_.lie = [&](const std::string& caller, v1::CollectParcelsResponse& response) {
    std::string* b = Find(response, "b");
    if (caller != "b" && b != nullptr && !IsOffer(*b)) *b = earlier;
  };
  for (int turn = 0; turn < 3; ++turn) {
    for (const char* holder : {"a", "b", "c"}) {
      if (!HasSecret(holder)) (void)Agree(holder);
    }
  }
  EXPECT_FALSE(HasSecret("a") || HasSecret("c"));
  EXPECT_THAT(Agree("a"),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("other offers")));
}

TEST_F(MaliciousRelayTest, ShowsDifferentOffersToDifferentHolders) {
  for (const std::string& holder : kHolders) (void)Agree(holder);
  std::map<std::string, std::string> first;
  for (const std::string& holder : kHolders) first[holder] = Parcel(kOffer, holder);
  // b begins anew, and the relay keeps that from a and c.
  (void)Agree("b", /*restart=*/true);
  relay_.lie = [&](const std::string& caller, v1::CollectParcelsResponse& response) {
    for (const std::string& holder : kHolders) {
      std::string* content = Find(response, holder);
      if (content != nullptr && !IsOffer(*content)) return;
      if (holder == "b" && caller == "b") continue;
      if (content == nullptr) {
        v1::Parcel& parcel = *response.add_parcels();
        parcel.set_holder(holder);
        content = parcel.mutable_content();
      }
      *content = first[holder];
    }
  };
  EXPECT_THAT(NoticedBySomebody(), StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("")));
}

TEST_F(MaliciousRelayTest, ReplacesWhatIsStored) {
  for (const std::string& holder : kHolders) (void)Agree(holder);
  std::string& shares = Parcel(kShares, "c");
  shares[shares.size() / 2] = static_cast<char>(shares[shares.size() / 2] ^ 1);
  (void)Agree("a");
  (void)Agree("b");
  EXPECT_THAT(Agree("a"), StatusIs(absl::StatusCode::kUnauthenticated, HasSubstr("signature")));
  EXPECT_FALSE(HasSecret("a"));
}

TEST_F(MaliciousRelayTest, NeverGetsWhatOpensAShare) {
  std::map<std::string, std::string> kept;  // what must not be in what the relay received
  for (const std::string& holder : kHolders) (void)Agree(holder);
  std::vector<core::EcPublicKey> public_keys;
  for (const std::string& holder : kHolders) {
    const AgreementState state = State(holder);
    kept["share of " + holder] = core::AsText(state.share.view());
    kept["private key of " + holder] = core::AsText(state.private_key.view());
    public_keys.push_back(ParseOffer(core::AsBytes(Parcel(kOffer, holder)))->public_key);
  }
  // A share is sealed under the ECDH of two of these private keys: each of the two opens it.
  const auto agreed = [&](size_t own, size_t other) {
    const core::KeyAgreement key =
        core::KeyAgreement::FromPrivateKey(
            core::SecretBytes::CopyOf(State(kHolders[own]).private_key.view()))
            .value();
    return std::string(core::AsText(key.Agree(public_keys[other]).value().view()));
  };
  for (size_t i = 0; i < kHolders.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      EXPECT_EQ(agreed(i, j), agreed(j, i));
      kept["ECDH of " + kHolders[i] + " and " + kHolders[j]] = agreed(i, j);
    }
  }
  (void)Agree("a");
  for (const char* holder : {"b", "a", "c"}) ASSERT_OK(Agree(holder));
  for (const std::string& holder : kHolders) {
    const SecretFile file =
        ReadSecretFile(folder_.File(holder + ".secret"), []() -> absl::StatusOr<core::SecretBytes> {
          return Passphrase();
        }).value();
    kept["secret of " + holder] = core::AsText(file.secret.bytes.view());
  }
  EXPECT_GT(relay_.received.size(), 1'000U);
  EXPECT_EQ(kept.size(), 12U);
  for (const auto& [what, bytes] : kept) {
    EXPECT_EQ(bytes.size(), 32U) << what;
    EXPECT_EQ(relay_.received.find(bytes), std::string::npos) << what;
    const std::string hex = core::ToHex(core::AsBytes(bytes));
    EXPECT_EQ(relay_.received.find(hex), std::string::npos) << what << ", hexadecimal";
  }
  // The measure measures: public keys were received.
  EXPECT_NE(relay_.received.find(std::string(core::AsText(public_keys[0]))), std::string::npos);
}

}  // namespace
}  // namespace ieum::client
