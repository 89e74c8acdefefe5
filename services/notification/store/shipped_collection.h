#pragma once

// A collection of which every tenant has what is shipped, until it has one of its own with the same
// id: that one takes its place, and when it is deleted the shipped one counts again. What is
// shipped lies in no table; its first change makes it the tenant's own.

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "platform/access/record_rule.h"
#include "platform/journal/mutate.h"
#include "platform/resource/etag.h"
#include "platform/resource/name.h"
#include "platform/status/errors.h"
#include "platform/status/macros.h"
#include "platform/store/collection.h"

namespace steward::notification {

template <class Resource>
struct ShippedTable {
  store::CollectionTable<Resource> own;
  // By id, each with its name.
  const std::map<std::string, Resource>* shipped;
  // The same as $2 of the list, a JSON list of rows.
  std::string shipped_rows;
};

// Thread-safe.
template <class Resource>
class ShippedCollection {
 public:
  using Make = typename store::Collection<Resource>::Make;
  using Decide = typename store::Collection<Resource>::Decide;

  ShippedCollection(const ShippedTable<Resource>& table, const store::CollectionParts& parts)
      : table_(table), parts_(parts), own_(table.own, parts) {}

  // Errors: RESOURCE_NOT_FOUND, INVALID_FIELD when the name is none of the collection.
  absl::StatusOr<Resource> Get(const Call& call, absl::string_view name) const {
    absl::StatusOr<Resource> own = own_.Get(call, name);
    if (!absl::IsNotFound(own.status())) return own;
    const Resource* shipped = FindShipped(name);
    return shipped == nullptr ? own : absl::StatusOr<Resource>(*shipped);
  }

  // Errors as of Lister.
  template <class Response, class Request>
  absl::StatusOr<Encoded<Response>> List(const Call& call, const Request& request) const {
    return parts_.lister->List<Response>(call, table_.own.list,
                                         {request.filter(), request.order_by(), request.page_size(),
                                          request.page_token(), table_.shipped_rows},
                                         std::string(table_.own.collection) + "/");
  }

  // Errors: RESOURCE_ALREADY_EXISTS.
  absl::StatusOr<Resource> Create(const Call& call, const google::protobuf::Message& request,
                                  const std::string& id, absl::string_view event_type,
                                  const Make& make) const {
    return own_.Create(call, request, id, event_type, make);
  }

  // Commits what `decide` makes of the tenant's own, or of the shipped one. Errors:
  // RESOURCE_NOT_FOUND, ETAG_MISMATCH.
  absl::StatusOr<Resource> Change(const Call& call, const google::protobuf::Message& request,
                                  const std::string& name, absl::string_view etag,
                                  absl::string_view event_type, const Decide& decide) const {
    const Resource* shipped = FindShipped(name);
    if (shipped == nullptr) return own_.Change(call, request, name, etag, event_type, decide);
    ASSIGN_OR_RETURN(const std::string id, resource::IdFromName(table_.own.collection, name));
    // Others may make it the tenant's own meanwhile, or delete that.
    for (int attempt = 1;; ++attempt) {
      ASSIGN_OR_RETURN(const bool is_own, own_.IsTaken(call, id));
      absl::StatusOr<Resource> changed =
          is_own ? own_.Change(call, request, name, etag, event_type, decide)
                 : ChangeShipped(call, request, id, *shipped, etag, event_type, decide);
      const bool moved =
          is_own ? absl::IsNotFound(changed.status()) : absl::IsAlreadyExists(changed.status());
      if (!moved || attempt == journal::kAttemptsMax || absl::Now() >= call.deadline)
        return changed;
    }
  }

  // Errors: RESOURCE_NOT_FOUND, ETAG_MISMATCH, ILLEGAL_TRANSITION for one that is shipped.
  absl::StatusOr<Resource> Delete(const Call& call, const google::protobuf::Message& request,
                                  const std::string& name, absl::string_view etag,
                                  absl::string_view event_type, const Decide& decide) const {
    absl::StatusOr<Resource> deleted = own_.Delete(call, request, name, etag, event_type, decide);
    if (absl::IsNotFound(deleted.status()) && FindShipped(name) != nullptr)
      return errors::IllegalTransition("shipped", "delete", {"update"});
    return deleted;
  }

 private:
  // Makes it the tenant's own. Errors also: RESOURCE_ALREADY_EXISTS.
  absl::StatusOr<Resource> ChangeShipped(const Call& call, const google::protobuf::Message& request,
                                         const std::string& id, const Resource& shipped,
                                         absl::string_view etag, absl::string_view event_type,
                                         const Decide& decide) const {
    return own_.Create(call, request, id, event_type, [&]() -> absl::StatusOr<Resource> {
      if (!resource::EtagMatches(etag, shipped.etag())) return errors::StaleEtag(shipped.name());
      ASSIGN_OR_RETURN(Resource next, decide(shipped));
      next.clear_shipped();
      *next.mutable_create_time() = next.update_time();
      return next;
    });
  }

  const Resource* FindShipped(absl::string_view name) const {
    const auto id = resource::IdFromName(table_.own.collection, name);
    const auto found = id.ok() ? table_.shipped->find(*id) : table_.shipped->end();
    return found == table_.shipped->end() ? nullptr : &found->second;
  }

  const ShippedTable<Resource>& table_;
  const store::CollectionParts parts_;
  const store::Collection<Resource> own_;
};

}  // namespace steward::notification
