#include "platform/resource/name.h"

#include "gtest/gtest.h"
#include "platform/status/errors.h"

namespace steward::resource {
namespace {

TEST(IdFromName, ReadsTheIdOfTheCollection) {
  for (const char* id : {"INC-1", "a", "0", "a.b_c-d", "aB9"})
    EXPECT_EQ(IdFromName("tickets", FormatName("tickets", id)).value(), id);
  EXPECT_TRUE(IdFromName("tickets", "tickets/" + std::string(63, 'x')).ok());
}

TEST(IdFromName, RefusesWhatIsNotANameOfTheCollection) {
  const std::string cases[] = {"",
                               "tickets",
                               "tickets/",
                               "INC-1",
                               "/tickets/INC-1",
                               "tickets/INC-1/",
                               "tickets/INC-1/x",
                               "tickets//INC-1",
                               "webhooks/INC-1",
                               "Tickets/INC-1",
                               "tickets/-x",
                               "tickets/x-",
                               "tickets/.",
                               "tickets/..",
                               "tickets/a b",
                               "tickets/a%2Fb",
                               "tickets/\xC3\xA4",
                               std::string("tickets/a\0b", 11),
                               "tickets/" + std::string(64, 'x')};
  for (const std::string& name : cases)
    EXPECT_EQ(errors::ReasonOf(IdFromName("tickets", name).status()), errors::Reason::INVALID_FIELD)
        << name;
}

TEST(NestedIdFromName, ReadsBothIds) {
  const auto id = NestedIdFromName("webhooks", "deliveries",
                                   FormatNestedName("webhooks", "WHK-1", "deliveries", "D1"));

  ASSERT_TRUE(id.ok());
  EXPECT_EQ(id->parent, "WHK-1");
  EXPECT_EQ(id->child, "D1");
}

TEST(NestedIdFromName, RefusesOtherShapes) {
  for (const char* name :
       {"", "webhooks/WHK-1", "webhooks/WHK-1/deliveries", "webhooks/WHK-1/deliveries/",
        "webhooks//deliveries/D1", "webhooks/WHK-1/attempts/D1", "webhooks/WHK-1/deliveries/D1/x"})
    EXPECT_EQ(errors::ReasonOf(NestedIdFromName("webhooks", "deliveries", name).status()),
              errors::Reason::INVALID_FIELD)
        << name;
}

}  // namespace
}  // namespace steward::resource
