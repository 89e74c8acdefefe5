#pragma once

// The tables of the directory: which columns lists can filter and sort by, and the statements.

#include "platform/store/collection.h"
#include "steward/directory/v1/api_key.pb.h"
#include "steward/directory/v1/group.pb.h"
#include "steward/directory/v1/location.pb.h"
#include "steward/directory/v1/membership.pb.h"
#include "steward/directory/v1/organization.pb.h"
#include "steward/directory/v1/service_account.pb.h"
#include "steward/directory/v1/substitute.pb.h"
#include "steward/directory/v1/tenant.pb.h"
#include "steward/directory/v1/user.pb.h"

namespace steward::directory {

const store::CollectionTable<v1::User>& UserTable();
const store::CollectionTable<v1::Organization>& OrganizationTable();
const store::CollectionTable<v1::Location>& LocationTable();
const store::CollectionTable<v1::Group>& GroupTable();
const store::CollectionTable<v1::Membership>& MembershipTable();
const store::CollectionTable<v1::Substitute>& SubstituteTable();
// Substitutes of all users, and those where the parent of the list, a user, is either of the two.
// The id of a row is what follows "users/".
const store::ListPlan& SubstitutesOfAll();
const store::ListPlan& SubstitutesAround();
const store::CollectionTable<v1::ServiceAccount>& ServiceAccountTable();
// `key` of a new key becomes its digest.
const store::CollectionTable<v1::ApiKey>& ApiKeyTable();
const store::CollectionTable<v1::Tenant>& TenantTable();

}  // namespace steward::directory
