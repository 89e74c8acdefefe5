#include "services/catalog/domain/task_plan.h"

#include "services/catalog/domain/items_for_test.h"

namespace steward::catalog {
namespace {

using errors::Reason;
using ::testing::ElementsAre;

// Each task with those that it waits for: {"a", "b"} is a after b.
v1::CatalogItem WithTasks(const std::vector<std::vector<std::string>>& tasks) {
  v1::CatalogItem item;
  for (const auto& each : tasks) {
    v1::TaskTemplate* task = item.add_tasks();
    task->set_id(each.front());
    task->set_title("Do it");
    for (size_t i = 1; i < each.size(); ++i) task->add_depends_on(each[i]);
  }
  return item;
}

TEST(Tasks, CanBeDoneInSomeOrder) {
  struct Case {
    std::vector<std::vector<std::string>> tasks;
    bool is_possible;
  };
  for (const Case& each : {
           Case{{}, true},
           {{{"a"}, {"b"}}, true},
           {{{"a", "b"}, {"b", "c"}, {"c"}}, true},
           {{{"a"}, {"b", "a"}, {"c", "a"}, {"d", "b", "c"}}, true},
           {{{"a", "a"}}, false},
           {{{"a", "b"}, {"b", "a"}}, false},
           {{{"a"}, {"b", "a", "d"}, {"c", "b"}, {"d", "c"}}, false},
       }) {
    const absl::Status status = CheckOrder(WithTasks(each.tasks));
    EXPECT_EQ(errors::ReasonOf(status),
              each.is_possible ? Reason::REASON_UNSPECIFIED : Reason::REFERENCE_CYCLE);
  }
}

TEST(Tasks, AreToldApartAndDependOnEachOtherOnly) {
  errors::Violations violations;

  CheckTasks(WithTasks({{"a", "x"}, {"a"}, {"b", "a", "a"}}), &violations);

  EXPECT_THAT(FieldsOf(violations.ToStatus()),
              ElementsAre("catalog_item.tasks[0].depends_on[0]", "catalog_item.tasks[1].id",
                          "catalog_item.tasks[2].depends_on[1]"));
}

TEST(Tasks, SaySomethingInOneLine) {
  for (const char* title : {" ", "Prepare\nit"}) {
    v1::CatalogItem item = WithTasks({{"a"}});
    item.mutable_tasks(0)->set_title(title);
    errors::Violations violations;
    CheckTasks(item, &violations);
    EXPECT_THAT(FieldsOf(violations.ToStatus()), ElementsAre("catalog_item.tasks[0].title"));
  }
}

}  // namespace
}  // namespace steward::catalog
