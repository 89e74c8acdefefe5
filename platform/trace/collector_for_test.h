#pragma once

// For tests: a collector of OpenTelemetry, an HTTP server on the loopback that reads what is sent
// to it and answers as it is told.

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/otlp.pb.h"

namespace steward::trace {

using tests::otlp::ExportTraceServiceRequest;

class CollectorForTest {
 public:
  enum class Begin { kListening, kRefusing };

  // kRefusing: connections are refused until Listen.
  explicit CollectorForTest(Begin begin = Begin::kListening);
  ~CollectorForTest();
  CollectorForTest(const CollectorForTest&) = delete;
  CollectorForTest& operator=(const CollectorForTest&) = delete;

  std::string endpoint() const;
  void Listen();
  // Answers the next request with this status and these fields of the head, each with its line end,
  // then further ones as they were told, and all others with 200.
  void AnswerNext(int status, std::string fields = "", std::string body = "");
  // Answers nothing until Release.
  void Hang();
  void Release();

  // What came, in its order, answered or not; and the heads that it came with.
  std::vector<ExportTraceServiceRequest> requests();
  std::vector<std::string> heads();
  // Of all requests that were answered with 200.
  std::vector<tests::otlp::Span> taken();

 private:
  struct Answer {
    int status = 200;
    std::string fields, body;
  };

  void Run();
  void Serve(int client);
  bool Read(int client, std::string* head, std::string* body);
  // The answer to a request, once it is to be given.
  Answer Take(const std::string& head, const std::string& body);

  int listener_ = -1;
  int port_ = 0;

  // Of those that follow.
  std::mutex mutex_;
  std::condition_variable released_;
  bool hangs_ = false, stopping_ = false;
  int client_ = -1;
  std::deque<Answer> answers_;
  std::vector<ExportTraceServiceRequest> requests_;
  std::vector<std::string> heads_;
  std::vector<tests::otlp::Span> taken_;

  std::thread thread_;
};

}  // namespace steward::trace
