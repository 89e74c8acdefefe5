#include "platform/auth/link.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/auth/names.h"
#include "platform/auth/refusal.h"
#include "platform/crypto/base64.h"
#include "platform/status/errors.h"
#include "platform/time/timestamp.h"

namespace steward::auth {
namespace {

using identity::v1::Link;
using identity::v1::SignedLink;

constexpr size_t kTokenMax = 2048;
constexpr size_t kDigestBytes = 32;
constexpr absl::Duration kClockDifference = absl::Seconds(5);

absl::Status Refuse(absl::string_view why) {
  NoteRefusal("link", why);
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::INVALID_LINK,
                      "The link is none of this installation, was changed or is too old.");
}

// Only as it is written here: what is signed has one spelling.
template <class Message>
bool ParseExactly(const std::string& bytes, Message* message) {
  if (!message->ParseFromString(bytes)) return false;
  // They would be spelled again as they came.
  message->DiscardUnknownFields();
  return message->SerializeAsString() == bytes;
}

bool IsUser(absl::string_view name) { return IsSubject(name) && absl::StartsWith(name, "users/"); }

bool IsWellFormed(const Link& link) {
  return IsTenant(link.tenant()) && IsUser(link.subject()) &&
         (link.on_behalf_of().empty() || IsUser(link.on_behalf_of())) && !link.resource().empty() &&
         link.part() >= 0 && link.digest().size() == kDigestBytes && link.has_expire_time();
}

}  // namespace

std::string LinkSigner::Sign(const Link& link) const {
  SignedLink result;
  result.set_link(link.SerializeAsString());
  result.set_key_id(key_id_);
  result.set_signature(key_.Sign(absl::StrCat(kLinkPrefix, result.link())));
  return crypto::EncodeBase64Url(result.SerializeAsString());
}

LinkVerifier::LinkVerifier(std::string audience, std::string issuer, KeySet trusted_keys)
    : audience_(std::move(audience)),
      issuer_(std::move(issuer)),
      trusted_keys_(std::move(trusted_keys)) {}

absl::StatusOr<Link> LinkVerifier::Verify(absl::string_view token, absl::string_view purpose,
                                          absl::Time now) const {
  if (token.size() > kTokenMax) return Refuse("size");
  const auto bytes = crypto::DecodeBase64Url(token);
  SignedLink envelope;
  if (!bytes || !ParseExactly(*bytes, &envelope)) return Refuse("format");
  const auto trusted = trusted_keys_.find(envelope.key_id());
  if (trusted == trusted_keys_.end() || trusted->second.subjects != issuer_) return Refuse("key");
  if (!trusted->second.key.Verify(absl::StrCat(kLinkPrefix, envelope.link()), envelope.signature()))
    return Refuse("signature");
  Link link;
  if (!ParseExactly(envelope.link(), &link) || !IsWellFormed(link)) return Refuse("claims");
  if (link.audience() != audience_ || link.purpose() != purpose) return Refuse("audience");
  const absl::Time expires = FromProto(link.expire_time());
  if (expires <= now) return Refuse("expired");
  if (expires > now + kLinkLifetimeMax + kClockDifference) return Refuse("lifetime");
  return link;
}

}  // namespace steward::auth
