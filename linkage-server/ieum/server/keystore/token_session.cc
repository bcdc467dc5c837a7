#include "ieum/server/keystore/token_session.h"

#include <p11-kit/p11-kit.h>
#include <p11-kit/pkcs11.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "ieum/core/base/status.h"

namespace ieum::server {
namespace {

constexpr std::string_view kKeyLabel = "ieum root key";
constexpr CK_ULONG kAesKeyBytes = 32;

// PKCS #11 takes what it only reads by pointers that are not const.
CK_BYTE_PTR In(core::ByteView bytes) {
  return const_cast<CK_BYTE_PTR>(reinterpret_cast<const CK_BYTE*>(bytes.data()));
}
CK_BYTE_PTR Out(std::span<std::byte> bytes) { return reinterpret_cast<CK_BYTE_PTR>(bytes.data()); }

// CKR_ codes have no text in the standard; their numbers are what a token's manual lists.
absl::Status Refused(const char* what, CK_RV code) {
  return core::Unavailable(
      "the token does not %s (PKCS #11 code 0x%x); see whether it is there, then its manual", what,
      code);
}

template <typename Value>
CK_ATTRIBUTE Attribute(CK_ATTRIBUTE_TYPE type, Value& value) {
  return {type, &value, sizeof(value)};
}
CK_ATTRIBUTE Attribute(CK_ATTRIBUTE_TYPE type, core::ByteView bytes) {
  return {type, In(bytes), static_cast<CK_ULONG>(bytes.size())};
}

CK_GCM_PARAMS GcmParameters(const TokenSession::Nonce& nonce, core::ByteView associated) {
  CK_GCM_PARAMS parameters{};
  parameters.iv_ptr = In(core::ByteView(nonce));
  parameters.iv_len = nonce.size();
  parameters.iv_bits = 8 * nonce.size();
  parameters.aad_ptr = associated.empty() ? nullptr : In(associated);
  parameters.aad_len = associated.size();
  parameters.tag_bits = 8 * kRootTagBytes;
  return parameters;
}

}  // namespace

struct TokenSession::State {
  CK_FUNCTION_LIST_PTR module = nullptr;
  bool initialised = false;
  CK_SESSION_HANDLE session = CK_INVALID_HANDLE;
  CK_OBJECT_HANDLE key = CK_INVALID_HANDLE;

  ~State() {
    if (session != CK_INVALID_HANDLE) module->C_CloseSession(session);
    if (initialised) p11_kit_module_finalize(module);
    if (module != nullptr) p11_kit_module_release(module);
  }
  // NOT_FOUND, INVALID_ARGUMENT as TokenSession::Open.
  absl::StatusOr<CK_SLOT_ID> FindSlot(std::string_view label) const;
  absl::Status Login(const core::SecretBytes& pin) const;
};

absl::StatusOr<CK_SLOT_ID> TokenSession::State::FindSlot(std::string_view label) const {
  CK_ULONG count = 0;
  CK_RV code = module->C_GetSlotList(CK_TRUE, nullptr, &count);
  std::vector<CK_SLOT_ID> slots(count);
  if (code == CKR_OK) code = module->C_GetSlotList(CK_TRUE, slots.data(), &count);
  if (code != CKR_OK) return Refused("list its slots", code);
  slots.resize(std::min<size_t>(slots.size(), count));
  std::vector<CK_SLOT_ID> found;
  for (const CK_SLOT_ID slot : slots) {
    CK_TOKEN_INFO info{};
    if (module->C_GetTokenInfo(slot, &info) != CKR_OK) continue;
    std::string_view padded(reinterpret_cast<const char*>(info.label), sizeof(info.label));
    padded.remove_suffix(padded.size() - (padded.find_last_not_of(' ') + 1));
    if (padded == label) found.push_back(slot);
  }
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    return core::NotFound(
        "no token has the label '%s'; see that it is there and that this user may use it", label);
  }
  return core::InvalidArgument("%d tokens have the label '%s'; give them labels of their own",
                               found.size(), label);
}

absl::Status TokenSession::State::Login(const core::SecretBytes& pin) const {
  const CK_RV code = module->C_Login(session, CKU_USER, In(pin.view()), pin.size());
  switch (code) {
    case CKR_OK:
      return absl::OkStatus();
    case CKR_PIN_INCORRECT:
    case CKR_PIN_INVALID:
    case CKR_PIN_LEN_RANGE:
      return core::PermissionDenied(
          "the token's PIN is another one; give the right one soon, for tokens lock after a few "
          "wrong ones");
    case CKR_PIN_LOCKED:
      return core::PermissionDenied(
          "the token is locked after wrong PINs; its security officer must unlock it");
    default:
      return Refused("let its user log in", code);
  }
}

TokenSession::TokenSession(std::unique_ptr<State> state) : state_(std::move(state)) {}
TokenSession::~TokenSession() = default;

