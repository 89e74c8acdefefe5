#include "gateway/merged/page_token.h"

#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::gateway {
namespace {

constexpr size_t kTokenMax = 4096;

}  // namespace

absl::StatusOr<MergedPageTokens> MergedPageTokens::Create(absl::string_view secret) {
  ASSIGN_OR_RETURN(SealedPlaces places,
                   SealedPlaces::Create(secret, "steward-merged-page-token-v1", "m1"));
  return MergedPageTokens(std::move(places));
}

std::string MergedPageTokens::Encode(const Places& places, absl::string_view scope) const {
  return places_.Encode(places, scope);
}

absl::StatusOr<Places> MergedPageTokens::Decode(absl::string_view token,
                                                absl::string_view scope) const {
  auto places = places_.Decode(token, scope, kTokenMax);
  if (places) return *std::move(places);
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::INVALID_PAGE_TOKEN,
                      "The page token was not issued for this list; start at its first page.");
}

}  // namespace steward::gateway
