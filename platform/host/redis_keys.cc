#include "platform/host/redis_keys.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "platform/config/secret_file.h"
#include "platform/status/errors.h"

namespace steward::host {
namespace {

constexpr char kAddressDoc[] = "unix:/path or host:port; rings doorbells, counts limits.";

absl::Status Wrong(absl::string_view text) {
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::INVALID_FIELD, text);
}

}  // namespace

RedisKeys::RedisKeys(config::Config& config, Need need)
    : address_(need == Need::kRequired ? config.RequiredString("redis", kAddressDoc)
                                       : config.String("redis", "", kAddressDoc)),
      user_(config.String("redis_user", "", "User of Redis; empty: its default user.")),
      password_(config.String("redis_password", "",
                              "File: password of that user, mode 0600; empty: Redis asks for "
                              "none.")),
      prefix_(config.String("redis_prefix", "steward", "Keeps installations on one Redis apart.")) {
}

absl::StatusOr<events::RedisServer> RedisKeys::Open() const {
  events::RedisServer server{address_, user_};
  if (password_.empty())
    return user_.empty() ? absl::StatusOr<events::RedisServer>(std::move(server))
                         : Wrong("redis_user needs redis_password.");
  auto password = config::ReadSecretFile(password_);
  if (!password.ok()) return Wrong(absl::StrCat("redis_password: ", password.status().message()));
  server.password = std::string(absl::StripTrailingAsciiWhitespace(*password));
  if (server.password.empty()) return Wrong("redis_password: the file is empty.");
  return server;
}

}  // namespace steward::host
