#pragma once

// A message as bytes that are known to be its wire form, for answers that are put together from
// what lies in the database: nothing is parsed only to be serialised again.

#include <string>
#include <utility>

namespace steward {

template <class Message>
struct Encoded {
  std::string bytes;

  // An empty message when the bytes are not what they should be.
  Message Parse() const {
    Message message;
    if (!message.ParseFromString(bytes)) message.Clear();
    return message;
  }
};

}  // namespace steward
