#include "platform/auth/actor.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace steward::auth {
namespace {

constexpr absl::string_view kToken = "token";
constexpr absl::string_view kActor = "token;act=";
// Together they leave a credential within what services take of one, 255 bytes.
constexpr size_t kSubjectMax = 128;
constexpr size_t kIssuerMax = 100;

// A StringOrURI (RFC 7519 §2) that stands between semicolons as it is.
bool IsPlain(const std::string& text, size_t size_max) {
  return !text.empty() && text.size() <= size_max &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isgraph(static_cast<unsigned char>(c)) && c != ';' && c != '"' &&
                  c != '\\';
         });
}

}  // namespace

absl::optional<std::string> ReadActor(const Json& act, absl::string_view token_issuer) {
  const std::string* subject = act.FindString("sub");
  if (subject == nullptr || !IsPlain(*subject, kSubjectMax)) return absl::nullopt;
  if (act.Find("iss") == nullptr) return *subject;
  const std::string* issuer = act.FindString("iss");
  if (issuer == nullptr || !IsPlain(*issuer, kIssuerMax)) return absl::nullopt;
  return *issuer == token_issuer ? *subject : absl::StrCat(*subject, ";iss=", *issuer);
}

std::string CredentialOfToken(absl::string_view actor) {
  return actor.empty() ? std::string(kToken) : absl::StrCat(kActor, actor);
}

bool IsOfToken(absl::string_view credential) {
  return credential == kToken || absl::StartsWith(credential, kActor);
}

}  // namespace steward::auth
