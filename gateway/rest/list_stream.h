#pragma once

// A whole list as one stream of lines (application/x-ndjson): every resource that the filter finds,
// page by page behind the scenes, so that memory stays that of a page however long the list is. For
// every method that lists, by what its messages say.

#include <memory>
#include <string>

#include "gateway/rest/admittance.h"
#include "platform/caller/caller.h"

namespace steward::gateway {

// Whether a request asks for its list as a stream: a GET of a method that lists, whose Accept names
// the type. "*/*" asks for pages.
bool AsksForListStream(const Route& route, const HttpRequest& request);

// Answers an admitted request. `wire` is the encoded request message; `page_timeout` is that of a
// page. Each page is admitted anew, as a request of its own, and waited for up to a minute when
// there is too much to do. An error before the first line is answered as usual; after it, the
// connection is cut before the end of the answer, so that no part is taken for the whole.
// RATE_LIMITED when the tenant has as many of them as it may.
absl::Status StartListStream(rpc::Caller& caller, Admittance& admittance, Access& access,
                             std::shared_ptr<RequestScope> scope, std::string wire,
                             absl::Duration page_timeout);

}  // namespace steward::gateway
