#pragma once

#include <curl/curl.h>

#include <memory>
#include <string>
#include <vector>

#include "services/notification/delivery/attempt.h"

namespace steward::notification {

// One attempt as a transfer of libcurl. Follows no redirect, asks no proxy, sends no cookie and no
// credential, verifies certificates always, connects to checked addresses only. Must stay where it
// is while its handle is in use. Belongs to one thread.
class Transfer {
 public:
  // `addresses` are those of the endpoint's host; all of them were checked. `settings` must outlive
  // the transfer.
  Transfer(Attempt attempt, const Endpoint& endpoint, const std::vector<Address>& addresses,
           const AttemptSettings& settings, absl::Duration time_left);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  CURL* handle() { return handle_.get(); }

  // What came of it, when libcurl is done with the handle; without latency.
  Outcome Finish(CURLcode code);

 private:
  struct FreeHandle {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };
  struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };
  using List = std::unique_ptr<curl_slist, FreeList>;

  void SetRequest(const Endpoint& endpoint);
  void SetConnection(const Endpoint& endpoint, const std::vector<Address>& addresses,
                     absl::Duration time_left);
  void SetCallbacks();

  static void Append(List& list, const std::string& text);
  static size_t OnHead(char* data, size_t size, size_t count, void* transfer);
  static size_t OnBody(char* data, size_t size, size_t count, void* transfer);
  static curl_socket_t OnConnect(void* transfer, curlsocktype purpose, curl_sockaddr* address);

  const Attempt attempt_;
  const AttemptSettings& settings_;
  List headers_;
  List addresses_;
  // After what it uses, so that it goes first.
  std::unique_ptr<CURL, FreeHandle> handle_;

  size_t head_bytes_ = 0;
  size_t body_bytes_ = 0;
  bool address_refused_ = false;
  std::string excerpt_;
};

}  // namespace steward::notification
