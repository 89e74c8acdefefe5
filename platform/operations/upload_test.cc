#include "platform/operations/upload.h"

#include <atomic>
#include <thread>

#include "platform/operations/operations_for_test.h"

namespace steward::operations {
namespace {

using errors::Reason;
using testing::SizeIs;

class UploadTest : public OperationsTest {};

TEST_F(UploadTest, MakesAnOperationOfItsItems) {
  const Call call = CallOf("users/alice");

  const Operation operation = Import({"a", "", "c"}, "", false, call).value();

  EXPECT_EQ(operation.name().find("operations/ticket-"), 0u);
  EXPECT_EQ(operation.state(), Operation::RUNNING);
  EXPECT_EQ(operation.method(), kMethod);
  EXPECT_EQ(operation.creator(), "users/alice");
  EXPECT_EQ(operation.item_count(), 3);
  EXPECT_NE(operation.etag(), "");
  const auto items = Items(operation.name());
  ASSERT_THAT(items, SizeIs(3));
  EXPECT_EQ(items[0].name(), operation.name() + "/items/1");
  EXPECT_EQ(items[0].state(), OperationItem::PENDING);
  EXPECT_EQ(items[1].state(), OperationItem::FAILED);
  EXPECT_EQ(items[1].error().reason(), Reason::INVALID_FIELD);
  EXPECT_EQ(items[1].error().violations(0).field(), "word");
  EXPECT_EQ(items[2].line(), 3);
}

TEST_F(UploadTest, TellsOfItInTheJournal) {
  const Operation operation = Import({"a"}).value();

  const auto events =
      history_.ListHistory("acme", operation.name(), 0, 10, absl::Now() + absl::Seconds(10));

  ASSERT_THAT(*events, SizeIs(1));
  EXPECT_EQ(events->front().event().type(), kCreatedEvent);
  EXPECT_EQ(events->front().event().actor(), "users/alice");
}

TEST_F(UploadTest, LeavesNothingWhenItIsGivenUp) {
  const Call call = CallOf("users/alice");
  {
    Upload upload(&operations_, call);
    for (int i = 0; i < 450; ++i) ASSERT_THAT(upload.Add(Item("word"), absl::OkStatus()), IsOk());
    EXPECT_EQ(CountItems(), "400");
  }
  EXPECT_EQ(CountItems(), "0");
  EXPECT_EQ(AskPostgres(owner_, "SET app.system = 'on'; SELECT count(*) FROM operation"), "0");
}

TEST_F(UploadTest, IsAnsweredWithTheSameOperationWhenItIsRepeated) {
  const Operation first = Import({"a", "b"}, "r1").value();
  const Call call = CallOf("users/alice");

  const Operation again = Import({"a", "b"}, "r1", false, call).value();

  EXPECT_EQ(again.name(), first.name());
  EXPECT_THAT(call.answer_metadata, testing::Contains(testing::Pair("steward-replayed", "true")));
  EXPECT_EQ(CountItems(), "2");
}

TEST_F(UploadTest, IsAnotherOneOnlyUnderAnotherRequestId) {
  const Operation first = Import({"a", "b"}, "r1").value();
  const struct {
    const char* what;
    std::vector<std::string> words;
  } cases[] = {{"another order", {"b", "a"}}, {"less", {"a"}}, {"more", {"a", "b", "c"}}};
  for (const auto& c : cases)
    EXPECT_THAT(Import(c.words, "r1"), HasReason(Reason::IDEMPOTENCY_KEY_REUSED)) << c.what;

  EXPECT_NE(Import({"a", "b"}, "r2")->name(), first.name());
  EXPECT_NE(Import({"a", "b"}, "r1", false, CallOf("users/bob"))->name(), first.name());
  EXPECT_NE(Import({"a", "b"})->name(), first.name());
  // What is only checked first is then done under the same id.
  EXPECT_TRUE(Import({"a", "b"}, "r1", true)->validate_only());
  EXPECT_EQ(CountItems(), "10");
}

TEST_F(UploadTest, IsRefusedWhileTheTenantHasAsManyAsItMay) {
  for (int64_t i = 0; i < kRunningMax; ++i)
    ASSERT_THAT(Import({"a"}, absl::StrCat("r", i)), IsOk());

  EXPECT_THAT(Import({"b"}, "more"), HasReason(Reason::TOO_MANY_OPERATIONS));
  EXPECT_THAT(Import({"b"}), HasReason(Reason::TOO_MANY_OPERATIONS));

  // A repeat is none more, and others have their own.
  EXPECT_THAT(Import({"a"}, "r1"), IsOk());
  EXPECT_THAT(Import({"b"}, "", false, CallOf("users/eve", Scope::kOwn, "beta")), IsOk());
  EXPECT_EQ(CountItems(), absl::StrCat(kRunningMax + 1));
}

// All look before one of them is there.
TEST_F(UploadTest, IsRefusedWhenOthersWereFaster) {
  std::atomic<int> made = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 2 * kRunningMax; ++i)
    threads.emplace_back([&] { made += Import({"a"}).ok() ? 1 : 0; });
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(made, kRunningMax);
  EXPECT_EQ(CountItems(), absl::StrCat(kRunningMax));
}

TEST_F(UploadTest, IsRefusedWhenItemsWereSweptBeforeItWasWhole) {
  const Call call = CallOf("users/alice");
  Upload upload(&operations_, call);
  for (int i = 0; i < 250; ++i) ASSERT_THAT(upload.Add(Item("word"), absl::OkStatus()), IsOk());
  AskPostgres(owner_, "SET app.system = 'on'; DELETE FROM operation_item WHERE line = 7");

  EXPECT_THAT(upload.Finish("r1", false), HasReason(Reason::UNAVAILABLE));
  EXPECT_EQ(AskPostgres(owner_, "SET app.system = 'on'; SELECT count(*) FROM operation"), "0");
}

TEST_F(UploadTest, TakesSoManyItemsOnly) {
  const Call call = CallOf("users/alice");
  Upload upload(&operations_, call);
  for (int64_t i = 0; i < kItemsMax; ++i)
    ASSERT_THAT(upload.Add(Item("word"), absl::OkStatus()), IsOk());

  EXPECT_THAT(upload.Add(Item("word"), absl::OkStatus()), HasReason(Reason::TOO_MANY_ITEMS));
  EXPECT_EQ(upload.size(), kItemsMax);
}

}  // namespace
}  // namespace steward::operations
