#pragma once

// What an admitted request becomes: a call of a service, of a method of the gateway, or a stream.

#include <string>

#include "absl/time/time.h"
#include "gateway/access/access.h"
#include "gateway/proxy/caller.h"
#include "gateway/proxy/local_call.h"
#include "gateway/rest/request_scope.h"
#include "gateway/watch/stream.h"

namespace steward::gateway {

// `wire` is the encoded request message. `repeatable`: as of Outgoing.
Outgoing OutgoingOf(Access& access, const RequestScope& scope, const Method& method,
                    absl::string_view wire, absl::Time deadline, bool repeatable);
// PERMISSION_DENIED when the caller lacks the permission, which no service checks here.
absl::StatusOr<LocalCall> LocalCallOf(Access& access, RequestScope& scope, const Method& method,
                                      std::string wire, absl::Time deadline);
absl::StatusOr<StreamCall> StreamCallOf(Access& access, RequestScope& scope, const Method& method,
                                        std::string wire);

// Starts the stream of a method; METHOD_NOT_IMPLEMENTED when there is none. `make_sink` takes what
// is to run when the client goes away first.
absl::Status StartStream(
    const LocalStreams& streams, Caller& caller, const Method& method, StreamCall call,
    const std::function<std::shared_ptr<StreamSink>(std::function<void()>)>& make_sink);

}  // namespace steward::gateway
