#include "gateway/audit/merge.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace steward::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A page whose events have these times, at offsets counted from `offset` on by `step`.
event::v1::ListTenantEventsResponse PageOf(const std::vector<int>& times, int64_t offset, int step,
                                           bool end) {
  event::v1::ListTenantEventsResponse page;
  for (const int time : times) {
    auto* item = page.add_items();
    item->mutable_position()->set_offset(offset);
    item->mutable_event()->mutable_event()->mutable_time()->set_seconds(time);
    item->mutable_event()->mutable_event()->set_id(absl::StrCat(time));
    *page.mutable_next() = item->position();
    offset += step;
  }
  page.set_end(end);
  return page;
}

std::vector<std::string> Ids(const MergedPage& page) {
  std::vector<std::string> ids;
  for (const auto& each : page.response.events()) ids.push_back(each.event().id());
  return ids;
}

bool All(audit::v1::AuditEvent*) { return true; }

TEST(Merge, GoesByTimeNewestFirst) {
  const MergedPage page = Merge(
      {{"a", PageOf({9, 5, 1}, 3, -1, true)}, {"b", PageOf({8, 6}, 2, -1, true)}}, false, 10, All);

  EXPECT_THAT(Ids(page), ElementsAre("9", "8", "6", "5", "1"));
  EXPECT_TRUE(page.end);
}

TEST(Merge, GoesByTimeOldestFirst) {
  const MergedPage page = Merge(
      {{"a", PageOf({1, 5, 9}, 1, 1, true)}, {"b", PageOf({6, 8}, 1, 1, true)}}, true, 10, All);

  EXPECT_THAT(Ids(page), ElementsAre("1", "5", "6", "8", "9"));
}

TEST(Merge, KeepsTheOrderOfAServiceWhateverTheTimesAre) {
  const MergedPage page = Merge({{"a", PageOf({1, 7, 3}, 1, 1, true)}}, true, 10, All);

  EXPECT_THAT(Ids(page), ElementsAre("1", "7", "3"));
}

TEST(Merge, StopsWhereAServiceMayHaveTheNextEvent) {
  const MergedPage page = Merge(
      {{"a", PageOf({9, 5}, 7, -1, false)}, {"b", PageOf({8, 2}, 2, -1, true)}}, false, 10, All);

  EXPECT_THAT(Ids(page), ElementsAre("9", "8", "5"));
  EXPECT_FALSE(page.end);
  EXPECT_EQ(page.next.at("a").offset(), 6);
  // Before the event at 1, which was not taken.
  EXPECT_EQ(page.next.at("b").offset(), 2);
}

TEST(Merge, GoesOnBeforeWhatItDidNotTake) {
  const JournalPages pages = {{"a", PageOf({1, 2}, 1, 1, true)}, {"b", PageOf({3}, 1, 1, true)}};

  const MergedPage page = Merge(pages, true, 1, All);

  EXPECT_THAT(Ids(page), ElementsAre("1"));
  EXPECT_FALSE(page.end);
  EXPECT_EQ(page.next.at("a").offset(), 1);
  EXPECT_EQ(page.next.at("b").offset(), 0);
}

TEST(Merge, PassesOverWhatIsNotWanted) {
  const auto none = [](audit::v1::AuditEvent*) { return false; };

  const MergedPage page = Merge({{"a", PageOf({1, 2}, 1, 1, true)}}, true, 1, none);

  EXPECT_THAT(Ids(page), IsEmpty());
  EXPECT_TRUE(page.end);
  EXPECT_EQ(page.next.at("a").offset(), 2);
}

TEST(Merge, EndsWhereNothingIs) {
  EXPECT_TRUE(Merge({{"a", PageOf({}, 0, 1, true)}}, true, 1, All).end);
}

}  // namespace
}  // namespace steward::gateway
