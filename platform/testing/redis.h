#pragma once

// A private Redis for the tests of one process.
//
//   std::string address = TestRedis::Get().address();  // "unix:/tmp/…/redis.sock"
//
// It starts at first use, keeps nothing on disk, and goes away with the process, also when that is
// killed.

#include <string>

namespace steward {

// Thread-safe, except that Stop and Start belong to one thread. Whatever fails here ends the
// process with a message.
class TestRedis {
 public:
  // The one of this process; started by the first call.
  static TestRedis& Get();

  // As the configuration key `redis` has it: "unix:" and the path of the socket.
  const std::string& address() const { return address_; }
  // The path of the socket alone.
  std::string socket_path() const;

  // Stops the server, which loses everything, and starts it at the same address.
  void Stop();
  void Start();

  TestRedis(const TestRedis&) = delete;
  TestRedis& operator=(const TestRedis&) = delete;

 private:
  TestRedis();

  std::string directory_;
  std::string address_;
};

}  // namespace steward
