#include "services/change_approval/domain/change_model.h"

#include <functional>

#include "services/change_approval/domain/changes_for_test.h"

namespace steward::change {
namespace {

using approval::v1::Stage;
using errors::Reason;

TEST(ChangeModel, HasStagesThatFit) {
  const struct {
    const char* what;
    ChangeModel::Kind kind;
    std::function<void(ChangeModel*)> alter;
    bool fits;
  } cases[] = {
      {"two stages", ChangeModel::NORMAL, [](ChangeModel*) {}, true},
      {"an emergency", ChangeModel::EMERGENCY, [](ChangeModel*) {}, true},
      {"none", ChangeModel::STANDARD, [](ChangeModel*) {}, true},
      {"none of a normal one", ChangeModel::NORMAL, [](ChangeModel* m) { m->clear_stages(); },
       false},
      {"one of a standard one", ChangeModel::STANDARD, [](ChangeModel* m) { m->add_stages(); },
       false},
      {"nobody", ChangeModel::NORMAL, [](ChangeModel* m) { m->mutable_stages(0)->clear_users(); },
       false},
      {"a count without its rule", ChangeModel::NORMAL,
       [](ChangeModel* m) { m->mutable_stages(0)->set_required_count(1); }, false},
      {"a rule without its count", ChangeModel::NORMAL,
       [](ChangeModel* m) { m->mutable_stages(1)->clear_required_count(); }, false},
      {"101 percent", ChangeModel::NORMAL,
       [](ChangeModel* m) {
         m->mutable_stages(0)->set_rule(Stage::PERCENT);
         m->mutable_stages(0)->set_required_percent(101);
       },
       false},
  };
  for (const auto& c : cases) {
    ChangeModel draft = ModelOf(c.kind);
    c.alter(&draft);
    EXPECT_EQ(CreateModel(draft, "users/carl", kNow).ok(), c.fits) << c.what;
  }
  for (const char* field :
       {"wings", "state", "model", "name", "etag", "requester", "implementer"}) {
    ChangeModel draft = ModelOf(ChangeModel::NORMAL);
    draft.mutable_stages(0)->add_fields(field);
    EXPECT_THAT(CreateModel(draft, "users/carl", kNow), HasReason(Reason::INVALID_FIELD)) << field;
  }
}

TEST(ChangeModel, KeepsItsStages) {
  const ChangeModel model = CreateModel(ModelOf(ChangeModel::NORMAL), "users/carl", kNow).value();
  v1::UpdateChangeModelRequest request;
  *request.mutable_change_model() = model;
  request.mutable_change_model()->set_title("Networks");
  request.mutable_update_mask()->add_paths("*");
  EXPECT_EQ(UpdateModel(model, request, kNow)->title(), "Networks");
  request.mutable_change_model()->mutable_stages(0)->set_title("Other");
  request.mutable_update_mask()->set_paths(0, "stages");
  EXPECT_THAT(UpdateModel(model, request, kNow), HasReason(Reason::INVALID_UPDATE_MASK));
}

TEST(ChangeModel, GoesOutOfUseAndBack) {
  const ChangeModel model = CreateModel(ModelOf(ChangeModel::NORMAL), "users/carl", kNow).value();
  EXPECT_EQ(model.state(), ChangeModel::ENABLED);
  EXPECT_THAT(EnableModel(model, kNow), HasReason(Reason::ILLEGAL_TRANSITION));
  const ChangeModel disabled = DisableModel(model, kNow).value();
  EXPECT_EQ(disabled.state(), ChangeModel::DISABLED);
  EXPECT_THAT(DisableModel(disabled, kNow), HasReason(Reason::ILLEGAL_TRANSITION));
  EXPECT_EQ(EnableModel(disabled, kNow)->state(), ChangeModel::ENABLED);
}

}  // namespace
}  // namespace steward::change
