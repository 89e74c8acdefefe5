#pragma once

// Server-sent events (WHATWG HTML §9.2) of a streaming method.

#include <memory>

#include "gateway/rest/request_scope.h"
#include "gateway/watch/stream.h"

namespace steward::gateway {

// Each message: its field marked `cursor` is the event's id, its JSON the data. A bookmark is a
// comment with an id, an error the event "error" with a problem document. An error before the
// stream opened is answered as for any other request.
std::shared_ptr<StreamSink> MakeEventStream(std::shared_ptr<RequestScope> scope,
                                            std::function<void()> closed);

}  // namespace steward::gateway
