#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platform/webhook/signer.h"

namespace steward::ctl {

// Posts over HTTP, one request after the other, over one connection where it can. Follows no
// redirect and uses no proxy. Used by one thread.
class LocalPost {
 public:
  // `url` is http or https.
  explicit LocalPost(std::string url);

  // The status of the answer; 0 when none came within 15 seconds.
  long Send(const std::vector<webhook::Header>& headers, const std::string& body);

 private:
  struct Handle;
  struct Close {
    void operator()(Handle* handle) const;
  };

  const std::string url_;
  const std::unique_ptr<Handle, Close> handle_;
};

}  // namespace steward::ctl
