#pragma once

// What an admitted request becomes, whichever door it came by: a call of a service, of a method of
// the gateway, or a stream.

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "gateway/access/access.h"
#include "gateway/access/sender.h"
#include "gateway/api/api.h"
#include "gateway/local/local_call.h"
#include "gateway/watch/stream.h"
#include "google/rpc/status.pb.h"
#include "platform/caller/caller.h"

namespace steward::gateway {

// A call of `service` on behalf of a sender, without its request message. `path`: as of Outgoing,
// as is `repeatable`. `identity`: in whose name.
rpc::Outgoing OutgoingFor(const Sender& sender, std::string service, std::string path,
                          std::shared_ptr<const std::string> identity, absl::Time deadline,
                          bool repeatable);
// The same in the name of the sender.
rpc::Outgoing OutgoingOf(Access& access, const Sender& sender, const Method& method,
                         absl::Time deadline, bool repeatable);
// PERMISSION_DENIED unless the sender may call the method.
absl::Status CheckAllowed(const Access& access, const Sender& sender, const Method& method);
// As ErrorOfReply. UNAVAILABLE names the service, in its text and in metadata "service", and says
// that a change may have been made only of methods that make one. What an anonymous method refuses
// as INVALID_LINK counts as a wrong credential from the address of its sender, who is told to wait
// (TOO_MANY_ATTEMPTS) after too many of them.
google::rpc::Status ErrorFor(Access& access, const Sender& sender, const Method& method,
                             const rpc::Reply& reply);
// Starts the call; `answer` gets what the service answers.
void AnswerFrom(rpc::Caller& caller, rpc::Outgoing outgoing, LocalAnswer answer);
// `request` is the encoded request message. The sender has the permission of the method, which no
// service checks here.
LocalCall LocalCallOf(const Sender& sender, const Method& method, std::string request,
                      absl::Time deadline);
StreamCall StreamCallOf(const Sender& sender, const Method& method, std::string request);

// The stream of a method; METHOD_NOT_IMPLEMENTED when there is none.
absl::StatusOr<StreamStarter> FindStream(const LocalStreams& streams, const Method& method);

}  // namespace steward::gateway
