#pragma once

// Streams that the gateway answers, over HTTP.

#include <functional>
#include <memory>
#include <utility>

#include "gateway/watch/stream.h"

namespace steward::gateway {

// `make_sink` takes what is to run when the client goes away first.
template <class MakeSink>
void StartStream(const StreamStarter& starter, rpc::Caller& caller, StreamCall call,
                 const MakeSink& make_sink) {
  // The exchange holds the stream's end of life, the stream holds the exchange: the box breaks it.
  auto box = std::make_shared<std::weak_ptr<Stream>>();
  auto sink = make_sink(std::function<void()>([box] {
    if (auto stream = box->lock()) stream->Abandon();
  }));
  *box = starter(caller, std::move(call), std::move(sink));
}

}  // namespace steward::gateway
