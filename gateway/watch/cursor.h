#pragma once

// Where a watcher stands in the journals of all services, as one opaque text. Sealed with a key, so
// that offsets, which tell how busy an installation is, stay hidden, and so that a cursor works for
// the tenant it was made for only.

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/local/sealed_places.h"
#include "steward/event/v1/event.pb.h"

namespace steward::gateway {

// Service to position; a service that is not there has not been read yet.
using Positions = std::map<std::string, event::v1::Position>;

// Immutable, hence thread-safe.
class CursorCodec {
 public:
  // `secrets`: as of SealedPlaces, the same in all replicas of the gateway and after a restart.
  static absl::StatusOr<CursorCodec> Create(const std::vector<std::string>& secrets);

  std::string Encode(const Positions& positions, absl::string_view tenant) const;
  // INVALID_CURSOR for anything that Encode did not make for this tenant.
  absl::StatusOr<Positions> Decode(absl::string_view cursor, absl::string_view tenant) const;

 private:
  explicit CursorCodec(SealedPlaces places) : places_(std::move(places)) {}
  SealedPlaces places_;
};

}  // namespace steward::gateway
