#pragma once

// A database that hears of the directory, for the tests of this folder.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/journal/queries.h"
#include "platform/people/catch_up.h"
#include "platform/people/people_effect.h"
#include "platform/people/queries.h"
#include "platform/pg/migrate.h"
#include "platform/pg/pool.h"
#include "platform/testing/postgres.h"
#include "platform/testing/status_matchers.h"
#include "platform/time/timestamp.h"
#include "steward/directory/v1/group.pb.h"
#include "steward/directory/v1/membership.pb.h"
#include "steward/directory/v1/user.pb.h"

namespace steward::people {

using directory::v1::Group;
using directory::v1::Membership;
using directory::v1::User;

inline const absl::Time kNow = absl::FromUnixSeconds(1700000000);

inline User ActiveUser(bool active = true) {
  User user;
  user.set_state(active ? User::ACTIVE : User::DISABLED);
  return user;
}

inline Group ActiveGroup(Group::Kind kind = Group::ASSIGNMENT, bool active = true) {
  Group group;
  group.set_kind(kind);
  group.set_state(active ? Group::ACTIVE : Group::DISABLED);
  return group;
}

inline Membership From(absl::Time start, absl::optional<absl::Time> end = absl::nullopt) {
  Membership membership;
  *membership.mutable_start_time() = ToProto(start);
  if (end) *membership.mutable_end_time() = ToProto(*end);
  return membership;
}

class KnownPeopleTest : public testing::Test {
 protected:
  KnownPeopleTest() {
    EXPECT_THAT(pg::Migrate(owner_, std::string(TestPostgres::kApplicationRole),
                            {{"journal", journal::sql::kMigrations}, {"people", sql::kMigrations}}),
                IsOk());
    call_.tenant = "acme";
    call_.time = kNow;
    call_.deadline = absl::Now() + absl::Seconds(20);
  }

  // What the consumer does with an event of the directory.
  template <class Resource>
  void Hear(const std::string& name, const Resource& resource, int64_t version = 1,
            const std::string& verb = "updated", const std::string& tenant = "acme") {
    event::v1::StoredEvent stored;
    stored.set_tenant(tenant);
    stored.mutable_event()->set_resource_name(name);
    stored.mutable_event()->set_version(version);
    stored.mutable_event()->set_type(absl::StrCat("dev.steward.directory.x.", verb, ".v1"));
    stored.mutable_event()->mutable_resource()->PackFrom(resource);
    std::vector<pg::Statement> statements = {pg::ScopeTo({tenant})};
    ASSERT_THAT(PeopleEffect(stored, &statements), IsOk());
    auto connection = pg::Connection::Open(application_).value();
    ASSERT_THAT(connection->Run(statements, absl::Now() + absl::Seconds(20)), IsOk());
  }

  const std::string owner_ = TestPostgres::Get().CreateDatabase();
  const std::string application_ = TestPostgres::Get().AppConninfo(owner_);
  std::function<absl::Status()> directory_ = [] { return absl::OkStatus(); };
  int asked_ = 0;
  const CatchUp catch_up_ = [this](absl::string_view tenant, absl::Time) {
    EXPECT_EQ(tenant, "acme");
    ++asked_;
    return directory_();
  };
  Call call_;
};

}  // namespace steward::people
