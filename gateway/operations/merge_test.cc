#include "gateway/operations/merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "absl/strings/str_cat.h"

namespace steward::gateway {
namespace {

using operation::v1::ListOperationsResponse;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

// A page of operations that were asked for at these times, and are called by them.
ListOperationsResponse PageOf(const std::vector<int>& times, bool has_more = false) {
  ListOperationsResponse page;
  for (const int time : times) {
    auto* operation = page.add_operations();
    operation->set_name(absl::StrCat(time));
    operation->mutable_create_time()->set_seconds(time);
  }
  if (has_more) page.set_next_page_token("more");
  return page;
}

std::vector<std::string> Names(const MergedOperations& merged) {
  std::vector<std::string> names;
  for (const auto& operation : merged.response.operations()) names.push_back(operation.name());
  return names;
}

TEST(MergeOperations, GoesByTime) {
  const MergedOperations newest =
      MergeOperations({{"a", PageOf({9, 5, 1})}, {"b", PageOf({8, 6})}}, false, 10, {});
  const MergedOperations oldest =
      MergeOperations({{"a", PageOf({1, 5, 9})}, {"b", PageOf({6, 8})}}, true, 10, {});

  EXPECT_THAT(Names(newest), ElementsAre("9", "8", "6", "5", "1"));
  EXPECT_THAT(Names(oldest), ElementsAre("1", "5", "6", "8", "9"));
  EXPECT_THAT(newest.next, IsEmpty());
}

TEST(MergeOperations, GoesOnAfterWhatWasShown) {
  const MergedOperations merged = MergeOperations(
      {{"a", PageOf({9, 5})}, {"b", PageOf({8, 4})}, {"c", PageOf({2})}}, false, 3, {});

  EXPECT_THAT(Names(merged), ElementsAre("9", "8", "5"));
  // Nothing of c was shown.
  EXPECT_THAT(merged.next, ElementsAre(Pair("b", "8"), Pair("c", "")));
}

TEST(MergeOperations, KeepsThePlaceOfWhatIsNotShown) {
  const MergedOperations merged = MergeOperations({{"a", PageOf({9})}, {"b", PageOf({1})}}, false,
                                                  1, {{"a", "12"}, {"b", "11"}});

  EXPECT_THAT(merged.next, ElementsAre(Pair("b", "11")));
}

TEST(MergeOperations, EndsWhereAServiceMayHaveTheNext) {
  const MergedOperations merged =
      MergeOperations({{"a", PageOf({9, 8}, true)}, {"b", PageOf({5})}}, false, 10, {});

  EXPECT_THAT(Names(merged), ElementsAre("9", "8"));
  EXPECT_THAT(merged.next, ElementsAre(Pair("a", "8"), Pair("b", "")));
}

TEST(MergeOperations, MayHaveNothing) {
  const MergedOperations merged = MergeOperations({{"a", PageOf({})}}, false, 10, {});

  EXPECT_THAT(Names(merged), IsEmpty());
  EXPECT_THAT(merged.next, IsEmpty());
}

}  // namespace
}  // namespace steward::gateway
