#pragma once

// Whether a form can be evaluated. Pure functions, thread-safe.

#include <string>

#include "absl/strings/string_view.h"
#include "platform/resource/condition.h"
#include "platform/status/errors.h"
#include "steward/catalog/v1/catalog_item.pb.h"

namespace steward::catalog {

using v1::Form;

// What conditions of the form may ask for.
resource::Condition::Types TypesOf(const Form& form);

// The field with the id, or null.
const v1::Field* FindField(const Form& form, absl::string_view id);

// Adds what is wrong with a condition.
void CheckCondition(absl::string_view condition, const resource::Condition::Types& types,
                    const std::string& path, errors::Violations* violations);

// Adds what is wrong with the form of the item: ids that are there twice, settings that the type of
// a field does not know, a default that is no answer, prices in another currency than the item's,
// conditions that cannot be read or name no field, effects that their field does not know.
void CheckForm(const v1::CatalogItem& item, errors::Violations* violations);

}  // namespace steward::catalog
