#pragma once

// Who approves an order of an item. Pure functions, thread-safe.

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "google/protobuf/struct.pb.h"
#include "platform/status/errors.h"
#include "steward/approval/v1/approval.pb.h"
#include "steward/catalog/v1/catalog_item.pb.h"

namespace steward::catalog {

// Adds what is wrong with the approval rules of the item: conditions that cannot be read, rules
// that ask nobody or fewer than must approve, numbers that do not go with the rule.
void CheckApprovalRules(const v1::CatalogItem& item, errors::Violations* violations);

// The rules that an order of the item has to pass, one after the other, with checked answers and
// the whole price (CheckAnswers). Errors: those of conditions, which an item that is stored has
// not.
absl::StatusOr<std::vector<v1::ApprovalRule>> StagesFor(const v1::CatalogItem& item,
                                                        const google::protobuf::Struct& answers,
                                                        const absl::optional<v1::Money>& price);

// The stage of an approval that the rule asks for. `manager` is the one of whoever orders, such as
// "users/mike"; empty when there is none: then the others of the rule are asked, if there are any.
approval::v1::Stage StageOf(const v1::ApprovalRule& rule, absl::string_view manager);

// Whether the rule of a stage that asks `candidates` can be met by others than `parties`, who
// ordered it or get it. Errors: INVALID_FIELD ("request.item").
absl::Status CheckDecidable(const approval::v1::Stage& stage,
                            const std::set<std::string>& candidates,
                            const std::set<std::string>& parties);

}  // namespace steward::catalog
