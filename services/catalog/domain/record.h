#pragma once

// What is the same for everything in the catalog: how it begins and is patched. Pure functions,
// thread-safe.

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/field_mask.pb.h"
#include "platform/resource/mask.h"
#include "platform/resource/rules.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"

namespace steward::catalog {

// "dev.steward.catalog.item.created.v1" of ("item", "created").
inline std::string EventType(absl::string_view noun, absl::string_view verb) {
  return absl::StrCat("dev.steward.catalog.", noun, ".", verb, ".v1");
}

// A new resource: of the draft, what clients may set.
template <class Resource>
Resource Begin(const Resource& draft, absl::Time now) {
  Resource begun = draft;
  resource::ClearOutputOnly(&begun);
  begun.clear_etag();
  *begun.mutable_create_time() = ToProto(now);
  *begun.mutable_update_time() = ToProto(now);
  return begun;
}

// Applies an update by mask. `path` is the resource's field in the request, such as "catalog_item".
// Errors: INVALID_UPDATE_MASK, INVALID_FIELD.
template <class Resource>
absl::StatusOr<Resource> Patch(const Resource& current, const Resource& patch,
                               const google::protobuf::FieldMask& mask, absl::string_view path,
                               absl::Time now) {
  ASSIGN_OR_RETURN(auto fields, resource::ResolveUpdateMask(mask, patch, current));
  Resource next = current;
  resource::ApplyUpdate(fields, patch, &next);
  RETURN_IF_ERROR(resource::CheckResource(next, path));
  *next.mutable_update_time() = ToProto(now);
  return next;
}

}  // namespace steward::catalog
