#pragma once

// What answers to a form refer to. Thread-safe.

#include "absl/status/statusor.h"
#include "google/protobuf/struct.pb.h"
#include "platform/call/call.h"
#include "platform/people/people.h"
#include "services/catalog/store/catalog.h"
#include "steward/catalog/v1/catalog_item_service.pb.h"

namespace steward::catalog {

// The form of the item as it stands with the answers (Evaluate), where those that name users,
// groups or configuration items which do not exist or are not in use are violations, too. Locations
// and organizations are not known to this service: their names are as good as their form. Errors:
// UNAVAILABLE when it cannot be known.
absl::StatusOr<v1::EvaluateCatalogItemResponse> EvaluateWithReferences(
    const Call& call, const Catalog& catalog, const people::People& people,
    const v1::CatalogItem& item, const google::protobuf::Struct& answers);

}  // namespace steward::catalog
