#include "tools/stewardctl/catalog.h"

#include <gmock/gmock.h>

#include <set>

#include "tools/stewardctl/arguments.h"
#include "tools/stewardctl/contract.h"
#include "tools/stewardctl/help.h"

namespace steward::ctl {
namespace {

const Catalog& TheCatalog() {
  static const auto& catalog = *new Catalog(Contract::Get().api());
  return catalog;
}

TEST(Catalog, NamesCommandsByTheirRoutes) {
  struct Case {
    const char* noun;
    const char* verb;
    const char* method;
  };
  const Case cases[] = {
      {"tickets", "create", "CreateTicket"},
      {"tickets", "get", "GetTicket"},
      {"tickets", "update", "UpdateTicket"},
      {"tickets", "history", "ListTicketHistory"},
      {"tickets", "test-permissions", "TestTicketPermissions"},
      {"memberships", "list", "ListMemberships"},
      {"memberships", "delete", "DeleteMembership"},
      {"users", "revoke-tokens", "RevokeUserTokens"},
      {"api-keys", "revoke", "RevokeApiKey"},
      {"deliveries", "list", "ListDeliveries"},
      {"audit", "events", "ListAuditEvents"},
      {"audit", "heads", "GetAuditHeads"},
      {"audit", "verify", "VerifyAuditTrail"},
      {"events", "watch", "Watch"},
  };
  for (const Case& each : cases) {
    const Command* command = TheCatalog().Find(each.noun, each.verb);
    ASSERT_NE(command, nullptr) << each.noun << " " << each.verb;
    EXPECT_EQ(command->method->descriptor->name(), each.method);
  }
}

TEST(Catalog, HasOneCommandForEveryMethodThatIsNotRaw) {
  std::set<std::pair<std::string, std::string>> names;
  size_t methods = 0;
  for (const auto& method : Contract::Get().api().methods()) methods += !method->answers_raw;
  for (const Command& command : TheCatalog().commands()) {
    EXPECT_FALSE(command.noun.empty() || command.verb.empty()) << command.method->full_name;
    EXPECT_TRUE(names.emplace(command.noun, command.verb).second) << command.method->full_name;
  }
  EXPECT_EQ(names.size(), methods);
}

TEST(Catalog, KnowsNounsInEverySpelling) {
  for (const char* word : {"api-keys", "apiKeys", "api-key", "apiKey"})
    EXPECT_EQ(TheCatalog().NounOf(word), "api-keys") << word;
  EXPECT_EQ(TheCatalog().NounOf("ticket"), "tickets");
  EXPECT_EQ(TheCatalog().NounOf("nothing"), "");
  EXPECT_EQ(TheCatalog().NounOfType("steward.dev/Membership"), "memberships");
}

TEST(Catalog, TellsListsFromSingleAnswers) {
  EXPECT_TRUE(TheCatalog().Find("tickets", "list")->paged);
  EXPECT_EQ(TheCatalog().Find("tickets", "list")->items->name(), "tickets");
  EXPECT_EQ(TheCatalog().Find("audit", "heads")->items->name(), "heads");
  EXPECT_FALSE(TheCatalog().Find("audit", "heads")->paged);
  EXPECT_EQ(TheCatalog().Find("users", "get")->items, nullptr);
}

TEST(Help, ShowsWhatIsRequiredOfEveryCommand) {
  for (const Command& command : TheCatalog().commands())
    EXPECT_THAT(CommandHelp(command),
                testing::StartsWith("stewardctl " + command.noun + " " + command.verb));
  EXPECT_THAT(CommandHelp(*TheCatalog().Find("tickets", "hold")),
              testing::StartsWith("stewardctl tickets hold NAME… --hold-reason AWAITING_CALLER ["));
  EXPECT_THAT(CommandHelp(*TheCatalog().Find("users", "create")),
              testing::StartsWith("stewardctl users create USER-ID --display-name TEXT ["));
  EXPECT_THAT(OverviewHelp(TheCatalog(), {}), testing::HasSubstr("revoke-tokens"));
}

TEST(Arguments, AreTheFieldsThatAClientMaySet) {
  const auto create = ArgumentsOf(*TheCatalog().Find("users", "create"));
  for (const char* name : {"display-name", "displayName", "display_name", "user-id", "request-id"})
    EXPECT_NE(FindArgument(name, create), nullptr) << name;
  for (const char* name : {"state", "create-time", "name", "user"})
    EXPECT_EQ(FindArgument(name, create), nullptr) << name;

  const auto update = ArgumentsOf(*TheCatalog().Find("tickets", "update"));
  EXPECT_EQ(FindArgument("kind", update), nullptr) << "never changes";
  EXPECT_NE(FindArgument("title", update), nullptr);
  EXPECT_NE(FindArgument("etag", update), nullptr);
}

TEST(Arguments, KnowTheValuesOfEnums) {
  const auto arguments = ArgumentsOf(*TheCatalog().Find("tickets", "create"));
  EXPECT_THAT(FindArgument("impact", arguments)->spec.values,
              testing::ElementsAre("HIGH", "MEDIUM", "LOW"));
  EXPECT_TRUE(FindArgument("confidential", arguments)->spec.is_switch);
}

}  // namespace
}  // namespace steward::ctl
