#pragma once

// Items as tests of this service want them.

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "google/protobuf/util/json_util.h"
#include "google/rpc/error_details.pb.h"
#include "platform/status/errors.h"
#include "platform/testing/status_matchers.h"
#include "steward/catalog/v1/catalog_item_service.pb.h"

namespace steward::catalog {

inline const absl::Time kThen = absl::FromUnixSeconds(1770000000);
inline const absl::Time kNow = kThen + absl::Hours(5);

// A message of JSON with the names of the contract.
template <class Message>
Message FromJson(const std::string& json) {
  Message message;
  const auto status = google::protobuf::util::JsonStringToMessage(json, &message);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return message;
}

inline google::protobuf::Struct Answers(const std::string& json) {
  return FromJson<google::protobuf::Struct>(json);
}

// Two models, memory that needs a reason, a cost center; the manager, and finance above 2000.
inline v1::CatalogItem Laptop() {
  return FromJson<v1::CatalogItem>(R"json({
    "offering": "serviceOfferings/workplace", "category": "Hardware", "display_name": "Laptop",
    "price": {"currency_code": "EUR", "amount": "1500.00"},
    "form": {
      "fields": [
        {"id": "model", "label": "Model", "type": "CHOICE", "required": true,
         "choices": [{"value": "air", "label": "Air"},
                     {"value": "pro", "label": "Pro",
                      "price": {"currency_code": "EUR", "amount": "499.90"}}]},
        {"id": "extra_memory", "label": "Extra memory", "type": "BOOLEAN"},
        {"id": "reason", "label": "Reason", "type": "TEXT"},
        {"id": "cost_center", "label": "Cost center", "type": "REFERENCE", "required": true,
         "pattern": "CC-[0-9]{4}"}],
      "rules": [
        {"condition": "extra_memory = true", "effects": [{"field": "reason", "action": "REQUIRE"}]},
        {"condition": "NOT extra_memory = true", "effects": [{"field": "reason", "action": "HIDE"}]}
      ]},
    "approval_rules": [
      {"title": "Manager", "manager": true, "rule": "ANY"},
      {"title": "Finance", "condition": "price > 1999.90 OR extra_memory = true",
       "groups": ["groups/finance"], "rule": "COUNT", "required_count": 2}],
    "tasks": [
      {"id": "prepare", "title": "Prepare", "group": "groups/workplace"},
      {"id": "hand_over", "title": "Hand over", "group": "groups/desk", "depends_on": ["prepare"]}]
  })json");
}

// The laptop with another form.
inline v1::CatalogItem WithForm(const std::string& form) {
  v1::CatalogItem item = Laptop();
  item.clear_approval_rules();
  *item.mutable_form() = FromJson<v1::Form>(form);
  return item;
}

// Fields of the violations, in their order.
inline std::vector<std::string> FieldsOf(const absl::Status& status) {
  std::vector<std::string> fields;
  const google::rpc::Status proto = errors::ToProto(status);
  for (const auto& any : proto.details()) {
    google::rpc::BadRequest bad;
    if (!any.UnpackTo(&bad)) continue;
    for (const auto& violation : bad.field_violations()) fields.push_back(violation.field());
  }
  return fields;
}

}  // namespace steward::catalog
