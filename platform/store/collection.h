#pragma once

// Collections of resources whose names their callers choose, such as "users/alice": what is the
// same for all of them. A service says what its table looks like and decides what may happen.
//
//   auto user = users.Change(call, request, name, etag, event_type, [&](const User& current) {
//     return Disable(current, call.now());
//   });
//
// A row holds the id, the version, columns for what lists filter and sort by, and the resource as
// `body`. The body is NULL once the resource is deleted: the row stays, so that versions go on when
// the name is used again. A collection is thread-safe.

#include <functional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/util/message_differencer.h"
#include "platform/access/field_rule.h"
#include "platform/access/record_rule.h"
#include "platform/journal/mutate.h"
#include "platform/pg/point_reader.h"
#include "platform/resource/etag.h"
#include "platform/resource/name.h"
#include "platform/resource/secrets.h"
#include "platform/store/list.h"
#include "platform/store/stored.h"
#include "platform/time/timestamp.h"

namespace steward::store {

// A constant of a service.
template <class Resource>
struct CollectionTable {
  // Such as "users" or "groups/*/memberships".
  const char* collection;
  // Ids that differ only in case are taken to be the same; `get` is asked for lower-case ones.
  bool folds_case;
  // ($1 tenants, $2 ids) → ordinal, version, body, id.
  const pg::Query* get;
  // Writes of the journal, not shared: $1 ordinal, $2 tenant, $3 id, $4 version that the resource
  // will have, then what `bind` adds, at last the body. `insert` matches where the id is free and
  // its version is the one before; `update` where the version is the one before.
  const pg::Query* insert;
  const pg::Query* update;
  // The same with $1 to $4 only: makes the body NULL. Null when nothing is ever deleted.
  const pg::Query* remove;
  ListPlan list;
  // Adds the columns. The resource has no name.
  void (*bind)(const Resource& resource, pg::Params* params);
};

// What collections work with.
struct CollectionParts {
  pg::PointReader* points;
  const Lister* lister;
  journal::Journal* journal;
};

template <class Resource>
class Collection {
 public:
  // Decisions. They are made again when the resource moved meanwhile, and have no effects.
  using Make = std::function<absl::StatusOr<Resource>()>;
  using Decide = std::function<absl::StatusOr<Resource>(const Resource& current)>;

  Collection(const CollectionTable<Resource>& table, const CollectionParts& parts)
      : table_(table), parts_(parts) {}

  // Errors: RESOURCE_NOT_FOUND, PERMISSION_DENIED, INVALID_FIELD when the name is none of the
  // collection.
  absl::StatusOr<Resource> Get(const Call& call, absl::string_view name) const {
    ASSIGN_OR_RETURN(Stored<Resource> stored, GetStored(call, name));
    return std::move(stored.resource);
  }

  // RESOURCE_NOT_FOUND when there is no such resource, whatever the caller may do with it.
  absl::Status CheckExists(const Call& call, absl::string_view name) const {
    return Load(call, name).status();
  }

  // Whether there is an ACTIVE resource called `name`, the value of `field`, whatever the caller
  // may do with it. Errors: REFERENCE_NOT_FOUND, REFERENCE_DISABLED.
  absl::Status CheckReference(const Call& call, absl::string_view name,
                              absl::string_view field) const {
    const absl::StatusOr<Stored<Resource>> stored = Load(call, name);
    if (absl::IsNotFound(stored.status())) return errors::ReferenceNotFound(field);
    RETURN_IF_ERROR(stored.status());
    return stored->resource.state() == Resource::ACTIVE ? absl::OkStatus()
                                                        : errors::ReferenceDisabled(field);
  }

  // A page. `parent` is the id of the resource they live in, if they do. Errors as of Lister.
  template <class Response, class Request>
  absl::StatusOr<Encoded<Response>> List(const Call& call, const Request& request,
                                         const std::string& parent = "") const {
    const std::string outer = parent.empty() ? "" : parent + "/";
    return parts_.lister->List<Response>(
        call, table_.list,
        {request.filter(), request.order_by(), request.page_size(), request.page_token(), parent},
        resource::FormatName(table_.collection, outer));
  }

