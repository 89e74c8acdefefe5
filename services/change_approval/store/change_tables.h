#pragma once

// The tables of changes, their models and their templates: which columns lists can filter and sort
// by, and the statements.

#include "platform/store/collection.h"
#include "steward/change/v1/change.pb.h"
#include "steward/change/v1/change_model.pb.h"
#include "steward/change/v1/change_template.pb.h"

namespace steward::change {

// Its insert takes an id without its number.
const store::CollectionTable<v1::Change>& ChangeTable();
const store::CollectionTable<v1::ChangeModel>& ChangeModelTable();
const store::CollectionTable<v1::ChangeTemplate>& ChangeTemplateTable();

}  // namespace steward::change
