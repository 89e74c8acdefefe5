#include "tools/stewardctl/manifest.h"

#include <gmock/gmock.h>

#include "tools/stewardctl/failure.h"
#include "tools/stewardctl/plan.h"

namespace steward::ctl {
namespace {

const Catalog& TheCatalog() {
  static const auto& catalog = *new Catalog(Contract::Get().api());
  return catalog;
}

absl::StatusOr<std::vector<Manifest>> Read(const std::string& text) {
  std::vector<Manifest> manifests;
  const auto documents = ParseDocuments(text, "file.yaml");
  if (!documents.ok()) return documents.status();
  for (const Document& document : *documents) {
    auto manifest = ReadManifest(Contract::Get(), TheCatalog(), document);
    if (!manifest.ok()) return manifest.status();
    manifests.push_back(*std::move(manifest));
  }
  return manifests;
}

std::string Group(const std::string& id, const std::string& more = "") {
  return "type: steward.dev/Group\nname: groups/" + id + "\ndisplayName: G\n" + more + "---\n";
}

TEST(Manifest, NamesWhatIsComparedAndWhatMayChange) {
  const auto manifests = Read(
      "type: steward.dev/Membership\nname: groups/net/memberships/al\nuser: users/al\n"
      "role: LEAD\netag: x\ncreateTime: 2030-01-31T08:00:00Z\n");
  ASSERT_TRUE(manifests.ok()) << manifests.status();
  const Manifest& manifest = manifests->front();

  EXPECT_EQ(manifest.noun, "memberships");
  EXPECT_THAT(manifest.named, testing::ElementsAre("user", "role"));
  EXPECT_THAT(manifest.changeable, testing::ElementsAre("role"));
  EXPECT_THAT(manifest.needs, testing::ElementsAre("groups/net", "users/al"));
}

TEST(Manifest, IsRefusedWithItsPlace) {
  const char* const texts[] = {"name: users/x\n",
                               "type: steward.dev/Usr\nname: users/x\n",
                               "type: steward.dev/User\n",
                               "type: steward.dev/User\nname: x/y/z\n",
                               "type: steward.dev/User\nname: users/x\nnope: 1\n",
                               "type: steward.dev/ApiKey\nname: serviceAccounts/a/apiKeys/b\n"};
  for (const char* text : texts) {
    const absl::Status status = Read(text).status();
    EXPECT_EQ(ExitStatusOf(status), kWrongUsage) << text;
    EXPECT_THAT(std::string(status.message()), testing::StartsWith("file.yaml line 1: "));
  }
}

TEST(InOrder, PutsWhatOthersNeedFirst) {
  auto sorted = InOrder(*Read(Group("a", "manager: users/x\n") + Group("b") +
                              "type: steward.dev/User\nname: users/x\ndisplayName: X\n"));
  ASSERT_TRUE(sorted.ok());
  std::vector<std::string> names;
  for (const Manifest& manifest : *sorted) names.push_back(manifest.name);
  EXPECT_THAT(names, testing::ElementsAre("users/x", "groups/a", "groups/b"));
}

std::string Item(const std::string& id, const std::string& other) {
  return "type: steward.dev/ConfigurationItem\nname: configurationItems/" + id +
         "\nrelations: [{type: RUNS_ON, item: configurationItems/" + other + "}]\n---\n";
}

TEST(InOrder, PutsFirstWhatIsNamedWithinFields) {
  const auto sorted = InOrder(*Read(Item("a", "b") + Item("b", "c") + Item("c", "c")));
  ASSERT_TRUE(sorted.ok());
  EXPECT_EQ(sorted->front().name, "configurationItems/c");
  EXPECT_EQ(sorted->back().name, "configurationItems/a");
  EXPECT_TRUE(InOrder(*Read(Item("a", "b") + Item("b", "a"))).ok());
}

TEST(InOrder, RefusesCirclesAndRepeats) {
  const std::string user = "type: steward.dev/User\ndisplayName: X\n";
  EXPECT_FALSE(InOrder(*Read(Group("a") + Group("a"))).ok());
  EXPECT_FALSE(InOrder(*Read(user + "name: users/a\nmanager: users/b\n---\n" + user +
                             "name: users/b\nmanager: users/a\n"))
                   .ok());
}

TEST(Compare, SeesOnlyWhatTheDocumentNames) {
  const auto wanted = Read(Group("a", "description: ''\n"));
  const auto current = Read(Group("a", "description: Old\nmanager: users/x\n"));
  const auto changes = Compare(Contract::Get(), wanted->front(), current->front().resource.get());

  ASSERT_EQ(changes.size(), 1);
  EXPECT_EQ(changes[0].field, "description");
  EXPECT_EQ(changes[0].before, "\"Old\"");
  EXPECT_EQ(changes[0].after, "");
  EXPECT_EQ(Compare(Contract::Get(), wanted->front(), nullptr).size(), 1) << "the display name";
}

TEST(Manifest, SaysWhichMemberIsMissing) {
  const auto text_of = [](const char* text) { return std::string(Read(text).status().message()); };

  EXPECT_THAT(text_of("name: users/x\n"), testing::HasSubstr("'type' is missing"));
  EXPECT_THAT(text_of("type: steward.dev/User\n"), testing::HasSubstr("'name' is missing"));
}

TEST(StepsJson, TellsActionsAndChanges) {
  const auto wanted = Read(Group("a", "description: New\n") + Group("b"));
  const auto current = Read(Group("a", "description: Old\n"));
  std::vector<Step> steps(2);
  steps[0].manifest = &(*wanted)[0];
  steps[0].kind = Step::Kind::kUpdate;
  steps[0].changes = Compare(Contract::Get(), (*wanted)[0], current->front().resource.get());
  steps[1].manifest = &(*wanted)[1];

  EXPECT_EQ(StepsJson(steps), R"([{"name":"groups/a","action":"UPDATE","changes":[)"
                              R"({"field":"description","before":"Old","after":"New"}]},)"
                              R"({"name":"groups/b","action":"NONE"}])");
}

}  // namespace
}  // namespace steward::ctl