  // For decisions over several resources, or of several steps: what there is, and what makes `next`
  // true of it. A resource that changes nothing plans nothing. Errors of GetStored: as of Get.
  absl::StatusOr<Stored<Resource>> GetStored(const Call& call, absl::string_view name) const {
    ASSIGN_OR_RETURN(Stored<Resource> stored, Load(call, name));
    RETURN_IF_ERROR(access::CheckRecord(call, stored.resource, name));
    return stored;
  }
  // `version` is that of the one before, when it was deleted; else 0.
  journal::Decision<Resource> PlanCreate(const Call& call, const std::string& id, int64_t version,
                                         Resource made, absl::string_view event_type) const {
    return Decided(call, *table_.insert, id, {{}, version}, std::move(made), event_type);
  }
  journal::Decision<Resource> PlanChange(const Call& call, const Stored<Resource>& before,
                                         Resource next, absl::string_view event_type) const {
    if (IsSame(before.resource, next)) return {before.resource, {}};
    return Planned(*table_.update, call, before, std::move(next), event_type);
  }
  journal::Decision<Resource> PlanDelete(const Call& call, const Stored<Resource>& before,
                                         Resource last, absl::string_view event_type) const {
    return Planned(*table_.remove, call, before, std::move(last), event_type);
  }
  // Commits what `decide`, () → StatusOr<Decision<Resource>>, plans; the last event of its first
  // resource is the answer to a repeated request.
  template <class Plan>
  absl::StatusOr<Resource> Commit(const Call& call, const google::protobuf::Message& request,
                                  Plan decide) const {
    return journal::Mutate<Resource>(*parts_.journal, call, request, std::move(decide));
  }

  // Whether there is a resource with that id, or one that differs only in case where that counts.
  absl::StatusOr<bool> IsTaken(const Call& call, const std::string& id) const {
    ASSIGN_OR_RETURN(const Found found, Find(call, id));
    return !found.id.empty();
  }

  // Commits what `make` makes as the resource with that id. Errors: RESOURCE_ALREADY_EXISTS,
  // PERMISSION_DENIED when it is none that the caller may make.
  absl::StatusOr<Resource> Create(const Call& call, const google::protobuf::Message& request,
                                  const std::string& id, absl::string_view event_type,
                                  const Make& make) const {
    return journal::Mutate<Resource>(
        *parts_.journal, call, request, [&]() -> absl::StatusOr<journal::Decision<Resource>> {
          ASSIGN_OR_RETURN(const Found found, Find(call, id));
          if (!found.id.empty())
            return errors::AlreadyExists(resource::FormatName(table_.collection, id));
          ASSIGN_OR_RETURN(Resource made, make());
          RETURN_IF_ERROR(access::CheckNewRecord(call, made));
          return Decided(call, *table_.insert, id, {{}, found.version}, std::move(made),
                         event_type);
        });
  }

  // Loads the resource, checks the etag, and commits what `decide` makes of it.
  absl::StatusOr<Resource> Change(const Call& call, const google::protobuf::Message& request,
                                  const std::string& name, absl::string_view etag,
                                  absl::string_view event_type, const Decide& decide) const {
    return Replace(*table_.update, call, request, name, etag, event_type, decide);
  }

  // The same for the last state of a resource that is deleted.
  absl::StatusOr<Resource> Delete(const Call& call, const google::protobuf::Message& request,
                                  const std::string& name, absl::string_view etag,
                                  absl::string_view event_type, const Decide& decide) const {
    return Replace(*table_.remove, call, request, name, etag, event_type, decide);
  }

 private:
  // What is in the table under an id. Without an id: nothing, or a deleted one, whose version
  // counts.
  struct Found {
    std::string id;
    Stored<Resource> stored;
    int64_t version = 0;
  };