absl::StatusOr<std::unique_ptr<TokenSession>> TokenSession::Open(const TokenPlace& place,
                                                                 const core::SecretBytes& pin) {
  if (place.label.empty()) return core::InvalidArgument("the label of the token is missing");
  auto state = std::make_unique<State>();
  state->module = p11_kit_module_load(place.module.c_str(), 0);
  if (state->module == nullptr) {
    return core::NotFound(
        "'%s' is no PKCS #11 library of this machine; give the path of the one that came with the "
        "token",
        place.module);
  }
  if (const CK_RV code = p11_kit_module_initialize(state->module); code != CKR_OK) {
    return Refused("start its library", code);
  }
  state->initialised = true;
  IEUM_ASSIGN_OR_RETURN(const CK_SLOT_ID slot, state->FindSlot(place.label));
  const CK_RV opened = state->module->C_OpenSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION,
                                                    nullptr, nullptr, &state->session);
  if (opened != CKR_OK) return Refused("open a session", opened);
  IEUM_RETURN_IF_ERROR(state->Login(pin));
  return std::unique_ptr<TokenSession>(new TokenSession(std::move(state)));
}

absl::Status TokenSession::MakeKey(const TokenKeyId& id) {
  CK_MECHANISM mechanism{CKM_AES_KEY_GEN, nullptr, 0};
  CK_BBOOL yes = CK_TRUE;
  CK_BBOOL no = CK_FALSE;
  CK_ULONG size = kAesKeyBytes;
  CK_ATTRIBUTE attributes[] = {Attribute(CKA_TOKEN, yes),
                               Attribute(CKA_PRIVATE, yes),
                               Attribute(CKA_SENSITIVE, yes),
                               Attribute(CKA_EXTRACTABLE, no),
                               Attribute(CKA_MODIFIABLE, no),
                               Attribute(CKA_ENCRYPT, yes),
                               Attribute(CKA_DECRYPT, yes),
                               Attribute(CKA_VALUE_LEN, size),
                               Attribute(CKA_LABEL, core::AsBytes(kKeyLabel)),
                               Attribute(CKA_ID, core::ByteView(id))};
  CK_OBJECT_HANDLE made = CK_INVALID_HANDLE;
  const CK_RV code = state_->module->C_GenerateKey(state_->session, &mechanism, attributes,
                                                   std::size(attributes), &made);
  return code == CKR_OK ? absl::OkStatus() : Refused("make an AES-256 key", code);
}

absl::Status TokenSession::UseKey(const TokenKeyId& id) {
  CK_OBJECT_CLASS secret = CKO_SECRET_KEY;
  CK_ATTRIBUTE wanted[] = {Attribute(CKA_CLASS, secret), Attribute(CKA_ID, core::ByteView(id))};
  CK_RV code = state_->module->C_FindObjectsInit(state_->session, wanted, std::size(wanted));
  if (code != CKR_OK) return Refused("look for its key", code);
  CK_OBJECT_HANDLE found = CK_INVALID_HANDLE;
  CK_ULONG count = 0;
  code = state_->module->C_FindObjects(state_->session, &found, 1, &count);
  state_->module->C_FindObjectsFinal(state_->session);
  if (code != CKR_OK) return Refused("look for its key", code);
  if (count == 0) {
    return core::NotFound(
        "the token does not have the keystore's root key; give the token that the keystore was "
        "made with or last rotated to");
  }
  state_->key = found;
  return absl::OkStatus();
}

absl::StatusOr<core::Bytes> TokenSession::Seal(const Nonce& nonce, core::ByteView associated,
                                               core::ByteView plaintext) {
  CK_GCM_PARAMS parameters = GcmParameters(nonce, associated);
  CK_MECHANISM mechanism{CKM_AES_GCM, &parameters, sizeof(parameters)};
  CK_RV code = state_->module->C_EncryptInit(state_->session, &mechanism, state_->key);
  core::Bytes sealed(plaintext.size() + kRootTagBytes);
  CK_ULONG size = sealed.size();
  // An empty text still needs a pointer.
  std::byte none{};
  const core::ByteView text = plaintext.empty() ? core::ByteView(&none, 0) : plaintext;
  if (code == CKR_OK) {
    code = state_->module->C_Encrypt(state_->session, In(text), text.size(), Out(sealed), &size);
  }
  if (code != CKR_OK || size != sealed.size()) return Refused("seal under its key", code);
  return sealed;
}

absl::StatusOr<core::SecretBytes> TokenSession::Open(const Nonce& nonce, core::ByteView associated,
                                                     core::ByteView sealed) {
  CK_GCM_PARAMS parameters = GcmParameters(nonce, associated);
  CK_MECHANISM mechanism{CKM_AES_GCM, &parameters, sizeof(parameters)};
  CK_RV code = state_->module->C_DecryptInit(state_->session, &mechanism, state_->key);
  if (code != CKR_OK) return Refused("open under its key", code);
  // Some tokens want room for the tag too.
  core::SecretBytes room(sealed.size());
  CK_ULONG size = room.size();
  code = state_->module->C_Decrypt(state_->session, In(sealed), sealed.size(),
                                   Out(room.mutable_view()), &size);
  if (code == CKR_ENCRYPTED_DATA_INVALID || code == CKR_GENERAL_ERROR) {
    return core::PermissionDenied("the token's key is another one, or the content was changed");
  }
  if (code != CKR_OK || size != sealed.size() - kRootTagBytes) {
    return Refused("open under its key", code);
  }
  return core::SecretBytes::CopyOf(room.view().first(size));
}

}  // namespace ieum::server
