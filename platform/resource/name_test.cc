#include "platform/resource/name.h"

#include "gtest/gtest.h"
#include "platform/status/errors.h"

namespace steward::resource {
namespace {

TEST(IdFromName, ReadsTheIdOfTheCollection) {
  for (const char* id : {"INC-1", "a", "0", "a.b_c-d", "aB9", "al@example.com"})
    EXPECT_EQ(IdFromName("tickets", FormatName("tickets", id)).value(), id);
  EXPECT_TRUE(IdFromName("tickets", "tickets/" + std::string(120, 'x')).ok());
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
                               "tickets/@x",
                               "tickets/.",
                               "tickets/..",
                               "tickets/a b",
                               "tickets/a%2Fb",
                               "tickets/\xC3\xA4",
                               std::string("tickets/a\0b", 11),
                               "tickets/" + std::string(121, 'x')};
  for (const std::string& name : cases)
    EXPECT_EQ(errors::ReasonOf(IdFromName("tickets", name).status()), errors::Reason::INVALID_FIELD)
        << name;
}

TEST(IdFromName, ReadsAllPartsOfANestedName) {
  constexpr char kName[] = "groups/network/memberships/al@example.com";

  const auto id = IdFromName("groups/*/memberships", kName);

  ASSERT_TRUE(id.ok());
  EXPECT_EQ(*id, "network/al@example.com");
  EXPECT_EQ(FormatName("groups/*/memberships", *id), kName);
  EXPECT_EQ(FormatName("a/*/b/*/c", "1/2/3"), "a/1/b/2/c/3");
  EXPECT_EQ(IdFromName("a/*/b/*/c", "a/1/b/2/c/3").value(), "1/2/3");
}

TEST(IdFromName, RefusesOtherShapesOfANestedName) {
  for (const char* name :
       {"", "groups/network", "groups/network/memberships", "groups/network/memberships/",
        "groups//memberships/x", "groups/-/memberships/x", "groups/network/members/x",
        "groups/network/memberships/x/y", "groups/*/memberships/x",
        "users/network/memberships/x"}) {
    const auto id = IdFromName("groups/*/memberships", name);
    EXPECT_EQ(errors::ReasonOf(id.status()), errors::Reason::INVALID_FIELD) << name;
    EXPECT_EQ(std::string(id.status().message()),
              "name: must have the form 'groups/{id}/memberships/{id}'");
  }
}

}  // namespace
}  // namespace steward::resource
