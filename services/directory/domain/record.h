#pragma once

// What is the same for everything in the directory: how it begins, is patched, and is taken out of
// use and back. Pure functions, thread-safe.

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/field_mask.pb.h"
#include "platform/resource/mask.h"
#include "platform/resource/rules.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/time/timestamp.h"

namespace steward::directory {

// "dev.steward.directory.user.created.v1" of ("user", "created").
inline std::string EventType(absl::string_view noun, absl::string_view verb) {
  return absl::StrCat("dev.steward.directory.", noun, ".", verb, ".v1");
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

// The same, ACTIVE.
template <class Resource>
Resource BeginActive(const Resource& draft, absl::Time now) {
  Resource begun = Begin(draft, now);
  begun.set_state(Resource::ACTIVE);
  return begun;
}

// Applies an update by mask. `path` is the resource's field in the request, such as "user".
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

// From ACTIVE to DISABLED. Errors: ILLEGAL_TRANSITION.
template <class Resource>
absl::StatusOr<Resource> Disable(const Resource& current, absl::Time now) {
  if (current.state() != Resource::ACTIVE)
    return errors::IllegalTransition(Resource::State_Name(current.state()), "disable",
                                     {"enable", "update"});
  Resource next = current;
  next.set_state(Resource::DISABLED);
  *next.mutable_update_time() = ToProto(now);
  return next;
}

// From DISABLED to ACTIVE. Errors: ILLEGAL_TRANSITION.
template <class Resource>
absl::StatusOr<Resource> Enable(const Resource& current, absl::Time now) {
  if (current.state() != Resource::DISABLED)
    return errors::IllegalTransition(Resource::State_Name(current.state()), "enable",
                                     {"disable", "update"});
  Resource next = current;
  next.set_state(Resource::ACTIVE);
  *next.mutable_update_time() = ToProto(now);
  return next;
}

// The same for what identity providers keep: they see it again.
template <class Resource>
absl::StatusOr<Resource> EnableProvisioned(const Resource& current, absl::Time now) {
  ASSIGN_OR_RETURN(Resource next, Enable(current, now));
  next.clear_deprovisioned();
  return next;
}

// Taken out of use, from any state, by the identity provider that keeps it, which does not see it
// any more.
template <class Resource>
Resource Deprovision(const Resource& current, absl::Time now) {
  Resource next = current;
  next.set_state(Resource::DISABLED);
  next.set_deprovisioned(true);
  *next.mutable_update_time() = ToProto(now);
  return next;
}

}  // namespace steward::directory
