#pragma once

// A request that did not come over a connection of its own.

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "gateway/http/message.h"

namespace steward::gateway {

// Belongs to a loop.
class SubExchange final : public Exchange {
 public:
  using Done = std::function<void(HttpAnswer)>;

  // `done` takes the answer, once.
  SubExchange(std::shared_ptr<HttpRequest> request, std::string client_address, Done done)
      : request_(std::move(request)),
        client_address_(std::move(client_address)),
        done_(std::move(done)) {}

  HttpRequest& request() override { return *request_; }
  const std::string& client_address() const override { return client_address_; }
  // Its sender was let in with the batch.
  bool secure() const override { return true; }
  void ReadBody(size_t, BodyRead read) override { read(nullptr); }
  void ReadPiece(size_t, BodyRead read) override { read(nullptr); }
  bool body_ended() const override { return true; }
  void Answer(HttpAnswer answer) override {
    if (request_->method == "HEAD") answer.body.clear();
    if (const Done done = std::exchange(done_, nullptr)) done(std::move(answer));
  }
  bool takes_streams() const override { return false; }
  void StartStream(HttpAnswer, std::function<void()> closed) override { closed(); }
  void Write(std::string, std::function<void()>) override {}
  void EndStream() override {}
  void Abort() override {}

 private:
  // Its headers point into itself: it stays where it is.
  const std::shared_ptr<HttpRequest> request_;
  const std::string client_address_;
  Done done_;
};

}  // namespace steward::gateway
