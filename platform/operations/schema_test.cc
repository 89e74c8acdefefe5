// The tables of operations: who may see and do what, whether every statement fits them, and what
// ends.

#include "platform/testing/schema.h"

#include "platform/operations/operation_store.h"
#include "platform/operations/operations_for_test.h"
#include "platform/operations/retention.h"

namespace steward::operations {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class OperationSchemaTest : public OperationsTest {
 protected:
  int64_t Sweep(const retention::Rule& rule) {
    auto step = retention::SweepPages(*application_connection_, rule, 0, 1000);
    EXPECT_THAT(step, IsOk());
    return step.ok() ? step->deleted : -1;
  }
  // As if it had happened before.
  void Age(const std::string& statement) {
    AskPostgres(TestPostgres::Get().SuperuserConninfo(owner_), statement);
  }

  Schema schema_{owner_};
  std::unique_ptr<pg::Connection> application_connection_ =
      pg::Connection::Open(application_, retention::kStepSettings).value();
};

TEST_F(OperationSchemaTest, FencesItsTables) {
  EXPECT_THAT(schema_.Unfenced(), IsEmpty());
  EXPECT_THAT(schema_.KeysWithoutTenant(), IsEmpty());
  EXPECT_THAT(schema_.WidePolicies(), ElementsAre("operation retention PERMISSIVE DELETE",
                                                  "operation running_ones_stay RESTRICTIVE DELETE",
                                                  "operation_item system PERMISSIVE ALL",
                                                  "operation_work system PERMISSIVE ALL"));
}

TEST_F(OperationSchemaTest, ShowsATenantItsOwnOnly) {
  for (const char* tenant : {"acme", "beta"})
    Import({"a"}, "", false, CallOf("users/alice", Scope::kOwn, tenant)).value();
  auto application = schema_.Application();

  EXPECT_THAT(schema_.Leaks(*application, {}), IsEmpty());
  EXPECT_THAT(schema_.Leaks(*application, {"acme"}), IsEmpty());
}

TEST_F(OperationSchemaTest, FitsEveryStatement) {
  EXPECT_THAT(schema_.Misfits(sql::kQueries), IsEmpty());
}

TEST_F(OperationSchemaTest, HasAColumnForEveryFieldOfLists) {
  EXPECT_THAT(resource::CheckColumns(OperationColumns()), IsOk());
  EXPECT_THAT(resource::CheckColumns(ItemColumns()), IsOk());
}

TEST_F(OperationSchemaTest, EndsOperationsWhenTheyExpire) {
  for (const char* word : {"running", "young", "old"}) Import({word}, word).value();
  const auto end = [&](const char* which, const char* expires) {
    Age(absl::StrCat(
        "UPDATE operation SET end_time = now() - interval '1 day', expire_time = now()", expires,
        " WHERE id = (SELECT id FROM operation ORDER BY id OFFSET ", which, " LIMIT 1)"));
  };
  end("1", " + interval '1 minute'");
  end("2", " - interval '1 minute'");

  EXPECT_EQ(Sweep(OldOperations()), 1);
  end("1", "");
  EXPECT_EQ(Sweep(OldOperations()), 1);
  EXPECT_EQ(Sweep(OldOperations()), 0);
}

TEST_F(OperationSchemaTest, EndsItemsWithoutAnOperation) {
  Import({"a"}).value();
  const Call call = CallOf("users/alice");
  ASSERT_THAT(
      operations_.items().Add({"acme", "lost"}, 1, {{"b", absl::OkStatus()}}, call.deadline),
      IsOk());
  // Longer than the longest upload.
  Age("UPDATE operation_item SET create_time = now() - interval '24 minutes'");
  EXPECT_EQ(Sweep(LostItems(absl::Minutes(15))), 0);

  Age("UPDATE operation_item SET create_time = now() - interval '26 minutes'");

  EXPECT_EQ(Sweep(LostItems(absl::Minutes(15))), 1);
  EXPECT_EQ(CountItems(), "1");
}

}  // namespace
}  // namespace steward::operations
