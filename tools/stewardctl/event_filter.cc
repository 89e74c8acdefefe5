#include "tools/stewardctl/event_filter.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "platform/resource/name.h"

namespace steward::ctl {
namespace {

bool IsOf(absl::string_view type, absl::string_view pattern) {
  return absl::ConsumeSuffix(&pattern, "*") ? absl::StartsWith(type, pattern) : type == pattern;
}

}  // namespace

bool EventFilter::Wants(const event::v1::Event& event) const {
  const bool type_fits = types.empty() || std::any_of(types.begin(), types.end(), [&](auto& each) {
                           return IsOf(event.type(), each);
                         });
  const bool collection_fits =
      collection.empty() || resource::IdFromName(collection, event.resource_name()).ok();
  const bool name_fits =
      names.empty() || std::find(names.begin(), names.end(), event.resource_name()) != names.end();
  return type_fits && collection_fits && name_fits;
}

}  // namespace steward::ctl
