#include "platform/auth/identity_signer.h"

#include "absl/strings/str_cat.h"
#include "platform/time/timestamp.h"

namespace steward::auth {
namespace {

constexpr absl::Duration kLifetime = absl::Seconds(60);
constexpr absl::Duration kReuse = absl::Seconds(30);
constexpr size_t kEntriesMax = 64 * 1024;

}  // namespace

IdentitySigner::IdentitySigner(std::string key_id, PrivateKey key)
    : key_id_(std::move(key_id)), key_(std::move(key)) {}

std::string IdentitySigner::Sign(const identity::v1::Identity& identity) const {
  identity::v1::SignedIdentity result;
  result.set_identity(identity.SerializeAsString());
  result.set_key_id(key_id_);
  result.set_signature(key_.Sign(absl::StrCat(kIdentityPrefix, result.identity())));
  return result.SerializeAsString();
}

CachedSigner::CachedSigner(std::string key_id, PrivateKey key)
    : signer_(std::move(key_id), std::move(key)), cache_(kEntriesMax) {}

std::shared_ptr<const std::string> CachedSigner::Get(const identity::v1::Identity& identity,
                                                     absl::Time now) {
  // Without the times, the message is the key: lengths keep neighbouring fields apart.
  std::string key = identity.SerializeAsString();
  if (auto known = cache_.Find(key, now)) return *known;
  identity::v1::Identity timed = identity;
  *timed.mutable_issue_time() = ToProto(now);
  *timed.mutable_expire_time() = ToProto(now + kLifetime);
  auto made = std::make_shared<const std::string>(signer_.Sign(timed));
  cache_.Insert(key, made, now + kReuse);
  return made;
}

}  // namespace steward::auth
