#include "services/directory/store/scim_list.h"

#include <gtest/gtest.h>

#include "platform/status/errors.h"

namespace steward::directory {
namespace {

const std::vector<std::string> kAdmin = {"tenant_admin"};
constexpr char kManager[] =
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager eq \"bob\"";

struct Case {
  const char* filter;
  const char* text;
  size_t params;
};

class ScimFilterTest : public testing::TestWithParam<Case> {};

TEST_P(ScimFilterTest, BecomesSqlWithoutAValueInIt) {
  const auto sql = CompileScimFilter(GetParam().filter, ScimUserList(), 2, kAdmin);
  ASSERT_TRUE(sql.ok()) << sql.status();
  EXPECT_EQ(sql->text, GetParam().text);
  EXPECT_EQ(sql->params.size(), GetParam().params);
}

INSTANTIATE_TEST_SUITE_P(
    Users, ScimFilterTest,
    testing::Values(
        Case{" ", "TRUE", 0}, Case{"title pr", "(u.title <> '')", 0},
        Case{"userName eq \"A\"", "(u.folded_user_name = lower($2::text))", 1},
        Case{"id eq \"a\"", "(u.id = $2::text)", 1},
        Case{"title co \"x\" and not (active eq true)",
             "((strpos(lower(u.title), lower($2::text)) > 0) AND (NOT ((u.state = 1) ="
             " $3::boolean)))",
             2},
        Case{"title ne null", "(u.title <> '')", 0},
        Case{"emails[type eq \"work\"]",
             "(u.email <> '' AND (lower((CASE WHEN u.email = '' THEN '' ELSE 'work' END)) ="
             " lower($2::text)))",
             1},
        Case{"roles eq \"agent\"",
             "(EXISTS (SELECT FROM unnest(u.roles) AS r (role) WHERE r.role = $2::text))", 1},
        Case{"roles[value sw \"a\" or value ew \"z\"]",
             "(EXISTS (SELECT FROM unnest(u.roles) AS r (role) WHERE"
             " ((starts_with(r.role, $2::text)) OR (right(r.role, length($3::text)) = $3::text))))",
             2},
        Case{kManager, "(substr(u.manager, 7) = $2::text)", 1},
        Case{"meta.created ge \"2026-01-31T08:00:00Z\"", "(u.create_time >= $2::timestamptz)", 1}));

TEST(ScimFilter, IsRefusedWhereItDoesNotFit) {
  for (const char* filter :
       {"password eq \"x\"", "name eq \"x\"", "title eq 7", "title gt true", "active co \"t\"",
        "active eq 1", "meta.created co \"2026\"", "meta.created eq \"0000-01-01T00:00:00Z\"",
        "title[value eq \"x\"]", "emails[emails[value pr]]", "emails[size pr]", "title gt null",
        "urn:x:title pr", "title.x pr", "u.title pr", "members pr"})
    EXPECT_EQ(errors::ReasonOf(CompileScimFilter(filter, ScimUserList(), 2, kAdmin).status()),
              errors::Reason::INVALID_FILTER)
        << filter;
}

TEST(ScimFilter, LooksAtNothingThatTheCallerMayNotSee) {
  for (const char* filter :
       {"groups pr", "title pr or groups.value eq \"x\"", "groups[value eq \"x\"]"}) {
    EXPECT_TRUE(CompileScimFilter(filter, ScimUserList(), 2, kAdmin).ok()) << filter;
    EXPECT_EQ(errors::ReasonOf(CompileScimFilter(filter, ScimUserList(), 2, {}).status()),
              errors::Reason::PERMISSION_DENIED)
        << filter;
  }
}

TEST(ScimOrder, IsByOneAttributeAndThenById) {
  const auto order = [](const char* sort_by, bool descending, const char* role = "agent") {
    scim::Search search;
    search.sort_by = sort_by;
    search.descending = descending;
    const std::vector<std::string> roles = {role};
    const auto text = ScimOrder(search, ScimUserList(), roles);
    return text.ok() ? *text : error::v1::Reason_Name(errors::ReasonOf(text.status()));
  };

  EXPECT_EQ(order("", false), "ORDER BY u.id");
  EXPECT_EQ(order("displayName", true), "ORDER BY lower(u.display_name) DESC, u.id DESC");
  EXPECT_EQ(order("USERNAME", false), "ORDER BY u.folded_user_name, u.id");
  EXPECT_EQ(order("meta.created", false), "ORDER BY u.create_time, u.id");
  for (const char* wrong : {"roles", "shoe", "a b", "u.id; DROP TABLE directory_user"})
    EXPECT_EQ(order(wrong, false), "INVALID_FILTER") << wrong;
  for (const char* guarded : {"phoneNumbers.value", "phoneNumbers.type", "phoneNumbers"}) {
    EXPECT_EQ(order(guarded, false, "requester"), "PERMISSION_DENIED") << guarded;
    EXPECT_EQ(order(guarded, false).substr(0, 8), "ORDER BY") << guarded;
  }
}

}  // namespace
}  // namespace steward::directory
