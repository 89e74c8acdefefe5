#pragma once

// What is posted to webhooks, as the document's section of that name.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "gateway/openapi/json.h"
#include "gateway/openapi/operation.h"
#include "google/protobuf/descriptor.h"

namespace steward::gateway::openapi {

// Types of events, such as "dev.steward.ticket.created.v1", and the operations after which they
// come.
using EventTypes = std::map<std::string, std::set<std::string>>;

// Adds the types that the comment of the binding's method names; not those of the service that has
// webhooks, which no webhook gets.
void AddEventTypes(const Binding& binding, EventTypes* types);

// A path item for each type: a POST of a CloudEvents 1.0 document with the headers of Standard
// Webhooks 1.0.
Json MakeWebhooks(const EventTypes& types,
                  const std::vector<const google::protobuf::Descriptor*>& messages,
                  Workshop& workshop);

}  // namespace steward::gateway::openapi