  absl::StatusOr<Found> Find(const Call& call, const std::string& id) const {
    const std::string key = table_.folds_case ? absl::AsciiStrToLower(id) : id;
    ASSIGN_OR_RETURN(auto row, parts_.points->Read(*table_.get, call.tenant, key, call.deadline));
    Found found;
    if (!row) return found;
    found.version = row->Int(1);
    if (row->result.IsNull(row->index, 2)) return found;
    found.id = row->Text(3);
    found.stored.version = found.version;
    ASSIGN_OR_RETURN(
        found.stored.resource,
        ParseBody<Resource>(row->Bytes(2), resource::FormatName(table_.collection, found.id)));
    return found;
  }

  absl::StatusOr<Stored<Resource>> Load(const Call& call, absl::string_view name) const {
    ASSIGN_OR_RETURN(const std::string id, resource::IdFromName(table_.collection, name));
    ASSIGN_OR_RETURN(Found found, Find(call, id));
    if (found.id != id) return errors::NotFound(name);
    return std::move(found.stored);
  }

  absl::StatusOr<Resource> Replace(const pg::Query& query, const Call& call,
                                   const google::protobuf::Message& request,
                                   const std::string& name, absl::string_view etag,
                                   absl::string_view event_type, const Decide& decide) const {
    return journal::Mutate<Resource>(
        *parts_.journal, call, request, [&]() -> absl::StatusOr<journal::Decision<Resource>> {
          ASSIGN_OR_RETURN(const std::string id, resource::IdFromName(table_.collection, name));
          ASSIGN_OR_RETURN(const Stored<Resource> stored, Load(call, name));
          RETURN_IF_ERROR(access::CheckRecord(call, stored.resource, name));
          RETURN_IF_ERROR(access::FieldRule::Of(request.GetDescriptor())
                              .CheckUpdate(call, request, stored.resource));
          if (!resource::EtagMatches(etag, stored.resource.etag())) return errors::StaleEtag(name);
          ASSIGN_OR_RETURN(Resource next, decide(stored.resource));
          if (&query == table_.update && IsSame(stored.resource, next))
            return journal::Decision<Resource>{stored.resource, {}};
          return Decided(call, query, id, stored, std::move(next), event_type);
        });
  }

  journal::Decision<Resource> Planned(const pg::Query& query, const Call& call,
                                      const Stored<Resource>& before, Resource next,
                                      absl::string_view event_type) const {
    const auto id = resource::IdFromName(table_.collection, before.resource.name());
    return Decided(call, query, id.value_or(""), before, std::move(next), event_type);
  }

  // An update that changes nothing makes no version.
  static bool IsSame(const Resource& before, Resource after) {
    *after.mutable_update_time() = before.update_time();
    return google::protobuf::util::MessageDifferencer::Equals(before, after);
  }

  // How `after` is made true. `before` is without a name when there was no resource.
  journal::Decision<Resource> Decided(const Call& call, const pg::Query& query,
                                      const std::string& id, const Stored<Resource>& before,
                                      Resource after, absl::string_view event_type) const {
    const int64_t version = before.version + 1;
    const bool is_new = before.resource.name().empty();
    after.clear_name();
    after.set_etag(resource::Etag(version, FromProto(after.create_time())));
    journal::Draft draft = journal::DescribeChange(call, event_type, version,
                                                   is_new ? nullptr : &before.resource, after);
    draft.resource = resource::FormatName(table_.collection, id);
    journal::Write write{&query, journal::WriteParams()};
    write.params.Text(call.tenant).Text(id).Int(version);
    if (&query != table_.remove) {
      table_.bind(after, &write.params);
      Resource body = after;
      resource::ClearSecrets(&body);
      write.params.Bytes(body.SerializeAsString());
    }
    after.set_name(draft.resource);
    journal::Change change;
    change.writes.push_back(std::move(write));
    change.drafts.push_back(std::move(draft));
    return {std::move(after), std::move(change)};
  }

  const CollectionTable<Resource>& table_;
  const CollectionParts parts_;
};

}  // namespace steward::store
