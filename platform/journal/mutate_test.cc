#include "platform/journal/mutate.h"

#include <atomic>

#include "platform/journal/things_for_test.h"
#include "platform/pg/pool.h"

namespace steward::journal {
namespace {

using errors::Reason;
using ::testing::Contains;
using ::testing::Pair;

class MutateTest : public ThingsTest {
 protected:
  static Call Soon(absl::string_view method) { return CallOf("acme", method); }

  absl::StatusOr<Ticket> CreateThing(const Call& call, const CreateTicketRequest& request) {
    return Mutate<Ticket>(journal_, call, request, [&]() -> absl::StatusOr<Decision<Ticket>> {
      return Decision<Ticket>{request.ticket(), Creation(call, request.ticket().title())};
    });
  }

  // A transition that is legal only while the title is not `title` yet.
  absl::StatusOr<Ticket> Rename(const Call& call, const CreateTicketRequest& request,
                                bool only_once) {
    return Mutate<Ticket>(journal_, call, request, [&]() -> absl::StatusOr<Decision<Ticket>> {
      pg::Statement read{&kGetThing, {}, {}};
      read.params.Text("acme").Text("INC-1");
      ASSIGN_OR_RETURN(auto rows, pool_.Read("acme", std::move(read), call.deadline));
      const std::string& title = request.ticket().title();
      if (only_once && rows.Text(0, 1) == title)
        return errors::IllegalTransition("RENAMED", "rename", {});
      Decision<Ticket> decision{request.ticket(), {}};
      AddUpdate(call, "INC-1", rows.Int(0, 0), title, &decision.change);
      return decision;
    });
  }

