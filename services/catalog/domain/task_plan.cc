#include "services/catalog/domain/task_plan.h"

#include <set>
#include <string>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "platform/resource/title.h"

namespace steward::catalog {

using v1::TaskTemplate;

void CheckTasks(const v1::CatalogItem& item, errors::Violations* violations) {
  std::set<absl::string_view> ids;
  for (const TaskTemplate& task : item.tasks()) ids.insert(task.id());
  std::set<absl::string_view> seen;
  for (int i = 0; i < item.tasks_size(); ++i) {
    const TaskTemplate& task = item.tasks(i);
    const std::string path = absl::StrCat("catalog_item.tasks[", i, "]");
    if (!resource::IsTitle(task.title())) violations->Add(path + ".title", resource::kNotATitle);
    if (!seen.insert(task.id()).second) violations->Add(path + ".id", "is there twice");
    std::set<absl::string_view> before;
    for (int j = 0; j < task.depends_on_size(); ++j) {
      const std::string here = absl::StrCat(path, ".depends_on[", j, "]");
      if (ids.count(task.depends_on(j)) == 0) violations->Add(here, "must be the id of a task");
      if (!before.insert(task.depends_on(j)).second) violations->Add(here, "is there twice");
    }
  }
}

absl::Status CheckOrder(const v1::CatalogItem& item) {
  std::set<absl::string_view> done;
  for (bool is_new = true; is_new;) {
    is_new = false;
    for (const TaskTemplate& task : item.tasks()) {
      const bool can_begin = absl::c_all_of(
          task.depends_on(), [&](const std::string& id) { return done.count(id) > 0; });
      if (can_begin) is_new |= done.insert(task.id()).second;
    }
  }
  if (done.size() == static_cast<size_t>(item.tasks_size())) return absl::OkStatus();
  return errors::Make(absl::StatusCode::kFailedPrecondition, errors::Reason::REFERENCE_CYCLE,
                      "Tasks wait for each other.", {{"field", "catalog_item.tasks"}});
}

}  // namespace steward::catalog
