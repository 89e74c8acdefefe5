#pragma once

// steward.audit.v1.AuditService, answered from the journals of all services.

#include "gateway/access/access.h"
#include "gateway/local/local_call.h"
#include "gateway/merged/page_token.h"
#include "platform/access/event_rule.h"

namespace steward::gateway {

// What the methods work with; all of it outlives them.
struct AuditContext {
  Access& access;
  const MergedPageTokens& tokens;
  access::EventRule& visible;
};

// Adds the methods of the service.
void AddAuditMethods(const AuditContext& context, LocalMethods* methods);

}  // namespace steward::gateway
