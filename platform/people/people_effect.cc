#include "platform/people/people_effect.h"

#include "absl/strings/match.h"
#include "platform/people/queries.h"
#include "platform/status/errors.h"
#include "platform/time/timestamp.h"
#include "steward/directory/v1/group.pb.h"
#include "steward/directory/v1/membership.pb.h"
#include "steward/directory/v1/substitute.pb.h"
#include "steward/directory/v1/user.pb.h"

namespace steward::people {
namespace {

using directory::v1::Group;
using directory::v1::Membership;
using directory::v1::Substitute;
using directory::v1::User;

bool IsDeletion(const event::v1::StoredEvent& stored) {
  return absl::EndsWith(stored.event().type(), ".deleted.v1");
}

pg::Statement Upsert(const pg::Query& query, const event::v1::StoredEvent& stored) {
  pg::Statement statement{&query, {}, {}};
  statement.params.Text(stored.tenant()).Text(stored.event().resource_name());
  statement.params.Int(stored.event().version());
  return statement;
}

pg::Statement Of(const event::v1::StoredEvent& stored, const User& user) {
  pg::Statement statement = Upsert(sql::kUpsertKnownUser, stored);
  statement.params.Bool(user.state() == User::ACTIVE).Bool(user.vip());
  statement.params.Text(user.manager());
  return statement;
}

pg::Statement Of(const event::v1::StoredEvent& stored, const Group& group) {
  pg::Statement statement = Upsert(sql::kUpsertKnownGroup, stored);
  statement.params.Bool(group.state() == Group::ACTIVE).Small(static_cast<int16_t>(group.kind()));
  return statement;
}

pg::Statement Of(const event::v1::StoredEvent& stored, const Membership& membership) {
  pg::Statement statement = Upsert(sql::kUpsertKnownMembership, stored);
  statement.params.Bool(IsDeletion(stored));
  statement.params.Time(FromProto(membership.start_time()));
  statement.params.OptionalTime(
      OptionalFromProto(membership.has_end_time(), membership.end_time()));
  return statement;
}

pg::Statement Of(const event::v1::StoredEvent& stored, const Substitute& substitute) {
  pg::Statement statement = Upsert(sql::kUpsertKnownSubstitute, stored);
  statement.params.Bool(IsDeletion(stored)).Text(substitute.user()).Text(substitute.substitute());
  statement.params.Time(FromProto(substitute.start_time()));
  statement.params.Time(FromProto(substitute.end_time()));
  return statement;
}

template <class Resource>
absl::Status Take(const event::v1::StoredEvent& stored, std::vector<pg::Statement>* statements) {
  Resource resource;
  if (!stored.event().resource().UnpackTo(&resource))
    return errors::Internal("the resource of an event cannot be read");
  statements->push_back(Of(stored, resource));
  return absl::OkStatus();
}

}  // namespace

absl::Status PeopleEffect(const event::v1::StoredEvent& stored,
                          std::vector<pg::Statement>* statements) {
  const auto& resource = stored.event().resource();
  if (resource.Is<User>()) return Take<User>(stored, statements);
  if (resource.Is<Group>()) return Take<Group>(stored, statements);
  if (resource.Is<Membership>()) return Take<Membership>(stored, statements);
  if (resource.Is<Substitute>()) return Take<Substitute>(stored, statements);
  return absl::OkStatus();
}

}  // namespace steward::people
