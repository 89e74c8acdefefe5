#include "gateway/openapi/comments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace steward::gateway::openapi {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Comments, JoinLinesToParagraphs) {
  EXPECT_EQ(ToMarkdown(" One\n two.\n\n Three:\n - four\n - five\n"),
            "One two.\n\nThree:\n- four\n- five");
  EXPECT_EQ(ToMarkdown(""), "");
}

TEST(Comments, NameFieldsAsJsonDoes) {
  EXPECT_EQ(ToMarkdown("See `hold_reason` and `name`."), "See `holdReason` and `name`.");
}

TEST(Comments, LeaveOtherCodeAsItIs) {
  for (const char* text :
       {"`state = NEW AND hold_reason:*`", "`IN_PROGRESS`", "an odd ` a_b", "`a_`", "a_b outside"})
    EXPECT_EQ(ToMarkdown(text), text);
}

TEST(Comments, SummariseByTheirFirstSentence) {
  EXPECT_EQ(FirstSentence("Starts work. From NEW to IN_PROGRESS."), "Starts work");
  EXPECT_EQ(FirstSentence("Returns version 1.5 of it."), "Returns version 1.5 of it");
  EXPECT_EQ(FirstSentence("One\n\nTwo."), "One");
  EXPECT_EQ(FirstSentence(""), "");
}

TEST(Comments, KeepExamplesOfBodiesApart) {
  const char* comment =
      " Makes one.\n\n Example request:\n   {\"a\":\n    1}\n Example answer:\n {}\n";
  EXPECT_EQ(ToMarkdown(comment), "Makes one.");
  EXPECT_EQ(ExampleBelow(kExampleRequest, comment), "{\"a\": 1}");
  EXPECT_EQ(ExampleBelow(kExampleAnswer, comment), "{}");
  EXPECT_EQ(ExampleBelow(kExampleAnswer, " Makes one.\n"), "");
}

TEST(Comments, GiveExamples) {
  EXPECT_THAT(SuchAs("Name, such as \"tickets/INC-1\". Or such as `a = b`."),
              ElementsAre("tickets/INC-1", "a = b"));
}

TEST(Comments, GiveNoExampleThatIsNotWhole) {
  EXPECT_THAT(SuchAs("Such, such as \"0199…\", such as bread, such as \"open"), IsEmpty());
}

}  // namespace
}  // namespace steward::gateway::openapi