  pg::Pool pool_{application_, 16};
  Journal journal_{{application_, nullptr}};
};

TEST_F(MutateTest, ReturnsTheResourceWithItsName) {
  const Call call = Soon("test.Things/Create");
  auto thing = CreateThing(call, RequestOf("one", "r1"));

  ASSERT_THAT(thing, IsOk());
  EXPECT_EQ(thing->name(), "tickets/INC-1");
  EXPECT_EQ(thing->title(), "one");
  EXPECT_TRUE(call.answer_metadata.empty());
}

TEST_F(MutateTest, MarksTheAnswerOfARepeat) {
  ASSERT_THAT(CreateThing(Soon("test.Things/Create"), RequestOf("one", "r1")), IsOk());

  const Call again = Soon("test.Things/Create");
  auto thing = CreateThing(again, RequestOf("one", "r1"));

  ASSERT_THAT(thing, IsOk());
  EXPECT_EQ(thing->name(), "tickets/INC-1");
  EXPECT_THAT(again.answer_metadata, Contains(Pair("steward-replayed", "true")));
}

TEST_F(MutateTest, StoresNothingWhenItOnlyValidates) {
  CreateTicketRequest request = RequestOf("one", "r1");
  request.set_validate_only(true);
  const Call call = Soon("test.Things/Create");

  auto thing = CreateThing(call, request);

  ASSERT_THAT(thing, IsOk());
  EXPECT_EQ(thing->title(), "one");
  EXPECT_THAT(call.answer_metadata, Contains(Pair("steward-event-type", "test.created.v1")));
  EXPECT_EQ(Number("SELECT count(*) FROM thing"), 0);
  EXPECT_EQ(Number("SELECT count(*) FROM journal"), 0);
  EXPECT_EQ(Number("SELECT count(*) FROM request"), 0);

  request.set_validate_only(false);
  ASSERT_THAT(CreateThing(Soon("test.Things/Create"), request), IsOk());
  EXPECT_EQ(Number("SELECT count(*) FROM thing"), 1);
}

TEST_F(MutateTest, AnswersARepeatedTransitionInsteadOfRefusingIt) {
  ASSERT_THAT(CreateThing(Soon("test.Things/Create"), RequestOf("one")), IsOk());
  ASSERT_THAT(Rename(Soon("test.Things/Rename"), RequestOf("two", "r1"), true), IsOk());

  const Call again = Soon("test.Things/Rename");
  auto repeated = Rename(again, RequestOf("two", "r1"), true);
  ASSERT_THAT(repeated, IsOk());
  EXPECT_EQ(repeated->title(), "two");
  EXPECT_THAT(again.answer_metadata, Contains(Pair("steward-replayed", "true")));

  EXPECT_THAT(Rename(Soon("test.Things/Rename"), RequestOf("two", "r2"), true),
              HasReason(Reason::ILLEGAL_TRANSITION));
  EXPECT_THAT(Rename(Soon("test.Things/Rename"), RequestOf("two"), true),
              HasReason(Reason::ILLEGAL_TRANSITION));
  EXPECT_EQ(Number("SELECT max(version) FROM thing"), 2);
}

TEST_F(MutateTest, StoresNothingWhereNothingIsToBeChanged) {
  const CreateTicketRequest request = RequestOf("one", "r1");
  const Call call = Soon("test.Things/Rename");

  auto thing = Mutate<Ticket>(journal_, call, request, [&]() -> absl::StatusOr<Decision<Ticket>> {
    return Decision<Ticket>{request.ticket(), {}};
  });

  ASSERT_THAT(thing, IsOk());
  EXPECT_EQ(thing->title(), "one");
  EXPECT_TRUE(call.answer_metadata.empty());
  EXPECT_EQ(Number("SELECT count(*) FROM journal"), 0);
  EXPECT_EQ(Number("SELECT count(*) FROM request"), 0);
}

TEST_F(MutateTest, DoesNotRefuseARepeatWhoseAnswerItCannotLookUp) {
  ASSERT_THAT(CreateThing(Soon("test.Things/Create"), RequestOf("one")), IsOk());
  ASSERT_THAT(Rename(Soon("test.Things/Rename"), RequestOf("two", "r1"), true), IsOk());
  ASSERT_THAT(superuser_->RunScript("BEGIN; LOCK TABLE request IN ACCESS EXCLUSIVE MODE"), IsOk());
  Call again = Soon("test.Things/Rename");
  again.deadline = absl::Now() + absl::Milliseconds(200);

  auto repeated = Rename(again, RequestOf("two", "r1"), true);

  EXPECT_FALSE(repeated.ok());
  EXPECT_THAT(repeated, ::testing::Not(HasReason(Reason::ILLEGAL_TRANSITION)));
  ASSERT_THAT(superuser_->RunScript("ROLLBACK"), IsOk());
}

TEST_F(MutateTest, RefusesAReusedIdAlsoWhereTheTransitionIsIllegal) {
  ASSERT_THAT(CreateThing(Soon("test.Things/Create"), RequestOf("one")), IsOk());
  ASSERT_THAT(Rename(Soon("test.Things/Rename"), RequestOf("two", "r1"), true), IsOk());
  ASSERT_THAT(Rename(Soon("test.Things/Rename"), RequestOf("three", "r2"), true), IsOk());

  EXPECT_THAT(Rename(Soon("test.Things/Rename"), RequestOf("three", "r1"), true),
              HasReason(Reason::IDEMPOTENCY_KEY_REUSED));
}

TEST_F(MutateTest, LetsAllWritersOfOneResourceSucceed) {
  ASSERT_THAT(CreateThing(Soon("test.Things/Create"), RequestOf("one")), IsOk());
  // Whoever loses a round lost it to a change of somebody else, so none needs more rounds than
  // there are changes.
  constexpr int kThreads = 8, kEach = 8;
  static_assert(kThreads * kEach <= kAttemptsMax);
  std::atomic<int> failures = 0;

  InParallel(kThreads, [&](int i) {
    for (int n = 0; n < kEach; ++n)
      if (!Rename(Soon("test.Things/Rename"), RequestOf(absl::StrCat(i, " ", n)), false).ok())
        ++failures;
  });

  EXPECT_EQ(failures, 0);
  EXPECT_EQ(Number("SELECT version FROM thing"), 1 + kThreads * kEach);
  ExpectSound();
}

TEST_F(MutateTest, GivesUpWhereTheGuardNeverHolds) {
  int attempts = 0;
  const Call call = Soon("test.Things/Rename");
  const CreateTicketRequest request = RequestOf("two");
  auto thing = Mutate<Ticket>(journal_, call, request, [&]() -> absl::StatusOr<Decision<Ticket>> {
    ++attempts;
    Decision<Ticket> decision{request.ticket(), {}};
    AddUpdate(call, "INC-404", 1, "two", &decision.change);
    return decision;
  });

  EXPECT_THAT(thing, HasReason(Reason::CONCURRENT_CHANGE));
  EXPECT_EQ(attempts, kAttemptsMax);
}

}  // namespace
}  // namespace steward::journal
