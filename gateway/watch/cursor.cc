#include "gateway/watch/cursor.h"

#include "absl/strings/str_cat.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"

namespace steward::gateway {
namespace {

constexpr size_t kMaxCursor = 1024;

std::string Context(absl::string_view tenant) { return absl::StrCat(tenant, "/watch-cursor"); }

absl::Status Invalid() {
  return errors::Make(absl::StatusCode::kInvalidArgument, errors::Reason::INVALID_CURSOR,
                      "The cursor cannot be read: send one that a watch gave, 'now' or 'earliest'.",
                      {{"field", "from"}});
}

}  // namespace

absl::StatusOr<CursorCodec> CursorCodec::Create(const std::vector<std::string>& secrets) {
  ASSIGN_OR_RETURN(SealedPlaces places,
                   SealedPlaces::Create(secrets, "steward-watch-cursor-v1", "c1"));
  return CursorCodec(std::move(places));
}

std::string CursorCodec::Encode(const Positions& positions, absl::string_view tenant) const {
  Places places;
  for (const auto& [service, position] : positions) places[service] = position.SerializeAsString();
  return places_.Encode(places, Context(tenant));
}

absl::StatusOr<Positions> CursorCodec::Decode(absl::string_view cursor,
                                              absl::string_view tenant) const {
  const auto places = places_.Decode(cursor, Context(tenant), kMaxCursor);
  if (!places) return Invalid();
  Positions positions;
  for (const auto& [service, place] : *places)
    if (!positions[service].ParseFromString(place)) return Invalid();
  return positions;
}

}  // namespace steward::gateway
