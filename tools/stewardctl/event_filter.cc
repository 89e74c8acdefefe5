#include "tools/stewardctl/event_filter.h"

#include <fnmatch.h>

#include <algorithm>

#include "platform/resource/name.h"

namespace steward::ctl {
bool EventFilter::Wants(const event::v1::Event& event) const {
  const bool type_fits = types.empty() || std::any_of(types.begin(), types.end(), [&](auto& each) {
                           return fnmatch(each.c_str(), event.type().c_str(), 0) == 0;
                         });
  const bool collection_fits =
      collection.empty() || resource::IdFromName(collection, event.resource_name()).ok();
  const bool name_fits =
      names.empty() || std::find(names.begin(), names.end(), event.resource_name()) != names.end();
  return type_fits && collection_fits && name_fits;
}

}  // namespace steward::ctl
