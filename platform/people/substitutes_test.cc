#include "platform/people/substitutes.h"

#include <gmock/gmock.h>

#include "platform/people/people_for_test.h"
#include "platform/testing/ask_postgres.h"
#include "platform/testing/explain.h"
#include "steward/directory/v1/substitute.pb.h"

namespace steward::people {
namespace {

using errors::Reason;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class SubstitutesTest : public KnownPeopleTest {
 protected:
  // `by` may act for `user` from one time to another.
  void Name(const std::string& user, const std::string& by, absl::Time start, absl::Time end,
            int64_t version = 1, const std::string& verb = "created",
            const std::string& tenant = "acme") {
    directory::v1::Substitute substitute;
    substitute.set_user("users/" + user);
    substitute.set_substitute("users/" + by);
    *substitute.mutable_start_time() = ToProto(start);
    *substitute.mutable_end_time() = ToProto(end);
    Hear(absl::StrCat("users/", user, "/substitutes/", by), substitute, version, verb, tenant);
  }
  std::vector<std::string> Represented(const std::string& by,
                                       const std::vector<std::string>& users) {
    auto represented = substitutes_.Represented(call_, "users/" + by, users);
    EXPECT_THAT(represented, IsOk());
    return represented.value_or(std::vector<std::string>{"nobody knows"});
  }

  const absl::Duration second_ = absl::Seconds(1);
  pg::Pool pool_{application_, 1};
  Substitutes substitutes_{&pool_, catch_up_};
};

TEST_F(SubstitutesTest, ActWhileTheyAreNamed) {
  const struct {
    const char* user;
    absl::Time start, end;
    bool counts;
  } cases[] = {
      {"begins-now", kNow, kNow + second_, true},
      {"begins-later", kNow + second_, kNow + 2 * second_, false},
      {"ends-later", kNow - second_, kNow + second_, true},
      {"ends-now", kNow - second_, kNow, false},
  };
  for (const auto& c : cases) {
    Name(c.user, "bob", c.start, c.end);
    EXPECT_EQ(Represented("bob", {absl::StrCat("users/", c.user)}).size(), c.counts ? 1u : 0u)
        << c.user;
  }
}

TEST_F(SubstitutesTest, ActForThoseOnlyWhoNamedThem) {
  Name("alice", "bob", kNow, kNow + second_);
  Name("carol", "bob", kNow, kNow + second_);
  Name("bob", "dave", kNow, kNow + second_);
  Name("erin", "bob", kNow, kNow + second_, 1, "created", "other");

  EXPECT_THAT(Represented("bob", {"users/carol", "users/alice", "users/erin", "users/bob"}),
              ElementsAre("users/alice", "users/carol"));
  EXPECT_THAT(Represented("bob", {"users/alice"}), ElementsAre("users/alice"));
  EXPECT_THAT(Represented("dave", {"users/alice", "users/dave"}), IsEmpty());
  EXPECT_THAT(Represented("bob", {}), IsEmpty());
}

TEST_F(SubstitutesTest, FollowWhatTheDirectoryTells) {
  Name("alice", "bob", kNow, kNow + second_);
  Name("alice", "bob", kNow, kNow + second_, 3, "deleted");
  EXPECT_THAT(Represented("bob", {"users/alice"}), IsEmpty());
  Name("alice", "bob", kNow, kNow + second_, 2, "updated");
  EXPECT_THAT(Represented("bob", {"users/alice"}), IsEmpty());
  Name("alice", "bob", kNow, kNow + second_, 4, "created");
  EXPECT_THAT(Represented("bob", {"users/alice"}), ElementsAre("users/alice"));
}

TEST_F(SubstitutesTest, WhoWereJustNamedAreKnown) {
  directory_ = [&] {
    Name("alice", "bob", kNow, kNow + second_);
    return absl::OkStatus();
  };
  EXPECT_THAT(Represented("bob", {"users/alice"}), ElementsAre("users/alice"));
  EXPECT_EQ(asked_, 1);
  EXPECT_THAT(Represented("bob", {"users/alice"}), ElementsAre("users/alice"));
  EXPECT_EQ(asked_, 1);
}

TEST_F(SubstitutesTest, WhoAreKnownActWhileTheDirectoryIsDown) {
  Name("alice", "bob", kNow, kNow + second_);
  directory_ = [] { return errors::Unavailable("the directory"); };

  EXPECT_THAT(Represented("bob", {"users/alice"}), ElementsAre("users/alice"));
  EXPECT_THAT(substitutes_.Represented(call_, "users/dave", {"users/alice"}),
              HasReason(Reason::UNAVAILABLE));
}

TEST_F(SubstitutesTest, AreFoundByAnIndexInALargeTenant) {
  AskPostgres(TestPostgres::Get().SuperuserConninfo(owner_),
              "INSERT INTO known_substitute SELECT 'acme', 'users/u' || i || '/substitutes/s', 1,"
              " false, 'users/u' || i, 'users/s' || i % 500, now(), now()"
              " FROM generate_series(1, 5000) i; ANALYZE");
  auto connection =
      pg::Connection::Open(application_, "-c plan_cache_mode=force_generic_plan").value();

  EXPECT_THAT(ExplainPrepared(*connection, {pg::ScopeTo({"acme"})}, sql::kListRepresented,
                              {"NULL", "NULL", "NULL", "NULL"}),
              HasSubstr("known_substitute_by_substitute"));
}

}  // namespace
}  // namespace steward::people
