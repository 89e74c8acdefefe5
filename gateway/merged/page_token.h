#pragma once

// Where a page over several services ended, in each of them, as one opaque text. Sealed with a key:
// positions tell how busy an installation is, and places in a chain must come back as they were.
// They last 24 hours, as page tokens of services do.

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gateway/local/sealed_places.h"

namespace steward::gateway {

// Immutable, hence thread-safe.
class MergedPageTokens {
 public:
  // `secrets`: as of SealedPlaces, the same in all replicas of the gateway and after a restart.
  static absl::StatusOr<MergedPageTokens> Create(const std::vector<std::string>& secrets);

  // `scope` says which list of whom it continues.
  std::string Encode(const Places& places, absl::string_view scope,
                     absl::Time now = absl::Now()) const;
  // INVALID_PAGE_TOKEN for anything that Encode did not make for this scope, and for what expired.
  absl::StatusOr<Places> Decode(absl::string_view token, absl::string_view scope,
                                absl::Time now = absl::Now()) const;

 private:
  explicit MergedPageTokens(SealedPlaces places) : places_(std::move(places)) {}
  SealedPlaces places_;
};

}  // namespace steward::gateway
