#pragma once

// The pages below /docs, for people: the reference of operations and one page for each reason of
// errors, all from descriptors. They work without scripts, as an index.

#include <map>
#include <string>

#include "gateway/api/api.h"
#include "gateway/docs/reasons.h"
#include "gateway/http/message.h"

namespace steward::gateway::docs {

// By path: "/docs", "/docs/errors/ETAG_MISMATCH", the assets. Thread-safe.
std::map<std::string, HttpAnswer> MakePages(const Api& api);

// What MakePages consists of; HTML of what stands inside of <main>.
std::string ReferencePage(const Api& api);
std::string ErrorListPage(const std::vector<Reason>& reasons);
std::string ErrorPage(const Reason& reason);

}  // namespace steward::gateway::docs
