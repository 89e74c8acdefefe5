#include "gateway/merged/page_token.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::gateway {
namespace {

constexpr size_t kTokenMax = 4096;
constexpr absl::Duration kLifetime = absl::Hours(24);
// Where the expiry stands among the places; no service is called that.
constexpr char kExpiry[] = "";

absl::Status InvalidToken(absl::string_view text, const errors::Metadata& metadata = {}) {
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::INVALID_PAGE_TOKEN, text,
                      metadata);
}

}  // namespace

absl::StatusOr<MergedPageTokens> MergedPageTokens::Create(const std::vector<std::string>& secrets) {
  ASSIGN_OR_RETURN(SealedPlaces places,
                   SealedPlaces::Create(secrets, "steward-merged-page-token-v1", "m1"));
  return MergedPageTokens(std::move(places));
}

std::string MergedPageTokens::Encode(const Places& places, absl::string_view scope,
                                     absl::Time now) const {
  Places dated = places;
  dated[kExpiry] = absl::StrCat(absl::ToUnixSeconds(now + kLifetime));
  return places_.Encode(dated, scope);
}

absl::StatusOr<Places> MergedPageTokens::Decode(absl::string_view token, absl::string_view scope,
                                                absl::Time now) const {
  auto places = places_.Decode(token, scope, kTokenMax);
  int64_t expiry = 0;
  if (!places || !absl::SimpleAtoi((*places)[kExpiry], &expiry))
    return InvalidToken("The page token was not issued for this list; start at its first page.");
  if (now >= absl::FromUnixSeconds(expiry))
    return InvalidToken("The page token is older than 24 hours; start from the first page.",
                        {{"expired", "true"}});
  places->erase(kExpiry);
  return *std::move(places);
}

}  // namespace steward::gateway
