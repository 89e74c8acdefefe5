#include "services/catalog/domain/configuration_item.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "platform/status/errors.h"
#include "platform/testing/status_matchers.h"
#include "platform/time/timestamp.h"

namespace steward::catalog {
namespace {

using errors::Reason;

const absl::Time kThen = absl::FromUnixSeconds(1770000000);
const absl::Time kNow = kThen + absl::Hours(1);
constexpr char kName[] = "configurationItems/sw-1";

ConfigurationItem Draft() {
  ConfigurationItem draft;
  draft.set_display_name("Switch 1");
  draft.set_class_("switch");
  return draft;
}

TEST(ConfigurationItem, BeginsInUse) {
  ConfigurationItem draft = Draft();
  draft.set_state(ConfigurationItem::RETIRED);
  draft.set_etag("mine");

  const auto made = CreateConfigurationItem(draft, kName, kNow);

  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->state(), ConfigurationItem::IN_USE);
  EXPECT_EQ(made->etag(), "");
  EXPECT_EQ(FromProto(made->create_time()), kNow);
}

TEST(ConfigurationItem, IsRelatedToOthersAndOnceInEachWay) {
  struct Case {
    std::vector<std::pair<v1::Relation::Type, std::string>> relations;
    bool is_sound;
  };
  const Case cases[] = {
      {{}, true},
      {{{v1::Relation::RUNS_ON, "configurationItems/a"}}, true},
      {{{v1::Relation::RUNS_ON, "configurationItems/a"},
        {v1::Relation::PART_OF, "configurationItems/a"}},
       true},
      {{{v1::Relation::RUNS_ON, "configurationItems/a"},
        {v1::Relation::RUNS_ON, "configurationItems/A"}},
       false},
      {{{v1::Relation::RUNS_ON, kName}}, false},
      {{{v1::Relation::RUNS_ON, "configurationItems/SW-1"}}, false},
  };
  for (size_t i = 0; i < std::size(cases); ++i) {
    ConfigurationItem draft = Draft();
    for (const auto& [type, item] : cases[i].relations) {
      draft.add_relations()->set_type(type);
      draft.mutable_relations()->rbegin()->set_item(item);
    }
    const auto made = CreateConfigurationItem(draft, kName, kNow);
    EXPECT_EQ(errors::ReasonOf(made.status()),
              cases[i].is_sound ? Reason::REASON_UNSPECIFIED : Reason::INVALID_FIELD)
        << i;
  }
}

TEST(ConfigurationItem, IsRetiredAndRestored) {
  const ConfigurationItem used = CreateConfigurationItem(Draft(), kName, kThen).value();

  const auto retired = Retire(used, kNow);
  ASSERT_THAT(retired, IsOk());
  EXPECT_EQ(retired->state(), ConfigurationItem::RETIRED);
  EXPECT_EQ(FromProto(retired->update_time()), kNow);
  EXPECT_EQ(errors::ReasonOf(Retire(*retired, kNow).status()), Reason::ILLEGAL_TRANSITION);
  EXPECT_EQ(errors::ReasonOf(Restore(used, kNow).status()), Reason::ILLEGAL_TRANSITION);
  EXPECT_EQ(Restore(*retired, kNow)->state(), ConfigurationItem::IN_USE);
}

TEST(ConfigurationItem, IsUpdatedByMask) {
  ConfigurationItem current = CreateConfigurationItem(Draft(), kName, kThen).value();
  current.set_name(kName);
  v1::UpdateConfigurationItemRequest request;
  request.mutable_configuration_item()->set_display_name("Core switch");
  request.mutable_configuration_item()->set_state(ConfigurationItem::RETIRED);

  const auto next = UpdateConfigurationItem(current, request, kNow);

  ASSERT_THAT(next, IsOk());
  EXPECT_EQ(next->display_name(), "Core switch");
  EXPECT_EQ(next->class_(), "switch");
  EXPECT_EQ(next->state(), ConfigurationItem::IN_USE);
  request.mutable_configuration_item()->add_relations()->set_item(kName);
  request.mutable_configuration_item()->mutable_relations(0)->set_type(v1::Relation::PART_OF);
  EXPECT_EQ(errors::ReasonOf(UpdateConfigurationItem(current, request, kNow).status()),
            Reason::INVALID_FIELD);
}

}  // namespace
}  // namespace steward::catalog
