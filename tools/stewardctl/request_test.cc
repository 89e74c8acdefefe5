#include "tools/stewardctl/request.h"

#include <gmock/gmock.h>

#include "tools/stewardctl/documents.h"
#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/invocation.h"

namespace steward::ctl {
namespace {

const Catalog& TheCatalog() {
  static const auto& catalog = *new Catalog(Contract::Get().api());
  return catalog;
}

absl::StatusOr<Requests> Make(const Command& command, const std::vector<std::string>& arguments,
                              const char* file = nullptr) {
  const auto words = Words::Parse(arguments, FlagsOf(command));
  if (!words.ok()) return words.status();
  if (file == nullptr) return MakeRequests(Contract::Get(), command, *words, nullptr);
  const auto documents = ParseDocuments(file, "file");
  if (!documents.ok()) return documents.status();
  return MakeRequests(Contract::Get(), command, *words, &documents->front().fields);
}

// The request as JSON; the text of the failure instead when there is none.
std::string Json(const char* noun, const char* verb, const std::vector<std::string>& arguments,
                 const char* file = nullptr) {
  const auto requests = Make(*TheCatalog().Find(noun, verb), arguments, file);
  if (!requests.ok()) return std::string(requests.status().message());
  return *Contract::Get().ToJson(*requests->front());
}

TEST(Request, HoldsWhatFlagsSay) {
  EXPECT_EQ(Json("tickets", "create", {"--kind", "incident", "--title=VPN", "--confidential"}),
            R"({"ticket":{"kind":"INCIDENT","title":"VPN","confidential":true}})");
  EXPECT_EQ(Json("tickets", "hold", {"INC-1", "--hold-reason", "awaiting-vendor"}),
            R"({"name":"tickets/INC-1","holdReason":"AWAITING_VENDOR"})");
  EXPECT_EQ(
      Json("users", "create",
           {"kari", "--display-name", "K", "--roles", "agent,resolver", "--roles", "auditor"}),
      R"({"user":{"displayName":"K","roles":["agent","resolver","auditor"]},"userId":"kari"})");
  EXPECT_EQ(Json("memberships", "create",
                 {"network", "--user", "users/alice", "--end-time", "2030-01-31T08:00:00Z"}),
            R"({"parent":"groups/network","membership":{"user":"users/alice",)"
            R"("endTime":"2030-01-31T08:00:00Z"}})");
}

TEST(Request, TakesJsonForWhatIsJson) {
  EXPECT_EQ(Json("requests", "create",
                 {"--item", "catalogItems/laptop", "--answers", R"({"model": "pro", "ram": 64})",
                  "--request-id", "once"}),
            R"({"request":{"item":"catalogItems/laptop","answers":{"model":"pro","ram":64}},)"
            R"("requestId":"once"})");
}

// The key of a repeated request is no name of what it makes.
TEST(Request, GivesNoIdToWhatIsNumbered) {
  EXPECT_THAT(Json("requests", "create", {"my-laptop", "--item", "catalogItems/laptop"}),
              testing::HasSubstr("takes flags only"));
}

TEST(Request, NamesWhatAnUpdateChanges) {
  EXPECT_EQ(
      Json("tickets", "update", {"INC-1", "--set", "title=New", "--clear", "description"}),
      R"({"ticket":{"name":"tickets/INC-1","title":"New"},"updateMask":"description,title"})");
  EXPECT_EQ(Json("users", "update", {"alice", "--vip=false", "--etag", "1-a"}),
            R"({"user":{"name":"users/alice","etag":"1-a"},"updateMask":"vip"})");
  EXPECT_EQ(Json("users", "update", {"-f", "-"}, "name: users/alice\nvip: false\nstate: ACTIVE\n"),
            R"({"user":{"name":"users/alice"},"updateMask":"vip"})");
}

TEST(Request, FlagsReplaceWhatTheFileHas) {
  EXPECT_EQ(Json("users", "create", {"--roles", "agent"},
                 "userId: kari\ndisplayName: K\nroles: [a, b]\n"),
            R"({"user":{"displayName":"K","roles":["agent"]},"userId":"kari"})");
}

TEST(Request, RefusesWhatItDoesNotUnderstand) {
  struct Case {
    const char* noun;
    const char* verb;
    std::vector<std::string> arguments;
    const char* text;
  };
  const Case cases[] = {
      {"tickets", "create", {"--titel", "x"}, "did you mean '--title'?"},
      {"tickets", "create", {"--impact", "gigantic"}, "Expected one of HIGH, MEDIUM, LOW"},
      {"tickets", "create", {"INC-1"}, "takes flags only"},
      {"tickets",
       "create",
       {"--title", "x"},
       "Give --kind; see 'stewardctl tickets create --help'"},
      {"tickets", "resolve", {"INC-1"}, "Give --resolution-code, --resolution-notes"},
      {"users", "create", {"--display-name", "x"}, "Give --user-id"},
      {"tickets", "get", {}, "Name what to get"},
      {"tickets", "get", {"users/alice"}, "tickets/{id}"},
      {"tickets", "update", {"INC-1"}, "Nothing is to be changed"},
      {"tickets", "update", {"INC-1", "--set", "titel=x"}, "did you mean 'title'?"},
      {"tickets", "close", {"INC-1", "INC-2", "--request-id", "x"}, "name one resource"},
      {"tickets", "list", {"--page-size", "many"}, "--page-size"},
  };
  for (const Case& each : cases) {
    const auto requests = Make(*TheCatalog().Find(each.noun, each.verb), each.arguments);
    ASSERT_FALSE(requests.ok()) << each.text;
    EXPECT_EQ(ExitStatusOf(requests.status()), kWrongUsage);
    EXPECT_THAT(std::string(requests.status().message()), testing::HasSubstr(each.text));
  }
}

TEST(FullName, TakesNamesAndIds) {
  EXPECT_EQ(*FullName("tickets", "INC-1"), "tickets/INC-1");
  EXPECT_EQ(*FullName("tickets", "tickets/INC-1"), "tickets/INC-1");
  EXPECT_EQ(*FullName("groups/*/memberships", "network/alice"), "groups/network/memberships/alice");
  EXPECT_FALSE(FullName("groups/*/memberships", "alice").ok());
  EXPECT_FALSE(FullName("tickets", "").ok());
}

}  // namespace
}  // namespace steward::ctl
