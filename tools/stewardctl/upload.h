#pragma once

// Methods that take a stream of requests, from files of JSON objects, one a line (NDJSON).

#include "tools/stewardctl/await_operation.h"
#include "tools/stewardctl/invocation.h"

namespace steward::ctl {

// Sends the lines of --file ("-" is standard input) as one stream, as they are read, and gives the
// answer to `print`. The flags of the request count for all of them. A line that is no object of
// its kind breaks the stream off, and nothing comes of it. Errors: WRONG_USAGE with the place,
// LOCAL, Steward's.
absl::Status UploadFile(const Command& command, const Invocation& invocation, Client& client,
                        const PrintMessage& print);

}  // namespace steward::ctl
